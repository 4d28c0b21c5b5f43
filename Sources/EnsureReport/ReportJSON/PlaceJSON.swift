import EnsureModel
import EnsureSyntax

/// Places in files, as the JSON report has them.
struct PlaceJSON {
  let files: [ReportedFile]

  /// `file`, byte offsets, and lines and columns from 1, columns in Unicode scalars; null for what stands nowhere.
  func location(_ origin: Origin?) -> JSON {
    guard let origin, files.indices.contains(origin.file) else { return .null }
    let file = files[origin.file]
    let (start, end) = (file.lines.position(origin.start), file.lines.position(origin.end))
    return .object([
      ("file", .string(file.path)), ("start", .integer(origin.start)), ("end", .integer(origin.end)),
      ("line", .integer(start.line)), ("column", .integer(start.column)), ("endLine", .integer(end.line)),
      ("endColumn", .integer(end.column)),
    ])
  }
}
