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

  /// How many questions there may have been before one gives up.
  private var limit = 0

  /// How many places and steps between them are looked at.
  private static let mostEdges = 2_000
  /// How many questions there are at most, for each set of features and for all of them.
  private static let (mostChecks, mostChecksTogether) = (1_000, 2_000)
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

  private mutating func ranking(for promise: Int) throws(ProofRefusal) -> Ranking? {
    let surveys = surveys(for: promise)
    if let found = try ranking(for: promise, surveys, rounds: nil) { return found }
    for rounds in countdowns(for: promise) where try isKept(rounds, promise) {
      if let found = try ranking(for: promise, surveys, rounds: rounds) { return found }
    }
    return nil
  }

  private mutating func ranking(for promise: Int, _ surveys: [WaitingSurvey], rounds: Term?)
    throws(ProofRefusal) -> Ranking?
  {
    let most = checks + Self.mostChecksTogether
    for survey in surveys where checks < most {
      var survey = survey
      limit = checks + Self.mostChecks
      guard let graph = try graph(promise, &survey, rounds: rounds) else { continue }
      if let regions = graph.regions(of: survey, rule) {
        return ranking(regions, graph, survey, rounds: rounds)
      }
    }
    return nil
  }

  // MARK: The graph

  private mutating func graph(_ promise: Int, _ survey: inout WaitingSurvey, rounds: Term?) throws(ProofRefusal)
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
    var helps: [WaitingSurvey.Help] = []
    var known: Set<WaitingSurvey.Step> = []
    for help in survey.helps {
      // Of several ways to choose one is enough that is always possible.
      if let step = help.step, known.contains(step) { continue }
      let helper = help.stage(where: always)
      let excluded = idle.waiting.filter { survey.excludes(help.guards, at: $0, terms) }
      var missing = excluded
      for given in try rule.openCases(of: 0, promise, claim(promise, [helper] + places)) {
        guard try addMissing(of: given, survey, idle.waiting, &missing) else { return nil }
      }
      if idle.waiting.isSubset(of: missing) { continue }
      if missing == excluded, let step = help.step { known.insert(step) }
      helpers.append(helper)
      helps.append(help)
      graph.missing.append(missing)
    }
    survey.helps = helps
    let stages = claim(promise, helpers + places, rounds: rounds)
    let steps = rule.steps.filter { $0 != .start && $0 != .idle }
    for step in [.idle] + steps {
      for given in try rule.advanceCases(of: promise, step, stages) {
        guard try addEdges(of: given, survey, helpers: helpers.count, &graph) else { return nil }
      }
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
    of given: ProofCase, _ survey: WaitingSurvey, helpers count: Int, _ graph: inout WaitingGraph
  ) throws(ProofRefusal) -> Bool {
    var found = given
    // What is assumed is due or not, whatever is done, so that it is enough to ask once.
    let asked = (0..<count).filter { given.step == .idle || !survey.helps[$0].isAssumed }
    let mayStay = asked.map { found.mayStay(in: $0) }
    let (before, after) = (found.progress.before[count...], found.progress.after[count...])
    let changesNothing = zip(before, after).allSatisfy { $0.condition == $1.condition }
    if given.step != .idle, changesNothing, mayStay.allSatisfy({ $0 == .yes }) { return true }
    let sentences = before.map(\.condition) + after.map(\.condition) + mayStay
    let begins = found.rounds().begins
    if begins == .yes { return true }
    let width = before.count
    let question = try PlaceQuestion(&found, lemmas, sentences, budget: Self.budget)
    if begins != .no { question.require(!begins) }
    // That somebody stays where he is tells nothing that is not known of those who wait.
    if given.step != .idle { question.requireChange(from: 0..<width, to: width..<(2 * width), or: mayStay) }
    defer { checks += question.checks }
    while true {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        if checks + question.checks > limit { return false }
        let from = survey.place(values[..<width])
        var stays = (0..<count).map { graph.isHeld(by: $0, at: from) }
        for (help, value) in zip(asked, values[(2 * width)...]) { stays[help] = value }
        graph.add(
          WaitingGraph.Edge(from: from, to: survey.place(values[width..<(2 * width)]), mayStay: stays))
        if graph.edges.count > Self.mostEdges { return false }
        question.exclude(values)
      }
    }
  }

  /// Adds places in which what a helper needs is missing; false if that is too much.
  private mutating func addMissing(
    of given: ProofCase, _ survey: WaitingSurvey, _ waiting: Set<WaitingGraph.Place>,
    _ missing: inout Set<WaitingGraph.Place>
  ) throws(ProofRefusal) -> Bool {
    var found = given
    let isOpen = found.conclusion(of: .property(observer.property))
    if isOpen == .yes { return true }
    let before = found.progress.before.dropFirst().map(\.condition)
    let question = try PlaceQuestion(&found, lemmas, before, budget: Self.budget)
    defer { checks += question.checks }
    question.require(!isOpen)
    question.requireOne(of: waiting.subtracting(missing).map(survey.values))
    var isAsked = false
    while !waiting.isSubset(of: missing) {
      switch question.next() {
      case .none: return true
      case .some where !isAsked:
        // What is possible nowhere need not be asked of each place.
        isAsked = true
        let other = try PlaceQuestion(&found, lemmas, [isOpen], budget: Self.budget)
        other.require(isOpen)
        let answer = other.next()
        checks += other.checks
        if case .none = answer { missing.formUnion(waiting) }
      case .unknown: return false
      case .some(let values):
        if checks + question.checks > limit { return false }
        missing.insert(survey.place(values[...]))
        question.exclude(values)
      }
    }
    return true
  }

  // MARK: The ranking

  private mutating func ranking(
    _ regions: [WaitingGraph.Region], _ graph: WaitingGraph, _ survey: WaitingSurvey, rounds: Term?
  ) -> Ranking {
    let stages = stages(regions, among: graph.waiting.union(graph.left), survey)
    return Ranking(stages: stages.map { alone($0) }, rounds: rounds)
  }

  /// The stages of regions, one in front of the other. In the places of stages in front the condition of one may hold; in other
  /// places it may not.
  private mutating func stages(
    _ regions: [WaitingGraph.Region], among places: Set<WaitingGraph.Place>, _ survey: WaitingSurvey
  ) -> [Ranking.Stage] {
    var stages: [Ranking.Stage] = []
    var settled: Set<WaitingGraph.Place> = []
    for region in regions {
      settled.formUnion(region.places)
      let condition = condition(of: region.places, excluding: places.subtracting(settled), survey)
      var opening: Ranking.Opening?
      if let ready = region.ready {
        let others = region.places.subtracting(ready)
        opening = Ranking.Opening(
          condition: self.condition(of: ready, excluding: others, survey),
          stages: self.stages(region.inner, among: others, survey))
      }
      stages.append(survey.helps[region.helper].stage(where: condition, opening: opening))
    }
    return stages
  }

  private mutating func condition(
    of places: Set<WaitingGraph.Place>, excluding others: Set<WaitingGraph.Place>, _ survey: WaitingSurvey
  ) -> Term {
    let cubes = WaitingGraph.cubes(containing: places, excluding: others)
    let conditions = cubes.map { cube in
      terms.and(zip(survey.features, cube).compactMap { feature, wanted in wanted.map { feature[$0] } })
    }
    return terms.or(conditions)
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
      variables: variables, condition: stage.condition, measure: stage.measure, help: .duties(helpers),
      opening: stage.opening)
  }
}
