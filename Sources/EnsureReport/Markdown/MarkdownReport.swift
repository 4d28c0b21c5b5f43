import EnsureModel
import EnsureSyntax

extension RunReport {
  /// How many characters a comment on GitHub may have.
  public static let markdownLimit = 65_536

  /// The run as a comment for a pull request, in GitHub's Markdown: the matrix of each spec, what to look at, and the
  /// stories, folded. It has at most `limit` bytes (and so characters); what does not fit is left out from the end
  /// and counted.
  public func markdown(limit: Int = RunReport.markdownLimit) -> String {
    var parts: [MarkdownPart] = [MarkdownPart("## Ensure: \(MarkdownText.plain(headline))\n\n", isStory: false)]
    for spec in specs { parts += MarkdownSpec(spec, isAlone: specs.count == 1).parts }
    return MarkdownPart.text(parts, limit: limit)
  }

  private var headline: String {
    let count = specs.count == 1 ? "" : " in \(specs.count) specs"
    switch status {
    case .success:
      let held = specs.reduce(0) { $0 + $1.held }
      if held == 0 { return "all is as written down\(count)" }
      return
        "nothing fails that nobody has expected\(count); \(held) of the answers hold to a depth and are not proved"
    case .violated: return "something fails that nobody has expected\(count)"
    case .undecided: return "something is undecided\(count)"
    case .specErrors: return "a spec has errors or cannot be read\(count)"
    case .usage: return "the command line makes no sense\(count)"
    case .internalError: return "Ensure contradicts itself\(count)"
    }
  }
}

extension SpecReport {
  /// How many answers say only that a property holds in all runs up to some depth.
  fileprivate var held: Int {
    guard case .verified(_, let report) = outcome else { return 0 }
    return report.cells.count { if case .held = $0.verdict { true } else { false } }
  }
}

/// A piece of the comment.
struct MarkdownPart {
  let text: String
  /// Whether it is a story, which goes first when there is too little room.
  let isStory: Bool

  init(_ text: String, isStory: Bool) {
    self.text = text
    self.isStory = isStory
  }

  /// As many parts as fit, in order. Matrices and findings are kept as long as possible, stories fill what is left.
  static func text(_ parts: [MarkdownPart], limit: Int) -> String {
    let reserve = 200
    var left = limit - reserve
    var kept = [Bool](repeating: false, count: parts.count)
    for isStory in [false, true] {
      for (position, part) in parts.enumerated() where part.isStory == isStory {
        let size = part.text.utf8.count
        // What comes behind a piece that does not fit is left out too, so that nothing is taken for the whole.
        if size > left { break }
        kept[position] = true
        left -= size
      }
    }
    var text = zip(parts, kept).filter(\.1).map(\.0.text).joined()
    let omitted = kept.count { !$0 }
    if omitted > 0 { text += "\n*\(Sentence.count(omitted, "part")) left out for want of room*\n" }
    return text
  }
}

/// One spec's part of the comment.
struct MarkdownSpec {
  private(set) var parts: [MarkdownPart] = []
  private let spec: SpecReport

  init(_ spec: SpecReport, isAlone: Bool) {
    self.spec = spec
    let title = spec.title == spec.path ? "" : "\(MarkdownText.plain(spec.title)): "
    add("### \(title)\(MarkdownText.plain(spec.path))\n\n")
    switch spec.outcome {
    case .problem(let problem): add("- **error** \(MarkdownText.plain(problem.message))\n\n")
    case .wrong: break
    case .verified(let system, let report): add(system, report)
    }
    if !spec.diagnostics.isEmpty {
      let renderer = DiagnosticRenderer(files: spec.files, style: .plain)
      let count = spec.diagnostics.count + spec.omittedDiagnostics
      fold(Sentence.count(count, "remark") + " on the text", renderer.text(spec.diagnostics))
    }
  }

  private mutating func add(_ text: String) { parts.append(MarkdownPart(text, isStory: false)) }

  private mutating func fold(_ title: String, _ text: String) {
    let inside =
      "<details><summary>\(MarkdownText.plain(title))</summary>\n\n\(MarkdownText.block(text))\n</details>\n\n"
    parts.append(MarkdownPart(inside, isStory: true))
  }

  private mutating func add(_ system: TransitionSystem, _ report: VerificationReport) {
    add(matrix(system, report))
    let findings = Finding.all(system, report, Places(spec.files))
    let groups = Finding.grouped(findings)
    let open = groups.filter(\.finding.isOpen)
    for (finding, worlds) in open {
      add("- \(Self.mark(finding)) \(MarkdownText.plain(finding.message(in: worlds)))\n")
    }
    if !open.isEmpty { add("\n") }
    for (finding, worlds) in groups where !finding.details.isEmpty {
      let remark = finding.decision.map { " (\($0.word): \($0.reason))" } ?? ""
      fold(finding.message(in: worlds) + remark, finding.details)
    }
    for note in report.notes { add("- note: \(MarkdownText.plain(note.text))\n") }
    if !report.notes.isEmpty { add("\n") }
    let bounds = Self.bounds(system, report)
    if !bounds.isEmpty { fold("how far was looked", bounds) }
  }

  private static func mark(_ finding: Finding) -> String {
    switch SarifResults.kind(finding.kind) {
    case "fail": "**\(finding.kind == .vacuous ? "vacuous" : "fails")**"
    default: "**undecided**"
    }
  }

  private static func bounds(_ system: TransitionSystem, _ report: VerificationReport) -> String {
    var seen: Set<Bound> = []
    return report.cells.compactMap { cell -> String? in
      guard case .held(let bound) = cell.verdict, seen.insert(bound).inserted else { return nil }
      return "held(\(bound.depth)): \(ScopePrinter(system).text(bound))\n"
    }.joined()
  }

  /// The matrix as a table; as many columns as there are worlds.
  private func matrix(_ system: TransitionSystem, _ report: VerificationReport) -> String {
    var rows: [(name: String, property: PropertyID?)] = []
    for cell in report.cells where !rows.contains(where: { $0.property == cell.property }) {
      rows.append((cell.property.map { system.properties[$0.index].name } ?? "(definedness)", cell.property))
    }
    if rows.isEmpty { return "" }
    let header = (["property"] + report.worlds.map(\.name)).map(MarkdownText.plain)
    var lines = ["| \(header.joined(separator: " | ")) |"]
    lines.append("|\(String(repeating: " --- |", count: header.count))")
    for row in rows {
      let words = report.worlds.map { world in
        guard
          let position = report.cells.firstIndex(where: {
            $0.property == row.property && $0.threats == world.threats
          })
        else { return "" }
        return Self.word(report.cells[position].verdict, report.standings[position])
      }
      lines.append("| \(MarkdownText.plain(row.name)) | \(words.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private static func word(_ verdict: Verdict, _ standing: Standing) -> String {
    let short = MarkdownText.plain(ResilienceMatrix.short(verdict))
    guard verdict.isViolated else { return short }
    switch standing {
    case .open: return "**\(short)**"
    case .expected: return "\(short), expected"
    case .accepted: return "\(short), accepted"
    }
  }
}
