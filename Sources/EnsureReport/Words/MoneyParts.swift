import EnsureModel

/// The two places of an amount that carries its currency (`Unit.anyMoney`), which are told as one.
extension TransitionSystem {
  /// Whether a place holds the currency of the amount before it.
  func isCurrencyPlace(_ place: Layout.Place) -> Bool {
    switch place {
    case .start: false
    case .field(let field, _): fields[field.index].kind == .currency
    case .global(let global):
      global.index > 0 && globals[global.index - 1].type.unit == .anyMoney
        && globals[global.index - 1].type.sort == .integer
    }
  }
}

extension Layout {
  /// What the place at `slot` is told to hold in `state`; nil for a currency, which is told with its amount.
  func told(at slot: Int, in state: State) -> ToldValue? {
    let place = places[slot]
    if system.isCurrencyPlace(place) { return nil }
    if let currency = currency(of: slot, in: state) {
      return .money(state.values[slot], currency: Integer(currency))
    }
    switch place {
    case .start: return .plain(state.values[slot], ValueType(.instant))
    case .global(let global): return .plain(state.values[slot], system.globals[global.index].type)
    case .field(let field, _): return .plain(state.values[slot], system.fields[field.index].type)
    }
  }

  /// The currency in `state` of the amount at `slot`; nil if its currency stands in its type, or it is no amount.
  func currency(of slot: Int, in state: State) -> Int? {
    let behind: Int?
    switch places[slot] {
    case .field(let field, let instance) where system.fields[field.index].type.unit == .anyMoney:
      behind = self.slot(FieldID(field.index + 1), instance)
    case .global(let global) where system.globals[global.index].type.unit == .anyMoney:
      behind = self.slot(GlobalID(global.index + 1))
    default: return nil
    }
    return behind.flatMap { state.values[$0].asInt }
  }
}

/// A value as it is told: an amount and its currency are one.
enum ToldValue: Hashable {
  case plain(Integer, ValueType)
  case money(Integer, currency: Integer)
}

extension ValuePrinter {
  /// The text of a value.
  func text(_ value: ToldValue) -> String {
    switch value {
    case .plain(let value, let type): text(value, type)
    case .money(let value, let currency): money(value, currency: currency)
    }
  }

  /// An amount of minor units of the currency with that position: `1.00 EUR`, `100 JPY`.
  func money(_ value: Integer, currency: Integer) -> String {
    guard let position = currency.asInt, system.currencies.indices.contains(position) else {
      return value.description
    }
    return number(value, .money(currency: position))
  }

  /// The values of variables, as they are told, with the positions of the variables.
  func told(_ variables: [Variable], _ values: [Integer]) -> [(position: Int, name: String, value: ToldValue)] {
    var result: [(position: Int, name: String, value: ToldValue)] = []
    var position = 0
    while position < min(variables.count, values.count) {
      let known = variables[position]
      if known.type.sort == .integer, known.type.unit == .anyMoney, position + 1 < values.count {
        result.append((position, known.name, .money(values[position], currency: values[position + 1])))
        position += 2
      } else {
        result.append((position, known.name, .plain(values[position], known.type)))
        position += 1
      }
    }
    return result
  }
}

extension TermPrinter {
  /// The term that has the currency of an amount which is read from a place; nil for all others.
  func currencyNode(of term: Term) -> TermNode? {
    guard bank.sort(term) == .integer, types.unit(term) == .anyMoney else { return nil }
    switch bank[term] {
    case .variable(let variable): return .variable(VariableID(variable.index + 1))
    case .global(let global): return .global(GlobalID(global.index + 1))
    case .field(let field, let instance): return .field(FieldID(field.index + 1), of: instance)
    default: return nil
    }
  }

  /// What a condition reads, as "name = value"; an amount with its currency is one.
  func readings(_ values: [(term: Term, value: Integer)], _ printer: ValuePrinter) -> [String] {
    var told: Set<TermNode> = []
    var result: [String] = []
    for (term, value) in values {
      guard !told.contains(bank[term]) else { continue }
      if let node = currencyNode(of: term), let currency = values.first(where: { bank[$0.term] == node }) {
        told.insert(node)
        result.append("\(text(term)) = \(printer.money(value, currency: currency.value))")
      } else {
        result.append("\(text(term)) = \(printer.text(value, types.type(term)))")
      }
    }
    return result
  }

  /// The currency of an amount that is read from a place, in the state whose values are put in.
  func currencyValue(of term: Term) -> Integer? {
    guard let valuation, let node = currencyNode(of: term) else { return nil }
    let layout = valuation.interpreter.layout
    func stored(_ storage: Layout.Storage, _ offset: Int) -> Integer? {
      switch storage {
      case .slots(let first): valuation.state.values[first + offset]
      case .fixed(let term): try? valuation.interpreter.evaluate(term, in: valuation.state)
      case .rank: nil
      }
    }
    switch node {
    case .variable(let variable): return valuation.environment[variable]
    case .global(let global): return stored(layout.storage(global), 0)
    case .field(let field, let instance):
      let owner = try? valuation.interpreter.evaluate(instance, in: valuation.state, valuation.environment)
      guard let number = owner?.asInt, number >= 0 else { return nil }
      return stored(layout.storage(field), number)
    default: return nil
    }
  }

  /// Whether the term is what stands where currencies differ: a literal divided by zero, or a condition on that.
  func isMismatch(_ term: Term) -> Bool {
    switch bank[term] {
    case .equal(let left, let right): return bank[right] == .integer(0) && isMismatch(left)
    case .quotient(let left, let right):
      if case .integer = bank[left] { return bank[right] == .integer(0) }
      return false
    default: return false
    }
  }

  /// `a == b` of two amounts with their currencies, if the two conditions are that.
  func moneyEquality(_ amounts: Term, _ currencies: Term) -> BoundText? {
    guard case .equal(let left, let right) = bank[amounts],
      case .equal(let first, let second) = bank[currencies],
      let enumeration = system.currencyEnumeration, bank.sort(first) == .enumeration(enumeration)
    else { return nil }
    func side(_ amount: Term, _ currency: Term) -> String? {
      if let node = currencyNode(of: amount) {
        return node == bank[currency] ? text(amount, at: .additive) : nil
      }
      guard case .member(_, let position) = bank[currency] else { return nil }
      return text(amount, at: .additive, .money(currency: position))
    }
    guard let a = side(left, first), let b = side(right, second) else { return nil }
    return BoundText("\(a) == \(b)", .comparison)
  }
}
