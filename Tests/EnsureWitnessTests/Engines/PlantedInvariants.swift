import EnsureModel

/// Adds invariants to a system that fail only some steps away from the start. Random invariants mostly fail at once
/// or never.
///
/// Each invariant says that the state in which a random walk has ended is never reached. In most systems all actions
/// count their steps in a global of its own, and the state is never reached behind so many steps; in the others steps
/// may commute.
struct PlantedInvariants {
  private let interpreter: Interpreter
  private let counter: GlobalID?
  private var random: SeededGenerator

  /// The system with a counter and up to `count` more invariants.
  static func planted(in system: TransitionSystem, _ scope: Scope, seed: UInt64, count: Int) -> TransitionSystem
  {
    var result = system
    var random = SeededGenerator(seed ^ 0x5EED)
    let counter = random.chance(82) ? addCounter(to: &result) : nil
    let threats = random.chance(50) ? Set(system.threats.indices.map { ThreatID($0) }) : []
    guard let interpreter = try? Interpreter(World(result, threats: threats), scope: scope) else {
      return system
    }
    var planting = PlantedInvariants(interpreter: interpreter, counter: counter, random: random)
    for number in 0..<count {
      if let (first, last) = planting.walk() { planting.add("Planted\(number)", first, last, to: &result) }
    }
    return result
  }

  private static func addCounter(to system: inout TransitionSystem) -> GlobalID {
    let here = Origin(file: 0, start: 0, end: 0)
    let zero = system.bank.integer(0)
    system.globals.append(
      Global(
        name: "steps", type: ValueType(.integer), initial: .value(zero), isMutable: true, origin: here))
    let counter = GlobalID(system.globals.count - 1)
    let one = system.bank.integer(1)
    let next = system.bank.sum([system.bank.global(counter, .integer), one])
    for index in system.actions.indices {
      system.actions[index].body.append(.assign(.global(counter), next, here))
    }
    return counter
  }

  /// A random walk of three or four actions, as far as it comes: its ends.
  private mutating func walk() -> (State, State)? {
    guard let initial = try? interpreter.initialStates(limit: 1 << 10) else { return nil }
    let skipped = random.below(min(initial.count, 16))
    guard let first = initial.dropFirst(skipped).first(where: { _ in true }) else { return nil }
    var state = first
    for _ in 0..<(random.chance(60) ? 3 : 4) {
      guard let next = step(from: state) else { break }
      state = next
    }
    return (first, state)
  }

  private mutating func step(from state: State) -> State? {
    let moves = interpreter.world.moves
    for _ in 0..<40 {
      if moves.isEmpty { break }
      let move = random.pick(moves)
      guard let arguments = arguments(of: move) else { continue }
      let principal = random.pick(interpreter.principals(of: move, in: state))
      if let next = outcome(move, arguments, principal, in: state) { return next }
    }
    return nil
  }

  /// The state behind a step, for some choice of what is arbitrary in it.
  private mutating func outcome(_ move: Move, _ arguments: [Integer], _ principal: Int?, in state: State)
    -> State?
  {
    var tape: [Integer] = []
    while tape.count < 12 {
      switch interpreter.step(move, arguments: arguments, principal: principal, in: state, tape: tape) {
      case .taken(let taken): return taken.state
      case .needs(let type):
        let values = interpreter.layout.arbitraryValues(of: type).values
        if values.isEmpty { return nil }
        tape.append(Integer(random.pick(values)))
      case .blocked, .undefined, .badTape: return nil
      }
    }
    return nil
  }

  private mutating func arguments(of move: Move) -> [Integer]? {
    var arguments: [Integer] = []
    let action = interpreter.world.system.actions[move.action.index]
    for parameter in action.parameters {
      var type = interpreter.world.bank.variables[parameter.variable.index].type
      type.isOptional = false
      guard let domain = interpreter.layout.domain(of: type, name: nil), domain.count > 0, domain.count < 64
      else {
        return nil
      }
      arguments.append(Integer(random.pick(domain.values)))
    }
    return arguments
  }

  /// Adds the invariant that what has changed from one state to the other is not so.
  private mutating func add(_ name: String, _ first: State, _ last: State, to system: inout TransitionSystem) {
    struct Instance: Hashable {
      let entity: EntityID
      let number: Int
    }
    var variables: [(instance: Instance, id: VariableID)] = []
    func variable(_ entity: EntityID, _ number: Int) -> Term {
      let instance = Instance(entity: entity, number: number)
      if let known = variables.first(where: { $0.instance == instance }) {
        return system.bank.variable(known.id)
      }
      let id = system.bank.makeVariable("v\(variables.count)", ValueType(.reference(entity)))
      variables.append((instance, id))
      return system.bank.variable(id)
    }
    var conditions: [Term] = []
    let layout = interpreter.layout
    for (slot, place) in layout.places.enumerated() where first.values[slot] != last.values[slot] {
      let (read, sort): (Term, Sort)
      switch place {
      case .start: continue
      case .global(let global):
        sort = system.globals[global.index].type.sort
        read = system.bank.global(global, sort)
      case .field(let field, let instance):
        sort = system.fields[field.index].type.sort
        read = system.bank.field(field, sort, of: variable(system.fields[field.index].entity, instance))
      }
      guard let word = last.values[slot].asInt else { continue }
      if let counter, place == .global(counter) {
        conditions.append(system.bank.lessOrEqual(system.bank.integer(Integer(word)), read))
        continue
      }
      let value: Term
      switch sort {
      case .boolean: value = system.bank.boolean(word != 0)
      case .integer: value = system.bank.integer(Integer(word))
      case .enumeration(let id): value = system.bank.member(id, word)
      case .reference(let entity): value = word < 0 ? system.bank.none(entity) : variable(entity, word)
      case .instant: continue
      }
      conditions.append(system.bank.equal(read, value))
    }
    if conditions.isEmpty { return }
    for (position, one) in variables.enumerated() {
      for other in variables.dropFirst(position + 1) where other.instance.entity == one.instance.entity {
        let same = system.bank.equal(system.bank.variable(one.id), system.bank.variable(other.id))
        conditions.append(system.bank.not(same))
      }
    }
    let term = system.bank.not(system.bank.and(conditions))
    let here = Origin(file: 0, start: 0, end: 0)
    system.properties.append(
      Property(name: name, variables: variables.map(\.id), kind: .invariant(term), origin: here, body: here))
  }
}
