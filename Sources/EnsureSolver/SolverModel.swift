internal import CZ3
public import EnsureModel

/// Values for which everything asserted and assumed holds.
public final class SolverModel {
  private let context: SolverContext
  private let raw: OpaquePointer

  init(_ context: SolverContext, _ raw: OpaquePointer) {
    self.context = context
    self.raw = raw
    Z3_model_inc_ref(context.raw, raw)
  }

  deinit { Z3_model_dec_ref(context.raw, raw) }

  /// Whether the proposition holds; where that makes no difference, some answer.
  public func holds(_ proposition: Proposition) -> Bool {
    if let known = context.known(proposition) { return known }
    return evaluate(proposition.node) { Z3_get_bool_value(context.raw, $0) == Z3_L_TRUE } ?? false
  }

  /// The number's value; where it makes no difference, some value.
  public func value(_ number: Number) -> Integer {
    guard case .term(let term) = number else { return number.known ?? 0 }
    return evaluate(term.node) { value in
      guard Z3_get_ast_kind(context.raw, value) == Z3_NUMERAL_AST,
        let digits = Z3_get_numeral_string(context.raw, value)
      else { return nil }
      return Integer(String(cString: digits))
    } ?? 0
  }

  /// Evaluates a term, the model completed where it says nothing, and reads the result.
  private func evaluate<Value>(_ node: OpaquePointer, _ read: (OpaquePointer) -> Value?) -> Value? {
    var result: OpaquePointer?
    guard Z3_model_eval(context.raw, raw, node, true, &result), let result else { return nil }
    Z3_inc_ref(context.raw, result)
    defer { Z3_dec_ref(context.raw, result) }
    return read(result)
  }
}
