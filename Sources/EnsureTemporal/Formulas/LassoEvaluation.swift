/// What a formula says at the positions of a word that ends in a loop: the meaning of the logic, written down as plainly
/// as it can be, that everything else is tested against.
///
/// The values of a formula of the future repeat with the loop from its first round on. An operator of the past may need
/// one round more than its operands: over a round, `S` maps its value before to the one after either as a constant or
/// as the identity. So the loop is unrolled as often as operators of the past are nested.
public struct LassoEvaluation {
  private let bank: FormulaBank
  private let word: LassoWord
  private var values: [TemporalFormula: [Bool]] = [:]

  /// Evaluates a formula, and with it all its parts, on a word.
  public init(_ formula: TemporalFormula, of bank: FormulaBank, on word: LassoWord) {
    self.bank = bank
    let parts = bank.subformulas(formula)
    var nesting: [TemporalFormula: Int] = [:]
    for part in parts {
      let deepest = bank.operands(part).map { nesting[$0] ?? 0 }.max() ?? 0
      nesting[part] = deepest + (bank.connective(part).isPast ? 1 : 0)
    }
    self.word = word.unrolled(nesting[formula] ?? 0)
    for part in parts { values[part] = evaluate(part) }
  }

  /// Whether a part of the formula holds at a position, counted from 0; any position is allowed.
  public func holds(_ formula: TemporalFormula, at position: Int) -> Bool {
    let all = values[formula] ?? []
    guard position >= all.count else { return all[position] }
    return all[word.stem.count + (position - word.stem.count) % word.loop.count]
  }

  private func evaluate(_ formula: TemporalFormula) -> [Bool] {
    let count = word.stem.count + word.loop.count
    let operands = bank.operands(formula).map { values[$0] ?? [] }
    func each(_ body: (Int) -> Bool) -> [Bool] { (0..<count).map(body) }
    switch bank.connective(formula) {
    case .falsity: return each { _ in false }
    case .truth: return each { _ in true }
    case .atom:
      let letters = word.stem + word.loop
      let atom = bank.atomNumber(formula)
      return each { letters[$0] >> UInt64(atom) & 1 == 1 }
    case .not: return each { !operands[0][$0] }
    case .and: return each { position in operands.allSatisfy { $0[position] } }
    case .or: return each { position in operands.contains { $0[position] } }
    case .xor: return each { operands[0][$0] != operands[1][$0] }
    case .implies: return each { !operands[0][$0] || operands[1][$0] }
    case .equivalent: return each { operands[0][$0] == operands[1][$0] }
    case .next: return each { operands[0][successor($0)] }
    case .finally: return ahead(false) { operands[0][$0] || $1 }
    case .globally: return ahead(true) { operands[0][$0] && $1 }
    case .until: return ahead(false) { operands[1][$0] || operands[0][$0] && $1 }
    case .weakUntil: return ahead(true) { operands[1][$0] || operands[0][$0] && $1 }
    case .release: return ahead(true) { operands[1][$0] && (operands[0][$0] || $1) }
    case .strongRelease: return ahead(false) { operands[1][$0] && (operands[0][$0] || $1) }
    case .yesterday: return each { $0 > 0 && operands[0][$0 - 1] }
    case .weakYesterday: return each { $0 == 0 || operands[0][$0 - 1] }
    case .once: return back(false) { operands[0][$0] || $1 }
    case .historically: return back(true) { operands[0][$0] && $1 }
    case .since: return back(false) { operands[1][$0] || operands[0][$0] && $1 }
    case .trigger: return back(true) { operands[1][$0] && (operands[0][$0] || $1) }
    }
  }

  private func successor(_ position: Int) -> Int {
    position + 1 < word.stem.count + word.loop.count ? position + 1 : word.stem.count
  }

  /// The least or the greatest fixpoint, whichever `start` is, of a rule from the value at the next position. Two rounds
  /// from the end reach it.
  private func ahead(_ start: Bool, _ rule: (Int, Bool) -> Bool) -> [Bool] {
    var result = [Bool](repeating: start, count: word.stem.count + word.loop.count)
    for _ in 0..<2 {
      for position in result.indices.reversed() {
        result[position] = rule(position, result[successor(position)])
      }
    }
    return result
  }

  /// A rule from the value at the position before, with `start` before the first.
  private func back(_ start: Bool, _ rule: (Int, Bool) -> Bool) -> [Bool] {
    var last = start
    return (0..<word.stem.count + word.loop.count).map { position in
      last = rule(position, last)
      return last
    }
  }
}
