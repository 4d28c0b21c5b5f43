import Glibc
import Testing

/// A folder stands for the specs below it: one summary, one status.
@Suite struct FolderInputTests {
  private static func spec(_ name: String, _ condition: String = "open or not open") -> String {
    "system \(name)\n\nglobal open: Bool = false\n\ninvariant Fine: \(condition)\n"
  }

  private func prepare() -> Folder {
    let folder = Folder()
    folder.write("specs/b.ens", Self.spec("B"))
    folder.write("specs/a/z.ens", Self.spec("Z"))
    folder.write("specs/a.bug.ens", Self.spec("ABug", "open"))
    folder.write("specs/library/money.ens", "currency EUR\n")
    folder.write("specs/.hidden/h.ens", Self.spec("Hidden"))
    folder.write("specs/.h.ens", Self.spec("Hidden"))
    folder.write("specs/notes.txt", "not a spec\n")
    folder.link("specs/a/circle", to: "..")
    folder.link("specs/again.ens", to: "b.ens")
    folder.link("specs/folder.ens", to: "a")
    return folder
  }

  @Test func specsAreFoundOnceAndInOrder() throws {
    let folder = prepare()
    defer { folder.remove() }
    let run = try ensure(["verify", "specs", "specs/b.ens", "specs/"], in: folder)
    let headings = run.output.matches(of: /== (\S+)\n/).map { String($0.1) }
    #expect(headings == ["specs/a.bug.ens", "specs/a/z.ens", "specs/again.ens", "summary"], "\(run)")
    #expect(run.status == 1, "\(run)")
    #expect(run.output.contains("3 specs: 2 fine, 1 violated\n"), "\(run)")
  }

  @Test func theStatusThatMattersMostWins() throws {
    let folder = prepare()
    defer { folder.remove() }
    folder.write("specs/broken.ens", "system Broken\nentity {\n")
    let run = try ensure(["verify", "specs"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(run.output.contains("1 violated, 1 error in the spec\n"), "\(run)")
    #expect(run.errors.contains("specs/broken.ens"), "\(run)")
  }

  @Test func aBrokenFileIsNotTakenForALibrary() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("specs/bytes.ens", [0xFF, 0xFE])
    folder.write("specs/good.ens", Self.spec("Good"))
    #expect(try ensure(["verify", "specs"], in: folder).status == 2)
    #expect(try ensure(["check", "specs"], in: folder).status == 2)
  }

  @Test(arguments: ["verify", "check"])
  func nothingToLookAtIsNoSuccess(_ command: String) throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("empty/notes.txt", "")
    folder.write("libraries/money.ens", "currency EUR\n")
    for name in ["empty", "libraries", "missing"] {
      let run = try ensure([command, name], in: folder)
      #expect(run.status == 2 && !run.errors.isEmpty, "\(name): \(run)")
    }
  }

  @Test func aFolderThatCannotBeReadIsSaid() throws {
    let folder = prepare()
    defer { folder.remove() }
    folder.write("specs/closed/c.ens", Self.spec("C"))
    chmod(folder.path("specs/closed"), 0)
    defer { chmod(folder.path("specs/closed"), 0o755) }
    for command in ["verify", "check"] {
      let run = try ensure([command, "specs"], in: folder) { $0.isUnprivileged = true }
      #expect(run.status == 2 && run.errors.contains("specs/closed"), "\(run)")
    }
  }

  @Test func aPropertyOfSomeSpecsLeavesTheOthersOut() throws {
    let folder = prepare()
    defer { folder.remove() }
    folder.write("specs/c.ens", "system C\n\ninvariant Other: 1 == 1\n")
    let run = try ensure(["verify", "specs", "--property", "Other"], in: folder)
    #expect(run.status == 0 && run.output.hasPrefix("C\n"), "\(run)")
    #expect(try ensure(["verify", "specs", "--property", "Nowhere"], in: folder).status == 64)
    #expect(try ensure(["verify", "specs", "--threat", "Nowhere"], in: folder).status == 64)
  }

  @Test func checkAndFormatTakeFoldersToo() throws {
    let folder = prepare()
    defer { folder.remove() }
    let check = try ensure(["check", "specs"], in: folder)
    #expect(
      check.status == 0 && !check.output.contains("library") && !check.output.contains("hidden"), "\(check)")
    folder.write("specs/library/money.ens", "currency   EUR\n")
    folder.write("specs/.hidden/h.ens", "system   Hidden\n")
    #expect(try ensure(["fmt", "specs"], in: folder).status == 0)
    #expect(folder.text("specs/library/money.ens") == "currency EUR\n")
    #expect(folder.text("specs/.hidden/h.ens") == "system   Hidden\n")
  }
}
