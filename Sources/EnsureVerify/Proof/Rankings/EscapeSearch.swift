import EnsureModel
import EnsureObligations
import EnsureSolver

/// Looks for why an instance is never stuck: what may happen to it, wherever it is, and what leads there.
///
/// Each stage is a guess, made of the guards of a step. It is kept if the rule's question about it is answered: that the step
/// is possible where the guards hold as far as they speak of what is watched. Stages whose steps lead to others are added
/// until no place is left out.
struct EscapeSearch {
  /// The terms, with those of the ranking.
  var terms: TermBank { helpers.terms }
  /// How many questions the solver has answered.
  private(set) var checks = 0
  private let rule: ProofRule
  private let goal: ProofGoal
  private let lemmas: [Lemma]
  private let context = SolverContext()
  private var helpers: HelperCandidates
  private let escapee: Term
  /// Who may be of help because of what aggregates come to.
  private var contributors: [Ranking.Bystander] = []

  /// How many steps are tried, how many ways of leading from one stage to another, and how many steps these take at most.
  private static let (mostHelpers, mostLinks, mostSteps) = (96, 160, 3)
  /// Of how many aggregates those who do their part are looked at.
  private static let mostAggregates = 2
  /// How many questions there are at most.
  private static let mostChecks = 600
  /// What a check may cost, in Z3's units.
  private static let budget: UInt32 = 2_000_000

  /// A search that knows lemmas; nil if the observer watches nothing that is never stuck.
  init?(_ rule: ProofRule, _ observer: Observer, _ terms: TermBank, _ lemmas: [Lemma]) {
    guard let escapee = observer.escapee else { return nil }
    self.rule = rule
    self.lemmas = lemmas
    goal = .property(observer.property)
    var helpers = HelperCandidates(rule, observer, terms)
    let sort = rule.world.system.globals[escapee.index].type.sort
    self.escapee = helpers.term { $0.global(escapee, sort) }
    self.helpers = helpers
  }

  /// The stages; nil if none were found.
  ///
  /// - Parameter goesFar: whether steps are looked at that only lead to one which the instance takes part in.
  mutating func run(goesFar: Bool) throws(ProofRefusal) -> Ranking? {
    let all = Array(helpers.all().prefix(Self.mostHelpers))
    var groups: [[Ranking.Stage]] = []
    for helper in all where takesPart(helper) {
      let own = helpers.conditions(of: helper, concerning: escapee)
      // What is asked of companions, too, where it is not the same.
      let whole = own + helpers.demands(of: helper).filter { !own.contains($0) }
      for conditions in own.count == whole.count ? [own] : [own, whole] {
        let stage = stage(helper, conditions)
        if let known = groups.firstIndex(where: { $0[0].condition == stage.condition }) {
          groups[known].append(stage)
        } else {
          groups.append([stage])
        }
      }
    }
    // What speaks of nobody else has fewer cases.
    groups = groups.map { Self.simplestFirst($0) }
    groups = Self.simplestFirst(groups.map { $0[0] }).compactMap { first in groups.first { $0[0] == first } }
    if let own = try chosen(from: groups) { return ranking(own) }
    if !goesFar { return nil }
    var stages: [Ranking.Stage] = []
    for group in groups {
      if let stage = try valid(group) { stages.append(stage) }
    }
    let aggregates = helpers.aggregates(in: lemmas).prefix(Self.mostAggregates)
    for aggregate in aggregates.isEmpty ? [nil] : aggregates.map(Optional.some) {
      // Of two it can be told that they are one.
      contributors = aggregate.map { Array(repeating: .contributor(to: $0), count: 2) } ?? []
      if let found = try withMore(stages, all) { return found }
    }
    return nil
  }

  /// Those that speak of the fewest instances beside the watched ones first; otherwise in their order.
  private static func simplestFirst(_ stages: [Ranking.Stage]) -> [Ranking.Stage] {
    stages.enumerated().sorted {
      ($0.element.variables.count, $0.offset) < ($1.element.variables.count, $1.offset)
    }.map(\.element)
  }

  /// Stages of steps that the instance takes part in, if these are enough: few that leave out no state, as far as each of them
  /// leads on.
  private mutating func chosen(from groups: [[Ranking.Stage]]) throws(ProofRefusal) -> [Ranking.Stage]? {
    var pool = groups
    var found: [Term: Ranking.Stage] = [:]
    while try isComplete(pool) {
      let few = try fewest(of: pool)
      var missing: [Ranking.Stage]?
      for group in few where found[group[0].condition] == nil && missing == nil {
        if let stage = try valid(group) { found[group[0].condition] = stage } else { missing = group }
      }
      guard let missing else { return few.compactMap { found[$0[0].condition] } }
      if checks > Self.mostChecks { return nil }
      pool.removeAll { $0 == missing }
    }
    return nil
  }

  /// As few of the groups as leave out no state, the first ones if there is a choice. Halves are given up as a whole where that
  /// is possible (QuickXplain: Junker, 2004).
  private mutating func fewest(of groups: [[Ranking.Stage]], beside known: [[Ranking.Stage]] = [])
    throws(ProofRefusal) -> [[Ranking.Stage]]
  {
    if groups.count <= 1 { return groups }
    let (first, second) = (Array(groups[..<(groups.count / 2)]), Array(groups[(groups.count / 2)...]))
    let late = try isComplete(known + first) ? [] : try fewest(of: second, beside: known + first)
    let early = try isComplete(known + late) ? [] : try fewest(of: first, beside: known + late)
    return early + late
  }

  private mutating func isComplete(_ groups: [[Ranking.Stage]]) throws(ProofRefusal) -> Bool {
    try isComplete(groups.map { $0[0] })
  }

  /// One of several stages with the same condition that leads on.
  private mutating func valid(_ group: [Ranking.Stage]) throws(ProofRefusal) -> Ranking.Stage? {
    for stage in group {
      if try leadsOn(stage, to: []) { return stage }
    }
    return nil
  }

  /// Adds stages that lead to others, until no state is left out. Of all that might lead there, only that is looked at which a
  /// state is in that is left out so far.
  private mutating func withMore(_ own: [Ranking.Stage], _ all: [Ranking.Helper]) throws(ProofRefusal)
    -> Ranking?
  {
    var stages = own
    var last = 0..<stages.count
    for _ in 0..<Self.mostSteps {
      let before = stages.count
      var pool: [(stage: Ranking.Stage, target: Ranking.Stage)] = []
      for target in stages[last] {
        for stage in candidates(all, leadingTo: target).prefix(Self.mostLinks)
        where !(stages + pool.map(\.stage)).contains(where: { $0.condition == stage.condition }) {
          pool.append((stage, target))
        }
      }
      while !pool.isEmpty, checks <= Self.mostChecks {
        let helpful = try helpful(pool.map(\.stage), beside: stages)
        if helpful.isEmpty { break }
        var tried: Set<Int> = []
        for position in helpful {
          tried.insert(position)
          if try leadsOn(pool[position].stage, to: [pool[position].target]) {
            stages.append(pool[position].stage)
            break
          }
        }
        pool = pool.indices.filter { !tried.contains($0) }.map { pool[$0] }
      }
      if try isComplete(stages) { return ranking(try shortened(stages)) }
      last = before..<stages.count
      if last.isEmpty || checks > Self.mostChecks { return nil }
    }
    return nil
  }

  /// Those of some stages that a state is in which is in none of others: some state, in a question about those that speak of the
  /// same instances.
  private mutating func helpful(_ pool: [Ranking.Stage], beside stages: [Ranking.Stage])
    throws(ProofRefusal) -> [Int]
  {
    var kinds: [[VariableID]] = []
    for stage in pool where !kinds.contains(stage.variables) { kinds.append(stage.variables) }
    kinds.sort { $0.count < $1.count }
    for kind in kinds {
      let positions = pool.indices.filter { pool[$0].variables == kind }
      let known = stages.indices
      for var found in try rule.unfinishedCases(claim(stages + positions.map { pool[$0] })) {
        let asked = positions.indices.map { found.isIn((known.count + $0)..<(known.count + $0 + 1)) }
        let isCovered = found.isIn(known)
        let isAsked = found.isIn(known.count..<(known.count + positions.count))
        if isCovered == .yes || isAsked == .no { continue }
        let question = try PlaceQuestion(
          &found, lemmas, [isCovered, isAsked] + asked, context, budget: Self.budget)
        question.require(!isCovered)
        question.require(isAsked)
        let answer = question.next()
        checks += question.checks
        guard case .some(let values) = answer else { continue }
        return positions.indices.filter { values[$0 + 2] }.map { positions[$0] }
      }
    }
    return []
  }

  // MARK: Guesses

  private mutating func stage(
    _ helper: Ranking.Helper, _ conditions: [Term], beside others: [VariableID] = []
  ) -> Ranking.Stage {
    var variables = others
    for term in helper.terms {
      if case .variable(let variable) = helpers.terms[term], !variables.contains(variable) {
        variables.append(variable)
      }
    }
    let condition = helpers.term { $0.and(conditions) }
    let zero = helpers.term { $0.integer(0) }
    return Ranking.Stage(
      variables: variables, condition: condition, measure: zero, help: .duties([helper]))
  }

  /// Stages that may lead to another one: by a step, or by waiting.
  private mutating func candidates(_ all: [Ranking.Helper], leadingTo target: Ranking.Stage) -> [Ranking.Stage]
  {
    var found: [Ranking.Stage] = []
    if rule.world.system.hasTime {
      let wait = longWait(target.condition)
      let later = helpers.term { terms in
        let now = terms.now()
        return terms.replacing([now: terms.sum([now, terms.integer(wait)])], in: target.condition)
      }
      let measure = helpers.term { $0.integer(wait) }
      if later != target.condition {
        found.append(Ranking.Stage(condition: later, measure: measure, help: .time))
      }
    }
    for helper in all where !takesPart(helper) {
      let own = helpers.conditions(of: helper)
      let conditions = own + helpers.before(helper, target.condition).filter { !own.contains($0) }
      found.append(stage(helper, conditions))
      for conditions in helpers.linked(helper, leadingTo: target.condition) {
        found.append(stage(helper, conditions, beside: target.variables))
      }
    }
    return found
  }

  /// Longer than anything that a condition speaks of.
  private func longWait(_ condition: Term) -> Integer {
    var largest: Integer = 0
    helpers.terms.walk(condition) { term in
      if case .integer(let value) = helpers.terms[term] { largest = max(largest, value.magnitude) }
      if case .global(let global) = helpers.terms[term],
        case .value(let value) = rule.world.system.globals[global.index].initial,
        case .integer(let number) = helpers.terms[value]
      {
        largest = max(largest, number.magnitude)
      }
      return true
    }
    return largest + largest + 1
  }

  /// Stages, with those of whom they may speak: where a step is taken with somebody, who has not been touched may do for it.
  private func ranking(_ stages: [Ranking.Stage]) -> Ranking {
    var bystanders: [Ranking.Bystander] = []
    for stage in stages where takesPart(stage) {
      for variable in helpers.terms.freeVariables(stage.condition).sorted(by: { $0.index < $1.index }) {
        guard case .reference(let entity) = helpers.terms.variables[variable.index].type.sort,
          !bystanders.contains(.untouched(entity))
        else { continue }
        bystanders.append(.untouched(entity))
      }
    }
    let speaksOfOthers = stages.contains { !helpers.terms.freeVariables($0.condition).isEmpty }
    return Ranking(stages: stages, bystanders: bystanders + (speaksOfOthers ? contributors : []))
  }

  // MARK: Questions

  private func claim(_ stages: [Ranking.Stage]) -> ProofClaim {
    ProofClaim(terms: helpers.terms, lemmas: lemmas, rankings: [ranking(stages)])
  }

  /// Whether a stage leads on, or to one of others.
  private mutating func leadsOn(_ stage: Ranking.Stage, to others: [Ranking.Stage]) throws(ProofRefusal) -> Bool
  {
    if helpers.terms[stage.condition] == .boolean(false) { return false }
    let claim = claim(others + [stage])
    return try holds(rule.openCases(of: others.count, 0, claim))
  }

  private mutating func isComplete(_ stages: [Ranking.Stage]) throws(ProofRefusal) -> Bool {
    try holds(rule.unfinishedCases(claim(stages)))
  }

  private mutating func holds(_ cases: [ProofCase]) throws(ProofRefusal) -> Bool {
    try rule.holds(cases, of: goal, given: lemmas, context, budget: Self.budget, &checks)
  }

  /// The stages without those that are not needed.
  private mutating func shortened(_ stages: [Ranking.Stage]) throws(ProofRefusal) -> [Ranking.Stage] {
    var kept = stages
    for stage in stages.reversed() where checks <= Self.mostChecks {
      guard let position = kept.firstIndex(of: stage) else { continue }
      var fewer = kept
      fewer.remove(at: position)
      if try !isComplete(fewer) { continue }
      var goesOn = true
      for (number, other) in fewer.enumerated() where number >= position && goesOn && !takesPart(other) {
        goesOn = try holds(rule.openCases(of: number, 0, claim(fewer)))
      }
      if goesOn { kept = fewer }
    }
    return kept
  }

  private func takesPart(_ stage: Ranking.Stage) -> Bool { stage.help.helpers.contains(where: takesPart) }

  /// Whether the instance is one of those that a step names, or may change without that.
  private func takesPart(_ helper: Ranking.Helper) -> Bool {
    helper.tuple.contains(escapee) || helpers.mayConcern(helper, escapee)
  }
}
