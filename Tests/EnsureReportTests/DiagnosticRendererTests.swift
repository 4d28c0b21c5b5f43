import EnsureReport
import EnsureSemantics
import EnsureSyntax
import Testing

@Suite struct DiagnosticRendererTests {
  private func renderer(_ compilation: Compilation, style: TextStyle = .plain, width: Int = 100)
    -> DiagnosticRenderer
  {
    let files = compilation.files.map { ReportedFile(path: $0.path, bytes: $0.bytes) }
    return DiagnosticRenderer(files: files, style: style, width: width)
  }

  /// One golden for each hundred of codes, with every code's own wrong spec.
  @Test(arguments: ["E00", "E01", "E02", "E03", "E04", "W03", "N03", "E09"]) func everyCodeReadsWell(
    _ prefix: String
  ) {
    var text = ""
    for code in DiagnosticCode.allCases where code.rawValue.hasPrefix(prefix) {
      let example = DiagnosticPage(code).wrong.compiled
      guard let compilation = example ?? SpokenExample.bytes(code).map({ SpokenExample.compile($0.wrong) })
      else {
        continue
      }
      text += renderer(compilation).text(compilation.diagnostics) + "\n"
    }
    Snapshot.check(text, "diagnostics/\(prefix)")
  }

  @Test func coloursAreOnlyAddedAround() {
    let compilation = Compiler.compile(
      text: "system S\nentity O { total: Int = 0 }\ninvariant I(o: O): o.totl == 0\n")
    let coloured = renderer(compilation, style: .coloured).text(compilation.diagnostics)
    Snapshot.check(coloured, "diagnostics/coloured")
    let plain = renderer(compilation).text(compilation.diagnostics)
    #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func severalFilesTabsAndWideTextAreShown() {
    let main = """
      system S
      import "a.ens"
      entity Order { total: Int = 0 }
      \t\tinvariant I(o: Order): o.total == 0 and /* 東京 */ true
      invariant Ünique: true
      // é e\u{301} 👩‍👩‍👧 東京: \u{202E}
      actor Order
      """
    let other = "// 漢字\nenum Order { 東, west }\n"
    let compilation = Compiler.compile(
      SourceFile(path: "s.ens", identity: "s.ens", bytes: Array(main.utf8)),
      importer: MemoryImporter(files: ["a.ens": other]))
    Snapshot.check(renderer(compilation).text(compilation.diagnostics), "diagnostics/wide")
  }

  @Test func labelsInOtherFilesHaveTheirOwnPiece() {
    let compilation = Compiler.compile(
      SourceFile(
        path: "s.ens", identity: "s.ens",
        bytes: Array(
          "system S\nimport \"a.ens\"\nentity Order\n\n\nactor Customer\ninvariant I: true\nactor Customer".utf8
        )),
      importer: MemoryImporter(files: ["a.ens": "\n\nenum Order { west }\n"]))
    Snapshot.check(renderer(compilation).text(compilation.diagnostics), "diagnostics/other-file")
  }

  @Test func longLinesAreCutAroundThePlace() {
    let long = (0..<40).map { "o.total == \($0)" }.joined(separator: " or ")
    for (position, name) in [(0, "front"), (20, "middle"), (39, "end")] {
      let condition = long.replacing("o.total == \(position) ", with: "o.totl == \(position) ")
      let wrong = position == 39 ? long.replacing("o.total == 39", with: "o.totl == 39") : condition
      let compilation = Compiler.compile(
        text: "system S\nentity O { total: Int = 0 }\ninvariant I(o: O): \(wrong)\n")
      let text = renderer(compilation, width: 60).text(compilation.diagnostics)
      Snapshot.check(text, "diagnostics/long-\(name)")
      for line in text.split(separator: "\n") where line.contains(" | ") { #expect(line.count <= 72) }
    }
  }

  @Test func aLineOfMegabytesIsQuick() {
    let text = "system S\ninvariant I: " + String(repeating: "true and ", count: 300_000) + "x\n"
    let compilation = Compiler.compile(text: text)
    #expect(renderer(compilation).text(compilation.diagnostics).utf8.count < 1000)
  }

  @Test func oneLineEachIsForEditors() {
    let compilation = Compiler.compile(
      text: "system S\nentity O { a: Foo = 0 b: Bar = 1 }\ninvariant I(o: O): true\n")
    #expect(
      renderer(compilation).lines(compilation.diagnostics) == """
        spec.ens:2:15: error[E0103]: there is no type `Foo`
        spec.ens:2:26: error[E0103]: there is no type `Bar`

        """)
  }

  @Test func aSpecCannotSpeakToTheTerminal() {
    let compilation = Compiler.compile(text: "system S\u{1B}[31m\u{202E}\ninvariant I: true\n")
    let text =
      renderer(compilation).text(compilation.diagnostics) + renderer(compilation).lines(compilation.diagnostics)
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  @Test func theSummaryCounts() {
    let range = SourceRange(file: FileID(index: 0), start: 0, end: 0)
    let error = Diagnostic(.undefinedName, "a", at: range)
    let warning = Diagnostic(.idleThreat, "b", at: range)
    #expect(DiagnosticRenderer.summary([error, warning, error]) == "2 errors, 1 warning")
    #expect(DiagnosticRenderer.summary([warning]) == "1 warning")
    #expect(DiagnosticRenderer.summary([]) == "")
  }

  @Test func placesBeyondTheFileAreSurvived() {
    let range = SourceRange(file: FileID(index: 0), start: 400, end: 500)
    let strange = Diagnostic(
      .undefinedName, "a", at: range,
      secondary: [Label(SourceRange(file: FileID(index: 7), start: 0, end: 1), "b")],
      fixIts: [FixIt("c", range, "d\ne")])
    let renderer = DiagnosticRenderer(files: [ReportedFile(path: "p", bytes: Array("x\n".utf8))])
    #expect(renderer.text([strange]).contains("p:2:1"))
    #expect(DiagnosticRenderer(files: []).text([strange]).contains("unknown file"))
  }

  @Test func jsonHasEveryPart() {
    let compilation = Compiler.compile(
      text: "system S\n// \"é\"\nentity O { total: Int = 0 total: Int = 1 }\ninvariant I(o: O): o.totl == 0\n")
    Snapshot.check(renderer(compilation).json(compilation.diagnostics).text + "\n", "diagnostics/json")
  }

  @Test func jsonEscapesWhatItMust() {
    let value = JSON.object([
      ("a\"b", .string("\\ \n\t\r\u{0}\u{1F}\u{7F}\u{2028} é 👩")),
      ("n", .array([.integer(-1), .boolean(true), .null])),
      ("empty", .array([])), ("nested", .array([.object([]), .object([("x", .integer(1))])])),
    ])
    Snapshot.check(value.text + "\n", "json/escapes")
  }
}
