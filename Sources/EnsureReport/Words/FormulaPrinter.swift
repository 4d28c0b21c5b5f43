public import EnsureModel

/// Temporal formulas, properties and the heads of actions in the words of the spec.
public struct FormulaPrinter: Sendable {
  private let system: TransitionSystem
  private let terms: TermPrinter

  /// A printer for the formulas of `system`.
  public init(_ system: TransitionSystem) {
    self.system = system
    terms = TermPrinter(system, system.bank)
  }

  /// The text of a formula.
  public func text(_ formula: Formula) -> String { print(formula).text }

  /// A property without its name and head: what it says, and what it takes for granted.
  public func body(_ property: Property) -> String {
    switch property.kind {
    case .invariant(let term): return terms.text(term)
    case .temporal(let formula, let assumptions):
      let given = assumptions.map { assumption in
        switch assumption {
        case .fair(let role, let strongly): "\(strongly ? "strongly " : "")fair \(text(role))"
        case .formula(let formula): text(formula)
        }
      }
      return text(formula) + (given.isEmpty ? "" : " assuming " + given.joined(separator: ", "))
    }
  }

  /// A property as it is declared: `invariant NoOverRefund(o: Order): o.refunded <= o.captured`.
  public func declaration(_ property: Property) -> String {
    let parameters = property.variables.enumerated().compactMap { position, variable -> String? in
      if position > 0, isAnyMoney(property.variables[position - 1]) { return nil }
      let known = system.bank.variables[variable.index]
      return "\(known.name): \(terms.values.type(known.type))"
    }
    let head = parameters.isEmpty ? property.name : "\(property.name)(\(parameters.joined(separator: ", ")))"
    if case .invariant = property.kind { return "invariant \(head): \(body(property))" }
    return "property \(head): \(body(property))"
  }

  /// A role, actor or rank: `Merchant.clerk`.
  public func text(_ role: RoleReference) -> String {
    let entity = system.entities[role.role.index]
    guard let rank = role.rank, let ranks = entity.ranks else { return entity.name }
    return "\(entity.name).\(system.enumerations[ranks.index].members[rank])"
  }

  // MARK: Formulas

  private func print(_ formula: Formula) -> BoundText {
    switch formula {
    case .state(let term): return terms.print(term, nil)
    case .action(let action, let arguments, let agency): return atom(action, arguments, agency)
    case .stuck(let instance): return BoundText("stuck(\(terms.text(instance)))", .postfix)
    case .not(.iff(let left, let right)): return equivalence(left, "xor", right)
    case .not(.state(let term)):
      if case .not(let inner) = system.bank[term] { return terms.print(inner, nil) }
      return prefix("not", .state(term))
    case .not(let operand): return prefix("not", operand)
    case .truth: return BoundText("true", .postfix)
    case .never: return BoundText("false", .postfix)
    case .and(let operands): return chain(operands, "and", .conjunction)
    case .or(let operands): return chain(operands, "or", .disjunction)
    case .implies(let left, let right):
      return BoundText(
        "\(print(left).at(.disjunction)) implies \(print(right).at(.implication))", .implication)
    case .iff(let left, let right): return equivalence(left, "iff", right)
    case .always(let operand): return prefix("always", operand)
    case .eventually(let operand, let bound):
      guard let bound else { return prefix("eventually", operand) }
      // A comparison right behind a span would be hard to read.
      let inner = print(operand)
      let place: Binding = inner.binding == .comparison ? .negation : .unary
      return BoundText("eventually within \(terms.values.number(bound, .duration)) \(inner.at(place))", .unary)
    case .next(let operand): return prefix("next", operand)
    case .previously(let operand): return prefix("previously", operand)
    case .historically(let operand): return prefix("historically", operand)
    case .once(let operand, let window): return prefix("once\(text(window))", operand)
    case .earlier(let operand, let window): return prefix("earlier\(text(window))", operand)
    case .until(let left, let right): return infix(left, "until", right)
    case .unless(let left, let right): return infix(left, "unless", right)
    case .since(let left, let right, let window): return infix(left, "since\(text(window))", right)
    }
  }

  private func atom(_ id: ActionID, _ arguments: [Term?], _ agency: Formula.Agency) -> BoundText {
    let action = system.actions[id.index]
    let pairs = Array(zip(arguments, action.parameters))
    let words = pairs.enumerated().compactMap { position, pair -> String? in
      let (argument, parameter) = pair
      if position > 0, isAnyMoney(pairs[position - 1].1.variable) { return nil }
      guard let argument else { return "_" }
      if isAnyMoney(parameter.variable), position + 1 < pairs.count, let currency = pairs[position + 1].0,
        case .member(_, let code) = system.bank[currency]
      {
        return terms.text(argument, unit: .money(currency: code))
      }
      return terms.text(argument, unit: system.bank.variables[parameter.variable.index].type.unit)
    }
    let marker =
      switch agency {
      case .byPolarity: ""
      case .any: "any "
      case .genuine: "genuine "
      }
    return BoundText("\(marker)\(action.name)(\(words.joined(separator: ", ")))", .postfix)
  }

  /// Whether the variable counts minor units, and the one behind it has their currency.
  private func isAnyMoney(_ variable: VariableID) -> Bool {
    let type = system.bank.variables[variable.index].type
    return type.sort == .integer && type.unit == .anyMoney
  }

  private func prefix(_ word: String, _ operand: Formula) -> BoundText {
    BoundText("\(word) \(print(operand).at(.unary))", .unary)
  }

  private func infix(_ left: Formula, _ word: String, _ right: Formula) -> BoundText {
    BoundText("\(print(left).at(.unary)) \(word) \(print(right).at(.binaryTemporal))", .binaryTemporal)
  }

  private func equivalence(_ left: Formula, _ word: String, _ right: Formula) -> BoundText {
    BoundText("\(print(left).at(.equivalence)) \(word) \(print(right).at(.implication))", .equivalence)
  }

  private func chain(_ operands: [Formula], _ word: String, _ binding: Binding) -> BoundText {
    BoundText(operands.map { print($0).at(binding.tighter) }.joined(separator: " \(word) "), binding)
  }

  private func text(_ window: Window?) -> String {
    guard let window else { return "" }
    let lower = window.lower == 0 ? "0" : terms.values.number(window.lower, .duration)
    return "[\(lower), \(terms.values.number(window.upper, .duration))]"
  }
}
