import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// The clauses say what the denial says.
@Suite struct ClauseFormTests {
  /// The clauses as numbers, as in `literal`.
  private static func clauses(_ form: ClauseForm) -> [[Int]] {
    form.clauses.map { $0.map { ($0.proposition + 1) * ($0.isNegated ? -1 : 1) } }
  }

  @Test func aConjunctionGivesAClauseForEachOperand() throws {
    var bench = Workbench()
    let both = bench.bank.and([bench.atMost(bench.x, 3), bench.atMost(bench.y, 4)])
    let form = bench.form([both])
    #expect(Self.clauses(form) == [[1], [2]])
    #expect(form.atoms == [try Workbench.atom(bench.x, atMost: 3), try Workbench.atom(bench.y, atMost: 4)])
    #expect(form.unknowns == 3)
  }

  @Test func aDisjunctionIsOneClause() {
    var bench = Workbench()
    let either = bench.bank.or([bench.atMost(bench.x, 3), bench.atLeast(bench.x, 7), bench.atMost(bench.y, 0)])
    // x >= 7 is the negation of x <= 6.
    #expect(Self.clauses(bench.form([either])) == [[1, -2, 3]])
  }

  @Test func aConjunctionInADisjunctionGetsAProposition() {
    var bench = Workbench()
    let both = bench.bank.and([bench.atMost(bench.x, 1), bench.atMost(bench.y, 1)])
    let form = bench.form([bench.bank.or([bench.atMost(bench.z, 1), both])])
    #expect(Self.clauses(form) == [[1, 2], [-1, 3], [-1, 4]])
    #expect(form.atoms.map { $0 == nil } == [true, false, false, false])
  }

  @Test func aConjunctionThatOccursTwiceGetsOneProposition() {
    var bench = Workbench()
    let both = bench.bank.and([bench.atMost(bench.x, 1), bench.atMost(bench.y, 1)])
    let first = bench.bank.or([bench.atMost(bench.z, 1), both])
    let second = bench.bank.or([bench.atLeast(bench.z, 5), both])
    #expect(Self.clauses(bench.form([first, second])) == [[1, 2], [1, -3], [-1, 4], [-1, 5]])
  }

  @Test func theNegationOfAConclusionIsAsserted() {
    var bench = Workbench()
    let premise = bench.atMost(bench.x, 3)
    let conclusion = bench.bank.and([bench.atMost(bench.x, 5), bench.atMost(bench.x, 4)])
    let form = ClauseForm(Obligation(bench.bank, premises: [premise], conclusion: conclusion))
    #expect(Self.clauses(form) == [[1], [-2, -3]])
  }

  @Test func aFalsehoodIsTheEmptyClause() {
    var bench = Workbench()
    #expect(Self.clauses(bench.form([.no])) == [[]])
    #expect(Self.clauses(bench.form([.yes])) == [])
    #expect(Self.clauses(ClauseForm(Obligation(bench.bank, premises: [], conclusion: .yes))) == [[]])
  }

  @Test func definitionsOfWhatOccursAreAsserted() {
    var bench = Workbench()
    let condition = bench.atMost(bench.x, 0)
    let value = bench.bank.choice(condition, bench.y, bench.z)
    let quotient = bench.bank.quotient(bench.y, by: 3)
    let unused = bench.form([condition])
    #expect(unused.clauses.count == 1)
    let used = bench.form([bench.atMost(value, 0), bench.atMost(quotient, 5)])
    // Two inequalities; a value that is y if x <= 0, and z otherwise, in two inequalities each; 0 <= y - 3q < 3.
    #expect(used.clauses.count == 2 + 2 * 3 + 2)
  }

  @Test func anAssertedConjunctionHasNoProposition() {
    var bench = Workbench()
    let equal = bench.bank.equal(bench.x, bench.y)
    #expect(Self.clauses(bench.form([equal])) == [[1], [-2]])
    #expect(Self.clauses(bench.form([!equal])) == [[-1, 2]])
  }
}
