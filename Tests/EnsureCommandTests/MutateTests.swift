import Testing

/// `ensure mutate`, as a user starts it.
@Suite struct MutateTests {
  private static let text = """
    system Light
    role Keeper
    global on: Int = 0
    action switchOn() by Keeper requires on < 1 { on = 1 }
    invariant Small: on <= 1
    """

  private func run(_ arguments: [String], verdicts: String? = nil) throws -> Run {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("light.ens", Self.text)
    if let verdicts { folder.write("light.faults", verdicts) }
    return try ensure(["mutate", "light.ens"] + arguments, in: folder)
  }

  /// The names of the faults that have these words.
  private func faults(_ words: String) throws -> [String] {
    try run(["--list"]).output.split(separator: "\n").filter { $0.contains(words) }.map { String($0.prefix(8)) }
  }

  @Test func printsDifferencesThatTheSeedChooses() throws {
    let run = try run(["--seed", "1", "--count", "2"])
    #expect(run.status == 0, "\(run)")
    #expect(run.output.split(separator: "\n").count { $0.hasPrefix("+++ light.ens (fault ") } == 2, "\(run)")
    #expect(try self.run(["--seed", "1", "--count", "2"]).output == run.output)
  }

  @Test func appliesAFault() throws {
    let id = try #require(faults("never happens").first)
    let run = try run(["--apply", id])
    #expect(run.status == 0 && run.output.contains("requires false"), "\(run)")
    #expect(try self.run(["--apply", "00000000"]).status == 64)
  }

  @Test func judgesFaults() throws {
    let weak = try #require(faults("`on < 1` of `switchOn` becomes").first)
    let open = try run(["--judge"])
    #expect(open.status == 1, "\(open)")
    #expect(open.output.contains("HOLE"), "\(open)")
    let dead = try #require(faults("never happens").first)
    let holes = open.output.split(separator: "\n").enumerated()
    let lines = Array(holes.map(\.element))
    let ids = lines.indices.filter { lines[$0].contains("HOLE") }.map { lines[$0 - 1].split(separator: " ")[0] }
    #expect(ids.contains { $0 == weak } && !ids.contains { $0 == dead }, "\(open)")
    let judged = ids.map { "\($0) equivalent: nobody asks\n" }.joined()
    #expect(try run(["--judge", "--verdicts", "light.faults"], verdicts: judged).status == 0)
    for stale in [dead, "00000000"] {
      let run = try run(
        ["--judge", "--verdicts", "light.faults"], verdicts: judged + "\(stale) equivalent: is it?\n")
      #expect(run.status == 1 && run.output.contains("is stale"), "\(run)")
    }
  }

  @Test func complainsOfWhatItCannotRead() throws {
    let run = try run(["--judge", "--verdicts", "light.faults"], verdicts: "# fine\nnonsense\n")
    #expect(run.status == 2 && run.errors.contains("light.faults:2: "), "\(run)")
    #expect(try self.run(["--judge", "--verdicts", "nowhere"]).status == 2)
    #expect(try self.run(["--kind", "nonsense"]).status == 64)
    #expect(try self.run(["--list", "--judge"]).status == 64)
    #expect(try self.run(["--verdicts", "light.faults"]).status == 64)
    #expect(try self.run(["--count", "0"]).status == 64)
  }
}
