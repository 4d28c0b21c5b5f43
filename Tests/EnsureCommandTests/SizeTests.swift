import Testing

/// Four times the text takes at most about four times the memory. (That the time is linear too is not asserted with
/// a clock; `HostileSpecTests` uses sizes at which anything else would not end.)
@Suite(.serialized) struct SizeTests {
  private static let kinds: [(name: String, text: @Sendable (Int) -> String)] = [
    ("declarations", { count in (0..<count).map { "entity E\($0) { f: Int = 0 }\n" }.joined() }),
    ("fields", { count in "entity E {\n" + (0..<count).map { "f\($0): 0..3 = 1\n" }.joined() + "}\n" }),
    (
      "properties",
      { count in
        "entity E { f: 0..3 = 1 }\n"
          + (0..<count).map { "invariant I\($0)(e: E): e.f <= 3 and e.f >= 0\n" }.joined()
      }
    ),
    (
      "statements",
      { count in
        "role R\nglobal g: Int = 0\naction a() by R {\n" + String(repeating: "g = g + 1\n", count: count)
          + "}\n"
      }
    ),
    ("comments", { count in String(repeating: "// nothing to see here\n", count: count) }),
    ("unknown names", { count in (0..<count).map { "const c\($0): Int = d\($0)\n" }.joined() }),
    ("unknown characters", { count in String(repeating: "@ ", count: count) }),
  ]

  @Test(arguments: kinds.indices)
  func memoryGrowsInStepWithTheText(_ index: Int) throws {
    let (name, text) = Self.kinds[index]
    let folder = Folder()
    defer { folder.remove() }
    func peak(_ count: Int) throws -> Int {
      folder.write("a.ens", "system S\n" + text(count))
      let run = try ensure(["check", "a.ens"], in: folder)
      #expect(run.status == 0 || run.status == 2, "\(name): \(run)")
      return run.peakMemory
    }
    let base = try peak(1)
    let small = try peak(10_000) - base
    let large = try peak(40_000) - base
    // Pages of the program itself count too, as many as happen to be cached: some tens of megabytes.
    #expect(large <= 6 * small + (32 << 20), "\(name): \(small >> 10) KiB, then \(large >> 10) KiB")
  }
}
