import Testing

/// `ensure.toml` speaks for all specs below its folder, and the command line wins.
@Suite struct SettingsFileTests {
  private static let spec = """
    system Counter

    global n: Int = 0

    role R

    action up() by R { n += 1 }

    invariant Small: n < 3

    """

  private func prepare(_ settings: String) -> Folder {
    let folder = Folder()
    folder.write("ensure.toml", settings)
    folder.write("specs/counter.ens", Self.spec)
    return folder
  }

  @Test func setsWhatTheCommandLineLeavesOpen() throws {
    let folder = prepare("[verify]\ndepth = 2\nscope = \"Int=0..9\"\n")
    defer { folder.remove() }
    let run = try ensure(["verify", "specs/counter.ens"], in: folder)
    #expect(run.status == 0 && run.output.contains("held(2)"), "\(run)")
    let deeper = try ensure(["verify", "specs/counter.ens", "--depth", "5"], in: folder)
    #expect(deeper.status == 1 && deeper.output.contains("violated, 3"), "\(deeper)")
  }

  @Test(
    arguments: [
      ("[verify]\ndept = 2\n", "E0502", "2:1"), ("[verify]\ndepth = -1\n", "E0503", "2:9"),
      ("[verify]\ndepth = x\n", "E0501", "2:9"), ("[verify]\nscope = \"=\"\n", "E0503", "2:9"),
      ("[verify]\nstates = 0\n", "E0503", "2:10"),
    ])
  func whatIsWrongIsSaidWithItsPlace(_ settings: String, _ code: String, _ place: String) throws {
    let folder = prepare(settings)
    defer { folder.remove() }
    folder.write("specs/second.ens", Self.spec)
    let run = try ensure(["verify", "specs", "--format", "json"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(run.codes == [code], "it is said once: \(run)")
    #expect(run.errors.contains("ensure.toml:\(place)"), "\(run)")
    #expect(run.output.contains("\"code\": \"\(code)\""), "\(run)")
    #expect(!run.output.contains("\"verdict\""), "nothing is verified with limits that nobody has meant")
  }

  @Test func aFolderInItsPlaceIsNoSettings() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("specs/counter.ens", Self.spec)
    folder.write("specs/ensure.toml/x", "")
    let run = try ensure(["verify", "specs/counter.ens", "--depth", "1"], in: folder)
    #expect(run.status == 2 && run.errors.contains("cannot be read"), "\(run)")
  }
}
