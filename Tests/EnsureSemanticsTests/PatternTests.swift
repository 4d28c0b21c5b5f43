import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

@Suite struct PatternTests {
  private static let library = """
    pattern responds(answer, trigger) = always (trigger implies eventually answer)
    pattern respondsWithin(answer, trigger, delay: Duration) =
      always (trigger implies eventually within delay answer)
    pattern precedesWithin(first, second, delay: Duration) = always (second implies once[0, delay] first)
    pattern soon(event, delay: Duration) = eventually within delay event
    pattern both(a, b) = responds(a, b) and responds(b, a)
    pattern never(event) = always not event
    pattern same(a, b) = always (a iff b)
    pattern twice(a) = a and a
    pattern dearer(o: Order, limit: Money, event) = always (event implies o.total > limit)
    pattern capturedOf(o: Order) = once capture(o)
    predicate isPaid(o: Order) = o.payment == captured
    const Hold = 10 min

    """

  private func property(_ declarations: String) throws -> (Property, TermBank) {
    let compilation = Compiler.compile(text: Compiling.shop + Self.library + declarations)
    #expect(compilation.diagnostics.map(\.message) == [], "\(declarations)")
    let system = try #require(compilation.system)
    return (try #require(system.properties.last), system.bank)
  }

  @Test(arguments: [
    (
      "(o: Order): responds(isPaid(o), authorize(o)) assuming fair Gateway",
      "(o: Order): always (authorize(o) implies eventually isPaid(o)) assuming fair Gateway"
    ),
    (
      "(o: Order): not responds(o.items == 1, place(o, _)) or never(place(o, ..))",
      "(o: Order): not always (place(o, _) implies eventually o.items == 1) or always not place(o, ..)"
    ),
    (
      "(o: Order): respondsWithin(capture(o), authorize(o), 5 min)",
      "(o: Order): always (authorize(o) implies eventually within 5 min capture(o))"
    ),
    (
      "(o: Order): respondsWithin(capture(o), authorize(o), Hold)",
      "(o: Order): always (authorize(o) implies eventually within 10 min capture(o))"
    ),
    (
      "(o: Order): always (authorize(o) implies soon(capture(o), 5 min))",
      "(o: Order): always (authorize(o) implies eventually within 5 min capture(o))"
    ),
    (
      "(o: Order): precedesWithin(genuine authorize(o), any capture(o), 2 days)",
      "(o: Order): always (any capture(o) implies once[0, 2 days] genuine authorize(o))"
    ),
    (
      "(o: Order): both(capture(o), authorize(o))",
      "(o: Order): always (authorize(o) implies eventually capture(o)) and always (capture(o) implies eventually authorize(o))"
    ),
    (
      "(o: Order): responds(never(capture(o)), once authorize(o))",
      "(o: Order): always (once authorize(o) implies eventually always not capture(o))"
    ),
    (
      "(o: Order): always twice(o.total >= 0)",
      "(o: Order): always (o.total >= 0 and o.total >= 0)"
    ),
    (
      "(o: Order): dearer(o, 5 EUR, capture(o))",
      "(o: Order): always (capture(o) implies o.total > 5 EUR)"
    ),
    (
      "(o: Order): always (isPaid(o) implies capturedOf(o)) assuming never(authorize(o))",
      "(o: Order): always (isPaid(o) implies once capture(o)) assuming always not authorize(o)"
    ),
    (
      "(o: Order): always (authorize(o) implies eventually within Hold capture(o))",
      "(o: Order): always (authorize(o) implies eventually within 10 min capture(o))"
    ),
  ])
  func aUseMeansWhatItWouldMeanWrittenOut(_ used: String, _ written: String) throws {
    let (one, bank) = try property("property P" + used)
    let (other, otherBank) = try property("property P" + written)
    #expect("\(one.kind)" == "\(other.kind)")
    #expect("\(one.variables)" == "\(other.variables)")
    #expect(Self.terms(bank) == Self.terms(otherBank))
  }

  /// All that a bank holds, in order (but for the one dictionary in it, which has none).
  private static func terms(_ bank: TermBank) -> String {
    "\(bank)".replacing(/integerPositions: \[[^\]]*\]/, with: "")
  }

  @Test func aPlaceOfTheFormulaIsTheUse() throws {
    let text = Compiling.shop + Self.library + "property P(o: Order): responds(isPaid(o), authorize(o))"
    let system = try #require(Compiler.compile(text: text).system)
    let body = try #require(system.properties.last?.body)
    #expect(
      String(decoding: Array(text.utf8)[body.start..<body.end], as: UTF8.self)
        == "responds(isPaid(o), authorize(o))")
  }

  @Test(arguments: [
    // Names, numbers, places.
    ("property P(o: Order): respond(isPaid(o), capture(o))", ["E0101 1:23"]),
    ("property P(o: Order): responds(isPaid(o))", ["E0202 1:31"]),
    ("property P(o: Order): responds", ["E0119 1:23"]),
    ("property P(o: Order): responds(isPayed(o), capture(o))", ["E0101 1:32"]),
    ("property P(o: Order): responds(_, capture(o))", ["E0213 1:32"]),
    ("pattern responds(a) = a", ["E0102 1:9"]),
    ("pattern p(a, a) = a", ["E0102 1:14"]),
    ("pattern p(a: Ordr) = a", ["E0103 1:14"]),
    // Where formulas are not allowed.
    ("invariant P(o: Order): responds(isPaid(o), isPaid(o))", ["E0214 1:24"]),
    ("predicate p(o: Order) = never(isPaid(o))", ["E0214 1:25"]),
    ("action a(o: Order) by Gateway requires never(isPaid(o)) { o.items = 1 }", ["E0214 1:40"]),
    // What stands for a parameter.
    ("property P(o: Order): responds(5 min, capture(o))", ["E0201 1:32"]),
    ("property P(o: Order): responds(o, capture(o))", ["E0201 1:32"]),
    ("property P(o: Order): respondsWithin(isPaid(o), capture(o), capture(o))", ["E0201 1:61"]),
    ("property P(o: Order): respondsWithin(isPaid(o), capture(o), isPaid(o))", ["E0201 1:61"]),
    ("property P(o: Order): respondsWithin(isPaid(o), capture(o), 5)", ["E0204 1:61"]),
    ("property P(o: Order): respondsWithin(isPaid(o), capture(o), now - o.placed)", ["E0212 1:61"]),
    ("property P(o: Order, d: Duration): respondsWithin(isPaid(o), capture(o), d)", ["E0212 1:74"]),
    (
      "property P(o: Order, d: Duration): always (capture(o) implies eventually within d isPaid(o))",
      ["E0212 1:81"]
    ),
    (
      "const Back: Duration = -5 min\nproperty P(o: Order): respondsWithin(isPaid(o), capture(o), Back)",
      ["E0206 2:61"]
    ),
    ("property P(o: Order): always (capture(o) implies once[0, Later] isPaid(o))", ["E0101 1:58"]),
    ("property P(o: Order): always (capture(o) implies once[0, isPaid] isPaid(o))", ["E0212 1:58"]),
    (
      "pattern p(d: Duration, a) = respondsWithin(a, a, d)\nproperty P(o: Order): p(now - o.placed, capture(o))",
      ["E0212 2:25"]
    ),
    ("pattern p(o: Order) = once capture(o)\nproperty P(a: Order): always p(a.owner)", ["E0201 2:32"]),
    // Bodies.
    ("pattern p(a) = a + 1", ["E0201 1:16"]),
    ("pattern p(a) = b", ["E0101 1:16"]),
    ("pattern p(a) = a(1)", ["E0101 1:16"]),
    ("pattern p(a: Int) = once capture(_)  and a == 1\nproperty P(): p(1)", []),
    ("pattern p(d: Duration) = once[1 min, d] capture(_)", ["E0311 1:26"]),
    ("pattern p(o: Order) = capture(o) iff authorize(o)", ["E0309 1:23", "E0309 1:38"]),
    // Cycles.
    ("pattern p(a) = p(a)", ["E0123 1:16"]),
    ("pattern p(a) = q(a)\npattern q(a) = not p(a)\nproperty P(o: Order): q(capture(o))", ["E0123 2:20"]),
    ("pattern p(a) = never(p(a))", ["E0123 1:22"]),
  ])
  func mistakesAreSaidWhereTheyAre(_ text: String, _ expected: [String]) {
    let found = Compiling.added(Self.library + text).map { Self.shifted($0) }
    #expect(found == expected, "\(text)")
  }

  /// A place counted from behind the library.
  private static func shifted(_ place: String) -> String {
    let lines = library.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    let parts = place.split { $0 == " " || $0 == ":" }
    return "\(parts[0]) \((Int(parts[1]) ?? 0) - lines):\(parts[2])"
  }

  /// The first diagnostic, with the texts at its places.
  private func first(_ declarations: String) throws -> (Diagnostic, [String]) {
    let text = Compiling.shop + Self.library + declarations
    let diagnostic = try #require(Compiler.compile(text: text).diagnostics.first)
    let places = ([diagnostic.primary] + diagnostic.secondary).map { label in
      String(decoding: Array(text.utf8)[Int(label.range.start)..<Int(label.range.end)], as: UTF8.self)
    }
    return (diagnostic, places)
  }

  @Test func polarityIsJudgedAtEachOccurrence() throws {
    // Marked, it is clear; in a pattern that promises it only, it is clear too.
    #expect(Compiling.added(Self.library + "property P(o: Order): same(any capture(o), isPaid(o))") == [])
    let (diagnostic, places) = try first("property P(o: Order): same(capture(o), isPaid(o))")
    #expect(diagnostic.code == .unclearAtom)
    #expect(places == ["capture(o)", "same"])
  }

  @Test func aMistakeOfTheBodyIsSaidThereWithTheUse() throws {
    let (diagnostic, places) = try first("property P(o: Order): capturedOf(o) iff isPaid(o)")
    #expect(diagnostic.code == .unclearAtom)
    #expect(places.first == "capture(o)" || places.first == "capturedOf(o)")
    let (inner, labels) = try first("property P(o: Order): (not capturedOf(o)) iff isPaid(o)")
    #expect(inner.code == .unclearAtom)
    #expect(labels == ["capture(o)", "capturedOf(o)"])
  }

  @Test func aMistakeOfTheArgumentIsSaidThereWithThePattern() throws {
    let (diagnostic, places) = try first("property P(o: Order): never(eventually within 5 min capture(o))")
    #expect(diagnostic.code == .metricShape)
    #expect(places == ["eventually within 5 min capture(o)", "never"])
    let (rigid, labels) = try first(
      "entity Box { order: Order }\nproperty P(b: Box): always capturedOf(b.order)")
    #expect(rigid.code == .notRigid)
    #expect(labels.first == "b.order" || labels.first == "capturedOf(b.order)", "\(labels)")
  }

  @Test func aParameterForAFormulaIsNoCondition() throws {
    for body in ["count(o: Order where a) == 0", "all(o: Order) a", "a == true"] {
      let (diagnostic, places) = try first("pattern p(a) = \(body)")
      #expect(places.first == "a" || places.first == "a == true")
      #expect(diagnostic.notes.contains { $0.contains("`a: Bool`") }, "\(diagnostic)")
    }
    #expect(Compiling.added("pattern p(a: Bool) = a == true\nproperty P(o: Order): p(o.items > 1)") == [])
  }

  @Test func nobodyHasToUseAPattern() {
    #expect(Compiling.added(Self.library + "pattern unused(a, d: Duration) = once[0, d] a") == [])
  }

  @Test func aPatternsParametersHideNothing() {
    // `o` of the pattern and `o` of the property are different, and what is passed means what it means outside.
    let text = "pattern p(o, x: Order) = always (o implies x.total > 0)\nproperty P(o: Order): p(capture(o), o)"
    #expect(Compiling.added(Self.library + text) == [])
  }

  @Test func wholeSystemStepsInPatternsAreWarnedOfWhereTheyAreUsed() throws {
    let (diagnostic, places) = try first(
      "pattern p(a) = always (a implies next a)\nproperty P(o: Order): p(capture(o))")
    #expect(diagnostic.code == .stepOfWholeSystem)
    #expect(places == ["next a", "p(capture(o))"])
    #expect(Compiling.added("pattern p(a) = always (a implies next a)\nproperty P(): p(capture(_))") == [])
  }
}

@Suite struct PatternGrowth {
  @Test func aChainThatDoublesIsRefused() {
    var text = "pattern p0(a) = once a\n"
    for n in 1...64 { text += "pattern p\(n)(a) = p\(n - 1)(a) and p\(n - 1)(a)\n" }
    let found = Compiling.added(text + "property P(o: Order): p64(capture(o))")
    #expect(found.allSatisfy { $0.hasPrefix("E0312") } && found.count == 1, "\(found)")
  }

  @Test func anArgumentThatDoublesIsRefused() {
    var use = "capture(o)"
    for _ in 1...40 { use = "twice(\(use))" }
    let found = Compiling.added("pattern twice(a) = a and a\nproperty P(o: Order): \(use)")
    #expect(found.allSatisfy { $0.hasPrefix("E0312") } && found.count == 1, "\(found)")
  }

  @Test func allUsesTogetherAreBounded() {
    var text = "pattern p0(a) = once a\n"
    for n in 1...14 { text += "pattern p\(n)(a) = p\(n - 1)(a) and p\(n - 1)(a)\n" }
    for n in 1...100 { text += "property P\(n)(o: Order): p14(capture(o))\n" }
    let found = Compiling.added(text)
    #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("E0312") }, "\(found)")
  }

  @Test func argumentsThatAreDroppedAreBoundedToo() {
    let large = Array(repeating: "capture(_)", count: 300).joined(separator: " and ")
    var text = "pattern drop(a) = always 1 == 1\npattern p0(a) = a and drop(\(large))\n"
    for n in 1...64 { text += "pattern p\(n)(a) = drop(p\(n - 1)(a)) and drop(p\(n - 1)(a))\n" }
    let found = Compiling.added(text + "property P(o: Order): p64(capture(o))")
    #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("E0312") }, "\(found)")
  }

  @Test func mistakesInManyPlacesOfAPatternAreBounded() {
    let body = Array(repeating: "capture(o)", count: 400).joined(separator: " and ")
    var text = "pattern p0(o: Order) = \(body)\n"
    for n in 1...5 { text += "pattern p\(n)(o: Order) = p\(n - 1)(o)\n" }
    for n in 1...5 { text += "property P\(n)(o: Order): p5(o) iff o.items == 1\n" }
    let found = Compiling.added(text)
    #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("E0309") }, "\(found.prefix(3))")
  }

  @Test func aLongChainIsRefused() {
    var text = "pattern p0(a) = a\n"
    for n in 1...10_000 { text += "pattern p\(n)(a) = not p\(n - 1)(a)\n" }
    let reversed = text.split(separator: "\n").reversed().joined(separator: "\n") + "\n"
    for text in [text, reversed] {
      let found = Compiling.added(text + "property P(o: Order): p9999(capture(o))")
      #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("E0312") }, "\(found.prefix(3))")
    }
  }

  @Test func deepBodiesInARowAreRefused() {
    let open = String(repeating: "not (", count: 90)
    let close = String(repeating: ")", count: 90)
    var text = "pattern p0(a) = a\n"
    for n in 1...100 { text += "pattern p\(n)(a) = \(open)p\(n - 1)(a)\(close)\n" }
    let found = Compiling.added(text + "property P(o: Order): p100(capture(o))")
    #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("E0312") }, "\(found)")
  }

  /// Whoever uses a pattern of the library without importing it is told where it is; the list of names is the library's.
  @Test func aPatternThatIsNotImportedIsPointedTo() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Specs/\(LibraryPatterns.file)")
    let text = try String(contentsOf: path, encoding: .utf8)
    let declared = text.matches(of: /(?m)^pattern (\w+)\(/).map { String($0.1) }
    #expect(Set(declared) == LibraryPatterns.names && declared.count == LibraryPatterns.names.count)
    let compilation = Compiler.compile(
      text: Compiling.shop + "property P(o: Order): precedes(authorize(o), capture(o))\n")
    let notes = compilation.diagnostics.flatMap(\.notes)
    #expect(notes.contains { $0.contains("`precedes`") && $0.contains(LibraryPatterns.file) }, "\(notes)")
    let other = Compiler.compile(
      text: Compiling.shop + "property P(o: Order): precede(authorize(o), capture(o))\n")
    #expect(other.diagnostics.flatMap(\.notes) == [])
  }
}
