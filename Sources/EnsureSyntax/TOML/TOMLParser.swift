/// Reads TOML 1.0.0 (toml.io) and keeps the places of all names and values, so that a setting can be complained about
/// where it stands. `Docs/decisions/0012-own-toml-reader.md` says why there is an own one.
public struct TOMLParser {
  /// How deep arrays and inline tables may be nested, and how many parts a key may have.
  static let depthLimit = 64

  let bytes: [UInt8]
  var at = 0
  var depth = 0
  private var tree = TOMLTree()

  /// The members of the document's root table.
  ///
  /// - Throws: the first thing that is wrong.
  public static func parse(_ bytes: [UInt8]) throws(TOMLProblem) -> [TOMLMember] {
    if let offset = UTF8Validation.firstBadByte(bytes) {
      throw TOMLProblem("these bytes are not UTF-8", offset..<min(offset + 1, bytes.count))
    }
    var parser = TOMLParser(bytes: bytes)
    try parser.document()
    return parser.tree.members()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  // MARK: Lines

  private mutating func document() throws(TOMLProblem) {
    var table = 0
    while true {
      skipBlanks()
      guard let byte = peek() else { return }
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): try endLine()
      case UInt8(ascii: "["):
        table = try header()
        try endLine()
      default:
        let path = try key()
        skipBlanks()
        try expect("=", "behind a key")
        skipBlanks()
        try tree.define(path, in: table, try value())
        try endLine()
      }
    }
  }

  private mutating func header() throws(TOMLProblem) -> Int {
    let start = at
    at += 1
    let isList = peek() == UInt8(ascii: "[")
    if isList { at += 1 }
    skipBlanks()
    let path = try key()
    skipBlanks()
    try expect("]", "behind the name of a table")
    if isList { try expect("]", "behind the name of a table in a list") }
    return isList ? try tree.append(path, start..<at) : try tree.open(path, start..<at)
  }

  /// The end of a line: blanks, perhaps a comment, and a line feed or the end of the text.
  private mutating func endLine() throws(TOMLProblem) {
    skipBlanks()
    try comment()
    guard let byte = peek() else { return }
    if byte == UInt8(ascii: "\n") {
      at += 1
    } else if byte == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") {
      at += 2
    } else {
      throw TOMLProblem("a line ends here, and there is more on it", scalar)
    }
  }

  mutating func comment() throws(TOMLProblem) {
    guard peek() == UInt8(ascii: "#") else { return }
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { return }
      if Self.isControl(byte) { throw TOMLProblem("a control character cannot stand in a comment", scalar) }
      at += 1
    }
  }

  // MARK: Keys

  mutating func key() throws(TOMLProblem) -> [TOMLTree.Part] {
    var parts: [TOMLTree.Part] = []
    while true {
      parts.append(try simpleKey())
      if parts.count > Self.depthLimit {
        throw TOMLProblem("a key has no more than \(Self.depthLimit) parts", at..<at)
      }
      let end = at
      skipBlanks()
      guard peek() == UInt8(ascii: ".") else {
        at = end
        return parts
      }
      at += 1
      skipBlanks()
    }
  }

  private mutating func simpleKey() throws(TOMLProblem) -> TOMLTree.Part {
    let start = at
    switch peek() {
    case UInt8(ascii: "\"")?: return (try basicString(), start..<at)
    case UInt8(ascii: "'")?: return (try literalString(), start..<at)
    default:
      while let byte = peek(), Self.isBare(byte) { at += 1 }
      if at == start { throw TOMLProblem("a key is expected here", scalar) }
      return (text(start..<at), start..<at)
    }
  }

  // MARK: Values

  mutating func value() throws(TOMLProblem) -> TOMLValue {
    let start = at
    switch peek() {
    case UInt8(ascii: "\"")?:
      let text = isTriple(UInt8(ascii: "\"")) ? try longBasicString() : try basicString()
      return TOMLValue(.string(text), start..<at)
    case UInt8(ascii: "'")?:
      let text = isTriple(UInt8(ascii: "'")) ? try longLiteralString() : try literalString()
      return TOMLValue(.string(text), start..<at)
    case UInt8(ascii: "[")?:
      try enter()
      let values = try array()
      depth -= 1
      return TOMLValue(.array(values), start..<at)
    case UInt8(ascii: "{")?:
      try enter()
      let members = try inlineTable()
      depth -= 1
      return TOMLValue(.table(members), start..<at)
    default: return TOMLValue(try scalarValue(), start..<at)
    }
  }

  private mutating func enter() throws(TOMLProblem) {
    depth += 1
    if depth > Self.depthLimit {
      throw TOMLProblem("values are nested more than \(Self.depthLimit) deep", at..<(at + 1))
    }
  }

  private mutating func array() throws(TOMLProblem) -> [TOMLValue] {
    at += 1
    var values: [TOMLValue] = []
    while true {
      try skipLines()
      if peek() == UInt8(ascii: "]") { break }
      values.append(try value())
      try skipLines()
      if peek() == UInt8(ascii: ",") {
        at += 1
      } else if peek() != UInt8(ascii: "]") {
        throw TOMLProblem("`,` or `]` is expected in an array", scalar)
      }
    }
    at += 1
    return values
  }

  private mutating func inlineTable() throws(TOMLProblem) -> [TOMLMember] {
    at += 1
    var inner = TOMLTree()
    skipBlanks()
    if peek() == UInt8(ascii: "}") {
      at += 1
      return []
    }
    while true {
      skipBlanks()
      let path = try key()
      skipBlanks()
      try expect("=", "behind a key")
      skipBlanks()
      try inner.define(path, in: 0, try value())
      skipBlanks()
      if peek() == UInt8(ascii: ",") {
        at += 1
      } else {
        try expect("}", "at the end of an inline table")
        return inner.members()
      }
    }
  }

  // MARK: Bytes

  func peek(_ offset: Int = 0) -> UInt8? {
    let position = at + offset
    return position < bytes.count ? bytes[position] : nil
  }

  /// The place of the scalar that stands here; of nothing at the end.
  var scalar: Range<Int> {
    var end = min(at + 1, bytes.count)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return min(at, bytes.count)..<end
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  mutating func expect(_ character: Unicode.Scalar, _ place: String) throws(TOMLProblem) {
    guard peek() == UInt8(ascii: character) else {
      throw TOMLProblem("`\(character)` is expected \(place)", scalar)
    }
    at += 1
  }

  mutating func skipBlanks() {
    while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { at += 1 }
  }

  /// Blanks, line feeds and comments, as between the values of an array.
  private mutating func skipLines() throws(TOMLProblem) {
    while true {
      skipBlanks()
      try comment()
      if peek() == UInt8(ascii: "\n") {
        at += 1
      } else if peek() == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") {
        at += 2
      } else {
        return
      }
    }
  }

  static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
