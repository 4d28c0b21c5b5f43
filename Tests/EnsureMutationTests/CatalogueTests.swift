import EnsureSemantics
import EnsureSyntax
import Testing

@testable import EnsureMutation

/// Which faults a spec has, and what they are called.
@Suite struct CatalogueTests {
  @Test(arguments: FaultKind.all.map(\.name)) func everyKindHasAPlace(_ kind: String) throws {
    #expect(try (Shop.catalogue().faults + Parcels.catalogue().faults).contains { $0.kind == kind })
  }

  @Test func faultsCompileAreCanonicalAndDifferFromEachOther() throws {
    let catalogue = try Shop.catalogue()
    var texts: Set<[UInt8]> = [catalogue.original]
    for fault in catalogue.faults {
      #expect(texts.insert(fault.text).inserted, "\(fault.description)")
      #expect(catalogue.system(with: fault) != nil, "\(fault.description)")
      let formatted = try Formatter.format(Parser.parse(fault.text, file: FileID(index: 0)))
      #expect(formatted == fault.text, "\(fault.description)")
    }
    #expect(Set(catalogue.faults.map(\.id)).count == catalogue.faults.count)
  }

  @Test func eachKindDoesWhatItSays() throws {
    let catalogue = try Shop.catalogue()
    func has(_ kind: String, _ description: String) {
      #expect(
        catalogue.faults.contains { $0.kind == kind && $0.description == description },
        "\(kind): \(catalogue.faults.filter { $0.kind == kind }.map(\.description))")
    }
    has("boundary-flip", "`total <= 100` of `place` becomes `total < 100`")
    has("trusted-input", "`requires amount <= o.total - o.refunded` of `refund` is dropped")
    has("dropped-guard", "`requires o.state == paid` of `refund` is dropped")
    has("weakened-guard", "`o.state == placed` of `pay` becomes `(o.state == placed or o.state == paid)`")
    has("over-strengthened-guard", "`total <= 100` of `place` becomes `total == 100`")
    has("fabricated-constraint", "`pay` also demands `not o.isGift`")
    has(
      "weakened-invariant", "`o.refunded <= o.total and o.total <= 100` of `Bounded` becomes `o.total <= 100`")
    has("omitted-action", "`pay` never happens")
    has("lost-idempotency", "`o.state = paid` of `pay` is dropped")
    has(
      "widened-permit",
      "`permit Clerk.junior refund(o, amount) when amount <= 50` of `Refunds` has no condition")
    has("missing-forbid", "`forbid any refund(o, amount) when amount > 90 or o.isGift` of `Refunds` is dropped")
    has("swapped-roles", "`pay` is by `Clerk` instead of `Gateway`")
  }

  @Test func namesOutliveFormattingAndEditsElsewhere() throws {
    let before = try Shop.catalogue().faults.map(\.id)
    let spaced = Shop.text.replacing(
      "requires o.state == paid\n", with: "requires o.state  // by card\n   ==   paid\n")
    #expect(spaced != Shop.text)
    #expect(try Shop.catalogue(spaced).faults.map(\.id) == before)
    let longer = Shop.text.replacing(
      "entity Order",
      with: "action idle(o: Order) by Gateway requires o.total == 7 { o.isGift = true }\nentity Order")
    let after = try Shop.catalogue(longer).faults.map(\.id)
    #expect(after.count > before.count)
    #expect(Set(before).isSubset(of: after))
  }

  @Test func namesFollowTheWordsThatChange() throws {
    let before = try Shop.fault("boundary-flip", "`total <= 100`", in: Shop.catalogue())
    let after = try Shop.fault(
      "boundary-flip", "`total <= 101`",
      in: Shop.catalogue(Shop.text.replacing("total <= 100\n{", with: "total <= 101\n{")))
    #expect(before.id != after.id)
  }

  @Test func theSeedAloneChooses() throws {
    let catalogue = try Shop.catalogue()
    func ids(_ seed: UInt64, _ count: Int = 12) -> [String] {
      catalogue.chosen(seed: seed, count: count).map(\.id)
    }
    #expect(ids(1) == ids(1))
    #expect(Set((0..<8).map { ids($0) }).count > 4)
    #expect(try ids(3) == Shop.catalogue().chosen(seed: 3, count: 12).map(\.id))
    #expect(Set(catalogue.chosen(seed: 5, count: 12).map(\.kind)).count == 12, "spread over the kinds")
    #expect(Array(ids(1, 20).prefix(12)) == ids(1), "more faults do not change the first ones")
    #expect(ids(1, 10_000).count == catalogue.faults.count)
    #expect(
      catalogue.chosen(seed: 1, count: 50, kinds: ["missing-forbid"]).allSatisfy { $0.kind == "missing-forbid" }
    )
  }

  @Test func whatDoesNotCompileHasNoFaults() {
    for text in ["system X\ninvariant", "system X\ninvariant A: nothing", "role R\n"] {
      let file = SourceFile(path: "x.ens", identity: "x.ens", bytes: Array(text.utf8))
      #expect(FaultCatalogue(file, importer: NoImports()) == nil)
    }
  }

  @Test func differencesAreOneHunk() throws {
    let catalogue = try Shop.catalogue()
    let fault = try Shop.fault("lost-idempotency", "of `pay`", in: catalogue)
    let diff = FaultDiff.text(catalogue.original, fault.text, path: "shop.ens", label: "fault 1")
    #expect(diff.hasPrefix("--- shop.ens\n+++ shop.ens (fault 1)\n@@ -"), "\(diff)")
    #expect(diff.contains("\n-  o.state = paid\n"), "\(diff)")
    #expect(!diff.contains("\n+"[...] + " "), "\(diff)")
  }
}
