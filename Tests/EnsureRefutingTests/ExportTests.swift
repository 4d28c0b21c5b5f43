import EnsureModel
import EnsureObligations
import Testing

/// An exported obligation says to another solver what it says to us.
@Suite struct ExportTests {
  @Test func aScriptIsReadable() {
    var bank = SentenceBank()
    let total = LinearSum(bank.makeUnknown("o.total"))
    let captured = LinearSum(bank.makeUnknown("o.captured"))
    let isPaid = LinearSum(bank.makeUnknown("o.state is |paid\\"))
    let premise = bank.implies(bank.holds(isPaid), bank.equal(captured, total))
    let other = bank.lessOrEqual(LinearSum(0), captured - total * 2)
    let conclusion = bank.lessOrEqual(captured, total)
    let obligation = Obligation(bank, premises: [premise, other], conclusion: conclusion)
    #expect(
      SMTLIB.script(obligation, title: "capture keeps it\nunder no threat") == """
        ; capture keeps it
        ; under no threat
        (set-info :smt-lib-version 2.6)
        (set-info :status unsat)
        (set-logic QF_LIA)
        (declare-const |o.total #0| Int)
        (declare-const |o.captured #1| Int)
        (declare-const |o.state is _paid_ #2| Int)
        (assert (not (and (> |o.state is _paid_ #2| 0) (not (and (> (+ |o.total #0| (- |o.captured #1|)) (- 1)) (<= (+ |o.total #0| (- |o.captured #1|)) 0))))))
        (assert (<= (+ (* 2 |o.total #0|) (- |o.captured #1|)) 0))
        (assert (<= (+ |o.total #0| (- |o.captured #1|)) (- 1)))
        (check-sat)

        """)
  }

  @Test(
    .enabled(if: Deciders.cvc5Absence == nil, Deciders.cvc5Absence),
    arguments: RandomObligation.Flavour.allCases)
  func cvc5AgreesWithZ3(_ flavour: RandomObligation.Flavour) throws {
    var answers: [String: Int] = [:]
    for seed in 0..<12 {
      let obligation = RandomObligation.make(flavour, seed: seed)
      let answer = try Deciders.cvc5(obligation, title: "\(flavour) \(seed)")
      answers[answer, default: 0] += 1
      switch Deciders.z3(obligation) {
      case true?: #expect(["sat", "unknown"].contains(answer), "\(flavour) \(seed)")
      case false?: #expect(["unsat", "unknown"].contains(answer), "\(flavour) \(seed)")
      case nil: continue
      }
    }
    #expect(answers["unknown", default: 0] < 8)
    #expect(answers["sat", default: 0] > 0)
    #expect(answers["unsat", default: 0] > 0)
  }
}
