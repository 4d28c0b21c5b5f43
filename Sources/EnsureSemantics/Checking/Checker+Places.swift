import EnsureModel
import EnsureSyntax

/// Places: where a thing is, which is an instance of one of several entities, or nowhere that the spec names.
extension Checker {
  /// `place of Depot | Locker`.
  func placeType(_ node: Syntax) -> DeclaredType {
    var members: [EntityID] = []
    var isWrong = false
    for token in node.names.dropFirst() {
      guard let entity = entityNamed(token, in: node) else {
        isWrong = true
        continue
      }
      if members.contains(entity) {
        complain(.duplicateName, "`\(node.text(token))` stands twice in this place", at: node.range(token))
        continue
      }
      members.append(entity)
    }
    return DeclaredType(isWrong || members.isEmpty ? .error : .place(members))
  }

  /// `p.at is Locker`.
  func isTest(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let operand = node.nodes.first, let token = node.names.first else { return failed }
    let place = expression(operand)
    guard let entity = entityNamed(token, in: node), place.type != .error else { return failed }
    guard case .place(let members) = place.type else {
      complain(
        .placeElsewhere, "`is` asks which kind of place something is, and this is \(describe(place.type))",
        at: place.range)
      return failed
    }
    guard members.contains(entity) else {
      complain(
        .placeElsewhere, "\(describe(place.type)) is never `\(node.text(token))`", at: node.range(token))
      return failed
    }
    return TypedExpression(.isAt(place, entity), .boolean, node.range)
  }

  /// `p.at == l`, `p.at != none`, `p.at == q.at`.
  func places(
    _ node: Syntax, _ token: Token, _ comparison: TypedExpression.Comparison, _ left: TypedExpression,
    _ right: TypedExpression
  ) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard comparison == .equal || comparison == .notEqual else {
      let place = left.type.isPlace ? left : right
      complain(
        .notOrdered, "\(describe(place.type)) has no order: only numbers and instants do", at: node.range(token)
      )
      return failed
    }
    let canMeet: Bool
    switch (left.type, right.type) {
    case (.place(let first), .place(let second)): canMeet = !Set(first).isDisjoint(with: second)
    default: canMeet = left.type.fits(right.type) || right.type.fits(left.type)
    }
    guard canMeet else {
      complain(
        .typeMismatch, "\(describe(left.type)) and \(describe(right.type)) cannot be compared", at: node.range,
        secondary: [Label(left.range, describe(left.type)), Label(right.range, describe(right.type))])
      return failed
    }
    let sides = (
      left.type == .none ? require(left, right.type) : left,
      right.type == .none ? require(right, left.type) : right
    )
    return TypedExpression(.compare(comparison, sides.0, sides.1), .boolean, node.range)
  }

  /// `steal Parcel.at`: steps of the threat's own, which put an instance somewhere else; no sensor notices.
  func checkSteal(_ node: Syntax, of threat: ThreatID) {
    let names = node.names.dropFirst()
    guard let owner = names.first, let name = names.dropFirst().first, !name.isMissing,
      let entity = entityNamed(owner, in: node)
    else { return }
    let known = system.entities[entity.index]
    guard let field = known.fields.first(where: { system.fields[$0].name == node.text(name) }) else {
      complainUnknown(
        .unknownField, "`\(known.name)` has no field `\(node.text(name))`", name, in: node,
        among: known.fields.filter { system.fields[$0].type.type.isPlace }.map { system.fields[$0].name })
      return
    }
    guard case .place(let members) = system.fields[field].type.type else {
      if system.fields[field].type.type == .error { return }
      complain(
        .notAPlace, "`\(node.text(name))` is no place, so nobody can take a `\(known.name)` from it",
        at: node.range(name), secondary: [Label(system.fields[field].range, "it is declared here")],
        notes: ["where a thing is says a field such as `at: place of Depot | Locker`"])
      return
    }
    for member in members.map(Optional.init) + [nil] {
      let range = node.range
      let thing = makeLocal(lowerCamel(known.name), DeclaredType(.reference(entity, isOptional: false)), range)
      var parameters = [thing]
      var value = TypedExpression(.none, .place(members), range)
      if let member {
        let to = makeLocal("to", DeclaredType(.reference(member, isOptional: false)), range)
        parameters.append(to)
        value = local(to, range)
      }
      var action = TypedAction(
        name: "steal \(known.name).\(node.text(name))", parameters: parameters, principal: nil,
        isOptional: true,
        threat: threat, range: range)
      action.isImplied = true
      action.body = [.assign(.field(field, of: local(thing, range)), .set, value, range)]
      system.threats[threat.index].powers.append(.step(action: system.actions.count))
      system.actions.append(action)
    }
  }
}
