import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// Each check of the checker is needed: without it, sentences that have a solution are refuted.
@Suite struct KernelCheckTests {
  /// Sentences that have a solution, and what refutes them if a check is left out.
  struct Forgery {
    let form: ClauseForm
    /// Values for x, y and z with which all clauses are true.
    let solution: [Integer]
    let refutation: Refutation
    /// What is wrong with it.
    let flaw: KernelError
  }

  private static func forgery(against check: KernelCheck) throws -> Forgery {
    var bench = Workbench()
    let (x, y) = (bench.x, bench.y)
    switch check {
    case .multipliersArePositive:
      // x <= 0 and x <= 1; their difference says 1 <= 0.
      return Forgery(
        form: bench.form([bench.atMost(x, 0), bench.atMost(x, 1)]), solution: [0, 0, 0],
        refutation: Refutation(steps: [try lemma([(1, 1), (2, -1)])]),
        flaw: .refutation(.multiplierIsNotPositive, step: 0))
    case .unknownsCancel:
      // x >= 1 says 1 - x <= 0, and not 1 <= 0.
      return Forgery(
        form: bench.form([bench.atLeast(x, 1)]), solution: [1, 0, 0],
        refutation: Refutation(steps: [try lemma([(-1, 1)])]), flaw: .refutation(.unknownsRemain, step: 0))
    case .sumIsFalse:
      // x <= 0 and x >= 0 add up to 0 <= 0.
      return Forgery(
        form: bench.form([bench.atMost(x, 0), bench.atLeast(x, 0)]), solution: [0, 0, 0],
        refutation: Refutation(steps: [try lemma([(1, 1), (-2, 1)])]), flaw: .refutation(.sumIsTrue, step: 0))
    case .clauseFollows:
      return Forgery(
        form: bench.form([bench.atMost(x, 0)]), solution: [0, 0, 0],
        refutation: Refutation(steps: [try clause()]), flaw: .refutation(.doesNotFollow, step: 0))
    case .assumptionsAreUndone:
      // That x <= 0 or y <= 0 is given. What is assumed to show it once more is that neither holds.
      let either = bench.bank.or([bench.atMost(x, 0), bench.atMost(y, 0)])
      return Forgery(
        form: bench.form([either]), solution: [0, 0, 0], refutation: Refutation(steps: [try clause(1, 2)]),
        flaw: .refutation(.noContradiction, step: nil))
    case .endsInContradiction:
      return Forgery(
        form: bench.form([bench.atMost(x, 0)]), solution: [0, 0, 0], refutation: Refutation(),
        flaw: .refutation(.noContradiction, step: nil))
    }
  }

  @Test(arguments: KernelCheck.allCases)
  func withoutACheckSomethingFalseIsAccepted(_ check: KernelCheck) throws {
    let forgery = try Self.forgery(against: check)
    #expect(forgery.form.clauses.allSatisfy { $0.contains { holds($0, forgery) } })
    #expect(throws: Never.self) {
      try RefutationChecker.check(forgery.refutation, of: forgery.form, without: check)
    }
    #expect(throws: forgery.flaw) { try RefutationChecker.check(forgery.refutation, of: forgery.form) }
    // No other check is the one that finds it; but what is undone shows only in that there is no contradiction.
    for other in KernelCheck.allCases where other != check {
      if check == .assumptionsAreUndone && other == .endsInContradiction { continue }
      #expect(throws: forgery.flaw) {
        try RefutationChecker.check(forgery.refutation, of: forgery.form, without: other)
      }
    }
  }

  private func holds(_ literal: Literal, _ forgery: Forgery) -> Bool {
    guard let atom = forgery.form.atoms[literal.proposition] else { return false }
    let left = atom.summands.reduce(Integer(0)) {
      $0 + $1.coefficient * forgery.solution[Int($1.unknown.index)]
    }
    return (left <= atom.bound) != literal.isNegated
  }
}
