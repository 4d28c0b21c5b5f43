import Testing

@testable import EnsureSyntax

/// Whatever the bytes are, reading them gives a tree that holds them, quickly.
@Suite struct HostileInputTests {
  private func read(_ bytes: [UInt8]) -> ParseResult { Parser.parse(bytes, file: FileID(index: 0)) }

  private func codes(_ result: ParseResult) -> [String] { result.diagnostics.map(\.code.rawValue) }

  @Test(
    arguments: [
      ([0x61, 0xFF], 1), ([0x80], 0), ([0x61, 0x62, 0xC3], 2), ([0xC0, 0x80], 0), ([0xE0, 0x80, 0x80], 0),
      ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF8], 0), ([0xE2, 0x82], 0),
      (Array("0123456789abcdef".utf8) + [0xE2, 0x28, 0xA1], 16),
    ] as [([UInt8], Int)])
  func bytesThatAreNotUTF8AreRefusedAtTheFirstBadOne(_ bytes: [UInt8], _ offset: Int) {
    let result = read(bytes)
    #expect(codes(result) == ["E0001"])
    #expect(Int(result.diagnostics[0].primary.range.start) == offset)
    #expect(result.tree.root.nodes.isEmpty)
  }

  @Test func wellFormedTextIsUTF8() {
    for text in ["", "a", "é", "€", "😀", "0123456é89abcdef😀", "\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}"] {
      #expect(UTF8Validation.firstBadByte(Array(text.utf8)) == nil)
    }
  }

  @Test func aZeroByteGetsOneMessage() {
    #expect(codes(parse("entity A\0\0\0 entity B")) == ["E0002"])
    #expect(codes(parse("const a = \"x\0y\"")).contains("E0002"))
  }

  @Test func aFileThatIsTooLargeIsRefused() {
    let result = read(Array(repeating: 0x20, count: Parser.largestFile + 1))
    #expect(codes(result) == ["E0010"])
  }

  @Test func aLongNameIsRefusedAndALongNumberIsNot() {
    #expect(codes(parse("entity " + String(repeating: "a", count: 1 << 20))) == ["E0010"])
    #expect(codes(parse("entity " + String(repeating: "a", count: 255))) == [])
    let digits = String(repeating: "7", count: 10_000)
    let result = parse("const a = \(digits)")
    #expect(codes(result) == [])
    #expect(result.tree.tokens.contains { result.tree.text($0) == digits })
  }

  @Test(arguments: ["(", "[", "{", ")", "]", "}", "([", "(}", "{(", "f(", "x[", "a(b)["])
  func tenMegabytesOfBracketsGiveAnAnswer(_ bracket: String) {
    let size = bracket == "(" ? 10_000_000 : 200_000
    let bytes = Array(String(repeating: bracket, count: size / bracket.utf8.count).utf8)
    for start in ["", "const a = ", "action a() by C { x = ", "entity A { a: ", "scenario \"x\" { f("] {
      if size > 1_000_000, start != "const a = " { continue }
      let result = read(Array(start.utf8) + bytes)
      #expect(!result.diagnostics.isEmpty)
      #expect(result.diagnostics.count <= Lexer.mostDiagnostics)
      #expect(Int(result.tree.tokens.last?.end ?? 0) == bytes.count + start.utf8.count)
    }
  }

  static let nesting: [(String, String, String, String)] = [
    ("const a = ", "(", "x", ")"), ("const a = ", "not ", "x", ""), ("const a = ", "always ", "x", ""),
    ("const a = ", "eventually within 5 days ", "x", ""), ("const a = ", "once [0, 1] ", "x", ""),
    ("const a = ", "all(o: O) ", "x", ""), ("const a = ", "sum(o: O) ", "x", ""),
    ("const a = ", "f(", "x", ")"),
    ("const a = ", "f[", "x", "]"), ("const a = ", "x implies ", "x", ""), ("const a = ", "x until ", "x", ""),
    ("const a = ", "if x then y else ", "x", ""), ("const a = ", "if ", "x", " then y else z"),
    ("const a = ", "if x then ", "x", " else z"), ("const a = ", "exists(o: O where ", "x", ")"),
    ("const a = ", "any f(", "x", ")"), ("const a = ", "-(", "x", ")"),
    ("action a() by C { ", "if x { ", "y = 1", " }"), ("action a() by C { ", "if x {} else ", "if x {}", ""),
    ("action a() by C { y[", "f[", "x", "]"), ("const a = x == ", "not ", "x", ""),
  ]

  @Test(arguments: nesting.map { "\($0.0)|\($0.1)|\($0.2)|\($0.3)" })
  func deepNestingGivesOneMessage(_ joined: String) {
    let parts = joined.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let count = 100_000
    let closing = parts[0].hasPrefix("action") ? (parts[0].hasSuffix("[") ? "] = 1 }" : " }") : ""
    func text(_ count: Int) -> String {
      parts[0] + String(repeating: parts[1], count: count) + parts[2]
        + String(repeating: parts[3], count: count)
        + closing + "\nentity Last"
    }
    let deep = parse(text(count))
    #expect(deep.diagnostics.map(\.code) == [parts[0].contains("==") ? .unexpectedToken : .nestedTooDeeply])
    #expect(deep.tree.root.nodes.last?.kind == .entityDecl)
    #expect(parse(text(50)).diagnostics.count == (parts[0].contains("==") ? 1 : 0))
  }

  @Test func longFlatChainsAreFine() {
    for sign in ["and", "or", "iff", "+", "*"] {
      let result = parse("const a = x" + String(repeating: " \(sign) x", count: 100_000))
      #expect(result.diagnostics.isEmpty)
      #expect(result.tree.root.nodes[0].nodes[0].nodes.count == 100_001)
    }
  }

  @Test func everyPrefixOfTheExampleIsRead() {
    let bytes = Array(designExample.utf8)
    for end in 0...bytes.count { checkQuickly(read(Array(bytes[..<end])), bytes: end) }
  }

  @Test func everyDeletionOfAByteFromTheExampleIsRead() {
    let bytes = Array(designExample.utf8)
    for index in bytes.indices {
      var copy = bytes
      copy.remove(at: index)
      let result = read(copy)
      checkQuickly(result, bytes: copy.count)
      #expect(result.diagnostics.count <= 4, "\(index): \(result.diagnostics.map(\.message))")
    }
  }

  @Test func everyDeletionOfATokenFromTheExampleGivesFewMessages() {
    let tree = parse(designExample).tree
    var total = 0
    for token in tree.tokens where token.kind != .endOfFile {
      var copy = tree.source
      copy.removeSubrange(Int(token.start)..<Int(token.end))
      let result = read(copy)
      total += result.diagnostics.count
      #expect(
        result.diagnostics.count <= 2,
        "without `\(tree.text(token))` at \(token.start): \(result.diagnostics.map { "\($0.primary.range.start) \($0.message)" })"
      )
    }
    #expect(total <= tree.tokens.count, "\(total) messages for \(tree.tokens.count) deletions")
  }

  @Test func randomBytesAreRead() {
    var random = SeededGenerator(seed: 9)
    let pieces = Array("abc09_(){}[]<>=!+-*/%.,:;?|&@#\"\\\n '~^$".utf8)
    for length in 0..<2_000 {
      let bytes = (0..<length % 200).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
      checkQuickly(read(bytes), bytes: bytes.count)
    }
  }

  /// As `checkLossless`, without an expectation for each token.
  private func checkQuickly(_ result: ParseResult, bytes: Int) {
    let tree = result.tree
    var end: Int32 = 0
    var isGood = Int(tree.tokens.last?.end ?? -1) == bytes
    for token in tree.tokens {
      if token.start < end || token.end < token.start { isGood = false }
      end = token.end
    }
    for (index, record) in tree.records.enumerated() {
      if Int(record.firstDescendant) > index || record.firstToken > record.endToken { isGood = false }
      if Int(record.endToken) > tree.tokens.count { isGood = false }
    }
    #expect(isGood, "\(String(decoding: tree.source, as: UTF8.self))")
    if result.diagnostics.isEmpty, tree.tokens.contains(where: \.isMissing) {
      Issue.record("a missing token unsaid")
    }
  }
}
