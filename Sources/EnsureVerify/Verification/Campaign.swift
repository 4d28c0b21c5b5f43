import EnsureKernel
import EnsureModel
import EnsureObligations

/// Which jobs are done, in which rounds. What is asked in a round depends on what earlier rounds have brought, never
/// on who was faster.
struct Campaign {
  let system: TransitionSystem
  let options: VerificationOptions
  let runner: any JobRunner
  let titles: [WorldTitle]
  let properties: [PropertyID]
  let scopes: VerificationScopes
  /// The runs that the spec's scenarios have shown.
  let plays: [Trace]
  let kernel: Kernel
  var cache: ProofCache
  var findings: Findings
  let deadline: Deadline?
  /// The worlds that were asked about although the spec does not ask about them.
  var combinations: [WorldTitle] = []
  /// Which invariants that nobody has asked about have no proof, where one was looked for.
  var withoutSupport: Set<Findings.Place> = []
  /// What would answer questions: it is tried as a lemma.
  var suggested: ProofClaim
  /// The same in words of the observers of temporal properties.
  var suggestedMemories: [PropertyID: ProofClaim] = [:]
  /// The twins that matter in each world.
  private var twins: [Set<ThreatID>: [Twin.Subject]] = [:]
  /// Jobs that nothing of the present round depends on: they keep workers busy that would have nothing to do.
  var beside: [Aside] = []
  /// What has come of such jobs.
  var besideOutcomes: [(Aside, JobOutcome)] = []
  /// Where a proof that something stays stuck has been looked for.
  var soughtDeadEnds: Set<Findings.Place> = []
  /// The worlds whose search a limit, a crash or an interrupt has ended: they get no further rounds.
  private(set) var ended: Set<Set<ThreatID>> = []

  init(
    _ system: TransitionSystem, _ options: VerificationOptions, _ runner: any JobRunner, _ titles: [WorldTitle],
    _ properties: [PropertyID], _ scopes: VerificationScopes, _ plays: [Trace] = [], _ kernel: Kernel,
    _ cache: ProofCache
  ) {
    self.system = system
    self.options = options
    self.runner = runner
    self.titles = titles
    self.properties = properties
    self.scopes = scopes
    self.plays = plays
    self.kernel = kernel
    self.cache = cache
    findings = Findings(system, kernel)
    suggested = ProofClaim(terms: system.bank, lemmas: [])
    deadline = options.timeout.map { Deadline(in: $0) }
  }

  /// Does everything.
  ///
  /// - Throws: if the scope cannot be searched.
  mutating func run() throws(VerificationError) {
    if !options.engines.contains(.bounded) {
      return try searchExplicitly(titles.map { ($0, invariants) }, scopes.filled)
    }
    var jobs = titles.map { bounded($0, twins: firstTwins($0)) }
    let isCompared = options.engines.contains(.explicit) && scopes.isFinite
    if isCompared { jobs += titles.map { explicit($0, invariants, scopes.asked) } }
    if options.engines.contains(.proof) {
      try searchAndProve(jobs)
      seekLemmas()
      seekAnswers()
      try seekOpen()
      try seekOpenElsewhere()
      try seekShorter()
    } else {
      try finish(jobs)
      try seekDecided(titles)
    }
    try seekWider(titles, decided: false)
    noteShallow()
    if isCompared { compare() }
    lookAtKnownRuns()
    try seekOtherTwins()
    if options.engines.contains(.proof) { seekImpossibility() }
    try seekMissedTwins()
    if options.engines.contains(.explicit), !isCompared { try searchUndecided() }
    if options.seeksMinimalThreats { try seekBreakingThreats() }
    try raise()
  }

  var invariants: [PropertyID] {
    properties.filter { property in
      if case .invariant = system.properties[property.index].kind { return true }
      return false
    }
  }

  /// Takes what a search for questions has found; it may have been ended by whatever.
  mutating func take(_ outcome: JobOutcome, of job: Job) { findings.absorb(outcome, of: job) }

  // MARK: Jobs

  func bounded(_ title: WorldTitle, twins: [Twin.Subject]) -> Job {
    Job(
      engine: .bounded, threats: title.threats, properties: properties, wantsDefinedness: true, twins: twins,
      scope: scopes.asked, depth: options.wantedDepth, states: options.states,
      effort: options.effort, budget: options.depth == nil ? options.budget : 0)
  }

  private func explicit(_ title: WorldTitle, _ properties: [PropertyID], _ scope: Scope) -> Job {
    Job(
      engine: .explicit, threats: title.threats, properties: properties, wantsDefinedness: true, scope: scope,
      depth: options.depth ?? .max, states: options.states)
  }

  mutating func finish(_ jobs: [Job], isExtra: Bool = false) throws(VerificationError) {
    if jobs.isEmpty { return }
    for (job, outcome) in zip(jobs, runner.run(jobs, until: deadline)) {
      try take(outcome, of: job, isExtra: isExtra)
    }
  }

  mutating func take(_ outcome: JobOutcome, of job: Job, isExtra: Bool) throws(VerificationError) {
    switch outcome.end {
    case .failed(.unbounded(let name)): throw .unbounded(name)
    case .failed(.scope(let why)): throw .scope(why)
    case .finished, .failed: break
    case .timedOut, .outOfMemory, .crashed, .interrupted:
      ended.insert(job.threats)
      if !isExtra { remark(outcome, of: job) }
    }
    findings.absorb(outcome, of: job, isExtra: isExtra)
  }

  mutating func remark(_ outcome: JobOutcome, of job: Job) {
    let world = job.threats.isEmpty ? "in the honest world" : "under \(system.title(of: job.threats))"
    let engine = job.engine.title
    let kind: VerificationNote.Kind
    let what: String
    switch outcome.end {
    case .timedOut: (kind, what) = (.limit, "the time limit ended the \(engine) \(world)")
    case .outOfMemory: (kind, what) = (.limit, "the memory limit ended the \(engine) \(world)")
    case .crashed(let how): (kind, what) = (.crash, "the \(engine) \(world) has no answer: \(how)")
    case .finished, .failed, .interrupted: return
    }
    findings.note(VerificationNote(kind, threats: job.threats, what))
  }

  // MARK: Twins

  /// The twins that matter in a world.
  private mutating func twins(_ title: WorldTitle) -> [Twin.Subject] {
    if let known = twins[title.threats] { return known }
    let found = twinsInCones(title)
    twins[title.threats] = found
    return found
  }

  private mutating func twinsInCones(_ title: WorldTitle) -> [Twin.Subject] {
    let world = findings.world(title.threats)
    let all = world.twinSubjects.filter { subject in
      guard case .antecedent(let property) = subject else { return true }
      return properties.contains(property)
    }
    if options.properties.isEmpty { return all }
    let cones = properties.map { (property: $0, cone: Cone(of: $0, in: world)) }
    return all.filter { subject in cones.contains { $0.cone.contains(subject, of: $0.property) } }
  }

  /// What is looked for at once: all that no smaller world of the run looks for. A witness carries over to larger
  /// worlds.
  private mutating func firstTwins(_ title: WorldTitle) -> [Twin.Subject] {
    var subjects = twins(title)
    for smaller in titles where smaller.threats.isStrictSubset(of: title.threats) {
      let known = Set(twins(smaller))
      subjects.removeAll(where: known.contains)
    }
    return subjects
  }

  /// What the solver has no witness of may have one deeper than it has come, or among more instances, in a scenario or in a
  /// violation, as far as nobody in it needs a threat. That is a run of the honest world, so that its witness is one everywhere.
  private mutating func lookAtKnownRuns() {
    let known = plays + findings.violations
    if known.isEmpty { return }
    let runs = KnownRuns(known, of: system, in: scopes.asked)
    for title in titles {
      for subject in twins(title) {
        guard let sought = findings.twins[title.threats]?[subject], sought == nil else { continue }
        let isKnown = findings.twins.contains { threats, found in
          threats.isSubset(of: title.threats) && (found[subject] ?? nil) != nil
        }
        if !isKnown, let witness = runs.witness(of: subject) { findings.note(witness, witnessing: subject) }
      }
    }
  }

  /// What smaller worlds have no witness of may have one in a larger world.
  private mutating func seekOtherTwins() throws(VerificationError) {
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      let smaller = titles.filter { $0.threats.isStrictSubset(of: title.threats) }
      let open = twins(title).filter { subject in
        let isSought = findings.twins[title.threats]?[subject] != nil
        return !isSought && !smaller.contains { (findings.twins[$0.threats]?[subject] ?? nil) != nil }
          && (findings.twins[[]]?[subject] ?? nil) == nil
      }
      if open.isEmpty { continue }
      var job = bounded(title, twins: open)
      job.properties = []
      job.wantsDefinedness = false
      jobs.append(job)
    }
    if !runner.isInterrupted { try finish(jobs) }
  }

  /// What no witness was found of may have none at all.
  private mutating func seekImpossibility() {
    if runner.isInterrupted { return }
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      let smaller = titles.filter { $0.threats.isSubset(of: title.threats) }
      let open = twins(title).filter { subject in
        let sought = smaller.compactMap { findings.twins[$0.threats]?[subject] }
        return !sought.isEmpty && sought.allSatisfy { $0 == nil }
      }
      if open.isEmpty { continue }
      var job = Job(
        engine: .proof, threats: title.threats, properties: [], wantsDefinedness: false, twins: open,
        scope: scopes.asked, depth: 0)
      job.lemmas = usefulLemmas(smaller, beside: [], in: title)
      job.runs = plays + findings.runs(within: title.threats)
      jobs.append(job)
    }
    for (job, outcome) in zip(jobs, runner.run(jobs, until: deadline)) {
      remark(outcome, of: job)
      findings.absorb(outcome, of: job)
    }
  }

  /// What is neither witnessed nor impossible may come about deeper than a search has looked that looked for much else: each is looked
  /// for once more by itself, and deeper: the last of sixteen stages is not reached in twelve steps.
  private mutating func seekMissedTwins() throws(VerificationError) {
    if options.depth != nil || options.timeout != nil || runner.isInterrupted { return }
    var jobs: [Job] = []
    var sought: Set<Twin.Subject> = []
    for title in titles where !ended.contains(title.threats) {
      let smaller = titles.filter { $0.threats.isSubset(of: title.threats) }
      for subject in twins(title) where !sought.contains(subject) {
        let isWitnessed = smaller.contains { (findings.twins[$0.threats]?[subject] ?? nil) != nil }
        let isImpossible = findings.impossible[title.threats]?[subject] != nil
        if isWitnessed || isImpossible { continue }
        sought.insert(subject)
        var job = bounded(title, twins: [subject])
        job.budget = job.budget > 0 ? max(1, job.budget / 4) : 0
        job.depth = 4 * options.wantedDepth
        job.properties = []
        job.wantsDefinedness = false
        jobs.append(job)
      }
    }
    try finish(jobs, isExtra: true)
  }

  // MARK: Explicit search

  private mutating func searchExplicitly(
    _ searches: [(title: WorldTitle, properties: [PropertyID])], _ scope: Scope
  ) throws(VerificationError) {
    try finish(searches.map { explicit($0.title, $0.properties, scope) })
  }

  /// Where the solver has no answer, a search state by state over the values around the spec's constants may still
  /// find a violation. That it finds none says nothing of the scope that is asked about.
  private mutating func searchUndecided() throws(VerificationError) {
    if runner.isInterrupted { return }
    var jobs: [Job] = []
    for title in titles where !ended.contains(title.threats) {
      let open = invariants.filter { property in
        let view = findings.views[Findings.Place(property: property, threats: title.threats)]?[.bounded]
        return view?.abandonment != nil && view?.violation == nil
      }
      if !open.isEmpty { jobs.append(explicit(title, open, scopes.filled)) }
    }
    for (job, outcome) in zip(jobs, runner.run(jobs, until: deadline)) {
      findings.absorb(outcome, of: job)
    }
    compare()
  }

  /// What both engines have looked at has to come out the same.
  private mutating func compare() {
    for title in titles {
      for property in properties.map(Optional.some) + [nil] {
        let place = Findings.Place(property: property, threats: title.threats)
        guard let views = findings.views[place], let bounded = views[.bounded], let explicit = views[.explicit]
        else { continue }
        let name = property.map { system.properties[$0.index].name } ?? "definedness"
        func contradict(_ what: String) {
          let summary = "\(title.name): \(name): \(what)"
          findings.contradict(summary, summary)
        }
        // What takes other instances than were asked about contradicts nothing.
        let (one, other) = (bounded.violation?.trace, explicit.violation?.trace)
        let isWithin = one?.scope.instances == scopes.asked.instances
        let found = (isWithin ? one?.steps.count : nil, other?.steps.count)
        if let length = found.0, let depth = explicit.cleanDepth, depth >= length, scopes.isFinite {
          contradict("violated in \(length) steps by the solver, and held to depth \(depth) state by state")
        }
        if let length = found.1, let depth = bounded.cleanDepth, depth >= length {
          contradict("violated in \(length) steps state by state, and held to depth \(depth) by the solver")
        }
        if let one = found.0, let other = found.1, one != other, scopes.isFinite || one > other {
          contradict("violated in \(one) steps by the solver, and in \(other) state by state")
        }
      }
    }
  }
}
