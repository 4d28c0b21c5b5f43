public import EnsureSyntax

/// Diagnostics as text: for people, with the place shown; as one line each; or as JSON.
///
/// What comes from a spec is made safe for terminals in every form but JSON, which escapes it.
public struct DiagnosticRenderer: Sendable {
  /// The files, in the order of `FileID.index`.
  public let files: [ReportedFile]
  /// Whether text is coloured.
  public let style: TextStyle
  /// How many columns of a source line are shown at most; a longer one is cut around the place.
  public let width: Int

  /// A renderer of diagnostics that point into `files`.
  public init(files: [ReportedFile], style: TextStyle = .plain, width: Int = 100) {
    self.files = files
    self.style = style
    self.width = max(20, width)
  }

  // MARK: The three forms

  /// All diagnostics with their places, an empty line between two, and the summary at the end.
  public func text(_ diagnostics: [Diagnostic]) -> String {
    if diagnostics.isEmpty { return "" }
    return diagnostics.map(text).joined(separator: "\n") + "\n" + Self.summary(diagnostics) + "\n"
  }

  /// One diagnostic with its places, notes and mended lines; it ends with a line feed.
  public func text(_ diagnostic: Diagnostic) -> String {
    var blocks: [SnippetBlock] = []
    let labels =
      [(label: diagnostic.primary, isPrimary: true)]
      + diagnostic.secondary.map { (label: $0, isPrimary: false) }
    var seen: [FileID] = []
    for (label, _) in labels where !seen.contains(label.range.file) {
      let file = label.range.file
      seen.append(file)
      if let source = source(file) {
        let inFile = labels.filter { $0.label.range.file == file }
        blocks.append(SnippetBlock(source, labels: inFile, width: width))
      }
    }
    let fixes = diagnostic.fixIts.compactMap { fix in
      source(fix.range.file).map { FixPreview(fix, $0, width: width) }
    }
    let largest = (blocks.map(\.lastLine) + fixes.map(\.lastLine)).max() ?? 1
    let frame = SnippetFrame(gutter: String(largest).count, style: style, severity: diagnostic.severity)

    var lines = [header(diagnostic)]
    for (position, block) in blocks.enumerated() { lines += block.lines(frame, isFirst: position == 0) }
    if blocks.isEmpty { lines.append(frame.arrow("-->", place(diagnostic.primary.range))) }
    if !diagnostic.notes.isEmpty && !blocks.isEmpty { lines.append(frame.bar("")) }
    lines += diagnostic.notes.map { frame.note(TerminalWidth.printable($0)) }
    for fix in fixes { lines += fix.lines(frame) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line for each diagnostic, as editors read it: `path:line:column: error[E0101]: message`.
  public func lines(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
      let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
      let message = TerminalWidth.printable(diagnostic.message)
      return "\(place(diagnostic.primary.range)): \(style.paint(kind, role(diagnostic.severity))): \(message)\n"
    }.joined()
  }

  /// `2 errors, 1 warning`; empty if there is nothing to count.
  public static func summary(_ diagnostics: [Diagnostic]) -> String {
    Severity.allCases.compactMap { severity in
      let number = diagnostics.count { $0.severity == severity }
      return number == 0 ? nil : Sentence.count(number, severity.rawValue)
    }.joined(separator: ", ")
  }

  // MARK: Parts

  private func header(_ diagnostic: Diagnostic) -> String {
    let kind = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
    return style.paint(kind, role(diagnostic.severity)) + ": "
      + style.paint(TerminalWidth.printable(diagnostic.message), .strong)
  }

  /// `path:line:column` of a range's first byte.
  func place(_ range: SourceRange) -> String {
    guard let source = source(range.file) else { return "(unknown file)" }
    let position = source.lines.position(Int(range.start))
    return "\(TerminalWidth.printable(source.path)):\(position.line):\(position.column)"
  }

  func source(_ file: FileID) -> ReportedFile? {
    files.indices.contains(Int(file.index)) ? files[Int(file.index)] : nil
  }

  private func role(_ severity: Severity) -> TextStyle.Role { SnippetFrame.role(severity) }
}
