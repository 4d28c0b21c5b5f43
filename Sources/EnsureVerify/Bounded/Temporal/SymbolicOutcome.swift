import EnsureSolver

/// What is known of a formula at one position of a run, as conditions: that it holds, that it fails, that it has no
/// value. At most one of them is true; if none is, it hangs on how the run goes on.
struct SymbolicOutcome {
  let holds: Proposition
  let fails: Proposition
  let undefined: Proposition

  var negated: SymbolicOutcome { SymbolicOutcome(holds: fails, fails: holds, undefined: undefined) }
}

extension SolverContext {
  var certain: SymbolicOutcome { SymbolicOutcome(holds: yes, fails: no, undefined: no) }
  var impossible: SymbolicOutcome { SymbolicOutcome(holds: no, fails: yes, undefined: no) }
  var open: SymbolicOutcome { SymbolicOutcome(holds: no, fails: no, undefined: no) }

  /// A boolean that is known unless it has no value.
  func outcome(_ truth: Proposition, undefined: Proposition) -> SymbolicOutcome {
    let isDefined = not(undefined)
    return SymbolicOutcome(
      holds: and(truth, isDefined), fails: and(not(truth), isDefined), undefined: undefined)
  }

  /// Disjunction, from left to right: behind an operand that decides, or that has no value, nothing is looked at.
  func or(_ left: SymbolicOutcome, _ right: SymbolicOutcome) -> SymbolicOutcome {
    SymbolicOutcome(
      holds: or(left.holds, and(not(left.undefined), right.holds)), fails: and(left.fails, right.fails),
      undefined: or(left.undefined, and(left.fails, right.undefined)))
  }

  /// Conjunction, likewise.
  func and(_ left: SymbolicOutcome, _ right: SymbolicOutcome) -> SymbolicOutcome {
    or(left.negated, right.negated).negated
  }

  func choice(_ condition: Proposition, _ first: SymbolicOutcome, _ second: SymbolicOutcome) -> SymbolicOutcome
  {
    SymbolicOutcome(
      holds: choice(condition, first.holds, second.holds), fails: choice(condition, first.fails, second.fails),
      undefined: choice(condition, first.undefined, second.undefined))
  }
}
