/// A sum of slots with small coefficients and a constant: no arithmetic on it can overflow a word.
struct LinearSum {
  /// Ascending by slot, without zero coefficients.
  private(set) var parts: [(coefficient: Int, slot: Int)] = []
  var constant = 0

  private static let largest = 1 << 20
  private static let largestConstant = 1 << 50

  /// The term as such a sum, if it is one.
  init?(_ bank: GroundBank, _ term: GroundTerm) {
    let node = bank[term]
    switch node.op {
    case .constant: constant = node.value
    case .slot: parts = [(1, node.value)]
    case .add, .subtract:
      guard let left = LinearSum(bank, GroundTerm(index: node.a)),
        var right = LinearSum(bank, GroundTerm(index: node.b))
      else { return nil }
      self = left
      if node.op == .add { right.negate() }
      guard subtract(right) else { return nil }
    case .multiply:
      let (a, b) = (GroundTerm(index: node.a), GroundTerm(index: node.b))
      let factor = bank.constant(of: a) ?? bank.constant(of: b)
      let other = bank.constant(of: a) != nil ? b : a
      guard let factor, factor.magnitude < UInt(Self.largest), let sum = LinearSum(bank, other) else {
        return nil
      }
      parts = factor == 0 ? [] : sum.parts.map { ($0.coefficient * factor, $0.slot) }
      let (product, overflow) = sum.constant.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      constant = product
    default: return nil
    }
    if !isSmall { return nil }
  }

  private var isSmall: Bool {
    constant.magnitude < Self.largestConstant.magnitude && parts.count < 1 << 10
      && parts.allSatisfy { abs($0.coefficient) < Self.largest }
  }

  mutating func negate() {
    parts = parts.map { (-$0.coefficient, $0.slot) }
    constant = -constant
  }

  /// Takes another sum away; false if the result is too large.
  mutating func subtract(_ other: LinearSum) -> Bool {
    var coefficients: [Int: Int] = [:]
    for part in parts { coefficients[part.slot, default: 0] += part.coefficient }
    for part in other.parts { coefficients[part.slot, default: 0] -= part.coefficient }
    parts = coefficients.filter { $0.value != 0 }.map { ($0.value, $0.key) }.sorted { $0.slot < $1.slot }
    constant -= other.constant
    return isSmall
  }
}
