import EnsureExplore
import EnsureModel
import ModelSketch
import Testing

@Suite struct LassoSearchTests {
  /// A parcel that a courier hands over, and loses.
  struct Parcels {
    let spec = Sketch()
    let courier: EntityID
    let parcel: EntityID
    let send: ActionID
    let deliver: ActionID
    let arrived: FieldID
    let p: VariableID
    let term: Term
    let corrupt: ThreatID

    init(hasTime: Bool = false) {
      let spec = spec
      spec.system.hasTime = hasTime
      let courier = spec.entity("Courier", .role)
      let parcel = spec.entity("Parcel")
      let sent = spec.flag(parcel, "sent")
      let arrived = spec.flag(parcel, "arrived")
      send = spec.action("send", [("p", spec.of(parcel))]) { action, terms, _ in
        action.requires = [spec.clause(spec.not(spec.get(sent, terms[0])))]
        action.body = [spec.set(sent, terms[0], spec.yes(true))]
      }
      deliver = spec.action("deliver", [("p", spec.of(parcel))], by: RoleReference(courier)) {
        action, terms, _ in
        action.requires = [
          spec.clause(spec.and(spec.get(sent, terms[0]), spec.not(spec.get(arrived, terms[0]))))
        ]
        action.body = [spec.set(arrived, terms[0], spec.yes(true))]
      }
      corrupt = spec.threat("Corrupt", spec.corrupt(courier))
      (p, term) = spec.variable("p", spec.of(parcel))
      (self.courier, self.parcel, self.arrived) = (courier, parcel, arrived)
    }

    var promise: Formula {
      .always(
        .implies(
          .action(send, [term], .byPolarity), .eventually(.state(spec.get(arrived, term)), within: nil)))
    }

    func find(_ property: PropertyID, _ threats: Set<ThreatID> = [], parcels: Int = 2, depth: Int = 3) throws
      -> LassoSearch.Finding
    {
      let scope = Scope(
        instances: [1, parcels], delays: spec.system.hasTime ? ValueSet([1...2]) : ValueSet([]))
      return try LassoSearch(World(spec.system, threats: threats), scope, property: property, depth: depth)
        .run()
    }
  }

  @Test func withoutFairnessNothingHasToHappen() throws {
    let parcels = Parcels()
    let property = parcels.spec.property(over: [parcels.p], parcels.promise)
    let violation = try #require(try parcels.find(property).violation)
    #expect(violation.trace.steps.count == 1 && violation.trace.loop == 1)
  }

  @Test func aFairCourierDeliversUnlessHeIsCorrupt() throws {
    let parcels = Parcels()
    let property = parcels.spec.property(
      over: [parcels.p], assuming: [parcels.spec.fair(parcels.courier)], parcels.promise)
    let honest = try parcels.find(property)
    #expect(honest.violation == nil && honest.undecided == nil && honest.depth == 3)
    #expect(try parcels.find(property, [parcels.corrupt]).violation?.trace.steps.count == 1)
  }

  @Test func aScopeThatIsTooSmallLeavesItOpen() throws {
    let parcels = Parcels()
    let never = Formula.eventually(.state(parcels.spec.yes(false)), within: nil)
    let property = parcels.spec.property(
      over: [parcels.p], assuming: [parcels.spec.fair(parcels.courier)],
      .always(.implies(.action(parcels.send, [parcels.term], .byPolarity), never)))
    let finding = try parcels.find(property, parcels: 1)
    #expect(finding.violation == nil && finding.undecided == .needsUntouched(parcels.parcel, 1))
    #expect(try parcels.find(property, parcels: 2).violation?.trace.steps.count == 2)
  }

  @Test func whereTimeExistsALoopLetsItPass() throws {
    let parcels = Parcels(hasTime: true)
    let property = parcels.spec.property(over: [parcels.p], parcels.promise)
    let violation = try #require(try parcels.find(property).violation)
    #expect(violation.trace.steps.count == 2 && violation.trace.loop == 1)
    let soon = parcels.spec.property(
      over: [parcels.p],
      .always(
        .implies(
          .action(parcels.send, [parcels.term], .byPolarity),
          .eventually(.state(parcels.spec.get(parcels.arrived, parcels.term)), within: 3))))
    // The bound is passed in two steps of time: a turn that is shorter than a bound is not looked at.
    let late = try #require(try parcels.find(soon).violation)
    #expect(late.trace.steps.count == 3 && late.trace.loop == nil)
  }

  /// "Always" of a condition is the invariant, found by another search.
  @Test(arguments: 0..<20) func alwaysAgreesWithTheInvariant(seed: Int) throws {
    let random = RandomSystem(seed: UInt64(seed) &+ 500, wild: false)
    let system = random.sketch.system
    guard let first = system.properties.first, case .invariant(let term) = first.kind else { return }
    let property = random.sketch.property(over: first.variables, .always(.state(term)))
    let world = random.world
    let scope = Scope(
      instances: system.entities.map { _ in 1 }, values: [.plain: ValueSet([0...1])],
      delays: system.hasTime ? ValueSet([1...1]) : ValueSet([]))
    guard
      let report = try? Search(world, scope: scope, limits: SearchLimits(depth: 2)).run([PropertyID(0)]),
      case .held = report.definedness, let outcome = report.outcomes[PropertyID(0)],
      let finding = try? LassoSearch(world, scope, property: property, depth: 2).run()
    else { return }
    switch outcome {
    case .held: #expect(finding.violation == nil, "seed \(seed)")
    case .violated(let violation):
      #expect(finding.violation?.trace.steps.count == violation.trace.steps.count, "seed \(seed)")
    }
  }
}
