@testable import EnsureModel
import ModelSketch
import Testing

/// Whether some integers satisfy a guard, over all of them.
@Suite struct PossibilityTests {
  /// A small generator of constraints with two unknowns.
  struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }

    mutating func form(_ unknowns: Int) -> LinearForm {
      var form = LinearForm(Integer(roll(13) - 6))
      for unknown in 0..<unknowns {
        form = form + LinearForm(unknown: unknown).scaled(by: Integer(roll(7) - 3))
      }
      return form
    }

    mutating func constraint(_ unknowns: Int, depth: Int) -> Constraint {
      switch roll(depth == 0 ? 4 : 8) {
      case 0, 1: return .atom(.atMostZero(form(unknowns)))
      case 2: return .atom(.divides(Integer(2 + roll(2)), form(unknowns)))
      case 3: return .atom(.dividesNot(Integer(2 + roll(2)), form(unknowns)))
      case 4, 5, 6: return .all((0..<3).map { _ in constraint(unknowns, depth: depth - 1) })
      default: return .any((0..<2).map { _ in constraint(unknowns, depth: depth - 1) })
      }
    }
  }

  /// The constraint as a test of two small integers.
  static func test(_ constraint: Constraint) -> (Int, Int) -> Bool {
    func value(_ form: LinearForm) -> (Int, Int) -> Int {
      let (constant, first, second) = (form.constant.asInt ?? 0, form[0].asInt ?? 0, form[1].asInt ?? 0)
      return { constant + first * $0 + second * $1 }
    }
    switch constraint {
    case .constant(let value): return { _, _ in value }
    case .atMostZero(let form):
      let value = value(form)
      return { value($0, $1) <= 0 }
    case .divides(let number, let form):
      let (value, number) = (value(form), number.asInt ?? 1)
      return { value($0, $1) % number == 0 }
    case .dividesNot(let number, let form):
      let (value, number) = (value(form), number.asInt ?? 1)
      return { value($0, $1) % number != 0 }
    case .and(let parts):
      let tests = parts.map(test)
      return { x, y in tests.allSatisfy { $0(x, y) } }
    case .or(let parts):
      let tests = parts.map(test)
      return { x, y in tests.contains { $0(x, y) } }
    }
  }

  /// With such small numbers whatever has a solution at all has one close to 0.
  @Test func cooperAgreesWithTrying() {
    var found = (yes: 0, no: 0)
    for seed in 0..<120 {
      var dice = Dice(state: UInt64(seed) &* 31 &+ 5)
      let constraint = dice.constraint(2, depth: 2)
      var cooper = Cooper()
      guard let answer = cooper.isSatisfiable(constraint) else { continue }
      let range = -24...24
      let holds = Self.test(constraint)
      let expected = range.contains { x in range.contains { y in holds(x, y) } }
      #expect(answer == expected, "seed \(seed): \(constraint)")
      var opposite = Cooper()
      let all = range.allSatisfy { x in range.allSatisfy { y in holds(x, y) } }
      if let other = opposite.isSatisfiable(constraint.negated), !all { #expect(other, "seed \(seed)") }
      if answer { found.yes += 1 } else { found.no += 1 }
    }
    #expect(found.yes > 20 && found.no > 10)
  }

  /// `act(amount)` with that guard: possible in the initial state of a system without any ranges?
  static func answer(_ guarded: (Sketch, GlobalID, Term, Term) -> Term) throws -> Possibility.Answer {
    let spec = Sketch()
    let balance = spec.global("balance", Sketch.integer, .value(spec.int(100)))
    let act = spec.action("act", [("x", Sketch.integer), ("y", Sketch.integer)]) { action, terms, _ in
      action.requires = [spec.clause(guarded(spec, balance, terms[0], terms[1]))]
    }
    let interpreter = try Interpreter(World(spec.system, threats: []), scope: Scope(instances: []))
    guard let move = interpreter.moves(act, genuine: true).first else { return .unclear }
    return Possibility(interpreter: interpreter, move: move, fixed: [:]).answer(in: try interpreter.start)
  }

  @Test func amountsAreUnbounded() throws {
    // Far from every constant that a scope would try.
    #expect(
      try Self.answer { spec, balance, x, _ in
        spec.and(spec.lt(spec.int(1_000_000), x), spec.eq(spec.mod(x, spec.int(7)), spec.int(3)))
      } == .possible)
    #expect(
      try Self.answer { spec, balance, x, _ in
        spec.and(spec.lt(spec.get(balance), x), spec.le(x, spec.int(100)))
      } == .impossible)
    #expect(
      try Self.answer { spec, balance, x, y in
        // 2 x = 2 y + 1
        spec.eq(spec.plus(x, x), spec.plus(y, y, spec.int(1)))
      } == .impossible)
    #expect(
      try Self.answer { spec, balance, x, y in
        spec.and(spec.eq(spec.plus(x, y), spec.get(balance)), spec.lt(spec.int(200), x))
      } == .possible)
  }

  @Test func whatIsNotLinearIsUnclear() throws {
    #expect(
      try Self.answer { spec, _, x, y in spec.eq(spec.system.bank.product(x, y), spec.int(35)) } == .unclear)
    // What decides before the product makes it harmless.
    #expect(
      try Self.answer { spec, _, x, y in
        spec.and(spec.lt(x, x), spec.eq(spec.system.bank.product(x, y), spec.int(35)))
      } == .impossible)
    #expect(
      try Self.answer { spec, _, x, y in
        spec.or(spec.lt(y, x), spec.eq(spec.system.bank.product(x, y), spec.int(35)))
      } == .possible)
  }

  @Test func aTermWithoutAValueIsUnclear() throws {
    #expect(
      try Self.answer { spec, balance, x, _ in
        spec.eq(spec.div(x, spec.minus(spec.get(balance), spec.int(100))), spec.int(1))
      } == .unclear)
  }
}
