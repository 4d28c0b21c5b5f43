/// What people say of the faults of a spec that nothing shows: one line for each, `ID equivalent: REASON`. Lines that
/// begin with `#` are remarks.
public struct VerdictFile: Sendable {
  /// One verdict.
  public struct Entry: Hashable, Sendable {
    /// The fault.
    public let id: String
    /// Why the spec with it means the same.
    public let reason: String
    /// The line it stands on, from 1.
    public let line: Int
  }

  /// A line that cannot be read.
  public struct Problem: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// What is wrong with it.
    public let message: String
  }

  /// The verdicts in their order.
  public private(set) var entries: [Entry] = []
  /// What is wrong.
  public private(set) var problems: [Problem] = []

  /// None.
  public init() {}

  /// Reads a file.
  public init(_ text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let id = words.first, !id.hasPrefix("#") else { continue }
      func complain(_ message: String) { problems.append(Problem(line: index + 1, message: message)) }
      let reason = words.dropFirst(2).joined(separator: " ")
      if id.utf8.count != 8 || !id.allSatisfy(\.isHexDigit) {
        complain("`\(id)` is no fault's name, which has eight hexadecimal digits")
      } else if words.dropFirst().first != "equivalent:" {
        complain("expected `equivalent:` and the reason behind `\(id)`")
      } else if reason.isEmpty {
        complain("expected a reason why `\(id)` changes nothing")
      } else if entries.contains(where: { $0.id == id }) {
        complain("there is a verdict on `\(id)` already")
      } else {
        entries.append(Entry(id: String(id), reason: reason, line: index + 1))
      }
    }
  }

  /// The reason why the fault is no hole, if there is one.
  public func reason(_ id: String) -> String? { entries.first { $0.id == id }?.reason }
}
