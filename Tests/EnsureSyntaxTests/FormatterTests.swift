import Testing

@testable import EnsureSyntax

/// The canonical text of a correct spec.
func formatted(_ text: String) throws -> String {
  try String(decoding: Formatter.format(parse(text)), as: UTF8.self)
}

/// The tokens that mean something, as text.
private func tokens(_ result: ParseResult) -> [String] {
  let tree = result.tree
  return tree.tokens.indices.filter { !CommentTable.isDropped($0, of: tree) }.map { tree.text(tree.tokens[$0]) }
}

/// The comments in order.
private func comments(_ tree: SyntaxTree) -> [String] {
  let gaps = zip([0] + tree.tokens.map { Int($0.end) }, tree.tokens.map { Int($0.start) })
  return gaps.flatMap { gap in
    String(decoding: tree.source[gap.0..<gap.1], as: UTF8.self).split(separator: "\n").compactMap { line in
      line.firstIndex(of: "/").map { String(line[$0...]).trimmingRight }
    }
  }
}

extension String {
  fileprivate var trimmingRight: String {
    var copy = self
    while let last = copy.last, last.isWhitespace { copy.removeLast() }
    return copy
  }
}

/// The same tokens and comments with other white space: comments on lines of their own stay so.
private func respaced(_ tree: SyntaxTree, _ random: inout SeededGenerator) -> String {
  func space(_ random: inout SeededGenerator) -> String {
    let spaces = [" ", "  ", "\n", "\n\n  ", "\t", " \n ", "\r\n"]
    return spaces[Int.random(in: 0..<spaces.count, using: &random)]
  }
  var result = ""
  var end = 0
  for (index, token) in tree.tokens.enumerated() {
    let gap = String(decoding: tree.source[end..<Int(token.start)], as: UTF8.self)
    var isFirst = index > 0
    for (number, line) in gap.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { isFirst = false }
      guard let start = line.firstIndex(of: "/") else { continue }
      let comment = String(line[start...]).trimmingRight
      result += isFirst ? "   \(comment) \n" : "\(space(&random))\n \(comment)\t\n"
    }
    result += space(&random) + tree.text(token)
    end = Int(token.end)
  }
  return result
}

/// Puts comments between some of the words.
private func commented(_ words: [String], _ random: inout SeededGenerator) -> String {
  var result = ""
  for (index, word) in words.enumerated() {
    switch Int.random(in: 0..<24, using: &random) {
    case 0: result += " // trailing \(index)\n"
    case 1: result += "\n// own \(index)\n"
    case 2: result += " // trailing \(index)\n// own \(index)\n/// doc\n"
    default: result += " "
    }
    result += word
  }
  return result + (Bool.random(using: &random) ? "" : " // the end")
}

@Suite struct FormatterTests {
  /// What must hold of any correct text.
  private func check(_ text: String, _ random: inout SeededGenerator) throws -> String? {
    let source = parse(text)
    guard source.diagnostics.isEmpty else { return "not correct" }
    let once = try formatted(text)
    let again = parse(once)
    if let diagnostic = again.diagnostics.first {
      return "formatted to something wrong (\(diagnostic.message)):\n\(once)"
    }
    if tokens(source) != tokens(again) { return "other tokens:\n\(once)" }
    if comments(source.tree) != comments(again.tree) { return "other comments:\n\(once)" }
    if try formatted(once) != once { return "not idempotent:\n\(once)" }
    let other = respaced(source.tree, &random)
    if try formatted(other) != once { return "depends on white space:\n\(once)\n---\n\(try formatted(other))" }
    if once.split(separator: "\n").contains(where: { $0.last == " " }) {
      return "white space at a line's end:\n\(once)"
    }
    return nil
  }

  @Test func theExampleKeepsItsTokensAndComments() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20 { #expect(try check(designExample, &random) == nil) }
    #expect(try formatted(designExample).contains("\naccept PaidBeforeShipped"))
  }

  @Test func aPatternIsLaidOutLikeAPredicate() throws {
    #expect(
      try formatted("pattern p( a,b :Duration )=always(a implies once [0,b]a)")
        == "pattern p(a, b: Duration) = always (a implies once[0, b] a)\n")
    let long = "pattern comesWithin(answer, trigger, delay: Duration) ="
    let body = "always (trigger and not once answer implies eventually within delay answer)"
    #expect(try formatted("\(long) \(body)") == "\(long)\n  \(body)\n")
  }

  @Test func randomSentencesWithCommentsKeepTheirTokensAndComments() throws {
    var generator = SentenceGenerator(EBNF.grammar, seed: 2)
    var random = SeededGenerator(seed: 3)
    var failures: [String] = []
    for number in 0..<3_000 {
      let words = generator.sentence("File", depth: 18 + number % 16, length: number % 5 == 0 ? 150 : 40)
      let text = number % 2 == 0 ? words.joined(separator: " ") : commented(words, &random)
      if let failure = try check(text, &random) { failures.append("\(text)\n=> \(failure)") }
    }
    #expect(failures.isEmpty, "\(failures.count):\n\(failures.prefix(3).joined(separator: "\n\n"))")
  }

  @Test func aWrongSpecIsNotFormatted() {
    let result = parse("entity {")
    #expect(throws: UnreadableSpec.self) { try Formatter.format(result) }
  }

  @Test(arguments: [
    ("", ""),
    ("// only a comment", "// only a comment\n"),
    (
      "entity A{a:{x,y,},} role R{b,c;}".replacing(",}", with: "}").replacing("y}", with: "y,}").replacing(
        ";", with: ""),
      "entity A {\n  a: { x, y }\n}\n\nrole R { b, c }\n"
    ),
    ("action a()by C{}", "action a() by C {}\n"),
    ("action a()by C requires x{}", "action a() by C\n  requires x\n{}\n"),
    (
      "scenario \"s\"{a();b()\nexpect x;wait 1 h;c()}",
      "scenario \"s\" {\n  a(); b()\n  expect x\n  wait 1 h; c()\n}\n"
    ),
    ("const a=-1..".replacing("..", with: "") + " const b=5 %", "const a = -1\nconst b = 5%\n"),
    (
      "effect e(){if a{x=1;}else if b{}else{// why\ny=2\n// end\n}}",
      "effect e()\n{\n  if a {\n    x = 1\n  } else if b {} else {  // why\n    y = 2\n    // end\n  }\n}\n"
    ),
    ("entity A\n// about B\nentity B\nentity C", "entity A\n\n// about B\nentity B\n\nentity C\n"),
    ("threat T{corrupt A;outage B}", "threat T {\n  corrupt A\n  outage B\n}\n"),
    ("const a = x // one\n // two\n + y", "const a = x  // one\n  // two\n  + y\n"),
  ])
  func thisIsTheCanonicalForm(_ text: String, _ canonical: String) throws {
    #expect(try formatted(text) == canonical)
  }

  @Test func aLongExpressionBreaksBeforeItsLoosestOperators() throws {
    let long =
      "invariant Long(o: Order): o.firstAmount + o.secondAmount <= o.thirdAmount and o.fourthAmount <= o.fifthAmount "
      + "and (o.state == paid or o.state == delivered and o.total > 0)"
    #expect(
      try formatted(long) == """
        invariant Long(o: Order):
          o.firstAmount + o.secondAmount <= o.thirdAmount
            and o.fourthAmount <= o.fifthAmount
            and (o.state == paid or o.state == delivered and o.total > 0)

        """)
  }

  @Test func linesAreKeptToTheWidthWhereTheyCanBe() throws {
    var generator = SentenceGenerator(EBNF.grammar, seed: 5)
    var long = 0
    var lines = 0
    for _ in 0..<500 {
      let text = try formatted(generator.sentence("File", depth: 30, length: 150).joined(separator: " "))
      for line in text.split(separator: "\n") {
        lines += 1
        if line.count > Formatter.width { long += 1 }
      }
    }
    #expect(long * 100 < lines, "\(long) of \(lines)")
  }
}
