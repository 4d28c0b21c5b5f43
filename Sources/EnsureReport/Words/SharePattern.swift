import EnsureModel

/// A rounded share of an amount, found again in the Euclidean division that it has become. What does not match
/// exactly is told as the division that it is.
struct SharePattern {
  /// The amount.
  let amount: Term
  /// The rate, such as `2.9%`.
  let rate: String
  /// The name of the rule for rounding.
  let rounding: String

  /// An amount times n, what is added before the division, and the divisor.
  private struct Quotient {
    let amount: Term
    let numerator: Integer
    /// Whether all was doubled, to round to the nearest.
    let isDoubled: Bool
    let offset: Integer
    let divisor: Integer
  }

  init?(_ term: Term, _ bank: TermBank) {
    var found: (Quotient, String)?
    switch bank[term] {
    case .quotient:
      if let quotient = Self.quotient(term, bank), let rounding = Self.plainRounding(quotient) {
        found = (quotient, rounding)
      }
    case .choice(let condition, let yes, let no):
      found = Self.bySign(condition, yes, no, bank) ?? Self.halfEven(condition, yes, no, bank)
    default: break
    }
    guard let (quotient, rounding) = found, let denominator = Self.denominator(quotient),
      let rate = Self.percent(quotient.numerator, denominator)
    else { return nil }
    self.rate = rate
    self.rounding = rounding
    amount = quotient.amount
  }

  private static func quotient(_ term: Term, _ bank: TermBank) -> Quotient? {
    guard case .quotient(let dividend, let by) = bank[term], case .integer(let divisor) = bank[by] else {
      return nil
    }
    var (scaled, offset) = (dividend, Integer(0))
    if case .sum(let operands) = bank[dividend], operands.count == 2,
      case .integer(let shift) = bank[operands[1]]
    {
      (scaled, offset) = (operands[0], shift)
    }
    guard case .product(let first, let by) = bank[scaled], case .integer(let factor) = bank[by] else {
      return nil
    }
    if factor == 2, case .product(let amount, let by) = bank[first], case .integer(let numerator) = bank[by] {
      return Quotient(amount: amount, numerator: numerator, isDoubled: true, offset: offset, divisor: divisor)
    }
    return Quotient(amount: first, numerator: factor, isDoubled: false, offset: offset, divisor: divisor)
  }

  private static func plainRounding(_ quotient: Quotient) -> String? {
    if quotient.isDoubled { return quotient.offset + quotient.offset == quotient.divisor ? "halfUp" : nil }
    if quotient.offset == 0 { return "down" }
    return quotient.offset == quotient.divisor - 1 ? "up" : nil
  }

  /// Rules that treat negative amounts the other way round.
  private static func bySign(_ condition: Term, _ yes: Term, _ no: Term, _ bank: TermBank) -> (
    Quotient, String
  )? {
    guard case .less(_, let zero) = bank[condition], bank[zero] == .integer(0),
      let negative = quotient(yes, bank), let positive = quotient(no, bank), negative.amount == positive.amount,
      negative.numerator == positive.numerator, negative.isDoubled == positive.isDoubled
    else { return nil }
    if positive.isDoubled {
      let isHalf = plainRounding(positive) == "halfUp" && negative.offset == positive.offset - 1
      return isHalf ? (positive, "halfAwayFromZero") : nil
    }
    let isTowards = plainRounding(positive) == "down" && plainRounding(negative) == "up"
    return isTowards ? (positive, "towardsZero") : nil
  }

  private static func halfEven(_ condition: Term, _ yes: Term, _ no: Term, _ bank: TermBank) -> (
    Quotient, String
  )? {
    guard let up = quotient(no, bank), plainRounding(up) == "halfUp", case .difference(no, let one) = bank[yes],
      bank[one] == .integer(1), case .and(let tests) = bank[condition], tests.count == 2,
      case .equal(let rest, _) = bank[tests[0]], case .remainder = bank[rest]
    else { return nil }
    return (up, "halfEven")
  }

  private static func denominator(_ quotient: Quotient) -> Integer? {
    guard quotient.isDoubled else { return quotient.divisor }
    let half = quotient.divisor.quotientAndRemainder(dividingBy: 2)
    return half?.remainder == 0 ? half?.quotient : nil
  }

  /// n / 10^k as per cent, with k - 2 decimals.
  private static func percent(_ numerator: Integer, _ denominator: Integer) -> String? {
    let zeros = denominator.description.dropFirst()
    guard denominator.description.first == "1", zeros.allSatisfy({ $0 == "0" }), zeros.count >= 2,
      numerator >= 0
    else { return nil }
    let decimals = zeros.count - 2
    if decimals == 0 { return "\(numerator)%" }
    let digits = numerator.description
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))%"
  }
}
