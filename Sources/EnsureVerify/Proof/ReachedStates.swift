import EnsureModel
import EnsureObligations

/// States that runs have come to. A lemma that one of them contradicts is no invariant, and nobody need ask a solver about
/// it.
struct ReachedStates {
  /// At how many values of its variables a lemma is looked at in one state.
  private static let manyTuples = 256
  /// How many states are looked at.
  private static let manyStates = 400

  /// The states of one scope.
  private struct Group {
    let interpreter: Interpreter
    var states: [State] = []
    var known: Set<State> = []
  }

  private let world: World
  private var groups: [Group] = []

  /// The states of some runs of a world, or of smaller ones, and those that one more step of an attacker leads to.
  init(_ runs: [Trace], _ world: World) {
    self.world = world
    var count = 0
    var positions: [Scope: Int] = [:]
    for run in runs {
      if positions[run.scope] == nil {
        guard let interpreter = try? Interpreter(world, scope: run.scope) else { continue }
        positions[run.scope] = groups.count
        groups.append(Group(interpreter: interpreter))
      }
      guard let position = positions[run.scope] else { continue }
      for state in [run.initial] + run.steps.map(\.state)
      where count < Self.manyStates && groups[position].known.insert(state).inserted {
        groups[position].states.append(state)
        count += 1
      }
    }
    for position in groups.indices {
      let attacked = Self.attacked(groups[position].states, groups[position].interpreter)
      for state in attacked where groups[position].known.insert(state).inserted {
        groups[position].states.append(state)
      }
    }
  }

  /// Whether no run is known.
  var isEmpty: Bool { groups.isEmpty }

  /// The lemmas that no state contradicts; they are made of terms of the bank.
  func allowed(_ lemmas: [Lemma], _ terms: TermBank) -> [Lemma] {
    let readers = groups.map { group in
      Group(interpreter: group.interpreter.reading(terms), states: group.states)
    }
    return lemmas.filter { allow($0, terms, readers) }
  }

  /// What some terms over an instance come to, for each instance of the entity in each state; without those instances of
  /// which one has no value.
  func values(of asked: [Term], for variable: VariableID, _ entity: EntityID, _ terms: TermBank) -> [[Integer]]
  {
    groups.flatMap { group in
      let reader = group.interpreter.reading(terms)
      let instances = reader.layout.instances[entity.index]
      return group.states.flatMap { state in
        (0..<instances).compactMap { number -> [Integer]? in
          let values = asked.compactMap { try? reader.evaluate($0, in: state, [variable: Integer(number)]) }
          return values.count == asked.count ? values : nil
        }
      }
    }
  }

  private func allow(_ lemma: Lemma, _ terms: TermBank, _ groups: [Group]) -> Bool {
    // What observers remember is no part of these states.
    var isOfTheSpec = true
    terms.walk(lemma.body) { term in
      if case .global(let global) = terms[term], global.index >= world.system.globals.count {
        isOfTheSpec = false
      }
      return isOfTheSpec
    }
    if !isOfTheSpec { return true }
    return groups.allSatisfy { group in
      guard let tuples = tuples(lemma, terms, group.interpreter.layout) else { return true }
      return group.states.allSatisfy { state in
        tuples.allSatisfy { tuple in
          let environment = Dictionary(zip(lemma.variables, tuple)) { first, _ in first }
          // What has no value contradicts nothing.
          let value = try? group.interpreter.evaluate(lemma.body, in: state, environment)
          return value != 0
        }
      }
    }
  }

  /// All values that its variables may have; nil if they are too many.
  private func tuples(_ lemma: Lemma, _ terms: TermBank, _ layout: Layout) -> [[Integer]]? {
    var tuples: [[Integer]] = [[]]
    for variable in lemma.variables {
      let type = terms.variables[variable.index].type
      guard case .reference(let entity) = type.sort else { return nil }
      let values = ((type.isOptional ? -1 : 0)..<layout.instances[entity.index]).map { Integer($0) }
      if tuples.count * values.count > Self.manyTuples { return nil }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }
}
