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
  /// What an observer remembers, and the states with that beside them.
  private let observer: Observer?
  private var watched: [Group] = []

  /// The states of some runs of a world, or of smaller ones, and those that one more step of an attacker leads to.
  ///
  /// - Parameter rule: may have an observer, which then watches these runs.
  init(_ runs: [Trace], _ world: World, watchedBy rule: ProofRule? = nil) {
    self.world = world
    observer = rule?.observer
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
    if let rule, let observer { watch(runs, observer, observed: rule.world) }
  }

  private mutating func watch(_ runs: [Trace], _ observer: Observer, observed: World) {
    var count = 0
    var positions: [Scope: (group: Int, watch: RunWatch)] = [:]
    for run in runs where count < Self.manyStates {
      if positions[run.scope] == nil {
        guard let watch = RunWatch(observer, world, observed: observed, run.scope) else { continue }
        positions[run.scope] = (watched.count, watch)
        watched.append(Group(interpreter: watch.reader))
      }
      guard let (group, watch) = positions[run.scope] else { continue }
      for state in watch.states(of: run)
      where count < Self.manyStates && watched[group].known.insert(state).inserted {
        watched[group].states.append(state)
        count += 1
      }
    }
  }

  /// Whether no run is known.
  var isEmpty: Bool { groups.isEmpty }

  /// The lemmas that no state contradicts; they are made of terms of the bank.
  func allowed(_ lemmas: [Lemma], _ terms: TermBank) -> [Lemma] {
    func reading(_ groups: [Group]) -> [Group] {
      groups.map { Group(interpreter: $0.interpreter.reading(terms), states: $0.states) }
    }
    let (readers, watching) = (reading(groups), reading(watched))
    return lemmas.filter { lemma in
      switch sees(lemma, terms) {
      case .theSpec: allow(lemma, terms, readers)
      case .memories: allow(lemma, terms, watching)
      case .instants: true
      }
    }
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

  /// What some terms without variables come to in each state; without those states in which one has no value.
  func values(of asked: [Term], _ terms: TermBank) -> [[Integer]] {
    groups.flatMap { group in
      let reader = group.interpreter.reading(terms)
      return group.states.compactMap { state -> [Integer]? in
        let values = asked.compactMap { try? reader.evaluate($0, in: state, [:]) }
        return values.count == asked.count ? values : nil
      }
    }
  }

  /// What a lemma speaks of.
  private enum Sight {
    case theSpec
    /// What an observer remembers, too.
    case memories
    /// When that was.
    case instants
  }

  private func sees(_ lemma: Lemma, _ terms: TermBank) -> Sight {
    var sight = Sight.theSpec
    terms.walk(lemma.body) { term in
      guard case .global(let global) = terms[term], global.index >= world.system.globals.count else {
        return true
      }
      let isInstant = observer?.memories.contains { $0.instant == global } ?? true
      if sight != .instants { sight = isInstant ? .instants : .memories }
      return true
    }
    return sight
  }

  private func allow(_ lemma: Lemma, _ terms: TermBank, _ groups: [Group]) -> Bool {
    groups.allSatisfy { group in
      let tuples = Self.tuples(of: lemma.variables, terms, group.interpreter.layout, most: Self.manyTuples)
      guard let tuples else { return true }
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

  /// All values that variables may have which stand for instances; nil if they are too many, or one stands for something
  /// else.
  static func tuples(
    of variables: [VariableID], _ terms: TermBank, _ layout: Layout, most: Int
  ) -> [[Integer]]? {
    var tuples: [[Integer]] = [[]]
    for variable in variables {
      let type = terms.variables[variable.index].type
      guard case .reference(let entity) = type.sort else { return nil }
      let values = ((type.isOptional ? -1 : 0)..<layout.instances[entity.index]).map { Integer($0) }
      if tuples.count * values.count > most { return nil }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }
}
