/// Shows where in a formula's text something is wrong.
public enum FormulaExcerpt {
  /// How many bytes are shown on either side.
  private static let context = 60

  /// The text around a range of offsets in its UTF-8 bytes, and a line below that points at the range.
  public static func text(_ text: String, _ range: Range<Int>) -> String {
    let bytes = Array(text.utf8)
    let start = min(range.lowerBound, bytes.count)
    let before = String(decoding: bytes[max(0, start - context)..<start], as: UTF8.self)
    let end = min(max(range.upperBound, start), bytes.count)
    let marked = String(decoding: bytes[start..<min(end, start + context)], as: UTF8.self)
    let after = String(decoding: bytes[end..<min(bytes.count, end + context)], as: UTF8.self)
    let line = (before + marked + after).map { $0.isNewline ? " " : String($0) }.joined()
    let arrows = String(repeating: "^", count: max(1, marked.count))
    return "  \(line)\n  \(String(repeating: " ", count: before.count))\(arrows)\n"
  }
}
