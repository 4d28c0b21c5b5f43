package import EnsureModel
package import EnsureObligations

/// Finds out what of a spec a claim needs: conditions of steps that together are enough for everything that the kernel asks
/// for, and of which none can be left out (an *inductive validity core*; Ghassabani, Gacek and Whalen, *Efficient
/// generation of inductive validity cores for safety properties*, 2016).
///
/// A refutation in the certificate may rest on a condition by chance, and a case that a condition excludes at first sight
/// is none that the kernel asks about. So the rule sets conditions apart here, each obligation is refuted again, and then
/// one condition after the other is tried to be left out.
package struct UsesSearch {
  private let rule: ProofRule
  private let frame: StepFrame
  private let claim: ProofClaim
  private let goal: ProofGoal
  private var conditions: [StepCondition] = []
  private var touching: Set<ActionID> = []
  private var isMinimal = true

  private var system: TransitionSystem { rule.world.system }

  /// What a claim of which the kernel has accepted a certificate needs.
  package static func uses(of claim: ProofClaim, for goal: ProofGoal, _ rule: ProofRule) -> ProofUses {
    var search = UsesSearch(claim, goal, rule)
    for move in rule.world.moves.indices { search.look(at: move) }
    return search.found
  }

  private init(_ claim: ProofClaim, _ goal: ProofGoal, _ rule: ProofRule) {
    self.claim = claim
    self.goal = goal
    var rule = rule
    rule.setsNeedsApart = true
    self.rule = rule
    frame = StepFrame(claim, rule)
  }

  private var found: ProofUses {
    var known: Set<StepCondition> = []
    let conditions = conditions.filter { known.insert($0).inserted }
    let actions = rule.world.moves.map(\.action)
    let untouching = system.actions.indices.map { ActionID($0) }.filter {
      actions.contains($0) && !touching.contains($0)
    }
    return ProofUses(
      conditions: conditions, untouching: untouching, sensors: sensors(conditions), isMinimal: isMinimal)
  }

  // MARK: Moves

  private mutating func look(at index: Int) {
    let move = rule.world.moves[index]
    let needs = NeedList(move, rule.world)
    var questions: [NeedQuestion] = []
    do throws(ProofRefusal) {
      questions = try preservation(index, needs) + definedness(index, needs)
    } catch {
      // The cases that the conditions exclude are too many to look at.
      isMinimal = false
      touching.insert(move.action)
      conditions += needs.all.flatMap { needs.conditions(of: $0) }
      return
    }
    conditions += core(of: &questions, needs).flatMap { needs.conditions(of: $0) }
  }

  /// That the move keeps the lemmas.
  private mutating func preservation(_ index: Int, _ needs: NeedList) throws(ProofRefusal) -> [NeedQuestion] {
    var questions: [NeedQuestion] = []
    for group in rule.groups(of: claim) {
      let (move, isObserved) = (ProofStep.move(index), group.isObserved)
      let touched = frame.lemmas(group.lemmas, touchedBy: move)
      if touched.isEmpty { continue }
      for var found in try rule.cases(of: move, tracking: group.types, claim, isObserved: isObserved) {
        var changed: [Sentence] = []
        for lemma in touched {
          let behind = found.after(claim.lemmas[lemma], at: found.tracked)
          if behind == found.before(claim.lemmas[lemma], at: found.tracked) { continue }
          touching.insert(rule.world.moves[index].action)
          if behind != .yes { changed.append(behind) }
        }
        if changed.isEmpty { continue }
        questions += try ask(&found, changed, needs)
      }
    }
    return questions
  }

  /// That the move's own terms have values, if that is the goal.
  private func definedness(_ index: Int, _ needs: NeedList) throws(ProofRefusal) -> [NeedQuestion] {
    guard goal == .definedness, rule.world.moves[index].isGenuine else { return [] }
    var questions: [NeedQuestion] = []
    for var found in try rule.valueCases(ofMove: index, claim) {
      let conclusion = found.isDefined()
      if conclusion != .yes { questions += try ask(&found, [conclusion], needs) }
    }
    return questions
  }

  private func ask(_ found: inout ProofCase, _ conclusions: [Sentence], _ needs: NeedList) throws(ProofRefusal)
    -> [NeedQuestion]
  {
    let premises = found.premises(claim) + found.assumptions(claim)
    if let refusal = found.refusal { throw refusal }
    let numbered = found.needs.map { (number: needs.number($0), sentence: $0.sentence) }
    return conclusions.map {
      NeedQuestion(found.bank, premises: premises, needs: numbered, free: needs.free, conclusion: $0)
    }
  }

  /// Conditions of a move that are enough for all questions; none can be left out.
  private mutating func core(of questions: inout [NeedQuestion], _ needs: NeedList) -> [Int] {
    for position in questions.indices where !questions[position].isShown(with: { _ in true }) {
      isMinimal = false
      return needs.all
    }
    var left = Set(needs.all)
    // What stands behind in a step is left out first: rather people's discipline than what the software checks.
    for need in needs.all.reversed() {
      left.remove(need)
      var others = questions
      let isEnough = others.indices.allSatisfy { position in
        guard others[position].core?.contains(need) ?? true else { return true }
        return others[position].isShown(with: left.contains)
      }
      if isEnough { questions = others } else { left.insert(need) }
    }
    return needs.all.filter(left.contains)
  }

  // MARK: Sensors

  private func sensors(_ conditions: [StepCondition]) -> [FieldID] {
    var found: Set<FieldID> = []
    func collect(_ term: Term, _ terms: TermBank) {
      terms.walk(term) { term in
        if case .field(let field, _) = terms[term], system.fields[field.index].kind == .reading {
          found.insert(field)
        }
        return true
      }
    }
    for lemma in claim.lemmas { collect(lemma.body, claim.terms) }
    for condition in conditions {
      for term in condition.terms(in: system) { collect(term, system.bank) }
    }
    return system.fields.indices.map { FieldID($0) }.filter(found.contains)
  }
}
