public import EnsureModel
import EnsureSyntax

/// A verification as text: the matrix, the stories, scenarios, decisions, and what it all amounts to.
public struct VerificationText {
  /// The text; it ends with a line feed.
  public let text: String

  /// The report of a verification of `system`, whose text is in `files`.
  public init(_ system: TransitionSystem, _ report: VerificationReport, style: TextStyle, files: [ReportedFile])
  {
    let places = Places(files)
    let remarks = Self.remarks(report)
    let matrix = ResilienceMatrix(
      system, cells: report.cells,
      worlds: report.worlds.map { ResilienceMatrix.World(title: $0.name, threats: $0.threats) },
      remarks: remarks)
    var blocks = ["\(system.name)\n\n\(matrix.table(style: style))", matrix.details(style: style)]
    blocks.append(ForcedText(system, report).text)
    blocks.append(QuestionText(system: system, report: report, style: style).text)
    blocks.append(MinimalThreatsText(system: system, report: report, style: style).text)
    blocks.append(Self.scenarios(system, report, style, places))
    blocks.append(Self.decisions(system, report, places))
    blocks.append(Self.notes(system, report))
    if !report.contradictions.isEmpty {
      blocks.append(
        "internal error: Ensure contradicts itself; please report it\n"
          + report.contradictions.map { "  \($0)\n" }.joined())
    }
    blocks.append(Self.summary(report))
    text = blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func remarks(_ report: VerificationReport) -> [ResilienceMatrix.Place: String] {
    var result: [ResilienceMatrix.Place: String] = [:]
    for (cell, standing) in zip(report.cells, report.standings) where cell.verdict.isViolated {
      switch standing {
      case .open: break
      case .expected: result[ResilienceMatrix.Place(cell.property, cell.threats)] = "expected"
      case .accepted: result[ResilienceMatrix.Place(cell.property, cell.threats)] = "accepted"
      }
    }
    return result
  }

  private static func scenarios(
    _ system: TransitionSystem, _ report: VerificationReport, _ style: TextStyle, _ places: Places
  ) -> String {
    report.scenarios.map { outcome in
      let scenario = system.scenarios[outcome.scenario]
      let title = "scenario \"\(scenario.name)\""
      guard let result = outcome.result else { return "\(title): unknown: \(outcome.problem)\n" }
      return ScenarioStory(scenario, result).text(title: title, place: places.line, style: style)
    }.joined()
  }

  private static func decisions(
    _ system: TransitionSystem, _ report: VerificationReport, _ places: Places
  ) -> String {
    report.wrongDecisions.map { wrong in
      let name = system.properties[wrong.property.index].name
      let world = system.title(of: wrong.threats)
      let what =
        wrong.isUndecided
        ? "`\(wrong.word) \(name)` is undecided under \(world): no violation was found, and none was excluded;"
          + " one may need more instances (--scope) or steps (--depth)"
        : "`\(wrong.word) \(name)` is wrong under \(world): the property is proved there"
      return "\(places.line(wrong.origin)): \(what)\n"
    }.joined()
  }

  private static func notes(_ system: TransitionSystem, _ report: VerificationReport) -> String {
    report.notes.map { note in
      var place = ""
      if note.kind == .twin, let threats = note.threats, !threats.isEmpty {
        place = "under \(system.title(of: threats)): "
      }
      return "note: \(place)\(TerminalWidth.printable(note.text))\n"
    }.joined()
  }

  private static func summary(_ report: VerificationReport) -> String {
    var counts: [String] = []
    func add(_ count: Int, _ word: String) { if count > 0 { counts.append("\(count) \(word)") } }
    let cells = zip(report.cells, report.standings)
    add(cells.count { if case .proved = $0.0.verdict { true } else { false } }, "proved")
    add(cells.count { if case .held = $0.0.verdict { true } else { false } }, "held")
    add(cells.count { $0.0.verdict.isViolated && $0.1 == .open }, "violated")
    add(cells.count { $0.0.verdict.isViolated && $0.1 != .open }, "violated as decided")
    add(cells.count { if case .vacuous = $0.0.verdict { true } else { false } }, "vacuous")
    add(cells.count { if case .unknown = $0.0.verdict { true } else { false } }, "unknown")
    let passed = report.scenarios.count { if case .passed? = $0.result?.outcome { true } else { false } }
    add(passed, passed == 1 ? "scenario passed" : "scenarios passed")
    let failed = report.scenarios.count - passed
    add(failed, failed == 1 ? "scenario not passed" : "scenarios not passed")
    var work: [String] = []
    if report.checks > 0 {
      work.append("\(report.checks) \(report.checks == 1 ? "question" : "questions") put to the solver")
    }
    if report.states > 0 || report.checks == 0 {
      work.append("\(report.states) \(report.states == 1 ? "state" : "states") looked at one by one")
    }
    return "\(counts.joined(separator: ", ")); \(work.joined(separator: ", "))\n"
  }
}

/// Places in files, for people.
struct Places {
  private let files: [ReportedFile]

  init(_ files: [ReportedFile]) { self.files = files }

  /// `path:line`.
  func line(_ origin: Origin) -> String {
    guard files.indices.contains(origin.file) else { return "?" }
    return "\(files[origin.file].path):\(files[origin.file].lines.position(origin.start).line)"
  }
}
