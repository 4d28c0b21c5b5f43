import EnsureModel

/// The reachable states of a world in a scope, found bit by bit: the compiled steps, the interpreter that decides
/// where they give up, and the states that are known.
final class StateSpace {
  let interpreter: Interpreter
  let steps: [GroundStep]
  let store: StateStore
  fileprivate let machine: Machine
  private let expansion: Int
  /// Where the code of each condition starts.
  private let conditions: [Int]
  /// For steps of principals who may be corrupt: where the code of their discipline starts.
  fileprivate let disciplines: [Int: Int]
  private let normaliser: AgeNormaliser?
  /// Places that nothing changes and nothing reads.
  let unreadSlots: [Int]
  /// For each entity how many instances those before it have.
  let instanceStarts: [Int]
  private var large = LargeValues()
  /// Whether numbers grow so large that there is no point in going on.
  var hasEnormousNumbers: Bool { large.isEnormous }
  fileprivate let bank: GroundBank

  /// Genuine steps that had no value in the state that was expanded last.
  private(set) var defects: [(step: Int, undefined: Undefined)] = []
  /// How often the interpreter was asked, and how often it may be while the search goes on.
  private(set) var interpretations = 0
  var interpretationLimit = Int.max

  /// How many ways in which the undefined terms of one forged step can turn out are tried.
  static let tapeLimit = 1 << 16
  /// A step with more ways than that; what was found is then not all there is.
  private(set) var overflowing: Int?

  /// - Parameter conditions: further conditions to compile, for `judge`.
  init(
    _ interpreter: Interpreter, withParticipants: Bool = false,
    conditions: (inout Translator) throws(ExploreError) -> [GroundTerm]
  ) throws(ExploreError) {
    self.interpreter = interpreter
    let layout = interpreter.layout
    var grounding = try Grounding(interpreter.world, layout, withParticipants: withParticipants)
    let compiled = try conditions(&grounding.translator)
    steps = grounding.steps
    bank = grounding.translator.bank
    let isRead = grounding.translator.bank.readSlots(count: layout.count)
    unreadSlots = layout.places.indices.filter { !isRead[$0] && !layout.isMutable(layout.places[$0]) }
    instanceStarts = layout.instances.indices.map { layout.instances[..<$0].reduce(0, +) }
    var assembler = Assembler(bank: grounding.translator.bank, bounds: layout.bounds)
    expansion = GuardTree.emit(steps, into: &assembler)
    self.conditions = compiled.map { assembler.emitCondition($0) }
    var disciplines: [Int: Int] = [:]
    for (number, step) in steps.enumerated() where assembler.bank.constant(of: step.probe) != 1 {
      disciplines[number] = assembler.emitCondition(step.probe)
    }
    self.disciplines = disciplines
    assembler.link()
    machine = Machine(
      assembler, width: layout.count, stepCount: steps.count, localCount: grounding.translator.localCount)
    store = StateStore(width: layout.count)
    normaliser = AgeNormaliser(interpreter)
  }

  var width: Int { store.width }

  // MARK: States

  func encode(_ state: State) -> [Int32] { state.values.map { large.word($0) } }

  func decode(_ row: UnsafePointer<Int32>) -> State {
    State(values: (0..<width).map { large.value(row[$0]) })
  }

  func hash(_ row: UnsafePointer<Int32>) -> UInt64 { machine.hash(row) }

  fileprivate func isLarge(_ row: UnsafePointer<Int32>) -> Bool {
    if large.isEmpty { return false }
    for slot in 0..<width where StateWord.isTagged(row[slot]) { return true }
    return false
  }

  // MARK: Steps

  /// Calls `visit` with each step that can be taken in a state and the state behind it; the row is good during
  /// the call only. `defects` tells which genuine steps had no value.
  @inline(__always)
  func expand(
    _ row: UnsafePointer<Int32>, _ hash: UInt64,
    _ visit: (_ step: Int, _ row: UnsafePointer<Int32>, _ hash: UInt64) -> Void
  ) {
    defects.removeAll(keepingCapacity: true)
    if isLarge(row) {
      let state = decode(row)
      for step in steps.indices { interpret(step, state, visit) }
      return
    }
    machine.expand(row, hash: hash, from: expansion)
    let count = machine.count
    if let normaliser {
      for number in 0..<count {
        let next = machine.rows + number * width
        if normaliser.normalise(next) { machine.hashes[number] = machine.hash(next) }
      }
    }
    // The reads don't depend on each other, so that the waits for memory overlap.
    var touched: UInt64 = 0
    for number in 0..<count { touched |= store.touch(machine.hashes[number]) }
    lastTouched = touched
    for number in 0..<count {
      visit(Int(machine.steps[number]), machine.rows + number * width, machine.hashes[number])
    }
    if machine.trappedCount > 0 {
      let state = decode(row)
      for number in 0..<machine.trappedCount { interpret(Int(machine.trapped[number]), state, visit) }
    }
  }

  private var lastTouched: UInt64 = 0

  /// Lets the interpreter take a step, in every way that it can come about.
  private func interpret(
    _ step: Int, _ state: State,
    _ visit: (_ step: Int, _ row: UnsafePointer<Int32>, _ hash: UInt64) -> Void
  ) {
    for outcome in outcomes(of: step, in: state) {
      switch outcome {
      case .taken(let passage):
        let row = encode(passage.state)
        row.withUnsafeBufferPointer { buffer in
          if let start = buffer.baseAddress { visit(step, start, machine.hash(start)) }
        }
      case .undefined(let undefined): defects.append((step, undefined))
      }
    }
  }

  /// One way in which a step can come about.
  enum Outcome {
    /// It is taken.
    case taken(Passage)
    /// It is genuine and meets a term without a value.
    case undefined(Undefined)
  }

  /// What the interpreter says of a step. Of the values for undefined terms that lead to the same state the
  /// smallest are kept.
  func outcomes(of step: Int, in state: State) -> [Outcome] {
    switch steps[step].event {
    case .delay(let ticks):
      return interpreter.delay(Integer(ticks), in: state).map { [.taken(Passage(state: $0))] } ?? []
    case .move(let position, let principal, let arguments):
      var results: [Outcome] = []
      var tapes: [[Integer]] = [[]]
      var tried = 0
      var seen: Set<State> = []
      while let tape = tapes.popLast() {
        tried += 1
        interpretations += 1
        if tried > StateSpace.tapeLimit || interpretations > interpretationLimit {
          overflowing = step
          break
        }
        let result = interpreter.step(
          interpreter.world.moves[position], arguments: arguments.map { Integer($0) }, principal: principal,
          in: state, tape: tape)
        switch result {
        case .taken(let taken):
          guard tape.isEmpty || seen.insert(taken.state).inserted else { continue }
          results.append(
            .taken(
              Passage(
                state: taken.state, brokenHonesty: taken.brokenHonesty, threats: taken.threats, arbitrary: tape)
            ))
        case .undefined(let undefined): return [.undefined(undefined)]
        case .needs(let type):
          let values = interpreter.layout.arbitraryValues(of: type).values
          tapes += values.reversed().map { tape + [Integer($0)] }
        case .blocked, .badTape: break
        }
      }
      return results
    }
  }

  // MARK: Conditions

  /// Judges the compiled condition with that number; `.trapped` leaves it to the interpreter.
  @inline(__always)
  func judge(_ condition: Int, _ row: UnsafePointer<Int32>) -> Machine.Outcome {
    isLarge(row) ? .trapped : machine.judge(row, from: conditions[condition])
  }
}

/// One way in which a step has been taken.
struct Passage {
  /// The state behind it.
  let state: State
  /// The `honest` clauses that it breaks.
  var brokenHonesty: [Int] = []
  /// The threats that it needs.
  var threats: Set<ThreatID> = []
  /// What undefined terms stood for.
  var arbitrary: [Integer] = []
}

extension StateSpace {
  /// - Throws: that some forged step can turn out in too many ways.
  func checkCompleteness() throws(ExploreError) {
    guard let overflowing, case .move(let position, _, _) = steps[overflowing].event else { return }
    let action = interpreter.world.moves[position].action
    let name = interpreter.world.system.actions[action.index].name
    throw .tooLarge("arbitrary values in a forged \(name)", limit: StateSpace.tapeLimit)
  }

  /// The instance that a path leads to in a state; nil where it has none.
  func follow(_ path: GroundTerm, _ row: UnsafePointer<Int32>) -> Int? {
    let node = bank[path]
    switch node.op {
    case .constant: return node.value
    case .slot: return Int(row[node.value])
    case .lookup, .table:
      guard let instance = follow(GroundTerm(index: node.a), row), instance >= 0 else { return nil }
      let entries = bank.tables[node.value]
      guard entries.indices.contains(instance) else { return nil }
      return node.op == .table ? Int(entries[instance]) : Int(row[Int(entries[instance])])
    case .choice:
      guard let condition = follow(GroundTerm(index: node.a), row) else { return nil }
      return follow(GroundTerm(index: condition == 1 ? node.b : node.c), row)
    case .within:
      guard let value = follow(GroundTerm(index: node.a), row), value >= 0, value < node.value else {
        return nil
      }
      return value
    case .add, .subtract, .multiply, .equal, .less, .lessOrEqual, .and, .or:
      guard let left = follow(GroundTerm(index: node.a), row),
        let right = follow(GroundTerm(index: node.b), row)
      else { return nil }
      switch node.op {
      case .add: return left &+ right
      case .subtract: return left &- right
      case .multiply: return left &* right
      case .equal: return left == right ? 1 : 0
      case .less: return left < right ? 1 : 0
      case .lessOrEqual: return left <= right ? 1 : 0
      case .and: return left & right
      default: return left | right
      }
    case .not: return follow(GroundTerm(index: node.a), row).map { 1 - $0 }
    case .local, .quotient, .remainder, .trap: return nil
    }
  }

  /// Whether a genuine step that is possible in a state keeps `honest`.
  func keepsHonest(_ step: Int, _ row: UnsafePointer<Int32>) -> Bool {
    guard let start = disciplines[step] else { return true }
    let outcome = isLarge(row) ? .trapped : machine.judge(row, from: start)
    if outcome != .trapped { return outcome == .accepted }
    return outcomes(of: step, in: decode(row)).contains { outcome in
      if case .taken(let passage) = outcome { passage.brokenHonesty.isEmpty } else { false }
    }
  }
}

extension Layout {
  /// What the machine may put into each place; for everything else the interpreter decides.
  var bounds: [ClosedRange<Int>] {
    places.map { place in
      let type: ValueType
      switch place {
      case .field(let field, _): type = system.fields[field.index].type
      case .global(let global): type = system.globals[global.index].type
      case .start: return (1 - StateWord.limit)...(StateWord.limit - 1)
      }
      switch type.sort {
      case .boolean: return 0...1
      case .enumeration(let id): return 0...max(0, system.enumerations[id.index].members.count - 1)
      case .reference(let entity): return -1...(instances(of: entity) - 1)
      case .instant: return (1 - StateWord.limit)...(StateWord.limit - 1)
      case .integer:
        let small = (1 - StateWord.limit)...(StateWord.limit - 1)
        let lower = max(type.lower.map { $0.asInt ?? $0.signum * Int.max } ?? Int.min, small.lowerBound)
        let upper = min(type.upper.map { $0.asInt ?? $0.signum * Int.max } ?? Int.max, small.upperBound)
        // Nothing small belongs to the type: everything is left to the interpreter.
        return lower <= upper ? lower...upper : small.upperBound...small.upperBound
      }
    }
  }
}
