public import EnsureModel

/// Walks through a world, step by step or at random.
public struct Simulation: Sendable {
  /// An action that cannot be taken in a state, and why: of all ways to take it, the one that gets farthest.
  public struct Obstacle: Sendable {
    /// The move, as a position in `World.moves`.
    public let move: Int
    /// The values of its parameters.
    public let arguments: [Integer]
    /// Who would act; nil where it makes no difference.
    public let principal: Int?
    /// What stands in the way.
    public let explanation: Explanation
  }

  /// Gives the meaning.
  public let interpreter: Interpreter

  /// A walk through `world` in `scope`.
  ///
  /// - Throws: what is wrong with the scope.
  public init(_ world: World, scope: Scope) throws(ExploreError) {
    do { interpreter = try Interpreter(world, scope: scope) } catch { throw .layout(error) }
  }

  /// The initial states.
  ///
  /// - Throws: why they cannot be enumerated.
  public func initialStates() throws(ExploreError) -> EnsureModel.InitialStates {
    do { return try interpreter.initialStates() } catch { throw ExploreError(error) }
  }

  /// The steps that can be taken in a state, move by move, then the ways to let time pass. A step may come more
  /// than once, with different values for what is arbitrary in it.
  ///
  /// - Throws: that a parameter has no range.
  public func steps(in state: State) throws(ExploreError) -> [TraceStep] {
    let possible: [PossibleStep]
    do { possible = try interpreter.possibleSteps(in: state) } catch { throw ExploreError(error) }
    var steps: [TraceStep] = []
    for step in possible {
      guard case .taken(let taken) = step.result else { continue }
      let move = interpreter.world.moves[step.move]
      steps.append(
        TraceStep(
          event: .action(move.action, arguments: step.arguments, move.agency),
          principal: step.principal.flatMap { instance in
            move.principalRole.map { TraceStep.Principal(entity: $0, instance: instance) }
          }, threats: taken.threats, brokenHonesty: taken.brokenHonesty, arbitrary: step.tape,
          state: taken.state))
    }
    for ticks in interpreter.layout.scope.delays.values.sorted() {
      guard let next = interpreter.delay(Integer(ticks), in: state) else { continue }
      steps.append(
        TraceStep(
          event: .delay(Integer(ticks)), principal: nil, threats: [], brokenHonesty: [], arbitrary: [],
          state: next))
    }
    return steps
  }

  /// For each move that cannot be taken at all: why not.
  ///
  /// - Throws: that a parameter has no range.
  public func obstacles(in state: State) throws(ExploreError) -> [Obstacle] {
    var obstacles: [Obstacle] = []
    for (position, move) in interpreter.world.moves.enumerated() {
      let tuples: [[Integer]]
      do { tuples = try interpreter.arguments(of: move.action) } catch { throw ExploreError(error) }
      var farthest: (progress: Int, obstacle: Obstacle)?
      var isPossible = false
      search: for arguments in tuples {
        for principal in interpreter.principals(of: move, in: state) {
          guard let found = interpreter.explain(move, arguments: arguments, principal: principal, in: state)
          else {
            isPossible = true
            break search
          }
          let progress = found.block.progress
          if progress > farthest?.progress ?? -1 {
            farthest = (
              progress, Obstacle(move: position, arguments: arguments, principal: principal, explanation: found)
            )
          }
        }
      }
      if !isPossible, let farthest { obstacles.append(farthest.obstacle) }
    }
    return obstacles
  }

  /// A walk of up to `steps` steps, each chosen by the seed's luck; it ends early where nothing is possible.
  ///
  /// - Throws: why the world cannot be walked through.
  public func walk(seed: UInt64, steps count: Int) throws(ExploreError) -> Trace {
    var luck = Luck(seed: seed)
    let initial = try initialStates()
    let chosen = Int.random(in: 0..<min(initial.count, 1 << 16), using: &luck)
    guard let start = initial.dropFirst(chosen).first(where: { _ in true }) else { throw .noInitialState }
    var state = start
    var steps: [TraceStep] = []
    for _ in 0..<count {
      guard let step = try self.steps(in: state).randomElement(using: &luck) else { break }
      steps.append(step)
      state = step.state
    }
    return Trace(
      scope: interpreter.layout.scope, threats: interpreter.world.threats, initial: start, steps: steps)
  }
}

/// Numbers that look random and repeat (SplitMix64, Steele, Lea and Flood, OOPSLA 2014).
private struct Luck: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Block {
  /// How far the step came.
  var progress: Int {
    switch self {
    case .argument: 0
    case .principal: 1
    case .guard(let position): 2 + position
    case .commit(let position): 1 << 20 + position
    }
  }
}

extension ExploreError {
  init(_ error: RangeError) {
    switch error {
    case .unbounded(let name): self = .unbounded(name)
    case .tooMany(let name): self = .tooLarge("values of \(name)", limit: Grounding.limit)
    }
  }

  init(_ error: InitialError) {
    switch error {
    case .range(let error): self.init(error)
    case .undefined, .unsatisfiable: self = .noInitialState
    }
  }
}
