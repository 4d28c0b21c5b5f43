import EnsureModel
import EnsureSyntax

/// What fields, globals and parameters hold at first, and constants.
extension Checker {
  func checkInitial(of node: Syntax, field position: Int) {
    let field = system.fields[position]
    system.fields[position].initial = initial(
      node, type: field.type, owner: field.owner, needsValue: "the field `\(field.name)`")
  }

  func checkInitial(of node: Syntax, global position: Int) {
    let global = system.globals[position]
    system.globals[position].initial = initial(
      node, type: global.type, owner: nil, ownGlobal: position, needsValue: "`\(global.name)`")
  }

  private func initial(
    _ node: Syntax, type: DeclaredType, owner: EntityID?, ownGlobal: Int? = nil, needsValue: String
  ) -> TypedInitial {
    guard let initial = node.node(.initial) else {
      switch type.type {
      case .reference, .set, .error: return .implied
      case .instant:
        complain(
          .instantNeedsInitial, "\(needsValue) needs an initial value", at: node.range,
          notes: ["an instant is `now` or lies a constant span from it: write `= now`"])
        return .implied
      default: return .arbitrary(nil, where: nil)
      }
    }
    if case .set = type.type {
      complain(.typeMismatch, "a set is empty at first and has no initial value", at: initial.range)
      return .implied
    }
    guard initial.token(.any) != nil else {
      guard let value = initial.nodes.first else { return .implied }
      let context = ExpressionContext(place: "an initial value", isInitial: true)
      let expression = within(context) { self.expression(value, as: type.type) }
      if let number = literal(expression) { checkRange(number, type, at: value.range) }
      return .value(expression)
    }
    if type.type == .instant {
      complain(
        .instantNeedsInitial, "an instant cannot be arbitrary: write `= now`, or `= now - 5 min`",
        at: initial.range)
    }
    guard let restriction = initial.nodes.first else { return .arbitrary(nil, where: nil) }
    guard let owner else {
      let context = ExpressionContext(
        place: "a restriction of an initial value", isInitial: true, ownGlobal: ownGlobal)
      return within(context) { .arbitrary(nil, where: expression(restriction, as: .boolean)) }
    }
    let local = makeLocal(
      system.entities[owner.index].name, DeclaredType(.reference(owner, isOptional: false)), node.range)
    let context = ExpressionContext(
      place: "a restriction of an initial value", bareFields: (owner, local), isInitial: true)
    return within(context) { .arbitrary(local, where: expression(restriction, as: .boolean)) }
  }

  /// The integer that an expression is, if it is one.
  func literal(_ expression: TypedExpression) -> Integer? {
    switch expression.kind {
    case .integer(let value): value
    case .constant(let position): literal(system.constants[position].value)
    default: nil
    }
  }

  func checkRange(_ value: Integer, _ type: DeclaredType, at range: SourceRange) {
    let isTooSmall = type.lower.map { value < $0 } ?? false
    let isTooLarge = type.upper.map { $0 < value } ?? false
    if isTooSmall || isTooLarge {
      complain(.outOfRange, "this value lies outside the range of its type", at: range)
    }
  }

  // MARK: Constants

  /// How many constants may be needed inside each other; ones that are declared first are known already.
  private static let deepestConstant = 200

  /// The constant's value, checked when it is first wanted.
  func constant(_ position: Int) -> TypedExpression {
    let (node, state) = constantNodes[position]
    let name = system.constants[position].name
    switch state {
    case .done: return system.constants[position].value
    case .inProgress:
      complain(.recursion, "the constant `\(name)` needs its own value", at: node.range)
      constantNodes[position].state = .done
      return system.constants[position].value
    case .unchecked: break
    }
    guard constantsInProgress < Self.deepestConstant else {
      complain(
        .expansionTooLarge, "more than \(Self.deepestConstant) constants need each other's values here",
        at: node.range,
        notes: ["declare constants behind those that they need"])
      constantNodes[position].state = .done
      return system.constants[position].value
    }
    constantsInProgress += 1
    defer { constantsInProgress -= 1 }
    constantNodes[position].state = .inProgress
    let kinds: Set<SyntaxKind> = [.enumBody, .setType, .namedType, .rangeType]
    let typeNode = node.nodes.first { kinds.contains($0.kind) }
    let isRate = typeNode.map { text($0) == "Rate" } ?? false
    var type = isRate ? DeclaredType(.rate) : typeNode.map { declaredType($0, inlineName: name) }
    if type?.type == .anyMoney, let typeNode {
      complain(
        .typeMismatch, "a constant amount has one currency, which its value says", at: typeNode.range,
        notes: ["leave the type out"])
      type = nil
    }
    if let body = node.nodes.last, body.index != typeNode?.index {
      let savedScope = scope
      scope = LocalScope()
      let value = within(ExpressionContext(place: "a constant", isConstant: true)) {
        type.map { expression(body, as: $0.type) } ?? expression(body)
      }
      scope = savedScope
      if constantNodes[position].state == .inProgress {
        let folded = fold(value)
        if let number = literal(folded), let type { checkRange(number, type, at: body.range) }
        // A value that has been complained about stays one, so that nobody who needs it complains again.
        let known = folded.type == .error ? .error : type?.type ?? folded.type
        let final = known == .rate ? folded.type : known
        system.constants[position] = TypedConstant(
          name: name, value: TypedExpression(folded.kind, final, folded.range))
      }
    }
    constantNodes[position].state = .done
    return system.constants[position].value
  }

  /// A constant expression as the literal that it amounts to; complains if it has no value.
  private func fold(_ expression: TypedExpression) -> TypedExpression {
    if expression.type == .error || expression.type == .rate { return expression }
    switch PartialEvaluator(system: system).value(of: expression) {
    case .boolean(let value): return TypedExpression(.boolean(value), expression.type, expression.range)
    case .integer(let value): return TypedExpression(.integer(value), expression.type, expression.range)
    case .member(let value): return TypedExpression(.member(value), expression.type, expression.range)
    case .none: return TypedExpression(.none, expression.type, expression.range)
    case .unknown, .undefined, .money:
      complain(.notConstant, "this has no constant value", at: expression.range)
      return TypedExpression(.error, .error, expression.range)
    }
  }
}
