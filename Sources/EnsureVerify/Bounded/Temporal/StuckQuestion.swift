import EnsureModel
import EnsureSolver

/// What a bounded search asks where a property says that an instance is never stuck (SEMANTICS, rule 15): whether a run
/// comes to a state in which the instance has left its initial state, is in no final one, and nothing concerns it that is
/// possible at once, or once some time has passed.
///
/// Without such a state nothing is stuck. With one nothing is known: whether something can ever happen again only a
/// proof shows.
final class StuckQuestion {
  /// What can concern the instance.
  let participation: ParticipationEncoding
  private let unrolling: Unrolling
  private let instance: Term
  let entity: EntityID
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }

  /// - Returns: nil if the obligation is another one than that some instance is never stuck.
  init?(_ obligation: Formula, _ unrolling: Unrolling) {
    guard case .always(.not(.stuck(let instance))) = obligation else { return nil }
    guard case .reference(let entity) = unrolling.encoding.world.bank.sort(instance) else { return nil }
    self.unrolling = unrolling
    self.instance = instance
    self.entity = entity
    participation = ParticipationEncoding(of: entity, unrolling)
  }

  /// The places that tell whether an instance is in its initial state or in a final one.
  var reads: Set<Int> {
    var reader = PlaceReader(world: encoding.world, layout: encoding.layout)
    let declared = encoding.system.entities[entity.index]
    for final in declared.finals { reader.read(final.condition) }
    participation.read(&reader)
    var places = reader.reads
    for field in declared.fields {
      for number in 0..<encoding.layout.instances(of: entity) {
        if let slot = encoding.layout.slot(field, number) { places.insert(slot) }
      }
    }
    return places
  }

  // MARK: Places that are known

  /// Places where an instance seems to be stuck, and nobody could say more: values of its fields that have few.
  private var given: [[FieldID: Int]] = []

  /// Steps that lead on from places where an instance seemed to be stuck.
  private var waysOut: [WayOut] = []

  /// Where an instance seemed to be stuck first, in how many steps, and why no more is known.
  private(set) var doubt: (depth: Int, reason: String)?

  /// How many places nobody could say more of.
  var givenUp: Int { given.count }

  /// In how many places an instance only seemed to be stuck.
  var left: Int { waysOut.count }

  /// Remembers that an instance seems to be stuck.
  func note(_ reason: String) { if doubt == nil { doubt = (unrolling.depth, reason) } }

  /// No longer asks about places out of which these steps lead.
  func leave(by way: WayOut) { waysOut.append(way) }

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

  /// That some steps that are known lead on for an instance.
  private func isLeft(_ number: Int, _ depth: Int) -> Proposition {
    context.or(waysOut.filter { $0.number == number }.map { $0.isOpen(unrolling, at: depth, entity) })
  }

  /// That the instance may be stuck in the state at a depth: in no place that was given up, and no known steps lead on.
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
      let goesOn = participation.isPossible(for: one.value, at: depth)
      parts.append(
        context.and([
          one.condition, context.not(isSettled(one.value, depth)), context.not(goesOn),
          context.not(isGivenUp(one.value, depth)), context.not(isLeft(one.value, depth)),
        ]))
    }
    return context.or(parts)
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
