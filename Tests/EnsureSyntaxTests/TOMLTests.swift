import EnsureSyntax
import Foundation
import Testing

@Suite struct TOMLTests {
  private func message(_ text: String) -> String? {
    do throws(TOMLProblem) {
      _ = try TOMLParser.parse(Array(text.utf8))
      return nil
    } catch {
      let bytes = Array(text.utf8)
      return "\(error.message) @ \(String(decoding: bytes[error.range], as: UTF8.self))"
    }
  }

  @Test func placesOfNamesAndValuesAreKept() throws {
    let text = "# settings\n[verify]\ndepth = 12 # steps\nscope = \"Order=2\"\n"
    let bytes = Array(text.utf8)
    let members = try TOMLParser.parse(bytes)
    func word(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(members.map(\.name) == ["verify"])
    guard case .table(let inner)? = members.first?.value.content else {
      Issue.record("no table")
      return
    }
    #expect(inner.map { word($0.nameRange) } == ["depth", "scope"])
    #expect(inner.map { word($0.value.range) } == ["12", "\"Order=2\""])
    #expect(inner.map(\.value.content) == [.integer(12), .string("Order=2")])
  }

  @Test func whatIsWrongIsSaidWhereItStands() {
    #expect(message("a = 1\na = 2\n") == "`a` is defined twice @ a")
    #expect(message("[t]\n[t]\n") == "`t` is defined twice @ t")
    #expect(message("a = yes\n") == "`yes` is no value; text stands in quotes @ yes")
    #expect(message("a = \"x\n") == "a string is not closed on its line @ \"x")
    #expect(message("a = 1 2\n") == "a line ends here, and there is more on it @ 2")
    #expect(message("= 1\n") == "a key is expected here @ =")
    #expect(
      message("a = 99999999999999999999\n") == "a whole number has no more than 64 bits @ 99999999999999999999")
    #expect(message("a.b = 1\n[a]\n") == "`a` is defined twice @ a")
    #expect(message("") == nil)
  }

  @Test func hostileInputEnds() {
    for text in [
      String(repeating: "[", count: 100_000), "a = " + String(repeating: "[", count: 100_000),
      "a = " + String(repeating: "{a=", count: 100_000), String(repeating: "a.", count: 100_000) + "a = 1",
      String(repeating: "[[a]]\n", count: 50_000), String(repeating: "a", count: 1 << 20), "\u{0}",
      "a = \"\u{0}\"",
      "a = '''" + String(repeating: "'", count: 9), "\u{FEFF}a = 1", "a = \"\\U00110000\"", "a = \"\\uD800\"",
    ] {
      _ = message(text)
    }
  }

  /// Documents that show each rule, and seeds of the random ones.
  static let documents = [
    "", "a = 1", "a = 1\r\n", "a=+1_000 # c\n'b c' = -0\n\"d\\u00e9\" = 0xff\ne = 0o17\nf = 0b101\n",
    "a = 1.5\nb = 1e5\nc = -1.5E-3\nd = inf\ne = -nan\nf = 1_0.0_1\n", "a = 01", "a = 1.", "a = .1", "a = 1__0",
    "a = 0x_1",
    "a = true\nb = false\n", "a = True",
    "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.999-07:00\nc = 07:32:00\n",
    "d = 1979-05-27\ne = 1979-02-30\n", "e = 2000-02-29\n", "a = 24:00:00", "a = 1979-05-27T07:32:00+24:00",
    "a = \"b\\t\\\"\\\\\\n\\u00E9\\U0001F600\"", "a = \"\\x\"", "a = 'lit\\eral'",
    "a = \"\"\"\nfirst\n  second\\\n    third\"\"\"", "a = \"\"\"x\"\"\"\"\"", "a = '''\nx''y'''''",
    "a = \"\"\"\"\"\"",
    "a = [1, 2,\n # c\n 3,]\nb = []\nc = [[1], ['x', \"y\"], {z = 1}]\n", "a = [1 2]", "a = [,]",
    "a = {b = 1, c.d = 2}\nb = {}\n", "a = {b = 1,}", "a = {b = 1\n}", "a = {b = 1, b = 2}",
    "[a]\nb = 1\n[a.c]\nd = 2\n[x . 'y z']\n", "[a.b]\n[a]\nc = 1\n", "[a]\n[a]\n", "[a]\nb = 1\n[a.b]\n",
    "[[a]]\nb = 1\n[[a]]\n[a.c]\n[[a.d]]\n", "[[a]]\n[a]\n", "a = []\n[[a]]\n", "a.b.c = 1\na.b.d = 2\n",
    "a.b = 1\n[a.c]\n", "[t]\na.b = 1\n[t.a]\n", "[t]\na.b = 1\n[t.c]\n", "a = 1\na.b = 2\n",
    "a = {b = 1}\na.c = 2\n",
    "a = {b = 1}\n[a.c]\n", "a\n= 1", "a = # c\n1", "[a", "[]", "a = 1 b = 2", "\ta\t=\t1\t\n", "a = '\t'",
    "a = '\u{1}'",
    "# \u{7F}\n", "\"\" = 1\n'' = 2\n", "1.2 = 3\n", "a-b_c = 1", "é = 1", "a = \"é\"",
    "[a.b.c]\n[a]\nb.d = 1\n",
    "[[a.b]]\n[a]\nc = 1\n", "a = \"\\\n\"", "a = 1\n\n\n# c",
    "a = 9223372036854775807\nb = -9223372036854775808\n",
  ]

  @Test(.enabled(if: Oracle.isThere, "python3 with tomllib is not there"))
  func pythonReadsTheSame() throws {
    var generator = Dice(state: 7)
    var documents = Self.documents.map { Array($0.utf8) }
    let alphabet = Array("ab.=[]{},\"'\\\n #_-+:0123456789eTZx\r\t".utf8)
    for _ in 0..<3_000 {
      var bytes = documents[generator.below(Self.documents.count)]
      for _ in 0...generator.below(3) {
        let at = generator.below(bytes.count + 1)
        switch generator.below(3) {
        case 0 where at < bytes.count: bytes.remove(at: at)
        case 1 where at < bytes.count: bytes[at] = alphabet[generator.below(alphabet.count)]
        case 2 where !bytes.isEmpty:
          let other = documents[generator.below(Self.documents.count)]
          bytes.insert(contentsOf: other.prefix(generator.below(other.count + 1)), at: at)
        default: bytes.insert(alphabet[generator.below(alphabet.count)], at: at)
        }
      }
      documents.append(bytes)
    }
    let expected = try Oracle.ask(documents)
    var count = 0
    for (bytes, answer) in zip(documents, expected) {
      let own = (try? TOMLParser.parse(bytes)).map { Oracle.tagged(.table($0)) }
      if own != nil { count += 1 }
      if Oracle.isBeyondUs(answer) { continue }
      #expect(own == answer, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
    #expect(count > 250, "too few documents are right: \(count)")
  }
}

/// A generator of numbers that is the same each time.
private struct Dice {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(1, count)))
  }
}

/// Python's reader, as a second opinion.
private enum Oracle {
  static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Validation/toml_oracle.py").path

  static let isThere: Bool = (try? ask([])) != nil

  static func ask(_ documents: [[UInt8]]) throws -> [String?] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "toml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let hex = documents.map { bytes in
      "\"" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\""
    }
    let input = folder.appending(path: "input")
    try Data("[\(hex.joined(separator: ","))]".utf8).write(to: input)
    let output = folder.appending(path: "output")
    FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script]
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
    let answers = try JSONSerialization.jsonObject(with: Data(contentsOf: output)) as? [Any] ?? []
    return answers.map { $0 is NSNull ? nil : text($0) }
  }

  /// Numbers of more than 64 bits are right for Python, and not for us.
  static func isBeyondUs(_ answer: String?) -> Bool {
    answer?.contains(/"[0-9-]{20,}"/) ?? false
  }

  private static func text(_ value: Any) -> String {
    if let list = value as? [Any] { return "[" + list.map(text).joined(separator: ",") + "]" }
    return "\"\(value as? String ?? "?")\""
  }

  static func tagged(_ content: TOMLValue.Content) -> String {
    switch content {
    case .string(let text): "[\"string\",\"\(text)\"]"
    case .integer(let number): "[\"integer\",\"\(number)\"]"
    case .float: "[\"float\"]"
    case .boolean(let value): "[\"boolean\",\"\(value)\"]"
    case .dateTime: "[\"dateTime\"]"
    case .array(let values): "[\"array\",[\(values.map { tagged($0.content) }.joined(separator: ","))]]"
    case .table(let members):
      "[\"table\",["
        + members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map {
          "[\"\($0.name)\",\(tagged($0.value.content))]"
        }.joined(separator: ",") + "]]"
    }
  }
}
