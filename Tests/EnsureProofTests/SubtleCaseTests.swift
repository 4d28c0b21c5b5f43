import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Things that are false in a way that is easy to overlook: neither is the claim of a spec's invariants valid, nor does the
/// search prove them.
@Suite struct SubtleCaseTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    /// The false invariant; nil if some genuine step has no value.
    var falsehood: String? = "False"
    var threats: [String] = []
  }

  static let cases = [
    Case(
      testDescription: "an instance of a finite entity is counted where it makes the group",
      text: """
        system S
        role R
        finite entity M { isReady: Bool = true }
        action again(m: M) by R { m.isReady = true }
        invariant False(x: M): count(m: M where m == x) == 0
        """),
    Case(
      testDescription: "an undefined term is another value each time",
      text: """
        system S
        role R
        entity C { limit: Int = 10 }
        entity O { owner: C
          got: Int = 0
          had: Int = 0 }
        action own(o: O, c: C) by R { o.owner = c }
        action take(o: O, a: Int) by R requires a > 0 { o.got = 100 div a
          o.had = 100 div a }
        threat T { attacker may take(o, a) without requires }
        invariant False(o: O): o.got == o.had
        """,
      threats: ["T"]),
    Case(
      testDescription: "what all instances contribute has to have a value",
      text: """
        system S
        role R
        entity O { x: Int = 1
          isOn: Bool = false }
        action put(o: O, x: Int) by R { o.x = x
          o.isOn = true }
        invariant False: sum(o: O where o.isOn) (100 div o.x) == sum(o: O where o.isOn) (100 div o.x)
        """),
    Case(
      testDescription: "a bulk effect has to have a value for the instances that nobody names",
      text: """
        system S
        role R
        entity L { x: Int = 0
          y: Int = 0
          isOn: Bool = false }
        action on(l: L) by R { l.isOn = true }
        action each_(k: L) by R requires k.x != 0 { for each l: L where l.isOn { l.y = 10 div l.x } }
        action give(l: L) by R { l.x = 1 }
        invariant Any(l: L): l.isOn or not l.isOn
        """,
      falsehood: nil),
    Case(
      testDescription: "a corrupt person's discipline has to have a value",
      text: """
        system S
        role R
        entity C { isGood: Bool = true }
        entity O { owner: C
          isPaid: Bool = false }
        action pay(o: O) by R honest o.owner.isGood { o.isPaid = true }
        threat T { corrupt R }
        invariant Good(c: C): c.isGood
        """,
      falsehood: nil, threats: ["T"]),
    Case(
      testDescription: "the instance with these keys is one and the same",
      text: """
        system S
        role R
        entity C { isOn: Bool = false }
        entity T[c: C] { n: Int = 0 }
        action up(c: C, d: C) by R { T[c].n += 1
          T[d].n += 1 }
        invariant False(c: C): T[c].n <= 1
        """),
    Case(
      testDescription: "a parent may be anybody's",
      text: """
        system S
        role R
        entity P { n: Int = 0 }
        entity K of P { isOn: Bool = false }
        action up(k: K, j: K) by R requires k != j { k.parent.n += 1
          j.parent.n += 1 }
        invariant False(p: P): p.n <= 1
        """),
  ]

  @Test(arguments: cases) func whatIsFalseIsNotProved(_ given: Case) throws {
    let system = try ProofBench.system(given.text)
    let (world, goal) = try ProofBench.falsehood(given.falsehood, of: system, under: given.threats)
    let rule = ProofRule(for: goal, in: world)
    #expect(ProofBench.open(try ProofBench.claim(rule, for: goal), for: goal, rule)?.isEmpty != true)
    #expect(ProofSearch(world, [goal]).run().claims[goal] == nil)
  }
}
