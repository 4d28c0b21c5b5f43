import EnsureModel
import EnsureObligations
import EnsureSolver

/// Chooses, of many lemmas, few that together with some goals are inductive, by what stands in the way: whenever a state and
/// a step break what is wanted, a lemma is taken that this state contradicts. What no lemma helps is given up.
///
/// Where there are many lemmas this asks much less than `Houdini`, which looks at all of them in all cases.
final class GuidedSearch {
  /// What a search may do.
  struct Effort {
    /// How many cases are looked at with all lemmas.
    var probes = 200
    /// How many instances of lemmas are told, in all questions together.
    var premises = 100_000

    var isSpent: Bool { probes <= 0 || premises <= 0 }
  }

  /// What a check may cost, in Z3's units.
  private static let budget: UInt32 = 2_000_000

  private let rule: ProofRule
  private let frame: StepFrame
  private let claim: ProofClaim
  private let context = SolverContext()
  private let literals: [InductionPremise: Proposition]
  /// The lemmas in the order in which they are preferred.
  private let preference: [Int]
  private var cases: [LemmaKind: [ProofStep: [ProofCase]]] = [:]
  /// The lemmas that are wanted, in the order in which they were chosen.
  private var chosen: [Int] = []
  private var given: Set<Int> = []
  private var impossible = ImpossibleCases<Int>()
  /// What cannot be kept.
  private var dead: Set<Int> = []
  /// Which lemmas it rests on that a lemma is kept.
  private var supports: [Int: Set<Int>] = [:]
  /// What may still be done.
  private(set) var effort: Effort
  /// How many questions the solver has answered.
  private(set) var checks = 0

  /// A search among the lemmas of a claim.
  ///
  /// - Parameter known: the positions of lemmas that every step is known to keep; they are preferred, and not looked at again.
  init(_ rule: ProofRule, _ claim: ProofClaim, known: Set<Int> = [], effort: Effort) {
    self.effort = effort
    self.rule = rule
    frame = StepFrame(claim, rule)
    self.claim = claim
    var literals: [InductionPremise: Proposition] = [:]
    for position in claim.lemmas.indices { literals[.lemma(position)] = context.makeProposition("lemma") }
    self.literals = literals
    func weight(_ position: Int) -> (Int, Int, Int, Int) {
      let lemma = claim.lemmas[position]
      return (
        known.contains(position) ? 0 : 1, lemma.variables.count, claim.terms.size(lemma.body), position
      )
    }
    preference = claim.lemmas.indices.sorted { weight($0) < weight($1) }
    for position in known { supports[position] = [position] }
  }

  /// The positions of the goals and of what they need; nil if nothing was found.
  ///
  /// - Parameter cases: cases in which the goal has to follow.
  func run(_ goals: [Int], of goal: ProofGoal, _ cases: [ProofCase]) throws(ProofRefusal) -> [Int]? {
    chosen = goals
    given = Set(goals)
    var wanted: Set<Int> = []
    var isSearching = true
    while isSearching {
      guard try keepAll() else { return nil }
      isSearching = false
      wanted = given
      // What that needs is wanted too, and may need more.
      for found in cases {
        let count = chosen.count
        let needed = try isShown(.consequence(0), found) { $0.conclusion(of: goal) }
        guard let needed else { return nil }
        wanted.formUnion(needed)
        if chosen.count > count { isSearching = true }
      }
    }
    return needed(for: wanted)
  }

  /// Some lemmas with all that they rest on, in the order in which they were chosen.
  private func needed(for wanted: Set<Int>) -> [Int] {
    var found = wanted
    var open = Array(wanted)
    while let next = open.popLast() {
      for lemma in supports[next] ?? [] where found.insert(lemma).inserted { open.append(lemma) }
    }
    return chosen.filter(found.contains)
  }

  /// Makes what is chosen inductive; false if a goal is not.
  private func keepAll() throws(ProofRefusal) -> Bool {
    while let open = chosen.first(where: { supports[$0] == nil }) {
      if effort.premises <= 0 { return false }
      // Most of it is kept at once; what is not is looked at by itself.
      guard let lemma = try supportTogether(with: open) else { continue }
      if let found = try support(of: lemma) {
        supports[lemma] = found
      } else {
        if given.contains(lemma) || effort.isSpent { return false }
        dead.insert(lemma)
        chosen.removeAll { $0 == lemma }
        for (other, support) in supports where support.contains(lemma) { supports[other] = nil }
      }
    }
    return true
  }

  /// Shows of all chosen lemmas about the same kinds of instances that every step keeps them; or says of which it is not so.
  private func supportTogether(with first: Int) throws(ProofRefusal) -> Int? {
    let kind = kind(of: claim.lemmas[first])
    let open = chosen.filter { supports[$0] == nil && self.kind(of: claim.lemmas[$0]) == kind }
    if open.count == 1 { return first }
    var needed: Set<Int> = []
    for given in try cases(kind, touching: open) {
      let broken = open.filter { !isUntouched(claim.lemmas[$0], given) }
      if broken.isEmpty { continue }
      if let reason = reason(given) {
        needed.formUnion(reason)
        continue
      }
      let question = try question(given, chosen) { found in
        broken.map { (.lemma($0), found.after(claim.lemmas[$0], at: found.tracked)) }
      }
      guard let question else { continue }
      defer { checks += question.checks }
      switch question.ask(chosen.map { .lemma($0) }) {
      case .kept:
        let core = core(question, chosen)
        note(given, core)
        needed.formUnion(core)
      case .unknown: return first
      case .broken(let counterexample):
        let found = counterexample.goals.first.map { question.goals[$0] }
        if case .lemma(let lemma)? = found { return lemma }
        return first
      }
    }
    for lemma in open { supports[lemma] = needed.union([lemma]) }
    return nil
  }

  /// What it rests on that every step keeps a lemma; nil if one does not.
  private func support(of position: Int) throws(ProofRefusal) -> Set<Int>? {
    let lemma = claim.lemmas[position]
    // Wherever a step changes nothing of it, it rests on itself.
    var support: Set<Int> = [position]
    for found in try cases(kind(of: lemma), touching: [position]) {
      if isUntouched(lemma, found) { continue }
      let needed = try isShown(.lemma(position), found) { $0.after(lemma, at: $0.tracked) }
      guard let needed else { return nil }
      support.formUnion(needed)
    }
    return support
  }

  /// Whether what the lemma says is the same behind the step as before it.
  private func isUntouched(_ lemma: Lemma, _ given: ProofCase) -> Bool {
    if given.step == .start { return false }
    var found = given
    let before = found.before(lemma, at: found.tracked)
    return before == found.after(lemma, at: found.tracked)
  }

  /// What decides about the cases in which lemmas are asked about.
  private struct LemmaKind: Hashable {
    let types: [ValueType]
    let isObserved: Bool
  }

  private func kind(of lemma: Lemma) -> LemmaKind {
    LemmaKind(types: claim.types(lemma.variables), isObserved: rule.isObserved(lemma, claim.terms))
  }

  /// The cases of all steps that may break one of some lemmas of a kind.
  private func cases(_ kind: LemmaKind, touching lemmas: [Int]) throws(ProofRefusal) -> [ProofCase] {
    var found: [ProofCase] = []
    for step in rule.steps where !frame.lemmas(lemmas, touchedBy: step).isEmpty {
      found += try cases(kind, step)
    }
    return found
  }

  private func cases(_ kind: LemmaKind, _ step: ProofStep) throws(ProofRefusal) -> [ProofCase] {
    if let known = cases[kind]?[step] { return known }
    let found = try rule.cases(of: step, tracking: kind.types, claim, isObserved: kind.isObserved)
    cases[kind, default: [:]][step] = found
    return found
  }

  /// What a sentence of a case follows from, among what is chosen, to which more may be added; nil if it does not follow.
  private func isShown(_ goal: InductionGoal, _ given: ProofCase, _ sentence: (inout ProofCase) -> Sentence)
    throws(ProofRefusal) -> Set<Int>?
  {
    if let reason = reason(given) { return reason }
    guard let first = try question(given, chosen, { [(goal, sentence(&$0))] }) else { return [] }
    if let needed = answer(first, chosen) {
      note(given, needed)
      return needed
    }
    // At first nothing is known, so that no lemma could help.
    if given.step == .start || effort.isSpent { return nil }
    effort.probes -= 1
    let usable = preference.filter { !dead.contains($0) }
    guard let question = try question(given, usable, { [(goal, sentence(&$0))] }) else { return [] }
    while true {
      switch question.ask(chosen.map { .lemma($0) }) {
      case .kept:
        checks += question.checks
        return core(question, chosen)
      case .unknown: return nil
      case .broken(let counterexample):
        let excluding = question.excluding(counterexample)
        guard let next = preference.first(where: { excluding.contains(.lemma($0)) && !chosen.contains($0) })
        else {
          checks += question.checks
          return nil
        }
        chosen.append(next)
      }
    }
  }

  /// The lemmas that exclude a case, if those do that excluded one before.
  private func reason(_ given: ProofCase) -> Set<Int>? {
    impossible.reason(given.step) { lemmas in lemmas.isSubset(of: chosen) && isExcluded(given, by: lemmas) }
  }

  private func note(_ given: ProofCase, _ lemmas: Set<Int>) {
    impossible.note(given.step, lemmas) { isExcluded(given, by: $0) }
  }

  /// Whether some lemmas exclude a case, as far as a short search tells.
  private func isExcluded(_ given: ProofCase, by lemmas: Set<Int>) -> Bool {
    if given.step == .start { return false }
    var found = given
    let premises = lemmas.sorted().flatMap { found.instances(of: claim.lemmas[$0]) }
    let assumptions = found.assumptions()
    if found.refusal != nil { return false }
    return Refuter.refutes(Obligation(found.bank, premises: premises + assumptions, conclusion: .no))
  }

  private func answer(_ question: InductionQuestion, _ lemmas: [Int]) -> Set<Int>? {
    defer { checks += question.checks }
    guard case .kept = question.ask(lemmas.map { .lemma($0) }) else { return nil }
    return core(question, lemmas)
  }

  private func core(_ question: InductionQuestion, _ lemmas: [Int]) -> Set<Int> {
    var found: Set<Int> = []
    for case .lemma(let position) in question.core(of: lemmas.map { .lemma($0) }) { found.insert(position) }
    return found
  }

  /// Whether sentences follow from some lemmas; nil if they are plain.
  private func question(
    _ given: ProofCase, _ lemmas: [Int], _ sentences: (inout ProofCase) -> [(InductionGoal, Sentence)]
  ) throws(ProofRefusal) -> InductionQuestion? {
    var found = given
    let conclusions = sentences(&found).filter { $0.1 != .yes }
    if conclusions.isEmpty { return nil }
    var premises: [(InductionPremise, Sentence)] = []
    if found.step != .start {
      for position in lemmas {
        let lemma = claim.lemmas[position]
        for sentence in found.instances(of: lemma) { premises.append((.lemma(position), sentence)) }
      }
      effort.premises -= premises.count
    }
    // That totals are bounded is shown later.
    let bounds = found.step == .start ? [] : claim.combinations.flatMap { found.bounds(of: $0) }
    if let refusal = found.refusal { throw refusal }
    let assumptions = found.assumptions() + bounds
    return InductionQuestion(
      found, assumptions: assumptions, premises: premises, goals: conclusions, context, literals,
      budget: Self.budget)
  }
}
