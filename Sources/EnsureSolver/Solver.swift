internal import CZ3
private import Synchronization

/// An incremental solver of a context.
public final class Solver {
  /// What a check says.
  public enum Outcome: Equatable {
    /// The propositions can hold together; `model` shows how.
    case satisfiable
    /// They cannot.
    case unsatisfiable
    /// The solver does not know.
    case unknown(Reason)
  }

  /// Why a solver does not know. Told by our own flags and counts, since the words of Z3 change with its version.
  public enum Reason: Equatable, Sendable {
    /// The budget of one check is used up.
    case resources
    /// Somebody raised the solver's `interrupter`.
    case interrupted
    /// The problem is beyond the solver's theories (products of variables), or memory is short.
    case incomplete
  }

  /// The context.
  public let context: SolverContext
  /// Stops the solver from another thread.
  public let interrupter: Interrupter
  private let raw: OpaquePointer
  /// What Z3 may spend on one check, in its own units, which repeat from run to run; nil is no limit.
  public let budget: UInt32?
  private var assumptions: [Proposition] = []
  /// What stands for each of the assumptions.
  private var literals: [Proposition] = []
  /// How many checks there have been.
  public private(set) var checks = 0

  /// A solver without assertions.
  ///
  /// - Parameter budget: the resource limit of each check.
  public init(_ context: SolverContext, budget: UInt32? = nil) {
    self.context = context
    interrupter = Interrupter(context)
    self.budget = budget
    raw = SolverContext.required(Z3_mk_simple_solver(context.raw))
    Z3_solver_inc_ref(context.raw, raw)
    let parameters = SolverContext.required(Z3_mk_params(context.raw))
    Z3_params_inc_ref(context.raw, parameters)
    if let budget { Z3_params_set_uint(context.raw, parameters, symbol("rlimit"), budget) }
    Z3_solver_set_params(context.raw, raw, parameters)
    Z3_params_dec_ref(context.raw, parameters)
  }

  deinit { Z3_solver_dec_ref(context.raw, raw) }

  private func symbol(_ name: String) -> OpaquePointer? { Z3_mk_string_symbol(context.raw, name) }

  /// Adds a proposition; it stays until the scope that it was added in is popped.
  public func assert(_ proposition: Proposition) {
    if proposition != context.yes { Z3_solver_assert(context.raw, raw, proposition.node) }
  }

  /// Opens a scope.
  public func push() { Z3_solver_push(context.raw, raw) }

  /// Closes the innermost scope, and forgets what was added in it.
  public func pop() { Z3_solver_pop(context.raw, raw, 1) }

  /// Whether everything asserted can hold together with these propositions. One that is neither a new proposition
  /// nor the negation of one costs an assertion.
  public func check(assuming assumptions: [Proposition] = []) -> Outcome {
    checks += 1
    if interrupter.isRaised { return .unknown(.interrupted) }
    self.assumptions = assumptions.filter { $0 != context.yes }
    literals = self.assumptions.map(literal)
    let before = budget == nil ? 0 : spent
    let nodes = literals.map { Optional($0.node) }
    let answer = nodes.withUnsafeBufferPointer {
      Z3_solver_check_assumptions(context.raw, raw, UInt32($0.count), $0.baseAddress)
    }
    switch answer {
    case Z3_L_TRUE: return .satisfiable
    case Z3_L_FALSE: return .unsatisfiable
    default:
      if interrupter.isRaised { return .unknown(.interrupted) }
      if let budget, spent &- before >= UInt64(budget) { return .unknown(.resources) }
      return .unknown(.incomplete)
    }
  }

  /// Those of the last check's assumptions that cannot hold together with what is asserted, after `unsatisfiable`.
  public func core() -> [Proposition] {
    guard let vector = Z3_solver_get_unsat_core(context.raw, raw) else { return [] }
    Z3_ast_vector_inc_ref(context.raw, vector)
    defer { Z3_ast_vector_dec_ref(context.raw, vector) }
    var members: Set<OpaquePointer> = []
    for index in 0..<Z3_ast_vector_size(context.raw, vector) {
      if let node = Z3_ast_vector_get(context.raw, vector, index) { members.insert(node) }
    }
    return zip(assumptions, literals).filter { members.contains($1.node) }.map { $0.0 }
  }

  /// The proposition itself if Z3 can assume it, else a new one that implies it.
  private func literal(_ proposition: Proposition) -> Proposition {
    if context.isLiteral(proposition) { return proposition }
    let literal = context.makeProposition("assumed")
    assert(context.implies(literal, proposition))
    return literal
  }

  /// The model of the last check, after `satisfiable`.
  public func model() -> SolverModel? {
    guard let model = Z3_solver_get_model(context.raw, raw) else { return nil }
    return SolverModel(context, model)
  }

  /// What has been spent so far, in Z3's units.
  public var spent: UInt64 {
    guard let statistics = Z3_solver_get_statistics(context.raw, raw) else { return 0 }
    Z3_stats_inc_ref(context.raw, statistics)
    defer { Z3_stats_dec_ref(context.raw, statistics) }
    for index in 0..<Z3_stats_size(context.raw, statistics) {
      guard let key = Z3_stats_get_key(context.raw, statistics, index), String(cString: key) == "rlimit count"
      else { continue }
      return UInt64(Z3_stats_get_uint_value(context.raw, statistics, index))
    }
    return 0
  }
}

/// Stops a solver from any thread: its running check, and all later ones, end with `unknown`.
public final class Interrupter: @unchecked Sendable {
  // The context is touched only by `Z3_interrupt`, the one call that Z3 allows from other threads.
  private let context: SolverContext
  private let flag = Atomic<Bool>(false)

  init(_ context: SolverContext) { self.context = context }

  /// Whether somebody has stopped the solver.
  public var isRaised: Bool { flag.load(ordering: .acquiring) }

  /// Stops the solver for good.
  public func raise() {
    flag.store(true, ordering: .releasing)
    Z3_interrupt(context.raw)
  }
}
