import EnsureHorn
import EnsureModel
import EnsureSyntax
import EnsureVerify
import Foundation
import Testing

/// The files of `Corpus/horn`.
enum HornCorpus {
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("Corpus/horn")
  }()

  static func files(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    return (names ?? []).filter { $0.hasSuffix(".smt2") }.sorted().map { "\(folder)/\($0)" }
  }

  static func bytes(_ path: String) -> [UInt8] {
    Array((try? Data(contentsOf: root.appendingPathComponent(path))) ?? Data())
  }

  /// The code and place of what is wrong; nil if nothing is.
  static func complaint(_ bytes: [UInt8]) -> String? {
    do throws(HornError) {
      _ = try HornCompiler.compile(bytes)
      return nil
    } catch {
      let place = LineMap(bytes).position(Int(error.diagnostic.primary.range.start))
      return "\(error.diagnostic.code.rawValue) at \(place.line):\(place.column)"
    }
  }

  /// The system of a text that has nothing wrong with it.
  static func system(_ bytes: [UInt8]) throws -> PlainSystem {
    let system = try HornCompiler.compile(bytes)
    return try #require(PlainSystem(World(system, threats: []), property: PropertyID(0)))
  }
}

@Suite struct ReadingTests {
  @Test(arguments: HornCorpus.files("bad")) func aMistakeIsToldWhereItIs(_ path: String) throws {
    let bytes = HornCorpus.bytes(path)
    let text = String(decoding: bytes, as: UTF8.self)
    let announced = try #require(text.firstMatch(of: /; code: (E\d+ at \d+:\d+)/))
    #expect(HornCorpus.complaint(bytes) == String(announced.1))
  }

  @Test func everyCodeHasAFileThatGivesIt() {
    let codes = HornCorpus.files("bad").compactMap { HornCorpus.complaint(HornCorpus.bytes($0))?.prefix(5) }
    let expected: [DiagnosticCode] = [
      .hornSyntax, .hornSort, .hornUnknown, .hornClause, .hornUnsupported, .hornIncomplete,
    ]
    #expect(Set(codes.map(String.init)) == Set(expected.map(\.rawValue)))
  }

  @Test(arguments: HornCorpus.files("good")) func aGoodFileIsRead(_ path: String) {
    #expect(HornCorpus.complaint(HornCorpus.bytes(path)) == nil)
  }

  @Test(arguments: HornCorpus.files("good")) func aPartOfAFileIsReadOrRefused(_ path: String) {
    let bytes = HornCorpus.bytes(path)
    for end in bytes.indices { _ = HornCorpus.complaint(Array(bytes[..<end])) }
  }

  @Test(arguments: HornCorpus.files("good")) func aDamagedFileIsReadOrRefused(_ path: String) {
    let bytes = HornCorpus.bytes(path)
    var random = SeededGenerator(seed: 17)
    let pieces = [
      "(", ")", "|", " Inv ", "(let ((x x)) x)", "0", "\u{0}", "(forall () ", "\"", "(- x)", "(_ bv1 2)",
    ]
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged.remove(at: place)
        case 2: damaged.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        default:
          let end = min(damaged.count, place + Int.random(in: 1...40, using: &random))
          damaged.insert(contentsOf: damaged[place..<end], at: place)
        }
      }
      _ = HornCorpus.complaint(damaged)
    }
  }

  @Test func whatIsTooLargeIsRefusedSoon() {
    func file(_ constraint: String) -> [UInt8] {
      Array(
        """
        (declare-fun Inv (Int) Bool)
        (assert (forall ((x Int)) (=> (= x 0) (Inv x))))
        (assert (forall ((x Int)) (=> (and (Inv x) \(constraint)) false)))
        (check-sat)
        """.utf8)
    }
    func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    #expect(HornCorpus.complaint(file("(< x 0)")) == nil)
    let deep = repeated("(not ", 5_000) + "true" + repeated(")", 5_000)
    #expect(HornCorpus.complaint(file(deep))?.hasPrefix("E0007") == true)
    // Doubled a hundred times by sharing: small as a graph, and 2^100 as a tree.
    var doubled = "(< x1 x2)"
    for _ in 0..<100 { doubled = "(let ((x1 (+ x1 x2 1)) (x2 (+ x2 x1))) \(doubled))" }
    #expect(HornCorpus.complaint(file("(let ((x1 x) (x2 x)) \(doubled))"))?.hasPrefix("E0010") == true)
    // Deep only once the names are replaced.
    var chained = "(< y 0)"
    for _ in 0..<1_200 { chained = "(let ((y (ite (< y 3) (+ y x) 1))) \(chained))" }
    #expect(HornCorpus.complaint(file("(let ((y x)) \(chained))"))?.hasPrefix("E0007") == true)
    #expect(HornCorpus.complaint(file("(< x \(repeated("9", 20_000)))"))?.hasPrefix("E0010") == true)
    #expect(HornCorpus.complaint([0x28, 0xFF])?.hasPrefix("E0001") == true)
    // Definitions that multiply.
    var text = "(define-fun f0 ((n Int)) Int (+ n 1))\n"
    for index in 1..<40 {
      text += "(define-fun f\(index) ((n Int)) Int (+ (f\(index - 1) n) (f\(index - 1) (+ n 1))))\n"
    }
    #expect(HornCorpus.complaint(Array((text + "(check-sat)").utf8))?.hasPrefix("E0010") == true)
  }
}

/// Numbers that are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
