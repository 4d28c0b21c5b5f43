import EnsureModel

/// A verified system for programs.
struct SystemJSON {
  let system: TransitionSystem
  let report: VerificationReport
  let places: PlaceJSON

  var json: JSON {
    var members: [(String, JSON)] = [
      ("name", .string(system.name)),
      ("properties", .array(system.properties.map(property))),
      ("worlds", .array(report.worlds.map(world))),
      ("scope", scope(report.scope)),
      ("cells", .array(zip(report.cells, report.standings).map(cell))),
      ("scenarios", .array(report.scenarios.map(scenario))),
      ("decisions", .array(report.wrongDecisions.map(decision))),
      ("twins", .array(report.twins.map(twin))),
      ("notes", .array(report.notes.map(note))),
      ("contradictions", .array(report.contradictions.map { .string($0) })),
      ("statistics", .object([("states", .integer(report.states)), ("checks", .integer(report.checks))])),
    ]
    if !report.minimalThreats.isEmpty {
      let minimal = MinimalThreatsJSON(system: system, places: places)
      members.append(("minimalThreats", .array(report.minimalThreats.map(minimal.json))))
    }
    members += ProofJSON(system: system, report: report, places: places).members
    let questions = report.questions.compactMap(QuestionJSON(system: system).json)
    if !questions.isEmpty { members.append(("questions", .array(questions))) }
    return .object(members)
  }

  private func property(_ property: Property) -> JSON {
    let kind =
      switch property.kind {
      case .invariant: "invariant"
      case .temporal: "temporal"
      }
    return .object([
      ("name", .string(property.name)), ("kind", .string(kind)),
      ("text", .string(FormulaPrinter(system).body(property))), ("location", places.location(property.origin)),
    ])
  }

  private func names(_ threats: Set<ThreatID>) -> JSON {
    .array(threats.sorted().map { .string(system.threats[$0.index].name) })
  }

  private func world(_ world: WorldTitle) -> JSON {
    .object([("name", .string(world.name)), ("threats", names(world.threats))])
  }

  private func scope(_ scope: Scope) -> JSON {
    let layout = try? Layout(system, scope)
    let instances = system.entities.indices.filter { !system.entities[$0].isHidden }.map { position in
      let count = layout?.instances(of: EntityID(position)) ?? scope.instances[position]
      return JSON.object([
        ("entity", .string(system.entities[position].name)), ("count", .integer(count)),
      ])
    }
    return .object([
      ("text", .string(ScopePrinter(system).text(scope))), ("instances", .array(instances)),
    ])
  }

  // MARK: Cells

  private func cell(_ cell: Cell, _ standing: Standing) -> JSON {
    let collector = FindingCollector(system: system, report: report, places: Places([]))
    let world = collector.world(cell.threats)
    let name = cell.property.map { system.properties[$0.index].name }
    var members: [(String, JSON)] = [
      ("property", name.map { .string($0) } ?? .null),
      ("world", .string(world.name)), ("threats", names(cell.threats)),
      ("verdict", .string(word(cell.verdict))),
      ("fingerprint", .string(StoryFingerprint(system: system).cell(cell).text)),
    ]
    switch cell.verdict {
    case .proved:
      let proof = report.proofs.first { $0.property == cell.property && $0.threats == cell.threats }
      let forced = proof?.forced.map { JSON.string(system.actions[$0.index].name) } ?? []
      if !forced.isEmpty { members.append(("forced", .array(forced))) }
      let timely = proof?.timely.map { JSON.string(system.actions[$0.index].name) } ?? []
      if !timely.isEmpty { members.append(("timely", .array(timely))) }
      if proof?.needsDistinctPersons ?? false { members.append(("distinctPersons", .boolean(true))) }
    case .held(let bound): members.append(("bound", self.bound(bound)))
    case .violated(let violation):
      members.append(("decision", decision(collector.decision(standing))))
      members.append(("violation", self.violation(violation, cell)))
    case .vacuous(let why), .unknown(let why): members.append(("reason", .string(why)))
    }
    return .object(members)
  }

  private func word(_ verdict: Verdict) -> String {
    switch verdict {
    case .proved: "proved"
    case .held: "held"
    case .violated: "violated"
    case .vacuous: "vacuous"
    case .unknown: "unknown"
    }
  }

  private func bound(_ bound: Bound) -> JSON {
    .object([
      ("depth", .integer(bound.depth)), ("isExhaustive", .boolean(bound.isExhaustive)),
      ("scope", scope(bound.scope)),
    ])
  }

  private func decision(_ decision: CoveringDecision?) -> JSON {
    guard let decision else { return .null }
    return .object([
      ("kind", .string(decision.word)), ("reason", .string(decision.reason)),
      ("location", places.location(decision.origin)),
    ])
  }

  private func violation(_ violation: Violation, _ cell: Cell) -> JSON {
    let world = World(system, threats: cell.threats)
    guard let interpreter = try? Interpreter(world, scope: violation.trace.scope) else { return .null }
    return ViolationJSON(
      violation: violation, property: cell.property, interpreter: interpreter, places: places
    ).json
  }

  // MARK: Scenarios and decisions

  private func scenario(_ outcome: ScenarioOutcome) -> JSON {
    let scenario = system.scenarios[outcome.scenario]
    var members: [(String, JSON)] = [
      ("name", .string(scenario.name)), ("location", places.location(scenario.origin)),
    ]
    guard let result = outcome.result else {
      return .object(members + [("outcome", .string("unknown")), ("reason", .string(outcome.problem))])
    }
    let interpreter = try? Interpreter(result.world, scope: result.scope)
    func trace(_ trace: Trace) -> JSON { interpreter.map { TraceJSON(trace, $0, places).json } ?? .null }
    switch result.outcome {
    case .passed(let way): members += [("outcome", .string("passed")), ("trace", trace(way))]
    case .undecided(let tried):
      members += [
        ("outcome", .string("unknown")),
        ("reason", .string("\(tried) steps were tried, which was not enough")),
      ]
    case .failed(let failure):
      let story = ScenarioStory(scenario, result)
      let reason = story.reason(failure) { _ in "" }
      members += [
        ("outcome", .string("failed")),
        ("reason", .string(reason.hasPrefix(": ") ? String(reason.dropFirst(2)) : reason)),
        ("failedAt", places.location(story.origin(of: failure) ?? scenario.origin)),
        ("trace", trace(failure.trace)),
      ]
    }
    return .object(members)
  }

  // MARK: Beside the verdicts

  private func twin(_ twin: TwinOutcome) -> JSON {
    let (kind, name, position) = words(twin.subject)
    return .object([
      ("kind", .string(kind)), ("name", .string(name)), ("position", position.map { .integer($0) } ?? .null),
      ("threats", names(twin.threats)), ("steps", twin.witness.map { .integer($0.length) } ?? .null),
    ])
  }

  private func words(_ subject: Twin.Subject) -> (kind: String, name: String, position: Int?) {
    switch subject {
    case .action(let action): ("action", system.actions[action.index].name, nil)
    case .permit(let action, let rule): ("permit", system.actions[action.index].name, rule)
    case .forbid(let action, let rule): ("forbid", system.actions[action.index].name, rule)
    case .honest(let action, let clause): ("honest", system.actions[action.index].name, clause)
    case .antecedent(let property): ("antecedent", system.properties[property.index].name, nil)
    }
  }

  private func note(_ note: VerificationNote) -> JSON {
    let kind =
      switch note.kind {
      case .limit: "limit"
      case .crash: "crash"
      case .interruption: "interruption"
      case .twin: "twin"
      case .bounds: "bounds"
      }
    return .object([
      ("kind", .string(kind)), ("threats", note.threats.map { names($0) } ?? .null),
      ("text", .string(note.text)),
    ])
  }

  private func decision(_ wrong: WrongDecision) -> JSON {
    .object([
      ("word", .string(wrong.word)),
      ("property", .string(system.properties[wrong.property.index].name)),
      ("world", .string(system.title(of: wrong.threats))), ("threats", names(wrong.threats)),
      ("outcome", .string(wrong.isUndecided ? "undecided" : "wrong")),
      ("location", places.location(wrong.origin)),
    ])
  }
}
