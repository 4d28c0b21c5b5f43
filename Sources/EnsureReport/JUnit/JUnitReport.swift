import EnsureModel
import EnsureSyntax

extension RunReport {
  /// The run as JUnit XML, as Jenkins' xUnit plugin describes it (`junit-10.xsd`): a suite for each spec, a test case
  /// for each cell of the matrix, each scenario and each decision that the verdicts do not bear out.
  ///
  /// A violation is a failure; one that the team has decided about is skipped, with the reason. What is not known is
  /// an error, so that nobody who reads only this takes it for good.
  public var junit: String {
    let suites = specs.map { JUnitSuite($0) }
    func sum(_ count: (JUnitSuite) -> Int) -> String { String(suites.map(count).reduce(0, +)) }
    let root = XMLElement(
      "testsuites",
      [
        ("name", "ensure"), ("tests", sum(\.cases.count)), ("failures", sum { $0.count(.failure) }),
        ("errors", sum { $0.count(.error) }),
      ], children: suites.map(\.element))
    var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    root.write(to: &output)
    return output
  }
}

/// The test cases of one spec.
struct JUnitSuite {
  /// One test case.
  struct Case {
    enum Outcome { case passed, failure, error, skipped }

    let group: String
    let name: String
    var outcome = Outcome.passed
    var type = ""
    var message = ""
    var text = ""
  }

  let spec: SpecReport
  private(set) var cases: [Case] = []

  init(_ spec: SpecReport) {
    self.spec = spec
    cases.append(front)
    if case .verified(let system, let report) = spec.outcome { add(system, report) }
  }

  func count(_ outcome: Case.Outcome) -> Int { cases.count { $0.outcome == outcome } }

  // MARK: Cases

  /// The case of the front end: whether the spec makes sense. Each suite has it, so that none is empty.
  private var front: Case {
    var result = Case(group: spec.title, name: "check")
    let renderer = DiagnosticRenderer(files: spec.files, style: .plain)
    result.text = spec.diagnostics.isEmpty ? "" : renderer.text(spec.diagnostics)
    switch spec.outcome {
    case .verified: break
    case .wrong:
      let first = spec.diagnostics.first { $0.severity == .error }
      result.outcome = .error
      result.type = first?.code.rawValue ?? "spec"
      result.message = first?.message ?? "the spec has errors"
    case .problem(let problem):
      result.outcome = .error
      result.type = problem.code?.rawValue ?? "spec"
      result.message = problem.message
    }
    return result
  }

  private mutating func add(_ system: TransitionSystem, _ report: VerificationReport) {
    let findings = Finding.all(system, report, Places(spec.files))
    for cell in report.cells {
      let world = report.worlds.first { $0.threats == cell.threats }?.name ?? system.title(of: cell.threats)
      let property = cell.property.map { system.properties[$0.index].name }
      var result = Case(group: "\(system.name).\(property ?? "(definedness)")", name: world)
      let finding = findings.first {
        $0.isAboutCell && $0.property == property && $0.world?.threats == cell.threats
      }
      if let finding {
        fill(&result, finding)
      } else if case .held(let bound) = cell.verdict {
        result.text = "held: \(ScopePrinter(system).text(bound))"
      }
      cases.append(result)
    }
    for outcome in report.scenarios {
      let scenario = system.scenarios[outcome.scenario]
      var result = Case(group: "\(system.name).scenario", name: scenario.name)
      let isPassed = if case .passed? = outcome.result?.outcome { true } else { false }
      if !isPassed, let finding = Self.finding(of: scenario, among: findings) { fill(&result, finding) }
      cases.append(result)
    }
    for finding in findings where !finding.isAboutCell && !finding.isAboutScenario {
      let name = [finding.property, finding.world?.name].compactMap { $0 }.joined(separator: " under ")
      let isDecision = finding.kind != .contradiction
      var result = Case(
        group: "\(system.name).\(isDecision ? "decision" : "(consistency)")",
        name: name.isEmpty ? "ensure" : name)
      fill(&result, finding)
      cases.append(result)
    }
  }

  private static func finding(of scenario: Scenario, among findings: [Finding]) -> Finding? {
    findings.first { finding in
      guard finding.isAboutScenario, let origin = finding.origin else { return false }
      return origin == scenario.origin || scenario.holds(origin)
    }
  }

  private func fill(_ result: inout Case, _ finding: Finding) {
    result.type = finding.kind.rawValue
    result.message = finding.message
    result.text = finding.details
    switch finding.kind {
    case .violated, .undefinedStep, .wrongDecision, .failedScenario: result.outcome = .failure
    case .vacuous, .unknown, .unproved, .undecidedDecision, .undecidedScenario, .contradiction:
      result.outcome = .error
    }
    if let decision = finding.decision {
      result.outcome = .skipped
      result.type = decision.word
      result.message = "\(finding.message); \(decision.word): \(decision.reason)"
    }
  }

  // MARK: Elements

  var element: XMLElement {
    XMLElement(
      "testsuite",
      [
        ("name", spec.path), ("tests", String(cases.count)), ("failures", String(count(.failure))),
        ("errors", String(count(.error))), ("skipped", String(count(.skipped))), ("file", spec.path),
      ], children: cases.map(element))
  }

  private func element(_ known: Case) -> XMLElement {
    var children: [XMLElement] = []
    let details = [(name: "type", value: known.type), (name: "message", value: known.message)]
    switch known.outcome {
    case .passed:
      if !known.text.isEmpty { children.append(XMLElement("system-out", text: known.text)) }
    case .failure: children.append(XMLElement("failure", details, text: known.text))
    case .error: children.append(XMLElement("error", details, text: known.text))
    case .skipped:
      children.append(XMLElement("skipped", details))
      if !known.text.isEmpty { children.append(XMLElement("system-out", text: known.text)) }
    }
    return XMLElement("testcase", [("classname", known.group), ("name", known.name)], children: children)
  }
}

extension Finding {
  /// Whether it is about one cell of the matrix.
  var isAboutCell: Bool {
    switch kind {
    case .violated, .undefinedStep, .vacuous, .unknown, .unproved: true
    default: false
    }
  }

  /// Whether it is about a scenario.
  var isAboutScenario: Bool { kind == .failedScenario || kind == .undecidedScenario }
}

extension Scenario {
  /// Whether the place lies inside the scenario.
  func holds(_ origin: Origin) -> Bool {
    self.origin == origin
      || items.contains { item in
        switch item {
        case .step(let step), .impossible(let step): step.origin == origin
        case .wait(_, let place): place == origin
        case .expect(let clause): clause.origin == origin
        }
      }
  }
}
