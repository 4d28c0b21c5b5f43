public import EnsureModel

/// Bounded search: looks through the states of a world in a scope, breadth first, for violations of invariants and
/// for genuine steps without a value.
public struct Search: Sendable {
  /// What is known of one thing that was asked.
  public enum Outcome: Sendable {
    /// No violation within the bound.
    case held(Bound)
    /// A trace, replayed by the interpreter, shows it: the best of the shortest (SEMANTICS, rule 21).
    case violated(Violation)
  }

  /// What a search has found.
  public struct Report: Sendable {
    /// For each invariant that was asked.
    public let outcomes: [PropertyID: Outcome]
    /// Whether every genuine step has a value.
    public let definedness: Outcome
    /// How far the search went.
    public let bound: Bound
    /// How many different states it has found.
    public let states: Int
    /// How many steps it has taken: pairs of a state and a ground step that is possible there.
    public let transitions: Int
  }

  /// The world.
  public let world: World
  /// The scope.
  public let scope: Scope
  /// Where to stop.
  public var limits: SearchLimits
  /// Whether states that differ only in the numbering of interchangeable instances count as one.
  public var symmetry: Bool

  /// A search of `world` in `scope`.
  public init(_ world: World, scope: Scope, limits: SearchLimits = SearchLimits(), symmetry: Bool = false) {
    self.world = world
    self.scope = scope
    self.limits = limits
    self.symmetry = symmetry
  }

  /// Searches for violations of these invariants (temporal properties are passed over), all in one go: each is
  /// given up at its own first violation.
  ///
  /// - Throws: why the world cannot be searched.
  public func run(_ properties: [PropertyID]) throws(ExploreError) -> Report {
    let interpreter: Interpreter
    do { interpreter = try Interpreter(world, scope: scope) } catch { throw .layout(error) }
    let invariants = properties.filter { property in
      if case .invariant = world.system.properties[property.index].kind { return true }
      return false
    }
    let space = try StateSpace(interpreter) { (translator) throws(ExploreError) in
      var conditions: [GroundTerm] = []
      for property in invariants { conditions.append(try translator.invariant(property)) }
      return conditions
    }
    let initial = try space.initialStates()
    let search = LayeredSearch(
      space, conditions: invariants.count, symmetry: try symmetry ? Symmetry(space) : nil
    ) { condition, state in
      // A variable without a range has been refused before.
      (try? interpreter.failure(of: invariants[condition], in: state)) == .some(nil)
    }
    search.run(from: initial, limits: limits, lookForDefects: true, stopsWhenDecided: true)
    try space.checkCompleteness()

    let bound = Bound(depth: search.depth, isExhaustive: search.end == .exhausted, scope: scope)
    var outcomes: [PropertyID: Outcome] = [:]
    for (condition, property) in invariants.enumerated() {
      guard case .failed(let depth) = search.findings[condition] else {
        outcomes[property] = .held(bound)
        continue
      }
      let (trace, _) = try BestTrace.find(
        in: search, to: .states(search.failures[condition]), depth: depth, from: initial,
        comparisons: limits.comparisons)
      guard let failure = try? interpreter.failure(of: property, in: trace.last) else {
        throw .disagreement("the interpreter sees no violation", trace)
      }
      outcomes[property] = .violated(
        try replayed(Violation(trace: trace, failure: failure), property, interpreter))
    }
    var definedness = Outcome.held(bound)
    if let depth = search.defectDepth {
      let (trace, undefined) = try BestTrace.find(
        in: search, to: .defects(search.defects.map(\.state)), depth: depth - 1, from: initial,
        comparisons: limits.comparisons)
      guard let undefined else { throw .disagreement("the interpreter sees no defect", trace) }
      definedness = .violated(
        try replayed(Violation(trace: trace, failure: .stepUndefined(undefined)), nil, interpreter))
    }
    return Report(
      outcomes: outcomes, definedness: definedness, bound: bound, states: space.store.count,
      transitions: search.transitions)
  }

  private func replayed(
    _ violation: Violation, _ property: PropertyID?, _ interpreter: Interpreter
  ) throws(ExploreError) -> Violation {
    do {
      try interpreter.replay(violation, of: property)
      return violation
    } catch {
      throw .disagreement("the interpreter refuses the trace: \(error)", violation.trace)
    }
  }
}

extension Translator {
  /// An invariant for all values of its variables.
  mutating func invariant(_ id: PropertyID) throws(ExploreError) -> GroundTerm {
    let property = world.system.properties[id.index]
    guard case .invariant(let term) = property.kind else { fatalError("only invariants are judged in states") }
    let tuples = try tuples(property.variables, prefix: property.name)
    var result = bank.boolean(true)
    for tuple in tuples {
      environment = [:]
      for (variable, value) in zip(property.variables, tuple) { environment[variable] = bank.constant(value) }
      result = bank.and(result, translate(term))
    }
    environment = [:]
    return result
  }

  /// All values of these variables; references are never `none`.
  func tuples(_ variables: [VariableID], prefix: String) throws(ExploreError) -> [[Int]] {
    var tuples: [[Int]] = [[]]
    for id in variables {
      let variable = world.bank.variables[id.index]
      let name = "\(prefix).\(variable.name)"
      var type = variable.type
      type.isOptional = false
      guard let domain = layout.domain(of: type, name: name) else { throw .unbounded(name) }
      let (count, overflow) = tuples.count.multipliedReportingOverflow(by: domain.count)
      if overflow || count > Grounding.limit { throw .tooLarge("values of \(name)", limit: Grounding.limit) }
      let values = domain.values
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }
}
