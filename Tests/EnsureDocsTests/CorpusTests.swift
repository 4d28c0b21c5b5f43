import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

/// A diagnostic as the head of a spec in `Corpus/bad` announces it.
struct Announced: Hashable, Comparable, CustomStringConvertible {
  let code: String
  let line: Int
  let column: Int
  /// The imported file that it is in; empty for the spec itself.
  let file: String

  var description: String { "\(code) at \(line):\(column)" + (file.isEmpty ? "" : " in \(file)") }

  static func < (left: Announced, right: Announced) -> Bool {
    (left.file, left.line, left.column, left.code) < (right.file, right.line, right.column, right.code)
  }

  /// What the lines `// code: E0203 at 7:12` of a spec say.
  static func all(in text: String) -> [Announced] {
    text.matches(of: /\/\/ code: ([A-Z]\d{4}) at (\d+):(\d+)(?: in (\S+))?/).map { match in
      Announced(
        code: String(match.1), line: Int(match.2) ?? 0, column: Int(match.3) ?? 0,
        file: match.4.map(String.init) ?? "")
    }.sorted()
  }

  /// What compiling has given.
  static func all(of compilation: Compilation) -> [Announced] {
    compilation.diagnostics.map { diagnostic in
      let index = Int(diagnostic.primary.range.file.index)
      let file = compilation.files[index]
      let position = LineMap(file.bytes).position(Int(diagnostic.primary.range.start))
      return Announced(
        code: diagnostic.code.rawValue, line: position.line, column: position.column,
        file: index == 0 ? "" : file.path)
    }.sorted()
  }
}

@Suite struct CorpusTests {
  @Test(arguments: Repository.files(in: "Corpus/bad", ending: ".ens"))
  func aMistakeGivesItsDiagnosticsAndNoOthers(_ path: String) {
    let announced = Announced.all(in: Repository.text(path))
    #expect(!announced.isEmpty, "the file says nothing about what is wrong with it")
    #expect(Announced.all(of: Repository.compile(path)) == announced)
  }

  @Test(
    arguments: ["Specs", "Corpus/good", "Corpus/counts"].flatMap { Repository.files(in: $0, ending: ".ens") })
  func aGoodSpecCompilesWithoutAWord(_ path: String) {
    #expect(Announced.all(of: Repository.compile(path)).isEmpty)
  }

  /// Codes that no small spec can give: they are about size, depth, what kind of file it is, `ensure.toml`, formulas
  /// of linear time, or Horn problems, which `Corpus/horn` has.
  static let beyondTheCorpus: Set<DiagnosticCode> = [
    .nestedTooDeeply, .tooLarge, .unreadableFile, .expansionTooLarge, .badSettings, .unknownSetting,
    .settingValue, .hornSyntax, .hornSort, .hornUnknown, .hornClause, .hornUnsupported, .hornIncomplete,
    .formulaSyntax,
  ]

  @Test(
    arguments: Set(DiagnosticCode.allCases).subtracting(beyondTheCorpus).sorted { $0.rawValue < $1.rawValue })
  func everyCodeHasASpecThatGivesIt(_ code: DiagnosticCode) {
    let announced = Repository.files(in: "Corpus/bad", ending: ".ens").flatMap {
      Announced.all(in: Repository.text($0)).map(\.code)
    }
    #expect(announced.contains(code.rawValue))
  }

  @Test func everyTemplateOfTheLibraryIsUsedByASystem() {
    let systems = Repository.files(in: "Specs", ending: ".ens").map { Repository.text($0) }
    for folder in ["people", "policies", "properties", "threats"] {
      for template in Repository.files(in: "Specs/library/\(folder)", ending: ".ens") {
        let line = "import \"\(template.dropFirst("Specs/".count))\""
        #expect(systems.contains { $0.contains(line) }, "\(template)")
      }
    }
  }
}
