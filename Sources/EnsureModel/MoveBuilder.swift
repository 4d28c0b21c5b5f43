/// Builds the moves of one world.
struct MoveBuilder {
  let system: TransitionSystem
  var bank: TermBank
  /// In order.
  let threats: [ThreatID]
  let sabotage: Sabotage?

  /// An action's principal as the guards see him.
  struct Principal: Equatable {
    let entity: EntityID
    let variable: VariableID
  }

  // MARK: The three agencies

  mutating func genuine(_ id: ActionID) -> Move {
    let action = system.actions[id.index]
    let principal = action.principal.map { Principal(entity: $0.role.role, variable: $0.variable) }
    var guards: [Guard] = []
    if let principal, let rank = action.principal?.role.rank {
      let allowed = sabotage == .byIsExact ? isOf(principal, rank) : hasRank(principal, atLeast: rank)
      guards.append(Guard(.by, Clause(allowed, action.origin)))
    }
    let corruptions = corruptions(of: principal)
    guards += naming(action, corruptions) + checks(action) + policy(action, for: principal)
    if corruptions.allSatisfy({ $0.condition != nil }) && sabotage != .honestIgnored {
      let pardons = corruptions.compactMap(\.condition)
      for (position, clause) in action.honest.enumerated() {
        let term = pardons.isEmpty ? clause.term : bank.or(pardons + [clause.term])
        guards.append(Guard(.honest(position), Clause(term, clause.origin)))
      }
    }
    return move(id, .genuine, principal, guards, commits: action.commits, corruptions: corruptions)
  }

  /// What makes an action possible for the purposes of fairness: its genuine guard with `honest`, whatever the
  /// threats (SEMANTICS, rule 9: a corrupt courier must not be forced to steal).
  mutating func dutiful(_ id: ActionID) -> DutifulStep {
    let action = system.actions[id.index]
    let principal = action.principal.map { Principal(entity: $0.role.role, variable: $0.variable) }
    var guards: [Guard] = []
    if let principal, let rank = action.principal?.role.rank {
      guards.append(Guard(.by, Clause(hasRank(principal, atLeast: rank), action.origin)))
    }
    // What nobody could name nobody has to do, and it helps nobody out.
    guards += naming(action, []) + checks(action) + policy(action, for: principal)
    if sabotage != .dutyWithoutHonest {
      guards += action.honest.enumerated().map { Guard(.honest($0.offset), $0.element) }
    }
    var ranks: [DutifulStep.Rank] = []
    if let principal, let all = system.entities[principal.entity.index].ranks {
      for rank in system.enumerations[all.index].members.indices {
        let term = isOf(principal, rank)
        ranks.append(DutifulStep.Rank(isOf: term, isNot: bank.not(term)))
      }
    }
    return DutifulStep(principal: principal, guards: guards, commits: action.commits, ranks: ranks)
  }

  /// For each receiver of a channel: that the message which it receives is still owed.
  mutating func owed(_ channel: Channel) -> [Term] {
    guard case .enumeration(let stages) = system.fields[channel.delivery.index].type.sort else { return [] }
    return zip(channel.receivers, channel.messageParameters).map { receiver, position in
      let message = bank.variable(system.actions[receiver.index].parameters[position].variable)
      return bank.equal(
        bank.field(channel.delivery, .enumeration(stages), of: message), bank.member(stages, Channel.owedStage))
    }
  }

  /// How the conditions of a duty depend on its principal. The body counts only if a commit looks behind it.
  static func use(
    of principal: Principal?, _ action: Action, _ system: TransitionSystem, _ bank: TermBank, guards: [Guard],
    commits: [Clause]
  ) -> PrincipalUse {
    guard let principal else { return .nothing }
    let rank = system.entities[principal.entity.index].rankField
    let body = commits.isEmpty ? [] : Statement.terms(action.body) + commits.map(\.term)
    return (guards.map(\.clause.term) + body).reduce(.nothing) {
      $0.joined(bank.use(of: principal.variable, rank: rank, in: $1))
    }
  }

  mutating func threatStep(_ id: ActionID, of threat: ThreatID) -> Move {
    let action = system.actions[id.index]
    if action.imitates != nil {
      // Somebody takes the action as ever; what is wrong is what he receives.
      let taken = genuine(id)
      return move(
        id, .threatStep(threat),
        taken.principalRole.flatMap { role in
          taken.principal.map { Principal(entity: role, variable: $0) }
        }, taken.guards, commits: action.commits, corruptions: [])
    }
    return move(
      id, .threatStep(threat), nil, knowledge(action) + checks(action), commits: action.commits, corruptions: []
    )
  }

  /// One move for each kind of principal that the attacker can be taken for and that makes a difference.
  mutating func forged(_ power: AttackerPower, agency: Agency) -> [Move] {
    let action = system.actions[power.action.index]
    let own = action.principal.map { Principal(entity: $0.role.role, variable: $0.variable) }
    let checks = knowledge(action) + (power.liftsRequires ? freshness(action) : self.checks(action))
    let commits = power.liftsRequires ? [] : action.commits
    var when = power.when.map { [Guard(.when, $0)] } ?? []
    if sabotage == .attackerIsBound {
      when += action.honest.enumerated().map { Guard(.honest($0.offset), $0.element) }
    }

    // A principal whom the step itself reads has the type that it needs; else he may be one of any role or actor.
    let needsOwn = use(of: own, action, guards: checks + when, others: commits) != .nothing
    var candidates: [Principal?] = [own]
    if !needsOwn {
      for entity in system.entities.indices.map(EntityID.init) where entity != own?.entity {
        if system.entities[entity.index].kind != .thing { candidates.append(stranger(entity)) }
      }
    }
    if sabotage == .onlyOwnRoleIsImpersonated { candidates = [own] }
    if let role = power.impersonates?.role { candidates = candidates.filter { $0?.entity == role } }

    var moves: [Move] = []
    for candidate in candidates {
      var guards = checks + (power.liftsPolicy ? [] : policy(action, for: candidate)) + when
      if guards.contains(where: { bank[$0.clause.term] == .boolean(false) }) { continue }
      var principal = candidate
      if use(of: candidate, action, guards: guards, others: commits) == .nothing {
        // Whoever he is, it makes no difference; principals of every kind and rank exist.
        if power.impersonates == nil { principal = nil }
      } else if let candidate, let rank = power.impersonates?.rank {
        guards.append(Guard(.impersonation, Clause(isOf(candidate, rank), power.origin)))
      }
      let next = move(power.action, agency, principal, guards, commits: commits, corruptions: [])
      let isKnown = moves.contains { $0.guards == next.guards && $0.principalRole == next.principalRole }
      if !isKnown { moves.append(next) }
    }
    return moves
  }

  // MARK: What binds

  private func checks(_ action: Action) -> [Guard] {
    (sabotage == .distinctIgnored ? [] : action.distinct).enumerated()
      .map { Guard(.distinct($0.offset), $0.element) }
      + action.requires.enumerated().map { Guard(.requires($0.offset), $0.element) } + freshness(action)
  }

  /// That the attacker knows the secrets that a step of his names.
  private func knowledge(_ action: Action) -> [Guard] {
    if sabotage == .secretsAreKnown { return [] }
    return action.secrets.enumerated().map { position, use in
      Guard(.knowledge(position), Clause(use.knowledge, use.origin))
    }
  }

  /// That a principal holds the secrets that he names, or is corrupt and has been told them.
  private mutating func naming(_ action: Action, _ corruptions: [Corruption]) -> [Guard] {
    var guards: [Guard] = []
    for (position, use) in action.secrets.enumerated() {
      guard let holding = use.holding else {
        // What happens by itself names whatever there is.
        if action.threat != nil, sabotage != .secretsAreKnown {
          guards.append(Guard(.knowledge(position), Clause(use.knowledge, use.origin)))
        }
        continue
      }
      var terms = [holding]
      for corruption in corruptions {
        terms.append(bank.and([corruption.condition, use.knowledge].compactMap { $0 }))
      }
      guards.append(Guard(.holding(position), Clause(bank.or(terms), use.origin)))
    }
    return guards
  }

  private func freshness(_ action: Action) -> [Guard] {
    action.freshness.enumerated().map { Guard(.freshness($0.offset), $0.element) }
  }

  /// The guards that an action's rules make for a principal of that kind; for nobody if nil. An action without
  /// rules is open; else some permit has to apply, and no forbid may.
  private mutating func policy(_ action: Action, for principal: Principal?) -> [Guard] {
    guard let first = action.rules.first(where: { $0.effect == .permit }) ?? action.rules.first else {
      return []
    }
    var permits: [Term] = []
    var forbids: [Guard] = []
    for (position, rule) in action.rules.enumerated() {
      guard let applies = applies(rule, to: principal) else { continue }
      switch rule.effect {
      case .permit: permits.append(applies)
      case .forbid: forbids.append(Guard(.forbid(position), Clause(bank.not(applies), rule.origin)))
      }
    }
    if sabotage == .openByDefault { return forbids }
    if sabotage == .forbidLoses { forbids = [] }
    return [Guard(.policy, Clause(bank.or(permits), first.origin))] + forbids
  }

  /// When the rule at that position applies to a genuine step of the action.
  mutating func grants(_ position: Int, of id: ActionID) -> Term {
    let action = system.actions[id.index]
    let principal = action.principal.map { Principal(entity: $0.role.role, variable: $0.variable) }
    return applies(action.rules[position], to: principal) ?? bank.boolean(false)
  }

  /// When the rule applies to a principal of that kind; nil if never.
  private mutating func applies(_ rule: PolicyRule, to principal: Principal?) -> Term? {
    var conditions: [Term] = []
    if let subject = rule.subject {
      guard let principal, subject.role == principal.entity else { return nil }
      if let rank = subject.rank {
        let reachesHigher =
          switch rule.effect {
          case .permit: sabotage != .permitIsExact
          case .forbid: sabotage == .forbidReachesHigherRanks
          }
        conditions.append(reachesHigher ? hasRank(principal, atLeast: rank) : isOf(principal, rank))
      }
    }
    return bank.and(conditions + (rule.condition.map { [$0] } ?? []))
  }

  /// The threats that take the principal's discipline away.
  private mutating func corruptions(of principal: Principal?) -> [Corruption] {
    guard let principal else { return [] }
    var found: [Corruption] = []
    for threat in threats {
      for case .corrupt(let who, _) in system.threats[threat.index].powers where who.role == principal.entity {
        let condition = sabotage == .oneRankCorruptsAll ? nil : who.rank.map { isOf(principal, $0) }
        let corruption = Corruption(threat: threat, condition: condition)
        if !found.contains(corruption) { found.append(corruption) }
      }
    }
    return found
  }

  // MARK: Principals

  /// A principal of a role that is not the action's.
  private mutating func stranger(_ entity: EntityID) -> Principal {
    let variable = bank.makeVariable("principal", ValueType(.reference(entity)))
    return Principal(entity: entity, variable: variable)
  }

  /// The principal has exactly this rank.
  private mutating func isOf(_ principal: Principal, _ rank: Int) -> Term {
    guard let field = system.entities[principal.entity.index].rankField,
      case .enumeration(let ranks) = system.fields[field.index].type.sort
    else { fatalError("only a role with ranks has a rank") }
    let actual = bank.field(field, .enumeration(ranks), of: bank.variable(principal.variable))
    return bank.equal(actual, bank.member(ranks, rank))
  }

  /// The principal has this rank or a higher one.
  private mutating func hasRank(_ principal: Principal, atLeast rank: Int) -> Term {
    let order = system.entities[principal.entity.index].rankOrder
    let higher = Set(order.filter { $0.lower == rank }.map(\.higher)).subtracting([rank]).sorted()
    var terms: [Term] = []
    for allowed in [rank] + higher { terms.append(isOf(principal, allowed)) }
    return bank.or(terms)
  }

  /// How a step reads its principal.
  private func use(
    of principal: Principal?, _ action: Action, guards: [Guard], others: [Clause]
  ) -> PrincipalUse {
    guard let principal else { return .nothing }
    let rank = system.entities[principal.entity.index].rankField
    let terms = guards.map(\.clause.term) + others.map(\.term) + Statement.terms(action.body)
    return terms.reduce(.nothing) { $0.joined(bank.use(of: principal.variable, rank: rank, in: $1)) }
  }

  private func move(
    _ id: ActionID, _ agency: Agency, _ principal: Principal?, _ guards: [Guard], commits: [Clause],
    corruptions: [Corruption]
  ) -> Move {
    let action = system.actions[id.index]
    // A discipline that does not bind is still looked at, to say whether the step breaks it.
    let discipline = corruptions.isEmpty ? [] : action.honest
    return Move(
      action: id, agency: agency, principalRole: principal?.entity, principal: principal?.variable,
      principalUse: use(of: principal, action, guards: guards, others: commits + discipline),
      guards: guards, commits: commits, corruptions: corruptions)
  }
}
