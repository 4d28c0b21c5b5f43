import Testing

/// What `ensure verify --format` writes is valid by the published schemas, whatever the specs are like.
@Suite(.serialized) struct FormatTests {
  /// A spec with everything that a format could stumble over: quotes, markup and controls in strings, long numbers,
  /// letters of other scripts, a decision's reason over several lines.
  static let odd = """
    system Odd
    currency JPY
    currency KWD
    role Gr_1 { groesser, end }
    global big: Int = 123456789012345678901234567890
    entity Order { betrag: Money<KWD> = any where betrag == 99999999999999999999999999 KWD or betrag == 0
      total: Money<JPY> = 0 JPY
      open: Bool = true
      successor: Order? }
    action end(o: Order) by Gr_1.end requires o.open { o.open = false
      o.successor = o }
    action add(o: Order, v: Money<JPY>) by Gr_1 { o.total += v }
    invariant Always(o: Order): o.open or o.betrag == 0
    invariant Sum: sum(o: Order) o.total <= 3 JPY
    invariant Big: big < 5
    threat Boese { attacker may end(o) without requires }
    accept Always under Boese or more because "]]> <b>&amp; \\"quoted\\" `code` | *x* @team #1 http://x www.y"
    scenario "a|b <script> & 'c' ]]> `d` *e* \u{1F469}\u{200D}\u{1F692} لا" { end(o)
      then end(o) is impossible }
    scenario "fails" { end(o); end(o) }

    """

  /// A spec with an action that can never happen.
  static let vacuous = """
    system Kiosk
    role Clerk
    entity Order { state: { open, closed } = open }
    action close(o: Order) by Clerk requires o.state == open and o.state == closed { o.state = closed }
    invariant Open(o: Order): o.state == open

    """

  private static let formats = ["json", "sarif", "junit"]

  private func verify(_ format: String, _ arguments: [String], in folder: Folder, path: String) throws -> Run {
    try ensure(
      ["verify", "--format", format, "--output", folder.path(path), "--states", "50", "--depth", "2"]
        + arguments, in: folder
    ) { $0.patience = 600 }
  }

  @Test(.enabled(if: Validators.absence == nil, Validators.absence))
  func allFormatsAreValidForAllSpecs() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("odd.ens", Self.odd)
    folder.write("kiosk.ens", Self.vacuous)
    folder.write("empty.ens", "")
    folder.write("library.ens", "currency EUR\n")
    folder.write("bytes.ens", [0x73, 0xFF, 0x00, 0x0A])
    folder.write("a b%c&d<e\"f'.ens", "system Odd\ninvariant I: 1 ==\n")
    let named = [
      "odd.ens", "kiosk.ens", "empty.ens", "library.ens", "bytes.ens", "a b%c&d<e\"f'.ens",
      "missing\u{7}.ens",
    ]
    // All worlds of all systems would be the same again, and take minutes. So does whatever nobody can prove.
    let some = ["card-checkout.bug", "gift-cards.bug", "four-eyes-refunds.bug", "digital-licences"]
    let runs = [
      ("own", named), ("flagship", ["\(Validators.root)/Specs/card-checkout.ens"]),
      ("specs", some.map { "\(Validators.root)/Specs/\($0).ens" } + ["--threat", "honest"]),
      ("bad", ["\(Validators.root)/Corpus/bad"]),
    ]
    // Proofs are the same in each format, so that it is enough to look for them once.
    for format in Self.formats {
      for (name, arguments) in runs {
        let path = "\(name).\(format)"
        let run = try verify(format, ["--cache", "cache"] + arguments, in: folder, path: path)
        #expect(run.status != nil && run.output.isEmpty, "\(path): \(run)")
      }
      #expect(folder.text("own.\(format)").contains("vacuous"))
      let kind = format == "json" ? "report" : format
      #expect(try Validators.problems(kind, runs.map { folder.path("\($0.0).\(format)") }) == "")
    }
  }

  @Test(.enabled(if: Validators.absence == nil, Validators.absence))
  func combinationsOfThreatsAreValid() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("odd.ens", Self.odd)
    let run = try verify("json", ["odd.ens", "--minimal-threats"], in: folder, path: "minimal")
    #expect(folder.text("minimal").contains("\"minimalThreats\""), "\(run)")
    #expect(try Validators.problems("report", [folder.path("minimal")]) == "")
    let some = try verify("json", ["odd.ens", "--minimal-threats", "--threat", "Boese"], in: folder, path: "x")
    #expect(some.status == 64, "\(some)")
  }

  private static let drawers = """
    system Drawers
    role Clerk
    entity Drawer { socks: Int = 0
      pair: Int = 2 }
    action pack(d: Drawer) by Clerk { d.socks += d.pair }
    action turn(d: Drawer) by Clerk { d.pair = -d.pair }
    invariant NeverFive(d: Drawer): d.socks != 5
    """

  @Test(.enabled(if: Validators.absence == nil, Validators.absence))
  func questionsAreValid() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("drawers.ens", Self.drawers)
    let run = try verify("json", ["drawers.ens"], in: folder, path: "questions")
    #expect(folder.text("questions").contains("\"isDecisive\": true"), "\(run)")
    #expect(try Validators.problems("report", [folder.path("questions")]) == "")
  }

  @Test func aRunIsToldTheSameTwice() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("odd.ens", Self.odd)
    for format in Self.formats + ["markdown", "text"] {
      let runs = try [1, 2].map { _ in
        try ensure(["verify", "odd.ens", "--states", "200", "--format", format], in: folder)
      }
      #expect(runs[0].output == runs[1].output, "\(format)")
      #expect(runs[0].status == 1, "\(runs[0])")
      #expect(!runs[0].output.contains("\u{7F}"))
    }
  }

  @Test func theStatusIsTheSameInEveryFormat() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("odd.ens", Self.odd)
    folder.write("bad.ens", "system Bad\nentity {\n")
    folder.write("good.ens", "system Good\nglobal open: Bool = false\ninvariant Fine(): open or not open\n")
    for format in Self.formats + ["markdown", "text"] {
      for (name, status) in [("odd.ens", Int32(1)), ("bad.ens", 2), ("good.ens", 0), ("none.ens", 2)] {
        let run = try ensure(["verify", name, "--states", "200", "--format", format], in: folder)
        #expect(run.status == status, "\(format) \(name): \(run)")
      }
    }
  }

  @Test func whatIsNotKnownIsNotGreenInJUnit() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write(
      "open.ens",
      """
      system Open
      currency EUR
      role R
      entity O { sum: Money = 0 }
      action add(o: O) by R { o.sum += 1 EUR }
      property P(o: O): always eventually (o.sum == 0)
      expect P violated under T
      threat T { attacker may add(o) }

      """)
    let run = try ensure(["verify", "open.ens", "--format", "junit", "--property", "P"], in: folder)
    #expect(run.status != 0 ? !run.output.contains("failures=\"0\" errors=\"0\"") : true, "\(run)")
  }
}

/// `--output` replaces a file whole or not at all.
@Suite struct OutputFileTests {
  private static let spec = "system Good\nglobal open: Bool = false\ninvariant Fine(): open or not open\n"

  private func prepare() -> Folder {
    let folder = Folder()
    folder.write("good.ens", Self.spec)
    folder.write("old", "old\n")
    return folder
  }

  private func write(_ path: String, in folder: Folder, _ change: (inout Command) -> Void = { _ in }) throws
    -> Run
  {
    try ensure(["verify", "good.ens", "--format", "json", "--output", path], in: folder, change)
  }

  @Test func replacesAFileAndLeavesNothingBesideIt() throws {
    let folder = prepare()
    defer { folder.remove() }
    #expect(try write("old", in: folder).status == 0)
    #expect(folder.text("old").hasPrefix("{\n  \"schema\": \"ensure-report-1\""))
    #expect(folder.names == ["good.ens", "old"])
  }

  @Test func followsALink() throws {
    let folder = prepare()
    defer { folder.remove() }
    folder.link("link", to: "old")
    #expect(try write("link", in: folder).status == 0)
    #expect(folder.text("old").hasPrefix("{"))
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    let folder = prepare()
    defer { folder.remove() }
    let run = try write("/dev/full", in: folder)
    #expect(run.status == 70 && run.errors.contains("cannot be written"), "\(run)")
    #expect(run.output.hasPrefix("{"), "what could not be written is not lost: \(run)")
    #expect(try write("/dev/null", in: folder).status == 0)
    #expect(try write("/dev/stdout", in: folder).output.hasPrefix("{"))
  }

  @Test(arguments: ["", "missing/report", "folder", "good.ens/report", "/proc/report"])
  func whatCannotBeWrittenIsSaidBeforeTheWork(_ path: String) throws {
    let folder = prepare()
    defer { folder.remove() }
    folder.write("folder/file", "")
    let run = try write(path, in: folder)
    #expect(run.status == 70 && run.errors.contains("cannot be written"), "\(run)")
    #expect(folder.text("old") == "old\n")
  }

  @Test func aFolderOfSomebodyElseIsNoPlace() throws {
    let folder = prepare()
    defer { folder.remove() }
    let run = try write("old", in: folder) { $0.isUnprivileged = true }
    #expect(run.status == 70 && run.errors.contains("cannot be written"), "\(run)")
    #expect(folder.text("old") == "old\n" && folder.names == ["good.ens", "old"])
  }
}
