import EnsureModel
import EnsureObligations
import EnsureSolver

/// Looks for rankings: why what an observer waits for comes some day.
///
/// Features tell the places apart at which somebody may wait; a solver says which steps lead from one to another while
/// lemmas hold, and where which duty is possible; on that graph regions are taken one after the other which some duty leads
/// out of (`WaitingGraph`). Where that leaves some over, steps that count down to 0 are taken out of the graph, since they happen
/// so often only.
struct RankingSearch {
  /// The terms, with those of the rankings.
  var terms: TermBank
  /// How many questions the solver has answered.
  var checks = 0
  let rule: ProofRule
  let observer: Observer
  let lemmas: [Lemma]

  /// How many places and steps between them are looked at.
  private static let mostEdges = 2_000
  /// How many questions there are at most.
  private static let mostChecks = 1_500
  /// How many ways to lead on are tried.
  private static let mostHelpers = 48
  /// How many ways are tried together.
  private static let mostTogether = 8
  /// What a check may cost, in Z3's units.
  static let budget: UInt32 = 2_000_000

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

  /// With few features first: what the watched instances are, and what the property asks; then what duties ask of them; then
  /// what they ask of others.
  private mutating func ranking(for promise: Int) throws(ProofRefusal) -> Ranking? {
    let survey = candidates(for: promise)
    if let found = try ranking(for: promise, survey, rounds: nil) { return found }
    for rounds in countdowns(for: promise) where try isKept(rounds, promise) {
      if let found = try ranking(for: promise, survey, rounds: rounds) { return found }
    }
    return nil
  }

  private mutating func ranking(for promise: Int, _ survey: Survey, rounds: Term?) throws(ProofRefusal)
    -> Ranking?
  {
    var last = -1
    for count in survey.levels where count > last {
      last = count
      var few = survey
      few.features = Array(survey.features.prefix(count))
      guard let graph = try graph(promise, &few, rounds: rounds) else { return nil }
      if let regions = graph.regions(helpers: few.helps.count) {
        return ranking(regions, graph, few, rounds: rounds)
      }
    }
    return nil
  }

  // MARK: Candidates

  /// What a graph is made of.
  fileprivate struct Survey {
    var features: [[Term]]
    /// How many of the features are taken, one time after the other.
    let levels: [Int]
    /// What may lead on.
    var helps: [WaitingHelp]
  }

  /// What may lead on, with the measure that goes with it.
  fileprivate struct WaitingHelp {
    let help: Ranking.Help
    let measure: Term
    /// The instances that it speaks of beside those that are watched.
    let variables: [VariableID]

    func stage(where condition: Term) -> Ranking.Stage {
      Ranking.Stage(variables: variables, condition: condition, measure: measure, help: help)
    }
  }

  private mutating func candidates(for promise: Int) -> Survey {
    let system = rule.world.system
    var helpers = HelperCandidates(rule, observer, terms)
    let all = Array(helpers.all().prefix(Self.mostHelpers))
    let guards = all.flatMap { helpers.guards(of: $0) }
    var features = WaitingFeatures(system, helpers.terms)
    let cone = Cone(of: observer.property, in: rule.world)
    for parameter in observer.parameters {
      features.addStates(of: features.global(parameter, system), cone.fields)
    }
    for condition in features.conditions(of: observer, promise, system) { features.add(condition) }
    var levels = [features.features.count]
    for condition in guards { features.add(condition, followsPaths: false) }
    levels.append(features.features.count)
    for condition in guards { features.add(condition) }
    levels.append(features.features.count)
    var delays = system.hasTime ? features.delays() : []
    for deadline in rule.world.deadlines {
      for clock in features.clocks(of: deadline, observer, system) {
        delays.append(features.term { $0.difference($0.integer(clock.ticks), clock.age) })
      }
    }
    terms = features.terms
    let zero = terms.integer(0)
    var helps = all.map { help(.duties([$0]), zero) } + delays.map { help(.time, $0) }
    // What is possible now and then is forced, too, if the duty is strong: together they may be enough.
    let strong = all.filter { rule.duties[$0.duty].isStrong }.prefix(Self.mostTogether)
    if strong.count > 1 { helps.append(help(.duties(Array(strong)), zero)) }
    return Survey(features: features.features, levels: levels, helps: helps)
  }

  private func help(_ help: Ranking.Help, _ measure: Term) -> WaitingHelp {
    var variables: [VariableID] = []
    for term in help.helpers.flatMap(\.terms) {
      if case .variable(let variable) = terms[term], !variables.contains(variable) {
        variables.append(variable)
      }
    }
    return WaitingHelp(help: help, measure: measure, variables: variables)
  }

  /// What may tell the places of waiting apart, as far as it follows no paths.
  mutating func features(for promise: Int) -> [[Term]] {
    let survey = candidates(for: promise)
    return survey.features.filter { feature in !feature.contains { terms.followsPaths($0) } }
  }

  // MARK: The graph

  private mutating func graph(_ promise: Int, _ survey: inout Survey, rounds: Term?) throws(ProofRefusal)
    -> WaitingGraph?
  {
    let places = survey.features.joined().map {
      Ranking.Stage(condition: $0, measure: terms.integer(0), help: .time)
    }
    let always = terms.boolean(true)
    // Where somebody may wait comes first, so that nobody asks about helpers that never can.
    var idle = WaitingGraph()
    for given in try rule.advanceCases(of: promise, .idle, claim(promise, places)) {
      guard try addEdges(of: given, survey, helpers: 0, &idle) else { return nil }
    }
    var graph = WaitingGraph()
    var helpers: [Ranking.Stage] = []
    var helps: [WaitingHelp] = []
    for help in survey.helps {
      let helper = help.stage(where: always)
      var missing: Set<WaitingGraph.Place> = []
      for given in try rule.openCases(of: 0, promise, claim(promise, [helper] + places)) {
        guard try addMissing(of: given, survey, idle.waiting, &missing) else { return nil }
      }
      if idle.waiting.isSubset(of: missing) { continue }
      helpers.append(helper)
      helps.append(help)
      graph.missing.append(missing)
    }
    survey.helps = helps
    for given in try rule.advanceCases(of: promise, claim(promise, helpers + places, rounds: rounds)) {
      guard try addEdges(of: given, survey, helpers: helpers.count, &graph) else { return nil }
    }
    return graph
  }

  /// The lemmas with stages to be asked about, of one promise.
  func claim(_ promise: Int, _ stages: [Ranking.Stage], rounds: Term? = nil) -> ProofClaim {
    let rankings = observer.promises.indices.map {
      Ranking(stages: $0 == promise ? stages : [], rounds: $0 == promise ? rounds : nil)
    }
    return ProofClaim(terms: terms, lemmas: lemmas, rankings: rankings)
  }

  /// Adds what a case lets happen; false if that is too much.
  private mutating func addEdges(
    of given: ProofCase, _ survey: Survey, helpers count: Int, _ graph: inout WaitingGraph
  ) throws(ProofRefusal) -> Bool {
    var found = given
    let mayStay = (0..<count).map { found.mayStay(in: $0) }
    let (before, after) = (found.progress.before[count...], found.progress.after[count...])
    let changesNothing = zip(before, after).allSatisfy { $0.condition == $1.condition }
    if given.step != .idle, changesNothing, mayStay.allSatisfy({ $0 == .yes }) { return true }
    let sentences = before.map(\.condition) + after.map(\.condition) + mayStay
    let begins = found.rounds().begins
    if begins == .yes { return true }
    let question = try PlaceQuestion(&found, lemmas, sentences, budget: Self.budget)
    if begins != .no { question.require(!begins) }
    defer { checks += question.checks }
    let width = before.count
    while true {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        if checks + question.checks > Self.mostChecks { return false }
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
    let question = try PlaceQuestion(&found, lemmas, before, budget: Self.budget)
    defer { checks += question.checks }
    question.require(!isOpen)
    for place in missing { question.exclude(survey.values(of: place)) }
    while !waiting.isSubset(of: missing) {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        if checks + question.checks > Self.mostChecks { return false }
        missing.insert(survey.place(values[...]))
        question.exclude(values)
      }
    }
    return true
  }

  // MARK: The ranking

  private mutating func ranking(
    _ regions: [WaitingGraph.Region], _ graph: WaitingGraph, _ survey: Survey, rounds: Term?
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
      stages.append(alone(survey.helps[region.helper].stage(where: terms.or(conditions))))
    }
    return Ranking(stages: stages, rounds: rounds)
  }

  /// The same stage with variables of its own.
  private mutating func alone(_ stage: Ranking.Stage) -> Ranking.Stage {
    if stage.variables.isEmpty { return stage }
    var variables: [VariableID] = []
    var names: [Term: Term] = [:]
    for variable in stage.variables {
      let own = terms.makeVariable(
        of: terms.variables[variable.index].type, beside: variables, in: rule.world.system)
      variables.append(own)
      names[terms.variable(variable)] = terms.variable(own)
    }
    func renamed(_ term: Term) -> Term { terms.replacing(names, in: term) }
    let helpers = stage.help.helpers.map { helper in
      Ranking.Helper(
        duty: helper.duty, way: helper.way, tuple: helper.tuple.map(renamed),
        choices: helper.choices.map { choice in
          if case .term(let term) = choice { .term(renamed(term)) } else { choice }
        })
    }
    return Ranking.Stage(
      variables: variables, condition: stage.condition, measure: stage.measure, help: .duties(helpers))
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

  /// A deadline's clocks of what an observer watches.
  fileprivate mutating func clocks(
    of deadline: ActionDeadline, _ observer: Observer, _ system: TransitionSystem
  )
    -> [LemmaCandidates.WatchedClock]
  {
    var found: [LemmaCandidates.WatchedClock] = []
    _ = term { terms in
      found = LemmaCandidates.clocks(of: deadline, watchedBy: observer, system, &terms)
      return terms.now()
    }
    return found
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
