public import EnsureModel

extension ProofClaim {
  /// Adds lemmas of another claim about the same system, and whom it looks at beside; each lemma once, whatever its
  /// variables are called.
  public mutating func take(_ other: ProofClaim, lemmas more: some Sequence<Lemma>) {
    for lemma in more {
      let copy = taking(lemma, from: other)
      if !lemmas.contains(copy) { lemmas.append(copy) }
    }
    for one in other.related {
      let copy = taking(Lemma(variables: one.variables, body: one.term), from: other)
      let related = RelatedInstances(variables: copy.variables, copy.body)
      if !self.related.contains(related) { self.related.append(related) }
    }
  }

  private mutating func taking(_ lemma: Lemma, from other: ProofClaim) -> Lemma {
    var names: [VariableID: VariableID] = [:]
    var counts: [ValueType: Int] = [:]
    for variable in lemma.variables {
      let type = other.terms.variables[variable.index].type
      let suggestion = other.terms.variables[variable.index].name
      names[variable] = name(type, counts[type, default: 0], suggestion)
      counts[type, default: 0] += 1
    }
    let body = copy(lemma.body, from: other, &names)
    return Lemma(variables: lemma.variables.compactMap { names[$0] }, body: body)
  }

  /// Takes over the rankings of another claim about the same system, in place of its own.
  public mutating func takeRankings(of other: ProofClaim) {
    var taken: [Ranking] = []
    for ranking in other.rankings {
      var stages: [Ranking.Stage] = []
      for stage in ranking.stages { stages.append(taking(stage, from: other)) }
      var names: [VariableID: VariableID] = [:]
      let rounds = ranking.rounds.map { copy($0, from: other, &names) }
      var bystanders: [Ranking.Bystander] = []
      for bystander in ranking.bystanders {
        switch bystander {
        case .untouched: bystanders.append(bystander)
        case .contributor(let term): bystanders.append(.contributor(to: copy(term, from: other, &names)))
        }
      }
      taken.append(Ranking(stages: stages, rounds: rounds, bystanders: bystanders))
    }
    rankings = taken
  }

  private mutating func taking(_ stage: Ranking.Stage, from other: ProofClaim) -> Ranking.Stage {
    var names: [VariableID: VariableID] = [:]
    for variable in stage.variables {
      let declared = other.terms.variables[variable.index]
      names[variable] = terms.makeVariable(declared.name, declared.type)
    }
    return taking(stage, from: other, &names)
  }

  private mutating func taking(
    _ stage: Ranking.Stage, from other: ProofClaim, _ names: inout [VariableID: VariableID]
  ) -> Ranking.Stage {
    var helpers: [Ranking.Helper] = []
    for helper in stage.help.helpers {
      var tuple: [Term] = []
      for term in helper.tuple { tuple.append(copy(term, from: other, &names)) }
      var choices: [Ranking.Choice] = []
      for choice in helper.choices {
        choices.append(choice.term.map { .term(copy($0, from: other, &names)) } ?? choice)
      }
      helpers.append(Ranking.Helper(duty: helper.duty, way: helper.way, tuple: tuple, choices: choices))
    }
    let condition = copy(stage.condition, from: other, &names)
    let measure = copy(stage.measure, from: other, &names)
    var opening: Ranking.Opening?
    if let known = stage.opening {
      let isOpen = copy(known.condition, from: other, &names)
      var inner: [Ranking.Stage] = []
      for stage in known.stages { inner.append(taking(stage, from: other, &names)) }
      opening = Ranking.Opening(condition: isOpen, stages: inner)
    }
    var help = stage.help
    if case .duties = help { help = .duties(helpers) }
    return Ranking.Stage(
      variables: stage.variables.compactMap { names[$0] }, condition: condition, measure: measure, help: help,
      opening: opening)
  }

  private mutating func copy(_ term: Term, from other: ProofClaim, _ names: inout [VariableID: VariableID])
    -> Term
  {
    terms.copy(term, from: other.terms) { variable, terms in
      if let known = names[variable] { return known }
      let declared = other.terms.variables[variable.index]
      let copy = terms.makeVariable(declared.name, declared.type)
      names[variable] = copy
      return copy
    }
  }

  /// The variable with that number among those of a type which lemmas are given.
  private mutating func name(_ type: ValueType, _ number: Int, _ suggestion: String) -> VariableID {
    var seen = 0
    for lemma in lemmas {
      var own = 0
      for variable in lemma.variables where terms.variables[variable.index].type == type {
        if own == number { return variable }
        own += 1
      }
      seen = max(seen, own)
    }
    return terms.makeVariable(suggestion, type)
  }
}
