import EnsureModel

extension Finding {
  /// All findings of a verification: cells in their order, then decisions, scenarios and contradictions.
  static func all(_ system: TransitionSystem, _ report: VerificationReport, _ places: Places) -> [Finding] {
    let collector = FindingCollector(system: system, report: report, places: places)
    return collector.cells + collector.decisions + collector.scenarios + collector.contradictions
  }
}

/// Goes through a report.
struct FindingCollector {
  let system: TransitionSystem
  let report: VerificationReport
  let places: Places

  var cells: [Finding] {
    zip(report.cells, report.standings).compactMap { finding($0, $1) }
  }

  func world(_ threats: Set<ThreatID>) -> WorldTitle {
    report.worlds.first { $0.threats == threats }
      ?? WorldTitle(name: system.title(of: threats), threats: threats)
  }

  /// The decision behind a standing.
  func decision(_ standing: Standing) -> CoveringDecision? {
    switch standing {
    case .open: return nil
    case .expected(let position):
      guard system.expectations.indices.contains(position) else { return nil }
      return CoveringDecision(
        word: "expected", reason: "the spec expects it", origin: system.expectations[position].origin)
    case .accepted(let position):
      guard system.acceptances.indices.contains(position) else { return nil }
      let acceptance = system.acceptances[position]
      return CoveringDecision(word: "accepted", reason: acceptance.reason, origin: acceptance.origin)
    }
  }

  private func finding(_ cell: Cell, _ standing: Standing) -> Finding? {
    let world = world(cell.threats)
    let property = cell.property.map { system.properties[$0.index] }
    let name = property?.name ?? "definedness"
    var finding: Finding
    switch cell.verdict {
    case .proved, .held: return nil
    case .violated(let violation):
      let story = story(violation, cell)
      let count = violation.trace.length
      let length = count == 0 ? "in the first state" : "in \(Sentence.count(count, "step"))"
      if let property {
        finding = Finding(
          kind: .violated, head: "\(property.name) is violated \(length),", details: story?.text() ?? "",
          origin: property.origin)
      } else {
        finding = Finding(
          kind: .undefinedStep, head: "a genuine step has no meaning, \(length),", details: story?.text() ?? "",
          origin: lastAction(violation)?.origin)
      }
      finding.violation = violation
      finding.decision = decision(standing)
    case .vacuous(let why):
      finding = Finding(
        kind: .vacuous, head: "\(name) says nothing", tail: ": \(why)", origin: property?.origin)
    case .unknown(let why):
      finding = Finding(kind: .unknown, head: "\(name) is unknown", tail: ": \(why)", origin: property?.origin)
    }
    finding.property = property?.name
    finding.propertyID = cell.property
    finding.world = world
    return finding
  }

  private func lastAction(_ violation: Violation) -> Action? {
    guard case .action(let id, _, _)? = violation.trace.steps.last?.event else { return nil }
    return system.actions[id.index]
  }

  private func story(_ violation: Violation, _ cell: Cell) -> Story? {
    let world = World(system, threats: cell.threats)
    return (try? Interpreter(world, scope: violation.trace.scope)).map {
      Story(violation, of: cell.property, $0)
    }
  }

  var decisions: [Finding] {
    report.wrongDecisions.map { wrong in
      let name = system.properties[wrong.property.index].name
      let (how, why) =
        wrong.isUndecided
        ? ("undecided", "no violation was found, and none was excluded")
        : ("wrong", "the property is proved there")
      var finding = Finding(
        kind: wrong.isUndecided ? .undecidedDecision : .wrongDecision,
        head: "`\(wrong.word) \(name)` is \(how)", tail: ": \(why)", origin: wrong.origin)
      finding.property = name
      finding.world = world(wrong.threats)
      return finding
    }
  }

  var scenarios: [Finding] {
    report.scenarios.compactMap { outcome in
      let scenario = system.scenarios[outcome.scenario]
      let title = "scenario \"\(scenario.name)\""
      guard let result = outcome.result else {
        return Finding(
          kind: .undecidedScenario, head: "\(title) could not be run: \(outcome.problem)",
          origin: scenario.origin)
      }
      let story = ScenarioStory(scenario, result)
      switch result.outcome {
      case .passed: return nil
      case .undecided(let tried):
        return Finding(
          kind: .undecidedScenario,
          head: "\(title) is undecided: \(tried) steps were tried, which was not enough",
          origin: scenario.origin)
      case .failed(let failure):
        return Finding(
          kind: .failedScenario, head: "\(title) fails: \(story.reason(failure, places.line))",
          details: story.text(title: title, place: places.line, style: .plain),
          origin: story.origin(of: failure) ?? scenario.origin)
      }
    }
  }

  var contradictions: [Finding] {
    report.contradictions.map { Finding(kind: .contradiction, head: "Ensure contradicts itself: \($0)") }
  }
}
