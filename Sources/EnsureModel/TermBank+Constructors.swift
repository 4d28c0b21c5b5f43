/// Each constructor checks the sorts of what it is given: a mistake here is one of ours, never of a spec, since
/// `EnsureSemantics` has checked the types before.
extension TermBank {
  /// `true` or `false`.
  public mutating func boolean(_ value: Bool) -> Term { intern(.boolean, .boolean, extra: value ? 1 : 0) }

  /// An integer literal.
  public mutating func integer(_ value: Integer) -> Term {
    let position = position(of: value)
    return intern(.integer, .integer, extra: position)
  }

  /// The member at `position` of an enumeration.
  public mutating func member(_ enumeration: EnumerationID, _ position: Int) -> Term {
    intern(.member, .enumeration(enumeration), extra: position)
  }

  /// The reference that names no instance of `entity`.
  public mutating func none(_ entity: EntityID) -> Term {
    intern(.none, .reference(entity), extra: entity.index)
  }

  /// The value of a variable.
  public mutating func variable(_ variable: VariableID) -> Term {
    intern(.variable, variables[variable.index].type.sort, extra: variable.index)
  }

  /// The value of a global of that sort.
  public mutating func global(_ global: GlobalID, _ sort: Sort) -> Term {
    intern(.global, sort, extra: global.index)
  }

  /// The present instant.
  public mutating func now() -> Term { intern(.now, .instant) }

  /// The field, of that sort, of an instance.
  public mutating func field(_ field: FieldID, _ sort: Sort, of instance: Term) -> Term {
    check(isReference(instance), "a field belongs to an instance")
    return intern(.field, sort, extra: field.index, [instance])
  }

  /// The instance of a keyed entity with these keys.
  public mutating func keyed(_ entity: EntityID, _ keys: [Term]) -> Term {
    intern(.keyed, .reference(entity), extra: entity.index, keys)
  }

  /// The key, of that sort, at `position` of an instance.
  public mutating func key(_ position: Int, _ sort: Sort, of instance: Term) -> Term {
    check(isReference(instance), "a key belongs to an instance")
    return intern(.key, sort, extra: position, [instance])
  }

  /// Whether the instance is still in its initial state.
  public mutating func untouched(_ instance: Term) -> Term {
    check(isReference(instance), "an instance is untouched")
    return intern(.untouched, .boolean, [instance])
  }

  /// Negation.
  public mutating func not(_ operand: Term) -> Term {
    check([operand], .boolean)
    return intern(.not, .boolean, [operand])
  }

  /// Conjunction; `true` of none, the operand itself of one.
  public mutating func and(_ operands: [Term]) -> Term { connective(.and, operands, empty: true) }

  /// Disjunction; `false` of none, the operand itself of one.
  public mutating func or(_ operands: [Term]) -> Term { connective(.or, operands, empty: false) }

  /// Implication.
  public mutating func implies(_ left: Term, _ right: Term) -> Term {
    check([left, right], .boolean)
    return intern(.implies, .boolean, [left, right])
  }

  /// `yes` if `condition` holds, else `no`.
  public mutating func choice(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    check([condition], .boolean)
    check([no], sort(yes))
    return intern(.choice, sort(yes), [condition, yes, no])
  }

  /// Equality.
  public mutating func equal(_ left: Term, _ right: Term) -> Term {
    check([right], sort(left))
    return intern(.equal, .boolean, [left, right])
  }

  /// `left < right`.
  public mutating func less(_ left: Term, _ right: Term) -> Term {
    check(isOrdered(left) && sort(left) == sort(right), "only numbers and instants are ordered")
    return intern(.less, .boolean, [left, right])
  }

  /// `left <= right`.
  public mutating func lessOrEqual(_ left: Term, _ right: Term) -> Term {
    check(isOrdered(left) && sort(left) == sort(right), "only numbers and instants are ordered")
    return intern(.lessOrEqual, .boolean, [left, right])
  }

  /// The sum; 0 of none, the operand itself of one.
  public mutating func sum(_ operands: [Term]) -> Term {
    if operands.isEmpty { return integer(0) }
    if operands.count == 1 { return operands[0] }
    let instants = operands.filter { sort($0) == .instant }.count
    check(instants <= 1 && operands.allSatisfy(isOrdered), "a sum has integers and at most one instant")
    return intern(.sum, instants == 1 ? .instant : .integer, operands)
  }

  /// `left - right`.
  public mutating func difference(_ left: Term, _ right: Term) -> Term {
    let result: Sort =
      switch (sort(left), sort(right)) {
      case (.integer, .integer), (.instant, .instant): .integer
      case (.instant, .integer): .instant
      default: fatalError("a difference is of integers or instants")
      }
    return intern(.difference, result, [left, right])
  }

  /// `-operand`.
  public mutating func negated(_ operand: Term) -> Term { arithmetic(.negated, [operand]) }

  /// `left * right`.
  public mutating func product(_ left: Term, _ right: Term) -> Term { arithmetic(.product, [left, right]) }

  /// The Euclidean quotient.
  public mutating func quotient(_ left: Term, _ right: Term) -> Term { arithmetic(.quotient, [left, right]) }

  /// The Euclidean remainder.
  public mutating func remainder(_ left: Term, _ right: Term) -> Term { arithmetic(.remainder, [left, right]) }

  /// The sum of `summand` over all instances that satisfy `filter`.
  public mutating func total(of summand: Term, over variable: VariableID, where filter: Term) -> Term {
    check([filter], .boolean)
    check([summand], .integer)
    return intern(.total, .integer, extra: variable.index, [filter, summand])
  }

  /// How many instances satisfy `filter`.
  public mutating func count(over variable: VariableID, where filter: Term) -> Term {
    check([filter], .boolean)
    return intern(.count, .integer, extra: variable.index, [filter])
  }

  /// Whether `body` holds for every instance that satisfies `filter`.
  public mutating func all(over variable: VariableID, where filter: Term, body: Term) -> Term {
    check([filter, body], .boolean)
    return intern(.all, .boolean, extra: variable.index, [filter, body])
  }

  /// Whether some instance satisfies `filter`.
  public mutating func exists(over variable: VariableID, where filter: Term) -> Term {
    check([filter], .boolean)
    return intern(.exists, .boolean, extra: variable.index, [filter])
  }

  private mutating func connective(_ op: Operator, _ operands: [Term], empty: Bool) -> Term {
    check(operands, .boolean)
    if operands.isEmpty { return boolean(empty) }
    return operands.count == 1 ? operands[0] : intern(op, .boolean, operands)
  }

  private mutating func arithmetic(_ op: Operator, _ operands: [Term]) -> Term {
    check(operands, .integer)
    return intern(op, .integer, operands)
  }

  private func isReference(_ term: Term) -> Bool {
    if case .reference = sort(term) { return true }
    return false
  }

  private func isOrdered(_ term: Term) -> Bool { sort(term) == .integer || sort(term) == .instant }

  private func check(_ operands: [Term], _ expected: Sort) {
    for operand in operands where sort(operand) != expected {
      fatalError("ill-sorted term: \(sort(operand)) where \(expected) belongs")
    }
  }

  private func check(_ condition: Bool, _ rule: String) {
    if !condition { fatalError("ill-sorted term: \(rule)") }
  }
}
