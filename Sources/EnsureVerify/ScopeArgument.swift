public import EnsureModel

/// `--scope Order=2,Money=0..3`: how many instances of an entity, which values of a unit or of one name.
///
/// A count is a number. Values are ranges with `|` between (`-1..3|5000`), in minor units for money and ticks for
/// durations. The left side is an entity, `Int`, `Money`, `Money<EUR>`, `Duration`, `Delay`, a field
/// (`Order.total`), a parameter of an action (`place.total`), a global or a parameter of the system.
public struct ScopeArgument: Sendable {
  /// What is said, in order.
  public let entries: [(name: String, value: ValueSet)]

  /// Reads the text behind `--scope`.
  ///
  /// - Throws: what is wrong with it.
  public init(_ text: String) throws(VerificationError) {
    var entries: [(name: String, value: ValueSet)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw .scope("`\(part)` is not of the form NAME=NUMBER or NAME=FROM..TO")
      }
      if entries.contains(where: { $0.name == sides[0] }) { throw .scope("`\(sides[0])` stands twice") }
      entries.append((sides[0], try Self.values(sides[1], of: sides[0])))
    }
    self.entries = entries
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func values(_ text: String, of name: String) throws(VerificationError) -> ValueSet {
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if ends.count == 1, let value = Int(ends[0]) {
        ranges.append(value...value)
      } else if ends.count == 3, ends[1].isEmpty, let low = Int(ends[0]), let high = Int(ends[2]) {
        guard low <= high else {
          throw .scope("nothing lies in `\(name)=\(part)`: the end is before the start")
        }
        ranges.append(low...high)
      } else {
        throw .scope("`\(part)` is neither a whole number nor a range such as `0..3`")
      }
    }
    return ValueSet(ranges)
  }

  /// Changes `scope` as the argument says.
  ///
  /// - Throws: if a name is unknown or a number does not fit.
  public func apply(to scope: inout Scope, of system: TransitionSystem) throws(VerificationError) {
    for (name, values) in entries {
      if let position = system.entities.firstIndex(where: { $0.name == name && !$0.isHidden }) {
        guard values.count == 1, let count = values.values.first, count > 0, count <= 1000 else {
          throw .scope("`\(name)` is an entity: say how many of them, from 1 to 1000")
        }
        if !system.entities[position].keys.isEmpty {
          throw .scope("`\(name)` is keyed: it has one instance for each tuple of its keys")
        }
        scope.instances[position] = count
      } else if name == "Delay" {
        guard system.hasTime else { throw .scope("the system has no time that could pass") }
        guard values.ranges.allSatisfy({ $0.lowerBound > 0 }) else {
          throw .scope("time passes by at least one tick")
        }
        scope.delays = values
      } else if let unit = Self.unit(name, of: system) {
        scope.values[unit] = values
      } else if Self.isNamed(name, in: system) {
        scope.named[name] = values
      } else {
        throw .scope(
          "`\(name)` is no entity, unit, field, parameter or global of `\(system.name)`; entities are \(system.entities.filter { !$0.isHidden }.map { "`\($0.name)`" }.joined(separator: ", "))"
        )
      }
    }
  }

  private static func unit(_ name: String, of system: TransitionSystem) -> Unit? {
    switch name {
    case "Int": return .plain
    case "Duration": return .duration
    case "Money<any>" where system.currencyEnumeration != nil: return .anyMoney
    case "Money" where system.currencies.count == 1: return .money(currency: 0)
    default:
      return system.currencies.firstIndex { "Money<\($0.code)>" == name }.map { .money(currency: $0) }
    }
  }

  private static func isNamed(_ name: String, in system: TransitionSystem) -> Bool {
    if system.globals.contains(where: { $0.name == name }) { return true }
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count == 2 else { return false }
    if system.actions.contains(where: { action in
      action.name == parts[0]
        && action.parameters.contains { system.bank.variables[$0.variable.index].name == parts[1] }
    }) {
      return true
    }
    return system.fields.contains { $0.name == parts[1] && system.entities[$0.entity.index].name == parts[0] }
  }
}
