public import EnsureSyntax

/// A file that diagnostics point into: its name, its bytes, its lines.
public struct ReportedFile: Sendable {
  /// The name to show.
  public let path: String
  /// The bytes, as they are.
  public let bytes: [UInt8]
  /// Where the lines begin.
  public let lines: LineMap

  /// A file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lines = LineMap(bytes)
  }
}
