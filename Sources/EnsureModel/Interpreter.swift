/// The reference interpreter: what a system means in one scope, step by step, with exact integers.
///
/// It is the independent witness that judges every engine, so it shares no code with any, and prefers being
/// plain to being fast.
public struct Interpreter: Sendable {
  /// The system under its threats.
  public private(set) var world: World
  /// The scope.
  public let layout: Layout
  /// The time that can be told apart; see `Horizon`. Nil if there is none, or all of it can.
  public let horizon: Horizon?
  /// Who wants to know which places steps and evaluations read; nobody if nil.
  public var reads: ReadRecord?

  /// An interpreter of `world` in `scope`.
  ///
  /// - Throws: what is wrong with the scope.
  public init(_ world: World, scope: Scope) throws(LayoutError) {
    self.world = world
    layout = try Layout(world.system, scope)
    horizon = Horizon(world, layout)
  }

  /// The value of a term of the world's bank, in the encoding of `State`. `environment` has to give each variable
  /// that is free in the term a value of its type.
  ///
  /// - Throws: which part of the term has no value.
  public func evaluate(_ term: Term, in state: State, _ environment: [VariableID: Integer] = [:])
    throws(Undefined) -> Integer
  {
    var evaluator = Evaluator(world, layout, state, environment)
    evaluator.reads = reads
    return try Interpreter.defined { () throws(Interruption) in try evaluator.value(term) }
  }

  /// An interpreter of the same scope that evaluates terms of another bank, and does nothing else.
  ///
  /// - Precondition: `bank` begins with the terms of the system.
  public func reading(_ bank: TermBank) -> Interpreter {
    var reader = self
    reader.world = world.with(bank)
    return reader
  }

  /// The state after `ticks` ticks: every instant lies so much farther back. Ages that nothing tells apart become
  /// equal.
  ///
  /// - Returns: nil if the system has no time, `ticks` is less than 1, or a deadline would be missed.
  public func delay(_ ticks: Integer, in state: State) -> State? {
    guard world.system.hasTime, ticks.signum > 0, missed(ticks, in: state) == nil else { return nil }
    var next = state
    for slot in layout.instantSlots {
      next.values[slot] -= world.sabotage == .timeRunsBackwards ? -ticks : ticks
    }
    return normalised(next)
  }

  /// The representative of all states that differ from `state` only in ages that nothing tells apart.
  public func normalised(_ state: State) -> State {
    guard world.system.hasTime, let horizon else { return state }
    return horizon.normalised(state, layout.instantSlots)
  }

  /// Runs an evaluation without an oracle.
  static func defined<Value>(_ evaluate: () throws(Interruption) -> Value) throws(Undefined) -> Value {
    do {
      return try evaluate()
    } catch {
      guard case .undefined(let undefined) = error else { fatalError("only an oracle's tape can end") }
      throw undefined
    }
  }
}

/// Why a question about a scope has no answer in reasonable time.
public enum RangeError: Error, Hashable, Sendable {
  /// The scope does not say what `name` ranges over.
  case unbounded(name: String)
  /// `name` (or what depends on it) ranges over too many values to look at each.
  case tooMany(name: String)
}
