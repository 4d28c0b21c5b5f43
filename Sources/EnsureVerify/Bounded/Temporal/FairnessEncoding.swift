import EnsureModel
import EnsureSolver

/// Says when a lasso is one: when its loop goes round, and when it is fair (SEMANTICS, rules 16 to 18).
final class FairnessEncoding {
  /// What is said of a lasso.
  struct Answer {
    /// It goes round and keeps every duty that certainly is one.
    let isPlausible: Proposition
    /// It keeps every duty that may be one, and leaves enough instances untouched to stand for all others.
    let isCertain: Proposition
  }

  let unrolling: Unrolling
  let possibilities: PossibilityEncoding
  private let duties: [Duty]
  /// The places that a loop need not come back to.
  private let tallies: Tallies?
  /// The instances that a run must leave untouched, so that they can stand for all those outside of the scope; nil if
  /// the scope has not enough.
  private let reserve: [GroundMove.Instance]?
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }

  init(_ unrolling: Unrolling, _ duties: [Duty], for property: PropertyID?) {
    self.unrolling = unrolling
    tallies = property.map { Tallies(of: $0, in: unrolling.encoding.world) }
    self.duties = duties
    possibilities = PossibilityEncoding(unrolling, duties.map(\.ways))
    reserve = UntouchedReserve(unrolling.encoding, duties).instances
  }

  /// Whether nothing could be certain that is only plausible.
  func answer(_ shape: RunShape, longestBound: Integer?) -> Answer {
    if shape == .prefix { return Answer(isPlausible: context.yes, isCertain: context.yes) }
    let depth = unrolling.depth
    if encoding.system.hasTime, shape == .idle { return Answer(isPlausible: context.no, isCertain: context.no) }
    var common: [Proposition] = []
    if case .loop(let start) = shape { common.append(goesRound(start, depth, longestBound)) }
    if common.contains(context.no) { return Answer(isPlausible: context.no, isCertain: context.no) }
    var (plausible, certain): ([Proposition], [Proposition]) = ([], [])
    for (number, duty) in duties.enumerated() {
      for tuple in tuples(duty) {
        let done = isDone(duty, tuple, shape)
        let answers = shape.loopStates(behind: depth).map { possibilities.answer(number, tuple, at: $0) }
        let impossible = answers.map { context.not($0.isPossible) }
        let clearly = answers.map { context.not(context.or($0.isPossible, $0.isUnclear)) }
        let notDue = duty.isStrong ? context.and(impossible) : context.or(impossible)
        let clearlyNotDue = duty.isStrong ? context.and(clearly) : context.or(clearly)
        plausible.append(context.or(done, notDue))
        certain.append(context.or(done, clearlyNotDue))
        if duty.isStrong, encoding.system.hasTime { certain.append(passesTickByTick(shape)) }
      }
    }
    if !duties.isEmpty { certain.append(leavesReserve) }
    return Answer(
      isPlausible: context.and(common + plausible), isCertain: context.and(common + plausible + certain))
  }

  // MARK: Duties

  private func tuples(_ duty: Duty) -> [[Int]] {
    var tuples: [[Int]] = [[]]
    for entity in duty.tuple {
      let count = encoding.layout.instances(of: entity)
      tuples = tuples.flatMap { tuple in (0..<count).map { tuple + [$0] } }
    }
    return tuples
  }

  /// Whether a genuine step of the loop does the duty, whoever takes it.
  private func isDone(_ duty: Duty, _ tuple: [Int], _ shape: RunShape) -> Proposition {
    var ways: [Proposition] = []
    for depth in shape.loopSteps(behind: unrolling.depth) {
      for (ground, taken) in unrolling.layers[depth].taken.sorted(by: { $0.key < $1.key }) {
        let grounded = unrolling.grounds[ground]
        guard let index = grounded.move else { continue }
        let move = encoding.world.moves[index]
        guard move.isGenuine else { continue }
        let does = duty.ways.contains { way in
          way.move.action == move.action
            && zip(way.parameters, tuple).allSatisfy { position, instance in
              guard case .known(let value) = grounded.arguments[position] else { return false }
              return value == instance
            }
        }
        if does { ways.append(taken) }
      }
    }
    return context.or(ways)
  }

  private func passesTickByTick(_ shape: RunShape) -> Proposition {
    guard let delay = unrolling.grounds.firstIndex(where: \.isDelay) else { return context.yes }
    return context.and(
      shape.loopSteps(behind: unrolling.depth).map { depth in
        let layer = unrolling.layers[depth]
        guard let taken = layer.taken[delay], let ticks = layer.amounts.first else { return context.yes }
        return context.implies(taken, context.equal(ticks, 1))
      })
  }

  /// Whether the instances in reserve are alike and nothing ever names or changes them.
  private var leavesReserve: Proposition {
    guard let reserve else { return context.no }
    var parts: [Proposition] = []
    let reserved = Set(reserve)
    for layer in unrolling.layers.prefix(unrolling.depth) {
      for (ground, taken) in layer.taken.sorted(by: { $0.key < $1.key })
      where !reserved.isDisjoint(with: unrolling.grounds[ground].named) {
        parts.append(context.not(taken))
      }
    }
    let layout = encoding.layout
    for (slot, place) in layout.places.enumerated() {
      if case .field(let field, let number) = place {
        let entity = encoding.system.fields[field.index].entity
        let instance = GroundMove.Instance(entity: entity, number: number)
        let before = layout.predecessor(of: instance)
        for state in unrolling.states.prefix(unrolling.depth + 1) where reserved.contains(instance) {
          // It stays as it was, and is as its neighbour is.
          parts.append(context.equal(state[slot], unrolling.states[0][slot]))
          if let before, reserved.contains(before), encoding.system.fields[field.index].kind != .person {
            parts.append(context.equal(state[slot], state[slot - 1]))
          }
        }
      }
      parts += unnamed(slot, place, reserved)
    }
    return context.and(parts)
  }

  /// That no place ever names an instance in reserve.
  private func unnamed(_ slot: Int, _ place: Layout.Place, _ reserved: Set<GroundMove.Instance>)
    -> [Proposition]
  {
    let sort: Sort?
    switch place {
    case .field(let field, _): sort = encoding.system.fields[field.index].type.sort
    case .global(let global): sort = encoding.system.globals[global.index].type.sort
    case .start: sort = nil
    }
    guard case .reference(let entity)? = sort else { return [] }
    var parts: [Proposition] = []
    for state in unrolling.states.prefix(unrolling.depth + 1) {
      guard case .cases(let cases) = state[slot] else { continue }
      for one in cases where reserved.contains(.init(entity: entity, number: one.value)) {
        parts.append(context.not(one.condition))
      }
    }
    return parts
  }

  // MARK: Loops

  /// Whether the last state is the one at `start`, but for tallies, up to a shift of time and to ages that nothing tells
  /// apart; with time, whether some passes.
  private func goesRound(_ start: Int, _ depth: Int, _ longestBound: Integer?) -> Proposition {
    let (before, after) = (unrolling.states[start], unrolling.states[depth])
    let instants = encoding.layout.instantSlots
    var parts: [Proposition] = []
    for slot in before.indices where !instants.contains(slot) {
      if let tallies, tallies.contains(encoding.layout.places[slot]) { continue }
      parts.append(context.equal(before[slot], after[slot]))
      if parts.last == context.no { return context.no }
    }
    guard encoding.system.hasTime else { return context.and(parts) }
    let (then, now) = (unrolling.instants[start], unrolling.instants[depth])
    parts.append(context.less(context.add(then, .constant(longestBound ?? 0)), now))
    let clocks = Dictionary(encoding.interpreter.clocks.map { ($0.slot, $0) }) { first, _ in first }
    let idle = Set(encoding.interpreter.idleClocks.map(\.slot))
    let unread = encoding.world.asksWhoIsUntouched ? nil : encoding.layout.startSlot
    func ages(_ state: [SymbolicValue], _ now: Number) -> [Number] {
      instants.map { slot in
        if idle.contains(slot) || slot == unread { return .constant(0) }
        return clocks[slot].map { encoding.begin(of: $0, in: state, now: now) }
          ?? context.subtract(context.number(state[slot]), now)
      }
    }
    let (old, new) = (ages(before, then), ages(after, now))
    for first in old.indices {
      parts.append(looksAlike(old[first], new[first]))
      for second in old.indices where second > first {
        parts.append(
          looksAlike(
            context.subtract(old[first], old[second]), context.subtract(new[first], new[second])))
      }
    }
    return context.and(parts)
  }

  /// Whether two differences of instants are equal, or both so great that nothing tells them apart: then the gaps
  /// between neighbouring instants are, once they are shortened to the horizon.
  private func looksAlike(_ left: Number, _ right: Number) -> Proposition {
    let same = context.equal(left, right)
    guard let ticks = encoding.interpreter.horizon?.ticks else { return same }
    let (far, back) = (Number.constant(ticks), Number.constant(-ticks))
    return context.or([
      same, context.and(context.less(far, left), context.less(far, right)),
      context.and(context.less(left, back), context.less(right, back)),
    ])
  }
}

/// Which instances a run has to leave untouched (SEMANTICS, rule 17): of each type, and each rank, the last ones, as
/// many as a step that is a duty has parameters of it.
struct UntouchedReserve {
  /// Nil if there are too few.
  let instances: [GroundMove.Instance]?

  init(_ encoding: Encoding, _ duties: [Duty]) {
    var reserve: [GroundMove.Instance] = []
    for (index, entity) in encoding.system.entities.enumerated()
    where !entity.isFinite && entity.keys.isEmpty {
      let id = EntityID(index)
      let needed = duties.flatMap(\.ways).map { Self.mentions(of: id, in: $0.move, encoding) }.max() ?? 0
      if needed == 0 { continue }
      let all = 0..<encoding.layout.instances(of: id)
      let ranks = entity.ranks.map { encoding.system.enumerations[$0.index].members.count } ?? 1
      for rank in 0..<ranks {
        let members = all.filter { (encoding.layout.rank(of: $0, in: id) ?? 0) == rank }
        if members.count < needed {
          instances = nil
          return
        }
        reserve += members.suffix(needed).map { GroundMove.Instance(entity: id, number: $0) }
      }
    }
    instances = reserve
  }

  /// How many instances of the entity a step can mention: as parameters or their keys, and as its principal if who he
  /// is makes a difference.
  private static func mentions(of entity: EntityID, in move: Move, _ encoding: Encoding) -> Int {
    var count = 0
    for parameter in encoding.system.actions[move.action.index].parameters {
      count += mentions(of: entity, in: encoding.world.bank.variables[parameter.variable.index].type, encoding)
    }
    guard move.principalRole == entity, move.principalUse != .nothing else { return count }
    let isFixed =
      encoding.system.entities[entity.index].rankField.map { !encoding.system.fields[$0.index].isMutable }
      ?? true
    return move.principalUse == .identity || !isFixed ? count + 1 : count
  }

  private static func mentions(of entity: EntityID, in type: ValueType, _ encoding: Encoding) -> Int {
    guard case .reference(let named) = type.sort else { return 0 }
    if named == entity { return 1 }
    return encoding.system.entities[named.index].keys.reduce(0) {
      $0 + mentions(of: entity, in: $1.type, encoding)
    }
  }
}
