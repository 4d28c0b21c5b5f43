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
    for reach in StuckFacts.Reach.allCases {
      var facts = StuckFacts(interpreter, entity, number, run.last, reach)
      if let found = certificate(for: run, facts.collected(), facts) { return found }
    }
    return nil
  }

  private func certificate(for run: Trace, _ condition: Lemma, _ facts: StuckFacts) -> Certificate? {
    guard let end = DeadEnd(of: property, where: condition, facts.terms, in: world.system) else { return nil }
    let meaning = Meaning(of: end, under: run.threats)
    let hints = Self.lasting(facts.facts, of: condition.variables[0], meaning.rule)
    let search = ProofSearch(
      meaning.world, [end.goal], remembered: hints.map { [end.consequence: $0] } ?? [:],
      limit: Self.limit, probes: Self.probes)
    let found = search.run()
    guard let claim = found.claims[end.goal] else { return nil }
    let certificate = try? Certifier.certificate(of: claim, for: meaning)
    return certificate?.witnessed(by: [Certificate.Witness(end.twin, run)])
  }

  /// That each fact holds ever since the place was come to, as lemmas to try.
  private static func lasting(_ facts: [Term], of variable: VariableID, _ rule: ProofRule) -> [UInt8]? {
    guard let observer = rule.observer, let was = observer.memories.last?.was,
      let own = observer.parameters.first
    else { return nil }
    let system = observer.system
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    let (old, new) = (
      claim.terms.variable(variable), claim.terms.global(own, system.globals[own.index].type.sort)
    )
    let since = claim.terms.global(was, .boolean)
    for fact in facts {
      let kept = claim.terms.replacing([old: new], in: fact)
      claim.lemmas.append(Lemma(variables: [], body: claim.terms.implies(since, kept)))
    }
    return claim.encoded(for: system)
  }
}

/// What can be said of an instance in a state, of those that it refers to, and of the guards of what could concern it: as much
/// as possible, since the more is said of a place the less has to be shown of it.
private struct StuckFacts {
  /// Of whom something is said.
  enum Reach: CaseIterable {
    /// Of the instance alone.
    case itself
    /// Of those that it refers to, too.
    case neighbours
  }

  private let reach: Reach
  private let interpreter: Interpreter
  private let entity: EntityID
  private let number: Int
  private let state: State
  private let variable: VariableID
  private(set) var terms: TermBank
  private(set) var facts: [Term] = []
  private var system: TransitionSystem { interpreter.world.system }

  init(_ interpreter: Interpreter, _ entity: EntityID, _ number: Int, _ state: State, _ reach: Reach) {
    self.reach = reach
    self.interpreter = interpreter
    self.entity = entity
    self.number = number
    self.state = state
    terms = interpreter.world.system.bank
    variable = terms.makeVariable(
      of: ValueType(.reference(entity)), beside: [], in: interpreter.world.system)
  }

  /// Collects everything, as one condition.
  mutating func collected() -> Lemma {
    let instance = terms.variable(variable)
    let near = addMembers(of: entity, number, instance)
    if reach == .neighbours {
      for (target, other, path) in near { _ = addMembers(of: target, other, path) }
    }
    addGuards(instance)
    return Lemma(variables: [variable], body: terms.and(facts))
  }

  private mutating func add(_ fact: Term) { if !facts.contains(fact) { facts.append(fact) } }

  /// Adds what fields with few values have, and whom the instance refers to at all.
  ///
  /// - Returns: whom it refers to, by which path.
  private mutating func addMembers(of entity: EntityID, _ number: Int, _ instance: Term)
    -> [(EntityID, Int, Term)]
  {
    var near: [(EntityID, Int, Term)] = []
    for field in system.entities[entity.index].fields {
      let type = system.fields[field.index].type
      guard let slot = interpreter.layout.slot(field, number), let value = state.values[slot].asInt else {
        continue
      }
      let path = terms.field(field, type.sort, of: instance)
      switch type.sort {
      case .boolean: add(value == 0 ? terms.not(path) : path)
      case .enumeration(let enumeration):
        let member = terms.member(enumeration, value)
        add(terms.equal(path, member))
      case .reference(let target):
        let none = terms.none(target)
        let isNone = terms.equal(path, none)
        add(value < 0 ? isNone : terms.not(isNone))
        if value >= 0 { near.append((target, value, path)) }
      case .integer, .instant: break
      }
    }
    return near
  }

  /// Adds whether the parts of guards hold that speak of no other instance.
  private mutating func addGuards(_ instance: Term) {
    for move in interpreter.world.moves where move.isGenuine {
      for parameter in system.actions[move.action.index].parameters.map(\.variable)
      where terms.variables[parameter.index].type.sort == .reference(entity) {
        for condition in move.guards {
          for part in interpreter.world.bank.conjuncts(condition.clause.term) {
            addPart(part, parameter, instance)
          }
        }
      }
    }
  }

  private mutating func addPart(_ part: Term, _ parameter: VariableID, _ instance: Term) {
    let bank = interpreter.world.bank
    guard bank.freeVariables(part).isSubset(of: [parameter]), reach == .neighbours || !bank.followsPaths(part),
      let value = try? interpreter.evaluate(part, in: state, [parameter: Integer(number)])
    else { return }
    // Guards may be terms of the world's own, with variables that the system does not have.
    let shared = system.bank.variables.count
    var names = [parameter: variable]
    let copy = terms.copy(part, from: bank) { known, terms in
      if let name = names[known] { return name }
      if known.index < shared { return known }
      let declared = bank.variables[known.index]
      let name = terms.makeVariable(declared.name, declared.type)
      names[known] = name
      return name
    }
    add(value == 0 ? terms.not(copy) : copy)
  }
}
