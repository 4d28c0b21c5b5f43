internal import EnsureModel
internal import EnsureObligations

/// Checks refutations, without a solver.
///
/// Why an accepted refutation is right: take integers for the unknowns that satisfy the clauses of the `ClauseForm`. By
/// induction over the steps they satisfy the clause of every step. For a lemma: inequalities that hold may be multiplied
/// by positive numbers and added (Farkas); this sum is false whatever the integers are, so one of the inequalities is
/// false. For a clause: unit propagation draws only consequences. Behind the last step it derives a contradiction, so
/// there are no such integers.
public struct RefutationChecker {
  /// The work that is allowed for one refutation: some 100,000 times what a usual one takes, and about a second.
  public static let usualWork = 100_000_000

  private let atoms: [Atom?]
  /// For each proposition how many machine words its inequality has.
  private let sizes: [Int]
  private let disabled: KernelCheck?
  /// What each unknown is multiplied by in the sum of a lemma; 0 between lemmas.
  private var sum: [Integer]
  private var propagation: UnitPropagation

  /// Accepts a refutation of the clauses, or says what is wrong with it.
  ///
  /// - Parameter work: how much work is allowed, in visits of literals and of machine words.
  public static func check(
    _ refutation: Refutation, of form: ClauseForm, work: Int = usualWork
  ) throws(KernelError) {
    try check(refutation, of: form, work: work, without: nil)
  }

  /// The same with one of the checks left out, so that tests can show what it is good for.
  package static func check(
    _ refutation: Refutation, of form: ClauseForm, work: Int = usualWork, without disabled: KernelCheck?
  ) throws(KernelError) {
    var step: Int?
    do throws(RefutationFlaw) {
      var checker = try RefutationChecker(form, refutation.atoms, work: work, without: disabled)
      for (position, next) in refutation.steps.enumerated() {
        step = position
        try checker.check(next)
      }
      step = nil
      try checker.require(.endsInContradiction, checker.propagation.isContradictory, else: .noContradiction)
    } catch {
      throw .refutation(error, step: step)
    }
  }

  private init(
    _ form: ClauseForm, _ new: [Atom], work: Int, without disabled: KernelCheck?
  ) throws(RefutationFlaw) {
    for atom in new {
      for summand in atom.summands where Int(summand.unknown.index) >= form.unknowns { throw .noSuchUnknown }
    }
    atoms = form.atoms + new
    sizes = atoms.map { $0?.size ?? 0 }
    sum = Array(repeating: 0, count: form.unknowns)
    self.disabled = disabled
    propagation = UnitPropagation(propositions: atoms.count, work: work)
    for clause in form.clauses { try propagation.add(clause) }
  }

  private mutating func check(_ step: Refutation.Step) throws(RefutationFlaw) {
    switch step {
    case .lemma(let multiples):
      try checkIsFalse(multiples)
      try propagation.add(multiples.map { !$0.literal })
    case .clause(let clause):
      for literal in clause where literal.proposition >= atoms.count { throw .noSuchProposition }
      let follows = try propagation.follows(clause, undoing: disabled != .assumptionsAreUndone)
      try require(.clauseFollows, follows, else: .doesNotFollow)
      try propagation.add(clause)
    }
  }

  /// The inequalities, multiplied and added, say that a positive number is at most 0.
  private mutating func checkIsFalse(_ multiples: [Refutation.Multiple]) throws(RefutationFlaw) {
    var constant: Integer = 0
    // How many machine words the numbers that are added up have at most.
    var width = 0
    var unknowns: [Int] = []
    for multiple in multiples {
      let literal = multiple.literal
      guard literal.proposition < atoms.count else { throw .noSuchProposition }
      guard let atom = atoms[literal.proposition] else { throw .notAnInequality }
      try require(.multipliersArePositive, multiple.multiplier > 0, else: .multiplierIsNotPositive)
      let (size, words) = (sizes[literal.proposition], multiple.multiplier.words)
      width = max(width, size + words)
      try propagation.spend(size * words + (atom.summands.count + 1) * width)
      // The inequality says t - b <= 0; if it does not hold, b + 1 - t <= 0.
      let factor = literal.isNegated ? -multiple.multiplier : multiple.multiplier
      constant -= atom.bound * factor
      if literal.isNegated { constant += multiple.multiplier }
      for summand in atom.summands {
        let unknown = Int(summand.unknown.index)
        sum[unknown] += summand.coefficient * factor
        unknowns.append(unknown)
      }
    }
    var cancel = true
    for unknown in unknowns where sum[unknown] != 0 {
      cancel = false
      sum[unknown] = 0
    }
    try require(.unknownsCancel, cancel, else: .unknownsRemain)
    try require(.sumIsFalse, constant > 0, else: .sumIsTrue)
  }

  private func require(
    _ check: KernelCheck, _ holds: Bool, else flaw: RefutationFlaw
  ) throws(RefutationFlaw) {
    if !holds && check != disabled { throw flaw }
  }
}

/// The checks on which the truth of a refutation rests. Each can be left out by a test, which then sees something false
/// accepted.
package enum KernelCheck: String, CaseIterable, Sendable {
  /// A lemma multiplies by positive numbers only.
  case multipliersArePositive
  /// No unknown is left in a lemma's sum.
  case unknownsCancel
  /// A lemma's sum is false.
  case sumIsFalse
  /// Unit propagation finds that a clause holds.
  case clauseFollows
  /// What is assumed to show that a clause holds is not assumed any longer.
  case assumptionsAreUndone
  /// Behind the last step there is a contradiction.
  case endsInContradiction
}

extension Integer {
  /// The machine words of the magnitude.
  fileprivate var words: Int { magnitudeBits / UInt.bitWidth + 1 }
}

extension Atom {
  /// The machine words of the numbers.
  fileprivate var size: Int { summands.reduce(bound.words) { $0 + $1.coefficient.words } }
}
