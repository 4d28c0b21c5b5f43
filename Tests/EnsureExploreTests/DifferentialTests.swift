import EnsureModel
import Testing

@testable import EnsureExplore

/// The compiled steps against the reference interpreter, on systems and states made by chance.
@Suite struct DifferentialTests {
  /// What can become of a step.
  struct Transition: Hashable {
    let event: GroundStep.Event
    let state: State?
    let undefined: Undefined?
  }

  @Test(arguments: 0..<50)
  func compiledStepsAreTheInterpreters(batch: Int) throws {
    for seed in batch * 24..<batch * 24 + 24 { try compare(UInt64(seed)) }
  }

  private func compare(_ seed: UInt64) throws {
    let random = RandomSystem(seed: seed)
    let interpreter = try Interpreter(random.world, scope: random.scope)
    let space = try StateSpace(interpreter) { (translator) throws(ExploreError) in
      [try translator.invariant(PropertyID(0))]
    }
    var dice = Dice(seed &+ 77)
    var state = try #require(Array(try interpreter.initialStates().prefix(3)).randomElement(using: &dice))
    state = interpreter.normalised(state)
    for round in 0..<6 {
      let expected = try reference(interpreter, state)
      let actual = compiled(space, state)
      if expected != actual {
        let missing = expected.subtracting(actual).prefix(2)
        let extra = actual.subtracting(expected).prefix(2)
        Issue.record("seed \(seed), round \(round): in \(state) missing \(missing), extra \(extra)")
        return
      }
      let failure = try interpreter.failure(of: PropertyID(0), in: state)
      space.encode(state).withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        switch space.judge(0, start) {
        case .accepted: #expect(failure == nil, "seed \(seed)")
        case .rejected: #expect(failure != nil, "seed \(seed)")
        case .done: Issue.record("a condition is judged")
        case .trapped: break
        }
      }
      let next = expected.compactMap(\.state).sorted { "\($0)" < "\($1)" }
      if let chosen = next.randomElement(using: &dice), dice.chance(60) {
        state = chosen
      } else {
        state = interpreter.normalised(arbitraryState(interpreter.layout, &dice))
      }
    }
  }

  private func reference(_ interpreter: Interpreter, _ state: State) throws -> Set<Transition> {
    var found: Set<Transition> = []
    for step in try interpreter.possibleSteps(in: state) {
      let event = GroundStep.Event.move(
        step.move, principal: step.principal, arguments: step.arguments.compactMap(\.asInt))
      switch step.result {
      case .taken(let taken): found.insert(Transition(event: event, state: taken.state, undefined: nil))
      case .undefined(let undefined): found.insert(Transition(event: event, state: nil, undefined: undefined))
      default: break
      }
    }
    for delay in interpreter.layout.scope.delays.values {
      guard let next = interpreter.delay(Integer(delay), in: state) else { continue }
      found.insert(Transition(event: .delay(delay), state: next, undefined: nil))
    }
    return found
  }

  private func compiled(_ space: StateSpace, _ state: State) -> Set<Transition> {
    var found: Set<Transition> = []
    space.encode(state).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      space.expand(start, space.hash(start)) { step, row, hash in
        #expect(hash == space.hash(row))
        found.insert(Transition(event: space.steps[step].event, state: space.decode(row), undefined: nil))
      }
      for defect in space.defects {
        found.insert(Transition(event: space.steps[defect.step].event, state: nil, undefined: defect.undefined))
      }
    }
    // Where ranks change, the interpreter names one principal of each rank, the search all.
    return found.filter { transition in
      guard case .move(let move, let principal?, _) = transition.event else { return true }
      let interpreter = space.interpreter
      return interpreter.principals(of: interpreter.world.moves[move], in: state).contains(principal)
    }
  }

  /// A state of the right types, with small and with very large numbers.
  private func arbitraryState(_ layout: Layout, _ dice: inout Dice) -> State {
    let isLarge = dice.chance(30)
    let words = [1 << 29, (1 << 30) - 1, 1 << 30, 1 << 31, -(1 << 30), 1 << 62]
    let large: [Integer] = words.map { Integer($0) } + [huge]
    return State(
      values: layout.places.map { place in
        guard let type = layout.type(of: place) else { return -3 }
        let values = layout.arbitraryValues(of: type).values
        if type.sort == .integer, type.lower == nil, isLarge, dice.chance(40) {
          return dice.pick(large)
        }
        return Integer(dice.pick(values))
      })
  }
}
