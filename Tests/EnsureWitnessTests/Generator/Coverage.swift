import EnsureModel
import EnsureSemantics

/// Which constructs a checked spec uses: read off the typed tree, so that nothing counts that did not get through
/// the checker.
struct Coverage {
  private(set) var constructs: Set<String> = []
  private let system: TypedSystem
  /// Where the walk is: `a guard`, `a body`, `an invariant`.
  private var place = ""

  init(_ system: TypedSystem) {
    self.system = system
    visitDeclarations()
    visitBehaviour()
    visitPeople()
    visitThreats()
  }

  private mutating func note(_ construct: String, if condition: Bool = true) {
    if condition { constructs.insert(construct) }
  }

  // MARK: Declarations

  private mutating func visitDeclarations() {
    note("several currencies", if: system.currencies.count > 1)
    note("persons are distinct", if: system.personsAreDistinct)
    let members = system.enumerations.flatMap(\.members)
    note("shared member name", if: Set(members).count < members.count)
    note("member none", if: members.contains("none"))
    note("named enumeration", if: system.enumerations.contains { $0.name.hasPrefix("Phase") })
    note("inline enumeration", if: system.enumerations.contains { $0.name.contains(".phase") })
    for entity in system.entities {
      note("message", if: entity.isMessage)
      note("secret entity", if: entity.isSecret)
      note("finite entity", if: entity.isFinite)
      note("keyed entity", if: !entity.keys.isEmpty)
      note("final state", if: !entity.finals.isEmpty)
      note("ranks", if: entity.ranks != nil)
      note("ordered ranks", if: !entity.rankOrder.isEmpty)
      for final in entity.finals { visit(final.condition) }
    }
    for field in system.fields {
      note("parent", if: field.kind == .parent)
      note("mutable ranks", if: field.kind == .rank && field.isMutable)
      if case .reading(_, let lag)? = field.sensor { note(lag == nil ? "sensor" : "sampled sensor") }
      visit(field.type)
      visit(field.initial)
    }
    for local in system.locals { visit(local.type) }
    for channel in system.channels {
      note("channel")
      note("exactly once", if: channel.isExactlyOnce)
      note("at least once", if: !channel.isExactlyOnce)
      note("ordered by", if: channel.orderedBy != nil)
      note("lossy", if: channel.isLossy)
      note("broadcast", if: channel.isBroadcast)
    }
    for global in system.globals {
      note(global.isMutable ? "global" : "parameter")
      if case .set = global.type.type { note("global set") }
      visit(global.type)
      visit(global.initial)
    }
    for constant in system.constants { note(constant.value.type == .rate ? "constant rate" : "constant") }
    for unique in system.uniques {
      note("unique")
      note("unique when", if: unique.condition != nil)
      if let condition = unique.condition { visit(condition) }
    }
  }

  private mutating func visit(_ type: DeclaredType) {
    note("range", if: type.lower != nil)
    switch type.type {
    case .integer(.money): note("Money")
    case .anyMoney: note("Money<any>")
    case .integer(.duration): note("Duration")
    case .instant: note("Instant")
    case .set: note("set")
    case .place: note("place")
    case .reference(_, isOptional: true): note("optional reference")
    default: break
    }
  }

  private mutating func visit(_ initial: TypedInitial) {
    switch initial {
    case .value(let value): visit(value)
    case .arbitrary(_, let condition):
      note(condition == nil ? "arbitrary initial value" : "restricted initial value")
      if let condition { visit(condition) }
    case .implied: note("reference that is none at first")
    }
  }

  // MARK: Behaviour

  private mutating func visitBehaviour() {
    for function in system.functions {
      place = "a function"
      if let body = function.body { visit(body) }
    }
    for effect in system.effects { visit(effect.body) }
    for action in system.actions where !action.isImplied {
      place = "a guard"
      for clause in action.requires { visit(clause) }
      note("receive", if: action.receipt != nil)
      note("requires", if: !action.requires.isEmpty && action.threat == nil)
      note("honest", if: !action.honest.isEmpty)
      for clause in action.honest { visit(clause) }
      note("distinct", if: !action.distinct.isEmpty)
      note("world action", if: action.isWorld)
      note("optional action", if: action.isOptional && action.threat == nil && !action.isWorld)
      note("bound principal", if: action.principal?.isNamed == true)
      note("by a rank", if: action.principal?.role.rank != nil)
      let entities = action.parameters.compactMap { system.locals[$0.index].type.type.referent }
      note("several parameters of one entity", if: Set(entities).count < entities.count)
      visit(action.body)
    }
    for property in system.properties {
      note(property.isInvariant ? "invariant" : "property")
      place = "an invariant"
      if property.isInvariant { visit(property.body) }
    }
    note("scenario", if: !system.scenarios.isEmpty)
    for observation in system.observations {
      note("observe \(observation.format.rawValue)")
      note("observe when", if: !observation.tests.isEmpty)
      note("observe by", if: observation.principal != nil)
      if case .reading = observation.target { note("observe sensor") }
      if case .corroborated = observation.vouching { note("corroborated") }
      if case .authenticated = observation.vouching { note("authenticated") }
    }
    note("lateness", if: system.lateness != nil)
    note("memory", if: !system.memory.isEmpty)
    note("baseline", if: !system.baselines.isEmpty)
    for response in system.responses {
      note("response")
      note("response with a deadline", if: response.deadline != nil)
      for case .action in response.steps { note("response that acts") }
    }
  }

  private mutating func visit(_ statements: [TypedStatement]) {
    for statement in statements {
      place = "a body"
      switch statement {
      case .assign(let target, let sign, let value, _):
        var isSet = false
        if case .field(let position, let owner) = target {
          if case .truth? = system.fields[position].sensor { note("truth that is set") }
          if case .reading? = system.fields[position].sensor { note("reading that is set") }
          note("place that is set", if: value.type.isPlaceType || system.fields[position].type.type.isPlaceType)
          if case .field = owner.kind { note("assignment through a reference") }
          if case .keyed = owner.kind { note("assignment to a keyed instance") }
          if case .set = system.fields[position].type.type { isSet = true }
          visit(owner)
        }
        if case .global(let position) = target {
          note("assignment to a global")
          if case .set = system.globals[position].type.type { isSet = true }
        }
        if isSet {
          note(sign == .add ? "insertion" : "removal")
        } else if sign != .set {
          note(sign == .add ? "+=" : "-=")
        }
        visit(value)
      case .bind(_, let value, _):
        note("let")
        visit(value)
      case .choose: note("choose")
      case .make: note("new")
      case .send(_, _, let payload, _):
        note("send")
        for item in payload { visit(item.value) }
      case .branch(let condition, let yes, let no, _):
        note(no.isEmpty ? "if" : "else")
        visit(condition)
        visit(yes + no)
      case .call(_, let arguments, _):
        note("effect")
        for argument in arguments { visit(argument) }
      case .forEach(_, where: let filter, let updates, _):
        note("for each")
        if let filter { visit(filter) }
        visit(updates)
      }
    }
  }

  // MARK: People and threats

  private mutating func visitPeople() {
    place = "a guard"
    for rule in system.policies.flatMap(\.rules) {
      note(rule.effect == .permit ? "permit" : "forbid")
      note(
        rule.subject == nil ? "rule for any" : rule.subject?.rank == nil ? "rule for a role" : "rule for a rank"
      )
      note("rule for several actions", if: rule.cases.count > 1)
      for (action, condition) in rule.cases {
        guard let condition else { continue }
        note("rule with when")
        if let local = system.actions[action].principal?.local {
          note("rule with a bound principal", if: NaiveMention.of(local, in: condition))
        }
        visit(condition)
      }
    }
  }

  private mutating func visitThreats() {
    note("combination", if: !system.combinations.isEmpty)
    for power in system.threats.flatMap(\.powers) {
      switch power {
      case .corrupt(let role, _): note(role.rank == nil ? "corrupt role" : "corrupt rank")
      case .outage: note("outage")
      case .forge: note("forge")
      case .tamper: note("tamper")
      case .replay: note("replay")
      case .drop: note("drop")
      case .leak: note("leak")
      case .guess: note("guess")
      case .step(let action):
        let name = system.actions[action].name
        note(name.hasPrefix("spoof ") ? "spoof" : name.hasPrefix("steal ") ? "steal" : "step of a threat")
      case .attacker(let action, let role, let liftsRequires, let liftsPolicy, let when, _):
        note("attacker")
        note("attacker of a world action", if: system.actions[action].isWorld)
        note("attacker as", if: role != nil)
        note("without requires", if: liftsRequires)
        note("without policy", if: liftsPolicy)
        note("attacker when", if: when != nil)
        if let when { visit(when) }
      }
    }
  }

  // MARK: Expressions

  private mutating func visit(_ expression: TypedExpression) {
    switch expression.kind {
    case .now: note("now")
    case .isAt: note("is")
    case .compare(_, let left, let right) where left.type.isPlaceType && right.type.isPlaceType:
      note("places compared")
    case .compare(_, let left, let right) where left.type.isPlaceType || right.type.isPlaceType:
      note("place and instance compared")
    case .field(let position, _):
      if case .truth? = system.fields[position].sensor { note("truth") }
      if case .reading? = system.fields[position].sensor { note("reading") }
    case .delivery(let stage, _): note("asked whether \(stage.rawValue)")
    case .constant: note("use of a constant")
    case .key: note("key")
    case .keyed: note("keyed instance")
    case .person: note("person")
    case .not: note("not")
    case .connective(let connective, _): note("\(connective)")
    case .choice: note("if expression")
    case .arithmetic(let operation, _, _): note(expression.type == .instant ? "instant sum" : "\(operation)")
    case .sum: note("addition")
    case .negate: note("negation")
    case .tagged: note("money that gets its currency")
    case .amount: note("minor units")
    case .currency: note("currency of money")
    case .share(_, _, let rule): note("rounded \(rule.rawValue)")
    case .builtin(let builtin, _): note("\(builtin)")
    case .call(let position, _): note(system.functions[position].result == .boolean ? "predicate" : "function")
    case .contains: note("membership")
    case .aggregate(let kind, let local, let filter, _):
      note(kind == .none ? "none(...)" : "\(kind)")
      if kind == .sum || kind == .count {
        note("total in \(place)", if: !place.isEmpty)
        note("total with a filter", if: filter != nil)
        if let filter { note("grouped total", if: isGrouped(filter, local)) }
      }
    default: break
    }
    for child in expression.children { visit(child) }
  }

  /// Whether a filter asks which instance a field names.
  private func isGrouped(_ filter: TypedExpression, _ local: LocalID) -> Bool {
    if case .compare(.equal, let left, let right) = filter.kind, case .field(_, let of) = left.kind,
      case .local(local) = of.kind, case .local = right.kind, right.type.referent != nil
    {
      return true
    }
    return filter.children.contains { isGrouped($0, local) }
  }

  /// All constructs that the generator is to cover.
  static let wanted: [String] =
    """
    named enumeration/inline enumeration/shared member name/member none/range/Money/several currencies/Duration/
    Instant/now/instant sum/optional reference/reference that is none at first/arbitrary initial value/
    restricted initial value/finite entity/keyed entity/keyed instance/key/parent/set/insertion/removal/membership/
    unique/unique when/new/constant/use of a constant/constant rate/parameter/global/
    Money<any>/currency of money/minor units/money that gets its currency/
    several parameters of one entity/distinct/bound principal/by a rank/requires/honest/optional action/world action/attacker of a world action/
    sensor/sampled sensor/truth/reading/truth that is set/spoof/place/is/places compared/
    place and instance compared/place that is set/steal/observe cloudevent/observe epcis/observe when/observe by/observe sensor/corroborated/
    authenticated/lateness/memory/baseline/response/response with a deadline/response that acts/let/if/else/
    effect/assignment through a reference/assignment to a keyed instance/assignment to a global/+=/-=/choose/
    predicate/function/sum/count/all/exists/none(...)/total in a guard/total in a body/total in an invariant/
    for each/total with a filter/grouped total/permit/forbid/rule for any/rule for a role/rule for a rank/
    rule for several actions/rule with when/rule with a bound principal/person/persons are distinct/ranks/
    ordered ranks/mutable ranks/corrupt role/corrupt rank/outage/attacker/attacker as/without requires/
    without policy/attacker when/step of a threat/combination/final state/property/scenario/invariant/
    message/secret entity/channel/exactly once/at least once/ordered by/lossy/broadcast/send/receive/
    asked whether sent/asked whether inFlight/asked whether received/asked whether lost/forge/tamper/replay/drop/
    leak/guess/
    not/and/or/implies/iff/xor/if expression/addition/multiply/divide/modulo/negation/minimum/maximum/absolute/
    rounded down/rounded up/rounded towardsZero/rounded halfAwayFromZero/rounded halfUp/rounded halfEven
    """.split(separator: "/").map { $0.filter { $0 != "\n" } }
}

extension SpecType {
  /// Whether it is where a thing is.
  var isPlaceType: Bool {
    if case .place = self { return true }
    return false
  }
}
