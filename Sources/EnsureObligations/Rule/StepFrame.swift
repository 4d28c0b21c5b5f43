import EnsureModel

/// Places of the state: fields of any instances, globals, the present instant.
struct Places: Sendable {
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

/// Which steps may break which lemmas of a claim. What a step writes nothing of is as it was, and was so before the step for the
/// same instances, so that nothing has to be shown of it: not even that the step has so many cases. Of what an observer
/// remembers a step may write anything.
public struct StepFrame: Sendable {
  /// What each lemma reads; nil if it may hang on anything.
  private let read: [Places?]
  private let written: [ProofStep: Places]

  /// The frame of a claim's lemmas for the steps of a rule.
  public init(_ claim: ProofClaim, _ rule: ProofRule) {
    read = claim.lemmas.map { lemma in
      rule.isObserved(lemma, claim.terms)
        ? nil : Places(readBy: lemma.body, claim.terms, rule.world.system)
    }
    var written: [ProofStep: Places] = [:]
    for step in rule.steps where step != .start {
      written[step] = Places(writtenBy: step, in: rule.world, rule.sabotage)
    }
    self.written = written
  }

  /// Those of some lemmas, by position, that a step may break. At first everything has to be shown.
  public func lemmas(_ positions: [Int], touchedBy step: ProofStep) -> [Int] {
    guard let written = written[step] else { return positions }
    return positions.filter { position in read[position].map(written.meets) ?? true }
  }
}
