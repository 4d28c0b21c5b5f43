import EnsureModel
import EnsureSyntax

/// Types as they are written, and numbers with their units.
extension Checker {
  /// The entity that a name stands for; complains if there is none.
  func entityNamed(_ token: Token, in node: Syntax) -> EntityID? {
    let name = node.text(token)
    if token.isMissing { return nil }
    if case .entity(let entity)? = names[name]?.meaning { return entity }
    if let other = names[name] {
      complain(
        .notAType, "`\(name)` is \(other.meaning.description), not an entity", at: node.range(token),
        secondary: other.range.map { [Label($0, "it is declared here")] } ?? [])
    } else {
      complainUnknown(
        .unknownType, "there is no entity `\(name)`", token, in: node, among: system.entities.map(\.name))
    }
    return nil
  }

  /// The type written in a `field`, `parameter`, global or function head.
  func declaredType(of node: Syntax, inlineName: String) -> DeclaredType {
    let kinds: Set<SyntaxKind> = [.enumBody, .setType, .placeType, .namedType, .rangeType]
    guard let type = node.nodes.first(where: { kinds.contains($0.kind) }) else { return DeclaredType(.error) }
    if type.kind == .placeType, node.kind == .field { return placeType(type) }
    return declaredType(type, inlineName: inlineName)
  }

  func declaredType(_ node: Syntax, inlineName: String) -> DeclaredType {
    switch node.kind {
    case .placeType:
      complain(
        .placeElsewhere, "only a field of an entity can be a place", at: node.range,
        notes: ["a parameter is an instance of one entity: write an action for each kind of place"])
      return DeclaredType(.error)
    case .enumBody:
      let enumeration = EnumerationID(system.enumerations.count)
      system.enumerations.append(Enumeration(name: inlineName, members: members(node)))
      return DeclaredType(.enumeration(enumeration))
    case .setType:
      guard let token = node.names.first, let entity = entityNamed(token, in: node) else {
        return DeclaredType(.error)
      }
      return DeclaredType(.set(entity))
    case .rangeType: return rangeType(node)
    default: return namedType(node)
    }
  }

  private func namedType(_ node: Syntax) -> DeclaredType {
    guard let token = node.names.first, !token.isMissing else { return DeclaredType(.error) }
    let name = node.text(token)
    let tag = node.names.dropFirst().first
    let optional = node.token(.question)
    func plain(_ type: SpecType) -> DeclaredType {
      if let tag = tag ?? node.token(.any) {
        complain(.notAType, "only `Money` has a currency in angle brackets", at: node.range(tag))
      }
      if let optional, type.entity == nil {
        complain(
          .notAType, "only a reference can be optional", at: node.range(optional),
          notes: ["add a member such as `unset` to an enumeration, or a `Bool` beside it"])
      }
      return DeclaredType(type)
    }
    switch name {
    case "Bool": return plain(.boolean)
    case "Int": return plain(.integer(.plain))
    case "Duration": return plain(.integer(.duration))
    case "Instant": return plain(.instant)
    case "Money":
      if let optional { complain(.notAType, "only a reference can be optional", at: node.range(optional)) }
      return DeclaredType(money(tag, in: node))
    default: break
    }
    switch names[name]?.meaning {
    case .entity(let entity): return plain(.reference(entity, isOptional: optional != nil))
    case .enumeration(let enumeration): return plain(.enumeration(enumeration))
    case let meaning?:
      complain(
        .notAType, "`\(name)` is \(meaning.description), not a type", at: node.range(token),
        secondary: names[name]?.range.map { [Label($0, "it is declared here")] } ?? [])
    case nil:
      let known =
        ["Bool", "Int", "Money", "Duration", "Instant"] + system.entities.map(\.name)
        + names.compactMap { if case .enumeration = $0.value.meaning { $0.key } else { nil } }.sorted()
      complainUnknown(.unknownType, "there is no type `\(name)`", token, in: node, among: known)
    }
    return DeclaredType(.error)
  }

  private func money(_ tag: Token?, in node: Syntax) -> SpecType {
    if let tag {
      let code = node.text(tag)
      if let position = system.currencies.firstIndex(where: { $0.code == code }) {
        return .integer(.money(currency: position))
      }
      complainUnknown(
        .unknownCurrency, "the spec declares no currency `\(code)`", tag, in: node,
        among: system.currencies.map(\.code), notes: ["declare it: `currency \(code)`"])
      return .error
    }
    if node.token(.any) != nil, !system.currencies.isEmpty {
      if system.currencyEnumeration == nil {
        system.currencyEnumeration = EnumerationID(system.enumerations.count)
        system.enumerations.append(Enumeration(name: "Currency", members: system.currencies.map(\.code)))
      }
      return .anyMoney
    }
    switch system.currencies.count {
    case 1 where node.token(.any) == nil: return .integer(.money(currency: 0))
    case 0:
      complain(
        .moneyNeedsCurrency, "`Money` of which currency? the spec declares none", at: node.range,
        notes: ["declare one behind the `system` line: `currency EUR`"])
    default:
      let codes = system.currencies.map(\.code)
      complain(
        .moneyNeedsCurrency, "`Money` of which currency? the spec declares \(codes.joined(separator: ", "))",
        at: node.range, fixIts: codes.map { FixIt("write `Money<\($0)>`", node.range, "Money<\($0)>") })
    }
    return .error
  }

  private func rangeType(_ node: Syntax) -> DeclaredType {
    let bounds = node.nodes.filter { $0.kind == .bound }
    guard let first = bounds.first, let lower = bound(first) else { return DeclaredType(.error) }
    guard bounds.count > 1 else {
      return DeclaredType(lower.type == .zero ? .integer(.plain) : lower.type, lower: lower.value)
    }
    guard let upper = bound(bounds[1]) else { return DeclaredType(.error) }
    var type = lower.type == .zero ? upper.type : lower.type
    if type == .zero { type = .integer(.plain) }
    guard upper.type.fits(type) || lower.type == .zero else {
      complain(
        .unitMismatch,
        "the ends of a range have one unit: these are \(describe(lower.type)) and \(describe(upper.type))",
        at: node.range)
      return DeclaredType(.error)
    }
    if upper.value < lower.value {
      complain(
        .emptyRange, "nothing lies in this range: its end is before its start", at: node.range,
        fixIts: [
          FixIt("swap the ends", node.range, "\(text(bounds[1]))..\(text(first))")
        ])
      return DeclaredType(.error)
    }
    return DeclaredType(type, lower: lower.value, upper: upper.value)
  }

  func text(_ node: Syntax) -> String {
    let range = node.range
    return String(decoding: node.tree.source[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }

  private func bound(_ node: Syntax) -> (value: Integer, type: SpecType)? {
    guard let number = node.node(.number) else { return nil }
    let value = self.number(number)
    guard case .integer(let integer) = value.kind else {
      if value.type == .rate {
        complain(
          .unitMismatch, "a range is of numbers, amounts or spans of time: `\(text(number))` is a rate",
          at: number.range,
          notes: ["a rate is no field's value; it stands in a constant, or before `of`: `3% of o.total`"])
      }
      return nil
    }
    return (node.token(.minus) == nil ? integer : -integer, value.type)
  }

  /// The type of a key: something of which there are boundedly many in a scope.
  func keyType(_ parameter: Syntax) -> DeclaredType {
    let type = declaredType(of: parameter, inlineName: parameter.names.first.map(parameter.text) ?? "")
    switch type.type {
    case .reference(_, isOptional: false), .enumeration, .boolean, .error: return type
    case .integer where type.lower != nil && type.upper != nil: return type
    default:
      complain(
        .badKey, "a key is a reference, an enumeration, a `Bool` or a range such as `1..31`",
        at: parameter.range)
      return DeclaredType(.error)
    }
  }

  // MARK: Numbers

  static let milliseconds: [String: Int] = [
    "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "day": 86_400_000, "days": 86_400_000,
    "week": 604_800_000, "weeks": 604_800_000,
  ]

  /// Digits and decimals of a number's token.
  private func digits(_ node: Syntax) -> (digits: Integer, decimals: Int)? {
    guard let token = node.tokens.first, token.kind == .integer || token.kind == .decimal else { return nil }
    let text = node.text(token).filter { $0 != "_" }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    guard let value = Integer(String(parts[0] + fraction)) else { return nil }
    return (value, fraction.count)
  }

  private func power(_ exponent: Int) -> Integer {
    var result: Integer = 1
    for _ in 0..<exponent { result = result * 10 }
    return result
  }

  /// A span of time in milliseconds, if it is a whole number of them.
  func milliseconds(_ node: Syntax) -> Integer? {
    guard let (value, decimals) = digits(node) else { return nil }
    guard let unit = node.names.first else {
      complain(
        .needsUnit, "`\(text(node))` of what? a span of time has a unit", at: node.range,
        fixIts: ["s", "min", "days"].map {
          FixIt("write `\(text(node)) \($0)`", node.range, "\(text(node)) \($0)")
        })
      return nil
    }
    guard let factor = Self.milliseconds[node.text(unit)] else {
      complainUnknownUnit("`\(node.text(unit))` is not a unit of time", unit, in: node)
      return nil
    }
    let scaled = value * Integer(factor)
    let divisor = power(decimals)
    guard scaled.remainder(by: divisor) == 0 else { return nil }
    return scaled.quotient(by: divisor)
  }

  /// A span of time in ticks; complains if it is none, or no whole number of them.
  func ticks(_ node: Syntax) -> Integer? {
    let count = diagnostics.count
    guard let milliseconds = milliseconds(node),
      milliseconds.remainder(by: Integer(system.resolution.milliseconds)) == 0
    else {
      if diagnostics.count == count, node.tokens.first.map({ !$0.isMissing }) ?? false {
        complain(
          .notOfResolution, "`\(text(node))` is not a whole number of ticks", at: node.range,
          notes: [
            "the spec counts time in steps of \(describeResolution); a finer one is declared so: `resolution 1 s`"
          ])
      }
      return nil
    }
    return milliseconds.quotient(by: Integer(system.resolution.milliseconds))
  }

  var describeResolution: String {
    let value = system.resolution.milliseconds
    for unit in ["week", "day", "h", "min", "s"] {
      if let size = Self.milliseconds[unit], value % size == 0 { return "\(value / size) \(unit)" }
    }
    return "\(value) ms"
  }

  /// A number with its unit, as a literal.
  func number(_ node: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let (value, decimals) = digits(node) else { return failed }
    if node.token(.percent) != nil {
      return TypedExpression(
        .rate(Rate(numerator: value, denominator: power(decimals + 2))), .rate, node.range)
    }
    guard let unit = node.names.first, !unit.isMissing else {
      if decimals > 0 {
        complain(
          .needsUnit, "`\(text(node))` of what? numbers are whole; only amounts, spans and rates have decimals",
          at: node.range,
          notes: ["write the currency (`50.00 EUR`), the unit of time (`1.5 h`) or `%`"])
        return failed
      }
      return TypedExpression(.integer(value), value == 0 ? .zero : .integer(.plain), node.range)
    }
    let name = node.text(unit)
    if let position = system.currencies.firstIndex(where: { $0.code == name }) {
      let places = system.currencies[position].decimals
      guard decimals <= places else {
        complain(
          .tooPrecise, "an amount in \(name) has at most \(places) decimals, this one has \(decimals)",
          at: node.range, notes: ["amounts are exact; a share of one is rounded by a rule that you name"])
        return failed
      }
      return TypedExpression(
        .integer(value * power(places - decimals)), .integer(.money(currency: position)), node.range)
    }
    if Self.milliseconds[name] != nil {
      guard let ticks = ticks(node) else { return failed }
      return TypedExpression(.integer(ticks), .integer(.duration), node.range)
    }
    if CurrencyTable.decimals[name] != nil {
      complain(
        .unknownCurrency, "the spec declares no currency `\(name)`", at: node.range(unit),
        notes: ["declare it behind the `system` line: `currency \(name)`"])
    } else {
      complainUnknownUnit(
        "`\(name)` is neither a currency of this spec nor a unit of time", unit, in: node,
        or: system.currencies.map(\.code))
    }
    return failed
  }

  /// What units are called elsewhere.
  private static let otherNames: [String: String] = [
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "d": "days",
  ]

  private func complainUnknownUnit(
    _ message: String, _ unit: Token, in node: Syntax, or currencies: [String] = []
  ) {
    let notes = ["units of time are `ms`, `s`, `min`, `h`, `day`, `days`, `week` and `weeks`"]
    if let name = Self.otherNames[node.text(unit)] {
      let range = node.range(unit)
      complain(
        .unknownUnit, "\(message); did you mean `\(name)`?", at: range, notes: notes,
        fixIts: [FixIt("replace it with `\(name)`", range, name)])
    } else {
      complainUnknown(
        .unknownUnit, message, unit, in: node, among: currencies + Self.milliseconds.keys.sorted(), notes: notes
      )
    }
  }
}
