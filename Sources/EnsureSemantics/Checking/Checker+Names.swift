import EnsureModel
import EnsureSyntax

/// Names in expressions: what they mean alone, called, keyed and behind a dot.
extension Checker {
  func bareField(_ name: String) -> Int? {
    guard let (entity, _) = context.bareFields else { return nil }
    return system.entities[entity.index].fields.first { system.fields[$0].name == name }
  }

  func nameExpression(_ node: Syntax, _ expected: SpecType?) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let token = node.names.first, !token.isMissing else { return failed }
    let name = node.text(token)
    if let arguments = node.node(.arguments) { return call(node, token, arguments) }
    if let keys = node.node(.keyed) { return keyed(node, token, keys) }
    if let local = lookUp(name) { return substitutions[local] ?? self.local(local, node.range) }
    if let truth = bareSensor(name), let (_, local) = context.bareFields {
      return side(truth, of: self.local(local, node.range), token, nil, in: node)
    }
    if let field = bareField(name), let (_, local) = context.bareFields {
      let instance = self.local(local, node.range)
      return TypedExpression(.field(field, of: instance), system.fields[field].type.type, node.range)
    }
    if case .enumeration(let enumeration)? = expected,
      let position = system.enumerations[enumeration.index].members.firstIndex(of: name)
    {
      return TypedExpression(.member(position), .enumeration(enumeration), node.range)
    }
    switch names[name]?.meaning {
    case .constant(let position):
      let value = constant(position)
      return TypedExpression(.constant(position), value.type, node.range)
    case .global(let position):
      let global = system.globals[position]
      if context.isConstant || (context.isInitial && global.isMutable && context.ownGlobal != position) {
        complain(
          .notConstant, "`\(name)` is not constant, and \(context.place) must be", at: node.range,
          secondary: [Label(global.range, "it is declared here")])
        return failed
      }
      return TypedExpression(.global(position), global.type.type, node.range)
    case .currency? where expected == .error: break
    case let meaning?:
      complain(
        .notAValue, "`\(name)` is \(meaning.description) and has no value", at: node.range,
        secondary: names[name]?.range.map { [Label($0, "it is declared here")] } ?? [])
    case nil:
      if context.isScenario, case .reference(let entity, _)? = expected {
        return scenarioName(token, in: node, entity)
      }
      complainUnknownName(node, token, expected)
    }
    return failed
  }

  private func complainUnknownName(_ node: Syntax, _ token: Token, _ expected: SpecType?) {
    let name = node.text(token)
    if case .enumeration(let enumeration)? = expected {
      let members = system.enumerations[enumeration.index].members
      complainUnknown(
        .unknownMember, "`\(system.enumerations[enumeration.index].name)` has no member `\(name)`", token,
        in: node, among: members,
        notes: ["its members are \(members.map { "`\($0)`" }.joined(separator: ", "))"])
      return
    }
    // The other side of a comparison has been complained about already.
    if expected == .error, system.enumerations.contains(where: { $0.members.contains(name) }) { return }
    let homes = system.enumerations.filter { $0.members.contains(name) }.map { "`\($0.name)`" }
    if !homes.isEmpty {
      complain(
        .undefinedName, "`\(name)` is a member of \(homes.joined(separator: " and ")), which does not fit here",
        at: node.range)
      return
    }
    func known() -> [String] {
      scope.names
        + names.compactMap { entry in
          switch entry.value.meaning {
          case .constant, .global, .function: entry.key
          case .pattern: context.allowsFormulas ? entry.key : nil
          default: nil
          }
        }.sorted()
    }
    let notes = context.bare.map { ["a rule speaks of what its pattern names: `\($0.named)`"] } ?? []
    if let bare = context.bare, bare.parameters.contains(name) {
      complain(
        .undefinedName, "there is no `\(name)` here", at: node.range, notes: notes,
        fixIts: [FixIt("write `\(bare.named)`", bare.range, bare.named)])
      return
    }
    complainUnknown(
      .undefinedName, "there is no `\(name)` here", token, in: node, among: known(), notes: notes)
  }

  func local(_ local: LocalID, _ range: SourceRange) -> TypedExpression {
    TypedExpression(.local(local), system.locals[local.index].type.type, range)
  }

  // MARK: Calls

  private func call(_ node: Syntax, _ token: Token, _ arguments: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let name = node.text(token)
    switch names[name]?.meaning {
    case .function(let position):
      let function = system.functions[position]
      if let current { mentions[current, default: []].append((.function(position), node.range(token))) }
      let types = function.parameters.map { system.locals[$0.index].type.type }
      guard let values = self.arguments(arguments, types, of: name) else { return failed }
      return TypedExpression(.call(position, values), function.result, node.range)
    case .pattern(let position): return patternUse(node, token, arguments, position)
    case .action: return atom(node, agency: .byPolarity)
    case .builtin: return builtin(node, name, arguments)
    case let meaning?:
      complain(
        .notAValue, "`\(name)` is \(meaning.description) and cannot be called here", at: node.range(token),
        secondary: names[name]?.range.map { [Label($0, "it is declared here")] } ?? [])
    case nil:
      let known = names.compactMap { entry in
        switch entry.value.meaning {
        case .function, .builtin: entry.key
        case .action, .pattern: context.allowsFormulas ? entry.key : nil
        default: nil
        }
      }.sorted()
      let message = "there is no predicate or function `\(name)`"
      if context.allowsFormulas, let word = ForeignWords.prefix(name) {
        let place = node.range(token)
        complain(
          .undefinedName, "\(message); write `\(word)`", at: place,
          fixIts: [FixIt("replace it with `\(word)`", place, word)])
        return failed
      }
      complainUnknown(
        .undefinedName, message, token, in: node,
        among: known + (context.allowsFormulas ? Self.operatorWords : ["not"]),
        notes: context.allowsFormulas ? LibraryPatterns.notes(about: name) : [])
    }
    return failed
  }

  /// Words that a misspelt one in front of a bracket may be: `alway (...)` reads as a call.
  private static let operatorWords = [
    "always", "earlier", "eventually", "historically", "next", "not", "once", "previously",
  ]

  /// Checks arguments against types; nil if something is wrong.
  func arguments(_ node: Syntax, _ types: [SpecType], of name: String) -> [TypedExpression]? {
    let arguments = node.nodes
    guard arguments.count == types.count else {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(types.count) argument\(types.count == 1 ? "" : "s"), and here are \(arguments.count)",
        at: node.range)
      return nil
    }
    let values = zip(arguments, types).map { argument(expression($0, expecting: $1), $1) }
    return values.contains { $0.type == .error } ? nil : values
  }

  /// An argument for a parameter: like `require`, and an optional reference does not fit a plain one.
  func argument(_ value: TypedExpression, _ expected: SpecType) -> TypedExpression {
    let result = require(value, expected)
    return presence(result, original: value, expected)
  }

  /// Complains where something that may be `none` by its type stands for something that may not.
  func presence(
    _ value: TypedExpression, original: TypedExpression, _ expected: SpecType
  ) -> TypedExpression {
    guard case .reference(let entity, isOptional: false) = expected, value.type != .error else { return value }
    var isOptional = original.type == .none
    if case .reference(_, isOptional: true) = original.type { isOptional = true }
    guard isOptional else { return value }
    complain(
      .optionalReference, "this may be `none`, and here stands `\(system.entities[entity.index].name)`",
      at: value.range,
      notes: ["declare the place as `\(system.entities[entity.index].name)?` if `none` is meant to be possible"]
    )
    return TypedExpression(.error, .error, value.range)
  }

  private func builtin(_ node: Syntax, _ name: String, _ arguments: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let values = arguments.nodes.map { expression($0) }
    if values.contains(where: { $0.type == .error }) { return failed }
    let count = ["min": 2, "max": 2, "abs": 1, "person": 1, "stuck": 1][name]
    guard let count else {
      complain(.notAValue, "`\(name)` is a type and cannot be called", at: node.range)
      return failed
    }
    guard values.count == count else {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(count) argument\(count == 1 ? "" : "s"), and here are \(values.count)",
        at: arguments.range)
      return failed
    }
    switch name {
    case "person":
      guard let entity = values[0].type.entity, system.entities[entity.index].kind != .thing else {
        complain(
          .typeMismatch, "`person` is of an actor or role, and this is \(describe(values[0].type))",
          at: values[0].range)
        return failed
      }
      return TypedExpression(.person(values[0]), .reference(personEntity, isOptional: false), node.range)
    case "stuck":
      guard allowTemporal(node.range, "stuck") else { return failed }
      guard values[0].type.entity != nil else {
        complain(.typeMismatch, "only an instance can be stuck", at: values[0].range)
        return failed
      }
      return TypedExpression(.stuck(values[0]), .formula, node.range)
    default:
      let common = SpecType.common(values.map(\.type))
      let type = common == .zero ? .integer(.plain) : common
      guard type.isNumber else {
        complain(.typeMismatch, "`\(name)` is of numbers, and this is \(describe(type))", at: values[0].range)
        return failed
      }
      let checked = values.map { require($0, type) }
      if checked.contains(where: { $0.type == .error }) { return failed }
      let builtin: TypedExpression.Builtin = name == "min" ? .minimum : name == "max" ? .maximum : .absolute
      return TypedExpression(.builtin(builtin, checked), type, node.range)
    }
  }

  /// The hidden entity of persons, made when `person` is first used.
  var personEntity: EntityID {
    if let position = system.entities.firstIndex(where: { $0.name == Self.personEntityName }) {
      return EntityID(position)
    }
    system.entities.append(
      TypedEntity(
        name: Self.personEntityName, kind: .thing,
        range: SourceRange(file: FileID(index: 0), start: 0, end: 0)))
    return EntityID(system.entities.count - 1)
  }

  /// No author can write this name.
  static var personEntityName: String { "(person)" }

  func atom(_ node: Syntax, agency: Formula.Agency) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let token = node.names.first, !token.isMissing else { return failed }
    let name = node.text(token)
    guard case .action(let position)? = names[name]?.meaning else {
      complainUnknown(
        .unknownAction, "there is no action `\(name)`", token, in: node,
        among: system.actions.filter { $0.threat == nil }.map(\.name))
      return failed
    }
    guard allowTemporal(node.range(token), name) else { return failed }
    let types = system.actions[position].parameters.map { system.locals[$0.index].type.type }
    var arguments = node.node(.arguments)?.nodes ?? []
    let isOpen = arguments.last?.kind == .rest
    if isOpen { arguments.removeLast() }
    guard isOpen ? arguments.count <= types.count : arguments.count == types.count else {
      complain(
        .wrongArgumentCount,
        "`\(name)` takes \(types.count) argument\(types.count == 1 ? "" : "s"), and here are \(arguments.count)",
        at: node.range,
        notes: ["write `_` for an argument that does not matter, and `..` for all that are left"])
      return failed
    }
    var isWrong = false
    let given = arguments.map(Optional.some) + Array(repeating: nil, count: types.count - arguments.count)
    let values: [TypedExpression?] = zip(given, types).map { argument, type in
      guard let argument else { return nil }
      if argument.kind == .wildcard { return nil }
      let value = expression(argument, as: type)
      if value.type == .error { isWrong = true }
      return value
    }
    if isWrong { return failed }
    for value in values.compactMap({ $0 }) where !isRigid(value) {
      complain(
        .notRigid, "an argument of an action atom is a name of the property's head, a constant, or `_`",
        at: value.range,
        notes: ["bind it in the head: `property P(o: Order, x: Money): ...`, which says it for every `x`"])
      return failed
    }
    return TypedExpression(.atom(position, values, agency), .formula, node.range)
  }

  private func isRigid(_ expression: TypedExpression) -> Bool {
    switch expression.kind {
    case .local, .constant, .integer, .boolean, .member, .none: true
    case .tagged(let amount): isRigid(amount)
    case .global(let position): !system.globals[position].isMutable
    default: false
    }
  }

  // MARK: Keys and fields

  private func keyed(_ node: Syntax, _ token: Token, _ keys: Syntax) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    let name = node.text(token)
    guard let entity = entityNamed(token, in: node) else { return failed }
    let declared = system.entities[entity.index].keys
    guard !declared.isEmpty else {
      complain(
        .badKey, "`\(name)` has no keys", at: node.range,
        secondary: [Label(system.entities[entity.index].range, "it is declared without")])
      return failed
    }
    guard let values = arguments(keys, declared.map(\.type.type), of: name) else { return failed }
    return TypedExpression(.keyed(entity, values), .reference(entity, isOptional: false), node.range)
  }

  private func selection(_ node: Syntax, tokens: [Token], from base: TypedExpression) -> TypedExpression {
    path(tokens, in: node, from: base)
  }

  func selection(_ node: Syntax) -> TypedExpression {
    guard let inner = node.nodes.first else { return TypedExpression(.error, .error, node.range) }
    if inner.kind == .nameExpr, inner.nodes.isEmpty, let token = inner.names.first,
      lookUp(inner.text(token)) == nil, case .enumeration(let enumeration)? = names[inner.text(token)]?.meaning
    {
      return qualifiedMember(node, enumeration)
    }
    let parts = node.tokens.filter { $0.kind == .identifier || $0.kind == .currency }
    if inner.kind == .nameExpr, inner.nodes.isEmpty, let token = inner.names.first,
      let truth = bareSensor(inner.text(token)), let (_, local) = context.bareFields
    {
      let instance = self.local(local, inner.range)
      guard let first = parts.first, ["truth", "reading"].contains(node.text(first)) else {
        return side(truth, of: instance, token, nil, in: inner)
      }
      let base = side(truth, of: instance, first, first, in: node)
      return path(Array(parts.dropFirst()), in: node, from: base)
    }
    // What stands for a parameter of a pattern stands elsewhere, and a path has one place.
    let base = expression(inner)
    return selection(node, tokens: parts, from: TypedExpression(base.kind, base.type, inner.range))
  }

  private func qualifiedMember(_ node: Syntax, _ enumeration: EnumerationID) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard let token = node.names.first, !token.isMissing else { return failed }
    let known = system.enumerations[enumeration.index]
    guard let position = known.members.firstIndex(of: node.text(token)) else {
      complainUnknown(
        .unknownMember, "`\(known.name)` has no member `\(node.text(token))`", token, in: node,
        among: known.members)
      return failed
    }
    if node.names.count > 1 {
      complain(.notAnInstance, "a member of an enumeration has no fields", at: node.range)
      return failed
    }
    return TypedExpression(.member(position), .enumeration(enumeration), node.range)
  }

  /// The field or key `token` of an instance.
  func member(_ token: Token, in node: Syntax, of instance: TypedExpression) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    if instance.type == .error { return failed }
    let name = node.text(token)
    if instance.type == .anyMoney || instance.type.currency != nil, name == "amount" || name == "currency" {
      return part(name, of: instance, at: token, in: node)
    }
    guard let entity = instance.type.entity else {
      complain(
        .notAnInstance, "`\(name)` is asked of \(describe(instance.type)), which has no fields",
        at: node.range(token), secondary: [Label(instance.range, describe(instance.type))])
      return failed
    }
    let known = system.entities[entity.index]
    let range = SourceRange(
      file: instance.range.file, start: Int(instance.range.start), end: Int(node.range(token).end))
    if let field = known.fields.first(where: { system.fields[$0].name == name }) {
      return TypedExpression(.field(field, of: instance), system.fields[field].type.type, range)
    }
    if let key = known.keys.firstIndex(where: { $0.name == name }) {
      return TypedExpression(.key(key, of: instance), known.keys[key].type.type, range)
    }
    if let delivery = delivery(name, of: instance, at: range) { return delivery }
    complainUnknown(
      .unknownField, "`\(known.name)` has no field `\(name)`", token, in: node, among: memberNames(of: entity))
    return failed
  }

  /// `.amount` and `.currency` of money, which are asked of what has a name: the currency of a difference would be
  /// there although the difference is not.
  private func part(_ name: String, of money: TypedExpression, at token: Token, in node: Syntax)
    -> TypedExpression
  {
    let failed = TypedExpression(.error, .error, node.range)
    let range = SourceRange(
      file: money.range.file, start: Int(money.range.start), end: Int(node.range(token).end))
    switch money.kind {
    case .local, .field, .global: break
    default:
      complain(
        .notAnInstance, "`\(name)` is asked of a name or a field", at: node.range(token),
        notes: ["give the amount a name first: `let m = ...`"])
      return failed
    }
    if name == "amount" { return TypedExpression(.amount(of: money), .integer(.plain), range) }
    guard money.type == .anyMoney, let enumeration = system.currencyEnumeration else {
      complain(
        .notAnInstance, "the currency of \(describe(money.type)) stands in its type", at: node.range(token),
        notes: ["only `Money<any>` has a `.currency`"])
      return failed
    }
    return TypedExpression(.currency(of: money), .enumeration(enumeration), range)
  }
}
