import EnsureModel
import EnsureObligations

/// Watches runs as an observer does, so that lemmas about what it remembers can be held against them.
struct RunWatch {
  /// How many tuples are watched in one run.
  private static let mostTuples = 64

  private let observer: Observer
  private let variables: [VariableID]
  /// Reads the runs.
  private let interpreter: Interpreter
  /// Reads their states with what the observer remembers beside them.
  let reader: Interpreter

  /// A watch over runs of one scope; nil if it cannot be laid out.
  ///
  /// - Parameters:
  ///   - world: the one that the runs are runs of, or of a smaller one.
  ///   - observed: the same with the observer's globals.
  init?(_ observer: Observer, _ world: World, observed: World, _ scope: Scope) {
    guard let interpreter = try? Interpreter(world, scope: scope),
      let reader = try? Interpreter(observed, scope: scope)
    else { return nil }
    self.observer = observer
    self.interpreter = interpreter
    self.reader = reader
    variables = world.system.properties[observer.property.index].variables
  }

  /// The states of a run, for each tuple that may be watched, with what is remembered there. States at which that is nothing are
  /// left out: hardly any lemma says something about these that it does not say of all states.
  func states(of run: Trace) -> [State] {
    let tuples = ReachedStates.tuples(
      of: variables, interpreter.world.bank, interpreter.layout, most: Self.mostTuples)
    return (tuples ?? []).flatMap { states(of: run, watching: $0) }
  }

  private func states(of run: Trace, watching tuple: [Integer]) -> [State] {
    let environment = Dictionary(zip(variables, tuple)) { first, _ in first }
    var remembered: [(was: GlobalID, values: [Bool?])] = []
    for memory in observer.memories {
      guard let values = try? interpreter.values(of: memory.formula, environment, on: run) else { return [] }
      remembered.append((memory.was, values))
    }
    var beside: [GlobalID: Integer] = [observer.broken: 0]
    for (parameter, value) in zip(observer.parameters, tuple) { beside[parameter] = value }
    var states: [State] = []
    var previous = run.initial
    for (position, step) in run.steps.enumerated() {
      // A witness may end with a step that is refused, which nobody sees.
      if position == run.steps.count - 1, step.state == previous { break }
      previous = step.state
      let values = remembered.map { (was: $0.was, value: $0.values[position]) }
      // Behind what has no value a run is over.
      if values.contains(where: { $0.value == nil }) { break }
      for (was, value) in values { beside[was] = value == true ? 1 : 0 }
      if values.contains(where: { $0.value == true }) { states.append(extended(step.state, by: beside)) }
    }
    return states
  }

  /// A state with values for the observer's globals, which stand behind those of the system. When something was is not known, and
  /// nothing that speaks of that is held against it.
  private func extended(_ state: State, by globals: [GlobalID: Integer]) -> State {
    var rest = state.values[...]
    let values = reader.layout.places.map { place -> Integer in
      if case .global(let global) = place, global.index >= interpreter.world.system.globals.count {
        return globals[global] ?? 0
      }
      return rest.popFirst() ?? 0
    }
    return State(values: values)
  }
}
