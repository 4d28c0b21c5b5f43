import EnsureSemantics
import Testing

/// What `Docs/patterns.md` says of a pattern: its declaration, and runs that it allows or forbids.
struct PatternDrawings: Sendable, CustomTestStringConvertible {
  static let page = "Docs/patterns.md"

  let declaration: String
  let drawings: [(isAllowed: Bool, marks: String)]
  var testDescription: String { String(declaration.prefix { $0 != "(" }) }

  /// The blocks of text on the page.
  static let blocks: [[Substring]] = {
    let lines = Repository.text(page).split(separator: "\n", omittingEmptySubsequences: false)
    var blocks: [[Substring]] = []
    var open: [Substring]?
    for line in lines {
      if line == "```text" {
        open = []
      } else if line == "```" {
        if let block = open { blocks.append(block) }
        open = nil
      } else {
        open?.append(line)
      }
    }
    return blocks
  }()

  static let all = blocks.compactMap { block -> PatternDrawings? in
    guard block.first?.hasPrefix("pattern ") == true else { return nil }
    let head = block.prefix { !$0.isEmpty }
    return PatternDrawings(
      declaration: LibraryPattern.onOneLine(head.joined(separator: "\n")),
      drawings: block[head.endIndex...].filter { !$0.isEmpty }.map { line in
        let word = line.prefix { $0 != " " }
        return (word == "allowed", line.dropFirst(word.count).trimmingPrefix { $0 == " " }.description)
      })
  }

  /// The properties that the page shows as examples of the shop.
  static let examples = blocks.filter { $0.first?.hasPrefix("property ") == true }.map {
    $0.joined(separator: "\n")
  }
}

@Suite struct PatternDrawingTests {
  private static let marks: [String: Character] = [
    "event": "x", "condition": "x", "first": "1", "second": "2", "trigger": "?", "answer": "!", "start": "[",
    "end": "]",
  ]

  @Test func everyPatternIsDrawnOnceAndAsItIs() {
    let drawn = PatternDrawings.all.map(\.declaration).sorted()
    #expect(drawn == LibraryPattern.all.map(\.declaration).sorted())
  }

  @Test(arguments: PatternDrawings.all)
  func aDrawingIsWhatTheFormulaSays(_ drawings: PatternDrawings) throws {
    let pattern = try #require(LibraryPattern.all.first { $0.declaration == drawings.declaration })
    #expect(Set(drawings.drawings.map(\.isAllowed)) == [true, false], "one of each kind at least")
    let known = Set(pattern.parameters.compactMap { Self.marks[$0] })
    for (isAllowed, marks) in drawings.drawings {
      let positions = marks.split(separator: " ")
      for mark in positions.joined() { #expect(mark == "." || known.contains(mark), "\(mark) in \(marks)") }
      let run = PatternRun(
        positions: positions.map { moment in
          Set(
            pattern.parameters.indices.filter { parameter in
              Self.marks[pattern.parameters[parameter]].map { moment.contains($0) } ?? false
            })
        }, loop: 1)
      #expect(pattern.allows(run) == isAllowed, "\(marks)")
    }
  }

  @Test func everyPatternHasAnExample() {
    for pattern in LibraryPattern.all {
      #expect(PatternDrawings.examples.contains { $0.contains(" \(pattern.name)(") }, "\(pattern.name)")
    }
  }

  @Test(arguments: PatternDrawings.examples)
  func anExampleIsAPropertyOfTheShop(_ example: String) throws {
    let page = Repository.text(PatternDrawings.page)
    let shop = try #require(
      page.split(separator: "```ensure\n").dropFirst().first?.split(separator: "```").first)
    let compilation = Compiler.compile(text: shop + Repository.text(LibraryPattern.path) + "\n" + example)
    #expect(compilation.diagnostics.map(\.message) == [], "\(example)")
  }

  @Test func whatIsQuotedFromASystemStandsThere() throws {
    var count = 0
    for match in Repository.text(PatternDrawings.page).matches(of: /In \[[^\]]+\]\(\.\.\/([^)]+)\): `([^`]+)`/)
    {
      count += 1
      let system = LibraryPattern.onOneLine(Repository.text(String(match.1)))
      #expect(system.contains(LibraryPattern.onOneLine(match.2)), "\(match.2)")
    }
    #expect(count > 3)
  }
}
