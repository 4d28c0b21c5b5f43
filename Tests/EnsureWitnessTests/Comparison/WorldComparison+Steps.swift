import EnsureModel
import EnsureSemantics

/// Steps and properties in one state.
extension WorldComparison {
  /// Compares a move for a sample of arguments, and adds the states that it leads to.
  mutating func compareSteps(
    _ agency: NaiveAgency, _ action: Int, _ naive: NaiveState, _ state: State,
    _ next: inout [(NaiveState, State)]
  ) -> Disagreement? {
    let all = steps.arguments(of: action)
    guard !all.isEmpty, let groups = arguments[action], !groups.isEmpty else { return nil }
    for _ in 0..<min(settings.samples, all.count) {
      let tuple = random.pick(all)
      let types = scope.system.actions[action].parameters.map { scope.system.locals[$0.index].type.type }
      let words = zip(tuple, types).flatMap { mapping.encoded($0, $1, in: naive) }
      let full = groups[words] ?? []
      var principals: [NaiveInstance?] = [nil]
      if agency == .genuine, let role = scope.system.actions[action].principal?.role.role {
        principals = scope.instances(of: role).map { $0 }
      }
      for principal in principals {
        let found: NaiveOutcomes?
        switch agency {
        case .genuine where scope.system.actions[action].isWorld:
          found = steps.worldStep(action, tuple, in: naive)
        case .genuine: found = principal.flatMap { steps.genuine(action, tuple, by: $0, in: naive) }
        case .attacker(let threat, let power): found = steps.attack(threat, power, tuple, in: naive)
        case .threatStep: found = steps.threatStep(action, tuple, in: naive)
        }
        guard let found, let expected = outcomes(agency, action, full, principal, state) else {
          counts.skipped += 1
          continue
        }
        if let difference = difference(found, expected, &next) {
          let name = scope.system.actions[action].name
          return disagreement(
            "step",
            "\(agency) \(name)(\(tuple.map { describe($0) }.joined(separator: ", "))) by \(principal.map { describe(.instance($0)) } ?? "-")\nin \(describe(naive))\n\(difference)"
          )
        }
      }
    }
    return nil
  }

  /// What the two say differently; nil if nothing, and then what the step leads to is added.
  mutating func difference(
    _ found: NaiveOutcomes, _ expected: [Outcome: State?], _ next: inout [(NaiveState, State)]
  ) -> String? {
    counts.steps += 1
    if found.isLoose { counts.arbitrary += 1 }
    var byState: [Outcome: NaiveOutcome] = [:]
    for (state, outcome) in sorted(found.all) {
      switch outcome {
      case .defect:
        counts.defects += 1
        byState[Outcome(state: nil, broken: [])] = outcome
      case .state(_, let broken):
        counts.taken += 1
        byState[Outcome(state: mapping.known(state), broken: broken)] = outcome
      }
    }
    let (naive, other) = (Set(byState.keys), Set(expected.keys))
    if naive == other || found.isLoose && naive.isSubset(of: other) {
      for (_, outcome) in sorted(Set(byState.values)) {
        guard case .state(let after, let broken) = outcome else { continue }
        let known = Outcome(state: mapping.known(mapping.state(after)), broken: broken)
        if case let state?? = expected[known] { next.append((after, state)) }
      }
      return nil
    }
    var lines = ["the naive evaluator has \(naive.count) outcomes, the interpreter \(other.count)"]
    for only in naive.subtracting(other).prefix(2) {
      lines.append("naive only: " + (byState[only].map { describe($0) } ?? ""))
    }
    for only in other.subtracting(naive).prefix(2) { lines.append("interpreter only: " + describe(only)) }
    return lines.joined(separator: "\n")
  }

  /// The outcomes with their states in the interpreter's words, in an order that does not hang on hashing.
  private func sorted(_ outcomes: Set<NaiveOutcome>) -> [(State, NaiveOutcome)] {
    let mapped = outcomes.map { outcome in
      switch outcome {
      case .defect: (State(values: []), outcome)
      case .state(let state, _): (mapping.state(state), outcome)
      }
    }
    return mapped.sorted { $0.0.values.lexicographicallyPrecedes($1.0.values) }
  }

  /// All outcomes that the interpreter has, each with a state that stands for it, whoever the attacker is taken for; nil if there are too many ways.
  private func outcomes(
    _ agency: NaiveAgency, _ action: Int, _ arguments: [[Integer]], _ principal: NaiveInstance?, _ state: State
  ) -> [Outcome: State?]? {
    let wanted: Agency =
      switch agency {
      case .genuine: .genuine
      case .attacker(let threat, let power): .forged(ThreatID(threat), power: position(of: power, in: threat))
      case .threatStep(let threat): .threatStep(ThreatID(threat))
      }
    let moves = interpreter.world.moves.filter { move in
      if case .attacker = agency { return move.agency == wanted }
      return move.action.index == action && move.agency == wanted
    }
    var ways = 0
    return outcomes(moves, arguments, principal, state, &ways)
  }

  /// Where the model has a power of a threat: those over messages and secrets stand behind all others there.
  private func position(of power: Int, in threat: Int) -> Int {
    scope.system.threats[threat].powers.prefix(power).count { before in
      switch before {
      case .forge, .tamper, .replay, .drop, .leak, .guess: false
      default: true
      }
    }
  }

  /// All outcomes of some moves with some arguments; nil if there are too many ways.
  func outcomes(
    _ moves: [Move], _ arguments: [[Integer]], _ principal: NaiveInstance?, _ state: State, _ ways: inout Int
  ) -> [Outcome: State?]? {
    var found: [Outcome: State?] = [:]
    for move in moves {
      let principals: [Int?]
      if let principal {
        principals = [StateMapping.number(of: principal, scope, interpreter.layout)]
      } else {
        principals = interpreter.principals(of: move, in: state)
      }
      for tuple in arguments {
        for number in principals {
          var open: [[Integer]] = [[]]
          while let tape = open.popLast() {
            ways += 1
            if ways > 4 * NaiveSteps.limit { return nil }
            switch interpreter.step(move, arguments: tuple, principal: number, in: state, tape: tape) {
            case .taken(let taken):
              let outcome = Outcome(state: mapping.known(taken.state), broken: taken.brokenHonesty)
              found[outcome] = .some(taken.state)
            case .undefined: found[Outcome(state: nil, broken: [])] = .some(nil)
            case .needs(let type):
              open += interpreter.layout.arbitraryValues(of: type).values.map { tape + [Integer($0)] }
            case .blocked: break
            case .badTape: fatalError("the tape has what is asked for")
            }
          }
        }
      }
    }
    return found
  }

  // MARK: Properties

  /// Compares invariants and final states for a sample of what they speak of.
  mutating func compareProperties(_ naive: NaiveState, _ state: State) -> Disagreement? {
    let system = interpreter.world.system
    for (position, property) in scope.system.properties.enumerated() where property.isInvariant {
      guard case .invariant(let term) = system.properties[position].kind else {
        return disagreement("property", "\(property.name) is no invariant")
      }
      let variables = system.properties[position].variables
      if let found = compare(property.name, property.body, property.locals, term, variables, naive, state) {
        return found
      }
    }
    for (position, entity) in scope.system.entities.enumerated() {
      for (known, lowered) in zip(entity.finals, system.entities[position].finals) {
        let variables = [lowered.variable]
        if let found = compare(
          known.name, known.condition, [known.local], lowered.condition, variables, naive, state)
        {
          return found
        }
      }
    }
    return nil
  }

  private mutating func compare(
    _ name: String, _ body: TypedExpression, _ locals: [LocalID], _ term: Term, _ variables: [VariableID],
    _ naive: NaiveState, _ state: State
  ) -> Disagreement? {
    let domains = locals.map { scope.domain(scope.system.locals[$0.index].type) }
    if domains.contains(where: \.isEmpty) { return nil }
    for _ in 0..<3 {
      counts.properties += 1
      var evaluator = NaiveEvaluator(scope, naive)
      var environment: [VariableID: Integer] = [:]
      var rest = variables[...]
      for (local, domain) in zip(locals, domains) {
        let value = random.pick(domain)
        evaluator.locals[local] = .value(value)
        for word in mapping.encoded(value, scope.system.locals[local.index].type.type, in: naive) {
          if let variable = rest.popFirst() { environment[variable] = word }
        }
      }
      let found = try? evaluator.holds(body)
      let expected = (try? interpreter.evaluate(term, in: state, environment)).map { $0 != 0 }
      if found != expected {
        return disagreement(
          "property",
          "\(name) is \(found.map(String.init) ?? "undefined") for the naive evaluator, \(expected.map(String.init) ?? "undefined") for the interpreter\nin \(describe(naive)) with \(environment.values.map(\.description))"
        )
      }
      if locals.isEmpty { break }
    }
    return nil
  }
}
