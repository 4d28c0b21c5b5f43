import Testing

@Suite struct TypesAndUnits {
  @Test func theShopItselfIsCorrect() { #expect(Compiling.diagnostics(Compiling.shop) == []) }

  @Test(
    arguments: [
      ("invariant P(o: Order): o.total + 1 > 0", ["E0204 1:34"]),
      ("invariant P(o: Order): o.total > 0", []),
      ("invariant P(o: Order): o.total + 1.50 EUR > 0", []),
      ("invariant P(o: Order): o.total + 1.505 EUR > 0", ["E0211 1:34"]),
      ("invariant P(o: Order): o.total * 2 div 3 >= o.total mod 7", []),
      ("invariant P(o: Order): o.total * o.captured > 0", ["E0203 1:24"]),
      ("invariant P(o: Order): o.total div o.captured > 1", []),
      ("invariant P(o: Order): o.total + o.items > 0", ["E0204 1:34"]),
      ("invariant P(o: Order): o.payment < captured", ["E0210 1:34"]),
      ("invariant P(o: Order): o.payment == web", ["E0108 1:37"]),
      ("invariant P(o: Order): captured != o.payment", []),
      ("invariant P(o: Order): o.via == Channel.phone", []),
      ("invariant P(o: Order): o.via == Channel.fax", ["E0108 1:41"]),
      ("invariant P(o: Order): o.owner == none", []),
      ("invariant P(o: Order): o.owner == o", ["E0201 1:24"]),
      ("invariant P(o: Order): o.owner.banned implies o.total == 0", []),
      ("invariant P(o: Order): o.total.cents > 0", ["E0216 1:32"]),
      ("invariant P(o: Order): o.ownr == none", ["E0104 1:26"]),
      ("invariant P(o: Order): o", ["E0201 1:24"]),
      ("invariant P(o: Order): now - o.placed <= 14 days", []),
      ("invariant P(o: Order): o.placed + 14 days >= now", []),
      ("invariant P(o: Order): o.placed + o.placed >= now", ["E0215 1:24"]),
      ("invariant P(o: Order): o.placed <= 3 days", ["E0201 1:24"]),
      ("invariant P(o: Order): 10% of o.total rounded halfEven <= o.total", []),
      ("invariant P(o: Order): 10% of o.total rounded nearest <= o.total", ["E0124 1:47"]),
      ("invariant P(o: Order): o.total + 10% > 0", ["E0209 1:34"]),
      ("invariant P(o: Order): if o.total > 0 then o.items >= 0 else true", []),
      ("invariant P(o: Order): min(o.total, o.captured) >= 0", []),
      ("invariant P(o: Order): min(o.total) >= 0", ["E0202 1:27"]),
      ("invariant P(o: Order): once o.total > 0", ["E0214 1:24"]),
      ("invariant P(o: Order): o.total > 5 USD", ["E0110 1:36"]),
      ("invariant P(o: Order): o.total > 5 EURO", ["E0109 1:36"]),
      ("invariant P(o: Order): missing > 0", ["E0101 1:24"]),
      ("invariant P(o: Order): o.items div 0 > 0", ["E0220 1:36"]),
      ("parameter Cap: Money = any where Cap > 0\ninvariant P(o: Order): o.total <= Cap or true", []),
      ("parameter Cap: 5..3", ["E0206 1:16"]),
      ("const A = 3\nconst B: Money = A * 2 EUR\ninvariant P(o: Order): o.total < B or true", []),
      ("const A: Int = B\nconst B: Int = A", ["E0123 1:1"]),
      ("global g: Int = 0\nconst A: Int = g", ["E0212 2:16"]),
      ("global g: 0..3 = 7", ["E0217 1:18"]),
      ("global g: Instant", ["E0308 1:1"]),
    ])
  func expressionsMeanWhatTheirUnitsAllow(_ text: String, _ expected: [String]) {
    #expect(Compiling.added(text) == expected, "\(text)")
  }
}
