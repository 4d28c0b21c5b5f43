public import EnsureModel

/// The proof rule of `Docs/semantics.md`, 23 to 25, for one world: which cases have to be looked at so that a claim is
/// known to hold in every reachable state, whatever the number of instances.
public struct ProofRule: Sendable {
  /// The world; with the observer's globals, if there is one.
  public let world: World
  /// What is remembered of the past, for a temporal property.
  public let observer: Observer?
  /// What fairness forces, as far as the property depends on it, or what may happen, where it says that something is never
  /// stuck; empty where nothing is promised.
  public let duties: [Duty]
  let sabotage: ProofSabotage?
  /// Whether cases assume nothing of what their step needs, so that they can be asked what of it matters
  /// (`ProofCase.needs`). What is assumed less is no danger: nothing follows that would not follow otherwise.
  package var setsNeedsApart = false

  /// Whether the cases of a step go on from where they are still the same. Only a test has each of them start over.
  package var sharesBeginnings = true

  /// Whether what a step's guards exclude is impossible. Only a test has the rule get that wrong.
  package var looksAtGuards: Bool { sabotage != .helpersAreAlwaysPossible }

  /// The rule for a world.
  public init(_ world: World) { self.init(world, sabotage: nil) }

  /// The same, with something got wrong.
  package init(_ world: World, sabotage: ProofSabotage?) {
    self.world = world
    self.sabotage = sabotage
    observer = nil
    duties = []
  }

  /// The rule for a goal in a world: where it is a temporal property, with an observer.
  public init(for goal: ProofGoal, in world: World) { self.init(for: goal, in: world, sabotage: nil) }

  /// The same, with something got wrong.
  package init(for goal: ProofGoal, in world: World, sabotage: ProofSabotage?) {
    self.sabotage = sabotage
    observer = Observer(of: goal, in: world.system)
    let observed = observer.map { World($0.system, threats: world.threats, sabotage: world.sabotage) } ?? world
    if let observer, observer.escapee != nil {
      duties = observed.ways
    } else {
      duties = observer.map { $0.promises.isEmpty ? [] : observed.duties(for: $0.property) } ?? []
    }
    self.world = observed
  }

  /// The steps that a claim has to survive. Idling is one of them only for an observer: it changes nothing else, so that
  /// what has to be shown is among the premises.
  public var steps: [ProofStep] {
    var steps: [ProofStep] = [.start] + world.moves.indices.map { .move($0) }
    if world.system.hasTime { steps.append(.tick) }
    if observer != nil && sabotage != .idlingIsNoStep { steps.append(.idle) }
    return steps
  }

  /// All cases of a step, for tracked variables of these types.
  ///
  /// - Parameters:
  ///   - claim: the lemmas that the cases will be asked about, with the instances that they need beside.
  ///   - isObserved: whether they speak of the observer. If not, it looks away: what is asked is a question about the system
  ///     without it.
  /// - Throws: if there are too many.
  public func cases(
    of step: ProofStep, tracking types: [ValueType], _ claim: ProofClaim, isObserved: Bool = true
  ) throws(ProofRefusal) -> [ProofCase] {
    try cases(of: step, tracking: types, claim, watching: nil, isObserved: isObserved)
  }

  /// All cases of a step.
  ///
  /// - Parameter watched: what is asked beside the lemmas.
  func cases(
    of step: ProofStep, tracking types: [ValueType], _ claim: ProofClaim, watching watched: Watched?,
    isObserved: Bool = true
  ) throws(ProofRefusal) -> [ProofCase] {
    var found: [ProofCase] = []
    var alternatives = Alternatives()
    var runs = 0
    let asksForValues = watched?.asksForValues ?? false
    var room = world.system.entities.map { _ in asksForValues ? 1 : 0 }
    let parts = parts(of: step, types, claim, watched, isObserved ? observer : nil)
    let setting = CaseRun.Setting(world, sabotage, isInitial: step == .start)
    // Where runs were before decisions that come out the same in the next one.
    var kept: [Passage] = []
    while true {
      var result: ProofCase
      var isComplete = false
      var decisions = Int.max
      repeat {
        alternatives.rewind(to: decisions)
        var passage: Passage
        if let last = kept.last {
          passage = last
          passage.run.alternatives = alternatives.goingOn(from: last.run.alternatives)
        } else {
          var run = CaseRun(setting, claim.terms, alternatives, room: room)
          if asksForValues { run.defects = [] }
          if setsNeedsApart { run.needs = [] }
          passage = Passage(run)
        }
        while passage.partsDone < parts.count {
          parts[passage.partsDone](&passage)
          passage.partsDone += 1
          keep(passage, in: &kept)
        }
        let run = passage.run
        alternatives = run.alternatives
        if !alternatives.isConsistent { throw .confusedCases(step) }
        isComplete = !run.lacksRoom
        // With more room everything is done again.
        if !isComplete || !sharesBeginnings { kept = [] }
        decisions = run.soundDecisions
        room = run.missing
        result = ProofCase(step, types, passage.tracked, run, after: passage.frame.state, watching: watched)
        if let observer, !isObserved { result.firstUnknown = observer.firstGlobal }
      } while !isComplete
      if !result.isImpossible { found.append(result) }
      runs += 1
      if runs > CaseRun.limit { throw .tooManyCases(step) }
      guard alternatives.advance() else { break }
      kept.removeAll { !alternatives.goesTheSameWay(as: $0.run.alternatives) }
    }
    return found
  }

  /// What is asked beside lemmas.
  enum Watched: Sendable {
    /// Whether the move's own terms have values.
    case move
    /// Whether a property's term, with the property's variables, has one.
    case property(Term, [VariableID])
    /// Whether a step brings the promise with that position no further away, where that does not depend on others; of a state,
    /// whether it is in a stage.
    case promise(Int)
    /// The same for a stage of the promise that speaks of further instances, for any ones of these.
    case staying(Int, of: Int)
    /// Whether what leads on from a stage of a promise is possible.
    case stage(Int, of: Int)

    /// The promise that is asked about.
    var promise: Int? {
      switch self {
      case .move, .property: nil
      case .promise(let promise), .staying(_, of: let promise), .stage(_, of: let promise): promise
      }
    }

    /// The stage of it that is asked about, if one is.
    var stage: Int? {
      switch self {
      case .staying(let stage, of: _), .stage(let stage, of: _): stage
      case .move, .property, .promise: nil
      }
    }

    var asksForValues: Bool {
      switch self {
      case .move, .property: true
      case .promise, .staying, .stage: false
      }
    }
  }
}
