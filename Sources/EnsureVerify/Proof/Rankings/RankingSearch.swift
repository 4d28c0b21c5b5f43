import EnsureModel
import EnsureObligations
import EnsureSolver

/// Looks for rankings: why what an observer waits for comes some day.
///
/// Features tell the places apart at which somebody may wait; a solver says which steps lead from one to another while
/// lemmas hold, and where which duty is possible; on that graph regions are taken one after the other which some duty leads
/// out of (`WaitingGraph`).
struct RankingSearch {
  /// The terms, with those of the rankings.
  private(set) var terms: TermBank
  /// How many questions the solver has answered.
  private(set) var checks = 0
  private let rule: ProofRule
  private let observer: Observer
  private let lemmas: [Lemma]

  /// How many places and steps between them are looked at.
  private static let mostEdges = 4_000
  /// How many ways to lead on are tried.
  private static let mostHelpers = 48
  /// What a check may cost, in Z3's units.
  private static let budget: UInt32 = 2_000_000

  /// A search that knows lemmas.
  init(_ rule: ProofRule, _ observer: Observer, _ terms: TermBank, _ lemmas: [Lemma]) {
    self.rule = rule
    self.observer = observer
    self.terms = terms
    self.lemmas = lemmas
  }

  /// A ranking for each promise; nil if one has none.
  mutating func run() throws(ProofRefusal) -> [Ranking]? {
    var found: [Ranking] = []
    for promise in observer.promises.indices {
      guard let ranking = try ranking(for: promise) else { return nil }
      found.append(ranking)
    }
    return found
  }

  private mutating func ranking(for promise: Int) throws(ProofRefusal) -> Ranking? {
    var survey = candidates(for: promise)
    guard let graph = try graph(promise, &survey) else { return nil }
    guard let regions = graph.regions(helpers: survey.helps.count) else { return nil }
    return ranking(regions, graph, survey)
  }

  // MARK: Candidates

  /// What a graph is made of.
  fileprivate struct Survey {
    var features: [[Term]]
    /// What may lead on, with a measure.
    var helps: [(help: Ranking.Help, measure: Term)]
  }

  private mutating func candidates(for promise: Int) -> Survey {
    var helpers = HelperCandidates(rule, observer, terms)
    let all = Array(helpers.all().prefix(Self.mostHelpers))
    let guards = all.map { helpers.guards(of: $0) }
    var features = WaitingFeatures(rule.world.system, helpers.terms)
    let system = rule.world.system
    let cone = Cone(of: observer.property, in: rule.world)
    for parameter in observer.parameters {
      features.addFields(of: features.global(parameter, system), cone.fields)
    }
    for condition in features.conditions(of: observer, promise, system) { features.add(condition: condition) }
    for condition in guards.joined() { features.add(condition: condition) }
    let delays = system.hasTime ? features.delays() : []
    terms = features.terms
    let zero = terms.integer(0)
    return Survey(
      features: features.features,
      helps: all.map { (.duty($0), zero) } + delays.map { (.time, $0) })
  }

  // MARK: The graph

  private mutating func graph(_ promise: Int, _ survey: inout Survey) throws(ProofRefusal) -> WaitingGraph? {
    let places = survey.features.joined().map {
      Ranking.Stage(condition: $0, measure: terms.integer(0), help: .time)
    }
    let always = terms.boolean(true)
    let helpers = survey.helps.map { Ranking.Stage(condition: always, measure: $0.measure, help: $0.help) }
    var graph = WaitingGraph()
    // What steps do comes first, since most helpers need not be asked about where few places are left.
    for given in try rule.advanceCases(of: promise, claim(promise, helpers + places)) {
      guard try addEdges(of: given, survey, &graph) else { return nil }
    }
    for helper in helpers {
      var missing: Set<WaitingGraph.Place> = []
      for given in try rule.openCases(of: 0, promise, claim(promise, [helper] + places)) {
        guard try addMissing(of: given, survey, graph.waiting, &missing) else { return nil }
      }
      graph.missing.append(missing)
    }
    return graph
  }

  /// The lemmas with stages to be asked about, of one promise.
  private func claim(_ promise: Int, _ stages: [Ranking.Stage]) -> ProofClaim {
    let rankings = observer.promises.indices.map { Ranking(stages: $0 == promise ? stages : []) }
    return ProofClaim(terms: terms, lemmas: lemmas, rankings: rankings)
  }

  /// Adds what a case lets happen; false if that is too much.
  private mutating func addEdges(of given: ProofCase, _ survey: Survey, _ graph: inout WaitingGraph)
    throws(ProofRefusal) -> Bool
  {
    var found = given
    let count = survey.helps.count
    let mayStay = (0..<count).map { found.mayStay(in: $0) }
    let (before, after) = (found.progress.before[count...], found.progress.after[count...])
    let changesNothing = zip(before, after).allSatisfy { $0.condition == $1.condition }
    if given.step != .idle, changesNothing, mayStay.allSatisfy({ $0 == .yes }) { return true }
    let sentences = before.map(\.condition) + after.map(\.condition) + mayStay
    let question = try PlaceQuestion(&found, lemmas, sentences, budget: Self.budget)
    defer { checks += question.checks }
    let width = before.count
    while true {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        graph.add(
          WaitingGraph.Edge(
            from: survey.place(values[..<width]), to: survey.place(values[width..<(2 * width)]),
            mayStay: Array(values[(2 * width)...])))
        if graph.edges.count > Self.mostEdges { return false }
        question.exclude(values)
      }
    }
  }

  /// Adds places in which what a helper needs is missing; false if that is too much.
  private mutating func addMissing(
    of given: ProofCase, _ survey: Survey, _ waiting: Set<WaitingGraph.Place>,
    _ missing: inout Set<WaitingGraph.Place>
  ) throws(ProofRefusal) -> Bool {
    var found = given
    let isOpen = found.conclusion(of: .property(observer.property))
    if isOpen == .yes { return true }
    let before = found.progress.before.dropFirst().map(\.condition)
    if isOpen == .no {
      missing.formUnion(waiting)
      return true
    }
    let question = try PlaceQuestion(&found, lemmas, before, budget: Self.budget)
    defer { checks += question.checks }
    question.require(!isOpen)
    for place in missing { question.exclude(survey.values(of: place)) }
    while !waiting.isSubset(of: missing) {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        missing.insert(survey.place(values[...]))
        if missing.count > Self.mostEdges { return false }
        question.exclude(values)
      }
    }
    return true
  }

  // MARK: The ranking

  private mutating func ranking(
    _ regions: [WaitingGraph.Region], _ graph: WaitingGraph, _ survey: Survey
  ) -> Ranking {
    var stages: [Ranking.Stage] = []
    var settled: Set<WaitingGraph.Place> = []
    for region in regions {
      settled.formUnion(region.places)
      // In the places of stages in front the condition may hold; where nobody waits it may not.
      let others = graph.waiting.subtracting(settled).union(graph.left)
      let cubes = WaitingGraph.cubes(containing: region.places, excluding: others)
      let conditions = cubes.map { cube in
        terms.and(zip(survey.features, cube).compactMap { feature, wanted in wanted.map { feature[$0] } })
      }
      let (help, measure) = survey.helps[region.helper]
      stages.append(Ranking.Stage(condition: terms.or(conditions), measure: measure, help: help))
    }
    return Ranking(stages: stages)
  }
}

extension RankingSearch.Survey {
  /// The place at which these conditions hold.
  fileprivate func place(_ values: ArraySlice<Bool>) -> WaitingGraph.Place {
    var rest = values
    return features.map { feature in
      let own = rest.prefix(feature.count)
      rest = rest.dropFirst(feature.count)
      return own.firstIndex(of: true).map { $0 - own.startIndex } ?? 0
    }
  }

  /// Which conditions hold at the place.
  fileprivate func values(of place: WaitingGraph.Place) -> [Bool] {
    zip(features, place).flatMap { feature, own in feature.indices.map { $0 == own } }
  }
}

extension WaitingFeatures {
  /// What an observer's global holds.
  fileprivate mutating func global(_ global: GlobalID, _ system: TransitionSystem) -> Term {
    term { $0.global(global, system.globals[global.index].type.sort) }
  }

  /// The conditions on states that a property speaks of, about the instances that the observer watches.
  fileprivate mutating func conditions(of observer: Observer, _ promise: Int, _ system: TransitionSystem)
    -> [Term]
  {
    let property = system.properties[observer.property.index]
    guard case .temporal(let formula, _) = property.kind else { return [] }
    var names: [Term: Term] = [:]
    for (variable, parameter) in zip(property.variables, observer.parameters) {
      let value = global(parameter, system)
      names[term { $0.variable(variable) }] = value
    }
    var found: [Term] = []
    var open = [observer.promises[promise].goal, formula]
    while let next = open.popLast() {
      if case .state(let condition) = next { found.append(term { $0.replacing(names, in: condition) }) }
      open += next.operands
    }
    return found
  }
}
