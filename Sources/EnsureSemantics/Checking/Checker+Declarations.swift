import EnsureModel
import EnsureSyntax

/// All names first: what is declared, in the order in which it stands, and then, with every name known, what it
/// stands for.
extension Checker {
  func declareBuiltins() {
    for name in ["min", "max", "abs", "person", "stuck", "Bool", "Int", "Money", "Duration", "Instant"] {
      names[name] = (.builtin, nil)
    }
  }

  func declareAll() {
    let declarations = trees.flatMap { $0.root.nodes }
    if let header = trees.first?.root, header.token(.system) != nil, let name = header.names.first {
      system.name = header.text(name)
    }
    for node in declarations { declareUnit(node) }
    checkResolution(declarations)
    for node in declarations { declareName(node) }
    for node in declarations { declareMembers(node) }
    for node in declarations { declareHead(node) }
    for node in declarations { declareUse(node) }
  }

  /// Gives the declaration's name a meaning, unless it has one.
  @discardableResult
  func declare(_ token: Token, in node: Syntax, as meaning: Meaning) -> String {
    let name = node.text(token)
    if token.isMissing { return name }
    if let known = names[name] {
      if let first = known.range {
        complain(
          .duplicateName, "`\(name)` is declared twice", at: node.range(token),
          secondary: [Label(first, "it is \(known.meaning.description) here")],
          notes: ["one name has one meaning in a spec, also across imported files"])
      } else {
        complain(
          .duplicateName, "`\(name)` has a meaning of its own in every spec", at: node.range(token),
          notes: ["choose another name"])
      }
    } else {
      names[name] = (meaning, node.range(token))
    }
    return name
  }

  // MARK: Currencies and time

  private func declareUnit(_ node: Syntax) {
    guard node.kind == .currencyDecl, let token = node.names.first, !token.isMissing else { return }
    let code = node.text(token)
    if let first = system.currencies.firstIndex(where: { $0.code == code }) {
      _ = first
      declare(token, in: node, as: .currency)
      return
    }
    var decimals = CurrencyTable.decimals[code]
    if let given = node.token(.integer), let number = Int(node.text(given)) {
      if let known = decimals, known != number {
        complain(
          .unknownCurrency, "`\(code)` has \(known) decimals by ISO 4217, not \(number)",
          at: node.range(given), fixIts: [FixIt("leave them out", node.range(given), "\(known)")])
      }
      if number > 18 {
        complain(.unknownCurrency, "a currency has at most 18 decimals", at: node.range(given))
      }
      decimals = min(number, 18)
    }
    if decimals == nil {
      complainUnknown(
        .unknownCurrency, "`\(code)` is not a currency of ISO 4217", token, in: node,
        among: CurrencyTable.decimals.keys.sorted(),
        notes: ["for a currency of your own say how many decimals it has: `currency \(code) decimals 2`"])
    }
    declare(token, in: node, as: .currency)
    system.currencies.append(Currency(code: code, decimals: decimals ?? 2))
  }

  private func checkResolution(_ declarations: [Syntax]) {
    var first: Syntax?
    for node in declarations where node.kind == .resolutionDecl {
      if let known = first {
        complain(
          .duplicateName, "the resolution is declared twice", at: node.range,
          secondary: [Label(known.range, "it is declared here")])
        continue
      }
      first = node
      guard let number = node.node(.number) else { continue }
      let count = diagnostics.count
      if let milliseconds = self.milliseconds(number), let word = milliseconds.asInt, word > 0 {
        system.resolution = Resolution(milliseconds: word)
      } else if !number.names.isEmpty, diagnostics.count == count {
        complain(
          .notOfResolution, "the resolution is a whole number of milliseconds, at least one", at: number.range)
      }
    }
  }

  // MARK: Names

  private func declareName(_ node: Syntax) {
    let hidesInstances = node.kind == .entityDecl && isSecret(node)
    guard let token = declaredNames(node).first else { return }
    let range = node.range(token)
    switch node.kind {
    case .enumDecl:
      let name = declare(token, in: node, as: .enumeration(EnumerationID(system.enumerations.count)))
      system.enumerations.append(Enumeration(name: name, members: members(node.node(.enumBody))))
    case .roleDecl, .actorDecl, .entityDecl:
      let name = declare(token, in: node, as: .entity(EntityID(system.entities.count)))
      let kind: Entity.Kind = node.kind == .roleDecl ? .role : node.kind == .actorDecl ? .actor : .thing
      var entity = TypedEntity(name: name, kind: kind, isFinite: node.token(.finite) != nil, range: range)
      entity.isSecret = hidesInstances
      system.entities.append(entity)
    case .messageDecl: declareMessage(node)
    case .channelDecl: declareChannel(node)
    case .constDecl:
      declare(token, in: node, as: .constant(system.constants.count))
      let name = node.text(token)
      system.constants.append(TypedConstant(name: name, value: TypedExpression(.error, .error, range)))
      constantNodes.append((node, .unchecked))
    case .globalDecl, .parameterDecl:
      let position = system.globals.count
      let name = declare(token, in: node, as: .global(position))
      system.globals.append(
        TypedGlobal(
          name: name, type: DeclaredType(.error), initial: .implied, isMutable: node.kind == .globalDecl,
          range: range))
    case .predicateDecl, .functionDecl:
      let name = declare(token, in: node, as: .function(system.functions.count))
      system.functions.append(TypedFunction(name: name, parameters: [], result: .error))
    case .patternDecl: declarePattern(node)
    case .effectDecl:
      let name = declare(token, in: node, as: .effect(system.effects.count))
      system.effects.append(TypedEffect(name: name, parameters: [], body: []))
    case .actionDecl, .worldActionDecl:
      let name = declare(token, in: node, as: .action(system.actions.count))
      system.actions.append(placeholder(name, nil, range))
    case .policyDecl: declare(token, in: node, as: .policy)
    case .invariantDecl, .propertyDecl:
      let name = declare(token, in: node, as: .property(system.properties.count))
      system.properties.append(
        TypedProperty(
          name: name, locals: [], isInvariant: node.kind == .invariantDecl,
          body: TypedExpression(.error, .error, range), fairness: [], assumptions: [], range: range))
    case .threatDecl:
      if node.node(.combination) != nil {
        let name = declare(token, in: node, as: .combination(system.combinations.count))
        system.combinations.append(Combination(name: name, threats: [], origin: origin(range)))
      } else {
        let threat = ThreatID(system.threats.count)
        let name = declare(token, in: node, as: .threat(threat))
        system.threats.append(TypedThreat(name: name, powers: [], range: range))
      }
    default: break
    }
  }

  func placeholder(_ name: String, _ threat: ThreatID?, _ range: SourceRange) -> TypedAction {
    TypedAction(
      name: name, parameters: [], principal: nil, isOptional: false, threat: threat, range: range)
  }

  /// The names in `{ a, b }`; complains about doubles.
  func members(_ body: Syntax?) -> [String] {
    guard let body else { return [] }
    var seen: [String: SourceRange] = [:]
    var result: [String] = []
    for token in body.tokens where (token.kind == .identifier || token.kind == .none) && !token.isMissing {
      let name = body.text(token)
      if let first = seen[name] {
        complain(
          .duplicateName, "the member `\(name)` stands twice", at: body.range(token),
          secondary: [Label(first, "it stands here")])
      } else {
        seen[name] = body.range(token)
        result.append(name)
      }
    }
    return result
  }

  func origin(_ range: SourceRange) -> Origin {
    Origin(file: Int(range.file.index), start: Int(range.start), end: Int(range.end))
  }

  // MARK: Fields

  private func declareMembers(_ node: Syntax) {
    if node.kind == .messageDecl { return declarePayload(node) }
    if node.kind == .channelDecl { return declareOptions(node) }
    guard [.roleDecl, .actorDecl, .entityDecl].contains(node.kind), let token = declaredNames(node).first,
      case .entity(let entity)? = names[node.text(token)]?.meaning,
      system.entities[entity.index].range == node.range(token)
    else { return }
    let name = system.entities[entity.index].name
    var seen: [String: SourceRange] = [:]
    func isNew(_ token: Token, in node: Syntax) -> Bool {
      if let first = seen[node.text(token)] {
        complain(
          .duplicateName, "`\(name)` has two fields `\(node.text(token))`", at: node.range(token),
          secondary: [Label(first, "the other one")])
        return false
      }
      seen[node.text(token)] = node.range(token)
      return true
    }

    for parameter in node.node(.keys)?.nodes ?? [] where parameter.kind == .parameter {
      guard let key = parameter.names.first, isNew(key, in: parameter) else { continue }
      let type = keyType(parameter)
      refuseMessage(type, parameter)
      if system.entities[entity.index].isSecret {
        complain(.secretShape, "a secret has no keys: whoever knew them could name it", at: parameter.range)
      }
      system.entities[entity.index].keys.append((parameter.text(key), type))
    }
    if node.kind == .entityDecl, node.token(.of) != nil, let parent = declaredNames(node).dropFirst().first {
      if let target = entityNamed(parent, in: node) {
        refuseMessage(DeclaredType(.reference(target, isOptional: false)), node)
        seen["parent"] = node.range(parent)
        addField(
          TypedField(
            name: "parent", owner: entity, type: DeclaredType(.reference(target, isOptional: false)),
            initial: .arbitrary(nil, where: nil), isMutable: false, kind: .parent, range: node.range(parent)))
      }
    }
    if let ranks = node.node(.ranks) { declareRanks(ranks, of: entity, name: name) }
    for field in node.nodes where field.kind == .field {
      guard let token = field.names.first, isNew(token, in: field) else { continue }
      if system.entities[entity.index].rankField != nil, field.text(token) == "rank" {
        complain(
          .duplicateName, "`rank` is the rank of a `\(name)` already", at: field.range(token),
          notes: ["choose another name for the field"])
        continue
      }
      if let sensor = field.node(.sensorType) {
        declareSensor(sensor, token, field, of: entity)
        continue
      }
      let type = declaredType(of: field, inlineName: "\(name).\(field.text(token))")
      refuseMessage(type, field)
      addField(
        TypedField(
          name: field.text(token), owner: entity, type: type, initial: .implied, isMutable: true,
          kind: .declared, range: field.range(token)))
      let position = system.fields.count - 1
      bodies.append { [unowned self] in checkInitial(of: field, field: position) }
    }
  }

  func addField(_ field: TypedField) {
    system.fields.append(field)
    system.entities[field.owner.index].fields.append(system.fields.count - 1)
  }

  private func declareRanks(_ ranks: Syntax, of entity: EntityID, name: String) {
    let tokens = ranks.tokens
    var positions: [String] = []
    var lower: [(Int, Int)] = []
    var previousIsLess = false
    var isMutable = false
    for (offset, token) in tokens.enumerated() {
      switch token.kind {
      case .less: previousIsLess = true
      case .comma: previousIsLess = false
      case .identifier where !token.isMissing:
        let rank = ranks.text(token)
        if offset == 0, rank == "mutable", tokens.dropFirst().first?.kind == .identifier {
          isMutable = true
          continue
        }
        if positions.contains(rank) {
          complain(.duplicateName, "the rank `\(rank)` stands twice", at: ranks.range(token))
          continue
        }
        positions.append(rank)
        if previousIsLess, positions.count > 1 { lower.append((positions.count - 2, positions.count - 1)) }
      default: break
      }
    }
    let enumeration = EnumerationID(system.enumerations.count)
    system.enumerations.append(Enumeration(name: "\(name).rank", members: positions))
    system.entities[entity.index].ranks = enumeration
    system.entities[entity.index].rankOrder = transitiveClosure(lower, count: positions.count)
    addField(
      TypedField(
        name: "rank", owner: entity, type: DeclaredType(.enumeration(enumeration)),
        initial: .arbitrary(nil, where: nil), isMutable: isMutable, kind: .rank, range: ranks.range))
    system.entities[entity.index].rankField = system.fields.count - 1
  }

  private func transitiveClosure(_ pairs: [(Int, Int)], count: Int) -> [(lower: Int, higher: Int)] {
    var above = Array(repeating: Set<Int>(), count: count)
    for (low, high) in pairs.reversed() { above[low].formUnion(above[high].union([high])) }
    return above.enumerated().flatMap { low, highs in highs.sorted().map { (low, $0) } }
  }

  // MARK: Heads

  private func declareHead(_ node: Syntax) {
    guard let token = declaredNames(node).first, let declared = names[node.text(token)] else { return }
    guard declared.range == node.range(token) else { return }
    switch declared.meaning {
    case .constant(let position):
      bodies.append { [unowned self] in _ = constant(position) }
    case .global(let position):
      let type = declaredType(of: node, inlineName: node.text(token))
      refuseMessage(type, node)
      let known = system.globals[position]
      system.globals[position] = TypedGlobal(
        name: known.name, type: type, initial: .implied, isMutable: known.isMutable, range: known.range)
      bodies.append { [unowned self] in checkInitial(of: node, global: position) }
    case .function(let position): declareFunction(node, position)
    case .pattern(let position): declarePatternHead(node, position)
    case .effect(let position):
      let parameters = parameterLocals(node.node(.parameters), allowsNone: true)
      system.effects[position] = TypedEffect(name: node.text(token), parameters: parameters, body: [])
      bodies.append { [unowned self] in checkEffect(node, position) }
    case .action(let position): declareAction(node, position)
    default: break
    }
  }

  private func declareFunction(_ node: Syntax, _ position: Int) {
    let parameters = parameterLocals(node.node(.parameters), allowsNone: true)
    var result = SpecType.boolean
    if node.kind == .functionDecl {
      result = declaredType(of: node, inlineName: node.names.first.map(node.text) ?? "").type
    }
    system.functions[position] = TypedFunction(
      name: system.functions[position].name, parameters: parameters, result: result)
    bodies.append { [unowned self] in
      guard let body = node.nodes.last, node.nodes.count > 1 else { return }
      current = .function(position)
      defer { current = nil }
      system.functions[position].body = within(ExpressionContext(place: "a function")) {
        for local in parameters { bring(local) }
        return expression(body, as: result)
      }
    }
  }

  /// A search tries all values of all parameters, one inside the other.
  static let mostParameters = 100

  /// The parameters as locals that are not in reach yet.
  ///
  /// - Parameters:
  ///   - allowsInstants: whether one may be an instant.
  ///   - allowsNone: whether one may be `none`: where it is put in place, and not where it ranges over instances
  ///     (SEMANTICS 23).
  func parameterLocals(_ node: Syntax?, allowsInstants: Bool = true, allowsNone: Bool = false) -> [LocalID] {
    if let node, node.nodes.count > Self.mostParameters {
      complain(
        .tooLarge, "here are \(node.nodes.count) parameters; at most \(Self.mostParameters) are taken",
        at: node.range)
      return []
    }
    return (node?.nodes ?? []).compactMap { parameter in
      guard parameter.kind == .parameter, let token = parameter.names.first else { return nil }
      return parameterLocal(parameter, token, allowsInstants: allowsInstants, allowsNone: allowsNone)
    }
  }

  /// One parameter with its type; see `parameterLocals`.
  func parameterLocal(
    _ parameter: Syntax, _ token: Token, allowsInstants: Bool, allowsNone: Bool
  ) -> LocalID {
    var type = declaredType(of: parameter, inlineName: parameter.text(token))
    if case .set = type.type {
      complain(.typeMismatch, "a parameter cannot be a set", at: parameter.range)
    }
    if !allowsNone, case .reference(let entity, isOptional: true) = type.type {
      refuseNone(of: entity, parameter, token)
      type.type = .reference(entity, isOptional: false)
    }
    if !allowsInstants, type.type == .instant {
      complain(
        .instantArithmetic, "an instant comes from `now` only, so no action can be given one",
        at: parameter.range, notes: ["write `now`, or `now + 5 min`, in the body"])
    }
    return makeLocal(parameter.text(token), type, parameter.range(token))
  }

  /// Complains about a type with `?` where only instances can stand.
  private func refuseNone(of entity: EntityID, _ node: Syntax, _ name: Token) {
    let plain = system.entities[entity.index].name
    complain(
      .optionalReference, "`\(node.text(name))` ranges over instances and is never `none`", at: node.range,
      fixIts: [FixIt("write `\(plain)`", node.range, "\(node.text(name)): \(plain)")])
  }
}
