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
    var compared = 0
    for seed in batch * 24..<batch * 24 + 24 { compared += try compare(UInt64(seed)) }
    // Few systems may be passed over.
    #expect(compared > 72)
  }

  /// Returns how many states have been compared.
  private func compare(_ seed: UInt64) throws -> Int {
    var compared = 0
    let random = RandomSystem(seed: seed)
    let interpreter = try Interpreter(random.world, scope: random.scope)
    let space = try StateSpace(interpreter) { (translator) throws(ExploreError) in
      [try translator.invariant(PropertyID(0))]
    }
    var dice = Dice(seed &+ 77)
    var state = try #require(Array(try interpreter.initialStates().prefix(3)).randomElement(using: &dice))
    state = interpreter.normalised(state)
    for round in 0..<6 {
      guard let expected = try reference(interpreter, state) else { return compared }
      compared += 1
      let actual = compiled(space, state)
      if expected != actual {
        let missing = Array(expected.subtracting(actual).prefix(1))
        let extra = Array(actual.subtracting(expected).prefix(1))
        if let undefined = missing.first?.undefined {
          print("undefined:", text(undefined.term, interpreter.world.bank))
        }
        if case .move(let move, _, _)? = (missing + extra).first?.event {
          let move = interpreter.world.moves[move]
          let action = interpreter.world.system.actions[move.action.index]
          print("guards:", move.guards.map { text($0.clause.term, interpreter.world.bank) })
          print(
            "body:",
            action.body.map { statement -> String in
              switch statement {
              case .assign(.field(let field, let instance), let value, _):
                "\(text(instance, interpreter.world.bank)).f\(field.index) = \(text(value, interpreter.world.bank))"
              case .assign(.global(let global), let value, _):
                "g\(global.index) = \(text(value, interpreter.world.bank))"
              case .bind(let variable, let value, _):
                "let v\(variable.index) = \(text(value, interpreter.world.bank))"
              case .branch(let condition, _, _, _): "if \(text(condition, interpreter.world.bank))"
              case .update(let variable, where: let filter, _, _):
                "for each v\(variable.index) where \(text(filter, interpreter.world.bank))"
              }
            })
        }
        Issue.record("seed \(seed), round \(round): in \(state) missing \(missing), extra \(extra)")
        return compared
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
    return compared
  }

  /// What the interpreter says; nil if a forged step meets so many undefined terms that it would take too long.
  private func reference(_ interpreter: Interpreter, _ state: State) throws -> Set<Transition>? {
    var found: Set<Transition> = []
    for (position, move) in interpreter.world.moves.enumerated() {
      for arguments in try interpreter.arguments(of: move.action) {
        for principal in interpreter.principals(of: move, in: state) {
          let event = GroundStep.Event.move(
            position, principal: principal, arguments: arguments.compactMap(\.asInt))
          var tapes: [[Integer]] = [[]]
          var tried = 0
          while let tape = tapes.popLast() {
            tried += 1
            if tried > 100 { return nil }
            switch interpreter.step(move, arguments: arguments, principal: principal, in: state, tape: tape) {
            case .taken(let taken): found.insert(Transition(event: event, state: taken.state, undefined: nil))
            case .undefined(let undefined):
              found.insert(Transition(event: event, state: nil, undefined: undefined))
            case .needs(let type):
              tapes += interpreter.layout.arbitraryValues(of: type).values.map { tape + [Integer($0)] }
            case .blocked, .badTape: break
            }
          }
        }
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

/// A term as text, for messages of tests.
func text(_ term: Term, _ bank: TermBank) -> String {
  let children = bank.children(term).map { text($0, bank) }.joined(separator: ", ")
  let node = "\(bank[term])".prefix { $0 != "(" }
  switch bank[term] {
  case .integer(let value): return "\(value)"
  case .variable(let variable): return "v\(variable.index)"
  case .field(let field, _): return "\(children).f\(field.index)"
  case .member(_, let position): return "m\(position)"
  case .boolean(let value): return "\(value)"
  case .global(let global): return "g\(global.index)"
  default: return "\(node)[\(children)]"
  }
}
