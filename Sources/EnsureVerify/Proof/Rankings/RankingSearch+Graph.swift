import EnsureModel
import EnsureObligations

/// How those who wait get from one place to the next: what a solver says of it, as far as lemmas are known.
extension RankingSearch {
  /// The graph of a survey, with those of its helps that are possible somewhere; nil if that is too much.
  mutating func graph(_ promise: Int, _ survey: inout WaitingSurvey, rounds: Term?) throws(ProofRefusal)
    -> WaitingGraph?
  {
    let places = survey.features.joined().map {
      Ranking.Stage(condition: $0, measure: terms.integer(0), help: .time)
    }
    let always = terms.boolean(true)
    let bystanders = survey.needsBystanders ? survey.bystanders : []
    // Where somebody may wait comes first, so that nobody asks about helpers that never can.
    var idle = WaitingGraph()
    for given in try rule.advanceCases(of: promise, .idle, claim(promise, places, bystanders)) {
      guard try addEdges(of: given, survey, helpers: 0, &idle) else { return nil }
    }
    var graph = WaitingGraph()
    var helpers: [Ranking.Stage] = []
    var helps: [WaitingSurvey.Help] = []
    var known: Set<WaitingSurvey.Step> = []
    for help in survey.helps {
      // Of several ways to choose one is enough that is always possible.
      if let step = help.step, known.contains(step) { continue }
      let helper = help.stage(where: always, &terms)
      var excluded: Set<WaitingGraph.Place> = []
      if rule.looksAtGuards {
        excluded = idle.waiting.filter { survey.excludes(help.guards, at: $0, terms) }
      }
      var missing = excluded
      let cases = try rule.openCases(of: 0, promise, claim(promise, [helper] + places, bystanders))
      // What is possible nowhere need not be asked of each place.
      if try !isOpenSomewhere(cases) { continue }
      for given in cases {
        guard try addMissing(of: given, survey, idle.waiting, &missing) else { return nil }
      }
      if idle.waiting.isSubset(of: missing) { continue }
      if missing == excluded, let step = help.step { known.insert(step) }
      helpers.append(helper)
      helps.append(help)
      graph.missing.append(missing)
    }
    survey.helps = helps
    // Where nothing is ever possible nobody leads on, whatever steps there are.
    let isHopeless = idle.waiting.contains { place in graph.missing.allSatisfy { $0.contains(place) } }
    if isHopeless { return nil }
    let stages = claim(promise, helpers + places, rounds: rounds, bystanders)
    let steps = rule.steps.filter { $0 != .start && $0 != .idle }
    for step in [.idle] + steps {
      for given in try rule.advanceCases(of: promise, step, stages) {
        guard try addEdges(of: given, survey, helpers: helpers.count, &graph) else { return nil }
      }
    }
    for (number, help) in helps.enumerated() where !help.variables.isEmpty {
      // What is asked of a stage is asked where those in front of it do not hold. Of infinitely many that keeps apart what different
      // helpers are there for; where all of finitely many matter, steps of the watched one would hide the others'.
      let isAlone = isFinite(help)
      let front = isAlone ? [helpers[number]] : helpers
      let asked = isAlone ? claim(promise, front + places, rounds: rounds, bystanders) : stages
      for given in try rule.stayingCases(in: isAlone ? 0 : number, of: promise, asked) {
        guard
          try addLeaving(
            of: given, survey, number, from: isAlone ? 0 : number, front: front.count, helpers: helpers.count,
            &graph)
        else { return nil }
      }
    }
    return graph
  }

  /// Whether those of whom a help speaks beside are of finite entities.
  private func isFinite(_ help: WaitingSurvey.Help) -> Bool {
    help.variables.allSatisfy { variable in
      guard case .reference(let entity) = terms.variables[variable.index].type.sort else { return false }
      return rule.world.system.entities[entity.index].isFinite
    }
  }

  /// Adds that a step may end what a helper with companions needs; false if that is too much.
  ///
  /// - Parameters:
  ///   - stage: the position of its stage among those of the case.
  ///   - front: how many stages stand in front of the places.
  private mutating func addLeaving(
    of given: ProofCase, _ survey: WaitingSurvey, _ number: Int, from stage: Int, front: Int,
    helpers count: Int, _ graph: inout WaitingGraph
  ) throws(ProofRefusal) -> Bool {
    var found = given
    let leaves = found.leaves(stage)
    if leaves == .no { return true }
    let (before, after) = (found.progress.before[front...], found.progress.after[front...])
    let width = before.count
    let sentences = before.map(\.condition) + after.map(\.condition)
    let question = try PlaceQuestion(
      &found, lemmas, sentences, requiring: [leaves], context, budget: Self.budget)
    question.require(leaves)
    return exhaust(question) { values in
      graph.forbid(
        number, from: survey.place(values[..<width]), to: survey.place(values[width...]), helpers: count)
      return true
    }
  }

  /// Goes through all that a question allows; false if that is too much, or somebody has seen enough.
  private mutating func exhaust(_ question: PlaceQuestion, _ visit: ([Bool]) -> Bool) -> Bool {
    defer { checks += question.checks }
    while true {
      switch question.next() {
      case .none: return true
      case .unknown: return false
      case .some(let values):
        if checks + question.checks > limit || !visit(values) { return false }
        question.exclude(values)
      }
    }
  }

  /// Adds what a case lets happen; false if that is too much.
  private mutating func addEdges(
    of given: ProofCase, _ survey: WaitingSurvey, helpers count: Int, _ graph: inout WaitingGraph
  ) throws(ProofRefusal) -> Bool {
    var found = given
    // Of what is assumed to come it is enough to ask once if the state says whether it is due, whatever is done.
    let asked = (0..<count).filter { number in
      guard given.step != .idle, case .assumed(let position) = survey.helps[number].help else { return true }
      return !observer.assumed[position].isToldByState
    }
    let mayStay = asked.map { found.mayStay(in: $0) }
    let (before, after) = (found.progress.before[count...], found.progress.after[count...])
    let changesNothing = zip(before, after).allSatisfy { $0.condition == $1.condition }
    if given.step != .idle, changesNothing, mayStay.allSatisfy({ $0 == .yes }) { return true }
    let sentences = before.map(\.condition) + after.map(\.condition) + mayStay
    let begins = found.rounds().begins
    if begins == .yes { return true }
    let width = before.count
    let question = try PlaceQuestion(
      &found, lemmas, sentences, requiring: [begins], context, budget: Self.budget)
    if begins != .no { question.require(!begins) }
    // That somebody stays where he is tells nothing that is not known of those who wait.
    if given.step != .idle { question.requireChange(from: 0..<width, to: width..<(2 * width), or: mayStay) }
    // Few that are known need not be found once more.
    if given.step != .idle {
      for edge in graph.inOrder.prefix(Self.mostExcluded) {
        let stays = asked.map { edge.mayStay[$0] }
        question.exclude(survey.values(of: edge.from) + survey.values(of: edge.to) + stays)
      }
    }
    return exhaust(question) { values in
      let from = survey.place(values[..<width])
      var stays = (0..<count).map { graph.isHeld(by: $0, at: from) }
      for (help, value) in zip(asked, values[(2 * width)...]) { stays[help] = value }
      graph.add(
        WaitingGraph.Edge(from: from, to: survey.place(values[width..<(2 * width)]), mayStay: stays))
      return graph.edges.count <= Self.mostEdges
    }
  }

  /// Whether what leads on is possible in some state.
  private mutating func isOpenSomewhere(_ cases: [ProofCase]) throws(ProofRefusal) -> Bool {
    for given in cases {
      var found = given
      let isOpen = found.conclusion(of: .property(observer.property))
      if isOpen == .no { continue }
      let question = try PlaceQuestion(&found, lemmas, [isOpen], context, budget: Self.budget)
      question.require(isOpen)
      let answer = question.next()
      checks += question.checks
      if case .none = answer { continue }
      return true
    }
    return false
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
    let rest = waiting.subtracting(missing).sorted { $0.lexicographicallyPrecedes($1) }
    if rest.isEmpty { return true }
    let question = try PlaceQuestion(
      &found, lemmas, before, requiring: [isOpen], context, budget: Self.budget)
    question.require(!isOpen)
    question.requireOne(of: rest.map(survey.values))
    return exhaust(question) { values in
      missing.insert(survey.place(values[...]))
      return true
    }
  }
}
