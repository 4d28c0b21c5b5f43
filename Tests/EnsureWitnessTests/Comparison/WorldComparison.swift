import EnsureModel
import EnsureSemantics

/// Compares the two witnesses in one world.
struct WorldComparison {
  /// An outcome of a step, in the interpreter's words; without a state it is a defect.
  struct Outcome: Hashable {
    let state: State?
    let broken: [Int]
  }

  let scope: NaiveScope
  let steps: NaiveSteps
  let interpreter: Interpreter
  let mapping: StateMapping
  let settings: Differential
  var random: SeededGenerator
  var counts = ComparisonCounts()
  /// For each action, and the declared arguments: all arguments, with what `choose` and `new` stand for.
  var arguments: [Int: [[Integer]: [[Integer]]]] = [:]

  init(
    _ system: TransitionSystem, _ scope: NaiveScope, _ threats: Set<Int>, _ settings: Differential,
    _ random: SeededGenerator
  ) throws {
    self.scope = scope
    self.settings = settings
    self.random = random
    steps = NaiveSteps(scope: scope, threats: threats)
    let world = World(system, threats: Set(threats.map { ThreatID($0) }))
    interpreter = try Interpreter(world, scope: scope.scope(for: system))
    mapping = StateMapping(scope, interpreter)
  }

  func disagreement(_ subject: String, _ details: String) -> Disagreement {
    let names = steps.threats.sorted().map { scope.system.threats[$0].name }
    return Disagreement(subject: subject, threats: names, details: details)
  }

  /// The first disagreement; nil if there is none.
  mutating func run() -> Disagreement? {
    if let found = compareInitials() ?? compareArguments() { return found }
    for _ in 0..<settings.traces {
      guard var naive = randomInitial() else { return nil }
      var state = mapping.state(naive)
      if !interpreter.isInitial(state) {
        return disagreement("initial", "the interpreter refuses \(describe(naive))")
      }
      for _ in 0..<settings.depth {
        counts.states += 1
        if let found = compareProperties(naive, state) { return found }
        var next: [(NaiveState, State)] = []
        for (agency, action) in steps.moves {
          if let found = compareSteps(agency, action, naive, state, &next) { return found }
        }
        if let found = compareDeeds(naive, state, &next) { return found }
        if !scope.delays.isEmpty, next.isEmpty || random.chance(25) {
          let ticks = Integer(random.pick(scope.delays))
          var later = naive
          later.now += ticks
          guard let passed = interpreter.delay(ticks, in: state) else {
            return disagreement("delay", "the interpreter has no time")
          }
          if mapping.known(passed) != mapping.known(mapping.state(later)) {
            return disagreement(
              "delay", "of \(ticks) in \(describe(naive))\n\(passed)\n\(mapping.state(later))")
          }
          (naive, state) = (later, passed)
          continue
        }
        if next.isEmpty { break }
        (naive, state) = random.pick(next)
      }
    }
    return nil
  }

  // MARK: Initial states

  private mutating func randomInitial() -> NaiveState? {
    let initials = NaiveInitials(scope)
    for _ in 0..<60 {
      if let state = initials.state({ random.below($0) }) { return state }
    }
    return nil
  }

  /// Where there are few, both have the same initial states.
  private func compareInitials() -> Disagreement? {
    let expected = (try? interpreter.initialStates(limit: 1000)).map { $0.count <= 200 ? Set($0) : nil }
    guard case let expected?? = expected else { return nil }
    var found: Set<State> = []
    var chooser = Chooser()
    let initials = NaiveInitials(scope)
    var ways = 0
    repeat {
      ways += 1
      if ways > 2000 { return nil }
      if let state = initials.state({ chooser.choose($0) }) { found.insert(mapping.state(state)) }
    } while chooser.advance()
    if found == expected { return nil }
    let text =
      "naive only: \(found.subtracting(expected).prefix(2)); interpreter only: \(expected.subtracting(found).prefix(2))"
    return disagreement("initial states", text)
  }

  /// Both let the parameters of every action range over the same values.
  private mutating func compareArguments() -> Disagreement? {
    let state = NaiveState()
    for (_, action) in steps.moves where arguments[action] == nil {
      let declared = scope.system.actions[action].parameters
      guard let all = try? interpreter.arguments(of: ActionID(action), limit: 4000) else {
        arguments[action] = [:]
        continue
      }
      let width = declared.map {
        scope.system.locals[$0.index].type.type == .anyMoney ? 2 : 1
      }.reduce(0, +)
      let groups = Dictionary(grouping: all) { Array($0.prefix(width)) }
      let expected = Set(
        steps.arguments(of: action).map { tuple in
          zip(tuple, declared).flatMap {
            mapping.encoded($0, scope.system.locals[$1.index].type.type, in: state)
          }
        })
      if Set(groups.keys) != expected {
        return disagreement(
          "arguments", "of \(scope.system.actions[action].name): \(groups.keys) and \(expected)")
      }
      arguments[action] = groups
    }
    return nil
  }
}
