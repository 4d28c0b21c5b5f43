import Testing

/// `ensure trace` tells one violation.
@Suite struct TraceExportTests {
  private static let spec = """
    system Shop

    currency EUR

    role Clerk

    entity Order {
      paid: Money = 0
      sent: Bool = false
    }

    action send(o: Order) by Clerk
      requires not o.sent
    {
      o.sent = true
    }

    action pay(o: Order, v: Money) by Clerk
      requires v > 0 and v <= 1 EUR and o.paid == 0
    {
      o.paid = v
    }

    invariant Paid(o: Order): o.sent implies o.paid > 0
    invariant Exact(o: Order): o.paid <= 1 EUR
    invariant Fine(o: Order): o.paid >= 0 or o.sent

    threat Forged { attacker may pay(o, v) without requires }

    expect Exact violated under Forged

    """

  private func trace(_ arguments: [String]) throws -> Run {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("shop.ens", Self.spec)
    return try ensure(["trace", "shop.ens", "--scope", "Order=1,Money=-1..2|101"] + arguments, in: folder)
  }

  @Test func tellsTheFirstViolationThatNobodyHasWrittenDown() throws {
    let run = try trace([])
    #expect(run.status == 0 && run.output.contains("now Paid is false for o = order1"), "\(run)")
    let other = try trace(["--property", "Exact", "--threat", "Forged"])
    #expect(other.output.contains("the attacker: pay(o: order1"), "\(other)")
  }

  @Test func whereNothingIsViolatedThereIsNoTrace() throws {
    let run = try trace(["--property", "Fine", "--threat", "honest"])
    #expect(run.status == 3 && run.output.isEmpty && run.errors.contains("no trace"), "\(run)")
    #expect(try trace(["--property", "Nowhere"]).status == 64)
    #expect(try trace(["--as-itf", "--as-mermaid"]).status == 64)
  }

  @Test func aScenarioCanBePutIntoTheSpec() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("shop.ens", Self.spec)
    let run = try ensure(
      ["trace", "shop.ens", "--property", "Paid", "--threat", "honest", "--as-scenario"], in: folder)
    #expect(run.status == 0, "\(run)")
    folder.write("kept.ens", Self.spec + "\n" + run.output)
    #expect(try ensure(["fmt", "--check", "kept.ens"], in: folder).status == 0)
    let kept = try ensure(["verify", "kept.ens", "--property", "Fine", "--states", "100"], in: folder)
    #expect(kept.output.contains("this step is possible, and the scenario says that it is not"), "\(kept)")
    folder.write(
      "mended.ens",
      Self.spec.replacing("requires not o.sent", with: "requires not o.sent and o.paid > 0") + run.output)
    let mended = try ensure(["verify", "mended.ens", "--property", "Fine", "--states", "100"], in: folder)
    #expect(mended.output.contains("not again: Paid\": passed"), "\(mended)")
  }

  @Test(.enabled(if: Validators.absence == nil, Validators.absence))
  func otherProgramsReadTheTrace() throws {
    let folder = Folder()
    defer { folder.remove() }
    folder.write("shop.ens", Self.spec)
    for (name, arguments) in [
      ("a", ["--property", "Paid"]), ("b", ["--property", "Exact", "--threat", "Forged"]),
    ] {
      let run = try ensure(["trace", "shop.ens", "--as-itf", "--output", name] + arguments, in: folder)
      #expect(run.status == 0 && run.output.isEmpty, "\(run)")
    }
    #expect(try Validators.problems("itf", ["a", "b"].map { folder.path($0) }) == "")
  }
}
