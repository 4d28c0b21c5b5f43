import EnsureModel
import EnsureObligations
import EnsureSolver

/// Looks for rankings: why what an observer waits for comes some day.
///
/// Features tell the places apart at which somebody may wait; a solver says which steps lead from one to another while
/// lemmas hold, and where which duty is possible; on that graph regions are taken one after the other which some duty leads
/// out of (`WaitingGraph`). Where that leaves some over, steps that count down to 0 are taken out of the graph, since they happen
/// so often only; then each step that is forced may count down by itself, as long as a place lasts.
struct RankingSearch {
  /// The terms, with those of the rankings.
  var terms: TermBank
  /// How many questions the solver has answered.
  var checks = 0
  let rule: ProofRule
  let observer: Observer
  let lemmas: [Lemma]

  /// How many questions there may have been before one gives up.
  var limit = 0
  /// Where all of them are asked: to make one takes longer than most questions.
  let context = SolverContext()

  /// What the instances are called that counts of companions range over.
  var eachCompanion: [EntityID: VariableID] = [:]
  /// What was found for each promise.
  private var shown: [Shown] = []
  /// Whether the stages' conditions hold in none of the places at which nobody waits.
  private var isExact = false

  /// What a ranking is made of.
  private struct Shown {
    let regions: [WaitingGraph.Region]
    let places: Set<WaitingGraph.Place>
    let survey: WaitingSurvey
    let rounds: Term?
  }

  /// How many places and steps between them are looked at.
  static let mostEdges = 2_000
  /// How many steps that are known are excluded from a question.
  static let mostExcluded = 100
  /// How many questions there are at most.
  private let mostChecks: Int
  private let looksAtBystanders: Bool
  /// What a check may cost, in Z3's units.
  static let budget: UInt32 = 2_000_000

  /// A search that knows lemmas.
  ///
  /// - Parameters:
  ///   - mostChecks: how many questions it may ask at most, for each promise.
  ///   - looksAtBystanders: whether it looks at others of whose part it depends what leads where.
  init(
    _ rule: ProofRule, _ observer: Observer, _ terms: TermBank, _ lemmas: [Lemma], mostChecks: Int = 0,
    looksAtBystanders: Bool = true
  ) {
    self.mostChecks = mostChecks
    self.looksAtBystanders = looksAtBystanders
    self.rule = rule
    self.observer = observer
    self.terms = terms
    self.lemmas = lemmas
  }

  /// A ranking for each promise; nil if one has none.
  mutating func run() throws(ProofRefusal) -> [Ranking]? {
    for promise in observer.promises.indices {
      guard let found = try shown(for: promise) else { return nil }
      shown.append(found)
    }
    return shown.map { ranking($0) }
  }

  /// The rankings that were found, with conditions that say more: what is known of the places at which nobody waits, since the promise
  /// is being kept there, need not be what leads on.
  mutating func exactly() -> [Ranking] {
    isExact = true
    return shown.map { ranking($0) }
  }

  private mutating func shown(for promise: Int) throws(ProofRefusal) -> Shown? {
    let surveys = surveys(for: promise)
    limit = checks + mostChecks
    if let found = try shown(for: promise, surveys, rounds: nil) { return found }
    limit = checks + mostChecks
    let countdowns = countdowns(for: promise)
    var kept: [Term] = []
    for rounds in countdowns + counts(in: surveys) where try isKept(rounds, promise) {
      kept.append(rounds)
      if let found = try shown(for: promise, surveys, rounds: rounds) { return found }
    }
    limit = checks + mostChecks
    let counting = surveys.compactMap { $0.counting(countdowns, rule, terms) }
    for rounds in [nil] + kept.map(Optional.some) {
      if let found = try shown(for: promise, counting, rounds: rounds) { return found }
    }
    return nil
  }

  private mutating func shown(for promise: Int, _ surveys: [WaitingSurvey], rounds: Term?)
    throws(ProofRefusal) -> Shown?
  {
    for survey in surveys where checks < limit && (looksAtBystanders || !survey.needsBystanders) {
      var survey = survey
      guard let graph = try graph(promise, &survey, rounds: rounds) else { continue }
      if let regions = graph.regions(of: survey, rule) {
        return Shown(
          regions: regions, places: graph.waiting.union(graph.left), survey: survey, rounds: rounds)
      }
    }
    return nil
  }

  /// The lemmas with stages to be asked about, of one promise.
  func claim(
    _ promise: Int, _ stages: [Ranking.Stage], rounds: Term? = nil, _ bystanders: [Ranking.Bystander] = []
  ) -> ProofClaim {
    let rankings = observer.promises.indices.map {
      $0 == promise
        ? Ranking(stages: stages, rounds: rounds, bystanders: bystanders) : Ranking(stages: [])
    }
    return ProofClaim(terms: terms, lemmas: lemmas, rankings: rankings)
  }

  // MARK: The ranking

  private mutating func ranking(_ shown: Shown) -> Ranking {
    let stages = stages(shown.regions, among: shown.places, shown.survey)
    let speaksOfOthers = stages.contains { !$0.variables.isEmpty }
    return Ranking(
      stages: stages.map { alone($0) }, rounds: shown.rounds,
      bystanders: speaksOfOthers ? shown.survey.bystanders : [])
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
      stages.append(survey.helps[region.helper].stage(where: condition, opening: opening, &terms))
    }
    return stages
  }

  private mutating func condition(
    of places: Set<WaitingGraph.Place>, excluding others: Set<WaitingGraph.Place>, _ survey: WaitingSurvey
  ) -> Term {
    let cubes =
      isExact
      ? places.sorted { $0.lexicographicallyPrecedes($1) }.map { $0.map(Optional.some) }
      : WaitingGraph.cubes(containing: places, excluding: others)
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
    let (condition, measure) = (renamed(stage.condition), renamed(stage.measure))
    let helpers = stage.help.helpers.map { helper in
      Ranking.Helper(
        duty: helper.duty, way: helper.way, tuple: helper.tuple.map(renamed),
        choices: helper.choices.map { choice in
          if case .term(let term) = choice { .term(renamed(term)) } else { choice }
        })
    }
    return Ranking.Stage(
      variables: variables, condition: condition, measure: measure, help: .duties(helpers),
      opening: stage.opening)
  }
}
