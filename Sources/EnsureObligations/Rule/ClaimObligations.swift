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
}

/// What a claim is made for.
public enum ProofGoal: Hashable, Sendable {
  /// The invariant, and that it has a value.
  case property(PropertyID)
  /// Every term that a genuine step meets has a value.
  case definedness
}

extension ProofRule {
  /// Goes through everything that has to be shown for a claim, in a fixed order: the lemmas are inductive, the
  /// combinations may be used, totals start at 0, and (for a property) the property has a value. What is plain, since
  /// its conclusion is among its premises, is left out.
  ///
  /// - Returns: how many were left out.
  /// - Throws: whatever `visit` throws, or why the claim cannot be shown at all.
  @discardableResult
  public func obligations<Failure: Error>(
    of claim: ProofClaim, for goal: ProofGoal, _ refuse: (ProofRefusal) -> Failure,
    _ visit: (ObligationSubject, Obligation) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    var plain = 0
    func offer(_ subject: ObligationSubject, _ obligation: Obligation) throws(Failure) {
      if obligation.isPlain { plain += 1 } else { try visit(subject, obligation) }
    }
    func cases(_ step: ProofStep, _ types: [ValueType], _ watched: Watched?) throws(Failure) -> [ProofCase] {
      do {
        return try self.cases(of: step, tracking: types, claim.terms, watching: watched)
      } catch {
        throw refuse(error)
      }
    }

    for (types, lemmas) in claim.lemmasByTypes {
      for step in steps {
        for var found in try cases(step, types, nil) {
          let premises = step == .start ? [] : found.premises(claim)
          let conclusions = lemmas.map { found.after(claim.lemmas[$0], at: found.tracked) }
          let assumptions = found.assumptions(claim.combinations)
          if let refusal = found.refusal { throw refuse(refusal) }
          for (lemma, conclusion) in zip(lemmas, conclusions) {
            try offer(
              .lemma(lemma, step, path: found.path),
              Obligation(found.bank, premises: premises + assumptions, conclusion: conclusion))
          }
        }
      }
    }
    for (position, combination) in claim.combinations.enumerated() {
      for var found in try cases(
        .state, claim.types(combination.variables) + [.instance(of: combination.entity)], nil)
      {
        let premises = found.premises(claim)
        let conclusion = found.isContributionBounded(combination)
        if let refusal = found.refusal { throw refuse(refusal) }
        try offer(
          .combination(position, path: found.path),
          Obligation(
            found.bank, premises: premises + found.assumptions([]), conclusion: conclusion))
      }
    }
    for (aggregate, variables, entity) in claim.aggregates where mustStartAtZero(entity) {
      for var found in try cases(.start, claim.types(variables) + [.instance(of: entity)], nil) {
        let conclusion = found.contributesNothing(aggregate, variables)
        if let refusal = found.refusal { throw refuse(refusal) }
        try offer(
          .start(of: aggregate, path: found.path),
          Obligation(found.bank, premises: found.assumptions([]), conclusion: conclusion))
      }
    }
    switch goal {
    case .property(let property):
      guard case .invariant(let body) = world.system.properties[property.index].kind else { break }
      let variables = world.system.properties[property.index].variables
      for var found in try cases(.state, claim.types(variables), .property(body, variables)) {
        let premises = found.premises(claim)
        let conclusion = found.isDefined()
        if let refusal = found.refusal { throw refuse(refusal) }
        try offer(
          .value(path: found.path),
          Obligation(
            found.bank, premises: premises + found.assumptions(claim.combinations), conclusion: conclusion))
      }
    case .definedness:
      for (index, move) in world.moves.enumerated() where move.isGenuine {
        for var found in try cases(.move(index), [], .move) {
          let premises = found.premises(claim)
          let conclusion = found.isDefined()
          if let refusal = found.refusal { throw refuse(refusal) }
          try offer(
            .move(index, path: found.path),
            Obligation(
              found.bank, premises: premises + found.assumptions(claim.combinations), conclusion: conclusion))
        }
      }
    }
    return plain
  }

  private func mustStartAtZero(_ entity: EntityID) -> Bool {
    !world.system.entities[entity.index].isFinite && sabotage != .totalsStartAtZero
  }
}

extension ProofCase {
  /// All lemmas at all values of their variables, in the state before the step.
  mutating func premises(_ claim: ProofClaim) -> [Sentence] {
    var found: [Sentence] = []
    for lemma in claim.lemmas {
      for tuple in tuples(of: claim.types(lemma.variables)) {
        let sentence = before(lemma, at: tuple)
        if sentence != .yes { found.append(sentence) }
      }
    }
    return found
  }
}

extension Obligation {
  /// Whether the conclusion is known, or is one of the premises.
  var isPlain: Bool { conclusion == .yes || premises.contains(conclusion) || premises.contains(.no) }
}

extension ValueType {
  /// The type of variables that stand for instances of the entity.
  static func instance(of entity: EntityID) -> ValueType { ValueType(.reference(entity)) }
}

extension ProofClaim {
  /// The types of variables.
  public func types(_ variables: [VariableID]) -> [ValueType] { variables.map { terms.variables[$0.index].type } }

  /// The positions of the lemmas, those together whose variables have the same types, in the order of the first one.
  public var lemmasByTypes: [(types: [ValueType], lemmas: [Int])] {
    var groups: [(types: [ValueType], lemmas: [Int])] = []
    for (position, lemma) in lemmas.enumerated() {
      let types = types(lemma.variables)
      if let group = groups.firstIndex(where: { $0.types == types }) {
        groups[group].lemmas.append(position)
      } else {
        groups.append((types, [position]))
      }
    }
    return groups
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
