internal import CZ3

/// Z3's own reading of a file: the second opinion in tests and comparisons, and nobody's verdict.
public struct SMTLIBProblem {
  private let text: String

  /// The problem that the text states.
  public init(_ text: String) { self.text = text }

  /// Whether its assertions are satisfiable; for a Horn problem, whether nothing bad is reached.
  ///
  /// - Parameters:
  ///   - logic: the logic, such as `HORN`.
  ///   - milliseconds: how long Z3 may take.
  /// - Returns: nil if Z3 does not know, or does not read the text.
  public func isSatisfiable(logic: String, milliseconds: UInt32) -> Bool? {
    let context = SolverContext()
    guard let raw = Z3_mk_solver_for_logic(context.raw, Z3_mk_string_symbol(context.raw, logic)) else {
      return nil
    }
    Z3_solver_inc_ref(context.raw, raw)
    defer { Z3_solver_dec_ref(context.raw, raw) }
    let parameters = SolverContext.required(Z3_mk_params(context.raw))
    Z3_params_inc_ref(context.raw, parameters)
    Z3_params_set_uint(context.raw, parameters, Z3_mk_string_symbol(context.raw, "timeout"), milliseconds)
    Z3_solver_set_params(context.raw, raw, parameters)
    Z3_params_dec_ref(context.raw, parameters)
    Z3_solver_from_string(context.raw, raw, text)
    if Z3_get_error_code(context.raw) != Z3_OK { return nil }
    switch Z3_solver_check(context.raw, raw) {
    case Z3_L_TRUE: return true
    case Z3_L_FALSE: return false
    default: return nil
    }
  }
}
