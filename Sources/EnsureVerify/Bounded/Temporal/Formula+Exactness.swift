import EnsureModel

extension Formula {
  /// Behind how many turns of a loop all subformulas repeat from turn to turn: an unbounded past operator settles one
  /// turn behind its operands. A window settles two behind, if the loop takes longer than it.
  var settlingTurns: Int {
    let inner = operands.map(\.settlingTurns).max() ?? 0
    switch self {
    case .previously, .historically, .once(_, nil), .earlier(_, nil), .since(_, _, nil): return inner + 1
    case .once, .earlier, .since: return inner + 2
    default: return inner
    }
  }

  /// Whether a step of n ticks can be read at its first tick without a loss, where time exists.
  ///
  /// - What has the same value at each tick of a step (`isConstant`) can.
  /// - `always` and `and` hold if their operands do at each tick. If an operand that speaks of the past and present
  ///   fails at a later tick, the run that ends with that tick is as long and violates too.
  /// - A promise within a bound is hardest to keep at the first tick, if what is promised is constant.
  func isExact(_ readsTime: (Term) -> Bool) -> Bool {
    switch self {
    case .always(let operand): return operand.isExact(readsTime)
    case .and(let operands): return operands.allSatisfy { $0.isExact(readsTime) }
    case .eventually(let operand, within: .some): return operand.isConstant(readsTime)
    case .implies(let left, let right):
      if isConstant(readsTime) { return true }
      if left.isConstant(readsTime), right.isExact(readsTime) { return true }
      return isPast(readsTime)
    default: return isConstant(readsTime) || isPast(readsTime)
    }
  }

  /// Whether it has the same value at each tick of a step.
  private func isConstant(_ readsTime: (Term) -> Bool) -> Bool {
    switch self {
    case .state(let term): return !readsTime(term)
    case .action(_, let arguments, _): return !arguments.contains { $0.map(readsTime) ?? false }
    case .stuck, .next, .previously, .earlier, .eventually(_, within: .some), .once(_, .some),
      .since(_, _, .some):
      return false
    case .implies(let left, let right):
      if left.failsAtTicks { return left.isConstant(readsTime) && right.isReadable(readsTime) }
      return left.isConstant(readsTime) && right.isConstant(readsTime)
    case .and(let operands):
      if let first = operands.first, first.failsAtTicks, first.isConstant(readsTime) {
        return operands.allSatisfy { $0.isReadable(readsTime) }
      }
      return operands.allSatisfy { $0.isConstant(readsTime) }
    default: return operands.allSatisfy { $0.isConstant(readsTime) }
    }
  }

  /// Whether its value at a position that is no tick is found from constant operands.
  private func isReadable(_ readsTime: (Term) -> Bool) -> Bool {
    switch self {
    case .state: return true
    case .eventually(let operand, within: .some), .once(let operand, .some), .earlier(let operand, _):
      return operand.isConstant(readsTime)
    case .since(let left, let right, .some):
      return left.isConstant(readsTime) && right.isConstant(readsTime)
    case .not, .and, .or, .implies, .iff: return operands.allSatisfy { $0.isReadable(readsTime) }
    default: return isConstant(readsTime)
    }
  }

  /// Whether it speaks only of the past and present, and what it says of the past is constant.
  private func isPast(_ readsTime: (Term) -> Bool) -> Bool {
    switch self {
    case .state: return true
    case .action: return isConstant(readsTime)
    case .once(let operand, _), .earlier(let operand, _), .historically(let operand):
      return operand.isPast(readsTime) && operand.isConstant(readsTime)
    case .since(let left, let right, _):
      return [left, right].allSatisfy { $0.isPast(readsTime) && $0.isConstant(readsTime) }
    case .not, .and, .or, .implies, .iff: return operands.allSatisfy { $0.isPast(readsTime) }
    default: return false
    }
  }
}
