import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// What a step does not touch it does not break; all else is asked about.
@Suite struct StepFrameTests {
  /// `walk` follows so many references that its cases are too many.
  private static let text = """
    system Many
    resolution 1 min
    role S
    entity N { after: N
      n: Int = 0 }
    entity Lamp { isOn: Bool = false
      isHot: Bool = false
      lit: Instant = now }
    action link(a: N, b: N) by S requires a.after == none { a.after = b }
    action walk(a: N, b: N, c: N) by S requires a.after != none {
      a.after.after.after.after.n = 1
      b.after.after.after.after.n = 2
      c.after.after.after.after.n = 3
    }
    action light(l: Lamp) by S requires not l.isOn { l.isOn = true
      l.lit = now }
    action heat(l: Lamp) by S requires l.isOn { l.isHot = true }
    action darken() by S { for each l: Lamp where l.isOn and not l.isHot { l.isOn = false } }
    invariant Hot(l: Lamp): l.isHot implies l.isOn
    invariant Written(a: N): a.n <= 3
    invariant Past(l: Lamp): l.lit <= now
    threat Any { attacker may walk without requires }
    """

  private let system: TransitionSystem

  init() throws { system = try ProofBench.system(Self.text) }

  private func goal(_ name: String) throws -> ProofGoal {
    .property(PropertyID(try #require(system.properties.firstIndex { $0.name == name })))
  }

  @Test func whatAStepWithTooManyCasesDoesNotTouchIsProved() throws {
    let world = World(system, threats: [ThreatID(0)])
    let (hot, written) = (try goal("Hot"), try goal("Written"))
    let found = ProofSearch(world, [hot]).run()
    let claim = try #require(found.claims[hot])
    _ = try Certifier.certificate(of: claim, for: hot, in: world)
    let other = ProofSearch(world, [written]).run()
    #expect(other.claims[written] == nil)
    #expect(other.refusals[written] != nil)
  }

  /// The steps that touch a property's own lemmas.
  private func touching(_ name: String) throws -> Set<String> {
    let rule = ProofRule(World(system, threats: [ThreatID(0)]))
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    claim.lemmas = try #require(rule.ownLemmas(of: goal(name), &claim.terms))
    let frame = StepFrame(claim, rule)
    let steps = rule.steps.filter { !frame.lemmas(Array(claim.lemmas.indices), touchedBy: $0).isEmpty }
    return Set(
      steps.map { step in
        switch step {
        case .move(let index): system.actions[rule.world.moves[index].action.index].name
        case .start: "start"
        case .tick: "tick"
        case .idle, .state: "nothing"
        }
      })
  }

  @Test func aStepTouchesWhatItWritesAndTimeTouchesInstants() throws {
    let ofHot = try touching("Hot")
    #expect(ofHot == ["start", "light", "heat", "darken"])
    let ofWritten = try touching("Written")
    #expect(ofWritten == ["start", "walk"])
    let ofPast = try touching("Past")
    #expect(ofPast == ["start", "light", "tick"])
  }
}
