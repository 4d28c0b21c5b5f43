public import EnsureModel

/// What an obligation of a claim says.
public enum ObligationSubject: Hashable, Sendable {
  /// The lemma with that position holds behind the step. The path tells the cases of a step apart.
  case lemma(Int, ProofStep, path: [Int])
  /// Each instance contributes at least 0 to the combination with that position.
  case combination(Int, path: [Int])
  /// An instance contributes nothing to the aggregate while it is in an initial state.
  case start(of: Term, path: [Int])
  /// The property has a value in every state in which the lemmas hold.
  case value(path: [Int])
  /// The terms of a genuine move have values in every state in which the lemmas hold.
  case move(Int, path: [Int])
  /// No state in which the lemmas hold allows this move.
  case impossible(Int, path: [Int])
  /// While the promise with that position is due, the step brings it no further away.
  case promise(Int, ProofStep, path: [Int])
  /// The same from a stage of it that speaks of further instances, for any ones of these.
  case staying(Int, of: Int, ProofStep, path: [Int])
  /// In a stage of a promise, what leads on is possible.
  case stage(Int, of: Int, path: [Int])
}

/// What a claim is made for.
public enum ProofGoal: Hashable, Sendable {
  /// The invariant, and that it has a value.
  case property(PropertyID)
  /// Every term that a genuine step meets has a value.
  case definedness
  /// What could be empty is: no run ever witnesses the twin (SEMANTICS 20).
  case impossible(Twin.Subject)

  /// The property that is claimed; nil if none is.
  public var property: PropertyID? {
    guard case .property(let property) = self else { return nil }
    return property
  }

  /// Whether it says that something never comes about.
  public var isImpossibility: Bool { if case .impossible = self { true } else { false } }

  /// The goal that a property, or nil for definedness, stands for.
  public init(_ property: PropertyID?) { self = property.map { .property($0) } ?? .definedness }
}

extension ProofRule {
  /// How much may be evaluated in all cases of a claim together.
  static let greatestWork = 1 << 24
  /// What finding the cases of a step counts for.
  private static let workOfCases = 1 << 12

  /// Goes through everything that has to be shown for a claim, in a fixed order: the lemmas are inductive, the
  /// combinations may be used, totals start at 0, and (for a property) the property has a value. What is plain, since
  /// its conclusion is among its premises, is left out, and so is what a step does not touch.
  ///
  /// - Returns: how many were left out.
  /// - Throws: whatever `visit` throws, or why the claim cannot be shown at all.
  @discardableResult
  public func obligations<Failure: Error>(
    of claim: ProofClaim, for goal: ProofGoal, _ refuse: (ProofRefusal) -> Failure,
    _ visit: (ObligationSubject, Obligation) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    if claim.rankings.count != observer?.rankings ?? 0 { throw refuse(.unranked) }
    var plain = 0
    var work = 0
    // Whatever the claim is, going through it takes bounded time and memory.
    func spend(_ amount: Int) throws(Failure) {
      work += amount
      if work > Self.greatestWork { throw refuse(.tooLarge) }
    }
    func spend(on found: ProofCase) throws(Failure) {
      if let refusal = found.refusal { throw refuse(refusal) }
      try spend(found.work)
    }
    func offer(_ subject: ObligationSubject, _ obligation: Obligation) throws(Failure) {
      if obligation.isPlain { plain += 1 } else { try visit(subject, obligation) }
    }
    func cases(_ step: ProofStep, _ types: [ValueType], isObserved: Bool = true) throws(Failure)
      -> [ProofCase]
    {
      try spend(Self.workOfCases)
      return try refusing(refuse) { () throws(ProofRefusal) in
        try self.cases(of: step, tracking: types, claim, isObserved: isObserved)
      }
    }

    let frame = StepFrame(claim, self)
    for group in groups(of: claim) {
      for step in steps {
        let touched = frame.lemmas(group.lemmas, touchedBy: step)
        if touched.isEmpty { continue }
        for var found in try cases(step, group.types, isObserved: group.isObserved) {
          let premises = step == .start ? [] : found.premises(claim)
          let conclusions = touched.map { found.after(claim.lemmas[$0], at: found.tracked) }
          let assumptions = found.assumptions(claim)
          try spend(on: found)
          for (lemma, conclusion) in zip(touched, conclusions) {
            try offer(
              .lemma(lemma, step, path: found.path),
              Obligation(found.bank, premises: premises + assumptions, conclusion: conclusion))
          }
        }
      }
    }
    for (position, combination) in claim.combinations.enumerated() {
      for var found in try refusing(
        refuse, { () throws(ProofRefusal) in try self.cases(of: combination, claim) })
      {
        let premises = found.premises(claim)
        let conclusion = found.isContributionBounded(combination)
        let assumptions = found.assumptions()
        try spend(on: found)
        try offer(
          .combination(position, path: found.path),
          Obligation(found.bank, premises: premises + assumptions, conclusion: conclusion))
      }
    }
    for (aggregate, variables, types) in startingAggregates(of: claim) {
      for var found in try cases(.start, types) {
        let conclusion = found.contributesNothing(aggregate, variables)
        let assumptions = found.assumptions()
        try spend(on: found)
        try offer(
          .start(of: aggregate, path: found.path),
          Obligation(found.bank, premises: assumptions, conclusion: conclusion))
      }
    }
    for var found in try refusing(refuse, { () throws(ProofRefusal) in try self.stateCases(of: goal, claim) }) {
      let premises = found.premises(claim)
      let conclusion = found.conclusion(of: goal)
      let assumptions = found.assumptions(claim)
      try spend(on: found)
      try offer(
        found.subject(goal),
        Obligation(found.bank, premises: premises + assumptions, conclusion: conclusion))
    }
    return plain
  }

  /// The aggregates of a claim that have to start at 0, with their variables, and the types of these and of the instance that is to
  /// contribute nothing while it is untouched.
  package func startingAggregates(of claim: ProofClaim) -> [(
    aggregate: Term, variables: [VariableID], types: [ValueType]
  )] {
    claim.aggregates.filter { mustStartAtZero($0.entity) }.map { aggregate, variables, entity in
      (aggregate, variables, claim.types(variables) + [.instance(of: entity)])
    }
  }

  /// The lemmas that the goal comes to by itself, added to the terms; nil if it has none that could be shown.
  public func ownLemmas(of goal: ProofGoal, _ terms: inout TermBank) -> [Lemma]? {
    switch goal {
    case .definedness, .impossible(.action): return []
    case .impossible(let subject):
      if let observer { return subject == .antecedent(observer.property) ? [observer.lemma(&terms)] : nil }
      guard let (variables, body) = world.absence(of: subject, &terms) else { return nil }
      return Flattening.lemmas(variables, body, of: world.system, &terms)
    case .property(let id):
      if let observer { return observer.property == id ? [observer.lemma(&terms)] : nil }
      let property = world.system.properties[id.index]
      guard case .invariant(let body) = property.kind else { return nil }
      return Flattening.lemmas(property.variables, body, of: world.system, &terms)
    }
  }

  /// The cases in which an instance of a combination's entity stands behind the combination's variables: it has to
  /// contribute at least 0 in each.
  public func cases(of combination: TotalCombination, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    try cases(
      of: .state, tracking: claim.types(combination.variables) + [.instance(of: combination.entity)], claim)
  }

  /// The cases in which the lemmas have to have the goal's conclusion (`ProofCase.conclusion`): that what it speaks of has
  /// a value, or that there is no such case.
  public func stateCases(of goal: ProofGoal, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    switch goal {
    case .property(let id):
      let property = world.system.properties[id.index]
      guard case .invariant(let body) = property.kind else { return try promiseCases(claim) }
      return try cases(
        of: .state, tracking: claim.types(property.variables), claim,
        watching: .property(body, property.variables))
    case .definedness:
      var found: [ProofCase] = []
      for (index, move) in world.moves.enumerated() where move.isGenuine {
        found += try valueCases(ofMove: index, claim)
      }
      return found
    case .impossible(.action(let action)):
      var found: [ProofCase] = []
      for (index, move) in world.moves.enumerated() where move.action == action && !move.isForged {
        found += try cases(of: .move(index), tracking: [], claim)
      }
      return found
    // That is a lemma: it holds in every state, and needs no value where it is not asked for.
    case .impossible: return []
    }
  }

  /// The cases in which something is asked of why the observer's promises are fulfilled some day.
  package func promiseCases(_ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    var found: [ProofCase] = []
    for part in try promiseParts(claim) { found += try cases(of: part, claim) }
    return found
  }

  /// Something that is asked of why promises are fulfilled.
  package enum PromisePart {
    /// That a step of somebody who waits leads on, or leaves him in a stage.
    case advance(ProofStep, of: Int)
    /// That whoever is never stuck is in some stage.
    case unfinished
    /// That a step leaves those the same of whom a stage speaks.
    case staying(in: Int, ProofStep, of: Int)
    /// That a duty is possible in a stage.
    case open(Int, of: Int)
  }

  /// All that is asked of why promises are fulfilled, part by part.
  package func promiseParts(_ claim: ProofClaim) throws(ProofRefusal) -> [PromisePart] {
    if claim.rankings.count != observer?.rankings ?? 0 { throw .unranked }
    var parts: [PromisePart] = []
    let moves = steps.filter { $0 != .start }
    for promise in claim.rankings.indices {
      guard isSound(claim.rankings[promise], of: promise, claim.terms) else { throw .unranked }
      let isEscape = observer?.escapee != nil
      parts += isEscape ? [.unfinished] : moves.map { .advance($0, of: promise) }
      for (number, stage) in claim.rankings[promise].stages.enumerated() {
        if !isEscape, !stage.variables.isEmpty {
          parts += moves.map { .staying(in: number, $0, of: promise) }
        }
        parts.append(.open(number, of: promise))
      }
    }
    return parts
  }

  /// The cases of one part.
  package func cases(of part: PromisePart, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    switch part {
    case .advance(let step, of: let promise): try advanceCases(of: promise, step, claim)
    case .unfinished: try unfinishedCases(claim)
    case .staying(in: let stage, let step, of: let promise):
      try stayingCases(in: stage, of: promise, step, claim)
    case .open(let stage, of: let promise): try openCases(of: stage, promise, claim)
    }
  }

  /// The cases in which a step is taken while a promise is due.
  package func advanceCases(of promise: Int, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    var found: [ProofCase] = []
    for step in steps where step != .start { found += try advanceCases(of: promise, step, claim) }
    return found
  }

  /// The cases in which a step is taken while a promise is due and in a stage that is asked about by itself.
  package func stayingCases(in stage: Int, of promise: Int, _ claim: ProofClaim) throws(ProofRefusal)
    -> [ProofCase]
  {
    var found: [ProofCase] = []
    for step in steps where step != .start { found += try stayingCases(in: stage, of: promise, step, claim) }
    return found
  }

  /// The cases of one step that is taken there.
  private func stayingCases(in stage: Int, of promise: Int, _ step: ProofStep, _ claim: ProofClaim)
    throws(ProofRefusal) -> [ProofCase]
  {
    try cases(of: step, tracking: [], claim, watching: .staying(stage, of: promise))
  }

  /// The cases of one step that is taken while a promise is due.
  package func advanceCases(of promise: Int, _ step: ProofStep, _ claim: ProofClaim) throws(ProofRefusal)
    -> [ProofCase]
  {
    try cases(of: step, tracking: [], claim, watching: .promise(promise))
  }

  /// The cases in which the instance that is never stuck has been touched, and is in no final state.
  package func unfinishedCases(_ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    try cases(of: .state, tracking: [], claim, watching: .promise(0))
  }

  /// The cases in which a promise is due, and in a stage of it.
  package func openCases(of stage: Int, _ promise: Int, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase]
  {
    try cases(of: .state, tracking: [], claim, watching: .stage(stage, of: promise))
  }

  /// Whether a ranking is one that can be gone through, and its stages are what they should be.
  private func isSound(_ ranking: Ranking, of promise: Int, _ terms: TermBank) -> Bool {
    let all = ranking.stages.flatMap(\.withInner)
    let helpers = all.reduce(0) { $0 + $1.help.helpers.count }
    let companions = ranking.stages.reduce(0) { $0 + $1.variables.count }
    if let rounds = ranking.rounds {
      // Of what keeps somebody from being stuck nothing is asked that happens again and again.
      guard observer?.escapee == nil, terms.sort(rounds) == .integer, terms.freeVariables(rounds).isEmpty else {
        return false
      }
    }
    let areClosed = ranking.bystanders.allSatisfy { bystander in
      guard case .contributor(let aggregate) = bystander else { return true }
      return terms.freeVariables(aggregate).isEmpty
    }
    guard areClosed, ranking.bystanders.count <= Ranking.mostBystanders else { return false }
    return all.count + helpers <= Ranking.mostParts && companions <= Ranking.mostCompanions
      && all.allSatisfy { isSound($0, of: promise, terms) }
  }

  /// Whether the parts of a stage are what they should be.
  private func isSound(_ stage: Ranking.Stage, of promise: Int, _ terms: TermBank) -> Bool {
    guard terms.sort(stage.condition) == .boolean, terms.sort(stage.measure) == .integer else { return false }
    let areInstances = stage.variables.allSatisfy { terms.variables[$0.index].type.instances != nil }
    guard areInstances else { return false }
    if let opening = stage.opening {
      // What is possible again and again is forced if the duty is strong.
      guard observer?.escapee == nil, terms.sort(opening.condition) == .boolean, !stage.help.helpers.isEmpty,
        stage.help.helpers.allSatisfy({ duties.indices.contains($0.duty) && duties[$0.duty].isStrong }),
        opening.stages.allSatisfy(\.variables.isEmpty)
      else { return false }
    }
    switch stage.help {
    case .assumed(let position):
      guard let observer, observer.escapee == nil else { return false }
      return observer.promises[promise].assuming.contains(position)
    case .time: return world.system.hasTime
    case .duties(let helpers):
      return helpers.allSatisfy { helper in
        guard duties.indices.contains(helper.duty) else { return false }
        let duty = duties[helper.duty]
        return duty.ways.indices.contains(helper.way) && (duty.isStrong || helpers.count == 1)
          && helper.tuple.map(terms.sort) == duty.tuple.map { .reference($0) }
      }
    }
  }

  /// The cases in which the move's own terms have to have a value.
  package func valueCases(ofMove index: Int, _ claim: ProofClaim) throws(ProofRefusal) -> [ProofCase] {
    try cases(of: .move(index), tracking: [], claim, watching: .move)
  }

  private func refusing<Value, Failure: Error>(
    _ refuse: (ProofRefusal) -> Failure, _ body: () throws(ProofRefusal) -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch {
      throw refuse(error)
    }
  }

  private func mustStartAtZero(_ entity: EntityID) -> Bool {
    !world.system.entities[entity.index].isFinite && sabotage != .totalsStartAtZero
  }
}

extension ProofCase {
  /// What has to follow from the lemmas in the case.
  public mutating func conclusion(of goal: ProofGoal) -> Sentence {
    switch watched {
    case .promise: step == .state ? isSomewhere() : advances()
    case .staying(let stage, of: _): advances(from: stage)
    case .stage(let stage, of: _): isOpen(stage)
    case .move, .property: isDefined()
    case nil: goal.isImpossibility ? .no : isDefined()
    }
  }

  /// What the obligation is about that asks for the conclusion.
  fileprivate func subject(_ goal: ProofGoal) -> ObligationSubject {
    switch (watched, step) {
    case (.promise(let promise), _): .promise(promise, step, path: path)
    case (.staying(let stage, of: let promise), _): .staying(stage, of: promise, step, path: path)
    case (.stage(let stage, of: let promise), _): .stage(stage, of: promise, path: path)
    case (_, .move(let move)): goal.isImpossibility ? .impossible(move, path: path) : .move(move, path: path)
    default: .value(path: path)
    }
  }

  /// What may be assumed beside the lemmas.
  package mutating func assumptions(_ claim: ProofClaim) -> [Sentence] {
    assumptions() + claim.combinations.flatMap { bounds(of: $0) }
  }

  /// All lemmas at all values of their variables, in the state before the step.
  package mutating func premises(_ claim: ProofClaim) -> [Sentence] {
    var found: [Sentence] = []
    for lemma in claim.lemmas where refusal == nil { found += instances(of: lemma) }
    return found
  }
}

extension Obligation {
  /// Whether the conclusion is known, or is one of the premises.
  var isPlain: Bool { conclusion == .yes || premises.contains(conclusion) || premises.contains(.no) }
}

/// Lemmas that are asked about together.
public struct LemmaGroup: Sendable {
  /// The types of their variables.
  public let types: [ValueType]
  /// Whether they speak of what an observer remembers, or of what it watches.
  public let isObserved: Bool
  /// Their positions.
  public internal(set) var lemmas: [Int]
}

extension ProofRule {
  /// The lemmas, those together whose variables have the same types and that need the observer or don't, in the order of the
  /// first one.
  public func groups(of claim: ProofClaim) -> [LemmaGroup] {
    struct Kind: Hashable {
      let types: [ValueType]
      let isObserved: Bool
    }
    var groups: [LemmaGroup] = []
    var known: [Kind: Int] = [:]
    for (position, lemma) in claim.lemmas.enumerated() {
      // Nothing depends on what numbers count, and a lemma that has been read does not say it.
      let types = claim.types(lemma.variables).map { type in
        ValueType(type.sort, lower: type.lower, upper: type.upper, isOptional: type.isOptional)
      }
      let kind = Kind(types: types, isObserved: isObserved(lemma, claim.terms))
      if let number = known[kind] {
        groups[number].lemmas.append(position)
      } else {
        known[kind] = groups.count
        groups.append(LemmaGroup(types: kind.types, isObserved: kind.isObserved, lemmas: [position]))
      }
    }
    return groups
  }

  /// Whether a lemma speaks of what the observer remembers or watches. Of one that does not, the observer changes nothing.
  public func isObserved(_ lemma: Lemma, _ terms: TermBank) -> Bool {
    observer.map { terms.mentionsGlobal(lemma.body, from: $0.firstGlobal) } ?? false
  }
}

extension TermBank {
  /// Whether a term mentions a global with that number or a greater one.
  func mentionsGlobal(_ root: Term, from first: Int) -> Bool {
    var found = false
    walk(root) { term in
      if case .global(let global) = self[term], global.index >= first { found = true }
      return !found
    }
    return found
  }
}

extension ValueType {
  /// The type of variables that stand for instances of the entity.
  static func instance(of entity: EntityID) -> ValueType { ValueType(.reference(entity)) }
}

extension ProofClaim {
  /// The types of variables.
  public func types(_ variables: [VariableID]) -> [ValueType] {
    variables.map { terms.variables[$0.index].type }
  }

  /// The aggregates that lemmas and combinations speak of, with the variables of the lemma or combination.
  var aggregates: [(aggregate: Term, variables: [VariableID], entity: EntityID)] {
    var found: [(aggregate: Term, variables: [VariableID], entity: EntityID)] = []
    var seen: Set<Term> = []
    func collect(_ root: Term, _ variables: [VariableID]) {
      terms.walk(root) { term in
        if let total = Total(term, in: terms), seen.insert(term).inserted {
          // Only those that it speaks of.
          let spoken = variables.filter { variable in
            total.arguments.contains { terms[$0] == .variable(variable) }
          }
          found.append((term, spoken, total.shape.entity))
        }
        return true
      }
    }
    for lemma in lemmas { collect(lemma.body, lemma.variables) }
    for combination in combinations {
      for part in combination.parts { collect(part.total, combination.variables) }
    }
    return found
  }
}
