import Testing

@testable import EnsureSyntax

@Suite struct LexerTests {
  private func tokens(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    let lexed = bytes.withUnsafeBufferPointer { Lexer.lex($0, file: FileID(index: 0)) }
    return lexed.tokens.map {
      "\($0.kind)=" + String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self)
    }
  }

  @Test func marksAreReadGreedily() {
    #expect(
      tokens("a..b==c!=d<=e>=f+=g-=h<i").filter { !$0.hasPrefix("identifier") } == [
        "dotDot=..", "equalEqual===", "notEqual=!=", "lessEqual=<=", "greaterEqual=>=", "plusEqual=+=",
        "minusEqual=-=", "less=<", "endOfFile=",
      ])
  }

  @Test func everyMarkHasItsKind() {
    for kind in TokenKind.allCases {
      guard let spelling = kind.spelling else { continue }
      #expect(tokens(spelling) == ["\(kind)=\(spelling)", "endOfFile="])
    }
  }

  @Test func aWordThatOnlyBeginsLikeAReservedOneIsAName() {
    #expect(
      tokens("actions Action action_ in1 _ _1 __").map { $0.split(separator: "=")[0] } == [
        "identifier", "identifier", "identifier", "identifier", "underscore", "identifier", "identifier",
        "endOfFile",
      ])
  }

  @Test func numbersHaveDigitsUnderscoresAndOnePoint() {
    #expect(
      tokens("007 1_000 2.50 1..2 3.5..4") == [
        "integer=007", "integer=1_000", "decimal=2.50", "integer=1", "dotDot=..", "integer=2", "decimal=3.5",
        "dotDot=..", "integer=4", "endOfFile=",
      ])
  }

  @Test func commentsAreNoTokens() {
    #expect(tokens("a // b\n/// c\nd//e") == ["identifier=a", "identifier=d", "endOfFile="])
  }

  @Test func lineEndsOfAllKindsAndAByteOrderMarkAreWhiteSpace() {
    #expect(
      tokens("\u{FEFF}a\r\nb\tc\rd") == [
        "identifier=a", "identifier=b", "identifier=c", "identifier=d", "endOfFile=",
      ])
    #expect(parse("\u{FEFF}entity A\r\nentity B // x\r\n").diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("\"plain\"", "plain"), ("\"\"", ""), (#""a\"b\\c\nd\te""#, "a\"b\\c\nd\te"),
    (#""\u{1F4B6}\u{41}x""#, "💶Ax"),
    ("\"€\"", "€"),
  ])
  func aStringsValueHasItsEscapesReplaced(_ source: String, _ value: String) {
    let result = parse("import \(source)")
    #expect(result.diagnostics.isEmpty)
    #expect(result.tree.tokens.first { $0.kind == .string }.map { result.tree.stringValue($0) } == value)
  }

  @Test(arguments: [#""\x""#, #""\u{}""#, #""\u{110000}""#, #""\u{D800}""#, #""\u41""#, #""\u{1234567}""#])
  func anEscapeThatIsNoneIsRefused(_ source: String) {
    #expect(parse("import \(source)").diagnostics.map(\.code) == [.badString])
  }

  @Test(arguments: [
    ("const a = b && c", "const a = b and c"), ("const a = b&&c", "const a = b and c"),
    ("const a = !b", "const a = not b"),
    ("const a = b || c", "const a = b or c"), ("const a = b === c", "const a = b == c"),
    ("const a = b / c", "const a = b div c"), ("const a = b % c", "const a = b mod c"),
    ("const a = b -> c", "const a = b implies c"), ("const a = null", "const a = none"),
    ("const a = b = c", "const a = b == c"), ("action f() by C { x == 1 }", "action f() by C { x = 1 }"),
    ("const a = 0 < b <= c", "const a = 0 < b and b <= c"), ("const a = 14days", "const a = 14 days"),
    ("const a = b ≤ c", "const a = b <= c"), ("const p\u{430}y = 1", "const pay = 1"),
    ("entity A { count: Money }", "entity A { count_: Money }"), ("import \"abc", "import \"abc\""),
    ("const a := 1", "const a = 1"), ("function f() -> Money = 1", "function f() : Money = 1"),
    ("const a = /* x */ b", "const a = // x \n b"),
    ("entity A { a: Money, b: Money }", "entity A { a: Money b: Money }"),
    ("const a = b < c <= d < e", "const a = b < c and c <= d and d < e"),
  ])
  func theFixItMends(_ wrong: String, _ mended: String) throws {
    let result = parse(wrong)
    #expect(result.diagnostics.count == 1)
    let fix = try #require(result.diagnostics.first?.fixIts.first)
    var bytes = Array(wrong.utf8)
    bytes.replaceSubrange(Int(fix.range.start)..<Int(fix.range.end), with: Array(fix.replacement.utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == mended)
    #expect(parse(mended).diagnostics.map(\.message) == [])
  }

  @Test(arguments: [
    ("entity A { total Money }", "expected `:` and a type behind the field `total`"),
    ("entity A { count: Money }", "`count` is a reserved word; choose another name"),
    ("const a = 0 < b <= c", "comparisons do not chain; write `0 < b and b <= c`"),
    ("const a = b &&", "`&&` is not an operator of this language; write `and`"),
    ("const p\u{430}y = 1", "the `\u{430}` in this name is U+0430, which only looks like the ASCII letter `a`"),
    ("action f(o: Order) { }", "expected `by` and who performs the action `f`"),
    ("invariant A(o: Order) o.x", "expected `:` and a condition behind the invariant `A`"),
    ("const a = b and", "expected an expression behind `and`"),
    ("respond {}", "expected a declaration; this is `respond`"),
  ])
  func theMessageTeaches(_ wrong: String, _ message: String) {
    #expect(parse(wrong).diagnostics.first?.message == message)
  }

  @Test func messagesFollowTheHouseRules() {
    for wrong in RecoveryTests.declarations + RecoveryTests.others {
      for diagnostic in parse(wrong.parts.text).diagnostics {
        let message = diagnostic.message
        #expect(message.last != "." && message.first?.isUppercase == false, "\(message)")
        #expect(message.filter { $0 == "`" }.count.isMultiple(of: 2) || message.contains("```"), "\(message)")
      }
    }
  }
}

@Suite struct LineMapTests {
  @Test func linesAndColumnsCountFromOneInScalars() {
    let map = LineMap(Array("ab\né€x\r\n\nlast".utf8))
    #expect(map.lineCount == 4)
    #expect(map.position(0) == .init(line: 1, column: 1))
    #expect(map.position(2) == .init(line: 1, column: 3))
    #expect(map.position(3) == .init(line: 2, column: 1))
    #expect(map.position(8) == .init(line: 2, column: 3))
    #expect(map.position(11) == .init(line: 3, column: 1))
    #expect(map.position(1_000) == .init(line: 4, column: 5))
    #expect(map.text(ofLine: 2) == "é€x")
    #expect(map.text(ofLine: 4) == "last")
    #expect(map.text(ofLine: 9) == "")
    #expect(LineMap([]).position(0) == .init(line: 1, column: 1))
  }
}
