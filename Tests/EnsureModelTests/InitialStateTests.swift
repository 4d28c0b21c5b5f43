import EnsureModel
import ModelSketch
import Testing

@Suite struct InitialStateTests {
  @Test func productOfWhatEachInstanceMayBe() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    _ = spec.field(order, "a", spec.range(0, 2), any: nil)
    _ = spec.number(order, "b")
    _ = spec.global("flag", Sketch.boolean, .arbitrary(where: nil), mutable: false)
    let interpreter = try spec.interpreter(spec.scope(2))
    let states = try interpreter.initialStates()
    let all = Array(states)
    #expect(states.count == 18)
    #expect(Set(all).count == 18)
    #expect(all.allSatisfy(interpreter.isInitial))
    #expect(all.first?.values == [0, 0, 0, 0, 0])
  }

  @Test func parametersComeBeforeWhatMentionsThem() throws {
    let spec = Sketch()
    let cash = spec.global("cash", Sketch.integer, .value(spec.int(0)))
    let cap = spec.global("cap", spec.range(1, 3), .arbitrary(where: nil), mutable: false)
    spec.system.globals[cash.index].initial = .value(spec.plus(spec.get(cap), spec.get(cap)))
    let order = spec.entity("Order")
    let amount = spec.field(order, "amount", spec.range(0, 9), any: nil)
    let this = spec.system.bank.variable(spec.system.entities[order.index].initialVariable)
    spec.system.fields[amount.index].initial = .arbitrary(where: spec.lt(spec.get(amount, this), spec.get(cap)))
    let interpreter = try spec.interpreter(spec.scope(1))
    let states = try interpreter.initialStates().map { state in
      [cash, cap].compactMap { interpreter.layout.slot($0) }.map { state.values[$0] } + [state.values[0]]
    }
    #expect(states == [[2, 1, 0], [4, 2, 0], [4, 2, 1], [6, 3, 0], [6, 3, 1], [6, 3, 2]])
  }

  @Test func unsatisfiableIsAnError() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    _ = spec.field(order, "a", spec.range(0, 2), any: spec.yes(false))
    let interpreter = try spec.interpreter(spec.scope(1))
    #expect(throws: InitialError.unsatisfiable(order)) { try interpreter.initialStates() }
    let empty = try spec.interpreter(spec.scope(0))
    #expect(try empty.initialStates().count == 1)
    let other = Sketch()
    _ = other.global("cap", other.range(0, 1), .arbitrary(where: other.yes(false)), mutable: false)
    let global = try other.interpreter(other.scope())
    #expect(throws: InitialError.unsatisfiable(nil)) { try global.initialStates() }
  }

  @Test func refusesInsteadOfHanging() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    _ = spec.field(order, "a", spec.range(0, 1 << 40), any: nil)
    let wide = try spec.interpreter(spec.scope(1))
    #expect(throws: InitialError.range(.tooMany(name: "Order.a"))) { try wide.initialStates() }
    let open = Sketch()
    let parcel = open.entity("Parcel")
    _ = open.field(parcel, "due", ValueType(.integer, unit: .duration), any: nil)
    let unbounded = try open.interpreter(open.scope(1))
    #expect(throws: InitialError.range(.unbounded(name: "Parcel.due"))) { try unbounded.initialStates() }
    let many = Sketch()
    let item = many.entity("Item")
    _ = many.field(item, "a", Sketch.boolean, any: nil)
    #expect(try many.interpreter(many.scope(70)).initialStates().count == Int.max)
  }

  @Test func personsAreSetPartitions() throws {
    func spec(_ areDistinct: Bool) -> (Sketch, FieldID, FieldID) {
      let spec = Sketch()
      spec.system.personsAreDistinct = areDistinct
      let clerk = spec.entity("Clerk", .actor)
      let customer = spec.entity("Customer", .actor)
      let person = spec.entity("Person")
      let fields = [clerk, customer].map {
        spec.field($0, "person", spec.of(person), any: nil, mutable: false, kind: .person)
      }
      return (spec, fields[0], fields[1])
    }
    let (open, _, _) = spec(false)
    let interpreter = try open.interpreter(open.scope(2, 2, 0))
    let states = Array(try interpreter.initialStates())
    // Bell's number of 4.
    #expect(states.count == 15 && Set(states).count == 15)
    #expect(states.allSatisfy(interpreter.isInitial))
    #expect(interpreter.isInitial(State(values: [3, 3, 1, 0])))

    let (closed, _, _) = spec(true)
    let strict = try closed.interpreter(closed.scope(2, 2, 0))
    #expect(try strict.initialStates().map(\.values) == [[0, 1, 2, 3]])
    #expect(strict.isInitial(State(values: [3, 2, 1, 0])))
    #expect(!strict.isInitial(State(values: [3, 3, 1, 0])))
    #expect(!strict.isInitial(State(values: [-1, 2, 1, 0])))
  }

  @Test func parentsAreNeverNone() throws {
    let spec = Sketch()
    let locker = spec.entity("Locker")
    let box = spec.entity("Compartment")
    _ = spec.field(box, "parent", spec.of(locker), any: nil, mutable: false, kind: .parent)
    let interpreter = try spec.interpreter(spec.scope(2, 1))
    #expect(try interpreter.initialStates().map(\.values) == [[0], [1]])
    #expect(!interpreter.isInitial(State(values: [-1])))
    let orphan = try spec.interpreter(spec.scope(0, 1))
    #expect(throws: InitialError.unsatisfiable(box)) { try orphan.initialStates() }
  }

  @Test func mutableRanksBeginAsTheNumberSays() throws {
    let spec = Sketch()
    let staff = spec.role("Staff", ranks: ["clerk", "manager"], mutable: true)
    let rank = try #require(spec.system.entities[staff.index].rankField)
    let promote = spec.action("promote", [("s", spec.of(staff))]) { action, terms, _ in
      action.body = [spec.set(rank, terms[0], spec.system.bank.member(EnumerationID(0), 1))]
    }
    let approve = spec.action("approve", by: RoleReference(staff, rank: 1)) { _, _, _ in }
    let interpreter = try spec.interpreter(spec.scope(2))
    let start = try interpreter.start
    #expect(start.values == [0, 0, 1, 1])
    #expect(interpreter.take(approve, by: 0, in: start).isBlocked)
    let promoted = try #require(interpreter.take(promote, [0], in: start).taken?.state)
    #expect(interpreter.take(approve, by: 0, in: promoted).taken != nil)
    // One representative of each present rank.
    let move = try #require(interpreter.moves(approve, genuine: true).first)
    #expect(interpreter.principals(of: move, in: start) == [0, 2])
    #expect(interpreter.principals(of: move, in: promoted) == [0, 1])
  }
}
