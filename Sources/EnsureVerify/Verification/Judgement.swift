import EnsureKernel
import EnsureModel
import EnsureObligations

/// What findings amount to: a verdict for each cell, and what else is to be said.
struct Judgement {
  let system: TransitionSystem
  let findings: Findings
  let titles: [WorldTitle]
  let properties: [PropertyID]
  let asked: Scope
  /// What the kernel says of certificates.
  private var answers: [Claimed: Proving.Answer] = [:]
  /// One cell for each property in each world; then those in which steps are not known to have a value.
  private(set) var cells: [Cell] = []
  /// What was looked for, in the order of worlds and subjects.
  private(set) var twins: [TwinOutcome] = []
  /// The certificates that the kernel has accepted.
  private(set) var proofs: [Proof] = []
  /// What the kernel has accepted never to come about.
  private(set) var impossibilities: [Impossibility] = []
  /// Certificates that it has refused, although an engine has made them.
  private(set) var contradictions: [Contradiction] = []
  /// What is to be said beside the verdicts.
  private(set) var notes: [VerificationNote] = []

  /// What a certificate is there for.
  private struct Claimed: Hashable {
    let goal: ProofGoal
    let threats: Set<ThreatID>
  }

  /// The verdicts of some worlds.
  ///
  /// - Parameters:
  ///   - width: how many certificates the kernel looks at at a time.
  ///   - seeksProofs: whether proofs were looked for, so that it is worth saying where it is not proved that steps have a value.
  init(
    _ system: TransitionSystem, _ findings: Findings, _ titles: [WorldTitle], _ properties: [PropertyID],
    _ asked: Scope, _ proving: Proving, width: Int, seeksProofs: Bool
  ) {
    self.system = system
    self.findings = findings
    self.titles = titles
    self.properties = properties
    self.asked = asked
    var verdicts: [Findings.Place: Verdict] = [:]
    let worlds = titles.map { World(system, threats: $0.threats) }
    let witnessed = worlds.map(witnesses)
    answers = answers(of: proving, in: worlds, witnessed, width: width)
    for ((title, world), witnesses) in zip(zip(titles, worlds), witnessed) {
      twins += witnesses
      let open = witnesses.filter { $0.witness == nil }.map(\.subject)
      let never = impossible(open, world)
      var used: Set<Twin.Subject> = []
      var late: [Twin.Subject: Int] = [:]
      for property in properties {
        let place = Findings.Place(property: property, threats: title.threats)
        var verdict = verdict(place)
        if !verdict.isViolated, prove(place) { verdict = .proved }
        if case .held(let bound) = verdict,
          let empty = emptiness(property, world, open, never, witnesses, bound, &used)
        {
          verdict = empty
        }
        if case .held(let bound) = verdict { collectLate(witnesses, property, world, bound, &late) }
        verdicts[place] = verdict
      }
      noteLate(late, witnesses)
      noteUnproved(title) { verdicts[$0]?.isViolated ?? false }
      if seeksProofs { noteProducts(title, world, verdicts) }
      noteOthers(open.filter { !used.contains($0) }, never, title, world)
    }
    for property in properties {
      for title in titles {
        let place = Findings.Place(property: property, threats: title.threats)
        cells.append(
          Cell(property: property, threats: title.threats, verdict: verdicts[place] ?? verdict(place)))
      }
    }
    for title in titles {
      let place = Findings.Place(property: nil, threats: title.threats)
      if findings.views[place] == nil { continue }
      if !verdict(place).isViolated { prove(place) }
      switch verdict(place) {
      case .violated(let violation):
        cells.append(Cell(property: nil, threats: title.threats, verdict: .violated(violation)))
      case .unknown(let why):
        // What ended everything in a world is said once.
        if isSaid(why, title) { continue }
        cells.append(Cell(property: nil, threats: title.threats, verdict: .unknown(why)))
      case .held(let bound):
        // Whoever reads that everything else is proved takes this to be so, too. What is only missing a witness is another matter.
        let isShown = answers[Claimed(goal: .definedness, threats: title.threats)] != nil
        if isShown || !seeksProofs { continue }
        cells.append(Cell(property: nil, threats: title.threats, verdict: .held(bound)))
      case .proved, .vacuous: break
      }
    }
  }

  /// What the kernel says of the certificates of all that is not violated, and of what has no witness.
  private func answers(
    of proving: Proving, in worlds: [World], _ witnessed: [[TwinOutcome]], width: Int
  ) -> [Claimed: Proving.Answer] {
    var asked: [(goal: ProofGoal, bytes: [UInt8], world: World, twins: [TwinOutcome])] = []
    for (world, twins) in zip(worlds, witnessed) {
      for property in properties.map(Optional.some) + [nil] {
        let place = Findings.Place(property: property, threats: world.threats)
        if property == nil, findings.views[place] == nil { continue }
        guard let certificate = findings.certificates[place], !verdict(place).isViolated else { continue }
        asked.append((ProofGoal(property), certificate, world, twins))
      }
      for outcome in twins where outcome.witness == nil {
        guard let certificate = findings.impossible[world.threats]?[outcome.subject] else { continue }
        asked.append((.impossible(outcome.subject), certificate, world, []))
      }
    }
    let answers = Background.map(asked, width: width) {
      proving.judge($0.bytes, of: $0.goal, in: $0.world, $0.twins)
    }
    let claimed = asked.map { Claimed(goal: $0.goal, threats: $0.world.threats) }
    return Dictionary(zip(claimed, answers)) { first, _ in first }
  }

  /// Whether the kernel accepts a certificate of what holds there.
  @discardableResult
  private mutating func prove(_ place: Findings.Place) -> Bool {
    switch answers[Claimed(goal: ProofGoal(place.property), threats: place.threats)] {
    case .accepted(let proof)?:
      proofs.append(proof)
      return true
    case .unwitnessed?, nil: return false
    case .refused(let why)?:
      contradictions.append(why)
      return false
    }
  }

  /// Those of some twins of which the kernel accepts that nothing will ever witness them.
  private mutating func impossible(_ open: [Twin.Subject], _ world: World) -> Set<Twin.Subject> {
    var found: Set<Twin.Subject> = []
    for subject in open {
      switch answers[Claimed(goal: .impossible(subject), threats: world.threats)] {
      case .accepted(let proof)?:
        found.insert(subject)
        impossibilities.append(
          Impossibility(subject: subject, threats: world.threats, certificate: proof.certificate))
      case .unwitnessed?, nil: break
      case .refused(let why)?: contradictions.append(why)
      }
    }
    return found
  }

  private func isSaid(_ why: String, _ title: WorldTitle) -> Bool {
    cells.contains { cell in
      guard cell.threats == title.threats, case .unknown(why) = cell.verdict else { return false }
      return true
    }
  }

  // MARK: Verdicts

  private func verdict(_ place: Findings.Place) -> Verdict {
    let views = findings.views[place] ?? [:]
    let (bounded, explicit) = (views[.bounded], views[.explicit])
    if let violation = bounded?.violation ?? explicit?.violation { return .violated(violation) }
    if let bound = explicit?.held, bound.isExhaustive, bound.scope == asked { return .held(bound) }
    if let bound = bounded?.held { return .held(bound) }
    // What holds for a choice of values says nothing of all values, unless nobody has asked about all.
    if let bound = explicit?.held, bounded == nil || bound.scope == asked { return .held(bound) }
    if let abandonment = bounded?.abandonment ?? explicit?.abandonment {
      return .unknown(Self.words(abandonment))
    }
    if let property = place.property, case .temporal = system.properties[property.index].kind {
      return .unknown("the explicit search does not decide temporal properties")
    }
    return .unknown("nobody has looked at it")
  }

  private static func words(_ abandonment: Abandonment) -> String {
    guard let depth = abandonment.depth else { return abandonment.reason }
    let steps = depth == 0 ? "the first state" : depth == 1 ? "runs of 1 step" : "runs of up to \(depth) steps"
    return "\(abandonment.reason); no violation in \(steps)"
  }

  // MARK: Twins

  /// What could be empty in a world, with witnesses of this world or of a smaller one.
  private func witnesses(_ world: World) -> [TwinOutcome] {
    world.twinSubjects.compactMap { subject in
      var isSought = false
      var witness: Trace?
      for (threats, found) in findings.twins where threats.isSubset(of: world.threats) {
        guard let entry = found[subject] else { continue }
        isSought = true
        // The shortest, whichever order a dictionary has; then the one of the smallest world.
        if let trace = entry, witness.map({ Self.precedes(trace, $0) }) ?? true { witness = trace }
      }
      return isSought ? TwinOutcome(subject: subject, threats: world.threats, witness: witness) : nil
    }
  }

  private static func precedes(_ left: Trace, _ right: Trace) -> Bool {
    func key(_ trace: Trace) -> [Int] {
      [trace.steps.count, trace.threats.count] + trace.threats.sorted().map(\.index)
    }
    return key(left).lexicographicallyPrecedes(key(right))
  }

  /// What is to be said where `held` would say too much; nil if it does not.
  private func emptiness(
    _ property: PropertyID, _ world: World, _ open: [Twin.Subject], _ never: Set<Twin.Subject>,
    _ witnesses: [TwinOutcome], _ bound: Bound, _ used: inout Set<Twin.Subject>
  ) -> Verdict? {
    if open.isEmpty { return nil }
    let cone = Cone(of: property, in: world)
    var own = open.filter { cone.contains($0, of: property) }
    // Where nothing at all can happen, nothing is worth saying of anything.
    let actions = witnesses.filter { outcome in
      guard case .action(let action) = outcome.subject else { return false }
      return system.actions[action.index].threat == nil
    }
    let nothingHappens = !actions.isEmpty && actions.allSatisfy { $0.witness == nil }
    if nothingHappens, own.isEmpty {
      own = actions.map(\.subject)
      // As long as something may happen, nothing is vacuous.
      if !own.allSatisfy(never.contains) { own.removeAll(where: never.contains) }
    }
    used.formUnion(own)
    let words = TwinWords(system)
    func more(_ count: Int) -> String { count == 1 ? "" : ", and \(count - 1) more like this" }
    let certain = own.filter(never.contains)
    // What the property itself says comes before what its actions need.
    let saidFirst = certain.filter { $0.action == nil } + certain.filter { $0.action != nil }
    if !saidFirst.isEmpty { return .vacuous(words.impossible(saidFirst)) }
    // Where the search was ended, that there is no witness says nothing.
    if findings.endedWorlds.contains(world.threats) {
      return own.first.map {
        .unknown("twin: the search was ended before it showed \(words.shown($0))\(more(own.count))")
      }
    }
    return own.first.map { first in
      .unknown("twin: \(words.missing(first, bound))\(more(own.count)); \(words.advice(first))")
    }
  }

  /// Collects the witnesses that lie deeper than a search has come which rests on them, with its depth.
  private func collectLate(
    _ witnesses: [TwinOutcome], _ property: PropertyID, _ world: World, _ bound: Bound,
    _ late: inout [Twin.Subject: Int]
  ) {
    if bound.isExhaustive { return }
    let deep = witnesses.filter { $0.witness.map { $0.steps.count > bound.depth } ?? false }
    if deep.isEmpty { return }
    let cone = Cone(of: property, in: world)
    for outcome in deep where cone.contains(outcome.subject, of: property) {
      late[outcome.subject] = min(late[outcome.subject] ?? bound.depth, bound.depth)
    }
  }

  /// Says why searches for proofs have ended, but of what is violated after all.
  private mutating func noteUnproved(_ title: WorldTitle, isViolated: (Findings.Place) -> Bool) {
    for property in properties.map(Optional.some) + [nil] {
      let place = Findings.Place(property: property, threats: title.threats)
      guard let reason = findings.unproved[place], !isViolated(place) else { continue }
      let name = property.map { "`\(system.properties[$0.index].name)`" } ?? "the values of steps"
      notes.append(
        VerificationNote(
          .bounds, threats: title.threats,
          "the search for a proof of \(name) in \(system.title(of: title.threats)) was given up: \(reason)"))
    }
  }

  /// Says of what is held, though a proof was looked for, that it rests on products of what a run may change: proofs know no more of such a
  /// product than that it is the same for the same numbers.
  private mutating func noteProducts(
    _ title: WorldTitle, _ world: World, _ verdicts: [Findings.Place: Verdict]
  ) {
    let found = properties.filter { property in
      let place = Findings.Place(property: property, threats: title.threats)
      guard case .held? = verdicts[place], findings.unproved[place] == nil else { return false }
      return world.multiplies(for: property)
    }
    if found.isEmpty { return }
    let names = found.map { "`\(system.properties[$0.index].name)`" }.joined(separator: ", ")
    notes.append(
      VerificationNote(
        .bounds, threats: title.threats,
        "\(names) in \(system.title(of: title.threats)): it rests on a product or quotient of two values that are not fixed, and a "
          + "proof takes that for any number"))
  }

  /// Says of each of them that the bound does not come to it.
  private mutating func noteLate(_ late: [Twin.Subject: Int], _ witnesses: [TwinOutcome]) {
    let words = TwinWords(system)
    for outcome in witnesses {
      guard let depth = late[outcome.subject], let steps = outcome.witness?.steps.count else { continue }
      let note = VerificationNote(
        .bounds, threats: nil,
        "\(words.shown(outcome.subject)) is known from a run of \(steps) steps, and what is held to "
          + "\(depth) steps says nothing of so long a run")
      let isSaid = notes.contains { $0.text.hasPrefix(words.shown(outcome.subject) + " ") }
      if !isSaid { notes.append(note) }
    }
  }

  private mutating func noteOthers(
    _ open: [Twin.Subject], _ never: Set<Twin.Subject>, _ title: WorldTitle, _ world: World
  ) {
    let words = TwinWords(system)
    // Where the search was ended, that there is no witness says nothing.
    if findings.endedWorlds.contains(title.threats) { return }
    for subject in open {
      let smaller = titles.contains {
        $0.threats.isStrictSubset(of: title.threats) && findings.twins[$0.threats]?[subject] != nil
      }
      if smaller { continue }
      let finding =
        never.contains(subject) ? "\(words.never(subject)), which is certified" : words.missing(subject, nil)
      notes.append(
        VerificationNote(.twin, threats: title.threats, "\(finding); no verdict rests on it"))
    }
  }

  // MARK: Monotonicity

  /// A violation in a smaller world is one in every larger one, so a larger world in which the same bound shows
  /// none contradicts it (SEMANTICS 9).
  static func monotonicityDefects(_ cells: [Cell], _ system: TransitionSystem) -> [String] {
    var result: [String] = []
    for small in cells {
      guard case .violated(let violation) = small.verdict else { continue }
      for large in cells
      where large.property == small.property && large.threats.isStrictSuperset(of: small.threats) {
        let isContrary =
          switch large.verdict {
          case .held(let bound): bound.covers(violation.trace)
          case .proved, .vacuous: true
          case .violated, .unknown: false
          }
        if !isContrary { continue }
        let name = small.property.map { system.properties[$0.index].name } ?? "definedness"
        result.append(
          "\(name) is violated under \(system.title(of: small.threats)) and not under \(system.title(of: large.threats))"
        )
      }
    }
    return result
  }
}

extension Bound {
  /// Whether the trace is one of those that the bound speaks of.
  func covers(_ trace: Trace) -> Bool {
    guard depth >= trace.steps.count, scope.instances.count == trace.scope.instances.count,
      zip(scope.instances, trace.scope.instances).allSatisfy(>=)
    else { return false }
    let isUnrestricted = scope.values.isEmpty && scope.named.isEmpty && scope.delays.ranges.isEmpty
    let isAlike =
      scope.values == trace.scope.values && scope.named == trace.scope.named
      && scope.delays == trace.scope.delays
    return isUnrestricted || isAlike
  }
}
