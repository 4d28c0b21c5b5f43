public import EnsureModel
import EnsureSyntax

/// Problems of the logic `HORN` as transition systems without entities.
public enum HornCompiler {
  /// The system that the bytes of a file state: its arguments are globals, its clauses steps, and one invariant says that
  /// no query's condition is ever reached. It holds if, and only if, the clauses are satisfiable.
  ///
  /// - Throws: why the file is not read.
  public static func compile(_ bytes: [UInt8]) throws(HornError) -> TransitionSystem {
    let problem = try ProblemReader.read(bytes)
    try SizeCheck.check(problem)
    var lowering = Lowering(problem)
    lowering.lower()
    try SizeCheck.check(lowering.system)
    return lowering.system
  }
}

/// Lowers a problem.
///
/// Of a problem about one predicate the state is its arguments, and what begins is the initial condition. Where there
/// are several predicates, or a variable is left that the initial condition or the query would have to choose, the state
/// has a place more, `at`, which says which predicate holds of the others: then beginning and failing are steps.
struct Lowering {
  private let problem: HornProblem
  private(set) var system: TransitionSystem
  /// For each predicate, the global of each argument.
  private var slots: [[Int]] = []
  private var sorts: [Sort] = []

  /// A clause about globals: `constraints` and `results`, the head's arguments, mention globals and `choices`.
  private struct Rule {
    let body: Int?
    let head: Int?
    let constraints: [Term]
    let results: [Term]
    let choices: [VariableID]
    let origin: Origin
  }

  init(_ problem: HornProblem) {
    self.problem = problem
    system = TransitionSystem(name: "Horn")
    system.language = .hornClauses
    system.bank = problem.bank
    // Arguments of one sort share a place, since only one predicate holds of a state.
    for predicate in problem.predicates {
      var own: [Int] = []
      for sort in predicate.sorts {
        let free = sorts.indices.first { sorts[$0] == sort && !own.contains($0) }
        own.append(free ?? sorts.count)
        if free == nil { sorts.append(sort) }
      }
      slots.append(own)
    }
  }

  mutating func lower() {
    if !lowerDirectly() { lowerWithPlaces() }
  }

  // MARK: Clauses

  private mutating func global(_ slot: Int) -> Term { system.bank.global(GlobalID(slot), sorts[slot]) }

  /// The clause as a rule. Where `isState`, the arguments of a head without a body are what the globals are.
  private mutating func rule(_ clause: HornClause, isState: Bool) -> Rule {
    var values: [VariableID: Term] = [:]
    var constraints = clause.constraints
    let bound = clause.body ?? (isState ? clause.head : nil)
    if let bound {
      for (slot, argument) in zip(slots[bound.predicate], bound.arguments) {
        let place = global(slot)
        if case .variable(let variable) = system.bank[argument], values[variable] == nil {
          values[variable] = place
        } else {
          constraints.append(system.bank.foldedEqual(argument, place))
        }
      }
    }
    var substitution = Substitution(values)
    constraints = constraints.map { substitution.apply(to: $0, &system.bank) }
    var elimination = Elimination(constraints, &system.bank)
    let isHeadBound = clause.body == nil && isState
    let results = isHeadBound ? [] : clause.head?.arguments ?? []
    let finished = results.map { result in
      elimination.apply(to: substitution.apply(to: result, &system.bank), &system.bank)
    }
    return Rule(
      body: clause.body?.predicate, head: clause.head?.predicate, constraints: elimination.constraints,
      results: finished, choices: variables(elimination.constraints + finished),
      origin: Origin(file: 0, start: Int(clause.range.start), end: Int(clause.range.end)))
  }

  /// The variables that the terms mention, in order.
  private func variables(_ terms: [Term]) -> [VariableID] {
    var found: Set<VariableID> = []
    var seen = Set(terms)
    var open = Array(seen)
    while let term = open.popLast() {
      if case .variable(let variable) = system.bank[term] { found.insert(variable) }
      for child in system.bank.children(term) where seen.insert(child).inserted { open.append(child) }
    }
    return found.sorted { $0.index < $1.index }
  }

  // MARK: One predicate

  private mutating func lowerDirectly() -> Bool {
    guard problem.predicates.count == 1, !sorts.isEmpty else { return false }
    let rules = problem.clauses.map { rule($0, isState: true) }
    // Where there are no steps, to begin is one, so that it can be shown that something begins.
    guard rules.contains(where: { $0.body != nil && $0.head != nil }) else { return false }
    for rule in rules where rule.body == nil || rule.head == nil {
      // A query without a body would have to be false before anything begins.
      if !rule.choices.isEmpty || rule.body == nil && rule.head == nil { return false }
    }
    let initial = system.bank.foldedOr(
      rules.filter { $0.body == nil }.map { system.bank.foldedAnd($0.constraints) })
    let bad = rules.filter { $0.head == nil }.map { system.bank.foldedAnd($0.constraints) }
    let safe = bad.map { system.bank.foldedNot($0) }
    // The condition is about all of them; it stands at one that the property depends on.
    let bearer = firstGlobal(safe) ?? sorts.count - 1
    for (slot, sort) in sorts.enumerated() {
      let restriction = slot == bearer ? initial : nil
      makeGlobal("x\(slot + 1)", ValueType(sort), .arbitrary(where: restriction), rules)
    }
    for rule in rules where rule.body != nil && rule.head != nil { addStep(rule, guards: [], places: []) }
    addProperty(safe, rules)
    return true
  }

  private mutating func makeGlobal(_ name: String, _ type: ValueType, _ initial: Initial, _ rules: [Rule]) {
    let origin = rules.first?.origin ?? Origin(file: 0, start: 0, end: 0)
    system.globals.append(Global(name: name, type: type, initial: initial, isMutable: true, origin: origin))
  }

  private mutating func addProperty(_ conditions: [Term], _ rules: [Rule]) {
    let origin = rules.first { $0.head == nil }?.origin ?? Origin(file: 0, start: 0, end: 0)
    let safe = system.bank.foldedAnd(conditions)
    system.properties.append(
      Property(name: "safe", variables: [], kind: .invariant(safe), origin: origin, body: origin))
  }

  /// Adds the step that a rule allows.
  ///
  /// - Parameters:
  ///   - guards: what it needs besides.
  ///   - places: globals that it assigns besides.
  private mutating func addStep(_ rule: Rule, guards: [Term], places: [(GlobalID, Term)]) {
    let count = problem.clauses.count { $0.body != nil && $0.head != nil }
    let name = count > 1 || !guards.isEmpty ? "step\(system.actions.count + 1)" : "step"
    var action = Action(
      name: name, parameters: rule.choices.map { Parameter($0, .declared) }, origin: rule.origin)
    action.requires = (guards + rule.constraints).map { Clause($0, rule.origin) }
    // Statements read what those before them have written: what reads globals is computed first.
    var last: [Statement] = []
    let targets = rule.head.map { slots[$0] } ?? []
    for (slot, value) in zip(targets, rule.results) where value != global(slot) {
      var result = value
      if readsGlobals(value) {
        let local = system.bank.makeVariable("next\(slot + 1)", ValueType(sorts[slot]))
        action.body.append(.bind(local, value, rule.origin))
        result = system.bank.variable(local)
      }
      last.append(.assign(.global(GlobalID(slot)), result, rule.origin))
    }
    action.body += last
    for (place, value) in places { action.body.append(.assign(.global(place), value, rule.origin)) }
    system.actions.append(action)
  }

  private func readsGlobals(_ term: Term) -> Bool { firstGlobal([term]) != nil }

  /// Some global that the terms mention.
  private func firstGlobal(_ terms: [Term]) -> Int? {
    var seen = Set(terms)
    var open = terms
    while let term = open.popLast() {
      if case .global(let global) = system.bank[term] { return global.index }
      for child in system.bank.children(term) where seen.insert(child).inserted { open.append(child) }
    }
    return nil
  }

  // MARK: Several predicates

  private mutating func lowerWithPlaces() {
    let rules = problem.clauses.map { rule($0, isState: false) }
    let at = GlobalID(sorts.count)
    let enumeration = EnumerationID(0)
    var taken: Set<String> = []
    func named(_ name: String) -> String {
      var candidate = name
      while !taken.insert(candidate).inserted { candidate += "'" }
      return candidate
    }
    let names = [named("nowhere"), named("failed")] + problem.predicates.map { named($0.name) }
    system.enumerations.append(Enumeration(name: "at", members: names))
    let members = names.indices.map { system.bank.member(enumeration, $0) }
    let place = system.bank.global(at, .enumeration(enumeration))
    let places = members.map { system.bank.equal(place, $0) }
    for (slot, sort) in sorts.enumerated() {
      let zero = sort == .boolean ? system.bank.boolean(false) : system.bank.integer(0)
      makeGlobal("x\(slot + 1)", ValueType(sort), .value(zero), rules)
    }
    makeGlobal("at", ValueType(.enumeration(enumeration)), .value(members[0]), rules)
    var safe = [system.bank.not(places[1])]
    for rule in rules {
      let here = places[rule.body.map { $0 + 2 } ?? 0]
      if let head = rule.head {
        addStep(rule, guards: [here], places: head == rule.body ? [] : [(at, members[head + 2])])
      } else if rule.choices.isEmpty {
        safe.append(system.bank.foldedNot(system.bank.foldedAnd([here] + rule.constraints)))
      } else {
        addStep(rule, guards: [here], places: [(at, members[1])])
      }
    }
    addProperty(safe, rules)
  }
}
