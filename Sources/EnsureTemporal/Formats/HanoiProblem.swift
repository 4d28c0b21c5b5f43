/// Why a text in the Hanoi format cannot be read, and where.
public struct HanoiProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kinds of problems there are.
  public enum Kind: Hashable, Sendable {
    /// The text is not in the format: what was expected.
    case expected(String)
    /// The text is in the format, and has something that is not read: what.
    case unsupported(String)
    /// A number of a state, proposition or set that there is not: what.
    case outOfRange(String)
    /// More of something than is read: what, and the limit.
    case tooLarge(String, limit: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// Where, as offsets in the text's UTF-8 bytes.
  public let range: Range<Int>

  /// The problem in words, in lower case and without a full stop.
  public var description: String {
    switch kind {
    case .expected(let what): "\(what) is expected here"
    case .unsupported(let what): "\(what) cannot be read"
    case .outOfRange(let what): "there is no such \(what)"
    case .tooLarge(let what, let limit): "there are more than \(limit) \(what)"
    }
  }
}
