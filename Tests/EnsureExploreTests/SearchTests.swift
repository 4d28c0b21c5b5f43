import EnsureModel
import ModelSketch
import Testing

@testable import EnsureExplore

@Suite struct SearchTests {
  @Test func twoPhaseCommitWithThreeManagersHas34States() throws {
    let sketch = KnownSystems.commit()
    let report = try Search(sketch.world(), scope: sketch.scope(3)).run([PropertyID(0)])
    #expect(report.states == 34)
    #expect(report.bound.isExhaustive)
    #expect(report.outcomes[PropertyID(0)]?.violation == nil)
  }

  @Test func twoWritersHave14States() throws {
    let sketch = KnownSystems.writers()
    let report = try Search(sketch.world(), scope: sketch.scope(2)).run([])
    #expect(report.states == 14)
  }

  @Test func symmetryKeepsVerdictsAndLosesStates() throws {
    let sketch = KnownSystems.commit()
    let plain = try Search(sketch.world(), scope: sketch.scope(4)).run([PropertyID(0)])
    let reduced = try Search(sketch.world(), scope: sketch.scope(4), symmetry: true).run([PropertyID(0)])
    #expect(reduced.states < plain.states)
    #expect(reduced.bound.isExhaustive)
    #expect(reduced.outcomes[PropertyID(0)]?.violation == nil)
    #expect(reduced.bound.depth == plain.bound.depth)
  }

  /// A counter that doubles: `n = n + n` from 1, up to 2^100, far beyond machine words.
  private func doubling() -> (sketch: Sketch, exact: PropertyID, small: PropertyID) {
    let sketch = Sketch()
    let n = sketch.global("n", Sketch.integer, .value(sketch.int(1)))
    let steps = sketch.global("steps", Sketch.integer, .value(sketch.int(0)))
    sketch.action("double") { action, _, _ in
      action.requires = [sketch.clause(sketch.lt(sketch.get(steps), sketch.int(100)))]
      action.body = [
        sketch.set(n, sketch.plus(sketch.get(n), sketch.get(n))),
        sketch.set(steps, sketch.plus(sketch.get(steps), sketch.int(1))),
      ]
    }
    let exact = sketch.invariant(
      "Exact",
      sketch.implies(
        sketch.eq(sketch.get(steps), sketch.int(100)), sketch.eq(sketch.get(n), sketch.int(power(100)))))
    let small = sketch.invariant("Small", sketch.lt(sketch.get(n), sketch.int(power(70))))
    return (sketch, exact, small)
  }

  private func power(_ exponent: Int) -> Integer { (0..<exponent).reduce(1) { value, _ in value + value } }

  @Test func amountsBeyondMachineWordsStayExact() throws {
    let (sketch, exact, small) = doubling()
    let report = try Search(sketch.world(), scope: sketch.scope()).run([exact, small])
    #expect(report.states == 101)
    #expect(report.bound.isExhaustive)
    #expect(report.outcomes[exact]?.violation == nil)
    #expect(report.outcomes[small]?.violation?.trace.steps.count == 70)
  }

  @Test func aSearchThatIsCutShortSaysHowFarItWent() throws {
    let (sketch, exact, small) = doubling()
    let shallow = try Search(sketch.world(), scope: sketch.scope(), limits: SearchLimits(depth: 7)).run([exact])
    guard case .held(let bound)? = shallow.outcomes[exact] else {
      Issue.record("nothing is wrong within seven steps")
      return
    }
    #expect(bound.depth == 7 && !bound.isExhaustive)
    let narrow = try Search(sketch.world(), scope: sketch.scope(), limits: SearchLimits(states: 20)).run([small]
    )
    guard case .held(let other)? = narrow.outcomes[small] else {
      Issue.record("nothing is wrong within twenty states")
      return
    }
    #expect(other.depth == 19 && !other.isExhaustive)
  }

  @Test func aGenuineStepWithoutAValueIsADefect() throws {
    let sketch = Sketch()
    let n = sketch.global("n", Sketch.integer, .value(sketch.int(2)))
    let out = sketch.global("out", Sketch.integer, .value(sketch.int(0)))
    sketch.action("less") { action, _, _ in
      action.requires = [sketch.clause(sketch.lt(sketch.int(0), sketch.get(n)))]
      action.body = [sketch.set(n, sketch.minus(sketch.get(n), sketch.int(1)))]
    }
    sketch.action("divide") { action, _, _ in
      action.body = [sketch.set(out, sketch.div(sketch.int(10), sketch.get(n)))]
    }
    let report = try Search(sketch.world(), scope: sketch.scope()).run([])
    let violation = try #require(report.definedness.violation)
    #expect(violation.trace.steps.count == 3)
    guard case .stepUndefined(let undefined) = violation.failure else {
      Issue.record("the step has no value")
      return
    }
    #expect(undefined.reason == .divisionByZero)
  }

  @Test func anUndefinedTermNeverBlocksAForgedStep() throws {
    let sketch = Sketch()
    let n = sketch.global("n", sketch.range(0, 3), .value(sketch.int(0)))
    let divide = sketch.action("divide") { action, _, _ in
      action.requires = [sketch.clause(sketch.lt(sketch.int(0), sketch.get(n)))]
      action.body = [sketch.set(n, sketch.div(sketch.int(3), sketch.get(n)))]
    }
    let threat = sketch.threat("T", sketch.attacker(divide, withoutRequires: true))
    let low = sketch.invariant("Low", sketch.lt(sketch.get(n), sketch.int(2)))
    let safe = try Search(sketch.world(), scope: sketch.scope(values: ValueSet([0...3]))).run([low])
    #expect(safe.outcomes[low]?.violation == nil)
    let attacked = try Search(sketch.world(threat), scope: sketch.scope(values: ValueSet([0...3]))).run([low])
    let violation = try #require(attacked.outcomes[low]?.violation)
    #expect(violation.trace.steps.count == 1)
    #expect(violation.trace.steps[0].arbitrary == [2])
    #expect(violation.trace.steps[0].threats == [threat])
  }

  @Test func aCorruptStepCountsOnlyWhenItBreaksADiscipline() throws {
    let sketch = Sketch()
    let courier = sketch.entity("Courier", .role)
    let parcel = sketch.entity("Parcel")
    let (paid, shipped) = (sketch.flag(parcel, "paid"), sketch.flag(parcel, "shipped"))
    sketch.action("pay", [("p", sketch.of(parcel))]) { action, parameters, _ in
      action.body = [sketch.set(paid, parameters[0], sketch.yes(true))]
    }
    sketch.action("ship", [("p", sketch.of(parcel))], by: RoleReference(courier)) { action, parameters, _ in
      action.honest = [sketch.clause(sketch.get(paid, parameters[0]))]
      action.body = [sketch.set(shipped, parameters[0], sketch.yes(true))]
    }
    let threat = sketch.threat("C", sketch.corrupt(courier))
    let (id, term) = sketch.variable("p", sketch.of(parcel))
    let unshipped = sketch.invariant("Unshipped", over: id, sketch.not(sketch.get(shipped, term)))
    let (other, otherTerm) = sketch.variable("p", sketch.of(parcel))
    let ordered = sketch.invariant(
      "Ordered", over: other, sketch.implies(sketch.get(shipped, otherTerm), sketch.get(paid, otherTerm)))
    let honest = try Search(sketch.world(), scope: sketch.scope(1, 2)).run([unshipped, ordered])
    #expect(honest.outcomes[unshipped]?.violation?.trace.steps.count == 2)
    #expect(honest.outcomes[ordered]?.violation == nil)
    let corrupt = try Search(sketch.world(threat), scope: sketch.scope(1, 2)).run([unshipped, ordered])
    let violation = try #require(corrupt.outcomes[ordered]?.violation)
    #expect(violation.trace.steps.count == 1)
    #expect(violation.trace.steps[0].threats == [threat])
    #expect(violation.trace.steps[0].brokenHonesty == [0])
  }

  @Test func aParameterWithoutARangeIsNamed() throws {
    let sketch = Sketch()
    let total = sketch.global("total", Sketch.integer, .value(sketch.int(0)))
    sketch.action("place", [("total", ValueType(.integer, unit: .money(currency: 0)))]) {
      action, parameters, _ in
      action.body = [sketch.set(total, parameters[0])]
    }
    do {
      _ = try Search(sketch.world(), scope: sketch.scope()).run([])
      Issue.record("the total has no range")
    } catch {
      guard case .unbounded("place.total") = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}

extension Search.Outcome {
  var violation: Violation? {
    if case .violated(let violation) = self { violation } else { nil }
  }
}
