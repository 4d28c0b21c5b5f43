import Testing

@testable import EnsureSyntax

/// A wrong text in which `«E0006»` stands before each place where that diagnostic begins, and nowhere else.
struct WrongText: Sendable, CustomTestStringConvertible {
  let marked: String
  init(_ marked: String) { self.marked = marked }
  var testDescription: String { marked }

  /// The text without its markers, and the marked places.
  var parts: (text: String, places: [String]) {
    var text = ""
    var places: [String] = []
    var rest = Substring(marked)
    while let open = rest.firstIndex(of: "«"), let close = rest.firstIndex(of: "»") {
      text += rest[..<open]
      places.append("\(rest[rest.index(after: open)..<close])@\(text.utf8.count)")
      rest = rest[rest.index(after: close)...]
    }
    return (text + rest, places)
  }
}

@Suite struct RecoveryTests {
  static let declarations: [WrongText] = [
    // Fields and types
    .init("entity Order { total «E0006»Money }"),
    .init("entity Order {\n  total«E0006»\n  other: Money\n}"),
    .init("entity Order {\n  total: «E0006»= 3\n  other: Money\n}"),
    .init("entity Order «E0006»total: Money }"),
    .init("entity Order {\n  total: Money«E0006»\n\nentity Other { b: Money }"),
    .init("entity Order {\n  total: Money«E0006»,\n  other: Money,\n}"),
    .init("entity Order { «E0008»count: Money }"),
    .init("entity Order { «E0008»given: Bool }\ninvariant I(o: Order): o.given or not o.given"),
    .init("entity Order { a: { «E0008»new, old } }"),
    .init("entity Order { a: { x «E0006»y, z } }"),
    .init("entity «E0006»{ a: Money }"),
    .init("entity«E0006»\n\nentity Other { a: Money }"),
    .init("entity «E0008»action { a: Money }"),
    .init("entity Order { a: 0.«E0006»5 }".replacing("0.«E0006»5", with: "0 «E0006». 5")),
    .init("entity Order { a: set «E0006»Order  b: Money }"),
    .init("entity Order { a: Money<EUR«E0006»  b: Money }".replacing("EUR«E0006»  b", with: "EUR  «E0006»b")),
    .init("«E0006»}\nentity Order"),
    .init("entity Order\n«E0006»foo bar\nentity Other"),
    .init("entity Order }".replacing(" }", with: " «E0006»}")),
    .init("role A b role C".replacing(" b", with: " «E0006»b")),
    .init("entity A\n«E0006»import \"x\"\nentity B"),
    .init("entity A\n«E0006»system B\nentity B"),
    .init("enum E {«E0006» }".replacing("{«E0006» }", with: "{ «E0006»}")),
    .init("currency EUR decimals«E0006»\ncurrency USD"),
    // Actions
    .init("action a(o: Order) «E0006»{ o.x = 1 }"),
    .init("action a(o «E0006»Order) by C { o.x = 1 }"),
    .init("action a(o: Order p«E0006»: Order) by C {}".replacing("p«E0006»", with: "«E0006»p")),
    .init("action a(o: Order by C { o.x = 1 }".replacing(" by", with: " «E0006»by")),
    .init("action a«E0006» by C { o.x = 1 }".replacing("«E0006» by", with: " «E0006»by")),
    .init("action «E0008»count(o: Order) by C { o.x = 1 }"),
    .init("action a() by C\n  requires x == 1\n«E0006»  o.y = 2 }".replacing("1\n«E0006»", with: "1«E0006»\n")),
    .init("action a() by C { o.x = 1\n\naction b() by C { o.y = 2 }".replacing("1\n\n", with: "1«E0006»\n\n")),
    .init("action a() by C { o.x = «E0006»}"),
    .init("action a() by C {\n  o.x =«E0006»\n  o.y = 3\n}"),
    .init("action a() by C {\n  o.x«E0006»\n  o.y = 3\n}"),
    .init("action a() by C {\n  o.x «E0011»== 3\n  o.y = 3\n}"),
    .init("action a() by C {\n  o.x = 3 «E0006»4 5\n  o.y = 3\n}"),
    .init("action a() by C {\n  o.x «E0011»:= 3\n}"),
    .init("action a() by C {\n  o.x = 3;«E0006»;\n}"),
    .init("action a() by C {\n  «E0006»+ 3\n  o.y = «E0006»* 4\n}"),
    .init("action a() by C {\n  let «E0008»new = 3\n  o.y = 4\n}"),
    .init("action a() by C {\n  new x «E0006»Order\n  o.y = 4\n}"),
    .init("action a() by C {\n  if a «E0006»then { o.y = 4 }\n}"),
    .init(
      "action a() by C {\n  if a { o.y = 4 } else «E0006»o.y = 3\n}".replacing("o.y = 3\n", with: "o.y = 3 }\n")
    ),
    .init("action a() by C\n  requires (a and b«E0006»\n{ o.x = 1 }"),
    .init("action a() by C\n  requires a and«E0006»\n  honest b\n{ o.x = 1 }"),
    .init("action a() by C\n  requires a b«E0006»\n{ o.x = 1 }".replacing("a b«E0006»", with: "a «E0006»b c")),
    .init("action a() by C\n  requires«E0006»\n{ o.x = 1 }"),
    .init("action a() by C\n  requires f(a «E0006»b, c)\n{ o.x = 1 }"),
    .init("action a() by C\n  requires f(a, «E0006»)\n{ o.x = 1 }"),
    .init("action a() by C\n  requires a «E0011»= b\n{ o.x = 1 }"),
    .init("action a() by C\n  requires o.«E0008»count > 1\n{ o.x = 1 }"),
    .init("action a() by C\n  requires «E0008»count > 1\n{ o.x = 1 }"),
    .init("action a() by C\n  requires «E0011»null == a\n{ o.x = 1 }"),
    .init("action a() by C\n  requires a == «E0006»not b\n{ o.x = 1 }"),
    .init(
      "action a() by C\n  requires x == «E0006»\n{ o.x = 1 }".replacing("== «E0006»\n", with: "==«E0006»\n")),
    .init("action a() by «E0006»{ o.x = 1 }"),
    .init("optional «E0006»a() by C {}"),
    // Properties
    .init(
      "invariant A(o: Order) «E0006»o.a <= o.b\ninvariant B: «E0006»"
        .replacing("B: «E0006»", with: "B:«E0006»")),
    .init("property P:\n  always (a «E0011»-> b)"),
    .init("property P:\n  always (a «E0011»=> b)\nentity A"),
    .init("property P: a assuming strongly «E0006»Courier"),
    .init("property P: eventually within 5 «E0006»== 3"),
    .init("predicate p(o: Order) «E0006»: o.a"),
    .init("function f(o: Order) «E0011»-> Money = 3"),
    .init("function f(o: Order) «E0006»= 3"),
    .init("const a = sum(«E0006»Order) 3".replacing("sum(«E0006»Order)", with: "sum(Order«E0006»)")),
  ]

  static let others: [WrongText] = [
    // Other languages
    .init("const a = b «E0011»&& c «E0011»|| «E0011»!d"),
    .init("const a = b «E0011»/ c «E0011»% d"),
    .init("const a = b «E0011»=== c"),
    .init("const a = b «E0009»< c < d".replacing("b «E0009»< c <", with: "b < c «E0009»<")),
    .init("const a = b < c «E0009»<= d < e and f"),
    .init("const a = «E0011»/* x */ b"),
    .init("const a = «E0011»nil"),
    .init("const a = 5 «E0011»% 3"),
    // Characters and literals
    .init("const a = b «E0003»@ c"),
    .init("const a = b «E0003»@@##$$ c\nconst d = 3"),
    .init("const a = «E0003»größe + 1"),
    .init("const «E0003»а = 1"),
    .init("const a = «E0004»\"abc\nconst b = 1"),
    .init("const a = \"ab«E0004»\\qc\"\nconst b = 1"),
    .init("const a = «E0005»1__0 + «E0005»1_ + «E0005»1. + «E0005»12abc + «E0005»14days"),
    .init("const a = b «E0003»≤ c"),
    .init("const «E0005»2fa = 3"),
    // Policies, threats, scenarios, decisions
    .init("policy P {\n  permit A b\n  «E0006»allow C d\n  forbid any *\n}"),
    .init("policy P {\n  permit A b«E0006»\n\nentity X"),
    .init("policy P «E0006»permit A b\n}"),
    .init("threat T { «E0006»break A }\nthreat U { corrupt B }"),
    .init("threat T { attacker «E0006»can a }"),
    .init(
      "threat T { attacker may a without «E0006»guards }".replacing("«E0006»guards", with: "«E0006»guards")),
    .init("threat T = A«E0006»\nthreat U = A + B"),
    .init("scenario «E0006»{ a() }"),
    .init("scenario \"x\" { a(); «E0006»5; b() }"),
    .init("scenario \"x\" { a«E0006»; b() }"),
    .init("scenario \"x\" {\n  then a() is «E0006»possible\n  expect b\n}"),
    .init("scenario \"x\" {\n  a()«E0006»\n\nentity X { a: Money }"),
    .init("accept A under T«E0006»\nentity X"),
    .init("accept «E0006»under T because \"x\""),
    .init("expect A «E0006»under T"),
    .init("observe \"x\" «E0006»f(a: b) claimed"),
    .init("observe \"x\" as f(a: b)«E0006»\nentity X"),
    // Messages and secrets
    .init("message Hook { order: Order }\nentity A\nchannel hooks: Hook exactly«E0006»\nentity B"),
    .init("channel hooks: Hook ordered by«E0006»\nentity A"),
    .init("«E0006»secret actor Pin { a: Money }\nentity A"),
    .init("action a() by C {\n  send h: Hook on hooks «E0006»a = 1\n  o.x = 1\n}"),
    .init("action a() by C {\n  send h: Hook «E0006»{ a = 1 }\n  o.x = 1\n}"),
    .init("action a() by C {\n  send h: Hook on hooks { a = 1; «E0006»5 }\n  o.x = 1\n}"),
    .init("action a() by C\n  receive h «E0006»from hooks\n  requires a\n{ o.x = 1 }"),
    .init(
      "threat T {\n  forge Hook\n  tamper Hook«E0006»\n  corrupt A\n  guess Pin at most «E0006»per Locker\n}"
    ),
    .init("threat T {\n  guess Pin at most 3«E0006»\n}\nentity A"),
    // Bulk effects
    .init("action a() by C {\n  for each «E0006»{ l.x = 1 }\n  o.y = 1\n}"),
    .init("action a() by C {\n  for each l «E0006»Line { l.x = 1 }\n  o.y = 1\n}"),
    .init("action a() by C {\n  for each l: Line where «E0006»{ l.x = 1 }\n  o.y = 1\n}"),
    .init("action a() by C {\n  o.y =«E0006»\n  for each l: Line { l.x = 1 }\n}"),
    // Patterns
    .init("pattern p(a, b) «E0006»always a\nentity A"),
    .init("pattern p(a b«E0006»\nentity A".replacing("a b«E0006»", with: "a «E0006»b) = a")),
    .init("pattern p«E0006»\nentity A"),
    .init("pattern p(a: «E0006») = a\nentity A"),
    .init("pattern p(a) «E0006»: always a\nentity A"),
    .init("property P: a implies eventually within «E0006»(b)\nentity A"),
    .init("property P: once[0, «E0006»] a\nentity A"),
    // Words of operators
    .init("property P: always (a implies «E0006»eventualy b)\nentity A"),
    .init("property P: always (a «E0006»impliess b)\nentity A"),
    .init("property P: «E0006»alway a implies b\nentity A"),
    .init("property P: a «E0006»untill b\nentity A"),
    .init("predicate p() = 5 < 4 «E0006»andd 3 < 4\nentity A"),
    .init("action a() by C requires a «E0006»annd b { o.x = 1 }\nentity A"),
    .init("predicate p() = (a b«E0006»)".replacing("b«E0006»", with: "«E0006»b")),
    .init("predicate p() = (a «E0006»o b)"),
    // The next release
    .init(
      "entity A {\n  door: sensor { open, closed }\n  at: place of Depot | Courier\n  b: Money<any>\n}"
    ),
    .init("entity A {\n  at: Depot «E0006»| Courier\n  b: Money\n}"),
    .init("«E0006»respond P { hold(o) }\nentity A"),
  ]

  @Test func aMisspeltOperatorIsNamed() {
    func first(_ text: String) -> (String, [String]) {
      let diagnostic = parse(text).diagnostics.first
      return (diagnostic?.message ?? "", diagnostic?.fixIts.map(\.replacement) ?? [])
    }
    #expect(
      first("property P: always (a implies eventualy b)")
        == ("`eventualy` is no operator; did you mean `eventually`?", ["eventually"]))
    #expect(first("property P: a implise b").1 == ["implies"])
    #expect(first("property P: Alwyas a").1 == ["always"])
    // What is no word of an operator, or stands elsewhere, is not taken for one.
    #expect(first("property P: always (a something b)").1 == [])
    #expect(first("entity annd b").1 == [])
  }

  /// Words and marks of other tools are named with ours, and what stands behind them is read.
  @Test(arguments: [
    ("property P: always sometime a", "eventually", 1), ("property P: G a", "always", 1),
    ("property P: a U b", "until", 1),
    ("property P: never a", "always not", 1), ("property P: [] a", "always", 1),
    ("property P: [] <> a", "always", 2),
    ("property P: always (a implies <>(b))", "eventually ", 1), ("property P: a implies [ ] b", "", 1),
  ])
  func wordsOfOtherToolsAreNamed(_ text: String, _ word: String, _ count: Int) {
    let diagnostics = parse(text).diagnostics
    #expect(diagnostics.count == count, "\(diagnostics)")
    #expect(diagnostics.first?.fixIts.map(\.replacement) == (word.isEmpty ? [] : [word]))
  }

  @Test func aGuardAmongStatementsIsToldWhereItStands() {
    for word in ["require", "assert", "requires"] {
      let diagnostics = parse("action go(o: O) by R {\n  \(word) o.a == 1\n  o.a = 2\n}").diagnostics
      #expect(diagnostics.count == 1)
      #expect(diagnostics.first?.notes.first?.contains("`action a(...) by R requires ... { ... }`") == true)
    }
    // Whoever sets something of that name has forgotten the `=`.
    #expect(parse("action go(o: O) by R {\n  check.a 1\n}").diagnostics.first?.notes == [])
  }

  @Test(arguments: declarations + others)
  func oneMistakeGivesOneMessageAtItsPlace(_ wrong: WrongText) {
    let (text, places) = wrong.parts
    let result = parse(text)
    let found = result.diagnostics.map { "\($0.code.rawValue)@\($0.primary.range.start)" }
    #expect(found == places, "\(result.diagnostics.map(\.message))\n\(text)")
    checkLossless(result.tree)
  }
}

/// Every byte is in a token or between two, missing tokens have no text, and the nodes nest.
func checkLossless(_ tree: SyntaxTree) {
  var end: Int32 = 0
  for token in tree.tokens {
    #expect(token.start >= end)
    #expect(token.end >= token.start)
    #expect(!token.isMissing || token.end == token.start)
    end = token.end
  }
  #expect(tree.tokens.last?.kind == .endOfFile)
  #expect(Int(end) == tree.source.count)
  #expect(tree.root.kind == .file)
  for (index, record) in tree.records.enumerated() {
    #expect(record.firstToken <= record.endToken && Int(record.endToken) <= tree.tokens.count)
    #expect(Int(record.firstDescendant) <= index)
    var at = index - 1
    var bound = record.endToken
    while at >= Int(record.firstDescendant) {
      let child = tree.records[at]
      #expect(child.firstToken >= record.firstToken && child.endToken <= bound)
      bound = child.firstToken
      at = Int(child.firstDescendant) - 1
    }
    #expect(at == Int(record.firstDescendant) - 1)
  }
}
