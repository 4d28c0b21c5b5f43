import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureKernel

/// What hints can say is read back as it was.
@Suite struct RoundTripTests {
  /// One lemma with every kind of term that there is.
  @Test func everyKindOfTermIsReadBack() throws {
    let system = try ProofBench.system(
      """
      system Terms
      enum Colour { Red, Green }
      role R
      parameter Most: Int = 3
      global last: Instant = now
      entity A {
        n: Int = 0
        isOn: Bool = false
        colour: Colour = Red
        other: A?
      }
      entity K[a: A, c: Colour] { m: Int = 0 }
      action up(a: A) by R { a.n += 1 }
      invariant Any(a: A): a.n >= 0
      """)
    var claim = ProofClaim(terms: system.bank, lemmas: [])
    func field(_ name: String) throws -> FieldID {
      FieldID(try #require(system.fields.firstIndex { $0.name == name }))
    }
    func entity(_ name: String) throws -> EntityID {
      EntityID(try #require(system.entities.firstIndex { $0.name == name }))
    }
    let (a, k) = (try entity("A"), try entity("K"))
    let (n, isOn, next) = (try field("n"), try field("isOn"), try field("other"))
    let colour = EnumerationID(try #require(system.enumerations.firstIndex { $0.name == "Colour" }))
    let last = GlobalID(try #require(system.globals.firstIndex { $0.name == "last" }))
    let types = [
      ValueType(.reference(a)), ValueType(.integer, lower: -7, upper: 300), ValueType(.boolean),
      ValueType(.instant), ValueType(.enumeration(colour)), ValueType(.reference(k), isOptional: true),
    ]
    var terms = claim.terms
    let variables = types.map { terms.makeVariable("x", $0) }
    let values = variables.map { terms.variable($0) }
    let each = terms.makeVariable("each", ValueType(.reference(a)))
    let own = terms.field(n, .integer, of: terms.variable(each))
    let filter = terms.field(isOn, .boolean, of: terms.variable(each))
    let number = terms.field(n, .integer, of: values[0])
    let reference = terms.field(next, .reference(a), of: values[0])
    let keyed = terms.keyed(k, [values[0], values[4]])
    let global = terms.global(last, .instant)
    let parts = [
      terms.boolean(true), terms.equal(number, terms.integer(-5)),
      terms.equal(values[4], terms.member(colour, 1)), terms.equal(reference, terms.none(a)),
      terms.lessOrEqual(global, terms.now()), terms.equal(keyed, values[5]),
      terms.equal(terms.key(0, .reference(a), of: keyed), values[0]), terms.untouched(values[0]),
      terms.not(values[2]), terms.or([values[2], terms.implies(values[2], filter)]),
      terms.less(terms.choice(values[2], number, values[1]), terms.sum([number, values[1], terms.integer(0)])),
      terms.less(terms.difference(terms.now(), values[3]), terms.negated(number)),
      terms.less(terms.product(number, number), terms.quotient(number, values[1])),
      terms.less(terms.remainder(number, terms.integer(3)), terms.total(of: own, over: each, where: filter)),
      terms.less(terms.count(over: each, where: filter), terms.integer(9)),
      terms.all(over: each, where: filter, body: terms.less(own, values[1])),
      terms.exists(over: each, where: filter), terms.less(terms.sum([global, values[1]]), global),
    ]
    claim.lemmas = [Lemma(variables: variables, body: terms.and(parts))]
    let total = terms.total(of: own, over: each, where: terms.equal(terms.variable(each), values[0]))
    claim.combinations = [
      TotalCombination(variables: [variables[0]], entity: a, parts: [.init(-3, total), .init(5, total)])
    ]
    claim.terms = terms

    let bytes = claim.encoded(for: system)
    var back = ProofClaim(terms: system.bank, lemmas: [])
    try back.add(encoded: bytes, of: system)
    #expect(back.encoded(for: system) == bytes)
    #expect(back.lemmas.count == 1)
    #expect(back.types(back.lemmas[0].variables) == types)
    #expect(back.terms.size(back.lemmas[0].body) == terms.size(claim.lemmas[0].body))
    #expect(back.combinations.map { $0.parts.map(\.coefficient) } == [[-3, 5]])

    // Whatever byte is changed: it is refused, or read as what is written so.
    var outcomes = [0, 0]
    for position in bytes.indices {
      for value in [bytes[position] ^ 1, bytes[position] ^ 4, bytes[position] &+ 3, 0xFF] {
        var changed = bytes
        changed[position] = value
        var other = ProofClaim(terms: system.bank, lemmas: [])
        do {
          try other.add(encoded: changed, of: system)
          outcomes[0] += 1
        } catch {
          outcomes[1] += 1
        }
      }
    }
    #expect(outcomes.allSatisfy { $0 > 50 })
  }

  private func trip() throws -> TransitionSystem {
    try ProofBench.system(
      """
      system Trip
      role Clerk { boy < owner }
      entity Order { n: Int = 0 }
      action go(o: Order, k: Int) by Clerk { o.n = k }
      invariant Any(o: Order): o.n >= 0
      """)
  }

  /// Whom a step takes may be something that is referred to, or somebody whom nobody has touched, of some rank or of any.
  @Test func choicesOfHelpersAreReadAsTheyWere() throws {
    let system = try trip()
    var claim = ProofClaim(terms: system.bank, lemmas: [])
    let one = claim.terms.integer(1)
    let helper = Ranking.Helper(
      duty: 0, way: 0, tuple: [], choices: [.untouched(rank: nil), .term(one), .untouched(rank: 1)])
    let stage = Ranking.Stage(condition: claim.terms.boolean(true), measure: one, help: .duties([helper]))
    claim.rankings = [Ranking(stages: [stage])]
    let bytes = claim.encoded(for: system)
    var read = ProofClaim(terms: system.bank, lemmas: [])
    try read.add(encoded: bytes, of: system)
    #expect(read.rankings.first?.stages.first?.help.helpers.first?.choices.count == 3)
    #expect(read.encoded(for: system) == bytes)
  }

  /// A witness keeps how long its scope lets one wait; ranges that make no sense are refused.
  @Test func delaysOfWitnessesAreReadAsTheyWere() throws {
    let (system, action) = (try trip(), ActionID(0))
    func certificate(_ range: ClosedRange<Int>) throws -> Certificate {
      let scope = Scope(instances: system.entities.map { _ in 1 }, delays: ValueSet([range]))
      let initial = State(values: [])
      let witness = Certificate.Witness(
        .action(action), Trace(scope: scope, threats: [], initial: initial, steps: []))
      return Certificate(
        .definedness, threats: [], digest: Array(repeating: 0, count: 32), hints: [], refutations: [],
        witnesses: [witness])
    }
    let bytes = try certificate(3...9).bytes
    let read = try Certificate(bytes: bytes)
    #expect(read.witnesses.first?.trace.scope.delays.ranges == [3...9])
    #expect(read.bytes == bytes)
    // The numbers 3 and 9 stand behind each other; the other way round they are no range.
    let unlike = zip(bytes, try certificate(4...9).bytes).map { $0 != $1 }
    let first = try #require(unlike.firstIndex(of: true))
    var wrong = Array(bytes.dropLast(32))
    wrong[first] = try certificate(9...9).bytes[first]
    let last = try #require(zip(bytes, try certificate(3...8).bytes).map { $0 != $1 }.firstIndex(of: true))
    wrong[last] = bytes[first]
    do {
      _ = try Certificate(bytes: wrong + SHA256.digest(wrong))
      Issue.record("a range from 9 to 3 was accepted")
    } catch {
      #expect("\(error)".contains("no range of delays"))
    }
  }
}
