import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureVerify

/// What runs say of lemmas that speak of an observer's memory.
@Suite struct RunWatchTests {
  private static let text = """
    system Shop
    role Clerk
    role Customer
    enum Stage { fresh, ordered, sent }
    entity Order {
      stage: Stage = fresh
      amount: Int = 0
    }
    entity Complaint { order: Order }
    unique Complaint(order) when order != none
    action order(o: Order, amount: 1..) by Customer requires o.stage == fresh {
      o.stage = ordered
      o.amount = amount
    }
    action send(o: Order) by Clerk requires o.stage == ordered { o.stage = sent }
    optional action complain(c: Complaint, o: Order) by Customer
      requires c.order == none and o.stage == sent
      honest o.amount > 1
    {
      c.order = o
    }
    property Sent(o: Order): always (order(o, _) implies eventually o.stage == sent) assuming fair Clerk
    property Heard(c: Complaint): always (complain(c, _) implies eventually c.order != none) assuming fair Clerk
    """

  /// Runs of the honest world, as witnesses that something can happen and that rules forbid something.
  private static func witnesses(_ system: TransitionSystem) throws -> [Trace] {
    let world = World(system, threats: [])
    var query = BoundedQuery(
      properties: [], wantsDefinedness: false, scope: Scope(instances: system.entities.map { _ in 2 }), depth: 6
    )
    query.twins = world.twinSubjects
    var runs: [Trace] = []
    _ = try BoundedSearch(world, query).run { event in
      if case .twin(_, let trace) = event { runs.append(trace) }
      return true
    }
    return runs
  }

  private static func property(_ name: String, _ system: TransitionSystem) throws -> PropertyID {
    PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
  }

  /// What is due is an order that was made and is not sent, except where that has just happened.
  @Test func whatIsRememberedIsHeldAgainstLemmas() throws {
    let system = try ProofBench.system(Self.text)
    let world = World(system, threats: [])
    let rule = ProofRule(for: .property(try Self.property("Sent", system)), in: world)
    let observer = try #require(rule.observer)
    let reached = ReachedStates(try Self.witnesses(system), world, watchedBy: rule)
    var terms = rule.world.bank
    let due = terms.global(try #require(observer.promises.first).due, .boolean)
    let watched = try #require(observer.parameters.first)
    let order = terms.global(watched, observer.system.globals[watched.index].type.sort)
    let stage = try #require(system.fields.firstIndex { $0.name == "stage" })
    let sort = system.fields[stage].type.sort
    guard case .enumeration(let stages) = sort else {
      Issue.record("no enumeration")
      return
    }
    let place = terms.field(FieldID(stage), sort, of: order)
    for (member, isAllowed) in [(0, true), (1, false), (2, false)] {
      let other = terms.not(terms.equal(place, terms.member(stages, member)))
      let lemma = Lemma(variables: [], body: terms.implies(due, other))
      #expect(reached.allowed([lemma], terms).isEmpty != isAllowed, "member \(member)")
    }
    // Without an observer nothing is known of what one remembers.
    let blind = ReachedStates(try Self.witnesses(system), world)
    let wrong = Lemma(variables: [], body: terms.not(due))
    #expect(reached.allowed([wrong], terms).isEmpty)
    #expect(blind.allowed([wrong], terms) == [wrong])
  }

  /// What every step keeps holds in every state of every run: no run contradicts what Houdini has left over.
  @Test(arguments: [
    "Specs/returns-chargebacks.ens", "Specs/parcel-lockers.ens", "Specs/card-checkout.ens", nil,
  ])
  func noRunContradictsWhatStepsKeep(_ path: String?) throws {
    let system = try path.map(ProofBench.compiled) ?? ProofBench.system(Self.text)
    let world = World(system, threats: [])
    let runs = try Self.witnesses(system)
    try #require(!runs.isEmpty)
    var watched = 0
    for property in system.properties.indices.map({ PropertyID($0) }) {
      let goal = ProofGoal.property(property)
      let rule = ProofRule(for: goal, in: world)
      guard let observer = rule.observer, !observer.promises.isEmpty else { continue }
      var candidates = LemmaCandidates(world, rule.world.bank, fields: [], globals: [])
      candidates.addWaiting(of: observer, rule)
      let claim = ProofClaim(terms: candidates.terms, lemmas: candidates.lemmas)
      let induction = try Houdini(rule, claim, limit: Houdini.usualLimit)
      induction.run()
      let kept = induction.left.sorted().map { claim.lemmas[$0] }
      let reached = ReachedStates(runs, world, watchedBy: rule)
      #expect(reached.allowed(kept, claim.terms) == kept, "\(system.properties[property.index].name)")
      watched += claim.lemmas.count - reached.allowed(claim.lemmas, claim.terms).count
    }
    // They contradict much of the rest.
    #expect(watched > 10)
  }

  /// A run that is refused at its end comes to nothing there: a complaint that may not be made is waited for by nobody.
  @Test func whatIsRefusedIsNotRemembered() throws {
    let system = try ProofBench.system(Self.text)
    let world = World(system, threats: [])
    let rule = ProofRule(for: .property(try Self.property("Heard", system)), in: world)
    let observer = try #require(rule.observer)
    let runs = try Self.witnesses(system)
    let refused = runs.filter { run in
      run.steps.count > 1 && run.steps[run.steps.count - 2].state == run.last
    }
    try #require(!refused.isEmpty)
    for run in refused {
      let watch = try #require(RunWatch(observer, world, observed: rule.world, run.scope))
      let shorter = Trace(
        scope: run.scope, threats: run.threats, initial: run.initial, steps: Array(run.steps.dropLast()))
      #expect(watch.states(of: run) == watch.states(of: shorter))
    }
  }
}
