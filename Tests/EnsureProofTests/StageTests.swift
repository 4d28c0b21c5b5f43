import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Stages of waiting from which somebody leads on whom nobody watches, or who can do so only now and then, or that what is assumed
/// leads out of.
@Suite struct StageTests {
  /// A locker whose door anybody may slam.
  private static func locker(_ property: String, more: String = "") -> String {
    """
    system S
    role Courier
    role Controller
    entity Locker {
      door: { open, shut } = shut
      isFull: Bool = true
      isFree: Bool = false
    }
    action open(l: Locker) by Courier requires l.door == shut and not l.isFree { l.door = open }
    world action slam(l: Locker) requires l.door == open { l.door = shut }
    action takeOut(l: Locker) by Courier requires l.door == open and l.isFull { l.isFull = false }
    action settle(l: Locker) by Controller requires l.door == shut and not l.isFull { l.isFree = true }
    \(more)
    property P(l: Locker): \(property)
    """
  }

  /// A case that is done once somebody has read one of the letters about it.
  private static func letters(more: String = "", reading: String = "m.state == sent") -> String {
    """
    system S
    role Clerk
    entity Case { isDone: Bool = false }
    entity Letter {
      about: Case
      state: { none, sent, read } = none
    }
    optional action write(c: Case, m: Letter) by Clerk requires m.state == none { m.about = c; m.state = sent }
    action read(m: Letter) by Clerk requires \(reading) { m.state = read; m.about.isDone = true }
    \(more)
    property P(c: Case): always (write(c, _) implies eventually c.isDone) assuming fair Clerk
    """
  }

  private static let goal = ProofGoal.property(PropertyID(0))

  /// What is found, if that is accepted when it has been read again.
  private static func claim(_ text: String) throws -> (ProofClaim, World)? {
    let system = try ProofBench.system(text)
    let world = World(system, threats: [])
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return nil }
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    #expect(read.rankings.map(\.stages.count) == claim.rankings.map(\.stages.count))
    return (claim, world)
  }

  /// What of a claim about one system is not valid of another one that declares the same; nil if it cannot be shown at all.
  private static func open(_ claim: ProofClaim, in world: World) throws -> [ObligationSubject]? {
    let rule = ProofRule(for: goal, in: world)
    var other = ProofClaim(terms: rule.world.bank, lemmas: [])
    try other.add(encoded: claim.encoded(for: rule.world.system), of: rule.world.system)
    return ProofBench.open(other, for: goal, rule)
  }

  private static let empties = "always (l.isFull implies eventually not l.isFull)"
  private static let frees = "always (takeOut(l) implies eventually l.isFree)"
  private static let shuts = "always (l.door == open implies eventually l.door == shut)"

  @Test func whatIsPossibleNowAndThenIsForcedIfStrong() throws {
    let text = Self.locker("\(Self.empties) assuming strongly fair Courier")
    let (claim, _) = try #require(try Self.claim(text))
    let openings = claim.rankings.flatMap(\.stages).compactMap(\.opening)
    #expect(openings.count == 1 && openings.allSatisfy { !$0.stages.isEmpty })
    // Weak fairness forces nothing that is impossible again and again, and the same stages are not accepted.
    let weak = Self.locker("\(Self.empties) assuming fair Courier")
    #expect(try Self.claim(weak) == nil)
    let world = World(try ProofBench.system(weak), threats: [])
    #expect(try Self.open(claim, in: world) == nil)
  }

  @Test func whatIsAssumedToComeLeadsOn() throws {
    let text = Self.locker("\(Self.frees) assuming strongly fair Controller, \(Self.shuts)")
    let (claim, world) = try #require(try Self.claim(text))
    let all = claim.rankings.flatMap(\.stages).flatMap(\.withInner)
    #expect(all.contains { $0.help == .assumed(0) })
    #expect(ProofRule(for: Self.goal, in: world).observer?.assumed.count == 1)
    let without = Self.locker("\(Self.frees) assuming strongly fair Controller")
    #expect(try Self.claim(without) == nil)
  }

  @Test(arguments: [
    "always (l.isFull implies eventually l.door == shut)",
    "always (l.isFree implies eventually l.door == shut)",
    "eventually l.door == shut",
  ])
  func anotherAssumptionIsNotEnough(_ assumption: String) throws {
    let text = Self.locker("\(Self.frees) assuming strongly fair Controller, \(assumption)")
    #expect(try Self.claim(text) == nil)
  }

  @Test func somebodyWhomNobodyWatchesDoesIt() throws {
    let (claim, _) = try #require(try Self.claim(Self.letters()))
    let stages = claim.rankings.flatMap(\.stages)
    #expect(stages.contains { !$0.variables.isEmpty && !claim.terms.freeVariables($0.condition).isEmpty })
    // Each part is needed: who is there, and what holds of him.
    let system = try ProofBench.system(Self.letters())
    let rule = ProofRule(for: Self.goal, in: World(system, threats: []))
    var nobody = claim
    nobody.rankings = claim.rankings.map { Ranking(stages: $0.stages, rounds: $0.rounds) }
    #expect(ProofBench.open(nobody, for: Self.goal, rule) != [])
    var anybody = claim
    let always = anybody.terms.boolean(true)
    anybody.rankings = claim.rankings.map { ranking in
      Ranking(
        stages: ranking.stages.map {
          Ranking.Stage(variables: $0.variables, condition: always, measure: $0.measure, help: $0.help)
        }, rounds: ranking.rounds, bystanders: ranking.bystanders)
    }
    #expect(ProofBench.open(anybody, for: Self.goal, rule) != [])
  }

  @Test(arguments: [
    "optional action lose(m: Letter) by Clerk requires m.state == sent { m.state = none }",
    "optional action redirect(m: Letter, c: Case) by Clerk requires m.state == sent { m.about = c }",
    "optional action burn(c: Case) by Clerk { for each m: Letter where m.about == c { m.state = none } }",
  ])
  func whoMayStopBeingThereIsNotEnough(_ more: String) throws {
    let text = Self.letters(more: more)
    #expect(try Self.claim(text) == nil)
  }

  /// There is always a letter that could be read, and never one for long.
  @Test func whoIsReplacedAgainAndAgainIsNotEnough() throws {
    let text = Self.letters(
      more: """
        optional action swap(m: Letter, other: Letter) by Clerk requires m.state == sent and other.state == none {
          m.state = none
          other.about = m.about
          other.state = sent
        }
        """)
    #expect(try Self.claim(text) == nil)
    // Nor are the stages that are enough without that.
    let (claim, _) = try #require(try Self.claim(Self.letters()))
    let world = World(try ProofBench.system(text), threats: [])
    let open = try #require(try Self.open(claim, in: world))
    #expect(open.contains { if case .staying = $0 { true } else { false } }, "\(open)")
  }

  /// One step may be possible for two reasons, of the letter or of the case that it is about.
  @Test func aStepMayBePossibleForSeveralReasons() throws {
    let text = """
      system S
      role Clerk
      entity Case {
        isDone: Bool = false
        isUrgent: Bool = any
      }
      entity Letter {
        about: Case
        isPlain: Bool = any
        state: { none, sent, read } = none
      }
      optional action write(c: Case, m: Letter) by Clerk requires m.state == none { m.about = c; m.state = sent }
      action read(m: Letter) by Clerk requires m.state == sent and (m.isPlain or m.about.isUrgent) {
        m.state = read
        m.about.isDone = true
      }
      action decipher(m: Letter) by Clerk requires m.state == sent and not m.isPlain and not m.about.isUrgent {
        m.state = read
        m.about.isDone = true
      }
      property P(c: Case): always (write(c, _) implies eventually c.isDone) assuming fair Clerk
      """
    let (claim, _) = try #require(try Self.claim(text))
    #expect(claim.rankings.flatMap(\.stages).count >= 3)
    // A case that is not urgent, with a letter that is not plain, needs the second step.
    let hard = text.replacing("isUrgent: Bool = any", with: "isUrgent: Bool = false").replacing(
      "action decipher", with: "optional action decipher")
    #expect(try Self.claim(hard) == nil)
  }

  /// Something that another one takes over is still somebody's.
  @Test func whoeverTakesOverIsInAStageInFront() throws {
    let text = Self.letters(
      more: """
        role Post
        action carry(m: Letter) by Post requires m.state == sent { m.state = read }
        """, reading: "m.state == read")
    #expect(try Self.claim(text) == nil)
    let both = text.replacing("assuming fair Clerk", with: "assuming fair Clerk, fair Post")
      .replacing("{ m.state = read; m.about", with: "{ m.about")
    #expect(try Self.claim(both) != nil)
  }
}
