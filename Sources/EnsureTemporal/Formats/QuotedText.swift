/// Text in quotation marks, as formulas, the Hanoi format and Graphviz have it: a backslash stands before each character
/// that would otherwise end it or be a backslash itself.
enum QuotedText {
  /// The text between the quotation mark at `start` and the one that ends it, with the offset behind that; `nil` if no
  /// mark ends it.
  static func read(_ bytes: [UInt8], at start: Int) -> (text: String, end: Int)? {
    var end = start + 1
    var text: [UInt8] = []
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == UInt8(ascii: "\\"), end + 1 < bytes.count { end += 1 }
      text.append(bytes[end])
      end += 1
    }
    guard end < bytes.count else { return nil }
    return (String(decoding: text, as: UTF8.self), end + 1)
  }

  /// The text in quotation marks.
  static func written(_ text: String) -> String {
    "\"\(text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined())\""
  }
}
