public import EnsureModel

/// Values in the units and words of the spec: `50.00 EUR`, `14 days`, `captured`, `order1`, `now - 5 min`.
public struct ValuePrinter: Sendable {
  /// The system whose words they are.
  public let system: TransitionSystem
  /// The scope that numbers of instances belong to, if there is one.
  public let layout: Layout?
  private let names: InstanceNames

  /// A printer for values of `system`. With a layout, principals are called by their ranks and instances of keyed
  /// entities by their keys.
  public init(_ system: TransitionSystem, layout: Layout? = nil) {
    self.system = system
    self.layout = layout
    names = InstanceNames(system, layout)
  }

  /// A value of that type, in the encoding of `State`.
  public func text(_ value: Integer, _ type: ValueType) -> String {
    switch type.sort {
    case .boolean: return value == 0 ? "false" : "true"
    case .integer: return number(value, type.unit)
    case .instant:
      if value == 0 { return "now" }
      return "now \(value < 0 ? "-" : "+") \(duration(value.magnitude))"
    case .enumeration(let enumeration):
      let members = system.enumerations[enumeration.index].members
      guard let position = value.asInt, members.indices.contains(position) else { return value.description }
      return members[position]
    case .reference(let entity):
      guard let number = value.asInt, number >= 0 else { return "none" }
      return instance(number, of: entity)
    }
  }

  /// A number with its unit.
  public func number(_ value: Integer, _ unit: Unit) -> String {
    switch unit {
    case .plain, .anyMoney: value.description
    case .money(let currency): amount(value, system.currencies[currency])
    case .duration: duration(value)
    }
  }

  /// The name of an instance: `order1`, `clerk2`, `Trusted[customer1, payee3]`.
  public func instance(_ number: Int, of entity: EntityID) -> String {
    let known = system.entities[entity.index]
    guard let layout, !known.keys.isEmpty, number < layout.instances(of: entity) else {
      return names.name(number, of: entity)
    }
    let keys = zip(layout.keys(of: number, in: entity), known.keys).map { text(Integer($0), $1.type) }
    return "\(known.name)[\(keys.joined(separator: ", "))]"
  }

  /// A type as a declaration would say it: `Money<EUR>`, `0..5`, `Customer?`.
  public func type(_ type: ValueType) -> String {
    switch type.sort {
    case .boolean: return "Bool"
    case .instant: return "Instant"
    case .enumeration(let enumeration): return system.enumerations[enumeration.index].name
    case .reference(let entity): return system.entities[entity.index].name + (type.isOptional ? "?" : "")
    case .integer:
      if let lower = type.lower {
        return "\(number(lower, type.unit)).." + (type.upper.map { number($0, type.unit) } ?? "")
      }
      switch type.unit {
      case .plain: return "Int"
      case .money(let currency): return "Money<\(system.currencies[currency].code)>"
      case .anyMoney: return "Money<any>"
      case .duration: return "Duration"
      }
    }
  }

  // MARK: Units

  private func amount(_ value: Integer, _ currency: Currency) -> String {
    var digits = value.magnitude.description
    if currency.decimals > 0 {
      digits = String(repeating: "0", count: max(0, currency.decimals + 1 - digits.utf8.count)) + digits
      digits = "\(digits.dropLast(currency.decimals)).\(digits.suffix(currency.decimals))"
    }
    return "\(value < 0 ? "-" : "")\(digits) \(currency.code)"
  }

  /// Days, hours, minutes, seconds, milliseconds: the largest of which it is a whole number. A week is told as
  /// 7 days.
  private func duration(_ ticks: Integer) -> String {
    let milliseconds = ticks * Integer(system.resolution.milliseconds)
    if milliseconds == 0 { return "0 s" }
    for (size, name) in [(86_400_000, "day"), (3_600_000, "h"), (60_000, "min"), (1000, "s")] {
      guard let result = milliseconds.quotientAndRemainder(dividingBy: Integer(size)), result.remainder == 0
      else { continue }
      let isPlural = name == "day" && result.quotient.magnitude != 1
      return "\(result.quotient) \(name)\(isPlural ? "s" : "")"
    }
    return "\(milliseconds) ms"
  }
}
