import EnsureModel
import EnsureSemantics

/// What a step needs, in the order in which it is judged.
extension NaiveSteps {
  private var system: TypedSystem { scope.system }

  func checkDistinct(_ action: TypedAction, _ evaluator: inout NaiveEvaluator) throws(NaiveStop) {
    for clause in action.distinct {
      var seen: Set<NaiveValue> = []
      for local in clause {
        guard case .value(let value)? = evaluator.locals[local] else { fatalError("a parameter has a value") }
        if !seen.insert(value).inserted { throw .blocked }
      }
    }
  }

  func checkRequires(
    _ action: TypedAction, _ evaluator: inout NaiveEvaluator, isReplay: Bool = false
  ) throws(NaiveStop) {
    if !isThere(action, evaluator, isReplay: isReplay) { throw .blocked }
    for clause in action.requires where try !evaluator.holds(clause) { throw .blocked }
  }

  /// There is something untouched for every `new`. It is no clause of `requires`, and nothing lifts it.
  func checkNew(_ action: TypedAction, _ evaluator: NaiveEvaluator) throws(NaiveStop) {
    if !NaiveBody(evaluator).hasEnough(for: action.body) { throw .blocked }
  }

  /// The clauses that the step breaks; none unless a threat corrupts the principal.
  func checkHonest(
    _ action: TypedAction, _ principal: NaiveInstance, _ evaluator: inout NaiveEvaluator
  ) throws(NaiveStop) -> [Int] {
    var broken: [Int] = []
    let isCorrupt = isCorrupt(principal, evaluator.state)
    for (position, clause) in action.honest.enumerated() {
      var isKept = false
      do throws(NaiveStop) {
        isKept = try evaluator.holds(clause)
      } catch {
        // Behind a broken clause, which may have guarded it, a clause without a value is broken too.
        if broken.isEmpty { throw error }
      }
      if isKept { continue }
      if !isCorrupt { throw .blocked }
      broken.append(position)
    }
    return broken
  }

  /// An action that some rule mentions needs a permit that applies, and no forbid that does.
  func checkPolicies(
    _ action: Int, _ principal: NaiveInstance, _ evaluator: inout NaiveEvaluator
  ) throws(NaiveStop) {
    var permits: [(TypedRule, TypedExpression?)] = []
    var forbids: [(TypedRule, TypedExpression?)] = []
    for rule in system.policies.flatMap(\.rules) {
      for (position, condition) in rule.cases where position == action {
        if rule.effect == .permit {
          permits.append((rule, condition))
        } else {
          forbids.append((rule, condition))
        }
      }
    }
    if permits.isEmpty && forbids.isEmpty { return }
    var isPermitted = false
    for (rule, condition) in permits where !isPermitted {
      isPermitted = try applies(rule, condition, principal, &evaluator)
    }
    if !isPermitted { throw .blocked }
    for (rule, condition) in forbids where try applies(rule, condition, principal, &evaluator) {
      throw .blocked
    }
  }

  private func applies(
    _ rule: TypedRule, _ condition: TypedExpression?, _ principal: NaiveInstance,
    _ evaluator: inout NaiveEvaluator
  ) throws(NaiveStop) -> Bool {
    if let subject = rule.subject {
      if principal.entity != system.entities[subject.role.index].name { return false }
      if let rank = subject.rank {
        // Only a permit reaches higher ranks.
        let reachesHigher = rule.effect == .permit
        if !hasRank(principal, rank, subject.role, orHigher: reachesHigher, evaluator.state) { return false }
      }
    }
    guard let condition else { return true }
    return try evaluator.holds(condition)
  }

  // MARK: People

  func hasRank(
    _ principal: NaiveInstance, _ rank: Int, _ role: EntityID, orHigher: Bool, _ state: NaiveState
  ) -> Bool {
    let known = system.entities[role.index]
    guard let ranks = known.ranks else { return false }
    let members = system.enumerations[ranks.index].members
    guard case .member(let actual)? = state.fields[.init(instance: principal, field: "rank")] else {
      return false
    }
    if actual == members[rank] { return true }
    return orHigher && known.rankOrder.contains { $0.lower == rank && members[$0.higher] == actual }
  }

  func isCorrupt(_ principal: NaiveInstance, _ state: NaiveState) -> Bool {
    threats.contains { threat in
      system.threats[threat].powers.contains { power in
        guard case .corrupt(let who, _) = power, system.entities[who.role.index].name == principal.entity else {
          return false
        }
        return who.rank.map { hasRank(principal, $0, who.role, orHigher: false, state) } ?? true
      }
    }
  }

  // MARK: Unique

  /// A step whose body writes a field that `unique` speaks of, on whatever path, leaves no two instances alike.
  func checkUnique(_ action: TypedAction, _ body: inout NaiveBody) throws(NaiveStop) {
    let written = NaiveMention.assigned(action.body, system)
    for unique in system.uniques {
      let watched = Set(unique.fields).union(unique.condition.map(NaiveMention.fields) ?? [])
      if written.isDisjoint(with: watched) { continue }
      body.evaluator.repetition += 1
      defer { body.evaluator.repetition -= 1 }
      var seen: Set<[NaiveValue]> = []
      var isViolated = false
      for instance in scope.instances(of: unique.entity) {
        body.evaluator.locals[unique.local] = .value(.instance(instance))
        if let condition = unique.condition, try !body.evaluator.holds(condition) { continue }
        var values: [NaiveValue] = []
        for field in unique.fields { values.append(try body.evaluator.field(field, of: .instance(instance))) }
        if !seen.insert(values).inserted { isViolated = true }
      }
      if isViolated { throw .blocked }
    }
  }
}

/// What an expression or statement mentions.
enum NaiveMention {
  static func of(_ local: LocalID, in expression: TypedExpression) -> Bool {
    if case .local(local) = expression.kind { return true }
    return expression.children.contains { of(local, in: $0) }
  }

  static func of(_ local: LocalID, in statement: TypedStatement) -> Bool {
    switch statement {
    case .assign(.field(_, let owner), _, let value, _): of(local, in: owner) || of(local, in: value)
    case .assign(.global, _, let value, _), .bind(_, let value, _): of(local, in: value)
    case .choose, .make: false
    case .send(_, _, let payload, _): payload.contains { of(local, in: $0.value) }
    case .branch(let condition, let yes, let no, _):
      of(local, in: condition) || (yes + no).contains { of(local, in: $0) }
    case .call(_, let arguments, _): arguments.contains { of(local, in: $0) }
    case .forEach(_, where: let filter, let updates, _):
      (filter.map { of(local, in: $0) } ?? false) || updates.contains { of(local, in: $0) }
    }
  }

  /// The fields that an expression reads.
  static func fields(_ expression: TypedExpression) -> Set<Int> {
    var found: Set<Int> = []
    if case .field(let position, _) = expression.kind { found.insert(position) }
    for child in expression.children { found.formUnion(fields(child)) }
    return found
  }

  /// The fields that a body may assign.
  static func assigned(_ statements: [TypedStatement], _ system: TypedSystem) -> Set<Int> {
    var found: Set<Int> = []
    for statement in statements {
      switch statement {
      case .assign(.field(let position, _), _, _, _): found.insert(position)
      case .branch(_, let yes, let no, _): found.formUnion(assigned(yes + no, system))
      case .forEach(_, where: _, let updates, _): found.formUnion(assigned(updates, system))
      case .call(let position, _, _): found.formUnion(assigned(system.effects[position].body, system))
      default: break
      }
    }
    return found
  }
}
