import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Where the proof rule were got wrong, it would prove something false: for each of the mistakes that suggest themselves
/// there is a spec with a violation whose invariants the wrong rule shows, and the right one does not.
@Suite struct UnsoundRuleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let sabotage: ProofSabotage
    let text: String
    /// What is false.
    var falsehood: String? = "False"
    var threats: [String] = []
    /// Whether the sum in the first invariant's body may be bounded.
    var hasCombination = false
    /// Whether those are looked at who refer to what the falsehood speaks of.
    var looksAtOthers = false
    /// A lemma about what is remembered, for the first invariant's first variable.
    var hint: (@Sendable (Observer, inout TermBank) -> [Lemma])?
    /// Why the falsehood's promise comes some day.
    var ranking: (@Sendable (ProofRule, inout TermBank) -> Ranking)?
    /// Another spec that declares the same, of which it is true: what shows it there is tried here.
    var similar: String?
    /// Whether a search shows that it is false; that something is stuck for ever none does.
    var isSeen = true
    /// In which scope the falsehood is violated.
    var instances = 2
    var depth = 5
    /// What is changed in the model, which no spec could say.
    var change: @Sendable (inout TransitionSystem) -> Void = { _ in }

    var testDescription: String { "\(sabotage)" }
  }

  static let cases = [
    Case(
      sabotage: .nothingCoincides,
      text: """
        system S
        role R
        entity A { x: Int = 0 }
        action up(a: A) by R requires a.x < 5 { a.x += 1 }
        invariant False(a: A): a.x <= 3
        """),
    Case(
      sabotage: .groupsAreOne,
      text: """
        system S
        role R
        entity C { isFree: Bool = false }
        entity J { cell: C
          isRunning: Bool = false }
        action queue(j: J, c: C) by R requires not j.isRunning { j.cell = c }
        action run(j: J) by R requires j.cell != none { j.isRunning = true
          j.cell.isFree = false }
        action free(j: J, c: C) by R
          requires j.cell != none and none(k: J where k.cell == j.cell and k.isRunning) { c.isFree = true }
        invariant False(c: C): c.isFree implies count(j: J where j.cell == c and j.isRunning) == 0
        """),
    Case(
      sabotage: .referencesAreSome,
      text: """
        system S
        role R
        entity C { isGood: Bool = true }
        entity O { owner: C
          isPaid: Bool = false }
        action own(o: O, c: C) by R { o.owner = c }
        action pay(o: O) by R requires o.owner.isGood { o.isPaid = true }
        invariant Good(c: C): c.isGood
        """,
      falsehood: nil),
    Case(
      sabotage: .boundsBehindTheStep,
      text: """
        system S
        role R
        global till: Int = 0
        entity O { x: Int = 0 }
        action take(o: O, a: Int) by R requires a > 0 and o.x == till { o.x -= a
          till -= a }
        invariant Till: till == sum(o: O) o.x
        invariant False(o: O): o.x >= 0
        """,
      hasCombination: true),
    Case(
      sabotage: .totalsPerVariable,
      text: """
        system S
        role R
        global till: Int = 0
        entity O { x: Int = 0 }
        action put(a: O, b: O) by R { a.x += 1
          till += if a == b then 2 else 1 }
        invariant False: till == sum(o: O) o.x
        """),
    Case(
      sabotage: .totalsStartAtZero,
      text: """
        system S
        role R
        entity O { x: Int = 0 }
        action put(o: O) by R requires o.x == 0 { o.x = 0 }
        invariant False: sum(o: O) o.x == 0
        """,
      change: { system in
        system.fields[system.fields.firstIndex { $0.name == "x" } ?? 0].initial = .value(system.bank.integer(1))
      }),
    Case(
      sabotage: .undefinedBlocks,
      text: """
        system S
        role R
        entity C { limit: Int = 10 }
        entity O { owner: C
          got: Int = 0 }
        action own(o: O, c: C) by R { o.owner = c }
        action take(o: O) by R requires o.owner != none { o.got = o.owner.limit }
        threat T { attacker may take(o) without requires }
        invariant Limit(c: C): c.limit == 10
        invariant False(o: O): o.got <= 10
        """,
      threats: ["T"]),
    Case(
      sabotage: .doubtsAreNone,
      text: """
        system S
        role R
        entity C { limit: Int = 10 }
        entity O { owner: C
          isFree: Bool = false
          got: Int = 0 }
        action free(o: O) by R requires o.owner == none { o.isFree = true }
        action own(o: O, c: C) by R requires not o.isFree { o.owner = c }
        action take(o: O) by R { o.got = if o.isFree then 11 else o.owner.limit }
        invariant Limit(c: C): c.limit == 10
        invariant Unowned(o: O): o.isFree implies o.owner == none
        invariant False(o: O): o.got <= 10
        """),
    Case(
      sabotage: .bulkIsLocal,
      text: """
        system S
        role R
        global held: Int = 0
        entity L { isHeld: Bool = false }
        action hold(l: L) by R requires not l.isHeld { l.isHeld = true
          held += 1 }
        action freeAll() by R { for each l: L where l.isHeld { l.isHeld = false } }
        invariant False: held == count(l: L where l.isHeld)
        """),
    Case(
      sabotage: .bulksTakeNothingAway,
      text: """
        system S
        role R
        global held: Int = 0
        entity L { isHeld: Bool = false }
        action hold(l: L) by R requires not l.isHeld { l.isHeld = true
          held += 1 }
        action freeAll() by R { for each l: L where l.isHeld { l.isHeld = false } }
        invariant False: held == count(l: L where l.isHeld)
        """),
    Case(
      sabotage: .formerOwnersKeep,
      text: """
        system S
        role R
        entity C { n: Int = 0 }
        entity O { owner: C }
        action take(o: O, c: C) by R requires o.owner == none { o.owner = c
          c.n += 1 }
        action give(o: O, c: C) by R requires o.owner != none and o.owner != c { o.owner = c
          c.n += 1 }
        invariant False(c: C): c.n == count(o: O where o.owner == c)
        """),
    Case(
      sabotage: .bulkWritesNothing,
      text: """
        system S
        role R
        entity O { state: { fresh, open, over } = fresh }
        action begin(o: O) by R requires o.state == fresh { o.state = open }
        action end() by R { for each o: O where o.state == open { o.state = over } }
        invariant False(o: O): o.state != over
        """),
    Case(
      sabotage: .finiteTotalsStartAtZero,
      text: """
        system S
        role R
        finite entity M { isReady: Bool = true }
        action again(m: M) by R { m.isReady = true }
        invariant Ready(m: M): m.isReady
        invariant False: count(m: M where m.isReady) == 0
        """),
    Case(
      sabotage: .boundsAreNone,
      text: """
        system S
        role R
        entity O { n: Int = 0 }
        action up(o: O) by R { o.n += 1 }
        invariant Five(o: O, x: 5..5): x == 5
        invariant False(o: O, y: Int): o.n <= 3 or y == 5
        """),
    Case(
      sabotage: .relatedAlwaysContribute,
      text: """
        system S
        role R
        entity C { n: Int = 0 }
        entity O { c: C? }
        action leave(o: O) by R { o.c = none }
        action up(c: C) by R requires c.n < 5 { c.n += 1 }
        invariant Nobody(o: O): o.c == none
        invariant False(c: C): c.n <= 3
        """,
      looksAtOthers: true),
    Case(
      // There may be one instance only.
      sabotage: .thereIsAlwaysAnother,
      text: """
        system S
        role R
        entity C { n: Int = 0 }
        finite entity O { c: C? }
        action up(c: C) by R requires count(o: O) == 1 { c.n = 1 }
        action join(o: O, c: C) by R { o.c = c }
        invariant False(o: O, c: C): c.n == 0
        """,
      looksAtOthers: true, instances: 1),
    Case(
      sabotage: .memoriesAreShared,
      text: """
        system S
        role R
        entity O { x: Int = 0 }
        action pair(a: O, b: O) by R { a.x = 1
          b.x = 1 }
        property False(o: O): always (pair(o, _) implies pair(_, o))
        """),
    Case(
      sabotage: .forgedPromisesCount,
      text: """
        system S
        role R
        entity O { x: Int = 0 }
        action ship(o: O) by R { o.x = 1 }
        property False(o: O): always (ship(o) implies once ship(o))
        threat Forged { attacker may ship(o) }
        """,
      threats: ["Forged"]),
    Case(
      sabotage: .idlingIsNoStep,
      text: """
        system S
        role R
        global x: Int = 0
        action work() by R { x += 1 }
        property False: always work()
        """),
    Case(
      sabotage: .instantsAreLate,
      text: """
        system S
        role R
        resolution 1 min
        entity O { isIn: Bool = false
          at: Instant = now }
        action login(o: O) by R { o.isIn = true
          o.at = now }
        action use(o: O) by R requires o.isIn and now - o.at <= 2 min { o.isIn = true }
        property False(o: O): always (use(o) implies once[0, 1 min] login(o))
        """,
      hint: { observer, terms in
        let system = observer.system
        let o = terms.global(observer.parameters[0], system.globals[observer.parameters[0].index].type.sort)
        let (isIn, at) = (
          terms.field(FieldID(index("isIn", system)), .boolean, of: o),
          terms.field(FieldID(index("at", system)), .instant, of: o)
        )
        let memory = observer.memories[0]
        let seen = terms.less(at, terms.global(memory.last ?? memory.was, .instant))
        let body = terms.implies(isIn, terms.and([terms.global(memory.was, .boolean), seen]))
        return [Lemma(variables: [], body: body)]
      }),
    Case(
      sabotage: .helpersAreAlwaysPossible,
      text: """
        system S
        role R
        role Slow
        entity O { state: { fresh, open, done } = fresh
          isReady: Bool = false }
        action begin(o: O) by Slow requires o.state == fresh { o.state = open }
        action finish(o: O) by R requires o.state == open and o.isReady { o.state = done }
        property False(o: O): always (begin(o) implies eventually o.state == done) assuming fair R
        """,
      hint: { observer, terms in
        let state = Self.field("state", of: Self.watched(observer, &terms), observer.system, &terms)
        guard case .enumeration(let id) = terms.sort(state) else { return [Lemma(variables: [], body: state)] }
        let isOpen = terms.equal(state, terms.member(id, 1))
        let isDone = terms.equal(state, terms.member(id, 2))
        let due = terms.global(observer.promises[0].due, .boolean)
        return [Lemma(variables: [], body: terms.implies(due, terms.or([isOpen, isDone])))]
      },
      ranking: { rule, terms in
        guard let observer = rule.observer else { return Ranking(stages: []) }
        let own = Self.watched(observer, &terms)
        let state = Self.field("state", of: own, observer.system, &terms)
        guard case .enumeration(let id) = terms.sort(state) else { return Ranking(stages: []) }
        return Self.ranking(
          where: terms.equal(state, terms.member(id, 1)), "finish", [own], rule, &terms)
      }),
    Case(
      sabotage: .roundsAreEndless,
      text: """
        system S
        role R
        role Slow
        entity O { state: { fresh, open, half, done } = fresh }
        action begin(o: O) by Slow requires o.state == fresh { o.state = open }
        action advance(o: O) by R requires o.state == open { o.state = half }
        optional action back(o: O) by Slow requires o.state == half { o.state = open }
        action finish(o: O) by R requires o.state == half { o.state = done }
        property False(o: O): always (begin(o) implies eventually o.state == done) assuming fair R
        """,
      hint: { observer, terms in
        let state = Self.field("state", of: Self.watched(observer, &terms), observer.system, &terms)
        guard case .enumeration(let id) = terms.sort(state) else { return [Lemma(variables: [], body: state)] }
        let isStarted = terms.not(terms.equal(state, terms.member(id, 0)))
        let due = terms.global(observer.promises[0].due, .boolean)
        return [Lemma(variables: [], body: terms.implies(due, isStarted))]
      },
      ranking: { rule, terms in
        guard let observer = rule.observer else { return Ranking(stages: []) }
        let own = Self.watched(observer, &terms)
        let state = Self.field("state", of: own, observer.system, &terms)
        guard case .enumeration(let id) = terms.sort(state) else { return Ranking(stages: []) }
        let (open, half) = (terms.member(id, 1), terms.member(id, 2))
        let isHalf = Self.ranking(where: terms.equal(state, half), "finish", [own], rule, &terms)
        let isOpen = Self.ranking(where: terms.equal(state, open), "advance", [own], rule, &terms)
        return Ranking(stages: isHalf.stages + isOpen.stages, rounds: terms.integer(5))
      }),
    Case(
      sabotage: .helpersMayChange,
      text: """
        system S
        role R
        role Slow
        entity P { isServed: Bool = false
          isWanted: Bool = false }
        entity O { helper: P }
        action ask(o: O, p: P) by Slow requires o.helper == none { o.helper = p
          p.isWanted = true }
        optional action swap(o: O, p: P) by Slow requires o.helper != none { o.helper = p
          p.isWanted = true }
        action serve(p: P) by R requires p.isWanted and not p.isServed { p.isServed = true }
        optional action reset(p: P) by Slow requires p.isServed { p.isServed = false }
        property False(o: O): always (ask(o, _) implies eventually (o.helper != none and o.helper.isServed))
          assuming fair R
        """,
      hint: { observer, terms in
        let helper = Self.field("helper", of: Self.watched(observer, &terms), observer.system, &terms)
        guard case .reference(let entity) = terms.sort(helper) else {
          return [Lemma(variables: [], body: helper)]
        }
        let due = terms.global(observer.promises[0].due, .boolean)
        let p = terms.makeVariable("p", ValueType(.reference(entity)))
        let leads = terms.equal(helper, terms.variable(p))
        let isWanted = Self.field("isWanted", of: terms.variable(p), observer.system, &terms)
        let isThere = terms.not(terms.equal(helper, terms.none(entity)))
        let isRight = terms.implies(due, terms.implies(leads, isWanted))
        return [
          Lemma(variables: [], body: terms.implies(due, isThere)), Lemma(variables: [p], body: isRight),
        ]
      },
      ranking: { rule, terms in
        guard let observer = rule.observer else { return Ranking(stages: []) }
        let helper = Self.field("helper", of: Self.watched(observer, &terms), observer.system, &terms)
        let isServed = Self.field("isServed", of: helper, observer.system, &terms)
        let isWanted = Self.field("isWanted", of: helper, observer.system, &terms)
        let canBeServed = terms.and([isWanted, terms.not(isServed)])
        return Self.ranking(where: canBeServed, "serve", [helper], rule, &terms)
      },
      instances: 3, depth: 8),
    Case(
      sabotage: .companionsMayGo, text: letters(swap: "m.state == sent and other.state == none"),
      similar: letters(swap: "m.state == read and other.state == sent and m.about == other.about"), instances: 3
    ),
    Case(
      sabotage: .openingsComeAbout, text: locker("l.door == shut and l.isFree", empties),
      similar: locker("l.door == shut", empties)),
    Case(
      sabotage: .assumedIsDue,
      text: locker("l.door == shut", "\(frees), always (l.isFull implies eventually l.door == shut)"),
      similar: locker("l.door == shut", "\(frees), always (l.door == open implies eventually l.door == shut)")),
    Case(
      sabotage: .corruptKeepDeadlines,
      text: """
        system S
        resolution 1 h
        role R
        role Slow
        entity O { state: { a, b, c } = a }
        action go(o: O) by R requires o.state == a { o.state = b }
        action finish(o: O) by Slow requires o.state == b within 2 h { o.state = c }
        property False(o: O): always (go(o) implies eventually within 2 h (o.state == c))
        threat T { outage Slow }
        """,
      threats: ["T"],
      hint: { observer, terms in
        let o = terms.makeVariable("o", ValueType(.reference(EntityID(index("O", of: observer.system)))))
        let state = Self.field("state", of: terms.variable(o), observer.system, &terms)
        guard case .enumeration(let id) = terms.sort(state) else { return [] }
        let own = Self.field("state", of: Self.watched(observer, &terms), observer.system, &terms)
        let isDone = terms.equal(own, terms.member(id, 2))
        return Self.waiting(
          observer, o, isPossible: terms.equal(state, terms.member(id, 1)), isDone: isDone, &terms)
      }),
    Case(
      sabotage: .anythingHelps,
      text: """
        system S
        role R
        entity P { isMade: Bool = false }
        entity O { state: { fresh, open, done } = fresh }
        action begin(o: O) by R requires o.state == fresh { o.state = open }
        action make(p: P) by R { p.isMade = true }
        property False(o: O): always not stuck(o)
        """,
      ranking: { rule, terms in
        let p = terms.makeVariable("p", ValueType(.reference(EntityID(index("P", of: rule.world.system)))))
        return Self.ranking(
          where: terms.boolean(true), "make", [terms.variable(p)], rule, &terms, beside: [p])
      }, isSeen: false),
    Case(
      // Before somebody has waited for a day the gate is shut, each time that it is opened.
      sabotage: .waitingChangesNothing,
      text: """
        system S
        resolution 1 h
        role R
        global isShut: Bool = true
        global opened: Instant = now
        entity O { state: { fresh, open, done } = fresh }
        action begin(o: O) by R requires o.state == fresh { o.state = open }
        action unlock() by R requires isShut {
          isShut = false
          opened = now
        }
        action shut() by R requires not isShut within 1 h { isShut = true }
        action end(o: O) by R requires o.state == open and not isShut and now - opened >= 24 h { o.state = done }
        final Done(o: O): o.state == done
        property False(o: O): always not stuck(o)
        """,
      ranking: { rule, terms in Self.waitingForTheEnd(rule, &terms) }, isSeen: false),
    Case(
      sabotage: .waitingStartsAnew,
      text: """
        system S
        resolution 1 h
        role R
        entity O { isBegun: Bool = false
          isDone: Bool = false }
        action begin(o: O) by R requires not o.isBegun { o.isBegun = true }
        action ping(o: O) by R requires o.isBegun within 1 h {}
        optional action finish(o: O) by R { o.isDone = true }
        property False(o: O): always (ping(o) implies eventually within 1 h o.isDone)
        """,
      hint: { observer, terms in
        let o = terms.makeVariable("o", ValueType(.reference(EntityID(index("O", of: observer.system)))))
        let isBegun = Self.field("isBegun", of: terms.variable(o), observer.system, &terms)
        let isDone = Self.field("isDone", of: Self.watched(observer, &terms), observer.system, &terms)
        return Self.waiting(observer, o, isPossible: isBegun, isDone: isDone, &terms)
      }),
  ]

  @Test func everyMistakeHasItsSpec() {
    #expect(Set(Self.cases.map(\.sabotage)) == Set(ProofSabotage.allCases))
  }

  @Test(arguments: cases) func theWrongRuleProvesWhatIsFalse(_ given: Case) throws {
    var system = try ProofBench.system(given.text)
    given.change(&system)
    let (world, goal) = try ProofBench.falsehood(
      given.falsehood, of: system, under: given.threats, instances: given.instances, depth: given.depth,
      isSeen: given.isSeen)

    let rule = ProofRule(for: goal, in: world)
    var claim = try ProofBench.claim(rule, for: goal)
    if given.hasCombination { claim.combinations = try [combination(&claim)] }
    if given.looksAtOthers { claim.related = try [those("O", thatReferBy: "c", &claim, system)] }
    if let ranking = given.ranking { claim.rankings = [ranking(rule, &claim.terms)] }
    if let similar = given.similar { claim = try found(similar, goal, rule) }
    if let hint = given.hint { claim.lemmas += hint(try #require(rule.observer), &claim.terms) }
    let right = ProofBench.open(claim, for: goal, rule)
    #expect(right?.isEmpty == false, "the right rule proves it")
    let wrong = ProofBench.open(claim, for: goal, ProofRule(for: goal, in: world, sabotage: given.sabotage))
    #expect(wrong == [], "the wrong rule does not prove it")
  }

  /// What shows a goal of another spec, said of this one.
  private func found(_ text: String, _ goal: ProofGoal, _ rule: ProofRule) throws -> ProofClaim {
    let world = World(try ProofBench.system(text), threats: [])
    let other = try #require(ProofSearch(world, [goal]).run().claims[goal])
    let own = ProofRule(for: goal, in: world)
    #expect(ProofBench.open(other, for: goal, own) == [])
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    try claim.add(encoded: other.encoded(for: own.world.system), of: rule.world.system)
    return claim
  }

  /// Whoever of an entity refers to an instance of another one.
  private func those(
    _ entity: String, thatReferBy field: String, _ claim: inout ProofClaim, _ system: TransitionSystem
  ) throws -> RelatedInstances {
    let source = try #require(system.entities.firstIndex { $0.name == entity })
    let place = try #require(system.fields.firstIndex { $0.name == field })
    let sort = system.fields[place].type.sort
    let from = claim.terms.makeVariable("each", ValueType(.reference(EntityID(source))))
    let to = claim.terms.makeVariable("to", ValueType(sort))
    let reference = claim.terms.field(FieldID(place), sort, of: claim.terms.variable(from))
    let filter = claim.terms.equal(reference, claim.terms.variable(to))
    return RelatedInstances(variables: [to], claim.terms.count(over: from, where: filter))
  }

  /// The sum that the first invariant speaks of.
  private func combination(_ claim: inout ProofClaim) throws -> TotalCombination {
    var found: (Term, EntityID)?
    let terms = claim.terms
    for lemma in claim.lemmas {
      terms.walk(lemma.body) { term in
        if case .total(_, let variable, _) = terms[term],
          case .reference(let entity) = terms.variables[variable.index].type.sort
        {
          found = (term, entity)
        }
        return true
      }
    }
    let (term, entity) = try #require(found)
    return TotalCombination(variables: [], entity: entity, parts: [TotalCombination.Part(1, term)])
  }
}
