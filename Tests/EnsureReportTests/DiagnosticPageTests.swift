import EnsureHorn
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import EnsureTemporal
import Testing

/// Files that stand in memory, by their paths from the root.
struct MemoryImporter: Importer {
  let files: [String: String]

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    if path.hasPrefix("../") { throw .outsideRoot(root: "shop") }
    if path.hasSuffix("/") { throw .unreadable("it is a folder") }
    guard let text = files[path] else { throw .notFound }
    return SourceFile(path: path, identity: path, bytes: Array(text.utf8))
  }
}

extension DiagnosticPage.Example {
  /// What the front end makes of the example; nil if it is told in words.
  var compiled: Compilation? {
    switch self {
    case .text(let text): return Compiler.compile(text: text, path: "shop.ens")
    case .files(let files):
      guard let main = files.first else { return nil }
      let importer = MemoryImporter(
        files: Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 }))
      let source = SourceFile(path: main.path, identity: main.path, bytes: Array(main.text.utf8))
      return Compiler.compile(source, importer: importer)
    case .words: return nil
    }
  }
}

/// Specs for the pages that tell theirs in words: one that is wrong, one that is mended.
enum SpokenExample {
  static func bytes(_ code: DiagnosticCode) -> (wrong: [UInt8], mended: [UInt8])? {
    func spec(_ comment: [UInt8], condition: String = "true") -> [UInt8] {
      Array("// ".utf8) + comment + Array("\nsystem Shop\ninvariant I: \(condition)\n".utf8)
    }
    switch code {
    case .notUTF8: return (spec([0xE9]), spec([0xC3, 0xA9]))
    case .nulByte: return (spec([]) + [0x00], spec([]))
    case .tooLarge:
      let name = String(repeating: "o", count: 255)
      let mended = spec([]) + Array("const \(name) = 1\n".utf8)
      return (spec([]) + Array("const \(name)o = 1\n".utf8), mended)
    case .nestedTooDeeply:
      let (open, close) = (String(repeating: "(", count: 1000), String(repeating: ")", count: 1000))
      return (spec([], condition: "\(open)true\(close)"), spec([]))
    case .expansionTooLarge:
      func chain(_ count: Int) -> [UInt8] {
        let functions = (0..<count).map { "function f\($0)(n: Int): Int = f\($0 + 1)(n)\n" }.joined()
        let last = "function f\(count)(n: Int): Int = n\n"
        return Array("system Shop\n\(functions)\(last)invariant I: f0(1) == 1\n".utf8)
      }
      return (chain(250), chain(2))
    default: return nil
    }
  }

  static func compile(_ bytes: [UInt8]) -> Compilation {
    Compiler.compile(SourceFile(path: "shop.ens", identity: "shop.ens", bytes: bytes), importer: NoImports())
  }
}

/// The pages about `ensure.toml`, whose examples are no specs.
enum SettingsExample {
  static let codes: Set<DiagnosticCode> = [.badSettings, .unknownSetting, .settingValue]

  /// What is wrong with the example.
  static func codes(_ example: DiagnosticPage.Example) -> [DiagnosticCode] {
    guard case .files(let files) = example, let main = files.first else { return [] }
    return Settings(Array(main.text.utf8), file: FileID(index: 0)).diagnostics.map(\.code)
  }
}

/// The pages about Horn problems, whose examples are SMT-LIB.
enum HornExample {
  static let codes: Set<DiagnosticCode> = [
    .hornSyntax, .hornSort, .hornUnknown, .hornClause, .hornUnsupported, .hornIncomplete,
  ]

  /// What is wrong with the example.
  static func codes(_ example: DiagnosticPage.Example) -> [DiagnosticCode] {
    guard case .files(let files) = example, let main = files.first else { return [] }
    do throws(HornError) {
      _ = try HornCompiler.compile(Array(main.text.utf8))
      return []
    } catch {
      return [error.diagnostic.code]
    }
  }
}

/// The page about formulas of linear time.
enum FormulaExample {
  static let codes: Set<DiagnosticCode> = [.formulaSyntax]

  /// What is wrong with the example.
  static func codes(_ example: DiagnosticPage.Example) -> [DiagnosticCode] {
    guard case .files(let files) = example, let main = files.first else { return [] }
    var bank = FormulaBank()
    return (try? FormulaParser.parse(main.text, into: &bank)) == nil ? [.formulaSyntax] : []
  }
}

@Suite struct DiagnosticPageTests {
  private static let specCodes = DiagnosticCode.allCases.filter {
    !SettingsExample.codes.contains($0) && !HornExample.codes.contains($0) && !FormulaExample.codes.contains($0)
  }

  @Test(arguments: FormulaExample.codes) func formulasHaveExactlyTheirCode(_ code: DiagnosticCode) {
    #expect(FormulaExample.codes(DiagnosticPage(code).wrong) == [code])
    #expect(FormulaExample.codes(DiagnosticPage(code).mended) == [])
  }

  @Test(arguments: HornExample.codes) func hornProblemsHaveExactlyTheirCode(_ code: DiagnosticCode) {
    #expect(HornExample.codes(DiagnosticPage(code).wrong) == [code])
    #expect(HornExample.codes(DiagnosticPage(code).mended) == [])
  }

  @Test(arguments: SettingsExample.codes) func settingsHaveExactlyTheirCode(_ code: DiagnosticCode) {
    #expect(SettingsExample.codes(DiagnosticPage(code).wrong) == [code])
    #expect(SettingsExample.codes(DiagnosticPage(code).mended) == [])
  }

  @Test(arguments: specCodes)
  func theWrongSpecHasExactlyThisCode(_ code: DiagnosticCode) throws {
    let example = DiagnosticPage(code).wrong.compiled
    let compilation = try #require(example ?? SpokenExample.bytes(code).map { SpokenExample.compile($0.wrong) })
    let codes = compilation.diagnostics.map { "\($0.code.rawValue): \($0.message)" }
    #expect(Set(compilation.diagnostics.map(\.code)) == [code], "\(codes)")
    #expect(codes.count == 1, "\(codes)")
  }

  @Test(arguments: specCodes)
  func theMendedSpecIsClean(_ code: DiagnosticCode) throws {
    let example = DiagnosticPage(code).mended.compiled
    let compilation = try #require(
      example ?? SpokenExample.bytes(code).map { SpokenExample.compile($0.mended) })
    #expect(compilation.diagnostics.map { "\($0.code.rawValue): \($0.message)" } == [])
  }

  @Test(arguments: DiagnosticCode.allCases) func thePageIsThatOfItsCode(_ code: DiagnosticCode) {
    let page = DiagnosticPage(code)
    #expect(page.code == code)
    #expect(!page.title.hasSuffix("."))
    for text in [page.happened, page.why, page.mend] { #expect(text.hasSuffix(".") || text.hasSuffix("...")) }
  }

  @Test func aCodeIsFoundHoweverItIsTyped() {
    #expect(DiagnosticPage.code("E0101") == .undefinedName)
    #expect(DiagnosticPage.code("e101") == .undefinedName)
    #expect(DiagnosticPage.code("w0301") == .unassignedMember)
    #expect(DiagnosticPage.code("E9999") == nil)
    #expect(DiagnosticPage.code("E") == nil)
    #expect(DiagnosticPage.code("E-101") == nil)
    #expect(DiagnosticPage.code("") == nil)
  }

  @Test func aPageReadsWell() {
    Snapshot.check(DiagnosticPage(.undefinedName).text(), "page/E0101")
    Snapshot.check(DiagnosticPage(.importCycle).text(style: .coloured), "page/E0112")
  }
}
