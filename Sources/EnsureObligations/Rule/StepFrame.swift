import EnsureModel

/// Places of the state: fields of any instances, globals, the present instant.
struct Places {
  var fields: Set<FieldID> = []
  var globals: Set<GlobalID> = []
  var hasTime = false

  /// Whether some place is among both.
  func meets(_ other: Places) -> Bool {
    hasTime && other.hasTime || !fields.isDisjoint(with: other.fields)
      || !globals.isDisjoint(with: other.globals)
  }

  /// What a term may hang on, of whatever instances.
  init(readBy root: Term, _ terms: TermBank, _ system: TransitionSystem) {
    terms.walk(root) { term in
      switch terms[term] {
      case .field(let field, _): fields.insert(field)
      case .global(let global): globals.insert(global)
      case .now: hasTime = true
      // An instance is untouched as long as all its fields are as at first.
      case .untouched(let instance):
        if case .reference(let entity) = terms.sort(instance) {
          fields.formUnion(system.entities[entity.index].fields)
        }
      default: break
      }
      return true
    }
  }

  /// What a step may write, in any instances, apart from what an observer remembers.
  init(writtenBy step: ProofStep, in world: World, _ sabotage: ProofSabotage?) {
    switch step {
    case .start, .state, .idle: break
    case .tick: hasTime = true
    case .move(let index):
      var statements = world.system.effects(of: world.moves[index])
      if sabotage == .bulkWritesNothing {
        statements.removeAll { if case .update = $0 { true } else { false } }
      }
      for (location, _) in Statement.assignments(statements) {
        switch location {
        case .field(let field, _): fields.insert(field)
        case .global(let global): globals.insert(global)
        }
      }
    }
  }
}

extension ProofRule {
  /// Those of some lemmas of a claim that a step may break. What a step writes nothing of is as it was, and was so before
  /// the step for the same instances, so that nothing has to be shown of it: not even that the step has so many cases. Of
  /// what an observer remembers a step may write anything.
  public func lemmas(_ positions: [Int], touchedBy step: ProofStep, of claim: ProofClaim) -> [Int] {
    if step == .start { return positions }
    let written = Places(writtenBy: step, in: world, sabotage)
    return positions.filter { position in
      let lemma = claim.lemmas[position]
      return isObserved(lemma, claim.terms)
        || written.meets(Places(readBy: lemma.body, claim.terms, world.system))
    }
  }
}
