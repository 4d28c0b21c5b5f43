import EnsureExplore
import EnsureModel
import EnsureSemantics
import Testing

/// There is always another untouched instance, so that a scenario never runs out of them.
@Suite struct ScenarioRoomTests {
  /// Whether each scenario passes, with two instances of each entity where it does not name more.
  private func passes(_ text: String) throws -> [Bool] {
    let compiled = Compiler.compile(text: text).system
    let system = try #require(compiled)
    let scope = Scope.defaults(for: World(system, threats: []))
    return try system.scenarios.map { scenario in
      if case .passed = try scenario.run(in: system, scope: scope).outcome { true } else { false }
    }
  }

  @Test func whatIsMadeWithoutANameHasRoom() throws {
    let found = try passes(
      """
      system Tickets
      role Clerk
      entity Machine { n: Int = 0 }
      entity Ticket { no: Int = 0 }
      action print(m: Machine) by Clerk {
        new t: Ticket
        m.n += 1
        t.no = m.n
      }
      scenario "two and no more" {
        print(m); print(m)
        then print(m) is impossible
      }
      scenario "seven" {
        print(m); print(m); print(m); print(m); print(m); print(m); print(m)
        expect m.n == 7
      }
      """)
    #expect(found == [false, true])
  }

  @Test func messagesWithAndWithoutNamesHaveRoomTogether() throws {
    let found = try passes(
      """
      system Notes
      role Clerk
      entity Machine { n: Int = 0 }
      message Note { no: Int }
      channel notes: Note exactly once
      action post(m: Machine) by Clerk { m.n += 1
        send q: Note on notes { no = m.n } }
      action read(q: Note) by Clerk receive q on notes {}
      scenario "no third one" {
        post(m) sends a; post(m) sends b
        then post(m) is impossible
      }
      scenario "three" {
        post(m) sends a; post(m); post(m) sends c
        read(c)
        then read(c) is impossible
        expect a.no == 1 and c.no == 3
      }
      """)
    #expect(found == [false, true])
  }

  /// Of what has no name one stands for all, so that many take no more attempts than few.
  @Test func manyTakeFewAttempts() throws {
    let steps = Array(repeating: "print(m)", count: 9).joined(separator: "; ")
    let compiled = Compiler.compile(
      text: """
        system Tickets
        role Clerk
        entity Machine { n: Int = 0 }
        entity Ticket { no: Int = 0 }
        action print(m: Machine) by Clerk {
          new t: Ticket
          m.n += 1
          t.no = m.n
        }
        scenario "nine" {
          \(steps)
          expect m.n == 9
        }
        """
    ).system
    let system = try #require(compiled)
    let scenario = try #require(system.scenarios.first)
    let result = try scenario.run(in: system, scope: .defaults(for: World(system, threats: [])), limit: 200)
    guard case .passed = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
  }
}
