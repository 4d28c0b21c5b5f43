internal import CZ3
public import EnsureModel

/// A context of Z3: the terms that are made in it live as long as it does.
///
/// One context belongs to one thread; only an `Interrupter` reaches into it from another. Terms are handles without a count
/// of references, pinned in one vector of the context, which costs half of what counting each of them would.
public final class SolverContext {
  let raw: OpaquePointer
  private let pinned: OpaquePointer
  let booleanSort: OpaquePointer
  let integerSort: OpaquePointer
  private var numerals: [Integer: OpaquePointer] = [:]

  /// The proposition that always holds.
  public let yes: Proposition
  /// The proposition that never holds.
  public let no: Proposition

  /// An empty context.
  public init() {
    let configuration = Z3_mk_config()
    // Warnings would go to the standard output.
    Z3_global_param_set("verbose", "0")
    guard let context = Z3_mk_context_rc(configuration) else { fatalError("Z3 has no memory for a context") }
    Z3_del_config(configuration)
    // Without this Z3 ends the process on the first error. Whatever fails is found by its missing result.
    Z3_set_error_handler(context) { _, _ in }
    raw = context
    pinned = SolverContext.required(Z3_mk_ast_vector(context))
    Z3_ast_vector_inc_ref(context, pinned)
    booleanSort = SolverContext.required(Z3_mk_bool_sort(context))
    integerSort = SolverContext.required(Z3_mk_int_sort(context))
    let (truth, falsehood) = (
      SolverContext.required(Z3_mk_true(context)), SolverContext.required(Z3_mk_false(context))
    )
    for node in [booleanSort, integerSort, truth, falsehood] { Z3_ast_vector_push(context, pinned, node) }
    yes = Proposition(node: truth)
    no = Proposition(node: falsehood)
  }

  deinit {
    Z3_ast_vector_dec_ref(raw, pinned)
    Z3_del_context(raw)
  }

  /// The version of Z3 that the program runs with, such as `4.8.12.0`.
  public static var version: String {
    var parts: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    Z3_get_version(&parts.0, &parts.1, &parts.2, &parts.3)
    return "\(parts.0).\(parts.1).\(parts.2).\(parts.3)"
  }

  /// Keeps a new term alive.
  func pin(_ node: OpaquePointer?) -> OpaquePointer {
    let node = SolverContext.required(node)
    Z3_ast_vector_push(raw, pinned, node)
    return node
  }

  /// What a call of Z3 has made. It makes nothing only where it was called against its contract, which is our
  /// mistake, or where no memory is left.
  static func required(_ node: OpaquePointer?) -> OpaquePointer {
    guard let node else { fatalError("Z3 refused to build a term") }
    return node
  }

  /// The numeral.
  func numeral(_ value: Integer) -> OpaquePointer {
    if let known = numerals[value] { return known }
    let node: OpaquePointer
    if let word = value.asInt {
      node = pin(Z3_mk_int64(raw, Int64(word), integerSort))
    } else {
      node = pin(Z3_mk_numeral(raw, value.description, integerSort))
    }
    numerals[value] = node
    return node
  }

  func node(_ number: Number) -> OpaquePointer {
    switch number {
    case .constant(let value): numeral(value)
    case .term(let term): term.node
    }
  }
}
