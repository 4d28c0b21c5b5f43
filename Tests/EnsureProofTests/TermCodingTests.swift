import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// Terms of all kinds go through a certificate.
@Suite struct TermCodingTests {
  private static let text = """
    system S
    role R
    enum Kind { small, large }
    entity B { limit: Int = 0 }
    entity W[b: B] { n: Int = 0
      isLate: Bool = false
      kind: Kind = small }
    action add(b: B, k: 1..5) by R { W[b].n += k
      b.limit += k }
    invariant P(w: W): w.n >= 0 or w.isLate
    """

  @Test func lemmasOfAllKindsAreReadAsTheyWereWritten() throws {
    let system = try ProofBench.system(Self.text)
    let world = World(system, threats: [])
    let goal = ProofGoal.property(PropertyID(0))
    var claim = try #require(ProofSearch(world, [goal]).run().claims[goal])
    var terms = claim.terms
    let type = ValueType(.reference(EntityID(2)))
    let variable = terms.makeVariable("w", type)
    let own = terms.variable(variable)
    let fields = system.entities[2].fields.map { terms.field($0, system.fields[$0.index].type.sort, of: own) }
    let (number, isLate) = (fields[0], fields[1])
    let two = terms.integer(2)
    let huge = terms.integer(try #require(Integer("-123456789012345678901234567890")))
    let total = terms.total(of: number, over: variable, where: isLate)
    let numbers = [
      terms.choice(isLate, number, two), terms.product(number, number), terms.quotient(number, two),
      terms.remainder(number, two), terms.negated(number), terms.difference(number, huge),
      terms.sum([number, two, huge]),
      total,
    ]
    var bodies: [Term] = []
    for number in numbers { bodies.append(terms.equal(number, number)) }
    let owner = terms.key(0, .reference(EntityID(1)), of: own)
    bodies.append(terms.not(terms.equal(owner, terms.none(EntityID(1)))))
    let less = terms.less(number, number)
    bodies.append(terms.implies(less, isLate))
    let late = terms.not(isLate)
    bodies.append(terms.or([isLate, late, terms.boolean(false)]))
    let counted = terms.all(over: variable, where: isLate, body: isLate)
    bodies.append(terms.implies(terms.untouched(own), terms.or([counted, terms.boolean(true)])))
    claim.lemmas += bodies.map { Lemma(variables: terms.freeVariables($0).isEmpty ? [] : [variable], body: $0) }
    claim = ProofClaim(terms: terms, lemmas: claim.lemmas)
    let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
    let (_, read, _) = try Kernel(system).claim(of: certificate)
    #expect(read.lemmas.count == claim.lemmas.count)
    #expect(ProofBench.open(read, for: goal, ProofRule(for: goal, in: world)) == [])
    #expect(try Certifier.certificate(of: read, for: goal, in: world).hints == certificate.hints)
  }
}
