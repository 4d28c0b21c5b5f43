/// A conjunction of literals: the letters that have all propositions of `positive` and none of `negative`.
public struct LetterCube: Hashable, Sendable {
  /// Bit `i` is set if proposition `i` has to hold.
  public var positive: UInt64
  /// Bit `i` is set if proposition `i` must not hold.
  public var negative: UInt64

  /// The letters with all of `positive` and none of `negative`.
  public init(positive: UInt64, negative: UInt64) {
    self.positive = positive
    self.negative = negative
  }

  /// Whether a letter is among them; bit `i` stands for proposition `i`.
  public func contains(_ letter: UInt64) -> Bool {
    letter & positive == positive && letter & negative == 0
  }
}

extension LabelSpace {
  /// Cubes that together are the set, none of which can be left out (Minato, Morreale: irredundant sums of products).
  func cubes(_ label: Label) -> [LetterCube] { irredundant(between: label, and: label).cubes }

  /// The set of letters that cubes are together.
  func label(_ cubes: [LetterCube]) -> Label {
    cubes.reduce(.none) { sum, cube in
      // From the last proposition to the first, so that no diagram is rebuilt.
      let product = (0..<64).reversed().reduce(Label.all) { product, number in
        if cube.positive >> UInt64(number) & 1 == 1 { return intersection(variable(number), product) }
        if cube.negative >> UInt64(number) & 1 == 1 { return difference(product, variable(number)) }
        return product
      }
      return union(sum, product)
    }
  }

  /// Cubes of a set that has all of `lower` and nothing outside of `upper`, with that set.
  private func irredundant(between lower: Label, and upper: Label) -> (cubes: [LetterCube], label: Label) {
    if lower == .none { return ([], .none) }
    if upper == .all { return ([LetterCube(positive: 0, negative: 0)], .all) }
    let number = min(topVariable(lower) ?? .max, topVariable(upper) ?? .max)
    let (lowerLow, lowerHigh) = split(lower, number)
    let (upperLow, upperHigh) = split(upper, number)
    let low = irredundant(between: difference(lowerLow, upperHigh), and: upperLow)
    let high = irredundant(between: difference(lowerHigh, upperLow), and: upperHigh)
    let rest = union(difference(lowerLow, low.label), difference(lowerHigh, high.label))
    let both = irredundant(between: rest, and: intersection(upperLow, upperHigh))
    let bit = UInt64(1) << UInt64(number)
    let cubes =
      high.cubes.map { LetterCube(positive: $0.positive | bit, negative: $0.negative) }
      + low.cubes.map { LetterCube(positive: $0.positive, negative: $0.negative | bit) } + both.cubes
    let literal = choose(variable(number), high.label, low.label)
    return (cubes, union(literal, both.label))
  }

  private func split(_ label: Label, _ number: Int) -> (Label, Label) {
    topVariable(label) == number ? branches(label) : (label, label)
  }
}
