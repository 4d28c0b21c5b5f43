import EnsureModel

/// What a term's values are, as far as the words need it: sort and unit.
struct TermTypes {
  let system: TransitionSystem
  let bank: TermBank

  /// The type of a term's values, without bounds.
  func type(_ term: Term) -> ValueType {
    let sort = bank.sort(term)
    guard sort == .integer else { return ValueType(sort) }
    return ValueType(sort, unit: unit(term) ?? .plain)
  }

  /// What an integer term counts; nil if nothing in it says so, as for a literal.
  func unit(_ term: Term) -> Unit? {
    guard bank.sort(term) == .integer else { return nil }
    switch bank[term] {
    case .variable(let variable): return bank.variables[variable.index].type.unit
    case .global(let global): return system.globals[global.index].type.unit
    case .field(let field, _): return system.fields[field.index].type.unit
    case .key(let position, let instance):
      guard case .reference(let entity) = bank.sort(instance) else { return nil }
      return system.entities[entity.index].keys[position].type.unit
    case .count: return .plain
    case .total(let summand, _, _): return unit(summand)
    case .choice(_, let yes, let no): return unit(yes) ?? unit(no)
    case .negated(let operand), .remainder(let operand, _): return unit(operand)
    case .sum(let operands): return operands.lazy.compactMap(unit).first
    case .difference(let left, let right):
      if bank.sort(left) == .instant { return .duration }
      return unit(left) ?? unit(right)
    case .product(let left, let right):
      let units = [unit(left), unit(right)]
      // A product that has a literal may have its unit from there: it stays open.
      return units.first { $0 != nil && $0 != .plain } ?? (units.contains(nil) ? nil : .plain)
    case .quotient(let left, let right):
      guard let dividend = unit(left), dividend != .plain else { return unit(left) }
      return unit(right) == dividend ? .plain : dividend
    default: return nil
    }
  }
}
