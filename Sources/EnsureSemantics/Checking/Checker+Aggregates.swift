import EnsureModel
import EnsureSyntax

/// `sum`, `count`, `all`, `exists`, `none`: what ranges over all instances of an entity (SEMANTICS 5 and 25).
extension Checker {
  func aggregate(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let binder = node.node(.binder), let name = binder.names.first,
      let entityToken = binder.names.dropFirst().first, let entity = entityNamed(entityToken, in: binder)
    else { return failed }
    let kind: TypedExpression.Aggregate =
      switch node.tokens.first?.kind {
      case .sum?: .sum
      case .count?: .count
      case .exists?: .exists
      case TokenKind.none?: .none
      default: .all
      }
    if system.entities[entity.index].isMessage, !context.seesMessages {
      complain(
        .messageUnseen, "\(context.place) cannot look at all messages", at: node.range,
        notes: ["software learns of a message by receiving it"])
      return failed
    }
    if context.isConstant || context.isInitial {
      complain(.notConstant, "\(context.place) cannot range over instances", at: node.range)
      return failed
    }
    var inner = context
    inner.allowsFormulas = false
    inner.place = "what ranges over all instances"
    return within(inner) {
      let local = introduce(name, in: binder, DeclaredType(.reference(entity, isOptional: false)))
      let filter = binder.nodes.first.map { expression($0, as: .boolean) }
      var body: TypedExpression?
      if kind == .sum || kind == .all, let last = node.nodes.last, last.kind != .binder {
        body = kind == .all ? expression(last, as: .boolean) : summand(last)
      }
      if filter?.type == .error || body?.type == .error { return failed }
      if (kind == .sum || kind == .all) && body == nil { return failed }
      let type: SpecType =
        switch kind {
        case .sum: body?.type ?? .integer(.plain)
        case .count: .integer(.plain)
        default: .boolean
        }
      return TypedExpression(.aggregate(kind, local, where: filter, body: body), type, node.range)
    }
  }

  private func summand(_ node: Syntax) -> TypedExpression {
    let value = expression(node)
    if value.type == .anyMoney {
      complain(
        .unitMismatch, "amounts of any currency have no sum", at: value.range,
        notes: [
          "sum the minor units of one currency: `sum(l: Line where l.price.currency == EUR) l.price.amount`"
        ])
      return TypedExpression(.error, .error, node.range)
    }
    if value.type.isNumber { return value.type == .zero ? require(value, .integer(.plain)) : value }
    complain(.typeMismatch, "only numbers can be summed, and this is \(describe(value.type))", at: value.range)
    return TypedExpression(.error, .error, node.range)
  }
}
