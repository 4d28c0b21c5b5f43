import EnsureModel

/// What of a formula looks ahead, and how.
extension Formula {
  static func all(of formulas: [Formula]) -> Formula {
    formulas.count == 1 ? formulas[0] : .and(formulas)
  }

  static func some(of formulas: [Formula]) -> Formula {
    formulas.count == 1 ? formulas[0] : .or(formulas)
  }

  /// The same with negations, and implications on whose left something looks ahead, inside of what looks ahead, as far as they can be.
  var inward: Formula {
    if looksBack { return self }
    return switch self {
    case .not(let operand): operand.negation?.inward ?? self
    case .and(let operands): .and(operands.map(\.inward))
    case .or(let operands): .or(operands.map(\.inward))
    case .implies(let left, let right):
      left.looksBack ? .implies(left, right.inward) : .or([Formula.not(left).inward, right.inward])
    case .always(let operand): .always(operand.inward)
    case .eventually(let operand, let bound): .eventually(operand.inward, within: bound)
    case .next(let operand): .next(operand.inward)
    case .until(let hold, let release): .until(hold.inward, release.inward)
    case .unless(let hold, let release): .unless(hold.inward, release.inward)
    default: self
    }
  }

  /// That it does not hold.
  var opposite: Formula { if case .not(let operand) = self { operand } else { .not(self) } }

  /// The formulas of which one holds where it does, as far as they show.
  var alternatives: [Formula] {
    if looksBack { return [self] }
    return switch self {
    case .or(let operands): operands.flatMap(\.alternatives)
    case .implies(let left, let right): Formula.not(left).alternatives + right.alternatives
    default: [self]
    }
  }

  /// Whether it holds wherever it comes some day.
  var isSomeDay: Bool {
    switch self {
    case .eventually(_, within: nil), .always(.eventually(_, within: nil)): true
    default: false
    }
  }

  /// Something that looks back and holds wherever the formula does; nil if that is nothing.
  var sign: Formula? {
    if looksBack { return self }
    switch self {
    case .and(let operands):
      let signs = operands.compactMap(\.sign)
      return signs.isEmpty ? nil : .all(of: signs)
    case .or, .implies:
      let ways = alternatives
      let signs = ways.compactMap(\.sign)
      return signs.count == ways.count ? .some(of: signs) : nil
    case .until(let hold, let release), .unless(let hold, let release):
      guard let holds = hold.sign, let releases = release.sign else { return nil }
      return .or([holds, releases])
    case .always(let operand): return operand.sign
    default: return nil
    }
  }

  /// What is left of a conjunction without what looks back.
  var ahead: Formula {
    guard case .and(let operands) = self else { return self }
    return .all(of: operands.filter { !$0.looksBack })
  }
}
