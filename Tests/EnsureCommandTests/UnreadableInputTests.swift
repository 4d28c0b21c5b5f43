import Glibc
import Testing

/// The commands that read specs.
let readingCommands = ["check", "verify", "explore", "simulate", "fmt"]

/// Runs `ensure` in a folder.
func ensure(
  _ arguments: [String], in folder: Folder, _ change: (inout Command) -> Void = { _ in }
) throws -> Run {
  var command = Command(arguments: arguments, folder: folder.root)
  change(&command)
  return try command.run()
}

/// What cannot be read is said, with a code and status 2, by every command.
@Suite struct UnreadableInputTests {
  private let folder = Folder()

  private func expect(
    _ run: Run, status: Int32 = 2, codes: [String], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, "\(run)", sourceLocation: location)
    #expect(run.codes == codes, "\(run)", sourceLocation: location)
    folder.remove()
  }

  @Test(arguments: readingCommands)
  func aMissingFileIsSaid(_ command: String) throws {
    expect(try ensure([command, "nothing.ens"], in: folder), codes: ["E0111"])
  }

  @Test(arguments: readingCommands.filter { !["check", "fmt", "verify"].contains($0) })
  func aFolderIsNoSpec(_ command: String) throws {
    folder.write("folder.ens/inside.ens", "system S")
    expect(try ensure([command, "folder.ens"], in: folder), codes: ["E0115"])
  }

  /// These take a folder for the specs in it, so that what is wrong with one of them is what is said.
  @Test(arguments: ["check", "verify"])
  func aFolderStandsForItsSpecs(_ command: String) throws {
    folder.write("folder.ens/inside.ens", "system S")
    expect(try ensure([command, "folder.ens"], in: folder), codes: ["E0117"])
  }

  @Test(arguments: readingCommands)
  func aPipeIsNoSpecAndDoesNotBlock(_ command: String) throws {
    #expect(mkfifo(folder.path("pipe.ens"), 0o644) == 0)
    expect(try ensure([command, "pipe.ens"], in: folder), codes: ["E0115"])
  }

  @Test(arguments: readingCommands, ["/dev/zero", "/dev/null", "/dev/random", "/proc/self/mem", "/dev/stdin"])
  func aDeviceIsNoSpec(_ command: String, _ device: String) throws {
    let run = try ensure([command, device], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(run.codes == ["E0115"], "\(run)")
    folder.remove()
  }

  @Test(arguments: readingCommands)
  func aFileThatMayNotBeReadIsSaid(_ command: String) throws {
    folder.write("secret.ens", "system S")
    chmod(folder.path("secret.ens"), 0)
    expect(try ensure([command, "secret.ens"], in: folder) { $0.isUnprivileged = true }, codes: ["E0115"])
  }

  @Test(arguments: readingCommands)
  func aFileInAFolderThatMayNotBeEnteredIsSaid(_ command: String) throws {
    folder.write("closed/spec.ens", "system S")
    chmod(folder.path("closed"), 0)
    let run = try ensure([command, "closed/spec.ens"], in: folder) { $0.isUnprivileged = true }
    #expect(run.status == 2, "\(run)")
    #expect(["E0111", "E0115"].contains(run.codes.first ?? ""), "\(run)")
    chmod(folder.path("closed"), 0o755)
    folder.remove()
  }

  @Test(arguments: readingCommands)
  func linksInACircleAreSaid(_ command: String) throws {
    folder.link("a.ens", to: "b.ens")
    folder.link("b.ens", to: "a.ens")
    let run = try ensure([command, "a.ens"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(["E0111", "E0115"].contains(run.codes.first ?? ""), "\(run)")
    folder.remove()
  }

  @Test(arguments: readingCommands)
  func whatIsNotUTF8IsSaid(_ command: String) throws {
    folder.write("a.ens", Array("system S".utf8) + [0x0A, 0xFF, 0xFE])
    expect(try ensure([command, "a.ens"], in: folder), codes: ["E0001"])
  }

  @Test(arguments: readingCommands)
  func bytesWithoutAnyTextAreSaid(_ command: String) throws {
    folder.write("a.ens", [UInt8](repeating: 0, count: 4096))
    expect(try ensure([command, "a.ens"], in: folder), codes: ["E0002"])
  }

  @Test(arguments: readingCommands.filter { $0 != "fmt" })
  func anEmptyFileIsNoSpec(_ command: String) throws {
    folder.write("a.ens", "")
    expect(try ensure([command, "a.ens"], in: folder), codes: ["E0114"])
  }

  @Test func anEmptyFileIsLaidOutAlready() throws {
    folder.write("a.ens", "")
    expect(try ensure(["fmt", "--check", "a.ens"], in: folder), status: 0, codes: [])
  }

  @Test(arguments: readingCommands)
  func aFileThatIsTooLargeIsSaid(_ command: String) throws {
    folder.write("a.ens", "")
    truncate(folder.path("a.ens"), 65 << 20)
    expect(try ensure([command, "a.ens"], in: folder), codes: ["E0115"])
  }

  @Test func aFileWithSyntaxErrorsIsNotRewritten() throws {
    folder.write("a.ens", "system   S\nentity {")
    let run = try ensure(["fmt", "a.ens"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(folder.text("a.ens") == "system   S\nentity {")
    #expect(folder.names == ["a.ens"])
    folder.remove()
  }

  @Test func aFolderThatMayNotBeWrittenKeepsItsFiles() throws {
    folder.write("a.ens", "system   S\n")
    let run = try ensure(["fmt", "a.ens"], in: folder) { $0.isUnprivileged = true }
    #expect(run.status == 2, "\(run)")
    #expect(folder.text("a.ens") == "system   S\n")
    #expect(folder.names == ["a.ens"])
    folder.remove()
  }

  @Test func aFileThatIsALinkStaysOneWhenItIsRewritten() throws {
    folder.write("a.ens", "system   S\n")
    folder.link("b.ens", to: "a.ens")
    let run = try ensure(["fmt", "b.ens"], in: folder)
    #expect(run.status == 0, "\(run)")
    #expect(folder.text("a.ens") == "system S\n")
    var status = stat()
    #expect(lstat(folder.path("b.ens"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    folder.remove()
  }

  @Test func aFolderThatContainsItselfIsGoneThroughOnce() throws {
    folder.write("specs/a.ens", "system S\n")
    folder.link("specs/again", to: "../specs")
    expect(try ensure(["fmt", "--check", "specs"], in: folder), status: 0, codes: [])
  }
}
