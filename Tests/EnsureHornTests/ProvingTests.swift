import EnsureHorn
import EnsureModel
import EnsureVerify
import Testing

@Suite struct ProvingTests {
  @Test(arguments: HornCorpus.files("good")) func theVerdictIsTheOneThatTheFileSays(_ path: String) throws {
    let bytes = HornCorpus.bytes(path)
    let isUnsafe = String(decoding: bytes, as: UTF8.self).contains("Unsafe")
    let system = try HornCorpus.system(bytes)
    switch PlainProver(system, seconds: 20).run() {
    case .violated(let violation):
      #expect(isUnsafe)
      let interpreter = try Interpreter(system.world, scope: system.scope)
      try interpreter.replay(violation, of: system.property)
    case .proved(let proof):
      #expect(!isUnsafe)
      guard case .inductive = InductiveCore(system, Watch()).reduce(proof.lemmas, in: proof.bank) else {
        Issue.record("the lemmas are not inductive")
        return
      }
    case let other: Issue.record("\(other)")
    }
  }

  @Test func theBoundedSearchOfSpecsSeesTheSame() throws {
    for path in HornCorpus.files("good") where path.contains(".bug.") {
      let system = try HornCorpus.system(HornCorpus.bytes(path))
      let query = BoundedQuery(
        properties: [PropertyID(0)], wantsDefinedness: true, scope: Scope(instances: []), depth: 14)
      let report = try BoundedSearch(system.world, query).run()
      guard case .violated(let violation) = report.outcomes[PropertyID(0)] else {
        Issue.record("\(path): no violation")
        continue
      }
      guard case .violated(let other) = PlainSearch(system, Watch()).run(depth: 14) else {
        Issue.record("\(path): no violation")
        continue
      }
      #expect(violation.trace.steps.count == other.trace.steps.count)
    }
  }

  private func system(initial: String, step: String, bad: String) throws -> PlainSystem {
    try HornCorpus.system(
      Array(
        """
        (declare-fun Inv (Int Int Bool) Bool)
        (assert (forall ((x Int) (y Int) (b Bool)) (=> \(initial) (Inv x y b))))
        (assert (forall ((x Int) (y Int) (b Bool) (x1 Int) (y1 Int) (b1 Bool))
          (=> (and (Inv x y b) \(step)) (Inv x1 y1 b1))))
        (assert (forall ((x Int) (y Int) (b Bool)) (=> (and (Inv x y b) \(bad)) false)))
        (check-sat)
        """.utf8))
  }

  @Test func whatIsNotInductiveIsNotConfirmed() throws {
    let system = try system(
      initial: "(and (= x 0) (= y 0) b)", step: "(and (= x1 (+ x y)) (= y1 (+ y 1)) b1)", bad: "(< x 0)")
    var bank = system.world.bank
    let x = bank.global(GlobalID(0), .integer)
    let y = bank.global(GlobalID(1), .integer)
    let (zero, nine) = (bank.integer(0), bank.integer(9))
    let core = InductiveCore(system, Watch())
    guard case .fails = core.reduce([], in: bank) else {
      Issue.record("x >= 0 is not inductive by itself")
      return
    }
    // Inductive together; the third one is not needed and does no harm, though it is false.
    let growing = bank.lessOrEqual(zero, y)
    let idle = bank.lessOrEqual(x, nine)
    guard case .inductive(let lemmas) = core.reduce([idle, growing], in: bank) else {
      Issue.record("x >= 0 and y >= 0 are inductive together")
      return
    }
    #expect(lemmas == [growing])
    // A false lemma that is needed is not confirmed.
    let false1 = bank.less(y, zero)
    let implied = bank.implies(bank.less(x, zero), false1)
    guard case .fails = core.reduce([bank.less(nine, y), implied], in: bank) else {
      Issue.record("a lemma that does not hold at first was confirmed")
      return
    }
  }

  @Test func aPropertyThatTakesTwoStepsIsClosedByTwoInduction() throws {
    // x is b's age: it alternates between 0 and 1, and -5 is reached from -4 only, which nothing leads to.
    let system = try system(
      initial: "(and (= x 0) b)", step: "(and (= x1 (ite b (+ x 1) (- x 1))) (= b1 (not b)) (= y1 y))",
      bad: "(= x 5)")
    switch KInduction(system, Watch()).run(most: 10) {
    case .closed(let k): #expect(k >= 1)
    case .open(_, let reason): Issue.record("\(reason)")
    }
  }

  @Test func aWatchEndsWhateverRuns() throws {
    let system = try system(
      initial: "(and (= x 0) (= y 1) b)",
      step: "(and (= x1 (+ x (* 3 y))) (= y1 (- y (* 2 x))) (= b1 (not b)))", bad: "(= x 123456789)")
    let watch = Watch()
    watch.stop("nobody wants to know")
    guard case .held(_, let reason) = PlainSearch(system, watch).run() else {
      Issue.record("the search was not stopped")
      return
    }
    #expect(reason == "nobody wants to know")
    guard case .open = PlainProver(system, seconds: 0.2).run() else {
      Issue.record("nobody can know that")
      return
    }
  }
}
