import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// The kernel against forgery: certificates with something changed, more than 10,000 of them. Each is refused, or what it
/// says is confirmed by others: a second solver, and the search for violations.
@Suite struct ForgeryTests {
  /// Why a certificate is refused, without the details.
  enum Outcome: Hashable, Comparable {
    case accepted, encoding, unknown, otherMeaning, refusal, refused, missing, obligation, surplus, witness
    case unwitnessed

    init(_ error: KernelError) {
      self =
        switch error {
        case .encoding, .refutation: .encoding
        case .unknown: .unknown
        case .otherMeaning: .otherMeaning
        case .refusal: .refusal
        case .refused: .refused
        case .missing: .missing
        case .obligation: .obligation
        case .surplus: .surplus
        case .witness: .witness
        case .unwitnessed: .unwitnessed
        }
    }
  }

  /// What has been seen.
  struct Histogram {
    var outcomes: [Outcome: Int] = [:]
    var kinds: [Forger.Kind: Int] = [:]
    var flaws: [String: Int] = [:]
    var count: Int { outcomes.values.reduce(0, +) }
  }

  private static func judge(
    _ bytes: [UInt8], _ kernel: Kernel, _ histogram: inout Histogram
  ) -> Kernel.Acceptance? {
    do throws(KernelError) {
      let acceptance = try kernel.check(try Certificate(bytes: bytes))
      histogram.outcomes[.accepted, default: 0] += 1
      return acceptance
    } catch {
      histogram.outcomes[Outcome(error), default: 0] += 1
      if case .obligation(_, _, let flaw) = error {
        let kind = flaw.split(separator: ": ").last.map(String.init) ?? flaw
        histogram.flaws[kind, default: 0] += 1
      }
      return nil
    }
  }

  /// A claim that was accepted, to be confirmed by others.
  private struct Accepted: Hashable {
    let system: String
    let property: String?
    let threats: [String]
    let lemmas: [UInt8]
  }

  @Test func whatIsAcceptedIsTrue() throws {
    let systems = [
      try CertifiedSystem(try ProofBench.compiled("Specs/card-checkout.ens")),
      try CertifiedSystem(
        try ProofBench.compiled("Specs/four-eyes-refunds.ens"), properties: ["FourEyes", "Books"],
        worlds: [[], ["CorruptClerks"]]),
      try CertifiedSystem(
        try ProofBench.compiled("Specs/gift-cards.ens"), properties: ["CardAddsUp", "NothingBelowZero"],
        worlds: [[]]),
      try CertifiedSystem(try ProofBench.system(ForgedSystems.till)),
      try CertifiedSystem(try ProofBench.system(ForgedSystems.loans)),
      try CertifiedSystem(try ProofBench.system(WaitingForOthersTests.refunds)),
    ]
    // How many forgeries of each kind are made of each certificate of a system: small systems are judged faster.
    let rounds = [4, 2, 2, 16, 16, 12]
    var histogram = Histogram()
    var second = SecondOpinion()
    var accepted: Set<Accepted> = []
    var seed: UInt64 = 0
    for (certified, rounds) in zip(systems, rounds) {
      #expect(certified.certificates.count >= 2, "\(certified.system.name)")
      let kernel = Kernel(certified.system)
      let foreign = systems.filter { $0.system.name != certified.system.name }.flatMap(\.certificates)
      let start = ContinuousClock.now
      let before = histogram.count
      for original in certified.certificates {
        let others = certified.certificates + foreign
        seed += 1
        var forger = try Forger(certified.system, original, others: others, seed: seed)
        for kind in Forger.Kind.allCases {
          for _ in 0..<rounds {
            guard let bytes = forger.forge(kind) else { continue }
            histogram.kinds[kind, default: 0] += 1
            guard let acceptance = Self.judge(bytes, kernel, &histogram) else { continue }
            let goal = acceptance.goal.property.map { certified.system.properties[$0.index].name }
            let names = acceptance.threats.sorted().map { certified.system.threats[$0.index].name }
            let lemmas = acceptance.claim.encoded(for: certified.system)
            let claim = Accepted(
              system: certified.system.name, property: goal, threats: names, lemmas: lemmas)
            guard accepted.insert(claim).inserted else { continue }
            try confirm(acceptance, in: certified.system, &second)
          }
        }
      }
      print(
        "\(certified.system.name): \(certified.certificates.count) certificates,",
        "\(histogram.count - before) forgeries, \(ContinuousClock.now - start)")
    }
    try second.ask()
    print("forgeries: \(histogram.count)")
    for (outcome, count) in histogram.outcomes.sorted(by: { $0.key < $1.key }) {
      print("  \(outcome): \(count)")
    }
    print("flaws of refutations: \(histogram.flaws.sorted { $0.key < $1.key })")
    print("accepted claims: \(accepted.count), their obligations: \(second.count), \(second.note)")

    #expect(histogram.count >= 10_000)
    for kind in Forger.Kind.allCases { #expect(histogram.kinds[kind] != nil, "\(kind) never occurred") }
    let expected: [Outcome] = [
      .accepted, .encoding, .unknown, .otherMeaning, .refusal, .refused, .missing, .obligation, .surplus,
      .witness,
      .unwitnessed,
    ]
    for outcome in expected { #expect(histogram.outcomes[outcome] != nil, "\(outcome) never occurred") }
    let flaws: [RefutationFlaw] = [
      .noSuchUnknown, .noSuchProposition, .multiplierIsNotPositive, .unknownsRemain, .sumIsTrue, .doesNotFollow,
      .noContradiction,
    ]
    for flaw in flaws { #expect(histogram.flaws["\(flaw)"] != nil, "\(flaw) never occurred") }
  }

  /// The claim begins with what the goal says, the goal is not violated as far as the search for violations sees, and
  /// another solver finds every obligation valid.
  private func confirm(
    _ acceptance: Kernel.Acceptance, in system: TransitionSystem, _ second: inout SecondOpinion
  ) throws {
    let world = World(system, threats: acceptance.threats)
    let (own, count) = try ProofBench.own(of: acceptance.goal, in: world)
    #expect(acceptance.own == count)
    #expect(acceptance.claim.lemmas.prefix(count) == own.lemmas[...])
    #expect(try !ProofBench.isViolated(acceptance.goal.property, in: world, depth: 4))
    try second.add(acceptance.claim, for: acceptance.goal, in: world)
  }
}
