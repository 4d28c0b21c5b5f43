extension TokenKind {
  /// The words that are reserved, in the order of their kinds.
  static let reservedWords: [StaticString] = [
    "accept", "action", "actor", "all", "always", "and", "any", "assuming", "attacker", "because", "by",
    "choose", "const", "corrupt", "count", "currency", "distinct", "div", "earlier", "effect", "else",
    "entity", "enum", "eventually", "exists", "expect", "false", "final", "finite", "forbid",
    "function", "genuine", "given", "global", "historically", "honest", "if", "iff", "implies",
    "import", "in", "invariant", "let", "mod", "new", "next", "none", "not", "now", "observe", "of",
    "once", "optional", "or", "outage", "parameter", "permit", "policy", "predicate", "previously",
    "property", "requires", "resolution", "role", "rounded", "scenario", "set", "since", "step", "sum",
    "system", "then", "threat", "true", "under", "unique", "unless", "until", "wait", "when", "where",
    "within", "without", "world", "xor",
  ]

  private static let marks: [TokenKind: String] = [
    .leftParen: "(", .rightParen: ")", .leftBrace: "{", .rightBrace: "}", .leftBracket: "[", .rightBracket: "]",
    .comma: ",", .semicolon: ";", .colon: ":", .dot: ".", .dotDot: "..", .question: "?", .percent: "%",
    .underscore: "_", .equal: "=", .plusEqual: "+=", .minusEqual: "-=", .plus: "+", .minus: "-", .star: "*",
    .equalEqual: "==", .notEqual: "!=", .less: "<", .lessEqual: "<=", .greater: ">", .greaterEqual: ">=",
    .pipe: "|",
  ]

  /// Whether this is a reserved word, which can never be a name.
  public var isReservedWord: Bool {
    rawValue >= TokenKind.accept.rawValue && rawValue <= TokenKind.xor.rawValue
  }

  /// The text of every token of this kind: a reserved word or a mark; nil for names, numbers and strings.
  public var spelling: String? {
    guard isReservedWord else { return Self.marks[self] }
    return Self.reservedWords[Int(rawValue - TokenKind.accept.rawValue)].description
  }
}

/// Finds the reserved words among the names, by a table without collisions of key and slot.
struct ReservedWordTable: Sendable {
  private struct Entry {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var kind = TokenKind.identifier
  }

  private static let slots = 512
  static let longestWord = 12
  private let entries: [Entry]

  static let shared = ReservedWordTable()

  private init() {
    var entries = [Entry](repeating: Entry(), count: Self.slots)
    for (index, word) in TokenKind.reservedWords.enumerated() {
      let (low, high) = Self.packed(word.utf8Start, word.utf8CodeUnitCount)
      var slot = Self.slot(low, high)
      while entries[slot].low != 0 { slot = (slot + 1) & (Self.slots - 1) }
      let kind = TokenKind(rawValue: TokenKind.accept.rawValue + UInt8(index)) ?? .identifier
      entries[slot] = Entry(low: low, high: high, kind: kind)
    }
    self.entries = entries
  }

  /// The kind of the word of at most `longestWord` bytes at `start`: reserved, or an identifier.
  func kind(_ start: UnsafePointer<UInt8>, _ length: Int) -> TokenKind {
    let (low, high) = Self.packed(start, length)
    return entries.withUnsafeBufferPointer { entries in
      var slot = Self.slot(low, high)
      while entries[slot].low != 0 {
        if entries[slot].low == low, entries[slot].high == high { return entries[slot].kind }
        slot = (slot + 1) & (Self.slots - 1)
      }
      return .identifier
    }
  }

  @inline(__always)
  private static func packed(_ start: UnsafePointer<UInt8>, _ length: Int) -> (UInt64, UInt64) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0..<min(length, 8) { low |= UInt64(start[index]) << UInt64(index * 8) }
    if length > 8 {
      for index in 8..<length { high |= UInt64(start[index]) << UInt64((index - 8) * 8) }
    }
    return (low, high)
  }

  @inline(__always)
  private static func slot(_ low: UInt64, _ high: UInt64) -> Int {
    Int(truncatingIfNeeded: ((low ^ (high &* 31)) &* 0x9E37_79B9_7F4A_7C15) >> 55)
  }
}
