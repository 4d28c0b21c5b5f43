import EnsureModel
import EnsureSolver

/// One run of a bounded search: depth by depth it asks for everything that is still open, what has the same cone
/// together, and adds one step.
struct SearchRound {
  /// What is known of a subject.
  private enum Standing {
    case open
    /// All depths up to this one have been looked at.
    case held(depth: Int, isExhaustive: Bool)
    case violated(Violation)
    case witnessed(Trace)
    case undecided(Abandonment)
  }

  let query: BoundedQuery
  let unrolling: Unrolling
  var encoding: Encoding { unrolling.encoding }
  var context: SolverContext { encoding.context }
  var solver: Solver { encoding.solver }
  private var conditions: TargetConditions
  private let subjects: [Subject]
  var targets: [Subject: [Target]] = [:]
  private var standings: [Subject: Standing] = [:]
  /// The keys that no longer run reaches.
  var exhausted: Set<Target.Key> = []
  private var wasStopped = false
  private var questions: [TemporalQuestion] = []
  /// The first depth at which a run may violate a temporal property though it cannot be told.
  var doubts: [Subject: Int] = [:]

  init(_ encoding: Encoding, _ query: BoundedQuery) throws(BoundedError) {
    self.query = query
    subjects =
      query.properties.map { .property($0) } + (query.wantsDefinedness ? [.definedness] : [])
      + query.twins.map { .twin($0) }
    let countsSteps = subjects.contains { subject in
      subject.watched(in: encoding.system)?.obligation.map { !$0.survivesRemoval } ?? false
    }
    unrolling = try Unrolling(encoding, withIdling: countsSteps)
    conditions = TargetConditions(unrolling)
    var catalogue = TargetCatalogue(unrolling)
    for subject in subjects {
      standings[subject] = .open
      targets[subject] = try catalogue.targets(of: subject)
    }
    for subject in subjects {
      guard let question = TemporalQuestion(subject, targets[subject] ?? [], unrolling) else { continue }
      if let limitation = question.limitation {
        standings[subject] = .undecided(Abandonment(depth: nil, reason: limitation))
      }
      questions.append(question)
    }
  }

  /// Searches all depths, or until nothing is open.
  mutating func run(_ onEvent: (BoundedEvent) -> Bool) throws(BoundedError) {
    switch solver.check() {
    case .unsatisfiable: throw .noInitialState
    case .unknown(let reason): return giveUp(subjects, at: nil, reason, onEvent)
    case .satisfiable: break
    }
    for subject in subjects {
      if case .undecided(let why) = standings[subject], !subject.isTwin {
        tell(.undecided(subject.property, reason: why.reason), onEvent)
      }
    }
    while !wasStopped {
      try lookAt(unrolling.depth, onEvent)
      if wasStopped { return }
      for subject in subjects { settle(subject) }
      tell(.depthDone(unrolling.depth), onEvent)
      if unrolling.depth == query.depth || !subjects.contains(where: isOpen) || isSpent { return }
      unrolling.advance()
    }
  }

  /// Whether the budget of the whole search is used up.
  private var isSpent: Bool { query.budget.map { solver.spent >= $0 } ?? false }

  func isOpen(_ subject: Subject) -> Bool {
    if case .open = standings[subject] { true } else { false }
  }

  private mutating func tell(_ event: BoundedEvent, _ onEvent: (BoundedEvent) -> Bool) {
    if !onEvent(event) { wasStopped = true }
  }

  /// Closes a subject that no longer run reaches.
  private mutating func settle(_ subject: Subject) {
    guard isOpen(subject), let targets = targets[subject] else { return }
    if targets.allSatisfy({ exhausted.contains($0.key) || !$0.isFirst }) {
      standings[subject] = .held(depth: unrolling.depth, isExhaustive: true)
    }
  }

  mutating func giveUp(
    _ subjects: [Subject], at depth: Int?, _ reason: Solver.Reason, _ onEvent: (BoundedEvent) -> Bool
  ) {
    let words: String
    switch reason {
    case .resources: words = "the solver's budget for one question is used up"
    case .interrupted: words = "the search was interrupted"
    case .incomplete:
      words = "the solver does not know (products of variables are beyond what it can always decide)"
    }
    for subject in subjects where isOpen(subject) {
      if query.budget != nil, reason == .resources, let depth {
        standings[subject] = .held(depth: depth, isExhaustive: false)
        continue
      }
      standings[subject] = .undecided(Abandonment(depth: depth, reason: words))
      if subject.isTwin { continue }
      tell(.undecided(subject.property, reason: words), onEvent)
    }
  }

  // MARK: One depth

  /// The open ways to something, with what they need in the last state.
  private typealias Open = (target: Target, condition: Proposition)

  private mutating func lookAt(_ depth: Int, _ onEvent: (BoundedEvent) -> Bool) throws(BoundedError) {
    var groups: [Target.Key: [Open]] = [:]
    var keys: [Target.Key] = []
    for subject in subjects where isOpen(subject) {
      for target in targets[subject] ?? [] where target.isFirst && !exhausted.contains(target.key) {
        if case .run = target.end { continue }
        if target.endsWithStep && depth >= query.depth { continue }
        let condition = conditions.condition(of: target)
        if groups[target.key] == nil { keys.append(target.key) }
        groups[target.key, default: []].append((target, condition))
      }
    }
    for key in keys where !wasStopped { try ask(groups[key] ?? [], key, depth, onEvent) }
    for question in questions where !wasStopped && isOpen(question.subject) {
      try askTemporal(question, onEvent)
    }
  }

  /// Asks for everything with one key until nothing more is found.
  private mutating func ask(
    _ group: [Open], _ key: Target.Key, _ depth: Int, _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let rules = [unrolling.cone(key.cone), unrolling.inOrder(given: key.given), unrolling.sorted]
    while !wasStopped {
      let open = group.filter { isOpen($0.target.subject) }
      if open.isEmpty { return }
      let possible = open.filter { $0.condition != context.no }
      let goal = context.makeProposition("goal")
      solver.assert(context.implies(goal, context.or(possible.map(\.condition))))
      // Where nothing is possible yet, all that is asked is whether there are runs of this length.
      let goals = possible.isEmpty ? [] : [goal]
      switch solver.check(assuming: goals + rules) {
      case .unknown(let reason):
        return giveUp(open.map(\.target.subject), at: depth > 0 ? depth - 1 : nil, reason, onEvent)
      case .unsatisfiable:
        if possible.isEmpty || !solver.core().contains(goal) { exhausted.insert(key) }
        for one in possible where !hasNumbers(one.target) { solver.assert(context.not(one.condition)) }
        return
      case .satisfiable:
        if possible.isEmpty { return }
        guard let model = solver.model() else { return }
        let reached = possible.filter { model.holds($0.condition) }
        guard let first = reached.first else {
          throw .disagreement("the solver's model reaches nothing that was asked", nil)
        }
        if case .twin = first.target.subject {
          for one in reached where isOpen(one.target.subject) { try witness(one.target, model, onEvent) }
        } else {
          try violate(first.target.subject, key, model, onEvent)
        }
      }
    }
  }

  /// Whether the target has numbers of its own, so that its condition says only that these numbers reach it.
  private func hasNumbers(_ target: Target) -> Bool {
    switch target.end {
    case .breach(_, let tuple), .triggered(_, let tuple), .run(_, let tuple): tuple.contains(nil)
    case .blocked(let ground, _): unrolling.grounds[ground].amounts > 0
    case .defect(let ground), .taken(let ground), .permitted(let ground, _):
      unrolling.grounds[ground].amounts > 0
    }
  }

  // MARK: What is found

  private mutating func witness(_ target: Target, _ model: SolverModel, _ onEvent: (BoundedEvent) -> Bool)
    throws(BoundedError)
  {
    guard case .twin(let twin) = target.subject else { return }
    let trace = try TraceDecoder(unrolling: unrolling).trace(model, final: target.final)
    let numbers: [Integer]
    switch target.end {
    case .triggered(let id, let tuple), .breach(let id, let tuple):
      numbers = conditions.values(of: id, tuple).map(model.value)
    default: numbers = unrolling.next().amounts.map(model.value)
    }
    let ground = target.ground.map { unrolling.grounds[$0] }
    let witness = TargetWitness(interpreter: encoding.interpreter)
    guard witness.confirms(trace, target.end, ground, numbers) else {
      throw .disagreement("the interpreter does not see the witness of \(twin)", trace)
    }
    close(twin, with: ground.map { attempted(trace, target.end, $0, numbers) } ?? trace, onEvent)
  }

  mutating func close(_ twin: Twin.Subject, with trace: Trace, _ onEvent: (BoundedEvent) -> Bool) {
    standings[.twin(twin)] = .witnessed(trace)
    tell(.twin(twin, trace), onEvent)
  }

  /// Where a step that is not taken is the witness: the trace with the attempt behind it, which changes nothing.
  private func attempted(
    _ trace: Trace, _ end: Target.End, _ ground: GroundMove, _ numbers: [Integer]
  ) -> Trace {
    guard case .blocked = end, let index = ground.move else { return trace }
    let move = encoding.world.moves[index]
    let arguments = ground.arguments.map { argument -> Integer in
      switch argument {
      case .known(let value): Integer(value)
      case .amount(let position): numbers[position]
      }
    }
    let principal = ground.principal.flatMap { number in
      move.principalRole.map { TraceStep.Principal(entity: $0, instance: number) }
    }
    let attempt = TraceStep(
      event: .action(move.action, arguments: arguments, .genuine), principal: principal, threats: [],
      brokenHonesty: [], arbitrary: [], state: trace.last)
    return Trace(
      scope: trace.scope, threats: trace.threats, initial: trace.initial, steps: trace.steps + [attempt])
  }

  /// Minimises a violation that has been found, and has the interpreter replay it.
  private mutating func violate(
    _ subject: Subject, _ key: Target.Key, _ model: SolverModel, _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let all = targets[subject] ?? []
    var ends: [(condition: Proposition, final: Int?, values: [Number])] = []
    var cone: Set<Int> = []
    for target in all {
      cone.formUnion(target.key.cone)
      var values: [Number] = []
      let condition = conditions.condition(of: target)
      if case .breach(let id, let tuple) = target.end { values = conditions.values(of: id, tuple) }
      ends.append((condition, target.final, values))
    }
    let (best, end) = TraceMinimiser.minimise(unrolling, ends, assuming: [unrolling.cone(cone)], from: model)
    let trace = try TraceDecoder(unrolling: unrolling).trace(best, final: ends[end].final)
    let witness = TargetWitness(interpreter: encoding.interpreter)
    let failure: Violation.Failure?
    if case .property(let id) = subject {
      failure = witness.failure(of: id, ends[end].values.map(best.value), at: trace)
    } else {
      failure = witness.defect(at: trace).map { .stepUndefined($0) }
    }
    guard let failure else { throw .disagreement("the interpreter sees no violation", trace) }
    let violation = Violation(trace: trace, failure: failure)
    do {
      try encoding.interpreter.replay(violation, of: subject.property)
    } catch {
      throw .disagreement("the interpreter refuses the trace: \(error)", trace)
    }
    close(subject, with: violation, onEvent)
  }

  mutating func close(
    _ subject: Subject, with violation: Violation, _ onEvent: (BoundedEvent) -> Bool
  ) {
    standings[subject] = .violated(violation)
    tell(.violated(subject.property, violation), onEvent)
  }

  /// Gives up a property of which the interpreter cannot tell whether a run violates it.
  mutating func doubt(
    _ subject: Subject, _ reason: String, isForLackOfInstances: Bool = false, _ onEvent: (BoundedEvent) -> Bool
  ) {
    let depth = unrolling.depth > 0 ? unrolling.depth - 1 : nil
    standings[subject] = .undecided(
      Abandonment(depth: depth, reason: reason, isForLackOfInstances: isForLackOfInstances))
    tell(.undecided(subject.property, reason: reason), onEvent)
  }

  // MARK: The report

  var report: BoundedReport {
    var report = BoundedReport(
      outcomes: [:], definedness: nil, twins: [:], wasStopped: wasStopped, checks: solver.checks)
    for subject in subjects {
      switch subject {
      case .property(let id): report.outcomes[id] = outcome(of: subject)
      case .definedness: report.definedness = outcome(of: subject)
      case .twin(let twin):
        // One that was given up has no witness.
        if case .witnessed(let trace) = standings[subject] { report.twins[twin] = trace }
      }
    }
    return report
  }

  private func outcome(of subject: Subject) -> BoundedReport.Outcome {
    switch standings[subject] {
    case .violated(let violation): return .violated(violation)
    case .open, .held:
      if let why = hesitation(subject) { return .undecided(why) }
    default: break
    }
    switch standings[subject] {
    case .violated(let violation): return .violated(violation)
    case .undecided(let why): return .undecided(why)
    case .held(let depth, let isExhaustive):
      let reached = isExhaustive ? query.depth : depth
      return .held(Bound(depth: reached, isExhaustive: isExhaustive, scope: query.scope))
    case .open, .witnessed, nil:
      if wasStopped {
        let depth = unrolling.depth > 0 ? unrolling.depth - 1 : nil
        return .undecided(Abandonment(depth: depth, reason: "the search was stopped"))
      }
      return .held(Bound(depth: unrolling.depth, isExhaustive: false, scope: query.scope))
    }
  }
}

extension SearchRound {
  /// Why a temporal property that no run is seen to violate cannot be said to hold.
  private func hesitation(_ subject: Subject) -> Abandonment? {
    func why(_ depth: Int, _ reason: String, isForLackOfInstances: Bool = false) -> Abandonment {
      Abandonment(
        depth: depth > 0 ? depth - 1 : nil, reason: reason, isForLackOfInstances: isForLackOfInstances)
    }
    if let depth = doubts[subject] {
      return why(depth, doubt(about: subject), isForLackOfInstances: true)
    }
    guard let question = questions.first(where: { $0.subject == subject }) else { return nil }
    if let doubt = question.stuck?.doubt { return why(doubt.depth, doubt.reason) }
    return question.gap.map { Abandonment(depth: nil, reason: $0) }
  }

  /// Why no run that may violate a property is shown to count.
  private func doubt(about subject: Subject) -> String {
    let interpreter = encoding.interpreter
    let system = interpreter.world.system
    guard let forced = subject.property.map(interpreter.forcedOnUntouched), !forced.isEmpty else {
      return "a run may violate it, but it leaves too few instances untouched, or its fairness cannot be told;"
        + " more instances may decide it"
    }
    let names = forced.map { "`\(system.actions[$0.index].name)`" }
    let (are, them) = names.count == 1 ? ("is", "it") : ("are", "them")
    return
      "a run may violate it, but \(names.joined(separator: ", ")) \(are) forced upon each instance that nothing has touched yet,"
      + " and of these there are always more: declare \(them) `optional` if nobody has to take \(them)"
  }
}

extension Subject {
  /// The property that is asked about; nil for definedness and twins.
  var property: PropertyID? {
    if case .property(let id) = self { id } else { nil }
  }

  /// Whether a witness is looked for.
  var isTwin: Bool { if case .twin = self { true } else { false } }
}
