import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Testing

/// `import "a.ens" with b = c`: the imported file is read with other names.
@Suite struct RenamingTests {
  /// Files in memory, by path.
  private struct Shelf: Importer {
    let texts: [String: String]

    func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      guard let text = texts[path] else { throw .notFound }
      return SourceFile(path: path, identity: "/\(path)", bytes: Array(text.utf8))
    }
  }

  private static let shop = """

    role Shop
    entity Order { paid: Bool = false }
    entity Parcel { sent: Bool = false }
    action pay(o: Order, amount: 1..) by Shop requires not o.paid { o.paid = true }
    action send(p: Parcel) by Shop requires not p.sent { p.sent = true }
    invariant Fine(o: Order): o.paid or not o.paid
    """

  private func compile(_ imports: String, _ files: [String: String]) -> Compilation {
    Compiler.compile(
      SourceFile(
        path: "main.ens", identity: "/main.ens", bytes: Array(("system S\n" + imports + Self.shop).utf8)),
      importer: Shelf(texts: files))
  }

  private func codes(_ imports: String, _ files: [String: String]) -> [String] {
    compile(imports, files).diagnostics.map(\.code.rawValue)
  }

  @Test func aFileIsImportedTwiceWithDifferentNames() throws {
    let compilation = compile(
      """
      import "once.ens" with Item = Order, act = pay, Once = PaidOnce
      import "once.ens" with Item = Parcel, act = send, Once = SentOnce
      """,
      ["once.ens": "property Once(item: Item): always (act(item, ..) implies not earlier any act(item, ..))"])
    #expect(compilation.diagnostics.isEmpty)
    let system = try #require(compilation.system)
    #expect(system.properties.map(\.name).sorted() == ["Fine", "PaidOnce", "SentOnce"])
  }

  @Test func theSameRenamingTwiceCountsOnce() {
    let line = "import \"a.ens\" with Item = Order, T = Good\n"
    let other = "import \"a.ens\" with T = Good, Item = Order\n"
    #expect(codes(line + other, ["a.ens": "invariant T(i: Item): i.paid or not i.paid"]).isEmpty)
  }

  @Test func twoNamesMayChangePlaces() {
    #expect(
      codes(
        "import \"a.ens\" with Order = Parcel, Parcel = Order",
        ["a.ens": "invariant A(o: Parcel, p: Order): o.paid or not p.sent"]
      ).isEmpty)
  }

  @Test func twoNamesDoNotBecomeOne() {
    #expect(codes("import \"a.ens\" with A = B", ["a.ens": "entity A\nentity B"]) == ["E0125"])
  }

  @Test func aNameThatIsNotThereIsNoticed() {
    #expect(codes("import \"a.ens\" with C = D", ["a.ens": "entity A\nentity B"]) == ["E0125"])
    #expect(codes("import \"a.ens\" with A = C, A = D", ["a.ens": "entity A"]) == ["E0125"])
  }

  @Test func renamingsCompose() throws {
    let compilation = compile(
      "import \"outer.ens\" with Thing = Order, Outer = Inner, o = q",
      [
        "outer.ens": "import \"inner.ens\" with Item = Thing, Name = Outer\nconst o = 1",
        "inner.ens": "invariant Name(i: Item): i.paid or not i.paid",
      ])
    #expect(compilation.diagnostics.isEmpty)
    #expect(compilation.system?.properties.contains { $0.name == "Inner" } == true)
  }

  @Test func aFileThatImportsItselfUnderOtherNamesIsACycle() {
    #expect(
      codes("import \"a.ens\" with A = B", ["a.ens": "import \"a.ens\" with A = C\nentity A"]).contains("E0112")
    )
  }

  @Test func whatIsDeclaredTwiceIsStillDeclaredTwice() {
    #expect(
      codes("import \"a.ens\"\nimport \"a.ens\" with A = B", ["a.ens": "entity A\nentity C"]) == ["E0102"])
  }
}
