import EnsureKernel
import EnsureModel
import EnsureSolver

/// What a bounded search asks where a property says that an instance is never stuck (SEMANTICS, rule 15): whether a run
/// comes to a state in which the instance has left its initial state, is in no final one, and nothing concerns it that is
/// possible at once, or once some time has passed.
///
/// Without such a state nothing is stuck. With one nothing is known: whether something can ever happen again only a
/// proof shows.
final class StuckQuestion {
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
  private let instance: Term
  private let entity: EntityID
  private let possibilities: PossibilityEncoding
  /// How long it is waited: not at all, and longer than any time that a guard speaks of.
  private let waits: [Integer]
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }

  /// - Returns: nil if the obligation is another one than that some instance is never stuck.
  init?(_ obligation: Formula, _ unrolling: Unrolling) {
    guard case .always(.not(.stuck(let instance))) = obligation else { return nil }
    let world = unrolling.encoding.world
    guard case .reference(let entity) = world.bank.sort(instance) else { return nil }
    self.unrolling = unrolling
    self.instance = instance
    self.entity = entity
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

  /// The places that tell whether an instance is in its initial state or in a final one.
  var reads: Set<Int> {
    var reader = PlaceReader(world: encoding.world, layout: encoding.layout)
    let declared = encoding.system.entities[entity.index]
    for final in declared.finals { reader.read(final.condition) }
    for side in sideWays {
      switch side {
      case .reached(_, _, let term), .named(_, _, _, owner: let term): reader.read(term)
      }
    }
    var places = reader.reads
    for field in declared.fields {
      for number in 0..<encoding.layout.instances(of: entity) {
        if let slot = encoding.layout.slot(field, number) { places.insert(slot) }
      }
    }
    return places
  }

  /// What is known of places where an instance seems to be stuck: values of its fields that have few.
  private var given: [[FieldID: Int]] = []

  /// Where an instance seemed to be stuck first, in how many steps, and why no more is known.
  private(set) var doubt: (depth: Int, reason: String)?

  /// How many places nobody could say more of.
  var givenUp: Int { given.count }

  /// Remembers that an instance seems to be stuck.
  func note(_ reason: String) { if doubt == nil { doubt = (unrolling.depth, reason) } }

  /// No longer asks about a place that is like the one behind a run.
  func giveUp(_ run: Trace, _ values: [Integer], _ property: Property) {
    let layout = encoding.layout
    guard let (variable, _) = property.neverStuck(in: encoding.world.bank), let number = values[variable].asInt
    else {
      return
    }
    var place: [FieldID: Int] = [:]
    for field in encoding.system.entities[entity.index].fields {
      switch encoding.system.fields[field.index].type.sort {
      case .boolean, .enumeration:
        if let slot = layout.slot(field, number) { place[field] = run.last.values[slot].asInt }
      case .integer, .instant, .reference: break
      }
    }
    given.append(place)
  }

  /// That an instance is in a place that was given up.
  private func isGivenUp(_ number: Int, _ depth: Int) -> Proposition {
    let evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
    return context.or(
      given.map { place in
        context.and(
          place.sorted { $0.key.index < $1.key.index }.compactMap { field, value in
            encoding.layout.slot(field, number).map { slot in
              let sort = encoding.system.fields[field.index].type.sort
              return context.equal(unrolling.states[depth][slot], evaluator.constant(value, sort))
            }
          })
      })
  }

  /// That the instance may be stuck in the state at a depth, in no place that was given up.
  func mayBeStuck(_ environment: [VariableID: SymbolicValue], at depth: Int) -> Proposition {
    var start = SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
    start.environment = environment
    let cases = start.cases(instance)
    var parts = [start.defect]
    for one in cases {
      // What is none has no value, which is for the search of defects to say.
      if one.value < 0 {
        parts.append(one.condition)
        continue
      }
      let goesOn = context.or(waits.map { canAct(one.value, depth, behind: $0) })
      parts.append(
        context.and([
          one.condition, context.not(isSettled(one.value, depth)), context.not(goesOn),
          context.not(isGivenUp(one.value, depth)),
        ]))
    }
    return context.or(parts)
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

  /// That an instance is certainly in its initial state or in a final one.
  private func isSettled(_ number: Int, _ depth: Int) -> Proposition {
    let declared = encoding.system.entities[entity.index]
    var ways: [Proposition] = []
    func note(_ ask: (inout SymbolicEvaluator) -> Proposition) {
      var evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: unrolling.instants[depth])
      let holds = ask(&evaluator)
      ways.append(context.and(holds, context.not(evaluator.defect)))
    }
    note { $0.isUntouched(number, of: entity) }
    for final in declared.finals {
      note { evaluator in
        evaluator.environment[final.variable] = context.one(number)
        return evaluator.truth(final.condition)
      }
    }
    return context.or(ways)
  }
}

extension SearchRound {
  /// In how many places it is tried to prove that an instance is stuck there.
  private static let mostPlaces = 3

  /// Asks whether an instance may be stuck behind the steps that have been asserted.
  mutating func askStuck(
    _ question: TemporalQuestion, _ stuck: StuckQuestion, _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let subject = question.subject
    var keys: [Target.Key] = []
    for target in question.targets where target.isFirst && !keys.contains(target.key) {
      keys.append(target.key)
    }
    for key in keys {
      while isOpen(subject) && !exhausted.contains(key) {
        let ends = stuckEnds(question, stuck, key)
        let rules = [unrolling.cone(key.cone), unrolling.inOrder(given: key.given)]
        switch try check(context.or(ends.map(\.condition)), rules, subject, key, onEvent) {
        case .none: return
        case .some(.none): break
        case .some(.some(let model)):
          try seemsStuck(question, stuck, ends, unrolling.cone(key.cone), model, onEvent)
          continue
        }
        break
      }
    }
  }

  private func stuckEnds(_ question: TemporalQuestion, _ stuck: StuckQuestion, _ key: Target.Key) -> [(
    condition: Proposition, final: Int?, values: [Number]
  )] {
    zip(question.targets, question.formulas).filter { $0.0.isFirst && $0.0.key == key }.map { _, formula in
      (stuck.mayBeStuck(formula.encoding.environment, at: unrolling.depth), nil, formula.values)
    }
  }

  /// Takes a place in which an instance seems to be stuck: proves that it is, if that is wanted, or looks for another place.
  private mutating func seemsStuck(
    _ question: TemporalQuestion, _ stuck: StuckQuestion,
    _ ends: [(condition: Proposition, final: Int?, values: [Number])], _ cone: Proposition,
    _ model: SolverModel,
    _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let subject = question.subject
    let steps = "\(unrolling.depth) \(unrolling.depth == 1 ? "step" : "steps")"
    let place = "behind \(steps) nothing concerns it that is possible at once or after a wait"
    guard query.provesDeadEnds, case .property(let id) = subject else {
      return doubt(subject, "only a proof can show that something is stuck for ever, and \(place)", onEvent)
    }
    let (best, end) = TraceMinimiser.minimise(unrolling, ends, assuming: [cone], from: model)
    let run = try TraceDecoder(unrolling: unrolling).trace(best)
    let values = ends[end].values.map(best.value)
    if let certificate = DeadEndSearch(encoding.interpreter, id).certificate(for: run, values) {
      let violation = Violation(trace: run, failure: .stuck(values, certificate: certificate.bytes))
      do {
        try encoding.interpreter.replay(violation, of: id)
        return close(subject, with: violation, onEvent)
      } catch {
        // What seems to be possible only behind a wait, or cannot be told, the interpreter sees otherwise.
      }
    }
    stuck.note("\(place), and no proof was found that it stays so")
    stuck.giveUp(run, values, question.property)
    if let first = stuck.doubt, stuck.givenUp >= Self.mostPlaces { doubt(subject, first.reason, onEvent) }
  }
}
