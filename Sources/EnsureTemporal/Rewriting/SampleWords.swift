/// A few words, and which formulas hold where on them: a formula that holds at the beginning of one is not impossible, and that
/// needs no automaton.
///
/// Eight words of eight letters each, the last of which is followed by one of these again; a position is a bit.
struct SampleWords {
  /// For each formula the positions at which it holds; nil where that is not known.
  private var known: [Int32: UInt64?] = [:]

  private static let words = 8
  private static let beginnings: UInt64 = 0x0101_0101_0101_0101
  /// For each word the position that follows its last one.
  private static let loops: [UInt64] = [7, 7, 0, 0, 3, 5, 6, 2]

  /// Whether the formula holds at the beginning of a word; false says nothing.
  mutating func satisfies(_ formula: TemporalFormula, of bank: FormulaBank) -> Bool {
    positions(formula, bank).map { $0 & Self.beginnings != 0 } ?? false
  }

  private mutating func positions(_ formula: TemporalFormula, _ bank: FormulaBank) -> UInt64? {
    if let known = known[formula.index] { return known }
    let found = evaluate(formula, bank)
    known[formula.index] = .some(found)
    return found
  }

  private mutating func evaluate(_ formula: TemporalFormula, _ bank: FormulaBank) -> UInt64? {
    let connective = bank.connective(formula)
    switch connective {
    case .falsity: return 0
    case .truth: return .max
    case .atom: return Self.letters(of: formula)
    default: break
    }
    var operands: [UInt64] = []
    for operand in bank.operands(formula) {
      guard let found = positions(operand, bank) else { return nil }
      operands.append(found)
    }
    switch connective {
    case .not: return ~operands[0]
    case .and: return operands.reduce(.max, &)
    case .or: return operands.reduce(0, |)
    case .next: return Self.next(operands[0])
    case .finally: return Self.fixpoint(from: 0) { operands[0] | $0 }
    case .globally: return Self.fixpoint(from: .max) { operands[0] & $0 }
    case .until: return Self.fixpoint(from: 0) { operands[1] | operands[0] & $0 }
    case .release: return Self.fixpoint(from: .max) { operands[1] & (operands[0] | $0) }
    default: return nil
    }
  }

  /// Where an atom holds: nowhere on the first word, everywhere on the second, and anyhow on the others.
  private static func letters(of atom: TemporalFormula) -> UInt64 {
    var bits = (UInt64(UInt32(bitPattern: atom.index)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 31) &* 0x94D0_49BB_1331_11EB
    return (bits ^ bits >> 29) & ~0xFFFF | 0xFF00
  }

  /// The positions whose successors these are.
  private static func next(_ positions: UInt64) -> UInt64 {
    var result = positions >> 1 & 0x7F7F_7F7F_7F7F_7F7F
    for word in 0..<words {
      let place = UInt64(8 * word)
      result |= (positions >> (place + loops[word]) & 1) << (place + 7)
    }
    return result
  }

  /// What a step backwards comes to again and again.
  private static func fixpoint(from start: UInt64, _ step: (UInt64) -> UInt64) -> UInt64 {
    var positions = start
    while true {
      let after = step(next(positions))
      if after == positions { return positions }
      positions = after
    }
  }
}
