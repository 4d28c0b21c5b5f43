import EnsureModel
import EnsureSyntax

/// Rules that temporal formulas keep: SEMANTICS 11, 14 and 19.
extension Checker {
  func checkFormula(_ formula: TypedExpression, hasVariables: Bool) {
    checkPolarity(formula, isUnclear: nil)
    checkShape(formula)
    guard hasVariables else { return }
    formula.walk { inner in
      if case .temporal(let operation, _, _, _) = inner.kind, operation == .next || operation == .previously {
        complain(
          .stepOfWholeSystem,
          "`\(operation == .next ? "next" : "previously")` counts the steps of the whole system, not those of one instance",
          at: inner.range,
          notes: [
            "some other instance's step may come between; `eventually`, `until` or `once` say what is meant"
          ])
      }
    }
  }

  /// The rules of the body of a pattern, as far as they can be judged before it is put in place: what stands for the
  /// parameters has its own rules there, and all of it may stand behind `implies`.
  func checkPatternFormula(_ formula: TypedExpression) {
    checkPolarity(formula, isUnclear: nil)
    checkShape(formula, behindImplies: true)
  }

  /// An action atom under `iff`, `xor` or an `if` condition is both a trigger and a promise: it must say which
  /// steps it means.
  private func checkPolarity(_ expression: TypedExpression, isUnclear word: String?) {
    switch expression.kind {
    case .atom(_, _, .byPolarity):
      if let word {
        complain(
          .unclearAtom, "under `\(word)` this is a trigger and a promise at once: say which steps it means",
          at: expression.range,
          notes: ["a trigger counts forged steps too (`any`), a promise only genuine ones (`genuine`)"],
          fixIts: ["any", "genuine"].map {
            FixIt(
              "write `\($0)` in front",
              SourceRange(
                file: expression.range.file, start: Int(expression.range.start),
                end: Int(expression.range.start)),
              "\($0) ")
          })
      }
    case .connective(let connective, let operands) where connective == .iff || connective == .xor:
      for operand in operands { checkPolarity(operand, isUnclear: connective == .iff ? "iff" : "xor") }
    case .choice(let condition, let yes, let no):
      checkPolarity(condition, isUnclear: "if")
      checkPolarity(yes, isUnclear: word)
      checkPolarity(no, isUnclear: word)
    default: for child in expression.children { checkPolarity(child, isUnclear: word) }
    }
  }

  /// Metric operators have constant memory only in some shapes: windows that start at 0, and a bounded promise
  /// as the right side of `implies`.
  private func checkShape(_ formula: TypedExpression, behindImplies: Bool = false) {
    if case .temporal(let operation, _, let window, let within) = formula.kind {
      if let window, window.lower != 0 {
        complain(
          .metricShape, "a window can only start at 0", at: formula.range,
          notes: ["other windows need a memory that grows; say `once[0, d]` and compare instants for the rest"])
      }
      if operation == .eventually, within != nil, !behindImplies {
        complain(
          .metricShape, "`eventually within` can only stand right behind `implies`", at: formula.range,
          notes: ["write `always (trigger implies eventually within 5 min (...))`"])
      }
    }
    for (offset, child) in formula.children.enumerated() {
      var isPromise = false
      if case .connective(.implies, _) = formula.kind { isPromise = offset == 1 }
      checkShape(child, behindImplies: isPromise)
    }
  }
}
