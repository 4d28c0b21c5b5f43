import EnsureModel
import EnsureSyntax

extension RunReport {
  /// The whole run as text: each spec under its path if there are several, and what they amount to.
  public func text(style: TextStyle) -> String {
    specs.indices.map { heading(at: $0) + specs[$0].text(style: style) }.joined() + summary(style: style)
  }

  /// What stands above a spec; empty if there is only one.
  private func heading(at position: Int) -> String {
    specs.count > 1 ? Self.heading(specs[position].path, isFirst: position == 0) : ""
  }

  /// As much of a text as fits into so many columns of a terminal, safe to print.
  public static func oneLine(_ text: String, columns: Int) -> String {
    var result = String.UnicodeScalarView()
    var left = columns
    for scalar in TerminalWidth.printable(text).unicodeScalars {
      left -= TerminalWidth.columns(scalar)
      if left < 0 { break }
      result.append(scalar)
    }
    return String(result)
  }

  /// What stands above one of several specs.
  public static func heading(_ path: String, isFirst: Bool) -> String {
    "\(isFirst ? "" : "\n")== \(TerminalWidth.printable(path))\n\n"
  }

  /// One line for each of several specs, and how many there are of each sort; empty for a single one.
  public func summary(style: TextStyle) -> String {
    guard specs.count > 1 else { return "" }
    let rows = specs.map { spec in
      [
        TextTable.Field(spec.path), TextTable.Field(spec.status.word, Self.role(spec.status)),
        TextTable.Field(spec.short),
      ]
    }
    let header = ["spec", "status", "what counts"].map { TextTable.Field($0, .strong) }
    let table = TextTable(header: header, rows: rows).lines(style).joined(separator: "\n")
    let order: [ExitStatus] = [.success, .violated, .undecided, .specErrors, .usage, .internalError]
    let counts = order.compactMap { status -> String? in
      let count = specs.count { $0.status == status }
      return count == 0 ? nil : "\(count) \(status.word)"
    }
    return "\n== summary\n\n\(table)\n\n\(specs.count) specs: \(counts.joined(separator: ", "))\n"
  }

  private static func role(_ status: ExitStatus) -> TextStyle.Role {
    switch status {
    case .success: .good
    case .undecided: .unclear
    default: .bad
    }
  }
}

extension SpecReport {
  /// The matrix with its stories, and what proofs rest on if somebody has asked; empty if the spec was not verified, since what is wrong with it is said among the
  /// diagnostics.
  public func text(style: TextStyle) -> String {
    guard case .verified(let system, let report) = outcome else { return "" }
    let isExplained = report.proofs.contains { $0.uses != nil }
    return VerificationText(system, report, style: style, files: files).text
      + (isExplained ? ProofText(system, report, files: files).text : "")
  }

  /// What decides the status, in a few words.
  var short: String {
    switch outcome {
    case .wrong: return Sentence.count(diagnostics.count { $0.severity == .error }, "error")
    case .problem(let problem): return problem.message
    case .verified(let system, let report):
      let open = Finding.all(system, report, Places(files)).filter(\.isOpen)
      var parts: [String] = []
      func add(_ kinds: [Finding.Kind], _ word: String) {
        let count = open.count { kinds.contains($0.kind) }
        if count > 0 { parts.append("\(count) \(word)") }
      }
      add([.contradiction], "contradicting")
      add([.violated, .undefinedStep], "violated")
      add([.wrongDecision], "wrong")
      add([.failedScenario], "failed")
      add([.vacuous], "vacuous")
      add([.unknown, .unproved], "unknown")
      add([.undecidedDecision, .undecidedScenario], "undecided")
      return parts.joined(separator: ", ")
    }
  }
}
