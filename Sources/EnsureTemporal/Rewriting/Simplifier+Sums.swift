/// Rules about conjunctions, and with them, by duality, about disjunctions.
extension Simplifier {
  mutating func rewriteSum(_ formula: TemporalFormula, _ side: Duality) -> TemporalFormula {
    var operands = Array(bank.operands(formula))
    for (index, left) in operands.enumerated() {
      for right in operands[(index + 1)...] where decides(left, right, side) {
        return side.isConjunction ? bank.falsity : bank.truth
      }
    }
    operands = withoutAbsorbed(operands, side)
    operands = joined(operands, side)
    let result = sum(operands, side)
    return result == formula ? formula : simplify(result)
  }

  /// The operands that no other one makes superfluous; of several that are equivalent, the smallest.
  private mutating func withoutAbsorbed(_ operands: [TemporalFormula], _ side: Duality) -> [TemporalFormula] {
    var kept = operands
    for operand in operands.sorted(by: { bank.depth($0) > bank.depth($1) }) {
      if kept.contains(where: { $0 != operand && absorbs($0, operand, side) }) {
        kept.removeAll { $0 == operand }
      }
    }
    return kept
  }

  /// Joins operands with the same operator: `X a & X b`, `G a & G b`, `a R b & a R c`, `a R c & b R c` for `U`, and
  /// what has no operator of time.
  private mutating func joined(_ operands: [TemporalFormula], _ side: Duality) -> [TemporalFormula] {
    var booleans: [TemporalFormula] = []
    var nexts: [TemporalFormula] = []
    var lasting: [TemporalFormula] = []
    var byFirst: [TemporalFormula: [TemporalFormula]] = [:]
    var bySecond: [TemporalFormula: [TemporalFormula]] = [:]
    var others: [TemporalFormula] = []
    // FG a & FG b: both hold from some point on.
    var settled: [TemporalFormula] = []
    // What does not depend on any beginning may stand below `G` as well.
    var suspendable: [TemporalFormula] = []
    for operand in operands {
      let connective = bank.connective(operand)
      if traits(operand).contains(.boolean) {
        booleans.append(operand)
      } else if connective == .next {
        nexts.append(bank.first(operand))
      } else if connective == side.lasting {
        lasting.append(bank.first(operand))
      } else if traits(operand).isSuperset(of: .suspendable) {
        suspendable.append(operand)
      } else if connective == side.binary {
        byFirst[bank.first(operand), default: []].append(bank.second(operand))
      } else if connective == side.dual.binary {
        bySecond[bank.second(operand), default: []].append(bank.first(operand))
      } else if joinsLimits(operand, side), traits(bank.first(operand)).contains(side.trait) {
        settled.append(bank.first(operand))
      } else {
        others.append(operand)
      }
    }
    var result = others
    if !booleans.isEmpty { result.append(sum(booleans, side)) }
    if !nexts.isEmpty { result.append(bank.unary(.next, sum(nexts, side))) }
    if !side.isConjunction {
      let settling = suspendable.map { settlingForm($0) }
      if lasting.count + settling.count(where: { $0 != nil }) > 1 {
        lasting += settling.compactMap { $0 }
        suspendable = zip(suspendable, settling).filter { $0.1 == nil }.map(\.0)
      }
    }
    if lasting.isEmpty {
      for operand in suspendable {
        if joinsLimits(operand, side) { settled.append(bank.first(operand)) } else { result.append(operand) }
      }
    } else {
      lasting += suspendable
    }
    if !lasting.isEmpty { result.append(bank.unary(side.lasting, sum(lasting, side))) }
    if !settled.isEmpty { result.append(bank.unary(side.dual.lasting, sum(settled, side))) }
    // In a fixed order, so that a run does not depend on the last one's hashes.
    for (first, seconds) in byFirst.sorted(by: { $0.key < $1.key }) {
      result.append(bank.binary(side.binary, first, sum(seconds, side)))
    }
    for (second, firsts) in bySecond.sorted(by: { $0.key < $1.key }) {
      result.append(bank.binary(side.dual.binary, sum(firsts, side), second))
    }
    return result.map { simplify($0) }
  }

  /// `G(a & F b)` of `G(FG a & F b)`: what has to hold from some point on. Below one `F`, several of these can wait for
  /// their points in the same state.
  private mutating func settlingForm(_ operand: TemporalFormula) -> TemporalFormula? {
    guard bank.connective(operand) == .globally else { return nil }
    let parts = summands(bank.first(operand), .conjunction)
    let settled = parts.filter {
      bank.connective($0) == .finally && bank.connective(bank.first($0)) == .globally
    }
    guard !settled.isEmpty else { return nil }
    let bodies = settled.map { bank.first(bank.first($0)) } + parts.filter { !settled.contains($0) }
    return simplify(bank.unary(.globally, simplify(bank.conjunction(bodies))))
  }

  /// Whether an operand is best made one with others of its form: any `FG a` of a conjunction, but of a disjunction only a
  /// plain `GF a`. Of `G(F a & FG b)` one choice is made for ever, which below a common `G` were made at each position.
  private func joinsLimits(_ operand: TemporalFormula, _ side: Duality) -> Bool {
    guard bank.connective(operand) == side.dual.lasting else { return false }
    return side.isConjunction || bank.connective(bank.first(operand)) == side.lasting
  }
}
