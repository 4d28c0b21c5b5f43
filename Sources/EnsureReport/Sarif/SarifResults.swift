import EnsureModel
import EnsureSyntax

/// What is found in one spec, as SARIF results.
struct SarifResults {
  let spec: SpecReport
  private let places: SarifPlaces

  init(_ spec: SpecReport) {
    self.spec = spec
    places = SarifPlaces(files: spec.files)
  }

  /// The results: diagnostics by place, then findings.
  func results(_ rules: inout SarifRules) -> [JSON] {
    var results: [JSON] = []
    for diagnostic in spec.diagnostics { results.append(result(diagnostic, &rules)) }
    switch spec.outcome {
    case .wrong: break
    case .problem(let problem): if let code = problem.code { results.append(result(problem, code, &rules)) }
    case .verified(let system, let report):
      for finding in Finding.all(system, report, Places(spec.files)) where finding.kind != .contradiction {
        results.append(result(finding, system, &rules))
      }
    }
    return results
  }

  // MARK: Levels

  /// Whether something is known to be wrong, or only not known to be right (SARIF 2.1.0, section 3.27.9).
  static func kind(_ kind: Finding.Kind) -> String {
    switch kind {
    case .violated, .undefinedStep, .vacuous, .wrongDecision, .failedScenario, .contradiction: "fail"
    case .unknown, .unproved, .undecidedDecision, .undecidedScenario: "open"
    }
  }

  /// How much a kind matters. What is open has the level `none`, as the standard demands.
  static func level(_ kind: Finding.Kind) -> String {
    switch kind {
    case .violated, .undefinedStep, .wrongDecision, .failedScenario, .contradiction: "error"
    case .vacuous: "warning"
    case .unknown, .unproved, .undecidedDecision, .undecidedScenario: "none"
    }
  }

  /// How much a diagnostic matters.
  static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "note"
    }
  }

  // MARK: Findings

  private func result(_ finding: Finding, _ system: TransitionSystem, _ rules: inout SarifRules) -> JSON {
    let level = finding.decision == nil ? Self.level(finding.kind) : "note"
    var members =
      rules.reference(finding.kind) + [
        ("kind", .string(Self.kind(finding.kind))), ("level", .string(level)),
        ("message", message(finding)),
      ]
    members.append(("locations", .array(places.location(finding.origin).map { [$0] } ?? [])))
    members.append(("partialFingerprints", .object(fingerprints(finding, system))))
    if let violation = finding.violation, let world = finding.world {
      let flow = SarifFlow(system, violation, finding, world.threats, places)
      if let flow { members.append(("codeFlows", .array([flow.json]))) }
    }
    if let decision = finding.decision { members.append(("suppressions", .array([suppression(decision)]))) }
    members.append(("properties", .object(properties(finding))))
    return .object(members)
  }

  /// The sentence, with a text that shows the whole story where there is one.
  private func message(_ finding: Finding) -> JSON {
    let text = finding.details.isEmpty ? finding.message : "\(finding.message)\n\(finding.details)"
    return .object([("text", .string(text))])
  }

  private func properties(_ finding: Finding) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    if let property = finding.property { members.append(("property", .string(property))) }
    if let world = finding.world { members.append(("world", .string(world.name))) }
    if let violation = finding.violation {
      members.append(("steps", .integer(violation.trace.length)))
      if let loop = violation.trace.loop { members.append(("loopStart", .integer(loop))) }
    }
    return members
  }

  private func fingerprints(_ finding: Finding, _ system: TransitionSystem) -> [(String, JSON)] {
    let threats = (finding.world?.threats ?? []).sorted().map { system.threats[$0.index].name }.sorted()
    // Scenarios and decisions have no property of their own; their message without places and amounts would do,
    // but their names are steadier.
    let name = finding.property ?? scenarioName(finding, system) ?? ""
    let finding1 = Fingerprint(["finding", system.name, finding.kind.rawValue, name] + threats)
    var members = [("ensureFinding/v1", JSON.string(finding1.text))]
    if let violation = finding.violation {
      let story = StoryFingerprint(system: system).story(violation, of: finding.propertyID)
      members.append(("ensureStory/v1", .string(story.text)))
    }
    return members
  }

  private func scenarioName(_ finding: Finding, _ system: TransitionSystem) -> String? {
    guard let origin = finding.origin else { return nil }
    return system.scenarios.first { $0.holds(origin) }?.name
  }

  /// The team's decision: it stands in the spec, so it is a suppression in the source.
  private func suppression(_ decision: CoveringDecision) -> JSON {
    var members: [(String, JSON)] = [
      ("kind", .string("inSource")), ("status", .string("accepted")),
      ("justification", .string("\(decision.word): \(decision.reason)")),
    ]
    if let location = places.location(decision.origin) { members.append(("location", location)) }
    return .object(members)
  }

  // MARK: Diagnostics

  private func result(_ diagnostic: Diagnostic, _ rules: inout SarifRules) -> JSON {
    let text = ([diagnostic.message] + diagnostic.notes).joined(separator: "\n")
    var members =
      rules.reference(diagnostic.code) + [
        ("kind", .string("fail")), ("level", .string(Self.level(diagnostic.severity))),
        ("message", .object([("text", .string(text))])),
      ]
    let primary = places.physical(diagnostic.primary.range)
    members.append(("locations", .array(primary.map { [SarifPlaces.location($0, nil)] } ?? [])))
    let related = diagnostic.secondary.compactMap { label in
      places.physical(label.range).map { SarifPlaces.location($0, label.message) }
    }
    if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
    let fixes = diagnostic.fixIts.compactMap(fix)
    if !fixes.isEmpty { members.append(("fixes", .array(fixes))) }
    let print = Fingerprint(["diagnostic", diagnostic.code.rawValue, diagnostic.message])
    members.append(("partialFingerprints", .object([("ensureFinding/v1", .string(print.text))])))
    return .object(members)
  }

  private func fix(_ fix: FixIt) -> JSON? {
    let position = Int(fix.range.file.index)
    guard spec.files.indices.contains(position) else { return nil }
    let file = spec.files[position]
    let replacement = JSON.object([
      ("deletedRegion", places.region(file, Int(fix.range.start), Int(fix.range.end))),
      ("insertedContent", .object([("text", .string(fix.replacement))])),
    ])
    return .object([
      ("description", .object([("text", .string(fix.message))])),
      (
        "artifactChanges",
        .array([
          .object([
            ("artifactLocation", SarifPlaces.artifact(file.path)), ("replacements", .array([replacement])),
          ])
        ])
      ),
    ])
  }

  private func result(_ problem: SpecProblem, _ code: DiagnosticCode, _ rules: inout SarifRules) -> JSON {
    let place = JSON.object([("artifactLocation", SarifPlaces.artifact(spec.path))])
    let print = Fingerprint(["problem", code.rawValue, spec.path])
    return .object(
      rules.reference(code) + [
        ("kind", .string("fail")), ("level", .string("error")),
        ("message", .object([("text", .string(problem.message))])),
        ("locations", .array([SarifPlaces.location(place, nil)])),
        ("partialFingerprints", .object([("ensureFinding/v1", .string(print.text))])),
      ])
  }
}
