import EnsureModel
import EnsureObligations

extension RankingSearch {
  /// What a graph may be made of where somebody has to do his part whom nobody watches: whether there is one who can; nil if there
  /// are no such steps.
  ///
  /// - Parameter goesFar: whether companions may refer to what is referred to, and it matters whether anybody does.
  mutating func withCompanions(_ promise: Int, goesFar: Bool) -> WaitingSurvey? {
    var helpers = HelperCandidates(rule, observer, terms)
    let all = Array(helpers.all().prefix(Self.mostHelpers))
    var each = eachCompanion
    var steps: [(helper: Ranking.Helper, companion: Companion?, asks: [Term])] = []
    for helper in all {
      let guards = helpers.guards(of: helper)
      if helper.names(onlyGlobalsOf: helpers.terms) {
        steps.append((helper, nil, guards))
        continue
      }
      for bound in helpers.bound(helper, onlyToWatched: !goesFar) {
        let made = helpers.term { Companion(of: helper, bound, rule, &each, &$0) }
        guard let made else { continue }
        let somebody = goesFar ? (made.refersSomebody.map { [$0] } ?? []) : []
        steps.append((helper, made, [made.isThere] + somebody + bound.others))
      }
    }
    if steps.allSatisfy({ $0.companion == nil }) { return nil }
    let aggregates = goesFar ? helpers.aggregates(in: lemmas) : []
    var features = WaitingFeatures(rule.world.system, helpers.terms)
    let asked = features.conditions(of: observer, promise, rule.world.system)
    let near = features.addNear(
      asked, steps.map { NearStep($0.helper, asks: $0.asks, rule) }, followsPaths: true)
    terms = features.terms
    eachCompanion = each
    let zero = terms.integer(0)
    var found = WaitingSurvey(features: features.features, helps: [], needsBystanders: goesFar)
    for position in near {
      let (helper, companion, asks) = steps[position]
      var help = help(.duties([helper]), zero, [asks])
      if let companion {
        help.standing = companion.condition
        let bystander = Ranking.Bystander.contributor(to: companion.count)
        if !found.bystanders.contains(bystander) { found.bystanders.append(bystander) }
        if !found.companions.contains(companion.isThere) { found.companions.append(companion.isThere) }
      }
      found.helps.append(help)
    }
    if found.bystanders.isEmpty { return nil }
    found.helps += observer.promises[promise].assuming.map { help(.assumed($0), zero) }
    // Who refers to it comes first: of whoever else does something it can be told then that it is he.
    var others: [Term] = []
    for case let companion? in near.map({ steps[$0].companion }) where goesFar {
      if let all = companion.all, !others.contains(all) { others.append(all) }
    }
    if goesFar {
      let mentioned = terms.aggregates(in: asked + near.flatMap { steps[$0].asks })
      let fresh = mentioned.filter { !others.contains($0) && !found.bystanders.contains(.contributor(to: $0)) }
      others += fresh.prefix(Self.mostAggregates)
    }
    others += aggregates.prefix(Self.mostAggregates)
    found.bystanders = Array(
      (others.map { .contributor(to: $0) } + found.bystanders).prefix(Self.mostBystanders))
    return found
  }

  /// Of how many aggregates those who do their part are looked at, and how many bystanders there are at most.
  private static let (mostAggregates, mostBystanders) = (2, 8)
}

extension TermBank {
  /// The aggregates that speak of nothing but what is watched, each once.
  fileprivate func aggregates(in roots: [Term]) -> [Term] {
    var found: [Term] = []
    for root in roots {
      walk(root) { term in
        switch self[term] {
        case .total, .count, .all, .exists:
          if isClosed(term), !found.contains(term) { found.append(term) }
          return false
        default: return true
        }
      }
    }
    return found
  }
}

/// Somebody beside who may do a step, and that there is one.
private struct Companion {
  /// What holds of him.
  let condition: Term
  /// How many there are.
  let count: Term
  /// That there is one.
  let isThere: Term
  /// How many there are who refer to what is watched, whatever else holds of them; nil if that does not matter.
  let all: Term?
  /// That there is one of these.
  let refersSomebody: Term?

  /// Nil if the step is about several.
  init?(
    of helper: Ranking.Helper, _ bound: HelperCandidates.Bound, _ rule: ProofRule,
    _ names: inout [EntityID: VariableID], _ terms: inout TermBank
  ) {
    condition = terms.and((bound.refers.map { [$0] } ?? []) + bound.demands)
    let variables = terms.freeVariables(condition)
    guard variables.count == 1, let variable = variables.first,
      case .reference(let entity) = terms.variables[variable.index].type.sort
    else { return nil }
    let each =
      names[entity]
      ?? terms.makeVariable(of: ValueType(.reference(entity)), beside: [variable], in: rule.world.system)
    names[entity] = each
    let (one, another) = (terms.variable(variable), terms.variable(each))
    func counted(_ condition: Term, _ terms: inout TermBank) -> Term {
      let filter = terms.replacing([one: another], in: condition)
      return terms.count(over: each, where: filter)
    }
    count = counted(condition, &terms)
    isThere = terms.less(terms.integer(0), count)
    all = bound.refers.map { counted($0, &terms) }
    refersSomebody = all.map { terms.less(terms.integer(0), $0) }
  }
}
