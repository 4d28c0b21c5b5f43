import EnsureModel
import Testing

@Suite struct TermBankTests {
  @Test func equalTermsAreOneTerm() {
    var bank = TermBank()
    let x = bank.makeVariable("x", ValueType(.integer))
    let first = bank.sum([bank.variable(x), bank.integer(1)])
    let count = bank.count
    let again = bank.sum([bank.variable(x), bank.integer(1)])
    #expect(again == first)
    #expect(bank.count == count)
    let turned = bank.sum([bank.integer(1), bank.variable(x)])
    #expect(turned != first)
    let namesake = bank.makeVariable("x", ValueType(.integer))
    #expect(namesake != x)
  }

  @Test func looksAlikeButDiffers() {
    var bank = TermBank()
    let terms = [
      bank.boolean(false), bank.integer(0), bank.member(EnumerationID(0), 0), bank.member(EnumerationID(1), 0),
      bank.none(EntityID(0)), bank.none(EntityID(1)), bank.boolean(true), bank.integer(1), bank.now(),
    ]
    #expect(Set(terms).count == terms.count)
  }

  /// Grows the table through several sizes with numbers that no word holds among them, and reads all back.
  @Test func thousandsOfTermsReadBack() throws {
    var bank = TermBank()
    var known: [Integer: Term] = [:]
    let large = try #require(Integer("100000000000000000000"))
    for value in -3000..<3000 {
      for number in [Integer(value), large + Integer(value)] {
        known[number] = bank.negated(bank.integer(number))
      }
    }
    #expect(bank.count == 24_000)
    for (number, term) in known {
      let again = bank.negated(bank.integer(number))
      #expect(again == term)
      guard case .negated(let operand) = bank[term] else {
        Issue.record("not a negation")
        continue
      }
      #expect(bank[operand] == .integer(number))
    }
    #expect(bank.count == 24_000)
  }

  @Test func nodesShowTheirOperands() {
    var bank = TermBank()
    let order = EntityID(0)
    let o = bank.makeVariable("o", ValueType(.reference(order)))
    let field = bank.field(FieldID(4), .integer, of: bank.variable(o))
    let positive = bank.less(bank.integer(0), field)
    let total = bank.total(of: field, over: o, where: positive)
    #expect(bank[total] == .total(of: field, over: o, where: positive))
    let variable = bank.variable(o)
    #expect(bank[field] == .field(FieldID(4), of: variable))
    #expect(bank.sort(total) == .integer)
    #expect(bank.size(total) == 7)
    let (one, all, some) = (bank.and([positive]), bank.and([]), bank.or([]))
    #expect(one == positive)
    #expect(bank[all] == .boolean(true))
    #expect(bank[some] == .boolean(false))
  }

  @Test func instantsAddAndSubtract() {
    var bank = TermBank()
    let (now, five) = (bank.now(), bank.integer(5))
    let later = bank.sum([now, five])
    #expect(bank.sort(later) == .instant)
    let (span, earlier) = (bank.difference(later, now), bank.difference(later, five))
    #expect(bank.sort(span) == .integer)
    #expect(bank.sort(earlier) == .instant)
  }
}
