internal import CZ3

/// Propositions. What is known while a term is built is left out of it.
extension SolverContext {
  /// A new proposition about which nothing is known.
  public func makeProposition(_ name: String) -> Proposition {
    Proposition(node: pin(Z3_mk_fresh_const(raw, name, booleanSort)))
  }

  /// `true` or `false`.
  public func proposition(_ value: Bool) -> Proposition { value ? yes : no }

  /// Whether the proposition is known to hold or not to hold.
  public func known(_ proposition: Proposition) -> Bool? {
    proposition == yes ? true : proposition == no ? false : nil
  }

  /// Negation.
  public func not(_ operand: Proposition) -> Proposition {
    if operand == yes { return no }
    if operand == no { return yes }
    if Z3_get_ast_kind(raw, operand.node) == Z3_APP_AST, let application = Z3_to_app(raw, operand.node),
      Z3_get_decl_kind(raw, Z3_get_app_decl(raw, application)) == Z3_OP_NOT
    {
      return Proposition(node: pin(Z3_get_app_arg(raw, application, 0)))
    }
    return Proposition(node: pin(Z3_mk_not(raw, operand.node)))
  }

  /// Conjunction.
  public func and(_ left: Proposition, _ right: Proposition) -> Proposition {
    if left == no || right == no { return no }
    if left == yes || left == right { return right }
    if right == yes { return left }
    return connective([left, right], Z3_mk_and)
  }

  /// Conjunction of any number of propositions.
  public func and(_ operands: [Proposition]) -> Proposition {
    var open: [Proposition] = []
    var seen: Set<Proposition> = []
    for operand in operands where operand != yes {
      if operand == no { return no }
      if seen.insert(operand).inserted { open.append(operand) }
    }
    if open.isEmpty { return yes }
    return open.count == 1 ? open[0] : connective(open, Z3_mk_and)
  }

  /// Disjunction.
  public func or(_ left: Proposition, _ right: Proposition) -> Proposition {
    if left == yes || right == yes { return yes }
    if left == no || left == right { return right }
    if right == no { return left }
    return connective([left, right], Z3_mk_or)
  }

  /// Disjunction of any number of propositions.
  public func or(_ operands: [Proposition]) -> Proposition {
    var open: [Proposition] = []
    var seen: Set<Proposition> = []
    for operand in operands where operand != no {
      if operand == yes { return yes }
      if seen.insert(operand).inserted { open.append(operand) }
    }
    if open.isEmpty { return no }
    return open.count == 1 ? open[0] : connective(open, Z3_mk_or)
  }

  /// Implication.
  public func implies(_ left: Proposition, _ right: Proposition) -> Proposition { or(not(left), right) }

  /// Both or neither.
  public func same(_ left: Proposition, _ right: Proposition) -> Proposition {
    if left == right { return yes }
    if let known = known(left) { return known ? right : not(right) }
    if let known = known(right) { return known ? left : not(left) }
    return Proposition(node: pin(Z3_mk_iff(raw, left.node, right.node)))
  }

  /// `first` if the condition holds, else `second`.
  public func choice(_ condition: Proposition, _ first: Proposition, _ second: Proposition) -> Proposition {
    if let known = known(condition) { return known ? first : second }
    if first == second { return first }
    if let known = known(first) { return known ? or(condition, second) : and(not(condition), second) }
    if let known = known(second) { return known ? or(not(condition), first) : and(condition, first) }
    return Proposition(node: pin(Z3_mk_ite(raw, condition.node, first.node, second.node)))
  }

  /// Whether a proposition is a new one or the negation of one, which is what Z3 can assume.
  func isLiteral(_ proposition: Proposition) -> Bool {
    func isNew(_ node: OpaquePointer) -> Bool {
      guard Z3_get_ast_kind(raw, node) == Z3_APP_AST, let application = Z3_to_app(raw, node) else {
        return false
      }
      return Z3_get_decl_kind(raw, Z3_get_app_decl(raw, application)) == Z3_OP_UNINTERPRETED
    }
    return isNew(proposition.node) || isNew(not(proposition).node)
  }

  private func connective(
    _ operands: [Proposition],
    _ make: (OpaquePointer?, UInt32, UnsafePointer<OpaquePointer?>?) -> OpaquePointer?
  ) -> Proposition {
    let nodes = operands.map { Optional($0.node) }
    return Proposition(node: pin(nodes.withUnsafeBufferPointer { make(raw, UInt32($0.count), $0.baseAddress) }))
  }
}
