/// A term of the model: a number that names one hash-consed node of a `TermBank`. Equal terms of one bank are
/// equal numbers.
public struct Term: Hashable, Sendable {
  /// The node's position in its bank.
  public let index: Int32
  /// Names the node at `index`.
  public init(index: Int32) { self.index = index }
}

/// A variable's name and type.
public struct Variable: Hashable, Sendable {
  /// The name in the spec.
  public let name: String
  /// What it ranges over.
  public let type: ValueType
}

/// One node of a term, to be looked at.
///
/// `and`, `or`, `implies` and `choice` evaluate left to right and stop early, so that a term that has no value
/// (division by zero, a field of `none`) behind a deciding one does no harm; the order of operands is the
/// author's, and nothing reorders it.
public enum TermNode: Hashable, Sendable {
  /// `true` or `false`.
  case boolean(Bool)
  /// An integer literal.
  case integer(Integer)
  /// The member with that position of an enumeration.
  case member(EnumerationID, Int)
  /// The reference that names nothing.
  case none(EntityID)
  /// The value of a variable.
  case variable(VariableID)
  /// The value of a global or parameter.
  case global(GlobalID)
  /// The present instant.
  case now
  /// A field of an instance; has no value for `none`.
  case field(FieldID, of: Term)
  /// The instance of a keyed entity with these keys; has no value if a key is `none` or out of range.
  case keyed(EntityID, [Term])
  /// The key with that position of an instance of a keyed entity; has no value for `none`.
  case key(Int, of: Term)
  /// Whether an instance is still in its initial state.
  case untouched(Term)
  /// Negation.
  case not(Term)
  /// Conjunction of any number of operands, from left to right.
  case and([Term])
  /// Disjunction of any number of operands, from left to right.
  case or([Term])
  /// The right one holds if the left one does.
  case implies(Term, Term)
  /// The second if the first holds, else the third.
  case choice(Term, Term, Term)
  /// Equality of two terms of one sort.
  case equal(Term, Term)
  /// Order of two integers or two instants.
  case less(Term, Term)
  /// Order of two integers or two instants, or equality.
  case lessOrEqual(Term, Term)
  /// The sum of integers; one operand may be an instant, and then the sum is.
  case sum([Term])
  /// The left minus the right: of two integers, an instant and an integer, or two instants.
  case difference(Term, Term)
  /// The negated integer.
  case negated(Term)
  /// The product of integers.
  case product(Term, Term)
  /// The Euclidean quotient; has no value for divisor 0.
  case quotient(Term, Term)
  /// The Euclidean remainder, never negative; has no value for divisor 0.
  case remainder(Term, Term)
  /// The sum of `summand` over all instances for which `filter` holds.
  case total(of: Term, over: VariableID, where: Term)
  /// How many instances satisfy `filter`.
  case count(over: VariableID, where: Term)
  /// Whether `body` holds for all instances for which `filter` holds.
  case all(over: VariableID, where: Term, body: Term)
  /// Whether some instance satisfies `filter`.
  case exists(over: VariableID, where: Term)
}
