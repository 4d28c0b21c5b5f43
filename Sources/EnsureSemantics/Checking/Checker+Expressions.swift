import EnsureModel
import EnsureSyntax

/// Expressions: what they mean, what type they have, and whether that fits where they stand.
extension Checker {
  /// Checks an expression that must have the type `expected`.
  func expression(_ node: Syntax, as expected: SpecType) -> TypedExpression {
    let result = expression(node, expecting: expected)
    return require(result, expected)
  }

  /// Complains unless the expression's type fits; gives a literal `0` or `none` the type it is used at.
  func require(_ expression: TypedExpression, _ expected: SpecType) -> TypedExpression {
    if expected == .anyMoney {
      if expression.type.currency != nil {
        return TypedExpression(.tagged(expression), .anyMoney, expression.range)
      }
      if expression.type == .zero { return zeroWithoutCurrency(expression) }
    }
    if expression.type == .zero, expected.isNumber, expected != .error {
      return TypedExpression(expression.kind, expected, expression.range)
    }
    if expression.type == .none, expected.entity != nil || expected.isPlace {
      return TypedExpression(expression.kind, expected, expression.range)
    }
    if expression.type.fits(expected) { return expression }
    mismatch(expression, expected)
    return TypedExpression(.error, .error, expression.range)
  }

  /// One minor unit, as it is written: `0.01 EUR`.
  private func smallestAmount(_ currency: Currency) -> String {
    let zeros = String(repeating: "0", count: max(0, currency.decimals - 1))
    return currency.decimals == 0 ? "1 \(currency.code)" : "0.\(zeros)1 \(currency.code)"
  }

  /// A bare `0` says nothing of a currency, so it is no `Money<any>`.
  private func zeroWithoutCurrency(_ expression: TypedExpression) -> TypedExpression {
    let text = self.text(expression.range)
    complain(
      .needsUnit, "`\(text)` of which currency? here stands `Money<any>`", at: expression.range,
      fixIts: system.currencies.map {
        FixIt("write `\(text) \($0.code)`", expression.range, "\(text) \($0.code)")
      })
    return TypedExpression(.error, .error, expression.range)
  }

  private func mismatch(_ expression: TypedExpression, _ expected: SpecType) {
    let (found, range) = (expression.type, expression.range)
    switch (found, expected) {
    case (.formula, _) where formulaParameter(expression) != nil:
      complain(
        .temporalInState,
        "`\(formulaParameter(expression) ?? "")` may be any formula, and \(context.place) speaks of one state",
        at: range, notes: formulaNotes([expression]))
    case (.formula, _):
      complain(
        .temporalInState, "this speaks of a run, and \(context.place) speaks of one state", at: range,
        notes: ["temporal operators and actions belong into a `property`"])
    case (.integer(.plain), .integer(let unit)) where unit != .plain:
      let text = self.text(range)
      let units: [String] =
        switch unit {
        case .money(let currency): [system.currencies[currency].code]
        default: ["s", "min", "days"]
        }
      let isLiteral = literal(expression) != nil && text.allSatisfy { $0.isNumber || $0 == "_" }
      complain(
        .needsUnit,
        isLiteral
          ? "`\(text)` of what? here stands \(describe(expected))"
          : "this is a plain number, and here stands \(describe(expected))",
        at: range,
        fixIts: isLiteral ? units.map { FixIt("write `\(text) \($0)`", range, "\(text) \($0)") } : [])
    case (.integer(.plain), .anyMoney):
      complain(
        .needsUnit, "this is a plain number, and here stands `Money<any>`", at: range,
        notes: ["an amount has a currency: write `5 EUR`"])
    case (.anyMoney, .integer(.money(let currency))):
      let code = system.currencies[currency].code
      complain(
        .unitMismatch, "this may be an amount of any currency, and here stands \(describe(expected))",
        at: range,
        notes: [
          "declare the place as `Money<any>`, or compare the currency (`.currency == \(code)`) and take the minor units: `.amount * \(smallestAmount(system.currencies[currency]))`"
        ])
    case (.integer, .integer), (.anyMoney, .integer), (.integer, .anyMoney):
      complain(
        .unitMismatch, "this is \(describe(found)), and here stands \(describe(expected))", at: range)
    case (.rate, _) where expected.isNumber:
      complain(
        .rateNeedsRounding, "a rate becomes an amount only with a rule for rounding", at: range,
        notes: ["write for example `\(text(range)) of o.total rounded down`"])
    default:
      complain(
        .typeMismatch, "this is \(describe(found)), and here stands \(describe(expected))", at: range)
    }
  }

  func text(_ range: SourceRange) -> String {
    let source = trees[Int(range.file.index)].source
    return String(decoding: source[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }

  /// Checks an expression; `expected` only helps to find out what a bare name means.
  func expression(_ node: Syntax, expecting expected: SpecType? = nil) -> TypedExpression {
    let range = node.range
    func make(_ kind: TypedExpression.Kind, _ type: SpecType) -> TypedExpression {
      TypedExpression(kind, type, range)
    }
    switch node.kind {
    case .number: return number(node)
    case .booleanLiteral: return make(.boolean(node.token(.true) != nil), .boolean)
    case .stringLiteral:
      complain(.typeMismatch, "a string has no place in an expression", at: range)
      return make(.error, .error)
    case .noneLiteral: return noneLiteral(range, expected)
    case .nowLiteral:
      if context.isConstant {
        complain(.notConstant, "`now` is not constant", at: range)
        return make(.error, .error)
      }
      return make(.now, .instant)
    case .group:
      guard let inner = node.nodes.first else { return make(.error, .error) }
      return expression(inner, expecting: expected)
    case .nameExpr: return nameExpression(node, expected)
    case .markedAtom: return atom(node, agency: node.token(.any) != nil ? .any : .genuine)
    case .selection: return selection(node)
    case .ifExpr: return choice(node, expected)
    case .negation, .additive, .multiplicative, .share: return arithmetic(node, expected)
    case .comparison: return comparison(node)
    case .isTest: return isTest(node)
    case .disjunction, .conjunction, .implication, .equivalence: return connective(node)
    case .prefix: return prefix(node)
    case .binaryTemporal: return binaryTemporal(node)
    case .sum, .quantifier, .allQuantifier: return aggregate(node)
    case .wildcard:
      complain(.misplacedWildcard, "`_` stands for any argument of an action, and for nothing else", at: range)
      return make(.error, .error)
    case .rest:
      complain(
        .misplacedWildcard, "`..` stands for the last arguments of an action, and for nothing else", at: range)
      return make(.error, .error)
    default: return make(.error, .error)
    }
  }

  private func noneLiteral(_ range: SourceRange, _ expected: SpecType?) -> TypedExpression {
    if case .enumeration(let enumeration)? = expected,
      let position = system.enumerations[enumeration.index].members.firstIndex(of: "none")
    {
      return TypedExpression(.member(position), .enumeration(enumeration), range)
    }
    return TypedExpression(.none, .none, range)
  }

  // MARK: Choice and connectives

  private func choice(_ node: Syntax, _ expected: SpecType?) -> TypedExpression {
    let parts = node.nodes
    guard parts.count == 3 else { return TypedExpression(.error, .error, node.range) }
    let condition = expression(parts[0], as: context.allowsFormulas ? .formula : .boolean)
    var (yes, no) = pair(parts[1], parts[2], expected)
    if let expected, expected.isPlace {
      let sides = [require(yes, expected), require(no, expected)]
      if sides.contains(where: { $0.type == .error }) { return TypedExpression(.error, .error, node.range) }
      return TypedExpression(.choice(condition, sides[0], sides[1]), expected, node.range)
    }
    let type =
      no.type == .anyMoney || yes.type == .zero || yes.type == .none ? no.type : yes.type
    yes = require(yes, type)
    no = require(no, type)
    let isFormula = condition.type == .formula || yes.type == .formula || no.type == .formula
    return TypedExpression(.choice(condition, yes, no), isFormula ? .formula : optional(yes, no), node.range)
  }

  /// The type of a choice between two: a reference is optional if either is.
  private func optional(_ left: TypedExpression, _ right: TypedExpression) -> SpecType {
    if case .reference(let entity, let a) = left.type, case .reference(_, let b) = right.type {
      let isNone = [left, right].contains { if case .none = $0.kind { true } else { false } }
      return .reference(entity, isOptional: a || b || isNone)
    }
    return left.type
  }

  /// Two expressions that must agree: a bare member of an enumeration is understood from the other side.
  func pair(_ left: Syntax, _ right: Syntax, _ expected: SpecType? = nil) -> (TypedExpression, TypedExpression)
  {
    if needsExpectation(left), !needsExpectation(right) {
      let second = expression(right, expecting: expected)
      return (expression(left, expecting: second.type), second)
    }
    let first = expression(left, expecting: expected)
    return (first, expression(right, expecting: expected ?? first.type))
  }

  /// Whether the node is a bare name with no meaning of its own, so a member of some enumeration.
  private func needsExpectation(_ node: Syntax) -> Bool {
    if node.kind == .noneLiteral { return true }
    if node.kind == .group, let inner = node.nodes.first { return needsExpectation(inner) }
    guard node.kind == .nameExpr, node.nodes.isEmpty, let token = node.names.first else { return false }
    let meaning = names[node.text(token)]?.meaning
    return lookUp(node.text(token)) == nil && bareField(node.text(token)) == nil
      && (meaning == nil || meaning == .currency)
  }

  private func connective(_ node: Syntax) -> TypedExpression {
    let expected: SpecType = context.allowsFormulas ? .formula : .boolean
    let operands = node.nodes.map { expression($0, as: expected) }
    let type: SpecType = operands.contains { $0.type == .formula } ? .formula : .boolean
    let connective: TypedExpression.Connective =
      switch node.kind {
      case .disjunction: .or
      case .conjunction: .and
      default: .implies
      }
    guard node.kind == .equivalence else {
      guard operands.count > 1 else { return TypedExpression(.error, .error, node.range) }
      return TypedExpression(.connective(connective, operands), type, node.range)
    }
    let operators = node.tokens.filter { $0.kind == .iff || $0.kind == .xor }
    guard var result = operands.first else { return TypedExpression(.error, .error, node.range) }
    for (token, operand) in zip(operators, operands.dropFirst()) {
      result = TypedExpression(
        .connective(token.kind == .iff ? .iff : .xor, [result, operand]), type, node.range)
    }
    return result
  }

  private func prefix(_ node: Syntax) -> TypedExpression {
    guard let operator_ = node.tokens.first, let operand = node.nodes.last else {
      return TypedExpression(.error, .error, node.range)
    }
    if operator_.kind == .not {
      let inner = expression(operand, as: context.allowsFormulas ? .formula : .boolean)
      return TypedExpression(.not(inner), inner.type == .formula ? .formula : .boolean, node.range)
    }
    let temporal: TypedExpression.Temporal =
      switch operator_.kind {
      case .always: .always
      case .eventually: .eventually
      case .next: .next
      case .previously: .previously
      case .historically: .historically
      case .once: .once
      default: .earlier
      }
    guard allowTemporal(node.range(operator_), node.text(operator_)) else {
      return TypedExpression(.error, .error, node.range)
    }
    let span = node.node(.number) ?? node.nodes.first { $0.kind == .spanName }
    let within = span.flatMap { node.token(.within) != nil ? boundTicks($0) : nil }
    let window = node.node(.window).flatMap(self.window)
    let inner = expression(operand, as: .formula)
    return TypedExpression(
      .temporal(temporal, [inner], window: window, within: within), .formula, node.range)
  }

  private func binaryTemporal(_ node: Syntax) -> TypedExpression {
    let operands = node.nodes.filter { $0.kind != .window }
    guard let token = node.tokens.first(where: { [.until, .unless, .since].contains($0.kind) }),
      operands.count == 2,
      allowTemporal(node.range(token), node.text(token))
    else { return TypedExpression(.error, .error, node.range) }
    let temporal: TypedExpression.Temporal =
      token.kind == .until ? .until : token.kind == .unless ? .unless : .since
    let window = node.node(.window).flatMap(self.window)
    return TypedExpression(
      .temporal(temporal, operands.map { expression($0, as: .formula) }, window: window, within: nil), .formula,
      node.range)
  }

  private func window(_ node: Syntax) -> Window? {
    let bounds = node.nodes.filter { $0.kind == .number || $0.kind == .spanName }
    guard bounds.count == 2 else { return nil }
    let lower = text(bounds[0]) == "0" ? 0 : ticks(bounds[0])
    guard let lower, let upper = boundTicks(bounds[1]) else { return nil }
    if upper < lower {
      complain(.emptyRange, "nothing lies in this window: its end is before its start", at: node.range)
      return nil
    }
    return Window(lower, upper)
  }

  /// Complains, once, about what speaks of runs where only states are spoken of.
  func allowTemporal(_ range: SourceRange, _ word: String) -> Bool {
    if context.allowsFormulas { return true }
    complain(
      .temporalInState, "`\(word)` speaks of a run, and \(context.place) speaks of one state", at: range,
      notes: ["temporal operators and actions belong into a `property`"])
    return false
  }

  // MARK: Comparison

  private func comparison(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let operands = node.nodes
    guard operands.count == 2, let token = node.tokens.first else { return failed }
    if token.kind == .in { return membership(node, operands) }
    var (left, right) = pair(operands[0], operands[1])
    if left.type == .error || right.type == .error { return failed }
    let comparison: TypedExpression.Comparison =
      switch token.kind {
      case .equalEqual: .equal
      case .notEqual: .notEqual
      case .less: .less
      case .lessEqual: .lessOrEqual
      case .greater: .greater
      default: .greaterOrEqual
      }
    if left.type.isNumber && right.type.isNumber {
      // The sign of an amount is the same in every currency.
      if left.type == .anyMoney, right.type == .zero { left = minorUnits(left) }
      if right.type == .anyMoney, left.type == .zero { right = minorUnits(right) }
      let type = SpecType.common([left.type, right.type])
      let count = diagnostics.count
      left = require(left, type)
      right = require(right, type)
      if diagnostics.count > count { return failed }
      return TypedExpression(.compare(comparison, left, right), .boolean, node.range)
    }
    let isOrder = comparison != .equal && comparison != .notEqual
    if left.type.isPlace || right.type.isPlace { return places(node, token, comparison, left, right) }
    switch (left.type, right.type) {
    case (.instant, .instant): break
    case (.boolean, .boolean), (.enumeration, .enumeration), (.reference, .reference),
      (.reference, .none), (.none, .reference), (.none, .none):
      guard left.type.fits(right.type) || right.type.fits(left.type) else { fallthrough }
      if isOrder {
        complain(
          .notOrdered, "\(describe(left.type)) has no order: only numbers and instants do",
          at: node.range(token))
        return failed
      }
    default:
      complain(
        .typeMismatch, "\(describe(left.type)) and \(describe(right.type)) cannot be compared", at: node.range,
        secondary: [Label(left.range, describe(left.type)), Label(right.range, describe(right.type))],
        notes: formulaNotes([left, right]) + hiddenMembers(left, right))
      return failed
    }
    left = require(left, right.type == .none ? left.type : right.type)
    right = require(right, left.type)
    return TypedExpression(.compare(comparison, left, right), .boolean, node.range)
  }

  /// That a name which stands beside a member of an enumeration hides another member of it.
  private func hiddenMembers(_ left: TypedExpression, _ right: TypedExpression) -> [String] {
    for (member, local) in [(left, right), (right, left)] {
      guard case .enumeration(let id) = member.type, case .local(let local) = local.kind else { continue }
      let (type, name) = (system.enumerations[id.index], system.locals[local.index].name)
      if !type.members.contains(name) { continue }
      return [
        "the variable `\(name)` hides the member `\(name)` of `\(type.name)`: give the variable another name"
      ]
    }
    return []
  }

  private func minorUnits(_ money: TypedExpression) -> TypedExpression {
    TypedExpression(.amount(of: money), .integer(.plain), money.range)
  }

  private func membership(_ node: Syntax, _ operands: [Syntax]) -> TypedExpression {
    let set = expression(operands[1])
    guard case .set(let entity) = set.type else {
      if set.type != .error {
        complain(.typeMismatch, "behind `in` stands a set, and this is \(describe(set.type))", at: set.range)
      }
      _ = expression(operands[0])
      return TypedExpression(.error, .error, node.range)
    }
    let element = expression(operands[0], as: .reference(entity, isOptional: false))
    return TypedExpression(.contains(element, set: set), .boolean, node.range)
  }
}
