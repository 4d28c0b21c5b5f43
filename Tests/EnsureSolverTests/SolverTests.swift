import EnsureModel
import EnsureSolver
import Testing

/// The wrapper of Z3 says what Z3 says.
@Suite struct SolverTests {
  private let context = SolverContext()

  @Test func theVersionIsOneThatTheWrapperKnows() {
    let parts = SolverContext.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 4)
    #expect(parts.lexicographicallyPrecedes([4, 8, 12, 0]) == false)
  }

  @Test func aModelSatisfiesWhatIsAsserted() throws {
    let solver = Solver(context)
    let (x, y) = (context.makeNumber("x"), context.makeNumber("y"))
    solver.assert(context.less(x, y))
    solver.assert(context.equal(context.add(x, y), 7))
    #expect(solver.check() == .satisfiable)
    let model = try #require(solver.model())
    #expect(model.value(x) < model.value(y))
    #expect(model.value(x) + model.value(y) == 7)
  }

  @Test func numbersBeyondAWordAreExact() throws {
    let solver = Solver(context)
    let huge = try #require(Integer("123456789012345678901234567890"))
    let x = context.makeNumber("x")
    solver.assert(context.equal(context.subtract(x, 1), .constant(huge)))
    #expect(solver.check() == .satisfiable)
    #expect(try #require(solver.model()).value(x) == huge + 1)
  }

  @Test func negativeNumbersBeyondAWordAreExact() throws {
    let solver = Solver(context)
    let huge = try #require(Integer("-123456789012345678901234567890"))
    let x = context.makeNumber("x")
    solver.assert(context.equal(x, .constant(huge)))
    #expect(solver.check() == .satisfiable)
    #expect(try #require(solver.model()).value(x) == huge)
  }

  @Test func scopesForget() {
    let solver = Solver(context)
    let x = context.makeNumber("x")
    solver.assert(context.less(x, 3))
    solver.push()
    solver.assert(context.less(5, x))
    #expect(solver.check() == .unsatisfiable)
    solver.pop()
    #expect(solver.check() == .satisfiable)
  }

  @Test func aCoreNamesTheAssumptionsThatClash() {
    let solver = Solver(context)
    let (a, b, c) = (context.makeProposition("a"), context.makeProposition("b"), context.makeProposition("c"))
    solver.assert(context.not(context.and(a, c)))
    #expect(solver.check(assuming: [a, b, c]) == .unsatisfiable)
    #expect(Set(solver.core()) == [a, c])
    #expect(solver.check(assuming: [a, b, context.not(c)]) == .satisfiable)
  }

  /// SEMANTICS, rule 3: division is Euclidean. Z3 has to agree with `Integer` for all signs.
  @Test(arguments: [-7, -6, -1, 0, 1, 6, 7], [-3, -2, -1, 1, 2, 3])
  func divisionIsEuclidean(_ dividend: Int, _ divisor: Int) throws {
    let solver = Solver(context)
    let (x, y) = (context.makeNumber("x"), context.makeNumber("y"))
    solver.assert(context.equal(x, .constant(Integer(dividend))))
    solver.assert(context.equal(y, .constant(Integer(divisor))))
    let (quotient, remainder) = (context.quotient(x, y), context.remainder(x, y))
    #expect(solver.check() == .satisfiable)
    let model = try #require(solver.model())
    let expected = try #require(Integer(dividend).quotientAndRemainder(dividingBy: Integer(divisor)))
    #expect(model.value(quotient) == expected.quotient)
    #expect(model.value(remainder) == expected.remainder)
  }

  @Test func whatIsKnownIsFolded() {
    let x = context.makeNumber("x")
    let p = context.makeProposition("p")
    #expect(context.add(2, 3) == 5)
    #expect(context.add(x, 0) == x)
    #expect(context.multiply(x, 0) == 0)
    #expect(context.less(x, x) == context.no)
    #expect(context.not(context.not(p)) == p)
    #expect(context.and([p, context.yes, p]) == p)
    #expect(context.or(p, context.yes) == context.yes)
    #expect(context.choice(p, context.yes, context.no) == p)
  }

  /// A hard problem ends at the budget, and a second run ends there too.
  @Test func budgetsRepeat() {
    func outcome() -> (Solver.Outcome, UInt64) {
      let context = SolverContext()
      let solver = Solver(context, budget: 20_000)
      pigeons(9, context, solver)
      let outcome = solver.check()
      return (outcome, solver.spent)
    }
    let (first, second) = (outcome(), outcome())
    #expect(first.0 == .unknown(.resources))
    #expect(second.0 == .unknown(.resources))
    #expect(first.1 == second.1)
  }

  /// Z3 forgets an interrupt that comes between two checks; the wrapper does not.
  @Test func anInterruptBeforeACheckEndsIt() {
    let solver = Solver(context)
    solver.interrupter.raise()
    #expect(solver.check() == .unknown(.interrupted))
  }

  @Test func anInterruptEndsTheRunningCheck() async {
    let solver = Solver(context)
    pigeons(13, context, solver)
    let interrupter = solver.interrupter
    let watch = Task.detached {
      try await Task.sleep(for: .milliseconds(100))
      interrupter.raise()
    }
    #expect(solver.check() == .unknown(.interrupted))
    _ = await watch.result
  }

  /// More pigeons than holes.
  private func pigeons(_ holes: Int, _ context: SolverContext, _ solver: Solver) {
    let sits = (0...holes).map { pigeon in
      (0..<holes).map { context.makeProposition("p\(pigeon)h\($0)") }
    }
    for pigeon in sits { solver.assert(context.or(pigeon)) }
    for hole in 0..<holes {
      for first in sits.indices {
        for second in sits.indices where second > first {
          solver.assert(context.not(context.and(sits[first][hole], sits[second][hole])))
        }
      }
    }
  }
}
