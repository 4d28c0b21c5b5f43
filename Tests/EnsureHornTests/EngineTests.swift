import EnsureHorn
import EnsureModel
import Testing

@testable import EnsureVerify

@Suite struct EngineTests {
  /// Counts up by two and down by one, with a total that keeps pace, in two locations.
  private func counters() throws -> PlainSystem {
    try HornCorpus.system(
      Array(
        """
        (declare-fun Inv (Bool Int Int Int) Bool)
        (assert (forall ((d Bool) (x Int) (y Int) (n Int)) (=> (and (not d) (= x 0) (= y 0) (> n 0)) (Inv d x y n))))
        (assert (forall ((d Bool) (x Int) (y Int) (n Int) (d1 Bool) (x1 Int) (y1 Int) (n1 Int))
          (=> (and (Inv d x y n) (= n1 n)
                (or (and (not d) (< x n) (= x1 (+ x 1)) (= y1 (+ y 2)) (not d1))
                    (and (not d) (>= x n) (= x1 x) (= y1 y) d1)
                    (and d (> x 0) (= x1 (- x 1)) (= y1 (- y 2)) d1)))
            (Inv d1 x1 y1 n1))))
        (assert (forall ((d Bool) (x Int) (y Int) (n Int)) (=> (and (Inv d x y n) (or (< y 0) (> y (* 2 n)))) false)))
        (check-sat)
        """.utf8))
  }

  @Test func locationsKnowEquationsAndBounds() throws {
    let system = try counters()
    var bank = system.world.bank
    let found = Watch().limited(20, .wall) { LocationAnalysis(system, $0).run(&bank) }
    let lemmas = try #require(found)
    guard case .inductive(let core) = InductiveCore(system, Watch()).reduce(lemmas, in: bank) else {
      Issue.record("the lemmas do not prove it")
      return
    }
    #expect(!core.isEmpty && core.count <= lemmas.count)
  }

  @Test func whatSpacerAnswersIsConfirmed() throws {
    let system = try HornCorpus.system(HornCorpus.bytes("good/two-accounts.smt2"))
    guard case .inductive(_, _, "Spacer", _) = PlainProver(system, seconds: 20, engines: .spacer).run() else {
      Issue.record("Spacer has no answer, or as it was read it is not inductive")
      return
    }
  }

  @Test func spacerSeesViolations() throws {
    let system = try HornCorpus.system(HornCorpus.bytes("good/two-accounts.bug.smt2"))
    var bank = system.world.bank
    let answer = Watch().limited(20, .wall) { SpacerEngine(system, $0).run(in: &bank) }
    guard case .refuted = answer else {
      Issue.record("Spacer sees no violation")
      return
    }
  }

  @Test func remaindersAreSeenWhereTheyAreAskedFor() throws {
    let system = try HornCorpus.system(
      Array(
        """
        (declare-fun Inv (Int) Bool)
        (assert (forall ((x Int)) (=> (= x 1) (Inv x))))
        (assert (forall ((x Int)) (=> (Inv x) (Inv (+ x 4)))))
        (assert (forall ((x Int)) (=> (and (Inv x) (= x 1000)) false)))
        (check-sat)
        """.utf8))
    var bank = system.world.bank
    var options = LocationAnalysis.Options()
    options.hasStrides = true
    let found = Watch().limited(20, .wall) { LocationAnalysis(system, $0, options).run(&bank) }
    let lemmas = try #require(found)
    guard case .inductive = InductiveCore(system, Watch()).reduce(lemmas, in: bank) else {
      Issue.record("x mod 4 == 1 is not among the lemmas")
      return
    }
  }

  @Test func aHullHasTheEquationsOfItsPoints() {
    var hull = AffineHull([0, 0, 7])
    #expect(hull.equations.count == 3)
    hull.add([1, 2, 7])
    hull.add([3, 6, 7])
    #expect(hull.equations.count == 2)
    for point: [Integer] in [[0, 0, 7], [1, 2, 7], [3, 6, 7], [-5, -10, 7]] {
      for equation in hull.equations {
        let value = zip(equation.form, point).reduce(Integer(0)) { $0 + $1.0 * $1.1 }
        #expect(value == equation.value)
      }
    }
    // y is twice x on the line, so that a difference of the two is none of the equations' business but 2x - y is.
    let rows = hull.echelon()
    #expect(AffineHull.remainder([2, -1, 0], rows).allSatisfy { $0 == 0 })
    #expect(AffineHull.remainder([1, -1, 0], rows).contains { $0 != 0 })
    hull.add([0, 1, 8])
    #expect(hull.equations.count == 1)
    hull.add([0, 0, 0])
    #expect(hull.equations.isEmpty)
  }
}
