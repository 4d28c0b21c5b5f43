public import EnsureModel

/// A scope in words: `Order=2, Merchant=1 of each rank, Money<EUR>=-0.01 EUR..0.03 EUR`.
public struct ScopePrinter: Sendable {
  private let system: TransitionSystem
  private let values: ValuePrinter

  /// A printer for scopes of `system`.
  public init(_ system: TransitionSystem) {
    self.system = system
    values = ValuePrinter(system)
  }

  /// How many instances of each entity, and what numbers range over.
  public func text(_ scope: Scope) -> String {
    var parts: [String] = []
    let persons = Set(
      system.fields.compactMap { field -> EntityID? in
        guard field.kind == .person, case .reference(let person) = field.type.sort else { return nil }
        return person
      })
    for (position, entity) in system.entities.enumerated() where entity.keys.isEmpty && !entity.isHidden {
      guard scope.instances.indices.contains(position), !persons.contains(EntityID(position)) else { continue }
      parts.append("\(entity.name)=\(scope.instances[position])\(entity.ranks == nil ? "" : " of each rank")")
    }
    let units = scope.values.filter { isUsed($0.key) }.sorted { order($0.key) < order($1.key) }
    for (unit, set) in units {
      parts.append("\(values.type(ValueType(.integer, unit: unit)))=\(text(set, unit))")
    }
    for (name, set) in scope.named.sorted(by: { $0.key < $1.key }) {
      parts.append("\(name)=\(text(set, unit(of: name)))")
    }
    if system.hasTime {
      parts.append("time steps=\(scope.delays.ranges.isEmpty ? "any" : text(scope.delays, .duration))")
    }
    return parts.joined(separator: ", ")
  }

  /// A bound in words: how deep, whether that is everything, and the scope.
  public func text(_ bound: Bound) -> String {
    let reach = "every run of up to \(Sentence.count(bound.depth, "step"))"
    let all = bound.isExhaustive ? ", and with so many instances no state lies beyond" : ""
    return "\(reach)\(all); scope \(text(bound.scope))"
  }

  private func text(_ set: ValueSet, _ unit: Unit) -> String {
    return set.ranges.map { range in
      let (low, high) = (
        values.number(Integer(range.lowerBound), unit), values.number(Integer(range.upperBound), unit)
      )
      return range.count == 1 ? low : "\(low)..\(high)"
    }.joined(separator: " | ")
  }

  /// Whether some number of that unit has no bounds of its own, so that the scope's values matter.
  private func isUsed(_ unit: Unit) -> Bool {
    let types =
      system.fields.map(\.type) + system.globals.map(\.type) + system.bank.variables.map(\.type)
    return types.contains { $0.sort == .integer && $0.unit == unit && ($0.lower == nil || $0.upper == nil) }
  }

  private func order(_ unit: Unit) -> Int {
    switch unit {
    case .plain: -2
    case .duration: -1
    case .money(let currency): currency
    case .anyMoney: Int.max
    }
  }

  /// The unit of what a scope names: `Order.total`, `place.total`, `Cap`.
  private func unit(of name: String) -> Unit {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count == 2 else { return system.globals.first { $0.name == name }?.type.unit ?? .plain }
    if let field = system.fields.first(where: { field in
      field.name == parts[1] && system.entities[field.entity.index].name == parts[0]
    }) {
      return field.type.unit
    }
    guard let action = system.actions.first(where: { $0.name == parts[0] }) else { return .plain }
    let variables = action.parameters.map { system.bank.variables[$0.variable.index] }
    return variables.first { $0.name == parts[1] }?.type.unit ?? .plain
  }
}
