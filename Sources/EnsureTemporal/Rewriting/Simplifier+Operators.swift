/// Rules about single operators of the future; those about `G` and `R` come by duality from those about `F` and `U`.
extension Simplifier {
  mutating func rewriteNext(_ formula: TemporalFormula) -> TemporalFormula {
    let operand = bank.first(formula)
    return traits(operand).isSuperset(of: .suspendable) ? operand : formula
  }

  /// `F`, and with it `G`.
  mutating func rewriteEventually(_ formula: TemporalFormula, _ side: Duality) -> TemporalFormula {
    let operand = bank.first(formula)
    if traits(operand).contains(side.trait) { return operand }
    let connective = bank.connective(operand)
    switch connective {
    case .next:
      let inner = simplify(bank.unary(side.lasting, bank.first(operand)))
      return simplify(bank.unary(.next, inner))
    case side.binary:
      return simplify(bank.unary(side.lasting, bank.second(operand)))
    case side.sum, side.dual.sum:
      return rewriteEventuallySum(formula, operand, side)
    case side.dual.lasting:
      return rewriteInfinitelyOften(formula, bank.first(operand), side)
    default: return formula
    }
  }

  /// `F(a & s)` where `s` does not depend on any beginning is `F a & s`; the same for `|`.
  private mutating func rewriteEventuallySum(
    _ formula: TemporalFormula, _ operand: TemporalFormula, _ side: Duality
  ) -> TemporalFormula {
    let inner = bank.connective(operand) == side.sum ? side : side.dual
    var (free, bound): ([TemporalFormula], [TemporalFormula]) = ([], [])
    for part in summands(operand, inner) {
      if traits(part).isSuperset(of: .suspendable) { free.append(part) } else { bound.append(part) }
    }
    // `F a | s` stays together: waiting for `a` and turning to `s` can share a state.
    if inner.isConjunction == side.isConjunction { return rewriteLasting(formula, free + bound, side) }
    guard !free.isEmpty else { return formula }
    let rest = bank.unary(side.lasting, sum(bound, inner))
    return simplify(sum(free + [simplify(rest)], inner))
  }

  /// Parts of a `G` over a conjunction: `X e` is `e` there if `e` is eventual, and what is `G F` is simplified as such.
  private mutating func rewriteLasting(_ formula: TemporalFormula, _ parts: [TemporalFormula], _ side: Duality)
    -> TemporalFormula
  {
    var result: [TemporalFormula] = []
    for part in parts {
      let connective = bank.connective(part)
      if connective == .next, traits(bank.first(part)).contains(side.dual.trait) {
        result.append(bank.first(part))
      } else if connective == side.dual.lasting {
        let limit = simplify(bank.unary(side.lasting, part))
        result.append(bank.connective(limit) == side.lasting ? bank.first(limit) : part)
      } else {
        result.append(part)
      }
    }
    let rewritten = bank.unary(side.lasting, simplify(sum(result, side)))
    return rewritten == formula ? formula : simplify(rewritten)
  }

  /// For `F G x`, and with it `G F x`: only what happens in the end matters.
  private mutating func rewriteInfinitelyOften(
    _ formula: TemporalFormula, _ inner: TemporalFormula, _ side: Duality
  ) -> TemporalFormula {
    func limit(_ operand: TemporalFormula) -> TemporalFormula {
      let within = simplify(bank.unary(side.dual.lasting, operand))
      return simplify(bank.unary(side.lasting, within))
    }
    let connective = bank.connective(inner)
    if connective == .next { return limit(bank.first(inner)) }
    // FG(a R b) is FG b, and GF(a U b) is GF b.
    if connective == side.dual.binary { return limit(bank.second(inner)) }
    if connective == side.dual.lasting { return limit(bank.first(inner)) }
    // FG(a | u) with `u` universal is FG a | FG u, and GF(a & e) with `e` eventual is GF a & GF e.
    if connective == side.sum {
      var (lasting, rest): ([TemporalFormula], [TemporalFormula]) = ([], [])
      for part in bank.operands(inner) {
        if traits(part).contains(side.dual.trait) { lasting.append(part) } else { rest.append(part) }
      }
      if !lasting.isEmpty {
        let parts = (rest.isEmpty ? [] : [sum(rest, side)]) + lasting
        if parts.count > 1 {
          var limits: [TemporalFormula] = []
          for part in parts { limits.append(limit(part)) }
          return simplify(sum(limits, side))
        }
      }
    }
    return formula
  }

  /// `U`, and with it `R`.
  mutating func rewriteUntil(_ formula: TemporalFormula, _ side: Duality) -> TemporalFormula {
    let (first, second) = (bank.first(formula), bank.second(formula))
    if traits(second).contains(side.trait) { return second }
    if absorbs(second, first, side) { return second }
    // `a U b` where one of both always holds is `F b`.
    if decides(first, second, side) { return simplify(bank.unary(side.lasting, second)) }
    let ending = summands(second, side.dual)
    if ending.contains(first) {
      let rest = sum(ending.filter { $0 != first }, side.dual)
      // `u W b`, which is `b R (b | u)`, is `b | u` if `u` is universal.
      if traits(rest).contains(side.trait) { return second }
    }
    // `s U b` with `s` suspendable is `b | s & F b`. What is dual would have a choice made early that can wait.
    if !side.isConjunction, traits(first).isSuperset(of: .suspendable) {
      let later = simplify(bank.unary(side.lasting, second))
      return simplify(sum([second, simplify(sum([first, later], side.dual))], side))
    }
    let connective = bank.connective(second)
    // X a U X b is X (a U b).
    if bank.connective(first) == .next, connective == .next {
      let inner = simplify(bank.binary(side.binary, bank.first(first), bank.first(second)))
      return simplify(bank.unary(.next, inner))
    }
    // a U (b U c) is b U c if a implies b.
    if connective == side.binary, absorbs(bank.first(second), first, side) { return second }
    // (a U b) U b is a U b.
    if bank.connective(first) == side.binary, bank.second(first) == second { return first }
    // a U (b | G a) is b R (a | b).
    let choices = summands(second, side)
    let forever = bank.unary(side.dual.lasting, first)
    if choices.count > 1, choices.contains(forever) {
      let rest = sum(choices.filter { $0 != forever }, side)
      return simplify(bank.binary(side.dual.binary, rest, sum([first, rest], side)))
    }
    // (a | c) U b is a U b if c implies b.
    let parts = summands(first, side)
    if parts.count > 1 {
      var kept: [TemporalFormula] = []
      for part in parts where !absorbs(second, part, side) { kept.append(part) }
      if kept.count < parts.count {
        return simplify(bank.binary(side.binary, simplify(sum(kept, side)), second))
      }
    }
    return formula
  }
}
