import EnsureKernel
import EnsureModel
import EnsureObligations

/// Two of our own answers that cannot both be right.
struct Contradiction {
  /// What about, in a line.
  let summary: String
  /// Everything that a developer needs, in several.
  let details: String
}

/// What one engine has said of one cell, replayed.
struct EngineView {
  var violation: Violation?
  var held: Bound?
  var abandonment: Abandonment?

  /// All runs of up to so many steps are known to keep the property; nil if none.
  var cleanDepth: Int? { violation == nil ? held?.depth ?? abandonment?.depth : nil }
}

/// Everything that jobs have brought in. Claims are believed only once the interpreter, which shares no code with
/// any engine, has replayed them here.
struct Findings {
  /// A cell: a property (nil: definedness of genuine steps) in a world.
  struct Place: Hashable {
    let property: PropertyID?
    let threats: Set<ThreatID>
  }

  let system: TransitionSystem
  private let kernel: Kernel
  private(set) var views: [Place: [Job.Engine: EngineView]] = [:]
  /// Certificates that engines have made, without witnesses; the kernel has not seen them.
  private(set) var certificates: [Place: [UInt8]] = [:]
  /// Why no proof was found.
  private(set) var unproved: [Place: String] = [:]
  /// Certificates that nothing will ever witness a twin; the kernel has not seen them.
  private(set) var impossible: [Set<ThreatID>: [Twin.Subject: [UInt8]]] = [:]
  /// What was looked for in each world, and what was found.
  private(set) var twins: [Set<ThreatID>: [Twin.Subject: Trace?]] = [:]
  private(set) var contradictions: [Contradiction] = []
  /// What to ask of invariants without a proof, replayed.
  private(set) var questions: [OpenQuestion] = []
  private(set) var notes: [VerificationNote] = []
  private(set) var states = 0
  private(set) var checks = 0
  /// The worlds in which a limit, a crash or an interrupt has ended a search.
  private(set) var endedWorlds: Set<Set<ThreatID>> = []
  private var worlds: [Set<ThreatID>: World] = [:]

  init(_ system: TransitionSystem, _ kernel: Kernel) {
    self.system = system
    self.kernel = kernel
  }

  /// The world of these threats.
  mutating func world(_ threats: Set<ThreatID>) -> World {
    if let known = worlds[threats] { return known }
    let world = World(system, threats: threats)
    worlds[threats] = world
    return world
  }

  mutating func note(_ note: VerificationNote) { if !notes.contains(note) { notes.append(note) } }

  /// Takes a witness of the honest world that has been replayed.
  mutating func note(_ witness: Trace, witnessing subject: Twin.Subject) {
    twins[[], default: [:]][subject] = .some(witness)
  }

  mutating func contradict(_ summary: String, _ details: String) {
    contradictions.append(Contradiction(summary: summary, details: details))
  }

  /// Runs of the world of these threats that have been found in it or in smaller ones, in an order that repeats.
  func runs(within threats: Set<ThreatID>) -> [Trace] {
    let worlds = twins.keys.filter { $0.isSubset(of: threats) }
    let ordered = worlds.sorted { left, right in
      left.count != right.count
        ? left.count < right.count : left.sorted().lexicographicallyPrecedes(right.sorted())
    }
    return ordered.flatMap { world in
      (twins[world] ?? [:]).sorted { "\($0.key)" < "\($1.key)" }.compactMap(\.value)
    }
  }

  /// Runs that violate something, those of smaller worlds first, in the order of what they violate.
  var violations: [Trace] {
    let places = views.keys.sorted { left, right in
      if left.threats.count != right.threats.count { return left.threats.count < right.threats.count }
      if left.threats != right.threats {
        return left.threats.sorted().lexicographicallyPrecedes(right.threats.sorted())
      }
      return (left.property?.index ?? -1) < (right.property?.index ?? -1)
    }
    return places.compactMap { place in
      let found = views[place]
      return (found?[.bounded]?.violation ?? found?[.explicit]?.violation)?.trace
    }
  }

  /// Takes a certificate that is known for the cell.
  mutating func take(_ certificate: [UInt8], of place: Place) { certificates[place] = certificate }

  /// Takes a question if the interpreter takes its step and sees the property broken. What was asked before is settled.
  private mutating func take(_ message: QuestionMessage) {
    let interpreter = try? Interpreter(world(message.threats), scope: message.scope)
    guard let question = message.question(of: system), let interpreter,
      (try? interpreter.replay(question)) != nil
    else { return }
    questions.removeAll { $0.property == question.property && $0.threats == question.threats }
    questions.append(question)
  }

  // MARK: Outcomes

  /// Takes the outcome of a job into account.
  ///
  /// - Parameter isExtra: whether the job asked for more than was needed, so that what it does not answer leaves the
  ///   earlier answers as they are.
  mutating func absorb(_ outcome: JobOutcome, of job: Job, isExtra: Bool = false) {
    states += outcome.states
    checks += outcome.checks
    if job.engine == .question {
      for question in outcome.questions { take(question) }
      return
    }
    // What it suggests is no finding.
    if job.engine == .clauses { return }
    if job.engine == .proof {
      impossible[job.threats, default: [:]].merge(outcome.impossible) { first, _ in first }
      for (property, certificate) in outcome.certificates {
        let place = Place(property: property, threats: job.threats)
        certificates[place] = certificate
        // An earlier search for it may have been given up.
        unproved[place] = nil
      }
      for (property, why) in outcome.abandoned {
        unproved[Place(property: property, threats: job.threats)] = why.reason
      }
      return
    }
    switch outcome.end {
    case .finished, .failed: break
    case .timedOut, .outOfMemory, .crashed, .interrupted: endedWorlds.insert(job.threats)
    }
    let asked: [PropertyID?] = job.properties.map { $0 } + (job.wantsDefinedness ? [nil] : [])
    for property in asked {
      let place = Place(property: property, threats: job.threats)
      var view = views[place]?[job.engine] ?? EngineView()
      if let claim = outcome.violations[property] {
        if let why = refusal(of: claim, property, job) {
          view.abandonment = Abandonment(depth: nil, reason: why)
        } else if view.violation.map({ isExtra && claim.trace.steps.count < $0.trace.steps.count }) ?? true {
          view.violation = claim
        }
      } else if let bound = outcome.held[property] {
        // More instances are no reason to look less deep, and fewer say less.
        let isMore = view.held.map { bound.depth >= $0.depth && bound.scope.covers($0.scope) } ?? true
        let isDoubted = view.abandonment?.isForLackOfInstances ?? false
        if !isExtra || isMore && !isDoubted { view.held = bound }
      } else if !isExtra {
        view.abandonment =
          outcome.abandoned[property]
          ?? Abandonment(depth: outcome.depth, reason: Self.words(outcome.end))
      } else {
        let gap = outcome.abandoned[property]
        // That a search went on says nothing of what it had given up before.
        let depth = gap.map { $0.depth } ?? outcome.depth
        if let depth, let held = view.held, held.scope == job.scope, depth > held.depth {
          view.held = Bound(depth: depth, isExhaustive: false, scope: job.scope)
        }
        // More instances may decide it. Where a run may violate it, or somebody seems to be stuck, it is not held, whatever was
        // seen of other numbers of instances.
        if let gap, gap.isForLackOfInstances || job.provesDeadEnds {
          view.abandonment = gap
          view.held = nil
        }
      }
      views[place, default: [:]][job.engine] = view
    }
    for subject in job.twins {
      let known = twins[job.threats]?[subject] ?? nil
      var witness = known
      if known == nil, let claim = outcome.witnesses[subject], confirm(claim, witnessing: subject, job) {
        witness = claim
      }
      twins[job.threats, default: [:]][subject] = .some(witness)
    }
    if case .failed(.disagreement(let what)) = outcome.end {
      let summary = "\(title(job)): \(what.split(separator: "\n").first.map(String.init) ?? what)"
      contradict(summary, "\(summary)\n\(what)\n\(describe(job))")
    }
  }

  /// Why a job has no answer.
  static func words(_ end: JobOutcome.End) -> String {
    switch end {
    case .finished: "the engine gave no answer"
    case .failed(.unbounded(let name)): VerificationError.unbounded(name).description
    case .failed(.scope(let why)), .failed(.unsearchable(let why)): why
    case .failed(.disagreement): "Ensure contradicts itself"
    case .timedOut: "the time limit was reached"
    case .outOfMemory: "the memory limit was reached"
    case .crashed(let how): "the engine crashed: \(how)"
    case .interrupted: "interrupted"
    }
  }

  // MARK: Replay

  /// Why a claim is no verdict; nil if it is replayed.
  private mutating func refusal(of claim: Violation, _ property: PropertyID?, _ job: Job) -> String? {
    do {
      let interpreter = try Interpreter(world(job.threats), scope: job.scope)
      try interpreter.replay(claim, of: property)
      if case .stuck(_, let certificate) = claim.failure {
        try check(certificate, of: property, job.threats, claim.trace)
      }
      return nil
    } catch {
      if case .undecided(let why)? = error as? Refusal {
        return "whether a run that was found is a violation cannot be told: \(why.words(in: system))"
      }
      let name = property.map { system.properties[$0.index].name } ?? "definedness"
      let summary = "\(title(job)): the engine says that \(name) is violated, and the replay disagrees"
      contradict(
        summary,
        """
        \(summary)
        claim: \(name) fails: \(claim.failure)
        refusal: \(error)
        \(describe(job))
        \(TraceListing(claim.trace).text)
        """)
      return "Ensure contradicts itself"
    }
  }

  /// Lets the kernel check that the trace comes to an instance that is stuck.
  private func check(_ bytes: [UInt8], of property: PropertyID?, _ threats: Set<ThreatID>, _ trace: Trace)
    throws(KernelError)
  {
    let certificate = try Certificate(bytes: bytes)
    let acceptance = try kernel.check(certificate)
    let isOfTheTrace = certificate.witnesses.contains { $0.trace == trace }
    guard acceptance.deadEnd?.property == property, acceptance.threats == threats, isOfTheTrace else {
      throw .refused("it speaks of something else")
    }
  }

  private mutating func confirm(_ claim: Trace, witnessing subject: Twin.Subject, _ job: Job) -> Bool {
    do {
      let interpreter = try Interpreter(world(job.threats), scope: job.scope)
      try interpreter.replay(claim, witnessing: subject)
      return true
    } catch {
      // The values of an antecedent's numbers are not in the trace, so that not to find them says little.
      if case .antecedent = subject, case .noWitness? = error as? Refusal { return false }
      let summary = "\(title(job)): the engine has a witness of \(subject), and the replay disagrees"
      contradict(
        summary,
        """
        \(summary)
        refusal: \(error)
        \(describe(job))
        \(TraceListing(claim).text)
        """)
      return false
    }
  }

  // MARK: Words for developers

  func title(_ job: Job) -> String { system.title(of: job.threats) }

  func describe(_ job: Job) -> String {
    let instances = zip(system.entities, job.scope.instances).map { "\($0.name)=\($1)" }.joined(separator: ",")
    let values = job.scope.values.map { "\($0)=\($1.ranges)" }.sorted()
    let named = job.scope.named.map { "\($0)=\($1.ranges)" }.sorted()
    return """
      engine: \(job.engine)
      world: \(system.title(of: job.threats))
      scope: \(([instances] + values + named).joined(separator: ",")), delays \(job.scope.delays.ranges)
      depth: \(job.depth), states \(job.states), effort \(job.effort), budget \(job.budget)
      """
  }
}
