public import EnsureModel

/// Terms in the words of the spec, with no more parentheses than the grammar needs; and terms with the values put
/// in.
///
/// Two things are lost on the way to a term, and one form is chosen: `a > b` and `b < a` are one term (a literal
/// stands on the right), and constants, predicates and functions have been put in place.
public struct TermPrinter: Sendable {
  /// Values of everything that a term can read, in one state.
  struct Valuation: Sendable {
    let interpreter: Interpreter
    let state: State
    let environment: [VariableID: Integer]
  }

  let system: TransitionSystem
  let bank: TermBank
  let values: ValuePrinter
  let types: TermTypes
  let valuation: Valuation?

  /// A printer of terms of `bank`, which is the system's own or that of one of its worlds.
  public init(_ system: TransitionSystem, _ bank: TermBank) {
    self.init(system, bank, ValuePrinter(system), nil)
  }

  init(_ system: TransitionSystem, _ bank: TermBank, _ values: ValuePrinter, _ valuation: Valuation?) {
    self.system = system
    self.bank = bank
    self.values = values
    self.valuation = valuation
    types = TermTypes(system: system, bank: bank)
  }

  /// A printer that puts in the values that `state` and `environment` give: `o.refunded <= o.captured` comes out
  /// as `0.03 EUR <= 0.00 EUR`. Quantifiers and totals become their values, unless they stand under a variable
  /// that has none. Where a term has no value, it says so.
  public static func withValues(
    _ interpreter: Interpreter, _ state: State, _ environment: [VariableID: Integer]
  ) -> TermPrinter {
    let world = interpreter.world
    return TermPrinter(
      world.system, world.bank, ValuePrinter(world.system, layout: interpreter.layout),
      Valuation(interpreter: interpreter, state: state, environment: environment))
  }

  /// The text of a term.
  ///
  /// - Parameter unit: what the place counts, for a literal that does not say it.
  public func text(_ term: Term, unit: Unit? = nil) -> String { print(term, unit).text }

  /// The text of a term that is to stand where `place` binds.
  func text(_ term: Term, at place: Binding, _ unit: Unit? = nil) -> String { print(term, unit).at(place) }

  // MARK: Terms

  func print(_ term: Term, _ unit: Unit?) -> BoundText {
    if let value = value(term) { return value }
    switch bank[term] {
    case .boolean(let value): return BoundText(value ? "true" : "false", .postfix)
    case .integer(let value): return literal(value, unit)
    case .member(let enumeration, let position):
      return BoundText(system.enumerations[enumeration.index].members[position], .postfix)
    case .none: return BoundText("none", .postfix)
    case .now: return BoundText("now", .postfix)
    case .variable(let variable): return BoundText(bank.variables[variable.index].name, .postfix)
    case .global(let global): return BoundText(system.globals[global.index].name, .postfix)
    case .field(let field, let instance): return self.field(field, of: instance)
    case .keyed(let entity, let keys): return keyed(entity, keys)
    case .key(let position, let instance):
      guard case .reference(let entity) = bank.sort(instance) else { return BoundText("?", .postfix) }
      let name = system.entities[entity.index].keys[position].name
      return BoundText("\(text(instance, at: .postfix)).\(name)", .postfix)
    case .untouched(let instance): return BoundText("untouched(\(text(instance)))", .postfix)
    case .not(let operand): return not(operand)
    case .and(let operands): return chain(operands, "and", .conjunction)
    case .or(let operands): return chain(operands, "or", .disjunction)
    case .implies(let left, let right):
      return BoundText("\(text(left, at: .disjunction)) implies \(text(right, at: .implication))", .implication)
    case .choice(let condition, let yes, let no):
      if let (reading, instance) = bank.sensed(term, in: system) { return field(reading, of: instance) }
      return choice(term, condition, yes, no, unit)
    case .equal(let left, let right): return equality(left, right, isEqual: true)
    case .less(let left, let right): return order(left, right, "<", ">")
    case .lessOrEqual(let left, let right): return order(left, right, "<=", ">=")
    case .sum(let operands): return sum(operands, unit ?? types.unit(term))
    case .difference(let left, let right):
      let inner = bank.sort(left) == .instant ? .duration : unit ?? types.unit(term)
      return BoundText(
        "\(text(left, at: .additive, inner)) - \(text(right, at: .multiplicative, inner))", .additive)
    case .negated(let operand):
      return BoundText("-\(text(operand, at: .postfix, unit ?? types.unit(term)))", .negation)
    case .product(let left, let right): return product(left, right, unit)
    case .quotient, .remainder: return division(term, unit)
    case .total(let summand, let variable, let filter):
      return BoundText("sum(\(binder(variable, filter))) \(text(summand, at: .postfix, unit))", .postfix)
    case .count(let variable, let filter): return BoundText("count(\(binder(variable, filter)))", .postfix)
    case .all(let variable, let filter, let body):
      return BoundText("all(\(binder(variable, filter))) \(text(body, at: .unary))", .unary)
    case .exists(let variable, let filter): return BoundText("exists(\(binder(variable, filter)))", .postfix)
    }
  }

  /// The value of a term that reads something; nil if values are not put in here.
  private func value(_ term: Term) -> BoundText? {
    guard let valuation else { return nil }
    switch bank[term] {
    case .variable, .global, .field, .keyed, .key, .untouched, .total, .count, .all, .exists: break
    default: if bank.sensed(term, in: system) == nil { return nil }
    }
    guard bank.freeVariables(term).allSatisfy({ valuation.environment[$0] != nil }) else { return nil }
    guard let value = try? valuation.interpreter.evaluate(term, in: valuation.state, valuation.environment)
    else {
      return BoundText("(no value)", .postfix)
    }
    let type = types.type(term)
    if let currency = currencyValue(of: term) {
      return BoundText(values.money(value, currency: currency), value < 0 ? .negation : .postfix)
    }
    let text = values.text(value, type)
    if type.sort == .instant { return BoundText(text, value == 0 ? .postfix : .additive) }
    return BoundText(text, value < 0 && type.sort == .integer ? .negation : .postfix)
  }

  /// Zero fits every unit and is written bare.
  private func literal(_ value: Integer, _ unit: Unit?) -> BoundText {
    let text = value == 0 ? "0" : values.number(value, unit ?? .plain)
    return BoundText(text, value < 0 ? .negation : .postfix)
  }

  private func field(_ field: FieldID, of instance: Term) -> BoundText {
    let known = system.fields[field.index]
    switch known.kind {
    case .person: return BoundText("person(\(text(instance)))", .postfix)
    case .membership:
      guard case .keyed(_, let keys) = bank[instance], let member = keys.last else { break }
      let name = known.name.split(separator: ".").last.map(String.init) ?? known.name
      let set = keys.count > 1 ? "\(text(keys[0], at: .postfix)).\(name)" : name
      return BoundText("\(text(member, at: .additive)) in \(set)", .comparison)
    case .place: return BoundText("\(text(instance, at: .postfix)).\(known.wholeName)", .postfix)
    default: break
    }
    // Where an initial value is restricted, the instance's own fields stand bare.
    if case .variable(let variable) = bank[instance],
      system.entities[known.entity.index].initialVariable == variable
    {
      return BoundText(known.name, .postfix)
    }
    return BoundText("\(text(instance, at: .postfix)).\(known.name)", .postfix)
  }

  private func keyed(_ entity: EntityID, _ keys: [Term]) -> BoundText {
    let known = system.entities[entity.index]
    let words = zip(keys, known.keys).map { text($0, unit: $1.type.unit) }
    return BoundText("\(known.name)[\(words.joined(separator: ", "))]", .postfix)
  }

  func binder(_ variable: VariableID, _ filter: Term) -> String {
    let known = bank.variables[variable.index]
    let head = "\(known.name): \(values.type(known.type))"
    return bank[filter] == .boolean(true) ? head : "\(head) where \(text(filter))"
  }
}
