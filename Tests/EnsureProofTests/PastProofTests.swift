import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Temporal properties that look back, at random: what is proved for any number of instances is violated by no run that the
/// bounded search finds; and where the observer gets something wrong, that shows.
@Suite struct PastProofTests {
  /// A small system in which much can happen, with one property.
  static func text(_ property: String) -> String {
    """
    system S
    resolution 1 min
    role R
    entity O { state: { fresh, open, shut } = fresh
      at: Instant = now }
    action begin(o: O) by R requires o.state == fresh { o.state = open
      o.at = now }
    action finish(o: O, p: O) by R requires o.state == open { o.state = shut
      p.at = now }
    optional action again(o: O) by R requires o.state == shut and now - o.at <= 2 min { o.state = open }
    property P(o: O): \(property)
    threat Forger { attacker may begin(o) without requires }
    """
  }

  /// A formula over the past of that depth.
  private static func formula(_ depth: Int, _ luck: inout SeededNumbers) -> String {
    let atoms = [
      "o.state == fresh", "o.state == open", "o.state != shut", "begin(o)", "finish(o, _)", "finish(_, o)",
      "again(o)", "o.at <= now", "any begin(o)", "genuine begin(o)",
    ]
    if depth == 0 { return atoms.randomElement(using: &luck) ?? "true" }
    func inner() -> String { "(\(formula(depth - 1, &luck)))" }
    switch Int.random(in: 0..<10, using: &luck) {
    case 0: return "not \(inner())"
    case 1: return "\(inner()) and \(inner())"
    case 2: return "\(inner()) or \(inner())"
    case 3: return "once \(inner())"
    case 4: return "historically \(inner())"
    case 5: return "\(inner()) since \(inner())"
    case 6: return "previously \(inner())"
    case 7: return "once[0, \(Int.random(in: 0...3, using: &luck)) min] \(inner())"
    case 8: return "earlier[0, \(Int.random(in: 0...3, using: &luck)) min] \(inner())"
    default: return "earlier \(inner())"
    }
  }

  /// A property: a trigger with a promise about the past, or for ever.
  private static func property(_ luck: inout SeededNumbers) -> String {
    let trigger = formula(Int.random(in: 0...1, using: &luck), &luck)
    let promise = formula(Int.random(in: 0...2, using: &luck), &luck)
    switch Int.random(in: 0..<4, using: &luck) {
    case 0: return "(\(trigger)) implies always (\(promise))"
    case 1:
      let release = formula(Int.random(in: 0...1, using: &luck), &luck)
      return "(\(trigger)) implies ((\(promise)) unless (\(release)))"
    default: return "(\(trigger)) implies (\(promise))"
    }
  }

  private struct Tally {
    var proved = 0
    var violated = 0
    var held = 0
    var refused = 0
    /// What is proved and violated.
    var contradictions: [String] = []
  }

  private static func run(_ seeds: Range<UInt64>, _ sabotage: ProofSabotage?) throws -> Tally {
    var tally = Tally()
    for seed in seeds {
      // Of a mistake one proof of something false is enough.
      if sabotage != nil && !tally.contradictions.isEmpty { break }
      var luck = SeededNumbers(seed)
      let property = property(&luck)
      // Some of what comes about is refused: an atom whose polarity is not clear, say.
      guard let system = try? ProofBench.system(text("always (\(property))")) else {
        tally.refused += 1
        continue
      }
      let threats: Set<ThreatID> = Bool.random(using: &luck) ? [] : [ThreatID(0)]
      let world = World(system, threats: threats)
      let goal = ProofGoal.property(PropertyID(0))
      #expect(Observer(of: PropertyID(0), in: system) != nil, "\(property)")
      let found = ProofSearch(world, [goal], limit: 20_000, sabotage: sabotage).run()
      if found.claims[goal] == nil && sabotage != nil { continue }
      let isViolated = try ProofBench.isViolated(PropertyID(0), in: world, depth: 4)
      if found.claims[goal] != nil {
        tally.proved += 1
        if isViolated { tally.contradictions.append("seed \(seed): \(property)") }
      } else if isViolated {
        tally.violated += 1
      } else {
        tally.held += 1
      }
    }
    return tally
  }

  @Test func whatIsProvedIsNotViolated() throws {
    let tally = try Self.run(0..<400, nil)
    print(
      "past formulas: \(tally.proved) proved, \(tally.violated) violated, \(tally.held) held, \(tally.refused) refused"
    )
    #expect(tally.contradictions == [])
    #expect(tally.proved > 40 && tally.violated > 40)
  }

  // The other two mistakes have their cases in `UnsoundRuleTests`; they are too rare to come about by luck.
  @Test(arguments: [ProofSabotage.memoriesAreShared, .forgedPromisesCount])
  func aWrongObserverIsCaught(_ sabotage: ProofSabotage) throws {
    let tally = try Self.run(0..<400, sabotage)
    #expect(!tally.contradictions.isEmpty)
  }
}
