import Glibc
import Testing

/// `--cache` and `--no-cache` from outside: what is printed is the same, and no state of the folder is a failure.
@Suite struct CacheTests {
  private static let text = """
    system Counter
    role Clerk
    entity Box { total: Int = 0 }
    action add(b: Box, n: Int) by Clerk requires n > 0 { b.total += n }
    invariant Fine(b: Box): b.total >= 0
    """

  private let folder = Folder()

  private func verify(_ more: [String], _ change: (inout Command) -> Void = { _ in }) throws -> Run {
    folder.write("a.ens", Self.text)
    return try ensure(["verify", "a.ens"] + more, in: folder, change)
  }

  /// Everything but the number of questions.
  private func words(_ run: Run) -> String { run.output.replacing(/\d+ questions?/, with: "") }

  private func entries(_ path: String) -> [String] { Folder.names(in: folder.path(path)) }

  @Test func theSecondRunPrintsTheSame() throws {
    defer { folder.remove() }
    let without = try verify(["--no-cache", "--explain-proof", "--certificates", "x"])
    #expect(without.status == 0, "\(without)")
    #expect(without.output.contains("proved"), "\(without)")
    let cold = try verify(["--cache", "deep/cache", "--explain-proof", "--certificates", "y"])
    #expect(!entries("deep/cache").isEmpty)
    let warm = try verify(["--cache", "deep/cache", "--explain-proof", "--certificates", "z"])
    for run in [cold, warm] {
      #expect(run.status == 0, "\(run)")
      #expect(words(run) == words(without))
      #expect(run.errors.isEmpty, "\(run)")
    }
    #expect(warm.output != cold.output, "the number of questions is another")
    for name in entries("x") {
      #expect(folder.text("x/\(name)") == folder.text("y/\(name)"))
      #expect(folder.text("x/\(name)") == folder.text("z/\(name)"))
    }
    #expect(entries("x") == entries("z") && !entries("x").isEmpty)
  }

  @Test func proofsAreKeptWhereCachesAre() throws {
    defer { folder.remove() }
    #expect(try verify([]).errors.isEmpty, "without a home nothing is kept, and nothing is said")
    #expect(folder.names == ["a.ens"])
    let home = try verify([]) { $0.environment = ["HOME=\(folder.path("home"))"] }
    #expect(home.status == 0 && home.errors.isEmpty, "\(home)")
    #expect(!entries("home/.cache/ensure").isEmpty)
    let xdg = try verify([]) { $0.environment = ["HOME=/nonexistent", "XDG_CACHE_HOME=\(folder.path("xdg"))"] }
    #expect(xdg.status == 0 && xdg.errors.isEmpty, "\(xdg)")
    #expect(!entries("xdg/ensure").isEmpty)
    let off = try verify(["--no-cache"]) { $0.environment = ["HOME=\(folder.path("other"))"] }
    #expect(off.status == 0)
    #expect(!folder.names.contains("other"))
  }

  @Test func aFolderThatCannotBeWrittenIsANote() throws {
    defer { folder.remove() }
    #expect(try verify(["--cache", "cache"]).status == 0)
    let known = entries("cache")
    chmod(folder.path("cache"), 0o555)
    for name in known { chmod(folder.path("cache/\(name)"), 0o444) }
    let warm = try verify(["--cache", "cache"]) { $0.isUnprivileged = true }
    #expect(warm.status == 0 && warm.errors.isEmpty, "what is there can be read: \(warm)")
    chmod(folder.path("cache"), 0o755)
    for name in known { unlink(folder.path("cache/\(name)")) }
    chmod(folder.path("cache"), 0o555)
    let run = try verify(["--cache", "cache"]) { $0.isUnprivileged = true }
    #expect(run.status == 0, "\(run)")
    #expect(run.errors == "note: proofs cannot be kept in `cache`: Permission denied\n")
    #expect(words(run) == words(warm))
    let silent = try verify([]) {
      $0.isUnprivileged = true
      $0.environment = ["HOME=/proc"]
    }
    #expect(silent.status == 0 && silent.errors.isEmpty, "\(silent)")
    let file = try verify(["--cache", "a.ens"])
    #expect(file.status == 0, "\(file)")
    #expect(file.errors == "note: proofs cannot be kept in `a.ens`: Not a directory\n")
    #expect(folder.text("a.ens") == Self.text)
  }

  @Test func aLinkToAFolderIsAFolder() throws {
    defer { folder.remove() }
    mkdir(folder.path("real"), 0o755)
    folder.link("cache", to: "real")
    #expect(try verify(["--cache", "cache"]).status == 0)
    #expect(!entries("real").isEmpty)
  }

  @Test func aFolderFullOfRubbishIsNoProblem() throws {
    defer { folder.remove() }
    let cold = try verify(["--cache", "cache"])
    for name in entries("cache") { folder.write("cache/\(name)", "rubbish") }
    let warm = try verify(["--cache", "cache"])
    #expect(warm.output == cold.output && warm.status == 0 && warm.errors.isEmpty, "\(warm)")
    #expect(entries("cache").allSatisfy { folder.text("cache/\($0)") != "rubbish" })
  }

  @Test func severalProcessesShareAFolder() async throws {
    defer { folder.remove() }
    let without = try verify(["--no-cache"])
    let folder = folder
    let runs = try await withThrowingTaskGroup(of: Run.self) { group in
      for _ in 0..<4 {
        group.addTask { try ensure(["verify", "a.ens", "--cache", "cache"], in: folder) }
      }
      return try await group.reduce(into: [Run]()) { $0.append($1) }
    }
    #expect(runs.count == 4)
    for run in runs {
      #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
      #expect(words(run) == words(without))
    }
    #expect(
      entries("cache").allSatisfy { $0.hasSuffix(".proof") }, "nothing is left behind: \(entries("cache"))")
    let warm = try verify(["--cache", "cache"])
    #expect(warm.output != without.output, "the number of questions is another")
    #expect(words(warm) == words(without))
  }

  @Test func optionsThatExcludeEachOtherAreRefused() throws {
    defer { folder.remove() }
    #expect(try verify(["--cache", "cache", "--no-cache"]).status == 64)
    #expect(try verify(["--cache", ""]).status == 64)
  }
}
