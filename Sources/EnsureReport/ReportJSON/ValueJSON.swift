import EnsureModel

/// Values for programs: each has the text that people read and, beside it, what is exact. Numbers are decimal
/// strings, since JSON readers round what is beyond 2^53.
struct ValueJSON {
  let values: ValuePrinter

  private var system: TransitionSystem { values.system }

  /// A value as it is told.
  func value(_ told: ToldValue) -> JSON {
    switch told {
    case .plain(let value, let type): return self.value(value, type)
    case .money(let value, let currency):
      guard let position = currency.asInt, system.currencies.indices.contains(position) else { return .null }
      return self.value(value, ValueType(.integer, unit: .money(currency: position)))
    }
  }

  /// A value of that type, in the encoding of `State`.
  func value(_ value: Integer, _ type: ValueType) -> JSON {
    let text = ("text", JSON.string(values.text(value, type)))
    switch type.sort {
    case .boolean: return .object([text, ("kind", .string("boolean")), ("boolean", .boolean(value != 0))])
    case .integer: return .object([text] + number(value, type.unit))
    case .instant:
      return .object([
        text, ("kind", .string("instant")), ("millisecondsFromNow", .string(milliseconds(value))),
      ])
    case .enumeration:
      return .object([text, ("kind", .string("member")), ("member", .string(values.text(value, type)))])
    case .reference(let entity):
      let isNone = value < 0
      return .object([
        text, ("kind", .string("reference")), ("entity", .string(system.entities[entity.index].name)),
        ("instance", isNone ? .null : .string(values.text(value, type))),
      ])
    }
  }

  private func number(_ value: Integer, _ unit: Unit) -> [(String, JSON)] {
    switch unit {
    case .plain, .anyMoney: return [("kind", .string("integer")), ("integer", .string(value.description))]
    case .money(let position):
      let currency = system.currencies[position]
      let words = values.number(value, unit).split(separator: " ").map(String.init)
      return [
        ("kind", .string("money")), ("amount", .string(words.first ?? value.description)),
        ("currency", .string(currency.code)), ("minorUnits", .string(value.description)),
      ]
    case .duration: return [("kind", .string("duration")), ("milliseconds", .string(milliseconds(value)))]
    }
  }

  private func milliseconds(_ ticks: Integer) -> String {
    (ticks * Integer(system.resolution.milliseconds)).description
  }
}
