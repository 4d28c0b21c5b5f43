import EnsureModel
import EnsureObligations
import Testing

/// What is known of a product of unknowns is so for all integers, and says as much as it should.
@Suite struct ProductTests {
  private let numbers = -5...5

  /// The bank, the factors over two unknowns, and the product, which is the last unknown.
  private func product(_ make: (LinearSum, LinearSum) -> (LinearSum, LinearSum)) throws -> (
    bank: SentenceBank, factors: (LinearSum, LinearSum), facts: [Sentence]
  ) {
    var bank = SentenceBank()
    let (x, y) = (LinearSum(bank.makeUnknown("x")), LinearSum(bank.makeUnknown("y")))
    let factors = make(x, y)
    let product = bank.product(factors.0, factors.1)
    let unknown = try #require(product.summands.first?.unknown)
    #expect(Int(unknown.index) == 2)
    return (bank, factors, bank.definitions[Int(unknown.index)])
  }

  private func value(_ sum: LinearSum, _ values: [Integer]) -> Integer {
    sum.summands.reduce(sum.constant) { $0 + $1.coefficient * values[Int($1.unknown.index)] }
  }

  private func allHold(_ facts: [Sentence], _ bank: SentenceBank, _ values: [Integer]) -> Bool {
    facts.allSatisfy { Deciders.holds($0, bank, values) }
  }

  @Test func everyFactIsSo() throws {
    func plain(_ x: LinearSum, _ y: LinearSum) -> (LinearSum, LinearSum) { (x, y) }
    func square(_ x: LinearSum, _: LinearSum) -> (LinearSum, LinearSum) { (x, x) }
    func shifted(_ x: LinearSum, _ y: LinearSum) -> (LinearSum, LinearSum) {
      (x + LinearSum(1), y - LinearSum(3))
    }
    func mixed(_ x: LinearSum, _ y: LinearSum) -> (LinearSum, LinearSum) { (x * Integer(2) - y, x + y) }
    for form in [plain, square, shifted, mixed] {
      let (bank, factors, facts) = try product(form)
      #expect(!facts.isEmpty)
      for x in numbers {
        for y in numbers {
          let known = [Integer(x), Integer(y)]
          let result = value(factors.0, known) * value(factors.1, known)
          #expect(allHold(facts, bank, known + [result]), "\(x), \(y)")
        }
      }
    }
  }

  @Test func itHasItsSignAndIsNoSmallerThanAFactor() throws {
    let (bank, _, facts) = try product { ($0, $1) }
    #expect(!allHold(facts, bank, [3, 4, -1]))
    #expect(!allHold(facts, bank, [-3, -4, -1]))
    #expect(!allHold(facts, bank, [-3, 4, 1]))
    #expect(!allHold(facts, bank, [0, 4, 1]))
    #expect(!allHold(facts, bank, [3, 4, 3]))
    // How large it is beyond that is not known.
    #expect(allHold(facts, bank, [3, 4, 5]))
  }

  @Test func theSameFactorsHaveTheSameProduct() {
    var bank = SentenceBank()
    let (x, y) = (LinearSum(bank.makeUnknown("x")), LinearSum(bank.makeUnknown("y")))
    #expect(bank.product(x, y) == bank.product(y, x))
    #expect(bank.product(x, y) != bank.product(x, x))
    #expect(bank.product(x, LinearSum(3)) == x * 3)
  }
}
