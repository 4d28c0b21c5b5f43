import EnsureModel
import EnsureSyntax

/// Powers over messages and secrets (SEMANTICS 10 and 12).
extension Checker {
  func messagePower(_ node: Syntax) -> TypedPower? {
    let tokens = Array(node.names.dropFirst())
    guard let first = tokens.first else { return nil }
    switch node.kind {
    case .forgePower: return message(first, in: node).flatMap { forge($0, node) }
    case .replayPower: return message(first, in: node).map { .replay($0, node.range) }
    case .dropPower: return message(first, in: node).map { .drop($0, node.range) }
    case .tamperPower:
      guard let message = message(first, in: node), let field = tokens.dropFirst().first else { return nil }
      return tamper(message, field, node)
    case .leakPower: return secret(first, in: node).map { .leak($0, node.range) }
    case .guessPower: return guess(node, first, tokens)
    default: return nil
    }
  }

  private func forge(_ message: EntityID, _ node: Syntax) -> TypedPower? {
    for field in system.entities[message.index].fields where system.fields[field].type.type == .instant {
      complain(
        .notYet, "a message with a point in time (`\(system.fields[field].name)`) cannot be forged yet",
        at: node.range, secondary: [Label(system.fields[field].range, "the field")],
        notes: ["an instant comes from `now` only; send such a message in a `step` of the threat"])
      return nil
    }
    return .forge(message, node.range)
  }

  private func tamper(_ message: EntityID, _ token: Token, _ node: Syntax) -> TypedPower? {
    let known = system.entities[message.index]
    guard let field = known.fields.first(where: { system.fields[$0].name == node.text(token) }) else {
      complainUnknown(
        .unknownField, "`\(known.name)` has no field `\(node.text(token))`", token, in: node,
        among: known.fields.map { system.fields[$0].name })
      return nil
    }
    if system.fields[field].type.type == .instant {
      complain(
        .notYet, "a point in time cannot be tampered with yet", at: node.range(token),
        notes: ["an instant comes from `now` only"])
      return nil
    }
    return .tamper(field: field, node.range)
  }

  private func secret(_ token: Token, in node: Syntax) -> EntityID? {
    guard let entity = entityNamed(token, in: node) else { return nil }
    let known = system.entities[entity.index]
    if known.isSecret { return entity }
    complain(
      .notASecret, "`\(known.name)` is no secret, so everybody can name its instances", at: node.range(token),
      secondary: [Label(known.range, "it is declared here")],
      notes: ["declare it as `secret entity \(known.name)`"])
    return nil
  }

  private func guess(_ node: Syntax, _ first: Token, _ tokens: [Token]) -> TypedPower? {
    // `S at most per E`
    guard let secret = secret(first, in: node), let last = tokens.last, tokens.count == 5,
      let per = entityNamed(last, in: node), let token = node.token(.integer),
      let count = Integer(node.text(token).filter { $0 != "_" })
    else { return nil }
    return .guess(secret, atMost: count, per: per, node.range)
  }
}
