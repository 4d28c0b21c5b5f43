import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureVerify

/// Lemmas that follow from others on their face.
@Suite struct SubsumptionTests {
  private static let text = """
    system S
    role R
    enum Colour { red, green, blue }
    global a: Bool = false
    global b: Bool = false
    global c: Bool = false
    global x: Colour = red
    action f() by R { a = true }
    invariant Red: x == red
    """

  private struct Bank {
    let system: TransitionSystem
    var terms: TermBank
    let a: Term
    let b: Term
    let c: Term
    let x: [Term]

    init() throws {
      system = try ProofBench.system(SubsumptionTests.text)
      terms = system.bank
      a = terms.global(GlobalID(0), .boolean)
      b = terms.global(GlobalID(1), .boolean)
      c = terms.global(GlobalID(2), .boolean)
      let sort = system.globals[3].type.sort
      let place = terms.global(GlobalID(3), sort)
      guard case .enumeration(let colours) = sort else { throw Missing() }
      var bank = terms
      x = (0..<3).map { bank.equal(place, bank.member(colours, $0)) }
      terms = bank
    }

    struct Missing: Error {}
  }

  private func implied(_ bodies: [Term], _ bank: Bank) -> Set<Int> {
    bank.terms.implied(bodies.map { Lemma(variables: [], body: $0) })
  }

  @Test func moreThanItNeedBeSaidIsLeftOut() throws {
    var bank = try Bank()
    let (a, b, c) = (bank.a, bank.b, bank.c)
    let weak = bank.terms.implies(bank.terms.and([a, b]), c)
    let strong = bank.terms.implies(a, c)
    #expect(implied([weak, strong], bank) == [0])
    #expect(implied([strong, weak], bank) == [1])
    let either = bank.terms.or([bank.terms.not(a), c])
    // Of two that say the same the first one stays.
    #expect(implied([either, strong], bank) == [1])
    #expect(implied([strong, either, weak], bank) == [1, 2])
    #expect(implied([bank.terms.implies(b, c), strong], bank).isEmpty)
    // What is one member is no other one.
    let isRed = bank.terms.implies(a, bank.x[0])
    let isNotBlue = bank.terms.implies(a, bank.terms.not(bank.x[2]))
    let isNotRed = bank.terms.implies(a, bank.terms.not(bank.x[0]))
    #expect(implied([isNotBlue, isRed, isNotRed], bank) == [0])
  }

  @Test func variablesTellLemmasApart() throws {
    var bank = try Bank()
    let role = try #require(bank.system.entities.indices.first)
    let variable = bank.terms.makeVariable("r", ValueType(.reference(EntityID(role))))
    let lemmas = [Lemma(variables: [], body: bank.a), Lemma(variables: [variable], body: bank.a)]
    #expect(bank.terms.implied(lemmas).isEmpty)
  }

  /// Whatever is left out holds wherever all that is left does.
  @Test func whatIsLeftOutFollows() throws {
    var bank = try Bank()
    let interpreter = try Interpreter(
      World(bank.system, threats: []), scope: Scope(instances: bank.system.entities.map { _ in 1 }))
    let globals = interpreter.layout.places.indices.filter { place in
      if case .global = interpreter.layout.places[place] { true } else { false }
    }
    let states = (0..<24).map { number -> State in
      var state = State(values: interpreter.layout.places.map { _ in 0 })
      for (bit, place) in globals.prefix(3).enumerated() { state.values[place] = Integer(number >> bit & 1) }
      state.values[globals[3]] = Integer(number >> 3)
      return state
    }
    var random = SeededNumbers(20_261_128)
    var leftOut = 0
    for _ in 0..<2_000 {
      var bodies: [Term] = []
      for _ in 0..<6 { bodies.append(formula(depth: 2, &bank, &random)) }
      let implied = implied(bodies, bank)
      leftOut += implied.count
      let reader = interpreter.reading(bank.terms)
      for state in states {
        func holds(_ position: Int) throws -> Bool { try reader.evaluate(bodies[position], in: state) != 0 }
        let others = try bodies.indices.filter { !implied.contains($0) }.allSatisfy(holds)
        let follows = try implied.allSatisfy(holds)
        #expect(!others || follows)
      }
    }
    #expect(leftOut > 500)
  }

  private func formula(depth: Int, _ bank: inout Bank, _ random: inout SeededNumbers) -> Term {
    let atoms = [bank.a, bank.b, bank.c] + bank.x
    if depth == 0 || random.next() % 4 == 0 { return atoms[Int(random.next() % UInt64(atoms.count))] }
    let one = formula(depth: depth - 1, &bank, &random)
    let other = formula(depth: depth - 1, &bank, &random)
    switch random.next() % 4 {
    case 0: return bank.terms.not(one)
    case 1: return bank.terms.and([one, other])
    case 2: return bank.terms.or([one, other])
    default: return bank.terms.implies(one, other)
    }
  }
}
