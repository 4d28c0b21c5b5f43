import EnsureModel
import EnsureSolver

/// Says when a genuine step is possible that concerns an instance, at once or once some time has passed (SEMANTICS, rule 15).
final class ParticipationEncoding {
  /// A way in which a step can concern the instance without naming it.
  private enum SideWay {
    /// A `for each` reaches whoever satisfies the filter.
    case reached(Duty.Way, VariableID, filter: Term)
    /// It changes whomever the term names, by way of this parameter, an instance of the entity.
    case named(Duty.Way, VariableID, EntityID, owner: Term)

    var way: Duty.Way {
      switch self {
      case .reached(let way, _, _), .named(let way, _, _, _): way
      }
    }
  }

  /// The ways in which something can concern the instance.
  var ways: [Duty.Way] { direct + sideWays.map(\.way) }
  private let direct: [Duty.Way]
  private let sideWays: [SideWay]

  private let unrolling: Unrolling
  private let possibilities: PossibilityEncoding
  /// How long it is waited: not at all, and longer than any time that a guard speaks of.
  private let waits: [Integer]
  /// In words, when something is looked for that concerns the instance.
  var moments: String {
    if !encoding.system.hasTime { return "" }
    return waits.count > 1 ? " at once or after a wait" : " at once"
  }
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }

  /// What can concern an instance of the entity.
  init(of entity: EntityID, _ unrolling: Unrolling) {
    self.unrolling = unrolling
    let world = unrolling.encoding.world
    direct = world.dutifulMoves.flatMap { move in
      world.system.actions[move.action.index].parameters.enumerated().compactMap { position, parameter in
        guard world.bank.variables[parameter.variable.index].type.sort == .reference(entity) else { return nil }
        return Duty.Way(move: move, parameters: [position])
      }
    }
    sideWays = Self.sideWays(world, entity)
    possibilities = PossibilityEncoding(unrolling, [direct] + sideWays.map { [$0.way] })
    // Where a scope says by how many ticks time passes, it need not be able to pass by any number of them.
    // What is due may keep somebody from waiting.
    let canWait =
      world.system.hasTime && world.deadlines.isEmpty && unrolling.encoding.layout.scope.delays.ranges.isEmpty
    waits = canWait ? [0, Self.longWait(direct + sideWays.map(\.way), world)] : [0]
  }

  /// Only such as can be said in terms of the world.
  private static func sideWays(_ world: World, _ entity: EntityID) -> [SideWay] {
    world.dutifulMoves.flatMap { move -> [SideWay] in
      var bank = world.bank
      let parameters = world.system.actions[move.action.index].parameters.map(\.variable)
      return world.system.participations(in: move.action, of: entity, &bank, isSure: true).compactMap {
        participation in
        switch participation {
        case .reached(let variable, let filter, let own):
          // All that it asks has to be told from the instance, in the state before the step.
          guard filter.index < world.bank.count, world.bank.conjuncts(filter).count == own.count else {
            return nil
          }
          return .reached(Duty.Way(move: move, parameters: []), variable, filter: filter)
        case .named(let owner, by: let position):
          let parameter = parameters[position]
          guard owner.index < world.bank.count,
            case .reference(let other) = world.bank.variables[parameter.index].type.sort
          else { return nil }
          return .named(Duty.Way(move: move, parameters: [position]), parameter, other, owner: owner)
        case .anybody: return nil
        }
      }
    }
  }

  /// More than twice the largest number that a guard or a constant has. Any number is sound: whoever can act behind a
  /// wait is not stuck before it.
  private static func longWait(_ ways: [Duty.Way], _ world: World) -> Integer {
    var roots = ways.flatMap { $0.move.guards.map(\.clause.term) }
    for case .value(let term) in world.system.globals.map(\.initial) { roots.append(term) }
    var largest: Integer = 0
    var seen: Set<Term> = []
    while let term = roots.popLast() {
      guard seen.insert(term).inserted else { continue }
      if case .integer(let value) = world.bank[term] { largest = max(largest, value, -value) }
      roots += world.bank.children(term)
    }
    return largest + largest + 1
  }

  /// What the ways beside those that name the instance read of the state.
  func read(_ reader: inout PlaceReader) {
    for side in sideWays {
      switch side {
      case .reached(_, _, let term), .named(_, _, _, owner: let term): reader.read(term)
      }
    }
  }

  /// That a step is possible which concerns the instance, at once or behind a wait.
  func isPossible(for number: Int, at depth: Int) -> Proposition {
    context.or(waits.map { canAct(number, depth, behind: $0) })
  }

  /// That a step is possible which concerns the instance, once so many ticks have passed.
  private func canAct(_ number: Int, _ depth: Int, behind wait: Integer) -> Proposition {
    var ways = [possibilities.answer(0, [number], at: depth, behind: wait).isPossible]
    for (position, side) in sideWays.enumerated() {
      switch side {
      case .reached(_, let variable, let filter):
        var evaluator = evaluator(depth, behind: wait)
        evaluator.environment[variable] = context.one(number)
        let holds = evaluator.truth(filter)
        let isPossible = possibilities.answer(position + 1, [], at: depth, behind: wait).isPossible
        ways.append(context.and([holds, context.not(evaluator.defect), isPossible]))
      case .named(_, let parameter, let other, let owner):
        for somebody in 0..<encoding.layout.instances(of: other) {
          var evaluator = evaluator(depth, behind: wait)
          evaluator.environment[parameter] = context.one(somebody)
          let isIt = context.or(evaluator.cases(owner).filter { $0.value == number }.map(\.condition))
          let isPossible = possibilities.answer(position + 1, [somebody], at: depth, behind: wait).isPossible
          ways.append(context.and([isIt, context.not(evaluator.defect), isPossible]))
        }
      }
    }
    return context.or(ways)
  }

  private func evaluator(_ depth: Int, behind wait: Integer) -> SymbolicEvaluator {
    let now = context.add(unrolling.instants[depth], .constant(wait))
    return SymbolicEvaluator(encoding, unrolling.states[depth], now: now)
  }
}
