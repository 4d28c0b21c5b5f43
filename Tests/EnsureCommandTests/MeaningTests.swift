import Testing

/// Specs that say something impossible, or nothing, are told so: never a silent success.
@Suite struct MeaningTests {
  private static let cases: [(name: String, text: String, status: Int32, codes: [String])] = [
    ("a constant divided by zero", "const a: Int = 1 div 0\ninvariant I(): a == a", 2, ["E0220"]),
    (
      "a division by zero in a property", "entity E { u: Int = 0 }\ninvariant I(e: E): e.u mod 0 == 0", 2,
      ["E0220"]
    ),
    (
      "a division by a constant that is zero",
      "const z: Int = 2 - 2\nentity E { u: Int = 0 }\ninvariant I(e: E): e.u div z == 0", 2, ["E0220"]
    ),
    ("an empty range", "entity E { u: 3..1 = 3 }\ninvariant I(e: E): e.u == 3", 2, ["E0206"]),
    ("a value outside its range", "entity E { u: 0..3 = 5 }\ninvariant I(e: E): e.u == 5", 2, ["E0217"]),
    ("two fields of one name", "entity E { u: Int = 0 u: Int = 0 }\ninvariant I(e: E): e.u == 0", 2, ["E0102"]),
    (
      "two entities of one name", "entity E { u: Int = 0 }\nentity E\ninvariant I(e: E): e.u == 0", 2, ["E0102"]
    ),
    ("no initial state", "entity E { u: 0..3 = any where u > 3 }\ninvariant I(e: E): e.u <= 3", 2, ["E0307"]),
    (
      "nothing to verify", "role R\nglobal g: Bool = false\naction a() by R requires not g { g = true }", 2,
      ["E0117"]
    ),
    ("nothing at all", "", 2, ["E0117"]),
    ("a function that calls itself", "function f(x: Int): Int = f(x)\ninvariant I(): f(1) == 1", 2, ["E0123"]),
    ("constants in a circle", "const a: Int = b\nconst b: Int = a\ninvariant I(): a == b", 2, ["E0123"]),
  ]

  @Test(arguments: cases.indices)
  func aSpecThatMakesNoSenseIsRefused(_ index: Int) throws {
    let (name, text, status, codes) = Self.cases[index]
    let folder = Folder()
    defer { folder.remove() }
    folder.write("a.ens", "system S\n\(text)\n")
    for command in ["check", "verify"] {
      let run = try ensure([command, "a.ens"], in: folder)
      #expect(run.status == status, "\(name): \(run)")
      #expect(Set(run.codes) == Set(codes), "\(name): \(run)")
    }
  }

  @Test func aDivisionByZeroOnTheWayIsAViolation() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "a.ens",
      """
      system S
      role R
      entity E { u: 0..2 = any share: Int = 0 }
      action split(e: E) by R requires e.share == 0 { e.share = 6 div e.u }
      invariant I(e: E): e.share >= 0

      """)
    let run = try ensure(["verify", "a.ens"], in: folder)
    #expect(run.status == 1, "\(run)")
    #expect(run.text.contains("split"), "\(run)")
  }

  @Test func aPropertyThatHasNoValueDoesNotHold() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "a.ens",
      """
      system S
      role R
      entity E { u: 0..2 = 1 }
      action drop(e: E) by R requires e.u > 0 { e.u = e.u - 1 }
      invariant I(e: E): 6 div e.u >= 0

      """)
    let run = try ensure(["verify", "a.ens"], in: folder)
    #expect(run.status == 1 || run.status == 2, "\(run)")
  }

  @Test func anUnboundedParameterIsRefusedOrCounted() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "a.ens",
      """
      system S
      role R
      entity E { u: Int = 0 }
      action put(e: E, n: Int) by R { e.u = n }
      invariant I(e: E): e.u >= 0

      """)
    for command in ["verify", "explore"] {
      let run = try ensure([command, "a.ens"], in: folder)
      #expect([1, 64].contains(run.status), "\(command): \(run)")
    }
  }

  @Test func aSearchThatIsCutShortDoesNotSayThatAllHolds() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "a.ens",
      """
      system S
      role R
      global n: 0..100 = 0
      action up() by R requires n < 100 { n = n + 1 }
      invariant Small(): n < 90

      """)
    let whole = try ensure(["verify", "a.ens"], in: folder)
    #expect(whole.status == 1, "\(whole)")
    let depth = try ensure(["verify", "a.ens", "--depth", "5"], in: folder)
    #expect(depth.status == 0 || depth.status == 3, "\(depth)")
    #expect(depth.text.contains("5"), "\(depth)")
    let states = try ensure(["verify", "a.ens", "--states", "5"], in: folder)
    #expect(states.status == 3 || states.status == 0, "\(states)")
    #expect(!states.text.isEmpty)
  }
}
