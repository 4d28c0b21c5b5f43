import EnsureModel
import EnsureSemantics

/// What becomes of a step.
enum NaiveOutcome: Hashable {
  case state(NaiveState, broken: [Int])
  case defect
}

/// All that can become of a step, whatever is chosen in it.
struct NaiveOutcomes {
  var all: Set<NaiveOutcome> = []
  /// Whether an arbitrary value was met where the rules leave open how often it is drawn.
  var isLoose = false
}

/// Who takes a step, and what frees him.
enum NaiveAgency: Hashable {
  case genuine
  case attacker(threat: Int, power: Int)
  case threatStep(threat: Int)
}

/// The steps of a world: people, policies, threats (SEMANTICS 6 to 10).
struct NaiveSteps {
  let scope: NaiveScope
  /// The positions of the threats at work.
  let threats: Set<Int>
  /// How many ways a step may have.
  static let limit = 3000

  private var system: TypedSystem { scope.system }

  /// Every agency of the world with the action that it takes.
  var moves: [(agency: NaiveAgency, action: Int)] {
    var moves: [(NaiveAgency, Int)] = []
    for (position, action) in system.actions.enumerated() where action.threat == nil {
      moves.append((.genuine, position))
    }
    for threat in threats.sorted() {
      for (position, power) in system.threats[threat].powers.enumerated() {
        switch power {
        case .attacker(let action, _, _, _, _, _):
          moves.append((.attacker(threat: threat, power: position), action))
        case .step(let action): moves.append((.threatStep(threat: threat), action))
        default: break
        }
      }
    }
    return moves
  }

  /// All values of an action's declared parameters.
  func arguments(of action: Int) -> [[NaiveValue]] {
    var tuples: [[NaiveValue]] = [[]]
    for parameter in system.actions[action].parameters {
      let values = scope.domain(system.locals[parameter.index].type)
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }

  /// What can become of a world action: nobody takes it, and no policy and no discipline concerns it.
  func worldStep(_ position: Int, _ arguments: [NaiveValue], in state: NaiveState) -> NaiveOutcomes? {
    let action = system.actions[position]
    return outcomes(state, action, arguments, nil, isForged: false) { evaluator throws(NaiveStop) in
      try checkDistinct(action, &evaluator)
      try checkRequires(action, &evaluator)
      try checkNew(action, evaluator)
      return []
    }
  }

  /// What can become of a genuine step by that principal; of one that is genuine but for what is received, where
  /// `receipt` says so.
  func genuine(
    _ position: Int, _ arguments: [NaiveValue], by principal: NaiveInstance, in state: NaiveState,
    _ receipt: NaiveReceipt = .plain
  ) -> NaiveOutcomes? {
    let action = system.actions[position]
    guard let by = action.principal, principal.entity == system.entities[by.role.role.index].name else {
      return NaiveOutcomes()
    }
    let isForged = receipt != .plain
    return outcomes(
      state, action, arguments, principal, isForged: isForged, namer: .principal(principal), receipt: receipt
    ) { evaluator throws(NaiveStop) in
      if let rank = by.role.rank, !hasRank(principal, rank, by.role.role, orHigher: true, state) {
        throw .blocked
      }
      try checkDistinct(action, &evaluator)
      try checkRequires(action, &evaluator, isReplay: receipt == .replayed)
      try checkNew(action, evaluator)
      try checkPolicies(position, principal, &evaluator)
      let broken = try checkHonest(action, principal, &evaluator)
      return isForged ? [] : broken
    }
  }

  /// What can become of a step of the attacker, whomever he is taken for.
  func attack(
    _ threat: Int, _ power: Int, _ arguments: [NaiveValue], in state: NaiveState, _ guess: NaiveGuessing? = nil
  ) -> NaiveOutcomes? {
    guard
      case .attacker(let position, let role, let liftsRequires, let liftsPolicy, let when, _) =
        system.threats[threat].powers[power]
    else { return NaiveOutcomes() }
    let action = system.actions[position]
    guard let own = action.principal else {
      // Nobody is impersonated where nobody acts.
      return outcomes(
        state, action, arguments, nil, isForged: true, liftsUnique: liftsRequires, namer: .attacker(guess)
      ) {
        evaluator throws(NaiveStop) in
        if !liftsRequires {
          try checkDistinct(action, &evaluator)
          try checkRequires(action, &evaluator)
        }
        try checkNew(action, evaluator)
        if let when, try !evaluator.holds(when) { throw .blocked }
        return []
      }
    }
    // Where the step itself reads the principal, he has the type that it needs.
    let clauses = (liftsRequires ? [] : action.requires) + (when.map { [$0] } ?? [])
    let isNeeded =
      clauses.contains { NaiveMention.of(own.local, in: $0) }
      || action.body.contains { NaiveMention.of(own.local, in: $0) }
      || !liftsRequires && action.distinct.contains { $0.contains(own.local) }
    var result = NaiveOutcomes()
    for principal in scope.principals {
      let kind = EntityID(system.entities.firstIndex { $0.name == principal.entity } ?? 0)
      if isNeeded, kind != own.role.role { continue }
      if let role {
        if role.role != kind { continue }
        if let rank = role.rank, !hasRank(principal, rank, kind, orHigher: false, state) { continue }
      }
      let taken = kind == own.role.role ? principal : nil
      let found = outcomes(
        state, action, arguments, taken, isForged: true, liftsUnique: liftsRequires, namer: .attacker(guess)
      ) {
        evaluator throws(NaiveStop) in
        if !liftsRequires {
          try checkDistinct(action, &evaluator)
          try checkRequires(action, &evaluator)
        }
        try checkNew(action, evaluator)
        if !liftsPolicy { try checkPolicies(position, principal, &evaluator) }
        if let when, try !evaluator.holds(when) { throw .blocked }
        return []
      }
      guard let found else { return nil }
      result.all.formUnion(found.all)
      if found.isLoose { result.isLoose = true }
    }
    return result
  }

  /// What can become of a threat's own step.
  func threatStep(
    _ position: Int, _ arguments: [NaiveValue], in state: NaiveState, _ guess: NaiveGuessing? = nil
  ) -> NaiveOutcomes? {
    let action = system.actions[position]
    return outcomes(state, action, arguments, nil, isForged: true, namer: .attacker(guess)) {
      evaluator throws(NaiveStop) in
      try checkRequires(action, &evaluator)
      try checkNew(action, evaluator)
      return []
    }
  }

  /// Goes through all ways of a step: guards, which say what discipline it breaks, body, `unique`.
  private func outcomes(
    _ state: NaiveState, _ action: TypedAction, _ arguments: [NaiveValue], _ principal: NaiveInstance?,
    isForged: Bool, liftsUnique: Bool = false, namer: NaiveNamer = .nobody, receipt: NaiveReceipt = .plain,
    _ check: (inout NaiveEvaluator) throws(NaiveStop) -> [Int]
  ) -> NaiveOutcomes? {
    var first = NaiveEvaluator(scope, state)
    first.isForged = isForged
    for (parameter, value) in zip(action.parameters, arguments) { first.locals[parameter] = .value(value) }
    if let principal, let local = action.principal?.local { first.locals[local] = .value(.instance(principal)) }
    var result = NaiveOutcomes()
    let mayName = { self.mayName($0, namer, in: state) }
    if !namesOnly(action, arguments, mayName) || !NaiveBody(first, mayName: mayName).canChoose(action.body) {
      return result
    }
    if case .tampered(let field, let value) = receipt, let message = message(action, arguments) {
      first.tampering = NaiveTampering(message: message, field: field, value: value)
    }
    var ways = 0
    var chooser = Chooser()
    repeat {
      ways += 1
      if ways > Self.limit { return nil }
      var body = NaiveBody(first, mayName: mayName)
      body.evaluator.chooser = chooser
      do throws(NaiveStop) {
        let broken = try check(&body.evaluator)
        receive(action, arguments, &body.evaluator.state)
        if case .attacker(let guess?) = namer { body.evaluator.state.guesses[guess.place, default: 0] += 1 }
        try body.run(action.body)
        if !liftsUnique { try checkUnique(action, &body) }
        if case .attacker = namer {
          let secrets = body.named.filter { scope.entity(of: $0).isSecret }
          body.evaluator.state.known.formUnion(secrets)
        }
        result.all.insert(.state(body.evaluator.state, broken: broken))
      } catch {
        if error == .defect { result.all.insert(.defect) }
      }
      if body.evaluator.isLoose { result.isLoose = true }
      chooser = body.evaluator.chooser
    } while chooser.advance()
    return result
  }
}
