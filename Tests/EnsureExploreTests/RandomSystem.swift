import EnsureModel
import ModelSketch

/// A small generator of numbers that repeats (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xABCD }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { roll(100) < percent }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
}

/// Beyond machine words.
let huge = Integer("100000000000000000000000") ?? 0

/// A small system with everything in it that the model knows, made by chance.
final class RandomSystem {
  let sketch = Sketch()
  var dice: Dice
  private var fields: [FieldID] = []
  private var globals: [GlobalID] = []
  private var scopeVariables: [(VariableID, Sort)] = []
  /// The instance that the bulk effect at hand updates.
  private var updatedInstance: (entity: EntityID, term: Term)?
  private let enumeration: EnumerationID
  private let a: EntityID
  private let b: EntityID
  private let role: EntityID
  private let keyed: EntityID
  private(set) var threats: [ThreatID] = []
  /// Terms without values only where they are wanted.
  private let isWild: Bool
  private let mayForge: Bool

  /// - Parameter wild: whether terms often have no value; nil leaves it to chance.
  init(seed: UInt64, wild: Bool? = nil, forging mayForge: Bool = true) {
    self.mayForge = mayForge
    var first = Dice(seed)
    let isLucky = first.chance(60)
    dice = first
    isWild = wild ?? isLucky
    enumeration = sketch.enumeration("E", "e0", "e1", "e2")
    sketch.system.hasTime = dice.chance(30)
    a = sketch.entity("A")
    b = sketch.entity("B")
    role = sketch.role("R", ranks: ["low", "high"], ordered: dice.chance(50), mutable: dice.chance(20))
    keyed = sketch.entity("K", keys: [sketch.of(a), Sketch.boolean])
    if let rank = sketch.system.entities[role.index].rankField { fields.append(rank) }
    let small = dice.chance(50) ? sketch.range(-1, 3) : Sketch.integer
    fields.append(sketch.field(a, "x", small, sketch.int(Integer(dice.roll(2)))))
    fields.append(sketch.flag(a, "f"))
    fields.append(
      sketch.field(a, "e", ValueType(.enumeration(enumeration)), sketch.system.bank.member(enumeration, 0)))
    fields.append(sketch.link(a, "r", to: b))
    fields.append(sketch.link(a, "n", to: a))
    fields.append(
      dice.chance(30)
        ? sketch.field(b, "y", sketch.range(0, 2), any: nil, mutable: dice.chance(50)) : sketch.number(b, "y"))
    fields.append(sketch.field(keyed, "k", Sketch.integer, sketch.int(0)))
    fields.append(sketch.field(role, "s", sketch.range(0, 1), any: nil, mutable: false))
    if sketch.system.hasTime { fields.append(sketch.field(b, "t", Sketch.instant, sketch.now())) }
    globals.append(sketch.global("g", Sketch.integer, .value(sketch.int(0))))
    globals.append(sketch.global("p", sketch.range(1, 2), .arbitrary(where: nil), mutable: false))
    for number in 0..<(1 + dice.roll(3)) { addAction("act\(number)", threat: nil) }
    addThreats()
    addInvariant()
  }

  var world: World { World(sketch.system, threats: Set(threats)) }
  var scope: Scope { sketch.scope(1 + dice.roll(2), 1 + dice.roll(2), 1, 0, values: ValueSet([-1...1])) }

  // MARK: Actions

  private func addAction(_ name: String, threat: ThreatID?) {
    scopeVariables = []
    var parameters: [(String, ValueType)] = []
    let types = [
      sketch.of(a), sketch.of(b), Sketch.integer, Sketch.boolean, ValueType(.enumeration(enumeration)),
    ]
    for number in 0..<dice.roll(3) { parameters.append(("p\(number)", dice.pick(types))) }
    let by: RoleReference? =
      threat == nil && dice.chance(60) ? RoleReference(role, rank: dice.chance(30) ? dice.roll(2) : nil) : nil
    let id = ActionID(sketch.system.actions.count)
    sketch.action(name, parameters, by: by) { action, _, _ in
      for parameter in action.parameters { note(parameter.variable) }
      action.threat = threat
      if let principal = action.principal, dice.chance(60) { note(principal.variable) }
      for _ in 0..<dice.roll(3) { action.requires.append(sketch.clause(boolean(2))) }
      if dice.chance(40) { action.honest.append(sketch.clause(boolean(2))) }
      if dice.chance(20) { action.commits.append(sketch.clause(boolean(2))) }
      if dice.chance(20), threat == nil {
        action.rules.append(sketch.permit(dice.chance(50) ? role : nil, rank: nil, when: boolean(1)))
        if dice.chance(50) { action.rules.append(sketch.forbid(role, rank: dice.roll(2), when: nil)) }
      }
      action.body = body(1 + dice.roll(3), 2)
    }
    _ = id
  }

  private func addThreats() {
    if dice.chance(40) {
      threats.append(sketch.threat("C", sketch.corrupt(role, rank: dice.chance(40) ? dice.roll(2) : nil)))
    }
    if dice.chance(mayForge ? 40 : 0) {
      let action = ActionID(dice.roll(sketch.system.actions.count))
      let power = sketch.attacker(
        action, as: dice.chance(30) ? RoleReference(role) : nil, withoutRequires: dice.chance(50),
        withoutPolicy: dice.chance(50))
      threats.append(sketch.threat("T", power))
    }
    if dice.chance(mayForge ? 20 : 0) {
      let threat = ThreatID(sketch.system.threats.count)
      let action = ActionID(sketch.system.actions.count)
      addAction("own", threat: threat)
      threats.append(sketch.threat("S", .step(action)))
    }
  }

  private func addInvariant() {
    scopeVariables = []
    let variable = sketch.variable("i", sketch.of(a))
    note(variable.id)
    _ = sketch.invariant("I", over: variable.id, boolean(3))
    scopeVariables = []
  }

  private func note(_ variable: VariableID) {
    scopeVariables.append((variable, sketch.system.bank.variables[variable.index].type.sort))
  }

  private func body(_ count: Int, _ depth: Int) -> [Statement] {
    let outer = scopeVariables
    defer { scopeVariables = outer }
    return (0..<count).map { number in
      if depth > 0, dice.chance(15) {
        return .branch(boolean(1), body(1, depth - 1), body(dice.roll(2), depth - 1), sketch.here)
      }
      if depth > 0, updatedInstance == nil, dice.chance(12) { return update(depth) }
      if dice.chance(20) {
        let value = integer(2)
        let local = sketch.variable("local", Sketch.integer)
        scopeVariables.append((local.id, .integer))
        return .bind(local.id, value, sketch.here)
      }
      if let updated = updatedInstance {
        let own = fields.filter {
          sketch.system.fields[$0.index].isMutable && sketch.system.fields[$0.index].entity == updated.entity
        }
        let field = dice.pick(own)
        return sketch.set(field, updated.term, term(sketch.system.fields[field.index].type.sort, 2))
      }
      if dice.chance(15) { return sketch.set(globals[0], integer(2)) }
      let writable = fields.filter { sketch.system.fields[$0.index].isMutable }
      let field = dice.pick(writable)
      let declared = sketch.system.fields[field.index]
      return sketch.set(field, reference(declared.entity, 1), term(declared.type.sort, 2))
    }
  }

  /// A bulk effect. What it reads is freer than the language allows, which only makes the comparison harder.
  private func update(_ depth: Int) -> Statement {
    let candidates = [a, b, role].filter { entity in
      fields.contains {
        sketch.system.fields[$0.index].isMutable && sketch.system.fields[$0.index].entity == entity
      }
    }
    let entity = dice.pick(candidates)
    let bound = sketch.variable("l", sketch.of(entity))
    let outer = scopeVariables
    scopeVariables.append((bound.id, .reference(entity)))
    updatedInstance = (entity, bound.term)
    defer {
      scopeVariables = outer
      updatedInstance = nil
    }
    let filter = boolean(2)
    return .update(bound.id, where: filter, body(1 + dice.roll(2), depth - 1), sketch.here)
  }

  // MARK: Terms

  func term(_ sort: Sort, _ depth: Int) -> Term {
    switch sort {
    case .boolean: boolean(depth)
    case .integer: integer(depth)
    case .instant: instant(depth)
    case .enumeration(let id): member(id, depth)
    case .reference(let entity): reference(entity, depth)
    }
  }

  private func variables(_ sort: Sort) -> [Term] {
    scopeVariables.filter { $0.1 == sort }.map { sketch.system.bank.variable($0.0) }
  }

  /// A field of that sort of some instance, if there is one.
  private func field(_ sort: Sort, _ depth: Int) -> Term? {
    let candidates = fields.filter { sketch.system.fields[$0.index].type.sort == sort }
    guard depth > 0, !candidates.isEmpty else { return nil }
    let chosen = dice.pick(candidates)
    return sketch.get(chosen, reference(sketch.system.fields[chosen.index].entity, depth - 1))
  }

  private func instance(_ entity: EntityID, _ depth: Int, _ body: (Term) -> Term) -> (VariableID, Term) {
    let bound = sketch.variable("q", sketch.of(entity))
    let outer = scopeVariables
    scopeVariables.append((bound.id, .reference(entity)))
    defer { scopeVariables = outer }
    return (bound.id, body(bound.term))
  }

  func boolean(_ depth: Int) -> Term {
    if depth <= 0 { return variables(.boolean).randomElement(using: &dice) ?? sketch.yes(dice.chance(70)) }
    switch dice.roll(16) {
    case 0: return sketch.not(boolean(depth - 1))
    case 1: return sketch.and(boolean(depth - 1), boolean(depth - 1))
    case 2: return sketch.or(boolean(depth - 1), boolean(depth - 1))
    case 3: return sketch.implies(boolean(depth - 1), boolean(depth - 1))
    case 4: return sketch.system.bank.choice(boolean(depth - 1), boolean(depth - 1), boolean(depth - 1))
    case 5: return sketch.untouched(reference(dice.pick([a, b, keyed]), depth - 1))
    case 6:
      let (id, filter) = instance(dice.pick([a, b]), depth) { _ in boolean(depth - 1) }
      return sketch.system.bank.exists(over: id, where: filter)
    case 7:
      var inner = sketch.yes(true)
      let (id, filter) = instance(a, depth) { _ in
        inner = boolean(depth - 1)
        return boolean(depth - 1)
      }
      return sketch.system.bank.all(over: id, where: filter, body: inner)
    case 8: return field(.boolean, depth) ?? boolean(depth - 1)
    case 9:
      let entity = dice.pick([a, b, role])
      return sketch.eq(reference(entity, depth - 1), reference(entity, depth - 1))
    case 10: return sketch.eq(member(enumeration, depth), member(enumeration, depth - 1))
    case 11: return sketch.lt(integer(depth - 1), integer(depth - 1))
    case 12 where sketch.system.hasTime: return sketch.le(instant(depth - 1), instant(depth - 1))
    case 13: return sketch.le(integer(depth), integer(depth - 1))
    case 14: return sketch.eq(integer(depth), integer(depth - 1))
    default: return sketch.eq(field(.integer, depth) ?? integer(0), integer(0))
    }
  }

  func integer(_ depth: Int) -> Term {
    if depth <= 0 {
      if let known = variables(.integer).randomElement(using: &dice), dice.chance(50) { return known }
      if dice.chance(20) { return sketch.get(dice.pick(globals)) }
      if isWild, dice.chance(5) {
        let large: [Integer] = [Integer(1 << 30), Integer(1 << 62), huge, Integer(-5_000_000_000)]
        return sketch.int(dice.pick(large))
      }
      return sketch.int(Integer(dice.roll(5) - 1))
    }
    switch dice.roll(14) {
    case 0: return sketch.plus(integer(depth - 1), integer(depth - 1))
    case 1: return sketch.minus(integer(depth - 1), integer(depth - 1))
    case 2: return sketch.system.bank.negated(integer(depth - 1))
    case 3: return sketch.system.bank.product(integer(depth - 1), integer(depth - 1))
    case 4: return sketch.div(integer(depth - 1), isWild ? integer(depth - 1) : sketch.int(2))
    case 5: return sketch.mod(integer(depth - 1), isWild ? integer(depth - 1) : sketch.int(-3))
    case 6:
      var inner = sketch.int(0)
      let (id, filter) = instance(dice.pick([a, b]), depth) { _ in
        inner = integer(depth - 1)
        return boolean(depth - 1)
      }
      return sketch.system.bank.total(of: inner, over: id, where: filter)
    case 7:
      let (id, filter) = instance(dice.pick([a, b]), depth) { _ in boolean(depth - 1) }
      return sketch.system.bank.count(over: id, where: filter)
    case 8: return sketch.system.bank.choice(boolean(depth - 1), integer(depth - 1), integer(depth - 1))
    case 9 where sketch.system.hasTime: return sketch.minus(instant(depth - 1), instant(depth - 1))
    case 10: return sketch.get(globals[0])
    default: return field(.integer, depth) ?? integer(depth - 1)
    }
  }

  private func instant(_ depth: Int) -> Term {
    if depth <= 0 || dice.chance(40) { return sketch.now() }
    if dice.chance(30) { return sketch.plus(sketch.now(), sketch.int(Integer(dice.roll(5) - 2))) }
    return field(.instant, depth) ?? sketch.now()
  }

  private func member(_ id: EnumerationID, _ depth: Int) -> Term {
    let members = sketch.system.enumerations[id.index].members.count
    let literal = sketch.system.bank.member(id, dice.roll(members))
    if depth <= 0 || dice.chance(40) { return literal }
    if dice.chance(20) { return sketch.system.bank.choice(boolean(depth - 1), literal, member(id, depth - 1)) }
    return field(.enumeration(id), depth) ?? literal
  }

  private func reference(_ entity: EntityID, _ depth: Int) -> Term {
    let known = variables(.reference(entity))
    if !known.isEmpty, depth <= 0 || dice.chance(60) { return dice.pick(known) }
    if entity == keyed {
      return sketch.system.bank.keyed(keyed, [reference(a, depth - 1), boolean(depth - 1)])
    }
    if entity == a, depth > 0, dice.chance(10) {
      return sketch.system.bank.key(0, .reference(a), of: reference(keyed, 0))
    }
    if depth > 0, isWild || known.isEmpty, let path = field(.reference(entity), depth) { return path }
    if !isWild, let any = known.first { return any }
    return sketch.none(entity)
  }
}
