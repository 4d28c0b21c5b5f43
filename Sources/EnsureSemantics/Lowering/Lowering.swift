import EnsureModel
import EnsureSyntax

/// Takes the sugar away: a checked spec to the transition system that it means. Total: what is checked can be
/// lowered.
///
/// Sets become hidden keyed entities; `unique` becomes a condition behind each step that writes its fields;
/// `new` becomes a parameter with a guard and a hidden field; `choose` becomes a parameter; effects, predicates,
/// functions, constants are put in place; shares of amounts become Euclidean division.
struct Lowering {
  let typed: TypedSystem
  var system: TransitionSystem
  /// For each typed field: the model's field. A set's is the membership field of its hidden entity.
  var fields: [FieldID] = []
  /// For each typed global that is no set: the model's global. For a set: the membership field.
  var globals: [LoweredGlobal] = []
  /// The hidden `created` field of each entity that some body makes.
  var created: [EntityID: FieldID] = [:]
  /// For each place: its fields, one for each entity that it can be of.
  var places: [Int: [(entity: EntityID, field: FieldID)]] = [:]
  /// For each reading that an attacker can set: the hidden field that says whether he holds the sensor.
  var held: [Int: FieldID] = [:]
  /// For each reading of a sampled sensor: the hidden field that says since when it has been behind.
  var late: [Int: FieldID] = [:]
  /// Whether what is lowered speaks of the start of the run, when no sensor is late.
  var isAtStart = false
  /// Whether the statements that are lowered are those of a bulk effect, which all read what was before them.
  var isBulk = false
  /// Whether the body that is lowered is a threat's own.
  var isThreatStep = false
  /// The hidden `person` field of each actor and role, if any is asked for.
  var persons: [EntityID: FieldID] = [:]
  /// The ways on which messages travel, in the order of the channels.
  var ways: [Way] = []
  /// The hidden `known` field of each secret.
  var known: [EntityID: FieldID] = [:]
  /// For each action: the rules that concern it.
  var rules: [[ActionRule]] = []
  /// What the attacker makes of a field of the message at hand.
  var tampering: Tampering?
  /// What each local stands for at the place that is being lowered.
  var values: [LocalID: Term] = [:]
  /// The currency of each local of type `Money<any>`.
  var currencyValues: [LocalID: Term] = [:]
  /// The numbers of the terms that have no value where currencies differ.
  var mismatches: [Term: Int] = [:]

  /// The variables that are never `none`: parameters, principals, what a property speaks of, what ranges over
  /// instances.
  var present: Set<VariableID> = []

  /// What is wrong with the spec, and shows only in its meaning.
  var flaws: [Diagnostic] = []

  /// What a global became.
  enum LoweredGlobal {
    case global(GlobalID)
    case set(FieldID)
  }

  /// The meaning of a checked spec; and what is found out about it only now.
  static func lower(_ typed: TypedSystem) -> (system: TransitionSystem, flaws: [Diagnostic]) {
    var lowering = Lowering(typed: typed, system: TransitionSystem(name: typed.name ?? ""))
    lowering.lowerDeclarations()
    lowering.lowerInitials()
    lowering.lowerActions()
    lowering.lowerProperties()
    lowering.lowerLosses()
    lowering.lowerThreats()
    lowering.lowerScenarios()
    lowering.lowerDeadlines()
    lowering.system.hasTime = lowering.readsTime()
    return (lowering.system, lowering.flaws)
  }

  // MARK: Small things

  func origin(_ range: SourceRange) -> Origin {
    Origin(file: Int(range.file.index), start: Int(range.start), end: Int(range.end))
  }

  func valueType(_ type: DeclaredType) -> ValueType {
    switch type.type {
    case .boolean, .formula, .rate, .error: ValueType(.boolean)
    case .anyMoney: ValueType(.integer, unit: .anyMoney)
    case .integer(let unit): ValueType(.integer, unit: unit, lower: type.lower, upper: type.upper)
    case .zero: ValueType(.integer)
    case .instant: ValueType(.instant)
    case .enumeration(let enumeration): ValueType(.enumeration(enumeration))
    case .reference(let entity, let isOptional): ValueType(.reference(entity), isOptional: isOptional)
    case .none, .set, .place: ValueType(.integer)
    }
  }

  func sort(_ type: SpecType) -> Sort { valueType(DeclaredType(type)).sort }

  /// A new variable that stands for a local.
  mutating func makeVariable(_ local: LocalID) -> VariableID {
    let known = typed.locals[local.index]
    let variable = system.bank.makeVariable(known.name, valueType(known.type))
    values[local] = system.bank.variable(variable)
    return variable
  }

  mutating func clause(_ expression: TypedExpression) -> Clause {
    Clause(term(expression), origin(expression.range))
  }

  /// Whether any term reads the present, or time is spoken of in any other way.
  private func readsTime() -> Bool {
    (0..<system.bank.count).contains { position in
      if case .now = system.bank[Term(index: Int32(position))] { return true }
      return false
    } || typed.fields.contains { $0.type.type == .instant }
      || typed.globals.contains { $0.type.type == .instant }
      || typed.scenarios.contains { $0.items.contains { if case .wait = $0 { true } else { false } } }
      || system.properties.contains(where: \.measuresTime)
  }

  // MARK: Declarations

  private mutating func lowerDeclarations() {
    system.currencies = typed.currencies
    system.currencyEnumeration = typed.currencyEnumeration
    system.resolution = typed.resolution
    system.personsAreDistinct = typed.personsAreDistinct
    system.enumerations = typed.enumerations
    for known in typed.entities {
      let entity = EntityID(system.entities.count)
      let variable = system.bank.makeVariable("self", ValueType(.reference(entity)))
      var lowered = Entity(
        name: known.name, kind: known.kind, initialVariable: variable, origin: origin(known.range))
      lowered.isFinite = known.isFinite
      lowered.keys = known.keys.map { ($0.name, valueType($0.type)) }
      lowered.ranks = known.ranks
      lowered.rankOrder = known.rankOrder
      lowered.isHidden = known.name == Checker.personEntityName
      system.entities.append(lowered)
    }
    for (position, field) in typed.fields.enumerated() {
      if case .place(let members) = field.type.type {
        fields.append(makePlace(field, position, members))
        continue
      }
      if case .set(let member) = field.type.type {
        let name = "\(typed.entities[field.owner.index].name).\(field.name)"
        let keys = [
          ("owner", ValueType(.reference(field.owner))), ("member", ValueType(.reference(member))),
        ]
        fields.append(makeSet(name, keys: keys, field.range))
        continue
      }
      fields.append(
        addField(
          Field(
            name: field.name, entity: field.owner, type: valueType(field.type), initial: .arbitrary(where: nil),
            isMutable: field.isMutable, kind: field.kind, origin: origin(field.range))))
      if field.type.type == .anyMoney {
        _ = addField(
          Field(
            name: "\(field.name).currency", entity: field.owner, type: currencyType,
            initial: .arbitrary(where: nil), isMutable: field.isMutable, kind: .currency,
            origin: origin(field.range)))
      }
    }
    for (position, known) in typed.entities.enumerated() {
      system.entities[position].rankField = known.rankField.map { fields[$0] }
    }
    for global in typed.globals {
      if case .set(let member) = global.type.type {
        let field = makeSet(global.name, keys: [("member", ValueType(.reference(member)))], global.range)
        globals.append(.set(field))
        continue
      }
      globals.append(.global(GlobalID(system.globals.count)))
      system.globals.append(
        Global(
          name: global.name, type: valueType(global.type), initial: .arbitrary(where: nil),
          isMutable: global.isMutable, origin: origin(global.range)))
      if global.type.type == .anyMoney {
        system.globals.append(
          Global(
            name: "\(global.name).currency", type: currencyType, initial: .arbitrary(where: nil),
            isMutable: global.isMutable, origin: origin(global.range)))
      }
    }
    addHiddenFields()
    lowerChannels()
    for position in typed.entities.indices where typed.entities[position].isSecret {
      let no = system.bank.boolean(false)
      known[EntityID(position)] = addField(
        Field(
          name: "known", entity: EntityID(position), type: ValueType(.boolean), initial: .value(no),
          kind: .known,
          origin: system.entities[position].origin))
    }
  }

  mutating func addField(_ field: Field) -> FieldID {
    system.fields.append(field)
    let id = FieldID(system.fields.count - 1)
    system.entities[field.entity.index].fields.append(id)
    return id
  }

  /// A set: a hidden entity keyed by the owner, if it has one, and the member.
  private mutating func makeSet(
    _ name: String, keys: [(name: String, type: ValueType)], _ range: SourceRange
  ) -> FieldID {
    let entity = EntityID(system.entities.count)
    let variable = system.bank.makeVariable("self", ValueType(.reference(entity)))
    var lowered = Entity(name: name, kind: .thing, initialVariable: variable, origin: origin(range))
    lowered.keys = keys
    lowered.isHidden = true
    system.entities.append(lowered)
    let no = system.bank.boolean(false)
    return addField(
      Field(
        name: name, entity: entity, type: ValueType(.boolean), initial: .value(no), kind: .membership,
        origin: origin(range)))
  }

  private mutating func addHiddenFields() {
    var made: Set<EntityID> = []
    for body in typed.actions.map(\.body) + typed.effects.map(\.body) {
      for statement in body {
        statement.walk { inner in
          if case .make(let local, _) = inner, let entity = typed.locals[local.index].type.type.entity {
            made.insert(entity)
          }
        }
      }
    }
    addSensorFields()
    for entity in made.sorted() {
      let no = system.bank.boolean(false)
      created[entity] = addField(
        Field(
          name: "created", entity: entity, type: ValueType(.boolean), initial: .value(no), kind: .created,
          origin: system.entities[entity.index].origin))
    }
    guard let person = typed.entities.firstIndex(where: { $0.name == Checker.personEntityName }) else { return }
    for position in typed.entities.indices where typed.entities[position].kind != .thing {
      let entity = EntityID(position)
      persons[entity] = addField(
        Field(
          name: "person", entity: entity, type: ValueType(.reference(EntityID(person))),
          initial: .arbitrary(where: nil), isMutable: false, kind: .person,
          origin: system.entities[position].origin))
    }
  }

  // MARK: Initial values

  private mutating func lowerInitials() {
    isAtStart = true
    defer { isAtStart = false }
    for (position, field) in typed.fields.enumerated() {
      if case .set = field.type.type { continue }
      if field.type.type.isPlace {
        if case .value(let value) = field.initial { lowerInitialPlace(position, value) }
        continue
      }
      let model = fields[position]
      let variable = system.entities[field.owner.index].initialVariable
      system.fields[model.index].initial = initial(field.initial, field.type, system.bank.variable(variable))
      if field.type.type == .anyMoney {
        system.fields[model.index + 1].initial = initialCurrency(field.initial)
      }
    }
    for (position, global) in typed.globals.enumerated() {
      guard case .global(let model) = globals[position] else { continue }
      system.globals[model.index].initial = initial(global.initial, global.type, nil)
      if global.type.type == .anyMoney {
        system.globals[model.index + 1].initial = initialCurrency(global.initial)
      }
    }
  }

  /// A restriction of both stands at the amount.
  private mutating func initialCurrency(_ initial: TypedInitial) -> Initial {
    if case .value(let value) = initial { return .value(currency(value)) }
    return .arbitrary(where: nil)
  }

  private mutating func initial(_ initial: TypedInitial, _ type: DeclaredType, _ instance: Term?) -> Initial {
    switch initial {
    case .value(let value): return .value(term(value))
    case .implied:
      if let entity = type.type.entity { return .value(system.bank.none(entity)) }
      return .arbitrary(where: nil)
    case .arbitrary(let local, let condition):
      if let local, let instance { values[local] = instance }
      return .arbitrary(where: condition.map { term($0) })
    }
  }
}
