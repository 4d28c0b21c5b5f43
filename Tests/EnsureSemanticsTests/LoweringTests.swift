import EnsureModel
import EnsureSemantics
import Testing

/// What sugar becomes.
@Suite struct Sugar {
  private func system(_ declarations: String) throws -> TransitionSystem {
    try #require(Compiler.compile(text: Compiling.shop + declarations).system)
  }

  @Test func aSetBecomesAHiddenKeyedEntity() throws {
    let system = try system(
      "entity Team { members: set of Customer }\naction join(t: Team) by c: Customer { t.members += c }")
    let hidden = try #require(system.entities.first { $0.name == "Team.members" })
    #expect(hidden.isHidden)
    #expect(hidden.keys.map(\.name) == ["owner", "member"])
    #expect(system.fields.contains { $0.kind == .membership && $0.isMutable })
  }

  @Test func newBecomesAParameterWithAGuard() throws {
    let system = try system(
      "entity Hook { seen: Bool = false }\naction a() by Gateway { new h: Hook new g: Hook h.seen = true }")
    let action = try #require(system.actions.first { $0.name == "a" })
    #expect(action.parameters.map(\.kind) == [.created, .created])
    #expect(action.freshness.count == 2)
    #expect(system.fields.contains { $0.kind == .created })
  }

  @Test func uniqueBindsOnlyStepsThatWriteItsFields() throws {
    let system = try system(
      "unique Order(owner) when items > 0\naction touch(o: Order) by Gateway { o.items = 1 }")
    let bound = system.actions.filter { !$0.commits.isEmpty }.map(\.name)
    #expect(bound == ["place", "touch"])
  }

  /// Where a property bounds time, time passes, though nothing else reads the clock; otherwise bounds would hold of themselves.
  @Test(arguments: [
    ("true", false), ("always (touch(o) implies once touch(o))", false),
    ("always (touch(o) implies once[0, 3 days] touch(o))", true),
    ("always (touch(o) implies earlier[0, 3 days] touch(o))", true),
    ("always (touch(o) implies (o.items == 1) since[0, 3 days] touch(o))", true),
    ("always (touch(o) implies eventually within 3 days touch(o))", true),
    ("always not touch(o) assuming always (touch(o) implies once[0, 3 days] touch(o))", true),
  ]) func aBoundOfTimeMakesTimePass(_ formula: String, _ passes: Bool) throws {
    let compiled = Compiler.compile(
      text: """
        system NoClock
        role Gateway
        entity Order { items: 0..1 = 0 }
        action touch(o: Order) by Gateway { o.items = 1 }
        property P(o: Order): \(formula)
        """)
    let system = try #require(compiled.system)
    #expect(system.hasTime == passes)
  }

  /// Whether a deadline's step keeps what is unique was asked of a bank of terms that had not seen the question: a crash.
  @Test func aDeadlineMayWriteWhatUniqueAsks() throws {
    let compiled = Compiler.compile(
      text: """
        system Uniqueness
        resolution 1 s
        role W
        entity A { s: { i0, i1, i2 } = i0
          r: A }
        unique A(r) when s != i0
        action mk(e: A) by W requires e.s == i0 { e.s = i1 }
        action go(e: A) by W requires e.s == i1 within 2 s { e.s = i2 }
        invariant I(x: A): x.s == x.s
        """
    ).system
    #expect(try #require(compiled).deadlines.count == 1)
  }

  @Test func chosenValuesBecomeParameters() throws {
    let system = try system("action roll(o: Order) by Gateway { choose x: 1..6 o.items = x }")
    let action = try #require(system.actions.first { $0.name == "roll" })
    #expect(action.parameters.map(\.kind) == [.declared, .chosen])
  }

  @Test func personsExistOnlyWhereTheyAreAskedFor() throws {
    #expect(try !system("").fields.contains { $0.kind == .person })
    let asked = try system("policy R { permit m: Gateway capture(o) when person(m) != person(o.owner) }")
    #expect(asked.fields.filter { $0.kind == .person }.count == 3)
  }

  @Test func timeExistsOnlyWhereItIsRead() throws {
    #expect(try system("").hasTime)
    let timeless = try #require(
      Compiler.compile(text: "system A\nglobal g: Int = 0\ninvariant P: g == 0").system)
    #expect(!timeless.hasTime)
  }
}
