import EnsureModel
import EnsureObligations

/// What may count the rounds of waiting: how far numbers are from what guards compare them with.
extension RankingSearch {
  /// How many are tried.
  private static let mostCountdowns = 12

  /// The differences of numbers that guards compare, of what is watched.
  mutating func countdowns(for promise: Int) -> [Term] {
    let system = rule.world.system
    let cone = Cone(of: observer.property, in: rule.world)
    var found: [Term] = []
    for move in rule.world.moves where cone.actions.contains(move.action) {
      guard let names = watched(by: system.actions[move.action.index]) else { continue }
      for condition in move.guards {
        let asked = terms.replacing(names, in: condition.clause.term)
        for (left, right) in comparisons(asked) {
          for difference in [terms.difference(right, left), terms.difference(left, right)]
          where !found.contains(difference) && found.count < Self.mostCountdowns {
            found.append(difference)
          }
        }
      }
    }
    return found
  }

  /// How much there is left to do for all together who have to do their part: how many there are of one kind, or how many of several
  /// kinds, each of which has another step to do than the next one.
  mutating func counts(in surveys: [WaitingSurvey]) -> [Term] {
    var counts: [Term] = []
    for case .contributor(let count) in surveys.flatMap(\.bystanders) where !counts.contains(count) {
      if case .count = terms[count] { counts.append(count) }
    }
    counts = Array(counts.prefix(Self.mostKinds))
    // The more kinds are counted, the more steps make it less.
    return Self.orders(of: counts).reversed().filter { !$0.isEmpty }.map { order in
      let parts = order.enumerated().map { terms.multiple(Integer($0 + 1), of: $1) }
      return terms.sumOrZero(of: parts)
    }
  }

  /// How many kinds of others are counted.
  private static let mostKinds = 3

  /// All orders of some of these.
  private static func orders(of terms: [Term]) -> [[Term]] {
    var found: [[Term]] = [[]]
    var last = found
    while !last.isEmpty {
      last = last.flatMap { order in terms.filter { !order.contains($0) }.map { order + [$0] } }
      found += last
    }
    return found
  }

  /// The parameters of an action that may stand for what is watched, the only one of its type, as that; nil if there are several.
  private mutating func watched(by action: Action) -> [Term: Term]? {
    var names: [Term: Term] = [:]
    for parameter in observer.parameters {
      let sort = observer.system.globals[parameter.index].type.sort
      let own = action.parameters.filter { terms.variables[$0.variable.index].type.sort == sort }
      if own.count > 1 { return nil }
      guard let variable = own.first?.variable else { continue }
      let name = terms.variable(variable)
      if names[name] != nil { return nil }
      names[name] = terms.global(parameter, sort)
    }
    return names
  }

  /// The numbers that a condition compares with each other, as far as they are no instants and speak of nothing that a step
  /// chooses.
  private func comparisons(_ condition: Term) -> [(Term, Term)] {
    var found: [(Term, Term)] = []
    terms.walk(condition) { term in
      switch terms[term] {
      case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
        let isOfNumbers = terms.sort(left) == .integer && terms.freeVariables(term).isEmpty
        if isOfNumbers, !readsTime(term) { found.append((left, right)) }
        return false
      case .total, .count, .all, .exists: return false
      default: return true
      }
    }
    return found
  }

  private func readsTime(_ root: Term) -> Bool {
    var reads = false
    terms.walk(root) { term in
      if case .now = terms[term] { reads = true }
      return !reads
    }
    return reads
  }

  /// Whether no step by which the promise stays due makes the number greater.
  mutating func isKept(_ rounds: Term, _ promise: Int) throws(ProofRefusal) -> Bool {
    for given in try rule.advanceCases(of: promise, claim(promise, [], rounds: rounds)) {
      var found = given
      let keeps = found.rounds().keeps
      if keeps == .yes { continue }
      let question = try PlaceQuestion(&found, lemmas, [keeps], context, budget: Self.budget)
      question.require(!keeps)
      let answer = question.next()
      checks += question.checks
      guard case .none = answer else { return false }
    }
    return true
  }
}
