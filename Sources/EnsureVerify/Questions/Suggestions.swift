import EnsureKernel
import EnsureModel
import EnsureObligations

/// Looks for a lemma that excludes a counterexample to induction, that no known state contradicts, and with which the
/// property is inductive.
struct Suggestions {
  typealias Fact = StateFacts.Fact

  /// How many conditions a lemma may have on its left side.
  private static let manyPremises = 2
  /// Of how many conditions these are chosen.
  private static let manyChoices = 6
  private static let manyConclusions = 48
  /// How many lemmas are put to the solver, and how many to the proof rule.
  private static let (manyTries, manyProofs) = (40, 2)

  private let general: GeneralState
  /// How many instances of lemmas the proof rule may look at.
  private static let manyInstances = 30_000
  /// What the solver may spend on one question of the proof rule.
  private static let proofBudget: UInt32 = 200_000

  private let world: World
  private let claim: ProofClaim
  private let first: FirstSteps
  private var any: AnyStep { general.any }

  init(_ general: GeneralState, _ world: World, _ claim: ProofClaim, _ first: FirstSteps) {
    self.general = general
    self.world = world
    self.claim = claim
    self.first = first
  }

  /// A lemma of the form `premises implies conclusion`.
  private struct Candidate {
    let premises: [Int]
    let conclusion: Int
  }

  /// The simplest one, with its terms; nil if there is none.
  func best() -> (OpenQuestion.Suggestion, TermBank)? {
    let variables = variables
    if variables.isEmpty && general.decisive.contains(where: { !$0.subjects.isEmpty }) { return nil }
    let spoken = Set(variables)
    let usable = general.conditions.filter { $0.holds.subjects.isSubset(of: spoken) }
    let premises = Array(ordered(usable.map(\.holds).filter { isPremise($0) }).prefix(Self.manyChoices))
    let conclusions = Array(ordered(usable.map(\.fails)).prefix(Self.manyConclusions))
    var rows = Rows(first.states, variables, premises + conclusions, general.terms)
    var terms = general.terms
    var (tries, proofs) = (0, 0)
    let stated = Stated(in: world)
    // What is not shown itself is suggested only if nothing better is found.
    var second: OpenQuestion.Suggestion?
    for candidate in candidates(premises.count, conclusions.count) {
      if tries >= Self.manyTries || proofs >= Self.manyProofs || any.isSpent { break }
      if candidate.premises.contains(where: { premises[$0].term == conclusions[candidate.conclusion].term }) {
        continue
      }
      if rows.contradict(candidate.premises, premises.count + candidate.conclusion) { continue }
      let chosen = candidate.premises.map { premises[$0] }
      let conclusion = conclusions[candidate.conclusion]
      let spoken = chosen.reduce(into: conclusion.subjects) { $0.formUnion($1.subjects) }
      let body =
        chosen.isEmpty
        ? conclusion.term : terms.implies(terms.and(chosen.map(\.term)), conclusion.term)
      let lemma = Lemma(variables: variables.filter(spoken.contains), body: body)
      if stated.contains(lemma, terms) { continue }
      tries += 1
      any.encoding.read(terms)
      guard isEnoughInScope(lemma) else { continue }
      if first.refutes(lemma, terms) {
        rows = Rows(first.states, variables, premises + conclusions, general.terms)
        continue
      }
      proofs += 1
      guard let isInductive = isEnough(lemma, terms) else { continue }
      let found = OpenQuestion.Suggestion(variables: lemma.variables, body: body, isInductive: isInductive)
      if isInductive { return (found, terms) }
      if second == nil { second = found }
    }
    return second.map { ($0, terms) }
  }

  // MARK: Candidates

  /// The instances that a lemma may speak of: those of the property, of the step, and of what matters.
  private var variables: [VariableID] {
    let spoken = (general.decisive + general.circumstances).reduce(into: Set<VariableID>()) {
      $0.formUnion($1.subjects)
    }
    let found = general.subjects.all.filter { subject in
      guard case .reference = general.terms.variables[subject.variable.index].type.sort else { return false }
      return subject.isInvolved || spoken.contains(subject.variable)
    }
    return Array(found.map(\.variable).prefix(3))
  }

  private func isPremise(_ fact: Fact) -> Bool {
    if fact.tier != .discrete { return false }
    // That something is not this member says little.
    if case .not(let inner) = general.terms[fact.term], case .equal(_, let right) = general.terms[inner],
      case .member = general.terms[right]
    {
      return false
    }
    return true
  }

  /// What has to do with what matters first, simple things first.
  private func ordered(_ facts: [Fact]) -> [Fact] {
    let matters = Set((general.decisive + general.circumstances).map(\.term))
    let places = (general.decisive + general.circumstances).reduce(into: Set<Term>()) {
      $0.formUnion(self.places($1.term))
    }
    func key(_ fact: Fact) -> [Int] {
      let own = self.places(fact.term)
      return [
        matters.contains(fact.term) ? 0 : 1, speaksOfTotals(fact.term) ? 0 : 1,
        own.subtracting(places).count, fact.tier.rawValue,
        Int(fact.term.index),
      ]
    }
    return facts.map { (key($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
  }

  /// Whether a condition speaks of one of the property's totals, about which fields say little.
  private func speaksOfTotals(_ term: Term) -> Bool {
    var isFound = false
    general.terms.walk(term) { part in
      switch general.terms[part] {
      case .count, .total: isFound = true
      default: break
      }
      return !isFound
    }
    return isFound
  }

  private func places(_ term: Term) -> Set<Term> {
    var found: Set<Term> = []
    general.terms.walk(term) { part in
      switch general.terms[part] {
      case .field, .global:
        found.insert(part)
        return false
      case .count, .total: return false
      default: return true
      }
    }
    return found
  }

  /// All of them, those with few premises first.
  private func candidates(_ premises: Int, _ conclusions: Int) -> [Candidate] {
    var sets: [[[Int]]] = [[[]], (0..<premises).map { [$0] }, []]
    for one in 0..<premises {
      for other in (one + 1)..<max(premises, one + 1) { sets[2].append([one, other]) }
    }
    return sets.prefix(Self.manyPremises + 1).flatMap { sets in
      (0..<conclusions).flatMap { conclusion in
        sets.map { Candidate(premises: $0, conclusion: conclusion) }
      }
    }
  }

  // MARK: Judging

  /// Whether in the scope no step breaks the property where the lemma held.
  private func isEnoughInScope(_ lemma: Lemma) -> Bool {
    let literal = any.assumable(any.holds(lemma), "lemma")
    return any.excludes([literal, general.counterexample.isBroken])
  }

  /// Whether the proof rule shows the property for any number of instances where the lemma holds; if so, whether it shows the
  /// lemma too.
  private func isEnough(_ lemma: Lemma, _ terms: TermBank) -> Bool? {
    let rule = ProofRule(world)
    var terms = terms
    guard let own = rule.ownLemmas(of: .property(general.counterexample.property), &terms) else { return nil }
    let known = claim.lemmas.filter { !own.contains($0) && $0 != lemma }
    let together = ProofClaim(terms: terms, lemmas: own + [lemma] + known)
    let goals = Set(0...own.count)
    guard
      let induction = try? Houdini(
        rule, together, limit: Self.manyInstances, budget: Self.proofBudget, goals: goals),
      induction.left.contains(own.count), induction.keeps(goals.subtracting([own.count]))
    else { return nil }
    return induction.keeps([own.count])
  }
}

/// What the spec's invariants say, written down so that names make no difference: to suggest that helps nobody.
private struct Stated {
  private let system: TransitionSystem
  private var known: Set<[UInt8]> = []

  init(in world: World) {
    system = world.system
    let rule = ProofRule(world)
    for (index, property) in system.properties.enumerated() {
      guard case .invariant(let body) = property.kind else { continue }
      var terms = world.bank
      let whole = Lemma(variables: property.variables, body: body)
      for lemma in [whole] + (rule.ownLemmas(of: .property(PropertyID(index)), &terms) ?? []) {
        known.insert(Self.encoded(lemma, terms, system))
      }
    }
  }

  private static func encoded(_ lemma: Lemma, _ terms: TermBank, _ system: TransitionSystem) -> [UInt8] {
    ProofClaim(terms: terms, lemmas: [lemma]).encoded(for: system)
  }

  /// Whether it is one of them.
  func contains(_ lemma: Lemma, _ terms: TermBank) -> Bool {
    known.contains(Self.encoded(lemma, terms, system))
  }
}

/// What conditions come to in known states, for all values of some variables.
private struct Rows {
  private var rows: [[Bool?]] = []

  init(
    _ states: [(interpreter: Interpreter, state: State)], _ variables: [VariableID],
    _ facts: [StateFacts.Fact], _ terms: TermBank
  ) {
    var known: Set<[Bool?]> = []
    for (interpreter, state) in states {
      let reader = interpreter.reading(terms)
      guard let tuples = AnyStep.tuples(variables, terms, reader.layout) else { continue }
      for tuple in tuples {
        let environment = Dictionary(zip(variables, tuple)) { first, _ in first }
        let row = facts.map { fact in (try? reader.evaluate(fact.term, in: state, environment)).map { $0 == 1 }
        }
        if known.insert(row).inserted { rows.append(row) }
      }
    }
  }

  /// Whether in some state all premises hold and the conclusion does not.
  func contradict(_ premises: [Int], _ conclusion: Int) -> Bool {
    rows.contains { row in row[conclusion] == false && premises.allSatisfy { row[$0] == true } }
  }
}
