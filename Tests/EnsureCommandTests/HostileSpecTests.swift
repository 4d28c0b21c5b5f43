import Testing

/// Specs of a size or shape that nobody writes by hand get an answer, of a bounded size.
@Suite(.serialized) struct HostileSpecTests {
  private static let megabyte = 1 << 20

  /// Runs a command on a text; nothing may end it but itself.
  private func run(_ command: String, _ text: String) throws -> Run {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("a.ens", text)
    let run = try ensure([command, "a.ens"], in: folder)
    #expect(run.signal == nil && !run.isTimedOut, "\(run)")
    #expect(run.text.utf8.count <= 8 * Self.megabyte, "\(run.text.utf8.count) bytes of output")
    return run
  }

  @Test(
    arguments: ["check", "fmt"], ["(", "[", "{", ")", "]", "}", "([{", "<", "{ a: ", "f(", "\"", "\\", "`"])
  func tenMegabytesOfBracketsGetAnAnswer(_ command: String, _ bracket: String) throws {
    let text = String(repeating: bracket, count: 10 * Self.megabyte / bracket.utf8.count)
    #expect(try run(command, "system S\nconst a = " + text).status == 2)
  }

  static let nesting: [(String, String, String, String)] = [
    ("const a = ", "(", "1", ")"), ("const a = ", "not ", "true", ""), ("const a = ", "-(", "1", ")"),
    ("const a = ", "if true then 1 else ", "1", ""),
    ("const a: Bool = true implies ", "true implies ", "true", ""),
    ("const a = ", "abs(", "1", ")"), ("const a = ", "min(1, ", "1", ")"),
    ("invariant I(): ", "exists(e: E where ", "true", ")"), ("invariant I(): ", "all(e: E) ", "true", ""),
    ("invariant I(): 0 == ", "sum(e: E) ", "1", ""), ("property P: ", "always ", "true", ""),
    ("property P: ", "once [0, 5 min] ", "true", ""), ("property P: true until ", "true until ", "true", ""),
    ("action a() by R { ", "if true { ", "g = 1", " }"),
    ("action a() by R { ", "if true {} else ", "if true {}", ""),
    ("policy p { permit R a when ", "(", "true", ")"), ("entity F { f: Int = ", "(", "1", ")"),
    ("threat T { step s() requires ", "not ", "true", ""), ("const a = ", "E[", "1", "]"),
  ]

  @Test(arguments: nesting.indices)
  func nestingOfAHundredThousandGetsOneMessage(_ index: Int) throws {
    let (start, open, inner, close) = Self.nesting[index]
    let text =
      [String](repeating: open, count: 100_000).joined() + inner + String(repeating: close, count: 100_000)
    let end = start.hasSuffix("{ ") ? " }" : start.contains("{ ") ? " {} }" : ""
    let run = try run(
      "check", "system S\nrole R\nglobal g: Int = 0\nentity E\n" + start + text + end + "\nactor Last\n")
    #expect(run.status == 2, "\(run)")
    #expect(run.codes.contains("E0007") && run.codes.count <= 2, "\(run)")
  }

  @Test func aChainOfAHundredThousandTermsGetsAnAnswer() throws {
    for sign in ["+", "and", "or", "*"] {
      let operand = sign == "+" || sign == "*" ? "1" : "true"
      let chain = operand + String(repeating: " \(sign) \(operand)", count: 100_000)
      let run = try run("check", "system S\nconst a = \(chain)\ninvariant I(): a == a\n")
      #expect(run.status == 0 || run.status == 2, "\(sign): \(run)")
    }
  }

  @Test func aNameOfAMegabyteIsRefused() throws {
    let name = String(repeating: "a", count: Self.megabyte)
    for text in [
      "system \(name)", "system S\nentity \(name)", "system S\nconst a = \(name)",
      "system S\nimport \"\(name)\"",
    ] {
      let run = try run("check", text)
      #expect(run.status == 2 && run.codes.count >= 1, "\(run)")
      #expect(run.text.utf8.count < 20_000, "\(run.text.utf8.count) bytes of output")
    }
  }

  @Test func aNumberOfTenThousandDigitsIsExact() throws {
    let nines = String(repeating: "9", count: 10_000)
    let text = """
      system S
      role R
      global g: Int = 0
      action a() by R requires g == 0 { g = \(nines) + 1 }
      invariant Never(): g != 1\(String(repeating: "0", count: 10_000))

      """
    #expect(try run("check", text).status == 0)
    let folder = Folder()
    defer { folder.remove() }
    folder.write("b.ens", text)
    let verified = try ensure(["verify", "b.ens"], in: folder)
    #expect(verified.status == 1, "\(verified)")
    #expect(verified.text.contains("Never"), "\(verified)")
  }

  @Test(
    arguments: [
      "entity E { units: 0..N = 0 }", "const a: Money = N EUR", "const a = N days", "const a = N%",
      "resolution N s", "currency XYZ decimals N", "entity F [k: 0..N]", "entity G [k: N..N]",
      "const a = N.NN", "const a: Int = N mod N", "invariant I(): 0 == N - N",
    ])
  func aHugeNumberAnywhereGetsAnAnswer(_ declaration: String) throws {
    for digits in [10, 19, 20, 40, 10_000] {
      let number = String(repeating: "9", count: digits)
      let text = "system S\ncurrency EUR\n" + declaration.replacing("N", with: number) + "\n"
      for command in ["check", "verify"] {
        let run = try run(command, text)
        #expect([0, 1, 2, 3, 64].contains(run.status), "\(declaration) with \(digits) digits: \(run)")
      }
    }
  }

  @Test func aHundredThousandDeclarationsAreChecked() throws {
    let declarations = (0..<100_000).map { "const c\($0): Int = \($0 == 0 ? "1" : "c\($0 - 1)")\n" }.joined()
    #expect(try run("check", "system S\n\(declarations)invariant I(): c99999 == 1\n").status == 0)
    let entities = (0..<100_000).map { "entity E\($0) { f: Int = 0 }\n" }.joined()
    #expect(try run("check", "system S\n\(entities)invariant I(e: E7): e.f == 0\n").status == 0)
    let same = String(repeating: "entity E\n", count: 100_000)
    #expect(try run("check", "system S\n\(same)").status == 2)
    let members = (0..<100_000).map { "m\($0)" }.joined(separator: ", ")
    let enumeration = "system S\nenum M { \(members) }\nglobal g: M = m5\ninvariant I(): g == m5\n"
    #expect(try run("check", enumeration).status == 0)
  }

  static let chains: [(String, String, String)] = [
    ("invariant I(): b", " iff b", ""), ("invariant I(): b", " xor b", ""),
    ("invariant I(): 0 == g", " * g", ""),
    ("invariant I(): 0 == 5", " div 5", ""), ("invariant I(e: E): e", ".n", " == none"),
    ("invariant I(e: E): e.t", " + 1 s", " >= now"), ("action a(e: E) by R { e", ".n", " = none }"),
  ]

  @Test(arguments: chains.indices)
  func aChainThatNestsIsRefused(_ index: Int) throws {
    let (start, link, end) = Self.chains[index]
    let chain = start + String(repeating: link, count: 100_000) + end
    let head = "system S\nrole R\nglobal b: Bool = true\nglobal g: Int = 0\n"
    let run = try run("check", head + "entity E { n: E? = none t: Instant = now }\n\(chain)\n")
    #expect(run.status == 2 && run.codes == ["E0007"], "\(run)")
  }

  @Test func aChainOfDeclarationsThatNeedEachOtherIsRefusedOrFollowed() throws {
    let count = 20_000
    let last = "role R\nglobal g: Int = 0\naction a() by R { f0() }\ninvariant I(): g >= 0\n"
    let effects = (0..<count).map { "effect f\($0)() { f\($0 + 1)() }\n" }.joined()
    #expect(try run("check", "system S\n\(effects)effect f\(count)() { g = g + 1 }\n\(last)").status == 2)
    let reversed = (1...count).map { "effect f\($0)() { f\($0 - 1)() }\n" }.joined()
    let chain = last.replacing("f0", with: "f\(count)")
    #expect(try run("check", "system S\neffect f0() { g = g + 1 }\n\(reversed)\(chain)").codes == ["E0312"])
    let constants = (0..<count).map { "const c\($0): Int = c\($0 + 1)\n" }.joined()
    let deep = try run("check", "system S\n\(constants)const c\(count): Int = 1\ninvariant I(): c0 == 1\n")
    #expect(deep.status == 2 && Set(deep.codes) == ["E0312"], "\(deep)")
    let parents = (0..<count).map { "entity E\($0) of E\($0 + 1)\n" }.joined()
    #expect(try run("check", "system S\n\(parents)entity E\(count)\ninvariant I(e: E0): true\n").status == 0)
  }

  @Test func moreParametersOrLinesThanCanBePlayedAreRefused() throws {
    let head = "system S\nrole R\nglobal g: Int = 0\nentity E\ninvariant I(): g >= 0\n"
    let parameters = (0..<20_000).map { "p\($0): E" }.joined(separator: ", ")
    #expect(try run("verify", "\(head)action a(\(parameters)) by R { g = 1 }\n").codes == ["E0010"])
    let lines = String(repeating: "a()\n", count: 100_000)
    #expect(
      try run("verify", "\(head)action a() by R { g = 1 }\nscenario \"x\" {\n\(lines)}\n").codes == ["E0010"])
  }

  @Test(arguments: ["verify", "explore"])
  func numbersThatGrowWithEachStepEndTheSearch(_ command: String) throws {
    let text = "system S\nrole R\nglobal g: Int = 2\naction a() by R { g = g * g }\ninvariant I(): g >= 0\n"
    #expect([0, 3].contains(try run(command, text).status ?? -1))
  }

  @Test func constantsThatDoubleAreRefusedOrFolded() throws {
    let constants = (1..<200).map { "const c\($0): Int = c\($0 - 1) * c\($0 - 1)\n" }.joined()
    let run = try run("check", "system S\nconst c0: Int = 9\n\(constants)invariant I(): c199 == c0\n")
    #expect(run.status == 2, "\(run)")
  }

  @Test func functionsThatCallEachOtherTwiceAreRefused() throws {
    let functions = (1..<60).map { "function f\($0)(x: Int): Int = f\($0 - 1)(x) + f\($0 - 1)(x + 1)\n" }
      .joined()
    let run = try run(
      "check",
      "system S\nfunction f0(x: Int): Int = x\n\(functions)entity E { u: 0..1 = 0 }\ninvariant I(e: E): f59(e.u) >= 0\n"
    )
    #expect(run.status == 2 && run.codes == ["E0312"], "\(run)")
  }

  @Test func effectsThatCallEachOtherTwiceAreRefused() throws {
    let effects = (1..<60).map { "effect f\($0)() { f\($0 - 1)() f\($0 - 1)() }\n" }.joined()
    let run = try run(
      "check",
      "system S\nrole R\nglobal g: Int = 0\neffect f0() { g = g + 1 }\n\(effects)action a() by R { f59() }\ninvariant I(): g >= 0\n"
    )
    #expect(run.status == 2 && run.codes == ["E0312"], "\(run)")
  }

  @Test func tenThousandErrorsAreReportedInBoundedOutput() throws {
    let lines = String(repeating: "const a = @@ nothing $ 5 EUR EUR\n", count: 10_000)
    #expect(try run("check", "system S\n" + lines).status == 2)
    // All on one line: the place of each must not be counted from its beginning again and again.
    let marks = String(repeating: "@ x ", count: 100_000)
    #expect(try run("check", "system S\nconst a = " + marks).status == 2)
    let names = (0..<20_000).map { "invariant I\($0)(): unknown\($0) == 1\n" }.joined()
    #expect(try run("check", "system S\n" + names).status == 2)
    let fields = (0..<20_000).map { "f\($0): Nothing = 0 " }.joined()
    #expect(try run("check", "system S\nentity E { \(fields) }\n").status == 2)
  }

  @Test func aDeclarationOnALineOfTenMegabytesIsLaidOut() throws {
    let sum = "1" + String(repeating: " + 1", count: 200_000)
    #expect(try run("fmt", "system S\nconst a: Int = \(sum)\n").status == 0)
    let calls = String(repeating: "f(x, ", count: 150) + "x" + String(repeating: ")", count: 150)
    #expect(try run("fmt", "system S\nconst a: Int = \(calls)\n").status == 0)
    let comment = "// " + String(repeating: "x", count: 10 * Self.megabyte)
    #expect(try run("fmt", "system S \(comment)\n").status == 0)
  }
}
