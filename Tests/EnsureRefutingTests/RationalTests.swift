import EnsureModel
import Testing

@testable import EnsureVerify

/// Fractions are exact, in two words and beyond.
@Suite struct RationalTests {
  private static func fraction(_ numbers: inout SeededNumbers) -> Rational {
    let edges = [0, 1, -1, 2, -3, 10, Int.max, -Int.max, Int.max - 1, 1 << 32, -(1 << 31), 3_037_000_500]
    let top = numbers.isLucky(50) ? numbers.pick(edges) : numbers.number(-100...100)
    let bottom = numbers.isLucky(50) ? numbers.pick(edges) : numbers.number(1...100)
    return Rational(top) * (bottom == 0 ? .one : Rational(bottom).inverse)
  }

  private static func isLowest(_ value: Rational) -> Bool {
    value.denominator > 0 && value.numerator.greatestCommonDivisor(value.denominator) == 1
  }

  @Test func arithmeticIsThatOfCrossMultiplication() {
    var numbers = SeededNumbers(seed: 4)
    var wide = 0
    for _ in 0..<20_000 {
      let (left, right) = (Self.fraction(&numbers), Self.fraction(&numbers))
      let (sum, product) = (left + right, left * right)
      let bottom = left.denominator * right.denominator
      let top = left.numerator * right.denominator + right.numerator * left.denominator
      #expect(sum.numerator * bottom == top * sum.denominator && Self.isLowest(sum))
      #expect(
        product.numerator * bottom == left.numerator * right.numerator * product.denominator
          && Self.isLowest(product))
      let difference = left.numerator * right.denominator - right.numerator * left.denominator
      #expect((left < right) == (difference < 0) && (left == right) == (difference == 0))
      #expect(left - right + right == left)
      if !sum.numerator.isWord || !sum.denominator.isWord { wide += 1 }
    }
    #expect(wide > 1_000)
  }

  @Test func theFloorIsTheGreatestIntegerBelow() {
    let third = Rational(3).inverse
    #expect((Rational(7) * third).floor == 2)
    #expect((Rational(-7) * third).floor == -3)
    #expect((Rational(-6) * third).floor == -2)
    #expect(Rational(-6).isInteger && !third.isInteger)
    #expect(Rational.zero.inverse == .zero)
    #expect(Rational(-2).inverse + Rational(2).inverse == .zero)
  }
}
