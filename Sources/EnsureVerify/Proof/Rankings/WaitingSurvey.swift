import EnsureModel
import EnsureObligations

/// What a graph of waiting is made of.
struct WaitingSurvey {
  /// For each feature alternatives of which exactly one holds.
  let features: [[Term]]
  /// What may lead on.
  var helps: [Help]
  /// For each kind of companions that helps speak of, that there is one.
  var companions: [Term] = []
  /// Of whom helps may speak.
  var bystanders: [Ranking.Bystander] = []
  /// Whether these have to be looked at to tell what leads where. That takes many more cases.
  var needsBystanders = false

  /// What may lead on, with the measure that goes with it.
  struct Help {
    let help: Ranking.Help
    let measure: Term
    /// The instances that it speaks of beside those that are watched.
    let variables: [VariableID]
    /// What the guards of its steps ask, one list for each of them.
    let guards: [[Term]]
    /// What holds of those instances; nil if they may be any ones.
    var standing: Term?

    /// The step, if there is only one, and for whom it is forced.
    var step: Step? {
      guard let helper = help.helpers.first, help.helpers.count == 1 else { return nil }
      return Step(
        duty: helper.duty, way: helper.way, tuple: helper.tuple, standing: standing, measure: measure)
    }

    func stage(where condition: Term, opening: Ranking.Opening? = nil, _ terms: inout TermBank)
      -> Ranking.Stage
    {
      let isAlways = terms[condition] == .boolean(true)
      return Ranking.Stage(
        variables: variables,
        condition: standing.map { isAlways ? $0 : terms.and([condition, $0]) } ?? condition,
        measure: measure, help: help, opening: opening)
    }
  }

  /// A step that fairness forces.
  struct Step: Hashable {
    let duty: Int
    let way: Int
    let tuple: [Term]
    /// What holds of the instances beside; a step may be possible for several reasons.
    let standing: Term?
    /// What it counts down.
    let measure: Term
  }

  /// The same with steps that count down: for each of them and each number that it writes, that this is how far it has to go. Nil
  /// if no step does.
  func counting(_ countdowns: [Term], _ rule: ProofRule, _ terms: TermBank) -> WaitingSurvey? {
    let read = countdowns.map { terms.placesRead(in: [$0]) }
    var found = self
    for help in helps where help.variables.isEmpty && help.help.helpers.count == 1 {
      let writes = help.help.helpers[0].writes(rule)
      for (countdown, places) in zip(countdowns, read) where !writes.isDisjoint(with: places) {
        found.helps.append(
          Help(help: help.help, measure: countdown, variables: [], guards: help.guards, standing: help.standing)
        )
      }
    }
    return found.helps.count > helps.count ? found : nil
  }

  /// The place at which these conditions hold.
  func place(_ values: ArraySlice<Bool>) -> WaitingGraph.Place {
    var rest = values
    return features.map { feature in
      let own = rest.prefix(feature.count)
      rest = rest.dropFirst(feature.count)
      return own.firstIndex(of: true).map { $0 - own.startIndex } ?? 0
    }
  }

  /// Which conditions hold at the place.
  func values(of place: WaitingGraph.Place) -> [Bool] {
    zip(features, place).flatMap { feature, own in feature.indices.map { $0 == own } }
  }

  /// Whether, of the guards of each of some steps, one is known not to hold at the place.
  func excludes(_ guards: [[Term]], at place: WaitingGraph.Place, _ terms: TermBank) -> Bool {
    if guards.isEmpty { return false }
    var known: [Term: Bool] = [:]
    for (feature, own) in zip(features, place) {
      for (alternative, term) in feature.enumerated() { known[term] = alternative == own }
    }
    return guards.allSatisfy { $0.contains { terms.truth($0, knowing: known) == false } }
  }
}

extension WaitingGraph {
  /// Regions that together are all places of waiting, with the helps of a survey.
  func regions(of survey: WaitingSurvey, _ rule: ProofRule) -> [Region]? {
    let strong = survey.helps.indices.filter { survey.helps[$0].isStrong(rule) }
    let alone = survey.helps.indices.filter { survey.helps[$0].variables.isEmpty }
    return regions(helpers: survey.helps.count, strong: Set(strong), alone: Set(alone))
  }
}

extension WaitingSurvey.Help {
  /// Whether it is forced where it is possible again and again.
  fileprivate func isStrong(_ rule: ProofRule) -> Bool {
    !help.helpers.isEmpty && help.helpers.allSatisfy { rule.duties[$0.duty].isStrong }
  }
}

// MARK: Candidates

extension RankingSearch {
  /// How many ways to lead on are tried.
  static let mostHelpers = 48
  /// How many ways are tried together.
  private static let mostTogether = 8

  /// What graphs may be made of, one after the other. With few features first: what the watched instances are, and what the
  /// property asks; then what is asked of those who may see to that; then what all duties ask; then what they ask of others.
  mutating func surveys(for promise: Int) -> [WaitingSurvey] {
    let system = rule.world.system
    var helpers = HelperCandidates(rule, observer, terms)
    let all = Array(helpers.all().prefix(Self.mostHelpers))
    let guards = all.map { helpers.guards(of: $0) }
    var features = WaitingFeatures(system, helpers.terms)
    let cone = Cone(of: observer.property, in: rule.world)
    for parameter in observer.parameters {
      features.addStates(of: features.global(parameter, system), cone.fields)
    }
    let asked = features.conditions(of: observer, promise, system)
    for condition in asked { features.add(condition) }
    var levels = [features.features]
    for condition in guards.joined() { features.add(condition, followsPaths: false) }
    levels.append(features.features)
    for condition in guards.joined() { features.add(condition) }
    levels.append(features.features)
    var delays = system.hasTime ? features.delays() : []
    for deadline in rule.world.deadlines {
      for clock in features.clocks(of: deadline, observer, system) {
        delays.append(features.term { $0.difference($0.integer(clock.ticks), clock.age) })
      }
    }
    var near = WaitingFeatures(system, features.terms)
    let steps = all.indices.filter { all[$0].names(onlyGlobalsOf: near.terms) }
    let candidates = steps.map { NearStep(all[$0], asks: guards[$0], rule) }
    let nearest = near.addNear(asked, candidates, followsPaths: false).map { steps[$0] }
    terms = near.terms
    func helps(_ positions: [Int]) -> [WaitingSurvey.Help] {
      let zero = terms.integer(0)
      var found = positions.map { help(.duties([all[$0]]), zero, [guards[$0]]) }
      found +=
        delays.map { help(.time, $0) } + observer.promises[promise].assuming.map { help(.assumed($0), zero) }
      // What is possible now and then is forced, too, if the duty is strong: together they may be enough.
      let strong = positions.filter { rule.duties[all[$0].duty].isStrong }.prefix(Self.mostTogether)
      if strong.count > 1 {
        found.append(help(.duties(strong.map { all[$0] }), zero, strong.map { guards[$0] }))
      }
      return found
    }
    var found = [WaitingSurvey(features: levels[0], helps: helps(Array(all.indices)))]
    if !near.features.isEmpty, near.features.count < levels[1].count {
      found.append(WaitingSurvey(features: near.features, helps: helps(nearest)))
    }
    found += [false, true].compactMap { withCompanions(promise, goesFar: $0) }
    for (position, level) in levels.enumerated().dropFirst() where level.count > levels[position - 1].count {
      found.append(WaitingSurvey(features: level, helps: helps(Array(all.indices))))
    }
    return found
  }

  func help(_ help: Ranking.Help, _ measure: Term, _ guards: [[Term]] = []) -> WaitingSurvey.Help {
    var variables: [VariableID] = []
    for term in help.helpers.flatMap(\.terms) {
      if case .variable(let variable) = terms[term], !variables.contains(variable) {
        variables.append(variable)
      }
    }
    return WaitingSurvey.Help(help: help, measure: measure, variables: variables, guards: guards)
  }

  /// What may tell the places of waiting apart: what follows no paths, and what does.
  mutating func features(for promise: Int) -> (near: [[Term]], far: [[Term]]) {
    let surveys = surveys(for: promise).filter(\.companions.isEmpty)
    let near = surveys.last?.features.filter { !followsPaths($0) } ?? []
    var far: [[Term]] = []
    for feature in surveys.flatMap(\.features) where followsPaths(feature) && !far.contains(feature) {
      far.append(feature)
    }
    return (near, far)
  }

  private func followsPaths(_ feature: [Term]) -> Bool { feature.contains { terms.followsPaths($0) } }
}

/// A step that may matter to somebody who waits.
struct NearStep {
  /// What it writes.
  let writes: Set<WaitingFeatures.Place>
  /// What its guards ask.
  let asks: [Term]
  init(_ helper: Ranking.Helper, asks: [Term], _ rule: ProofRule) {
    writes = helper.writes(rule)
    self.asks = asks
  }
}

extension Ranking.Helper {
  /// What the step writes.
  fileprivate func writes(_ rule: ProofRule) -> Set<WaitingFeatures.Place> {
    let move = rule.duties[duty].ways[way].move
    let assignments = Statement.assignments(rule.world.system.effects(of: move))
    return Set(assignments.map { WaitingFeatures.Place($0.location) })
  }

  /// Whether it is about watched instances alone.
  func names(onlyGlobalsOf terms: TermBank) -> Bool {
    tuple.allSatisfy { if case .global = terms[$0] { true } else { false } }
  }
}

extension WaitingFeatures {
  /// What an observer's global holds.
  fileprivate mutating func global(_ global: GlobalID, _ system: TransitionSystem) -> Term {
    term { $0.global(global, system.globals[global.index].type.sort) }
  }

  /// Adds what a property asks, what is asked of those steps by which that may come about, of those by which that may, and so on.
  ///
  /// - Returns: the positions of these steps.
  mutating func addNear(_ asked: [Term], _ steps: [NearStep], followsPaths: Bool) -> [Int] {
    for condition in asked { add(condition, followsPaths: followsPaths) }
    var rest = Array(steps.indices)
    var known: Set<[Term]> = []
    while true {
      let read = placesRead
      let next = rest.filter { !steps[$0].writes.isDisjoint(with: read) }
      if next.isEmpty { break }
      rest.removeAll { next.contains($0) }
      for position in next where known.insert(steps[position].asks).inserted {
        for condition in steps[position].asks { add(condition, followsPaths: followsPaths) }
      }
    }
    return steps.indices.filter { !rest.contains($0) }
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
  mutating func conditions(of observer: Observer, _ promise: Int, _ system: TransitionSystem)
    -> [Term]
  {
    let property = system.properties[observer.property.index]
    guard case .temporal(let formula, let assumptions) = property.kind else { return [] }
    var names: [Term: Term] = [:]
    for (variable, parameter) in zip(property.variables, observer.parameters) {
      let value = global(parameter, system)
      names[term { $0.variable(variable) }] = value
    }
    var found: [Term] = []
    var open = [observer.promises[promise].goal, formula]
    if !observer.assumed.isEmpty || !observer.settled.isEmpty {
      for case .formula(let assumed) in assumptions { open.insert(assumed, at: 0) }
    }
    while let next = open.popLast() {
      if case .state(let condition) = next { found.append(term { $0.replacing(names, in: condition) }) }
      open += next.operands
    }
    return found + needs(of: observer.promises[promise].goal, names, system)
  }

  /// What has to hold for a step to be taken that is waited for, as far as it speaks of what is watched.
  private mutating func needs(of goal: Formula, _ names: [Term: Term], _ system: TransitionSystem) -> [Term] {
    guard case .action(let action, let arguments, _) = goal else {
      return goal.operands.flatMap { needs(of: $0, names, system) }
    }
    let declared = system.actions[action.index]
    var named: [Term: Term] = [:]
    for (parameter, argument) in zip(declared.parameters, arguments) {
      guard let argument else { continue }
      let value = term { $0.replacing(names, in: argument) }
      named[term { $0.variable(parameter.variable) }] = value
    }
    let asked = declared.requires.map { clause in term { $0.replacing(named, in: clause.term) } }
    return asked.flatMap { terms.conjuncts($0) }.filter { terms.freeVariables($0).isEmpty }
  }
}

extension TermBank {
  /// What a condition comes to where the truth of some conditions is known; nil if that does not say.
  fileprivate func truth(_ term: Term, knowing known: [Term: Bool]) -> Bool? {
    if let value = known[term] { return value }
    func all(_ values: [Bool?], _ neutral: Bool) -> Bool? {
      if values.contains(!neutral) { return !neutral }
      return values.contains(nil) ? nil : neutral
    }
    switch self[term] {
    case .boolean(let value): return value
    case .not(let operand): return truth(operand, knowing: known).map { !$0 }
    case .and(let operands): return all(operands.map { truth($0, knowing: known) }, true)
    case .or(let operands): return all(operands.map { truth($0, knowing: known) }, false)
    case .implies(let left, let right):
      return all([truth(left, knowing: known).map { !$0 }, truth(right, knowing: known)], false)
    default: return nil
    }
  }
}
