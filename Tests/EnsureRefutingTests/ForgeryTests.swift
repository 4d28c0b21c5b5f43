import EnsureKernel
import EnsureObligations
import EnsureVerify
import Testing

/// Changed refutations are refused; where one is accepted, the obligation is valid all the same.
@Suite struct ForgeryTests {
  /// An obligation, and what is known of it.
  private final class Target {
    let obligation: Obligation
    let form: ClauseForm
    lazy var isSatisfiable = Deciders.z3(obligation)

    init(_ obligation: Obligation) {
      self.obligation = obligation
      form = ClauseForm(obligation)
    }
  }

  /// What became of the forgeries.
  private struct Tally {
    var unreadable = 0
    var refused: [RefutationFlaw: Int] = [:]
    var accepted = 0
    /// Those whose obligation has been weakened so that it is not valid any more.
    var lies = 0
    var all: Int { unreadable + refused.values.reduce(0, +) + accepted }
  }

  @Test(.enabled(if: Deciders.cvc5Absence == nil, Deciders.cvc5Absence))
  func whatIsAcceptedIsTrue() throws {
    var forger = Forger(numbers: SeededNumbers(seed: 1))
    var tally = Tally()
    var accepted: [Target] = []
    for flavour in RandomObligation.Flavour.allCases {
      for seed in 1000..<1040 {
        let original = Target(RandomObligation.make(flavour, seed: seed))
        guard case .refuted(let refutation) = Refuter.refute(original.form, budget: 100) else { continue }
        let weaker = (0..<4).map { weakened(original, by: $0, &forger) }
        for target in [original] + weaker {
          var isAccepted = try forge(refutation, target, &tally, nil)
          for change in Forger.Change.allCases {
            for _ in 0..<2 {
              let propositions = original.form.atoms.count + refutation.atoms.count
              guard let forged = forger.changed(refutation, change, propositions: propositions) else {
                tally.unreadable += 1
                continue
              }
              if try forge(forged, target, &tally, change) { isAccepted = true }
            }
          }
          if isAccepted { accepted.append(target) }
        }
      }
    }
    #expect(tally.all - tally.unreadable >= 10_000)
    #expect(tally.lies >= 5_000)
    #expect(tally.accepted >= 1_000)
    for flaw in [
      .noSuchUnknown, .noSuchProposition, .notAnInequality, .multiplierIsNotPositive, .unknownsRemain,
      .sumIsTrue,
      .doesNotFollow, .noContradiction,
    ] as [RefutationFlaw] {
      #expect(tally.refused[flaw, default: 0] > 0, "\(flaw)")
    }
    try confirm(accepted)
  }

  /// The obligation, weakened at least once; and, but for the first one, until it is not valid any more.
  private func weakened(_ original: Target, by place: Int, _ forger: inout Forger) -> Target {
    var target = Target(forger.weakened(original.obligation))
    if place == 0 { return target }
    for _ in 0..<30 where target.isSatisfiable == false { target = Target(forger.weakened(target.obligation)) }
    return target
  }

  /// Whether the refutation is accepted, in which case the obligation had better be valid.
  private func forge(
    _ refutation: Refutation, _ target: Target, _ tally: inout Tally, _ change: Forger.Change?
  ) throws -> Bool {
    if target.isSatisfiable == true { tally.lies += 1 }
    do throws(KernelError) {
      try RefutationChecker.check(refutation, of: target.form, work: 10_000_000)
      tally.accepted += 1
      #expect(target.isSatisfiable == false, "\(String(describing: change))")
      return true
    } catch {
      guard case .refutation(let flaw, _) = error else {
        Issue.record("\(error)")
        return false
      }
      tally.refused[flaw, default: 0] += 1
      return false
    }
  }

  /// Asks cvc5 about a sample.
  private func confirm(_ accepted: [Target]) throws {
    var confirmed = 0
    for target in accepted.enumerated().filter({ $0.offset % 10 == 0 }).map(\.element) {
      let answer = try Deciders.cvc5(target.obligation, title: "accepted")
      #expect(answer == "unsat" || answer == "unknown")
      if answer == "unsat" { confirmed += 1 }
    }
    #expect(confirmed >= 20)
  }
}
