/// Whether one formula in core form follows from another, as far as their syntax shows (Somenzi, Bloem, CAV 2000).
///
/// Between formulas without operators of time the answer is exact.
extension Simplifier {
  /// Whether `left` certainly implies `right`; false says nothing.
  mutating func implies(_ left: TemporalFormula, _ right: TemporalFormula) -> Bool {
    if left == right || left == bank.falsity || right == bank.truth { return true }
    let (leftTraits, rightTraits) = (traits(left), traits(right))
    if leftTraits.contains(.boolean), rightTraits.contains(.boolean) {
      return space.isSubset(label(left), label(right))
    }
    let question = Implication(left: left, right: right)
    if let known = implications[question] { return known }
    let answer = derive(left, right, leftTraits, rightTraits)
    implications[question] = answer
    return answer
  }

  private mutating func derive(
    _ left: TemporalFormula, _ right: TemporalFormula, _ leftTraits: FormulaTraits, _ rightTraits: FormulaTraits
  ) -> Bool {
    deriveFromOperators(left, right, leftTraits)
      || deriveTowardsOperators(left, right, rightTraits)
      || deriveBetweenEqualOperators(left, right)
  }

  /// What follows from the outermost operator of the premise.
  private mutating func deriveFromOperators(
    _ left: TemporalFormula, _ right: TemporalFormula, _ traits: FormulaTraits
  ) -> Bool {
    let rightIsEventual = self.traits(right).contains(.eventual)
    switch bank.connective(left) {
    case .and:
      let operands = Array(bank.operands(left))
      return operands.contains { implies($0, right) }
    case .or:
      let operands = Array(bank.operands(left))
      return operands.allSatisfy { implies($0, right) }
    case .globally: return implies(bank.first(left), right)
    case .finally, .next: return rightIsEventual && implies(bank.first(left), right)
    case .until:
      let second = bank.second(left)
      return implies(second, right) && (rightIsEventual || implies(bank.first(left), right))
    case .release: return implies(bank.second(left), right)
    default: return false
    }
  }

  /// What gives the outermost operator of the conclusion.
  private mutating func deriveTowardsOperators(
    _ left: TemporalFormula, _ right: TemporalFormula, _ traits: FormulaTraits
  ) -> Bool {
    let leftIsUniversal = self.traits(left).contains(.universal)
    switch bank.connective(right) {
    case .and:
      let operands = Array(bank.operands(right))
      return operands.allSatisfy { implies(left, $0) }
    case .or:
      let operands = Array(bank.operands(right))
      return operands.contains { implies(left, $0) }
    case .finally: return implies(left, bank.first(right))
    case .globally, .next: return leftIsUniversal && implies(left, bank.first(right))
    case .until: return implies(left, bank.second(right))
    case .release:
      let second = bank.second(right)
      return implies(left, second) && (leftIsUniversal || implies(left, bank.first(right)))
    default: return false
    }
  }

  /// Operators that grow with their operands.
  private mutating func deriveBetweenEqualOperators(_ left: TemporalFormula, _ right: TemporalFormula) -> Bool {
    switch (bank.connective(left), bank.connective(right)) {
    case (.next, .next), (.finally, .finally), (.globally, .globally), (.yesterday, .yesterday),
      (.yesterday, .weakYesterday), (.weakYesterday, .weakYesterday), (.once, .once),
      (.historically, .historically):
      return implies(bank.first(left), bank.first(right))
    case (.until, .until), (.release, .release), (.since, .since), (.trigger, .trigger):
      return implies(bank.first(left), bank.first(right)) && implies(bank.second(left), bank.second(right))
    case (.until, .finally): return implies(bank.second(left), bank.first(right))
    case (.globally, .release): return implies(bank.first(left), bank.second(right))
    case (.until, .release):
      // Each position up to the last has `first`, the last one `second`, which releases.
      let (first, second) = (bank.first(left), bank.second(left))
      let (releaser, kept) = (bank.first(right), bank.second(right))
      return implies(first, kept) && implies(second, kept) && implies(second, releaser)
    default: return false
    }
  }

  /// Whether two formulas certainly exclude each other.
  mutating func excludes(_ left: TemporalFormula, _ right: TemporalFormula) -> Bool {
    implies(left, complement(right)) || implies(right, complement(left))
  }
}
