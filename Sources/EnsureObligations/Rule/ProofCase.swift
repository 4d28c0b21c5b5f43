public import EnsureModel

/// One case of a step: who is tracked, who takes part, which of them coincide, and what is known of them before the step
/// and behind it.
public struct ProofCase: Sendable {
  /// What comes about.
  public let step: ProofStep
  /// The decisions that lead to this case.
  public let path: [Int]
  /// What the tracked variables stand for.
  public let tracked: [LinearSum]
  /// Their types.
  let types: [ValueType]
  private var run: CaseRun
  private let after: SymbolicState
  /// What is asked beside lemmas.
  let watched: ProofRule.Watched?
  /// The number of the first global that nothing is asked about, since an observer looks away; nil if there is none.
  var firstUnknown: Int?
  /// How often a lemma or a combination has been looked at.
  private var evaluations = 0

  init(
    _ step: ProofStep, _ types: [ValueType], _ tracked: [LinearSum], _ run: CaseRun, after: SymbolicState,
    watching watched: ProofRule.Watched?
  ) {
    self.watched = watched
    self.step = step
    self.types = types
    self.tracked = tracked
    path = run.alternatives.path
    self.run = run
    self.run.mayFollow = false
    self.after = after
  }

  /// The sentences that the case is made of.
  public var bank: SentenceBank { run.bank }
  /// The terms that the case can evaluate.
  package var terms: TermBank { run.terms }
  /// How far the promise is that is asked about.
  package var progress: Progress { run.progress }
  /// Where terms have no value, if that was asked for.
  public var defects: [Sentence] { run.defects ?? [] }
  /// What the step needs, where the rule sets it apart.
  package var needs: [StepNeed] { run.needs ?? [] }

  /// Whether the case says nothing, since what is assumed contradicts itself on its face.
  var isImpossible: Bool { run.isImpossible }

  /// Whether nothing can be concluded of the case, and why.
  public var refusal: ProofRefusal? { run.refusal }

  /// How much has been evaluated in the case: lemmas, and the sentences and unknowns that they came to.
  var work: Int { evaluations + run.bank.nodes.count + run.bank.names.count }

  /// How much may be evaluated in one case. A case of the worked systems takes some thousands.
  static let greatestWork = 1 << 20

  /// Counts an evaluation; whether it is one too many, so that nothing is concluded of the case.
  private mutating func isTooLarge() -> Bool {
    evaluations += 1
    if work <= Self.greatestWork { return false }
    run.refusal = run.refusal ?? .tooLarge
    return true
  }

  /// What a lemma says of those at hand before the step, without what is plain; nothing if it speaks of an observer that looks
  /// away. Where it is asked in which stage somebody is behind the step, also what it says then: that it is kept is shown by
  /// itself.
  public mutating func instances(of lemma: Lemma) -> [Sentence] {
    if let firstUnknown, terms.mentionsGlobal(lemma.body, from: firstUnknown) { return [] }
    let looksBehind = step != .state && run.progress.before.contains(where: \.isApart)
    var found: [Sentence] = []
    for tuple in tuples(of: lemma.variables.map({ terms.variables[$0.index].type })) {
      let sentence = before(lemma, at: tuple)
      if sentence != .yes { found.append(sentence) }
      if !looksBehind { continue }
      let behind = after(lemma, at: tuple)
      if behind != .yes, behind != sentence { found.append(behind) }
    }
    return found
  }

  /// All values that variables of these types have among those at hand.
  public func tuples(of types: [ValueType]) -> [[LinearSum]] {
    var tuples: [[LinearSum]] = [[]]
    // To leave premises out is sound; a lemma with that many instances was made to take long.
    let limit = 1 << 12
    for type in types {
      let values: [LinearSum]
      if let entity = type.instances {
        values = (0..<run.atHand[entity.index]).map { LinearSum(Integer($0)) }
      } else {
        // A lemma says nothing of values beyond its variables' bounds.
        let ignoresBounds = run.sabotage == .boundsAreNone
        values = zip(self.types, tracked).filter { own, _ in
          own.instances == nil && (type.includes(own) || ignoresBounds && own.sort == type.sort)
        }.map(\.1)
      }
      if tuples.count * values.count > limit { return [] }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }

  /// The lemma, for these values of its variables, in the state before the step.
  public mutating func before(_ lemma: Lemma, at tuple: [LinearSum]) -> Sentence {
    sentence(lemma, tuple, run.before)
  }

  /// The lemma, for these values of its variables, in the state behind the step.
  public mutating func after(_ lemma: Lemma, at tuple: [LinearSum]) -> Sentence {
    sentence(lemma, tuple, after)
  }

  /// What a number is for these values of variables, in the state before the step.
  package mutating func numberBefore(_ term: Term, _ variables: [VariableID], at tuple: [LinearSum])
    -> LinearSum
  {
    number(term, variables, tuple, run.before)
  }

  /// The same in the state behind the step.
  package mutating func numberAfter(_ term: Term, _ variables: [VariableID], at tuple: [LinearSum]) -> LinearSum
  {
    number(term, variables, tuple, after)
  }

  private mutating func number(
    _ term: Term, _ variables: [VariableID], _ tuple: [LinearSum], _ state: SymbolicState
  ) -> LinearSum {
    if isTooLarge() { return LinearSum(0) }
    var frame = Frame(state, Valuation(variables, tuple))
    return run.number(term, &frame)
  }

  private mutating func sentence(_ lemma: Lemma, _ tuple: [LinearSum], _ state: SymbolicState) -> Sentence {
    if isTooLarge() { return .yes }
    var frame = Frame(state, Valuation(lemma.variables, tuple))
    return run.truth(lemma.body, &frame)
  }

  /// What holds in the case whatever the lemmas are: who coincides with whom, what guards say, and the bounds of the
  /// counts that have been spoken of so far.
  public mutating func assumptions() -> [Sentence] { run.assumptions + run.boundsOfCounts() }

  /// The bounds that a combination gives to the totals that have been spoken of so far.
  public mutating func bounds(of combination: TotalCombination) -> [Sentence] {
    if run.isInitial { return [] }
    let types = combination.variables.map { run.terms.variables[$0.index].type }
    var found: [Sentence] = []
    for tuple in tuples(of: types) where !isTooLarge() {
      if let bound = run.bound(combination, at: tuple, in: run.before), bound != .yes { found.append(bound) }
      if run.sabotage == .boundsBehindTheStep, let wrong = run.nonnegativity(combination, at: tuple, in: after)
      {
        found.append(wrong)
      }
    }
    return found
  }

  /// That the last of the tracked instances contributes at least 0 to a combination whose variables are the others.
  public mutating func isContributionBounded(_ combination: TotalCombination) -> Sentence {
    guard let instance = tracked.last,
      let contribution = run.contribution(combination, at: Array(tracked.dropLast()), of: instance)
    else { return .no }
    return run.bank.lessOrEqual(LinearSum(0), contribution)
  }

  /// That the last of the tracked instances contributes nothing to an aggregate whose variables are the others.
  package mutating func contributesNothing(_ aggregate: Term, _ variables: [VariableID]) -> Sentence {
    guard let instance = tracked.last,
      let contribution = run.contribution(aggregate, variables, at: Array(tracked.dropLast()), of: instance)
    else { return .no }
    return run.bank.equal(contribution, LinearSum(0))
  }

  /// That the step brings a promise no further away.
  ///
  /// - Parameter asked: the stage that is asked about by itself, if one is.
  mutating func advances(from asked: Int? = nil) -> Sentence { run.advances(run.progress, from: asked) }

  /// That the state is in a stage.
  mutating func isSomewhere() -> Sentence { isIn(run.progress.before.indices) }

  /// That the state is in one of some stages.
  package mutating func isIn(_ stages: Range<Int>) -> Sentence {
    run.bank.or(run.progress.before[stages].map(\.condition))
  }

  /// That a stage's measure is at least 0, and what leads on is possible.
  mutating func isOpen(_ stage: Int) -> Sentence {
    let isBounded = run.bank.lessOrEqual(LinearSum(0), run.progress.before[stage].measure)
    return run.bank.and([isBounded, run.progress.possible])
  }

  /// That the step begins a new round, and that it leaves no more than there were.
  package mutating func rounds() -> (begins: Sentence, keeps: Sentence) { run.rounds(run.progress) }

  /// That the step may stay in a stage.
  package mutating func mayStay(in stage: Int) -> Sentence {
    run.mayStay(run.progress.before[stage], run.progress.after[stage])
  }

  /// That the step leads from a stage that is asked about by itself without keeping what it speaks of, and the promise stays due.
  package mutating func leaves(_ stage: Int) -> Sentence {
    let stays = run.stays(run.progress.before[stage], run.progress.after[stage])
    return !run.bank.or([stays, run.progress.isKept, rounds().begins])
  }

  /// That every term has had a value.
  public mutating func isDefined() -> Sentence { !run.bank.or(defects) }
}

extension ValueType {
  /// The entity whose instances a variable of this type stands for; nil if it may stand for something else too.
  var instances: EntityID? {
    guard case .reference(let entity) = sort, !isOptional else { return nil }
    return entity
  }

  /// Whether every value of the other type, which may be anything of its sort but for its bounds, is one of this type.
  fileprivate func includes(_ other: ValueType) -> Bool {
    if sort != other.sort { return false }
    if let lower {
      guard let least = other.lower, lower <= least else { return false }
    }
    if let upper {
      guard let greatest = other.upper, greatest <= upper else { return false }
    }
    return true
  }
}
