public import EnsureKernel
public import EnsureModel
import Glibc
import Synchronization

/// Decides the property of a plain system with engines that take turns: bounded search for violations, the analysis of
/// locations, Spacer with and without what that has found, k-induction. What they find is proved once the kernel has
/// accepted a certificate of it.
public struct PlainProver: Sendable {
  /// What came of it.
  public enum Verdict: Sendable {
    /// The kernel has accepted a certificate in this run.
    case proved(PlainProof)
    /// A solver says that the lemmas, in terms of the bank, are inductive together with the property; and why that is no
    /// proof.
    case inductive(lemmas: [Term], bank: TermBank, engine: String, reason: String)
    /// A violation, replayed by the interpreter.
    case violated(Violation)
    /// Nothing is known beyond what the depth says: all runs of up to so many steps were looked at. If `k` is given, the
    /// property is k-inductive with lemmas, which no certificate says yet.
    case open(depth: Int?, k: Int?, reason: String)
    /// An engine and the interpreter contradict each other: a mistake of ours.
    case disagreement(String, Trace?)
  }

  /// Which engines take part.
  public enum Engines: Sendable {
    /// All of them.
    case all
    /// Bounded search alone.
    case bounded
    /// Spacer alone.
    case spacer
  }

  private let system: PlainSystem
  private let engines: Engines
  private let clock: LimitClock
  private let seconds: Double
  private let kernel: Kernel

  /// Engines that take so many seconds, all together, their certificates included.
  ///
  /// - Parameter kernel: who decides what is proved; nil for the kernel of the system.
  public init(
    _ system: PlainSystem, seconds: Double, clock: LimitClock = .wall, engines: Engines = .all,
    kernel: Kernel? = nil
  ) {
    self.system = system
    self.engines = engines
    self.seconds = seconds
    self.clock = clock
    self.kernel = kernel ?? Kernel(system.world.system)
  }

  /// After how many seconds it is asked again whether somebody wants an end, or the time is over.
  private static let patience = 0.005

  /// Runs the engines on a thread of their own. Where one of them does not listen to the limit, what is known comes
  /// soon after it, and the engine is left alone.
  ///
  /// - Parameter isInterrupted: asked now and then whether somebody wants an end.
  public func run(isInterrupted: () -> Bool = { false }) -> Verdict {
    let result = ProverResult()
    let watch = Watch()
    let prover = self
    let isRunning = Background.run { result.set(prover.decide(watch, result)) }
    if !isRunning { return .open(depth: nil, k: nil, reason: "no thread is to be had") }
    let (begin, wall) = (clock.now, LimitClock.wall.now)
    var stopped: Double?
    while true {
      if let verdict = result.verdict { return verdict }
      let spent = clock.now - begin
      if let stopped, LimitClock.wall.now > stopped + 2 {
        return result.candidate ?? .open(depth: result.depth, k: nil, reason: watch.reason)
      }
      // A thread that waits for a processor spends none of its time.
      let isLate = spent >= seconds || LimitClock.wall.now - wall >= 10 * seconds
      if stopped == nil, isLate || isInterrupted() {
        watch.stop(isLate ? "the time limit was reached" : "interrupted")
        stopped = LimitClock.wall.now
      }
      _ = result.decided.wait(atMost: Self.patience)
    }
  }

  // MARK: Turns

  private func decide(_ watch: Watch, _ result: ProverResult) -> Verdict {
    if engines == .bounded { return search(seconds, watch, result) }
    if engines == .spacer { return alone(watch, result) }
    let verdict = takeTurns(watch, result)
    // Lemmas without a certificate say more than a depth does.
    if case .open = verdict, let candidate = result.candidate { return candidate }
    return verdict
  }

  private func takeTurns(_ watch: Watch, _ result: ProverResult) -> Verdict {
    // Short violations first.
    let first = search(share(0.04), watch, result)
    if case .open = first {} else { return first }
    var witness: Certificate.Witness?
    switch watch.limited(share(0.1), clock, { FirstStep(system, $0).run() }) {
    case .found(let action, let trace): witness = Certificate.Witness(.action(action), trace)
    case .none(let why): return .open(depth: nil, k: nil, reason: "twin: \(why), so that nothing is said")
    case .disagreement(let what): return .disagreement(what, nil)
    case .unknown: break
    }
    var bank = system.bank
    var known: [Term] = []
    var options = LocationAnalysis.Options()
    /// Analyses, and confirms what comes out together with what is known.
    func analysed(_ portion: Double) -> Verdict? {
      let found = watch.limited(share(portion), clock) { inner -> [Term]? in
        let analysis = LocationAnalysis(system, inner, options)
        let lemmas = analysis.run(&bank)
        options.indices = lemmas == nil ? [] : analysis.indices(of: 8)
        return lemmas
      }
      guard let found else { return nil }
      known += found
      return settled(known, bank, "locations", witness, watch, 0.3, result)
    }
    /// Asks Spacer, with lemmas or without.
    func asked(_ lemmas: [Term], _ portion: Double) -> Verdict? {
      let answer = watch.limited(share(portion), clock) { inner in
        SpacerEngine(system, inner).run(lemmas, in: &bank)
      }
      switch answer {
      case .candidates(let candidates):
        return settled(candidates + known, bank, "Spacer", witness, watch, 0.4, result)
      case .refuted:
        let deep = search(seconds, watch, result)
        if case .open = deep { return nil }
        return deep
      case .unknown: return nil
      }
    }
    if let verdict = analysed(0.4) { return verdict }
    if !known.isEmpty {
      if let verdict = asked(known, 0.25) { return verdict }
      options.hasAllPairs = true
      options.hasStrides = true
      options.exact = 3
      options.most = 600
      let before = known.count
      if let verdict = analysed(0.3) { return verdict }
      if known.count > before, let verdict = asked(known, 0.15) { return verdict }
    }
    if let verdict = asked([], 0.5) { return verdict }
    let last = search(share(0.2), watch, result)
    guard case .open(let depth, _, let reason) = last else { return last }
    let closed = watch.limited(seconds, clock) { inner in KInduction(system, inner).run(known, in: bank) }
    if case .closed(let k) = closed, let depth, depth >= k {
      return .open(
        depth: depth, k: k, reason: "the proof is by \(k)-induction, for which there is no certificate")
    }
    return .open(depth: depth, k: nil, reason: reason)
  }

  /// Spacer by itself.
  private func alone(_ watch: Watch, _ result: ProverResult) -> Verdict {
    var bank = system.bank
    switch watch.limited(seconds, clock, { SpacerEngine(system, $0).run(in: &bank) }) {
    case .candidates(let candidates):
      guard let core = confirm(candidates, bank, watch, 1) else {
        return .open(depth: nil, k: nil, reason: "Spacer's answer is not inductive")
      }
      return .inductive(lemmas: core, bank: bank, engine: "Spacer", reason: "no kernel was asked")
    case .refuted: return search(seconds, watch, result)
    case .unknown(let reason): return .open(depth: nil, k: nil, reason: reason)
    }
  }

  private func share(_ portion: Double) -> Double { seconds * portion }

  /// Those of the lemmas that make the property inductive.
  private func confirm(_ lemmas: [Term], _ bank: TermBank, _ watch: Watch, _ portion: Double) -> [Term]? {
    let outcome = watch.limited(share(portion), clock) { inner in
      InductiveCore(system, inner).reduce(lemmas, in: bank)
    }
    guard case .inductive(let core) = outcome else { return nil }
    return core
  }

  /// What the lemmas come to, if they make the property inductive; nil if they don't, or there is no certificate for them
  /// and others may do better.
  private func settled(
    _ lemmas: [Term], _ bank: TermBank, _ engine: String, _ witness: Certificate.Witness?, _ watch: Watch,
    _ portion: Double, _ result: ProverResult
  ) -> Verdict? {
    guard let core = confirm(lemmas, bank, watch, portion) else { return nil }
    func candidate(_ reason: String) -> Verdict {
      .inductive(lemmas: core, bank: bank, engine: engine, reason: reason)
    }
    result.note(candidate: candidate("the time limit ended the search for a certificate"))
    let outcome = watch.limited(share(portion), clock) { inner in
      PlainCertifier(system, kernel, inner).certify(core, in: bank, by: engine, witness: witness)
    }
    switch outcome {
    case .accepted(let proof): return .proved(proof)
    case .failed(let why):
      result.note(candidate: candidate("it has no certificate: \(why)"))
      return nil
    case .disagreement(let what): return .disagreement(what, nil)
    }
  }

  private func search(_ seconds: Double, _ watch: Watch, _ result: ProverResult) -> Verdict {
    let outcome = watch.limited(seconds, clock) { inner in
      PlainSearch(system, inner).run { result.note(depth: $0) }
    }
    switch outcome {
    case .violated(let violation): return .violated(violation)
    case .disagreement(let what, let trace): return .disagreement(what, trace)
    case .held(_, let reason): return .open(depth: result.depth, k: nil, reason: reason)
    case .exhausted(let depth):
      return .open(
        depth: depth, k: nil,
        reason: "no run is longer than \(depth) steps, for which there is no certificate")
    }
  }
}

/// What a prover's thread has come to.
private final class ProverResult: Sendable {
  private struct Content {
    var verdict: PlainProver.Verdict?
    var depth: Int?
    var candidate: PlainProver.Verdict?
  }

  private let content = Mutex(Content())
  /// That there is a verdict.
  let decided = Moment()

  var verdict: PlainProver.Verdict? { content.withLock(\.verdict) }
  var depth: Int? { content.withLock(\.depth) }
  /// Lemmas that have no certificate yet.
  var candidate: PlainProver.Verdict? { content.withLock(\.candidate) }

  func set(_ verdict: PlainProver.Verdict) {
    content.withLock { $0.verdict = verdict }
    decided.happen()
  }
  func note(candidate: PlainProver.Verdict) { content.withLock { $0.candidate = candidate } }
  func note(depth: Int) { content.withLock { $0.depth = max($0.depth ?? 0, depth) } }
}
