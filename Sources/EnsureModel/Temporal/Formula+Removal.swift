extension Formula {
  /// Whether a run that violates the formula still does when steps are left out that are none of its actions and
  /// change nothing that it reads. Then the cone of a question about it may be less than all moves.
  ///
  /// What a violation says of all positions of some stretch, it says of fewer. Where it needs one position, that is
  /// one at which an action is taken, which stays, or one with a state, which the next position that stays has too.
  /// Only where it needs a position at which some action is *not* taken may that position be gone. And what it says of all positions
  /// up to one that is gone, it says of one more then.
  public var survivesRemoval: Bool { survives(isNegative: true, needsOne: true) }

  /// - Parameters:
  ///   - isNegative: whether the negated formula is meant.
  ///   - needsOne: whether what is said is said of one position, not of all of a stretch.
  ///   - isKept: whether an action of the formula is taken there, so that the position stays.
  private func survives(isNegative: Bool, needsOne: Bool, isKept: Bool = false) -> Bool {
    func all(_ operands: [Formula], isKept: Bool) -> Bool {
      operands.allSatisfy { $0.survives(isNegative: isNegative, needsOne: needsOne, isKept: isKept) }
    }
    func all(_ operands: [Formula]) -> Bool { all(operands, isKept: isKept) }
    let mayMove = needsOne && !isKept
    switch self {
    case .state, .stuck: return true
    case .action: return !isNegative || !needsOne || isKept
    case .not(let operand):
      return operand.survives(isNegative: !isNegative, needsOne: needsOne, isKept: isKept)
    case .and(let operands):
      return all(operands, isKept: isKept || !isNegative && operands.contains(where: \.failsAtTicks))
    case .or(let operands):
      return all(operands, isKept: isKept || isNegative && operands.contains(where: \.holdsAtTicks))
    case .implies(let left, let right):
      return left.survives(isNegative: !isNegative, needsOne: needsOne, isKept: isKept)
        && all([right], isKept: isKept || isNegative && left.failsAtTicks)
    case .iff(let left, let right):
      return all([left, right])
        && [left, right].allSatisfy { $0.survives(isNegative: !isNegative, needsOne: needsOne) }
    case .always(let operand):
      return operand.survives(isNegative: isNegative, needsOne: isNegative)
    case .historically(let operand):
      return operand.survives(isNegative: isNegative, needsOne: isNegative || mayMove)
    case .eventually(let operand, within: _):
      return operand.survives(isNegative: isNegative, needsOne: !isNegative)
    case .once(let operand, _):
      return operand.survives(isNegative: isNegative, needsOne: !isNegative || mayMove)
    case .next, .previously, .earlier: return false
    case .until(let left, let right), .unless(let left, let right):
      return left.survives(isNegative: isNegative, needsOne: isNegative)
        && right.survives(isNegative: isNegative, needsOne: true)
    case .since(let left, let right, _):
      return left.survives(isNegative: isNegative, needsOne: isNegative || mayMove)
        && right.survives(isNegative: isNegative, needsOne: true)
    }
  }

  /// Whether it certainly holds wherever none of its actions is taken.
  private var holdsAtTicks: Bool {
    if case .not(let operand) = self { operand.failsAtTicks } else { false }
  }
}
