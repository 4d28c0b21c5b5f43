import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Properties whose promises stand inside of each other, or beside each other, and what is assumed of runs.
@Suite struct WatchedProofTests {
  /// An order that is paid for, packed and sent.
  private static func order(_ property: String, more: String = "") -> String {
    """
    system S
    actor User
    role Shop
    entity Order { state: { fresh, paid, packed, sent } = fresh }
    action pay(o: Order) by User requires o.state == fresh { o.state = paid }
    action pack(o: Order) by Shop requires o.state == paid { o.state = packed }
    action send(o: Order) by Shop requires o.state == packed { o.state = sent }
    \(more)
    property P(o: Order): \(property)
    """
  }

  private static let goal = ProofGoal.property(PropertyID(0))

  /// Whether a proof is found that is accepted when it has been read again.
  private static func isProved(_ text: String, threats: [Int] = []) throws -> Bool {
    let system = try ProofBench.system(text)
    let world = World(system, threats: Set(threats.map { ThreatID($0) }))
    guard let claim = ProofSearch(world, [goal]).run().claims[goal] else { return false }
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    return true
  }

  @Test(arguments: [
    "always (pay(o) implies eventually (pack(o) and eventually send(o))) assuming fair Shop",
    "always (pay(o) implies eventually always o.state == sent) assuming fair Shop",
    "always (pay(o) implies (not send(o) unless (pack(o) and (not pay(o) unless send(o)))))",
    "always (pay(o) implies next (o.state == paid until (o.state == packed until o.state == sent))) assuming fair Shop",
    "(always not send(o)) or (not send(o) until pay(o))",
    "(always not send(o)) or (not send(o) unless pack(o))",
    "not (not pay(o) until send(o))",
    "(eventually pay(o)) implies (eventually send(o)) assuming fair Shop",
    "eventually always not pay(o)",
    "eventually o.state == sent or always o.state == fresh assuming fair Shop",
    "(always eventually o.state == paid) or (eventually always o.state != paid)",
    "(always eventually o.state == packed) implies always eventually o.state == sent assuming fair Shop",
    "always (pay(o) implies eventually ((pack(o) or send(o)) and eventually o.state == sent)) assuming fair Shop",
  ])
  func whatLooksAheadInsideOfWhatLooksAheadIsProved(_ property: String) throws {
    #expect(try Self.isProved(Self.order(property)))
  }

  /// Each is false, and next to one of those.
  @Test(arguments: [
    "always (pay(o) implies eventually (send(o) and eventually pack(o))) assuming fair Shop",
    "always (pay(o) implies eventually always o.state == packed) assuming fair Shop",
    "always (pay(o) implies (not send(o) unless (pack(o) and not send(o) unless pay(o) and o.state == sent)))",
    "(always not send(o)) or (not pack(o) until send(o))",
    "(eventually pay(o)) implies (eventually send(o))",
    "eventually o.state == sent or always o.state == fresh",
    "eventually always o.state == fresh",
    "(eventually always o.state == paid) or eventually o.state == packed",
  ])
  func whatIsFalseIsNotProved(_ property: String) throws {
    #expect(try !Self.isProved(Self.order(property)))
    let world = World(try ProofBench.system(Self.order(property)), threats: [])
    #expect(try ProofBench.isViolated(PropertyID(0), in: world))
  }

  /// A number that goes up and down; the spec has no literal `true`, so that what watches it must not need one either.
  private static func counter(_ property: String) -> String {
    """
    system S
    role A
    role B
    entity X { v: 0..2 = 0 }
    action inc(x: X) by A requires x.v < 2 { x.v += 1 }
    optional action dec(x: X) by B requires x.v > 0 { x.v -= 1 }
    property P(x: X): \(property)
    """
  }

  /// What comes again and again counts down, whichever step it is.
  @Test func whatComesAgainAndAgainIsCounted() throws {
    #expect(try Self.isProved(Self.counter("(always eventually inc(x)) implies always eventually dec(x)")))
    #expect(
      try Self.isProved(Self.counter("eventually always x.v == 2 or always eventually dec(x) assuming fair A")))
    #expect(try !Self.isProved(Self.counter("(always eventually inc(x)) implies eventually always x.v == 2")))
  }

  @Test func aSpecWithoutLiteralsIsWatchedOnItsRuns() throws {
    let system = try ProofBench.system(Self.counter("x.v == 0 unless inc(x)"))
    let report = try Verification(system, VerificationOptions()).run()
    guard case .proved = report.cells.first?.verdict else {
      Issue.record("\(String(describing: report.cells.first?.verdict)) \(report.notes)")
      return
    }
  }

  /// A formula that is asked for twice is remembered once.
  @Test func eachFormulaIsRememberedOnce() throws {
    let text = Self.order("always (pay(o) implies eventually (o.state == packed and eventually send(o)))")
    let observer = try #require(
      ProofRule(for: Self.goal, in: World(try ProofBench.system(text), threats: [])).observer)
    let formulas = observer.memories.map(\.formula)
    #expect(Set(formulas).count == formulas.count && formulas.count == 2, "\(formulas)")
  }

  /// A smoke detector.
  private static func alarm(_ property: String) -> String {
    """
    system S
    role Hub
    entity Room {
      smoke: Bool = false
      alarm: Bool = false
    }
    world action burn(r: Room) requires not r.smoke { r.smoke = true }
    world action clear(r: Room) requires r.smoke { r.smoke = false }
    action ring(r: Room) by Hub requires r.smoke and not r.alarm { r.alarm = true }
    action silence(r: Room) by Hub requires r.alarm and not r.smoke { r.alarm = false }
    property P(r: Room): \(property)
    """
  }

  @Test func whatSettlesInTheEndMayBeUsed() throws {
    let stops = "always (r.alarm implies eventually not r.alarm)"
    #expect(try Self.isProved(Self.alarm("\(stops) assuming fair Hub, eventually always not r.smoke")))
    #expect(
      try Self.isProved(
        Self.alarm("eventually always not r.alarm assuming fair Hub, eventually always not r.smoke")))
    #expect(try Self.isProved(Self.alarm("\(stops) assuming fair Hub, always not r.smoke")))
    #expect(try !Self.isProved(Self.alarm("\(stops) assuming fair Hub")))
    #expect(try !Self.isProved(Self.alarm("\(stops) assuming fair Hub, eventually not r.smoke")))
    #expect(try !Self.isProved(Self.alarm("\(stops) assuming fair Hub, eventually always r.smoke")))
  }

  /// What always holds has held up to wherever something is asked for; what holds in the end may not have.
  @Test func whatIsAssumedAlwaysHasHeldBefore() throws {
    #expect(try Self.isProved(Self.alarm("always not r.alarm assuming always not r.smoke")))
    #expect(try !Self.isProved(Self.alarm("always not r.alarm assuming eventually always not r.smoke")))
    #expect(try !Self.isProved(Self.alarm("always not r.alarm assuming not r.smoke")))
    let stops = "always (r.smoke implies eventually not r.smoke)"
    #expect(try Self.isProved(Self.alarm("\(stops) assuming always not burn(r)")))
    #expect(try !Self.isProved(Self.alarm("\(stops) assuming always not clear(r)")))
  }

  /// Rule 11: in an assumption an action atom means every step of it, also one that an attacker takes.
  @Test func whatIsAssumedOfStepsIsAssumedOfAllOfThem() throws {
    func text(_ goal: String) -> String {
      """
      system S
      role W
      entity X { isOn: Bool = false }
      action ping(x: X) by W { x.isOn = true }
      action off(x: X) by W requires x.isOn { x.isOn = false }
      property P(x: X): always eventually \(goal) assuming always eventually ping(x)
      threat T { attacker may ping(x) }
      """
    }
    #expect(try Self.isProved(text("genuine ping(x)")))
    #expect(try !Self.isProved(text("genuine ping(x)"), threats: [0]))
    #expect(try Self.isProved(text("any ping(x)"), threats: [0]))
  }

  /// What one promise may suppose, since the property asks for nothing otherwise, is no help for another one.
  @Test func whatIsSupposedForOnePromiseIsNotForAnother() throws {
    let text = Self.order(
      "((always eventually o.state == packed) implies always eventually o.state == sent) and always eventually o.state == sent"
    )
    let world = World(try ProofBench.system(text), threats: [])
    let rule = ProofRule(for: Self.goal, in: world)
    let observer = try #require(rule.observer)
    #expect(observer.promises.map(\.assuming) == [[0], []])
    var terms = rule.world.bank
    let always = terms.boolean(true)
    let stage = Ranking.Stage(condition: always, measure: terms.integer(0), help: .assumed(0))
    let lemmas = try #require(rule.ownLemmas(of: Self.goal, &terms))
    let claim = ProofClaim(
      terms: terms, lemmas: lemmas, rankings: [Ranking(stages: [stage]), Ranking(stages: [stage])])
    #expect(ProofBench.open(claim, for: Self.goal, rule) == nil)
  }
}
