import EnsureModel
import EnsureSyntax

/// Actions, their bodies, and the rules that concern them.
extension Lowering {
  mutating func lowerActions() {
    rules = Array(repeating: [], count: typed.actions.count)
    for policy in typed.policies {
      for rule in policy.rules {
        for (action, condition) in rule.cases { rules[action].append((policy.name, rule, condition)) }
      }
    }
    for position in typed.actions.indices { system.actions.append(action(position)) }
  }

  /// One rule of a policy as it concerns an action.
  typealias ActionRule = (policy: String, rule: TypedRule, condition: TypedExpression?)

  /// The action at a position, received as `receipt` says.
  mutating func action(_ position: Int, receipt: Receipt = .plain) -> Action {
    let known = typed.actions[position]
    values = [:]
    let declared = known.parameters.flatMap { makeVariables($0) }.map { Parameter($0, .declared) }
    var result = Action(name: known.name, parameters: declared, origin: origin(known.range))
    present.formUnion(declared.map(\.variable))
    if let principal = known.principal {
      let variable = makeVariable(principal.local)
      present.insert(variable)
      result.principal = (variable, principal.role)
      result.principalIsNamed = principal.isNamed
    }
    result.isOptional = known.isOptional
    result.threat = known.threat
    isThreatStep = known.threat != nil
    var received: [Statement] = []
    var extra: [Parameter] = []
    if let message = known.receipt {
      if case .tampered(let field) = receipt { extra.append(tamper(field, message.local)) }
      let (guarding, mark) = receive(message, by: position, isReplay: receipt == .replayed)
      result.requires.append(guarding)
      received.append(mark)
    }
    defer { tampering = nil }
    result.requires += known.requires.map { clause($0) }
    result.honest = known.honest.map { clause($0) }
    result.distinct = known.distinct.flatMap { distinct($0, known.range) }
    result.rules = rules[position].map { policy, rule, condition in
      PolicyRule(
        policy: policy, effect: rule.effect, subject: rule.subject, condition: condition.map { term($0) },
        origin: origin(rule.range))
    }
    var body = BodyLowering(made: [:])
    result.body = received + statements(known.body, &body)
    result.parameters += extra + body.parameters
    result.freshness = body.guards
    result.secrets = secrets(result, isChosen: Set(extra.map(\.variable)))
    if known.threat != nil { result.body += knowing(result.parameters) }
    result.commits = commits(result.body, known)
    return result
  }

  private mutating func distinct(_ locals: [LocalID], _ range: SourceRange) -> [Clause] {
    var result: [Clause] = []
    for (offset, first) in locals.enumerated() {
      for second in locals.dropFirst(offset + 1) {
        guard let left = values[first], let right = values[second] else { continue }
        var equal = system.bank.equal(left, right)
        if let one = currencyValues[first], let other = currencyValues[second] {
          let isOneCurrency = system.bank.equal(one, other)
          equal = system.bank.and([equal, isOneCurrency])
        }
        result.append(Clause(system.bank.not(equal), origin(range)))
      }
    }
    return result
  }

  // MARK: Bodies

  /// What a body adds to its action.
  struct BodyLowering {
    var parameters: [Parameter] = []
    var guards: [Clause] = []
    /// The instances that `new` has named so far, by entity.
    var made: [EntityID: [Term]]
  }

  private mutating func statements(_ list: [TypedStatement], _ body: inout BodyLowering) -> [Statement] {
    var result: [Statement] = []
    for statement in list {
      switch statement {
      case .assign(let place, let sign, let value, let range):
        result += assignment(place, sign, value, range)
      case .bind(let local, let value, let range):
        let terms = terms(value)
        for (variable, term) in zip(makeVariables(local), terms) {
          result.append(.bind(variable, term, origin(range)))
        }
      case .choose(let local, _):
        for variable in makeVariables(local) {
          present.insert(variable)
          body.parameters.append(Parameter(variable, .chosen))
        }
      case .make(let local, let range): result += make(local, range, &body)
      case .send(let local, let channel, let payload, let range):
        result += send(local, channel, payload, range, &body)
      case .branch(let condition, let yes, let no, let range):
        let test = term(condition)
        let (left, right) = (statements(yes, &body), statements(no, &body))
        result.append(.branch(test, left, right, origin(range)))
      case .call(let position, let arguments, let range): result += call(position, arguments, range, &body)
      case .forEach(let local, where: let filter, let updates, let range):
        let variable = makeVariable(local)
        present.insert(variable)
        let test = filter.map { term($0) } ?? system.bank.boolean(true)
        isBulk = true
        defer { isBulk = false }
        result.append(.update(variable, where: test, statements(updates, &body), origin(range)))
      }
    }
    return result
  }

  private mutating func assignment(
    _ place: TypedPlace, _ sign: AssignmentOperator, _ value: TypedExpression, _ range: SourceRange
  ) -> [Statement] {
    if let (field, owner) = setPlace(place) { return change(field, of: owner, sign, value, range) }
    if case .field(let position, let owner) = place, places[position] != nil {
      return placeAssignment(position, of: owner, value, range)
    }
    if case .field(let position, let owner) = place, let side = typed.fields[position].sensor {
      return sensorAssignment(position, side, of: owner, sign, value, range)
    }
    if value.type == .anyMoney { return moneyAssignment(place, sign, value, range) }
    let location: Location
    let old: Term
    switch place {
    case .field(let position, let instance):
      let field = fields[position]
      let of = term(instance)
      location = .field(field, of: of)
      old = system.bank.field(field, system.fields[field.index].type.sort, of: of)
    case .global(let position):
      guard case .global(let global) = globals[position] else { fatalError("a set is a set place") }
      location = .global(global)
      old = system.bank.global(global, system.globals[global.index].type.sort)
    }
    var new = term(value)
    switch sign {
    case .set: break
    case .add: new = system.bank.sum([old, new])
    case .subtract: new = system.bank.difference(old, new)
    }
    return [.assign(location, new, origin(range))]
  }

  /// The membership field of the place and its owner (nil for a global), if it is a set.
  private func setPlace(_ place: TypedPlace) -> (field: FieldID, owner: TypedExpression?)? {
    switch place {
    case .field(let position, let owner):
      guard case .set = typed.fields[position].type.type else { return nil }
      return (fields[position], owner)
    case .global(let position):
      guard case .set(let field) = globals[position] else { return nil }
      return (field, nil)
    }
  }

  /// A member more or less. Where owner or member is `none` there is no pair to write to: a defect in a genuine
  /// step, and in a forged one nothing changes (SEMANTICS 23), least of all another owner's set. So both are named
  /// first, and looked at.
  private mutating func change(
    _ field: FieldID, of owner: TypedExpression?, _ sign: AssignmentOperator, _ member: TypedExpression,
    _ range: SourceRange
  ) -> [Statement] {
    let hidden = system.fields[field.index].entity
    var result: [Statement] = []
    var keys: [Term] = []
    var isMissing: [Term] = []
    for expression in [owner, member].compactMap({ $0 }) {
      var key = term(expression)
      guard let entity = expression.type.entity else { fatalError("sets are of instances") }
      if !isPresent(key) {
        let type = ValueType(.reference(entity), isOptional: true)
        let variable = system.bank.makeVariable(typed.entities[entity.index].name, type)
        result.append(.bind(variable, key, origin(range)))
        key = system.bank.variable(variable)
        let none = system.bank.none(entity)
        isMissing.append(system.bank.equal(key, none))
      }
      keys.append(key)
    }
    var pair = system.bank.keyed(hidden, keys)
    if !isMissing.isEmpty {
      let test = system.bank.or(isMissing)
      let none = system.bank.none(hidden)
      pair = system.bank.choice(test, none, pair)
    }
    let isMember = system.bank.boolean(sign == .add)
    result.append(.assign(.field(field, of: pair), isMember, origin(range)))
    return result
  }

  /// Whether the term is a parameter, a principal or the like, which are never `none`.
  func isPresent(_ term: Term) -> Bool {
    guard case .variable(let variable) = system.bank[term] else { return false }
    return present.contains(variable)
  }

  /// `new m: Hook`: some untouched instance, different from those that the step has made before.
  private mutating func make(
    _ local: LocalID, _ range: SourceRange, _ body: inout BodyLowering
  ) -> [Statement] {
    guard let entity = typed.locals[local.index].type.type.entity, let field = created[entity] else {
      fatalError("`new` makes an entity that is known to be made")
    }
    let variable = makeVariable(local)
    let instance = system.bank.variable(variable)
    present.insert(variable)
    body.parameters.append(Parameter(variable, .created))
    var conditions = [system.bank.untouched(instance)] + emptySets(of: instance, entity)
    for other in body.made[entity] ?? [] {
      let equal = system.bank.equal(instance, other)
      conditions.append(system.bank.not(equal))
    }
    body.guards.append(Clause(system.bank.and(conditions), origin(range)))
    body.made[entity, default: []].append(instance)
    let yes = system.bank.boolean(true)
    return [.assign(.field(field, of: instance), yes, origin(range))]
  }

  /// That the instance's sets are empty, which are fields of it though they are kept elsewhere.
  private mutating func emptySets(of instance: Term, _ entity: EntityID) -> [Term] {
    typed.entities[entity.index].fields.compactMap { position in
      guard case .set = typed.fields[position].type.type else { return nil }
      let field = fields[position]
      let type = ValueType(.reference(system.fields[field.index].entity))
      let variable = system.bank.makeVariable("pair", type)
      let pair = system.bank.variable(variable)
      let isMember = system.bank.field(field, .boolean, of: pair)
      let owner = system.bank.key(0, .reference(entity), of: pair)
      let isOwn = system.bank.equal(owner, instance)
      let filter = system.bank.and([isMember, isOwn])
      let some = system.bank.exists(over: variable, where: filter)
      return system.bank.not(some)
    }
  }

  /// An effect: its arguments are named first, since its body may change what they were read from.
  private mutating func call(
    _ position: Int, _ arguments: [TypedExpression], _ range: SourceRange, _ body: inout BodyLowering
  ) -> [Statement] {
    let effect = typed.effects[position]
    let lowered = arguments.map { terms($0) }
    let saved = (values, currencyValues)
    defer { (values, currencyValues) = saved }
    var result: [Statement] = []
    for (parameter, terms) in zip(effect.parameters, lowered) {
      if terms.allSatisfy({ if case .variable = system.bank[$0] { true } else { false } }) {
        values[parameter] = terms[0]
        currencyValues[parameter] = terms.count > 1 ? terms[1] : nil
      } else {
        for (variable, value) in zip(makeVariables(parameter), terms) {
          result.append(.bind(variable, value, origin(range)))
        }
      }
    }
    return result + statements(effect.body, &body)
  }

  // MARK: Unique

  /// The conditions that `unique` sets behind a step that writes one of its fields.
  private mutating func commits(_ body: [Statement], _ known: TypedAction) -> [Clause] {
    var written: Set<FieldID> = []
    func collect(_ statements: [Statement]) {
      for statement in statements {
        switch statement {
        case .assign(.field(let field, _), _, _): written.insert(field)
        case .branch(_, let yes, let no, _):
          collect(yes)
          collect(no)
        case .update(_, where: _, let updates, _): collect(updates)
        case .assign(.global, _, _), .bind: break
        }
      }
    }
    collect(body)
    var result: [Clause] = []
    for unique in typed.uniques {
      var watched = Set(unique.fields.map { fields[$0] })
      unique.condition?.walk { if case .field(let field, _) = $0.kind { watched.insert(fields[field]) } }
      if !watched.isDisjoint(with: written) {
        result.append(Clause(noDuplicates(unique), origin(unique.range)))
      }
    }
    return result
  }

  /// All x with the condition, all y with the condition and the same fields: x is y.
  private mutating func noDuplicates(_ unique: TypedUnique) -> Term {
    let type = ValueType(.reference(unique.entity))
    let (first, second) = (system.bank.makeVariable("x", type), system.bank.makeVariable("y", type))
    let (left, right) = (system.bank.variable(first), system.bank.variable(second))
    func condition(_ instance: Term, _ lowering: inout Lowering) -> Term {
      lowering.values[unique.local] = instance
      return unique.condition.map { lowering.term($0) } ?? lowering.system.bank.boolean(true)
    }
    var same = [condition(right, &self)]
    let compared = unique.fields.flatMap { position -> [FieldID] in
      let field = fields[position]
      return typed.fields[position].type.type == .anyMoney ? [field, FieldID(field.index + 1)] : [field]
    }
    for field in compared {
      let sort = system.fields[field.index].type.sort
      let (a, b) = (system.bank.field(field, sort, of: left), system.bank.field(field, sort, of: right))
      same.append(system.bank.equal(a, b))
    }
    let filter = system.bank.and(same)
    let equal = system.bank.equal(left, right)
    let inner = system.bank.all(over: second, where: filter, body: equal)
    let outer = condition(left, &self)
    return system.bank.all(over: first, where: outer, body: inner)
  }
}
