import EnsureKernel
import EnsureModel
import EnsureObligations

/// Looks for a proof that an instance which seems to be stuck at the end of a run is: for any number of instances, nothing
/// concerns one that is in such a place (SEMANTICS 15).
struct DeadEndSearch {
  private let interpreter: Interpreter
  private let property: PropertyID
  /// What keeps somebody stuck is mostly what the place says; a search that goes far finds little more, and there are several
  /// places to look at.
  private static let (limit, probes) = (4_000, 16)
  private var world: World { interpreter.world }

  init(_ interpreter: Interpreter, _ property: PropertyID) {
    self.interpreter = interpreter
    self.property = property
  }

  /// A certificate that whatever the property says is never stuck is so behind the run; nil if none was found.
  ///
  /// - Parameter values: the values of the property's variables.
  func certificate(for run: Trace, _ values: [Integer]) -> Certificate? {
    let system = world.system
    guard let (variable, entity) = system.properties[property.index].neverStuck(in: system.bank),
      values.indices.contains(variable), let number = values[variable].asInt
    else { return nil }
    // What is said of others costs cases: first without.
    let place = StuckPlace(interpreter, .init(entity: entity, number: number), run.last)
    for reach in place.reaches {
      var facts = StuckFacts(place, reach)
      if let found = certificate(for: run, facts.collected(), facts) { return found }
    }
    return nil
  }

  private func certificate(for run: Trace, _ condition: Lemma, _ facts: StuckFacts) -> Certificate? {
    guard let sought = DeadEnd(of: property, where: condition, facts.terms, in: world.system),
      let end = try? sought.asRead(in: world.system)
    else { return nil }
    let hints = Self.lasting(
      facts.facts, of: condition.variables, Meaning(of: sought, under: run.threats).rule)
    let meaning = Meaning(of: end, under: run.threats)
    let search = ProofSearch(
      meaning.world, [end.goal], remembered: hints.map { [end.consequence: $0] } ?? [:],
      limit: Self.limit, probes: Self.probes)
    let found = search.run()
    guard let claim = found.claims[end.goal] else { return nil }
    let certificate = try? Certifier.certificate(of: claim, for: meaning)
    return certificate?.witnessed(by: [Certificate.Witness(end.twin, run)])
  }

  /// That each fact holds ever since the place was come to, as lemmas to try.
  private static func lasting(_ facts: [Term], of variables: [VariableID], _ rule: ProofRule) -> [UInt8]? {
    guard let observer = rule.observer, let was = observer.memories.last?.was,
      observer.parameters.count >= variables.count
    else { return nil }
    let system = observer.system
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    var names: [Term: Term] = [:]
    for (variable, own) in zip(variables, observer.parameters) {
      names[claim.terms.variable(variable)] = claim.terms.global(own, system.globals[own.index].type.sort)
    }
    let since = claim.terms.global(was, .boolean)
    for fact in facts {
      let kept = claim.terms.replacing(names, in: fact)
      claim.lemmas.append(Lemma(variables: [], body: claim.terms.implies(since, kept)))
    }
    return claim.encoded(for: system)
  }
}
