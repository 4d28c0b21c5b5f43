import Testing

/// What cannot be written is never passed over, and the status is the one that the documentation gives.
@Suite struct OutputTests {
  private let folder = Folder()

  private static let bad = "system Bad\nentity {\n"
  private static let good = """
    system Good
    role R
    global open: Bool = false
    action start() by R requires not open { open = true }
    invariant Fine(): open or not open

    """

  private static let printing = [
    ["check", "good.ens"], ["verify", "good.ens"], ["explain"], ["fmt", "--check", "odd.ens"],
  ]

  private func prepare() {
    folder.write("good.ens", Self.good)
    folder.write("odd.ens", "system   Odd\n")
    folder.write("bad.ens", Self.bad)
  }

  @Test(arguments: printing)
  func aFullDeviceIsNoSuccess(_ arguments: [String]) throws {
    prepare()
    defer { folder.remove() }
    let run = try ensure(arguments, in: folder) { $0.output = .path("/dev/full") }
    #expect(run.status == 70, "\(run)")
    #expect(run.errors.contains("cannot be written"), "\(run)")
  }

  @Test(arguments: printing)
  func aReaderThatHasGoneIsNoSuccessAndNoSignal(_ arguments: [String]) throws {
    prepare()
    defer { folder.remove() }
    let run = try ensure(arguments, in: folder) { $0.output = .closedPipe }
    #expect(run.status == 70, "\(run)")
  }

  @Test(arguments: printing)
  func aClosedOutputIsNoSuccess(_ arguments: [String]) throws {
    prepare()
    defer { folder.remove() }
    let run = try ensure(arguments, in: folder) { $0.output = .closed }
    #expect(run.status == 70, "\(run)")
  }

  @Test(arguments: [Destination.path("/dev/full"), .closedPipe, .closed], ["check", "verify", "fmt"])
  func errorsThatCannotBeWrittenAreNoSuccess(_ destination: Destination, _ command: String) throws {
    prepare()
    defer { folder.remove() }
    let run = try ensure([command, "bad.ens"], in: folder) { $0.errors = destination }
    #expect(run.status == 2 || run.status == 70, "\(run)")
  }

  @Test(arguments: [["--help"], ["--version"], ["check", "--help"]])
  func helpThatCannotBeWrittenIsNoCrash(_ arguments: [String]) throws {
    defer { folder.remove() }
    for destination in [Destination.path("/dev/full"), .closedPipe, .closed] {
      let run = try ensure(arguments, in: folder) { $0.output = destination }
      #expect(run.signal == nil && !run.isTimedOut, "\(run)")
    }
  }

  @Test func theStatusIsThatOfTheWorstFile() throws {
    prepare()
    defer { folder.remove() }
    #expect(try ensure(["check", "good.ens"], in: folder).status == 0)
    #expect(try ensure(["check", "good.ens", "bad.ens"], in: folder).status == 2)
    #expect(try ensure(["check", "bad.ens", "good.ens"], in: folder).status == 2)
    #expect(try ensure(["verify", "good.ens", "nothing.ens"], in: folder).status == 2)
    #expect(try ensure(["fmt", "--check", "bad.ens", "odd.ens"], in: folder).status == 2)
  }
}

/// A command line that makes no sense has status 64, says so on standard error, and does nothing.
@Suite struct UsageTests {
  @Test(
    arguments: [
      ["--nonsense"], ["nonsense"], ["check"], ["verify"], ["check", "--nonsense", "good.ens"], ["fmt"],
      ["fmt", "--stdin", "good.ens"], ["check", "--format", "runes", "good.ens"], ["explain", "E9999"],
      ["explain", ""], ["verify", "good.ens", "--scope", "Nothing=2"], ["verify", "good.ens", "--scope", "="],
      ["verify", "good.ens", "--scope", "Order=-1"], ["verify", "good.ens", "--depth", "-1"],
      ["verify", "good.ens", "--depth", "99999999999999999999"], ["verify", "good.ens", "--states", "0"],
      ["verify", "good.ens", "--property", "Nothing"], ["verify", "good.ens", "--threat", "Nothing"],
      ["verify", "good.ens", "--scope", "Order=99999999999999999999999999"],
      ["explore", "good.ens", "--scope", "Nothing=2"], ["explore"], ["simulate"],
      ["explore", "good.ens", "--scope", "Order=1,Order=2"],
    ])
  func isSaidWithItsOwnStatus(_ arguments: [String]) throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "good.ens", "system   Good\nentity Order { units: 0..3 = 0 }\ninvariant Few(o: Order): o.units <= 3\n")
    let run = try ensure(arguments, in: folder)
    #expect(run.status == 64, "\(run)")
    #expect(!run.errors.isEmpty, "\(run)")
    #expect(folder.text("good.ens").hasPrefix("system   Good"))
  }
}
