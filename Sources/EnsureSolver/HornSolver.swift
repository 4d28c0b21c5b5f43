internal import CZ3
public import EnsureModel

/// Z3's fixedpoint engine (A. Komuravelli, A. Gurfinkel, S. Chaki, *SMT-based model checking for recursive programs*, CAV
/// 2014): predicates and Horn clauses about them. What it answers is a candidate, and nobody's word for anything.
public final class HornSolver {
  /// A predicate that is asked for.
  public struct Predicate: Hashable {
    let declaration: OpaquePointer
    /// The sorts of its arguments: booleans and integers.
    public let sorts: [Sort]
  }

  /// What a predicate is applied to.
  public enum Argument {
    /// A boolean.
    case truth(Proposition)
    /// An integer.
    case number(Number)
  }

  /// What a query says.
  public enum Outcome: Equatable, Sendable {
    /// The clauses derive the predicate.
    case reachable
    /// They don't; `interpretation` says what the others can be.
    case unreachable
    /// The engine does not know.
    case unknown(Solver.Reason)
  }

  /// The context.
  public let context: SolverContext
  /// Stops the engine from another thread.
  public let interrupter: Interrupter
  private let raw: OpaquePointer
  private var rules = 0
  private var predicates: Set<OpaquePointer> = []
  /// What kind of function a constant is that Z3 does not interpret; the number differs between its versions.
  private let newKind: Z3_decl_kind

  /// An engine without clauses.
  ///
  /// - Parameter isPlain: whether what the engine does before it begins (slicing, inlining) is left out.
  public init(_ context: SolverContext, seed: UInt32 = 0, isPlain: Bool = false) {
    self.context = context
    interrupter = Interrupter(context)
    let sample = Z3_to_app(context.raw, context.makeProposition("new").node)
    newKind = Z3_get_decl_kind(context.raw, Z3_get_app_decl(context.raw, sample))
    raw = SolverContext.required(Z3_mk_fixedpoint(context.raw))
    Z3_fixedpoint_inc_ref(context.raw, raw)
    let parameters = SolverContext.required(Z3_mk_params(context.raw))
    Z3_params_inc_ref(context.raw, parameters)
    func symbol(_ name: String) -> OpaquePointer? { Z3_mk_string_symbol(context.raw, name) }
    Z3_params_set_symbol(context.raw, parameters, symbol("engine"), symbol("spacer"))
    if seed != 0 { Z3_params_set_uint(context.raw, parameters, symbol("spacer.random_seed"), seed) }
    if isPlain {
      for name in ["xform.slice", "xform.inline_linear", "xform.inline_eager"] {
        Z3_params_set_bool(context.raw, parameters, symbol(name), false)
      }
    }
    Z3_fixedpoint_set_params(context.raw, raw, parameters)
    Z3_params_dec_ref(context.raw, parameters)
  }

  deinit { Z3_fixedpoint_dec_ref(context.raw, raw) }

  /// A new predicate.
  public func makePredicate(_ name: String, _ sorts: [Sort]) -> Predicate {
    let domain = sorts.map { Optional($0 == .boolean ? context.booleanSort : context.integerSort) }
    let declaration = domain.withUnsafeBufferPointer {
      Z3_mk_fresh_func_decl(context.raw, name, UInt32($0.count), $0.baseAddress, context.booleanSort)
    }
    let made = SolverContext.required(declaration)
    _ = context.pin(Z3_func_decl_to_ast(context.raw, made))
    Z3_fixedpoint_register_relation(context.raw, raw, made)
    predicates.insert(made)
    return Predicate(declaration: made, sorts: sorts)
  }

  /// The predicate of these arguments.
  public func apply(_ predicate: Predicate, _ arguments: [Argument]) -> Proposition {
    let nodes = arguments.map { argument -> OpaquePointer? in
      switch argument {
      case .truth(let proposition): proposition.node
      case .number(let number): context.node(number)
      }
    }
    let node = nodes.withUnsafeBufferPointer {
      Z3_mk_app(context.raw, predicate.declaration, UInt32($0.count), $0.baseAddress)
    }
    return Proposition(node: context.pin(node))
  }

  /// Adds a clause: if the body holds, so does the head, for all values of all new numbers and propositions in it.
  public func add(_ body: Proposition, implies head: Proposition) {
    // The engine looks for the implication itself.
    let rule = context.pin(Z3_mk_implies(context.raw, body.node, head.node))
    let constants = self.constants(rule).map { Optional($0) }
    var closed = rule
    if !constants.isEmpty {
      closed = context.pin(
        constants.withUnsafeBufferPointer {
          Z3_mk_forall_const(context.raw, 0, UInt32($0.count), $0.baseAddress, 0, nil, rule)
        })
    }
    rules += 1
    Z3_fixedpoint_add_rule(context.raw, raw, closed, Z3_mk_string_symbol(context.raw, "rule\(rules)"))
  }

  /// The constants below a node that Z3 does not interpret.
  private func constants(_ root: OpaquePointer) -> [OpaquePointer] {
    var found: [OpaquePointer] = []
    var seen: Set<OpaquePointer> = [root]
    var open = [root]
    while let node = open.popLast() {
      guard Z3_get_ast_kind(context.raw, node) == Z3_APP_AST, let application = Z3_to_app(context.raw, node)
      else {
        continue
      }
      let count = Z3_get_app_num_args(context.raw, application)
      if count == 0, let declaration = Z3_get_app_decl(context.raw, application),
        Z3_get_decl_kind(context.raw, declaration) == newKind, !predicates.contains(declaration)
      {
        found.append(node)
      }
      for index in 0..<count {
        if let child = Z3_get_app_arg(context.raw, application, index), seen.insert(child).inserted {
          open.append(child)
        }
      }
    }
    return found
  }

  /// Whether the clauses derive a predicate without arguments.
  ///
  /// - Parameter budget: what the engine may spend, in Z3's units, which repeat from run to run; nil is no limit.
  public func query(_ predicate: Predicate, budget: UInt32? = nil) -> Outcome {
    if interrupter.isRaised { return .unknown(.interrupted) }
    // The engine has no such setting of its own.
    Z3_update_param_value(context.raw, "rlimit", "\(budget ?? 0)")
    defer { Z3_update_param_value(context.raw, "rlimit", "0") }
    let goal = context.pin(Z3_mk_app(context.raw, predicate.declaration, 0, nil))
    switch Z3_fixedpoint_query(context.raw, raw, goal) {
    case Z3_L_TRUE: return .reachable
    case Z3_L_FALSE: return .unreachable
    default: return .unknown(interrupter.isRaised ? .interrupted : .incomplete)
    }
  }

  /// What a predicate can be, after `unreachable`, as a term.
  ///
  /// - Parameters:
  ///   - arguments: the terms that stand for its arguments.
  ///   - bank: where the term is made.
  /// - Returns: nil if the answer has something in it that terms don't.
  public func interpretation(_ predicate: Predicate, _ arguments: [Term], _ bank: inout TermBank) -> Term? {
    guard let cover = Z3_fixedpoint_get_cover_delta(context.raw, raw, -1, predicate.declaration) else {
      return nil
    }
    var reader = AnswerReader(context, arguments)
    return reader.term(context.pin(cover), &bank)
  }
}
