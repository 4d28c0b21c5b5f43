public import EnsureSyntax

extension DiagnosticRenderer {
  /// A list of objects with `code`, `severity`, `message`, `file`, `start`, `end` (byte offsets), `line`, `column`,
  /// `endLine`, `endColumn` (from 1; columns are Unicode scalars), `labels`, `notes` and `fixIts`.
  public func json(_ diagnostics: [Diagnostic]) -> JSON { .array(diagnostics.map(json)) }

  private func json(_ diagnostic: Diagnostic) -> JSON {
    .object(
      [
        ("code", .string(diagnostic.code.rawValue)), ("severity", .string(diagnostic.severity.rawValue)),
        ("message", .string(diagnostic.message)),
      ] + json(diagnostic.primary.range) + [
        ("label", .string(diagnostic.primary.message)),
        (
          "labels",
          .array(diagnostic.secondary.map { .object(json($0.range) + [("message", .string($0.message))]) })
        ),
        ("notes", .array(diagnostic.notes.map(JSON.string))),
        (
          "fixIts",
          .array(
            diagnostic.fixIts.map { fix in
              .object(
                [("message", .string(fix.message))] + json(fix.range)
                  + [("replacement", .string(fix.replacement))])
            })
        ),
      ])
  }

  private func json(_ range: SourceRange) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    let source = source(range.file)
    members.append(("file", source.map { .string($0.path) } ?? .null))
    members.append(("start", .integer(Int(range.start))))
    members.append(("end", .integer(Int(range.end))))
    guard let source else { return members }
    let (start, end) = (source.lines.position(Int(range.start)), source.lines.position(Int(range.end)))
    members.append(("line", .integer(start.line)))
    members.append(("column", .integer(start.column)))
    members.append(("endLine", .integer(end.line)))
    members.append(("endColumn", .integer(end.column)))
    return members
  }
}
