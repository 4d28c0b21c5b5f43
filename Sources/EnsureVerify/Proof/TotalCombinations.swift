import EnsureModel
import EnsureObligations

/// Combinations of totals that are worth a try: each total by itself, and the difference of any two over one entity.
enum TotalCombinations {
  static func candidates(for lemmas: [Lemma], _ system: TransitionSystem, _ terms: inout TermBank)
    -> [TotalCombination]
  {
    var found: [TotalCombination] = []
    for lemma in lemmas {
      var totals: [(term: Term, entity: EntityID)] = []
      terms.walk(lemma.body) { term in
        switch terms[term] {
        case .total(_, let variable, _), .count(let variable, _):
          if case .reference(let entity) = terms.variables[variable.index].type.sort {
            totals.append((term, entity))
          }
        default: break
        }
        return true
      }
      totals.sort { $0.term.index < $1.term.index }
      for one in totals {
        add([.init(1, one.term)], one.entity, lemma, terms, &found)
        for other in totals where other.term != one.term && other.entity == one.entity {
          add([.init(1, one.term), .init(-1, other.term)], one.entity, lemma, terms, &found)
        }
      }
    }
    return found
  }

  private static func add(
    _ parts: [TotalCombination.Part], _ entity: EntityID, _ lemma: Lemma, _ terms: TermBank,
    _ found: inout [TotalCombination]
  ) {
    // Only the variables that the totals speak of.
    var spoken: Set<VariableID> = []
    for part in parts {
      terms.walk(part.total) { term in
        if case .variable(let variable) = terms[term] { spoken.insert(variable) }
        return true
      }
    }
    let combination = TotalCombination(
      variables: lemma.variables.filter(spoken.contains), entity: entity, parts: parts)
    if !found.contains(combination) { found.append(combination) }
  }
}
