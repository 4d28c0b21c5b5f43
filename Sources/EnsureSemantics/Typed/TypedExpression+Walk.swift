/// Walking over typed expressions and statements.
extension TypedExpression {
  /// The expressions that this one is directly made of, in order.
  public var children: [TypedExpression] {
    switch kind {
    case .boolean, .integer, .rate, .member, .none, .now, .local, .constant, .global, .error: []
    case .field(_, let of), .key(_, let of), .delivery(_, let of), .person(let of), .not(let of),
      .negate(let of), .stuck(let of), .tagged(let of), .amount(let of), .currency(let of), .isAt(let of, _):
      [of]
    case .keyed(_, let keys): keys
    case .connective(_, let operands), .builtin(_, let operands), .call(_, let operands): operands
    case .temporal(_, let operands, _, _): operands
    case .choice(let condition, let yes, let no): [condition, yes, no]
    case .compare(_, let left, let right), .arithmetic(_, let left, let right): [left, right]
    case .sum(let parts): parts.map(\.1)
    case .share(let rate, let of, _): [rate, of]
    case .contains(let element, let set): [element, set]
    case .aggregate(_, _, let filter, let body): [filter, body].compactMap { $0 }
    case .atom(_, let arguments, _): arguments.compactMap { $0 }
    }
  }

  /// Calls `visit` on this expression and all below it, outer ones first.
  func walk(_ visit: (TypedExpression) -> Void) {
    visit(self)
    for child in children { child.walk(visit) }
  }

  /// Whether the local occurs in it.
  func mentions(_ local: LocalID) -> Bool {
    if case .local(local) = kind { return true }
    return children.contains { $0.mentions(local) }
  }
}

extension TypedStatement {
  /// The expressions that stand in the statement itself, with those of what it assigns.
  var expressions: [TypedExpression] {
    switch self {
    case .assign(.field(_, let of), _, let value, _): [of, value]
    case .assign(.global, _, let value, _), .bind(_, let value, _): [value]
    case .branch(let condition, _, _, _): [condition]
    case .call(_, let arguments, _): arguments
    case .send(_, _, let payload, _): payload.map(\.value)
    case .forEach(_, where: let filter, _, _): [filter].compactMap { $0 }
    case .choose, .make: []
    }
  }

  /// The statements inside it.
  var nested: [TypedStatement] {
    switch self {
    case .branch(_, let yes, let no, _): yes + no
    case .forEach(_, where: _, let body, _): body
    case .assign, .bind, .choose, .make, .send, .call: []
    }
  }

  /// Calls `visit` on this statement and all inside it, outer ones first.
  func walk(_ visit: (TypedStatement) -> Void) {
    visit(self)
    for statement in nested { statement.walk(visit) }
  }

  /// Whether the local occurs in it.
  func mentions(_ local: LocalID) -> Bool {
    expressions.contains { $0.mentions(local) } || nested.contains { $0.mentions(local) }
  }
}
