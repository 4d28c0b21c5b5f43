import EnsureModel
import ModelSketch
import Testing

@Suite struct LayoutTests {
  @Test func placesAreNumberedOneToOne() throws {
    let spec = Sketch()
    let staff = spec.role("Staff", ranks: ["clerk", "manager"], mutable: true)
    let order = spec.entity("Order")
    let fields = [spec.number(order, "a"), spec.flag(order, "b"), spec.number(staff, "c")]
    let fixed = spec.field(order, "fixed", Sketch.integer, spec.int(3), mutable: false)
    let cap = spec.global("cap", Sketch.integer, .value(spec.int(1)))
    let limit = spec.global("limit", Sketch.integer, .value(spec.int(1)), mutable: false)
    let layout = try Layout(spec.system, spec.scope(2, 3))
    var slots: [Int?] = [layout.slot(cap)]
    for field in fields + [spec.system.entities[staff.index].rankField].compactMap({ $0 }) {
      let entity = spec.system.fields[field.index].entity
      for instance in 0..<layout.instances(of: entity) { slots.append(layout.slot(field, instance)) }
    }
    #expect(Set(slots.compactMap { $0 }) == Set(0..<layout.count))
    #expect(slots.count == layout.count)
    #expect(layout.slot(fixed, 0) == nil)
    #expect(layout.storage(limit) == .fixed(spec.int(1)))
    for slot in 0..<layout.count {
      switch layout.places[slot] {
      case .field(let field, let instance): #expect(layout.slot(field, instance) == slot)
      case .global(let global): #expect(layout.slot(global) == slot)
      case .start: Issue.record("no start without time")
      }
    }
  }

  @Test func eachRankHasAsManyPrincipals() throws {
    let spec = Sketch()
    let staff = spec.role("Staff", ranks: ["clerk", "manager", "owner"])
    let layout = try Layout(spec.system, spec.scope(2))
    #expect(layout.instances(of: staff) == 6)
    #expect((0..<6).map { layout.rank(of: $0, in: staff) } == [0, 0, 1, 1, 2, 2])
    #expect(layout.count == 0)
    #expect(try Layout(spec.system, spec.scope(0)).instances(of: staff) == 0)
  }

  @Test func keysAndInstancesAreOneToOne() throws {
    let spec = Sketch()
    let customer = spec.entity("Customer", .actor)
    let color = spec.enumeration("Color", "red", "green", "blue")
    let inner = spec.entity("Inner", keys: [spec.of(customer), Sketch.boolean])
    let outer = spec.entity(
      "Outer", keys: [spec.of(inner), ValueType(.enumeration(color)), spec.range(-2, 1), spec.of(customer)])
    let layout = try Layout(spec.system, spec.scope(3, 0, 0))
    #expect(layout.instances(of: inner) == 6)
    #expect(layout.instances(of: outer) == 6 * 3 * 4 * 3)
    var seen: Set<[Int]> = []
    for instance in 0..<layout.instances(of: outer) {
      let keys = layout.keys(of: instance, in: outer)
      seen.insert(keys)
      #expect(layout.instance(of: outer, keys: keys) == instance)
    }
    #expect(seen.count == 216)
    #expect(layout.instance(of: outer, keys: [0, 0, 2, 0]) == nil)
    #expect(layout.instance(of: outer, keys: [-1, 0, 0, 0]) == nil)
    #expect(layout.instance(of: outer, keys: [0, 3, 0, 0]) == nil)
  }

  @Test func refusesWhatIsNotFinite() throws {
    let spec = Sketch()
    let entity = spec.entity("Limit", keys: [Sketch.integer])
    #expect(throws: LayoutError.infiniteKeys(entity, key: 0)) { try Layout(spec.system, spec.scope(0)) }
    let own = Sketch()
    let loop = own.entity("Loop", keys: [ValueType(.reference(EntityID(0)))])
    #expect(throws: LayoutError.infiniteKeys(loop, key: 0)) { try Layout(own.system, own.scope(1)) }
    let wide = Sketch()
    _ = wide.entity("Wide", keys: [wide.range(0, 1 << 40)])
    #expect(throws: LayoutError.tooLarge) { try Layout(wide.system, wide.scope(0)) }
    #expect(throws: LayoutError.instances) { try Layout(Sketch().system, Scope(instances: [1])) }
    #expect(throws: LayoutError.instances) { try Layout(wide.system, wide.scope(-1)) }
    #expect(throws: LayoutError.instances) {
      let finite = Sketch()
      finite.system.entities[finite.entity("RM").index].isFinite = true
      _ = try Layout(finite.system, finite.scope(0))
    }
    #expect(throws: LayoutError.tooLarge) {
      let large = Sketch()
      _ = large.entity("Order")
      _ = large.number(EntityID(0), "a")
      _ = try Layout(large.system, large.scope(Layout.limit + 1))
    }
  }

  @Test func personsAreAsManyAsPrincipals() throws {
    let spec = Sketch()
    let staff = spec.role("Staff", ranks: ["clerk", "manager"])
    let customer = spec.entity("Customer", .actor)
    let person = spec.entity("Person")
    for role in [staff, customer] {
      _ = spec.field(role, "person", spec.of(person), any: nil, mutable: false, kind: .person)
    }
    let layout = try Layout(spec.system, spec.scope(2, 3, 99))
    #expect(layout.instances(of: person) == 7)
    #expect(layout.count == 7)
  }

  @Test func domainsTakeTheMostPreciseRange() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    var scope = spec.scope(2)
    scope.named = ["Order.total": ValueSet([1...2, 90...110])]
    let layout = try Layout(spec.system, scope)
    #expect(layout.domain(of: Sketch.integer, name: nil)?.values == [0, 1, -1, 2, -2, 3])
    #expect(layout.domain(of: Sketch.integer, name: "Order.total")?.count == 23)
    #expect(layout.domain(of: spec.range(0, 100), name: "Order.total")?.ranges == [1...2, 90...100])
    #expect(layout.domain(of: spec.range(5, 7), name: nil)?.values == [5, 6, 7])
    #expect(layout.domain(of: ValueType(.integer, lower: 2), name: nil)?.values == [2, 3])
    #expect(layout.domain(of: ValueType(.integer, unit: .duration), name: nil) == nil)
    #expect(layout.domain(of: Sketch.instant, name: nil) == nil)
    #expect(layout.domain(of: spec.of(order), name: nil)?.values == [0, 1])
    #expect(layout.domain(of: ValueType(.reference(order), isOptional: true), name: nil)?.values == [0, 1, -1])
    #expect(layout.arbitraryValues(of: spec.of(order)).values == [0, 1, -1])
    #expect(layout.arbitraryValues(of: spec.range(1, 1 << 50)).values == [1, 2, 3, 1 << 50])
    #expect(layout.arbitraryValues(of: ValueType(.integer, lower: 40)).values == [40])
    #expect(layout.arbitraryValues(of: ValueType(.integer, unit: .duration)).values == [0, 1, -1, 2, -2, 3])
  }
}
