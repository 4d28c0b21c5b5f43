import EnsureExplore
import EnsureKernel
package import EnsureModel
import EnsureObligations
package import EnsureVerify

/// Asks the explicit search and the solver the same, over the same values.
package struct SearchComparison {
  /// What came out.
  package struct Result {
    /// In what the two differ; nil if they agree, or the explicit search has no answer.
    package var difference: String?
    /// The lengths of the violations that both have found.
    package var lengths: [Int] = []
    /// Whether both have come as far as was asked.
    package var isCompared = true
    /// The length up to which all runs were compared.
    package var depth = 0
    /// How many of the invariants are proved for any number of instances.
    package var proofs = 0
    /// How many actions and left sides are shown to be impossible.
    package var impossibilities = 0
  }

  let world: World
  let scope: Scope
  let depth: Int
  let sabotage: EncoderSabotage?
  /// How far the explicit search goes.
  let limits: SearchLimits
  /// What the solver may spend, in its units; nil is no limit.
  let budget: UInt64?
  /// Whether proofs are looked for with what the violations' runs suggest, which takes long.
  let looksFurther: Bool

  /// A comparison on one world.
  package init(
    _ world: World, scope: Scope, depth: Int, states: Int = 20_000, interpretations: Int = .max,
    budget: UInt64? = nil, sabotage: EncoderSabotage? = nil, looksFurther: Bool = false
  ) {
    self.world = world
    self.scope = scope
    self.depth = depth
    limits = SearchLimits(
      depth: depth, states: states, comparisons: budget == nil ? 1 << 20 : 1 << 14,
      interpretations: interpretations)
    self.budget = budget
    self.sabotage = sabotage
    self.looksFurther = looksFurther
  }

  private var properties: [PropertyID] {
    world.system.properties.indices.map { PropertyID($0) }.filter { id in
      if case .invariant = world.system.properties[id.index].kind { true } else { false }
    }
  }

  /// Compares.
  package func run() -> Result {
    let explicit: Search.Report
    do {
      explicit = try Search(world, scope: scope, limits: limits).run(properties)
    } catch {
      if case .noInitialState = error { return Result(difference: noInitialState()) }
      return Result(isCompared: false)
    }
    let depth = min(
      depth, explicit.bound.isExhaustive ? depth : max(explicit.bound.depth, violationDepth(explicit)))
    let query = BoundedQuery(
      properties: properties, wantsDefinedness: true, twins: looksFurther ? provableTwins : [], scope: scope,
      depth: depth, budget: budget)
    let bounded: BoundedReport
    do {
      bounded = try BoundedSearch(world, query, sabotage: sabotage).run()
    } catch {
      if case .tooLarge = error { return Result(isCompared: false) }
      return Result(difference: "\(error)")
    }
    var result = Result(depth: depth)
    if sabotage == nil {
      compareProofs(explicit, bounded, &result)
      if looksFurther { compareImpossibilities(bounded, &result) }
    }
    let outcomes = Array(bounded.outcomes.values) + [bounded.definedness].compactMap { $0 }
    for case .held(let bound) in outcomes where bound.depth < depth { result.isCompared = false }
    for property in properties {
      let name = world.system.properties[property.index].name
      compare(explicit.outcomes[property], bounded.outcomes[property], name, &result)
    }
    compare(explicit.definedness, bounded.definedness, "definedness", &result)
    return result
  }

  /// What is proved is violated in no scope, and the kernel accepts the certificate.
  private func compareProofs(_ explicit: Search.Report, _ bounded: BoundedReport, _ result: inout Result) {
    let goals = properties.map { ProofGoal.property($0) } + [.definedness]
    // Where there is much to try, what is found by little is enough here.
    let outcomes = Array(explicit.outcomes.values) + [explicit.definedness]
    let runs = outcomes.compactMap { outcome in
      if case .violated(let violation) = outcome { violation.trace } else { nil }
    }
    let found = ProofSearch(world, goals, runs: looksFurther ? runs : [], limit: 4_000, probes: 8).run()
    for goal in goals {
      guard let claim = found.claims[goal] else { continue }
      let name = goal.property.map { world.system.properties[$0.index].name } ?? "definedness"
      result.proofs += 1
      let outcomes = (
        goal.property.map { explicit.outcomes[$0] } ?? explicit.definedness,
        goal.property.map { bounded.outcomes[$0] } ?? bounded.definedness
      )
      if case .violated(let violation)? = outcomes.0 {
        result.difference = "\(name): proved, and violated in \(violation.trace.steps.count) steps"
      }
      if case .violated(let violation)? = outcomes.1 {
        result.difference = "\(name): proved, and violated in \(violation.trace.steps.count) steps"
      }
      do {
        let certificate = try Certifier.certificate(of: claim, for: goal, in: world)
        _ = try Kernel(world.system).check(certificate)
      } catch Certifier.Failure.refusal {
        // The rule has nothing to say of it: no proof, and `verify` says so.
        result.proofs -= 1
      } catch let error as KernelError {
        // Nobody has looked for witnesses here.
        if case .unwitnessed = error { continue }
        result.difference = "\(name): the kernel refuses: \(error)"
      } catch {
        result.difference = "\(name): no certificate: \(error)"
      }
    }
  }

  /// What the rule can say of that it never comes about.
  private var provableTwins: [Twin.Subject] {
    world.twinSubjects.filter { subject in
      switch subject {
      case .action, .antecedent: true
      case .permit, .forbid, .honest: false
      }
    }
  }

  /// What is shown never to come about has no witness, and the kernel accepts the certificate.
  private func compareImpossibilities(_ bounded: BoundedReport, _ result: inout Result) {
    let goals = provableTwins.map { ProofGoal.impossible($0) }
    let found = ProofSearch(world, goals, limit: 4_000, probes: 8).run()
    for case .impossible(let subject) in goals {
      guard let claim = found.claims[.impossible(subject)] else { continue }
      if let witness = bounded.twins[subject] {
        result.difference = "\(subject): shown to be impossible, and witnessed in \(witness.steps.count) steps"
      }
      do {
        let certificate = try Certifier.certificate(of: claim, for: .impossible(subject), in: world)
        _ = try Kernel(world.system).check(certificate)
        result.impossibilities += 1
      } catch Certifier.Failure.refusal {
        continue
      } catch {
        result.difference = "\(subject): no accepted certificate: \(error)"
      }
    }
  }

  private func violationDepth(_ report: Search.Report) -> Int {
    (Array(report.outcomes.values) + [report.definedness]).map { outcome in
      if case .violated(let violation) = outcome { violation.trace.steps.count } else { 0 }
    }.max() ?? 0
  }

  private func noInitialState() -> String? {
    let query = BoundedQuery(properties: properties, wantsDefinedness: true, scope: scope, depth: 0)
    do {
      _ = try BoundedSearch(world, query, sabotage: sabotage).run()
      return "there is no initial state, and the solver finds one"
    } catch {
      if case .noInitialState = error { return nil }
      return "\(error)"
    }
  }

  private func compare(
    _ explicit: Search.Outcome?, _ bounded: BoundedReport.Outcome?, _ name: String, _ result: inout Result
  ) {
    var difference: String?
    switch (explicit, bounded) {
    case (.held, .held), (nil, nil): break
    case (.held(let bound), .violated(let violation)):
      // The explicit search may have stopped before.
      if violation.trace.steps.count <= bound.depth || bound.isExhaustive {
        difference = "held, but the solver finds a violation in \(violation.trace.steps.count) steps"
      }
    case (.violated(let violation), .held(let bound)):
      // The solver may have stopped before.
      if violation.trace.steps.count <= bound.depth {
        difference = "violated in \(violation.trace.steps.count) steps, but the solver says held"
      }
    case (.violated(let first), .violated(let second)):
      guard let left = try? TraceCost(first.trace, in: world),
        let right = try? TraceCost(second.trace, in: world)
      else {
        difference = "a trace cannot be read"
        break
      }
      // The explicit search compares only so many traces, so the solver's may be a better one, and never a worse.
      if left.length != right.length || left.isBetter(than: right) {
        difference = "explicit: \(left); solver: \(right)"
      }
      result.lengths.append(left.length)
    case (_, .undecided(let why)):
      // Products of variables may be beyond the solver.
      if !why.reason.contains("products of variables") { difference = "undecided: \(why.reason)" }
    default: difference = "one has no answer"
    }
    if result.difference == nil, let difference { result.difference = "\(name): \(difference)" }
  }
}
