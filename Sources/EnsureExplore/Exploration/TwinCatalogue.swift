import EnsureModel

/// Everything in a world that could be empty and that a state or a step witnesses, and the witnesses that were found. What
/// temporal properties ask for is left out: only a run shows it.
struct TwinCatalogue {
  private let world: World
  private let subjects: [Twin.Subject]
  /// For a subject that a state can witness: the conditions whose failure does.
  private var conditionRanges: [Twin.Subject: Range<Int>] = [:]
  /// For a subject that a step witnesses: how many steps the shortest witness has.
  private var witnessed: [Twin.Subject: Int] = [:]
  private(set) var conditionCount = 0

  /// Which permits apply to a ground step: known before, or decided by a term.
  private var permits: [Int: [(subject: Twin.Subject, rule: PolicyRule)]] = [:]

  init(_ world: World) {
    self.world = world
    subjects = world.twinSubjects.filter { subject in
      guard case .antecedent(let property) = subject else { return true }
      if case .invariant = world.system.properties[property.index].kind { return true }
      return false
    }
    for case .permit(let action, let rule) in subjects {
      permits[action.index, default: []].append(
        (.permit(action, rule: rule), world.system.actions[action.index].rules[rule]))
    }
  }

  // MARK: What a state witnesses

  /// The negations of what witnesses: a search looks for states in which a condition fails.
  mutating func conditions(_ translator: inout Translator) throws(ExploreError) -> [GroundTerm] {
    var conditions: [GroundTerm] = []
    for subject in subjects {
      var found: [GroundTerm] = []
      switch subject {
      case .action, .permit: continue
      case .antecedent(let property): found = try antecedents(property, &translator)
      case .forbid(let action, let rule): found = try blocks(action, .forbid(rule), &translator)
      case .honest(let action, let clause): found = try blocks(action, .honest(clause), &translator)
      }
      // Terms that may have no value are judged one by one, so that none hides another.
      let total = found.filter { translator.bank.isTotal($0) }
      let joined = total.reduce(translator.bank.boolean(false)) { translator.bank.or($0, $1) }
      let all = ([joined] + found.filter { !translator.bank.isTotal($0) }).map { translator.bank.not($0) }
      conditionRanges[subject] = conditions.count..<conditions.count + all.count
      conditions += all
    }
    conditionCount = conditions.count
    return conditions
  }

  private func antecedents(
    _ id: PropertyID, _ translator: inout Translator
  ) throws(ExploreError) -> [GroundTerm] {
    let property = world.system.properties[id.index]
    guard case .invariant(let term) = property.kind, case .implies(let antecedent, _) = world.bank[term] else {
      return []
    }
    var found: [GroundTerm] = []
    for tuple in try translator.tuples(property.variables, prefix: property.name) {
      translator.environment = [:]
      for (variable, value) in zip(property.variables, tuple) {
        translator.environment[variable] = translator.bank.constant(value)
      }
      found.append(translator.translate(antecedent))
    }
    translator.environment = [:]
    return found
  }

  /// That everything but one guard holds, for each way to take the action: its guard is the genuine one with
  /// `honest`, whoever is corrupt.
  private func blocks(
    _ id: ActionID, _ kind: Guard.Kind, _ translator: inout Translator
  ) throws(ExploreError) -> [GroundTerm] {
    guard let move = world.genuineMove(of: id) else { return [] }
    let action = world.system.actions[id.index]
    let clauses = world.wholeGuard(of: id)
    let principals = Grounding.representatives(move, world, translator.layout)
    let domains = try Grounding.domains(action, world, translator.layout)
    var found: [GroundTerm] = []
    for principal in principals {
      var tuples: [[Int]] = [[]]
      for domain in domains { tuples = tuples.flatMap { tuple in domain.map { tuple + [$0] } } }
      if tuples.count > Grounding.limit {
        throw .tooLarge("arguments of \(action.name)", limit: Grounding.limit)
      }
      for tuple in tuples {
        translator.environment = [:]
        if let variable = move.principal, let principal {
          translator.environment[variable] = translator.bank.constant(principal)
        }
        for (parameter, value) in zip(action.parameters, tuple) {
          translator.environment[parameter.variable] = translator.bank.constant(value)
        }
        var block = translator.bank.boolean(true)
        for condition in clauses where condition.kind != kind {
          block = translator.bank.and(block, translator.translate(condition.clause.term))
          if translator.bank.constant(of: block) == 0 { break }
        }
        if translator.bank.constant(of: block) == 0 { continue }
        for condition in clauses where condition.kind == kind {
          block = translator.bank.and(block, translator.bank.not(translator.translate(condition.clause.term)))
        }
        if translator.bank.constant(of: block) != 0 { found.append(block) }
      }
    }
    translator.environment = [:]
    return found
  }

  // MARK: What a step witnesses

  /// Looks at a step from a state that lies `depth` steps from the start.
  mutating func note(_ row: UnsafePointer<Int32>, _ step: Int, _ space: StateSpace, depth: Int) {
    guard case .move(let position, let principal, let arguments) = space.steps[step].event else { return }
    let move = world.moves[position]
    if case .forged = move.agency { return }
    let isOpen = witnessed[.action(move.action)] == nil
    let open = move.isGenuine ? (permits[move.action.index] ?? []).filter { witnessed[$0.subject] == nil } : []
    guard isOpen || !open.isEmpty, space.keepsHonest(step, row) else { return }
    if isOpen { witnessed[.action(move.action)] = depth + 1 }
    if open.isEmpty { return }
    let state = space.decode(row)
    var environment: [VariableID: Integer] = [:]
    for (parameter, value) in zip(world.system.actions[move.action.index].parameters, arguments) {
      environment[parameter.variable] = Integer(value)
    }
    if let variable = move.principal, let principal { environment[variable] = Integer(principal) }
    for (subject, rule) in open
    where applies(rule, move, principal, in: state, environment, space.interpreter) {
      witnessed[subject] = depth + 1
    }
  }

  private func applies(
    _ rule: PolicyRule, _ move: Move, _ principal: Int?, in state: State, _ environment: [VariableID: Integer],
    _ interpreter: Interpreter
  ) -> Bool {
    if let subject = rule.subject {
      guard subject.role == move.principalRole else { return false }
      if let rank = subject.rank {
        let entity = world.system.entities[subject.role.index]
        guard let principal, let field = entity.rankField else { return false }
        let stored = interpreter.layout.slot(field, principal).flatMap { state.values[$0].asInt }
        let actual = stored ?? interpreter.layout.rank(of: principal, in: subject.role)
        let isHigher = entity.rankOrder.contains { $0.lower == rank && $0.higher == actual }
        guard actual == rank || isHigher else { return false }
      }
    }
    guard let condition = rule.condition else { return true }
    return ((try? interpreter.evaluate(condition, in: state, environment)) ?? 0) != 0
  }

  // MARK: The result

  func twins(_ search: LayeredSearch) -> [Twin] {
    subjects.map { subject in
      if let steps = witnessed[subject] { return Twin(subject: subject, steps: steps) }
      var steps: Int?
      for condition in conditionRanges[subject] ?? 0..<0 {
        if case .failed(let depth) = search.findings[condition] { steps = min(steps ?? depth, depth) }
      }
      return Twin(subject: subject, steps: steps)
    }
  }
}
