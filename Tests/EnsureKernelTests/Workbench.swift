import EnsureKernel
import EnsureModel
import EnsureObligations

/// A bank with some unknowns, to write obligations in.
struct Workbench {
  var bank = SentenceBank()
  let x: LinearSum
  let y: LinearSum
  let z: LinearSum

  init() {
    x = LinearSum(bank.makeUnknown("x"))
    y = LinearSum(bank.makeUnknown("y"))
    z = LinearSum(bank.makeUnknown("z"))
  }

  mutating func atMost(_ left: LinearSum, _ right: Integer) -> Sentence {
    bank.lessOrEqual(left, LinearSum(right))
  }

  mutating func atLeast(_ left: LinearSum, _ right: Integer) -> Sentence {
    bank.lessOrEqual(LinearSum(right), left)
  }

  /// The clauses for: the premises cannot hold together. Mutating, so that it sees what its arguments add to the bank.
  mutating func form(_ premises: [Sentence]) -> ClauseForm {
    ClauseForm(Obligation(bank, premises: premises, conclusion: .no))
  }

  /// An atom that is no sentence of the bank.
  static func atom(_ sum: LinearSum, atMost bound: Integer) throws -> Atom {
    guard let atom = Atom(canonical: sum.summands, bound: bound) else {
      throw KernelError.encoding("the test's atom is not canonical")
    }
    return atom
  }
}

/// A proposition, counted from 1, as solvers write it: negative for a negation.
func literal(_ number: Int) throws -> Literal {
  guard let literal = Literal(code: 2 * (abs(number) - 1) + (number < 0 ? 1 : 0)) else {
    throw KernelError.encoding("the test's literal is none")
  }
  return literal
}

/// A lemma: propositions as in `literal`, with their multipliers.
func lemma(_ parts: [(Int, Integer)]) throws -> Refutation.Step {
  .lemma(try parts.map { Refutation.Multiple(try literal($0.0), $0.1) })
}

/// A clause: propositions as in `literal`.
func clause(_ numbers: Int...) throws -> Refutation.Step { .clause(try numbers.map { try literal($0) }) }
