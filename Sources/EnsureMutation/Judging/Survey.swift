import EnsureExplore
import EnsureModel
import EnsureVerify

/// How far faults are looked for. Nothing in it depends on time, so that a judgement repeats.
public struct JudgementBounds: Sendable {
  /// The longest traces to look at, in steps.
  public var depth = 9
  /// What the solver may spend in each world, in its own units.
  public var budget = 2_000_000

  /// The defaults: enough for the shortest runs that break something in the specs of this repository.
  public init() {}
}

/// A violation, told so that it can be compared with one of another version of the spec: the steps of the best of the
/// shortest runs (SEMANTICS, rule 21), by name and with their numbers.
struct Attack: Hashable {
  let steps: [String]
  /// For a run that goes round for ever: how many steps lead to the loop.
  let loop: Int?

  init(_ trace: Trace, _ system: TransitionSystem) {
    steps = trace.steps.map { step in
      switch step.event {
      case .idle: return "nothing"
      case .delay(let ticks): return "\(ticks) pass"
      case .action(let action, let arguments, _):
        let numbers = (arguments + step.arbitrary).map(\.description).joined(separator: ", ")
        return "\(system.actions[action.index].name)(\(numbers))"
      }
    }
    loop = trace.loop
  }

  var length: Int { steps.count }

  /// The steps in words.
  var text: String {
    guard let loop else { return steps.joined(separator: "; ") }
    let round = loop < steps.count ? steps[loop...].joined(separator: ", ") : "nothing"
    return (steps.prefix(loop) + ["for ever \(round)"]).joined(separator: "; ")
  }
}

/// What the bounded search shows of one world, by names, so that it can be compared with another version of the spec.
struct WorldSurvey {
  /// The shortest violation of each property that has one; definedness is the empty name.
  var violations: [String: Attack] = [:]
  /// The properties whose violations nobody has decided about.
  var open: Set<String> = []
  /// How deep each property is known to hold.
  var held: [String: Int] = [:]
  /// How long the witness of each twin is; nil if it was looked for and not found.
  var twins: [String: Int?] = [:]
  /// All runs of up to so many steps were looked at.
  var depth = 0
  /// Why there is no answer; empty if there is one.
  var problem = ""
}

/// Looks at a system world by world.
struct Surveyor {
  let system: TransitionSystem
  let bounds: JudgementBounds
  let titles: [WorldTitle]
  private let scope: Scope
  private let filled: Scope

  init(_ system: TransitionSystem, _ bounds: JudgementBounds) {
    self.system = system
    self.bounds = bounds
    // Small worlds first: what fails there is found soonest.
    titles = system.worlds().enumerated()
      .sorted { ($0.element.threats.count, $0.offset) < ($1.element.threats.count, $1.offset) }.map(\.element)
    let everything = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
    filled = Scope.defaults(for: everything)
    scope = Scope(instances: filled.instances)
  }

  /// How many steps each scenario that passes may try in a spec with a fault: a few times as many as it needs in this
  /// one. What passes takes few; what a fault makes fail may have to try all values of all its names. A scenario that
  /// needs very many shows nothing here.
  func scenarioLimits() -> [String: Int] {
    var result: [String: Int] = [:]
    for scenario in system.scenarios {
      search: for exponent in 10...16 {
        switch (try? scenario.run(in: system, scope: filled, limit: 1 << exponent))?.outcome {
        case .passed:
          result[scenario.name] = 1 << (exponent + 2)
          break search
        case .failed: break search
        case .undecided, nil: continue
        }
      }
    }
    return result
  }

  /// The first scenario of those with a limit that fails.
  func failingScenario(_ limits: [String: Int]) -> String? {
    system.scenarios.first { scenario in
      guard let limit = limits[scenario.name] else { return false }
      if case .failed? = (try? scenario.run(in: system, scope: filled, limit: limit))?.outcome { return true }
      return false
    }?.name
  }

  /// Searches one world.
  ///
  /// - Parameter isEnough: told the name of each property that is violated; where it says true the search stops.
  func survey(_ title: WorldTitle, until isEnough: (String, WorldSurvey) -> Bool = { _, _ in false })
    -> WorldSurvey
  {
    let world = World(system, threats: title.threats)
    var subjects = world.twinSubjects
    for smaller in titles where smaller.threats.isStrictSubset(of: title.threats) {
      let known = Set(World(system, threats: smaller.threats).twinSubjects)
      subjects.removeAll(where: known.contains)
    }
    let properties = system.properties.indices.map { PropertyID($0) }
    let job = Job(
      engine: .bounded, threats: title.threats, properties: properties, wantsDefinedness: true, twins: subjects,
      scope: scope, depth: bounds.depth, effort: VerificationOptions.defaultEffort, budget: bounds.budget)
    let decisions = Decisions(system: system)
    let words = SubjectNames(system)
    var survey = WorldSurvey()
    // Where nothing at all is open any more, the search ends early and has seen what there is.
    var isExhaustive = true
    for subject in subjects { survey.twins[words.name(subject)] = .some(nil) }
    JobExecutor(system: system).run(job) { event in
      switch event {
      case .depthDone(let depth): survey.depth = depth
      case .witness(let subject, let trace): survey.twins[words.name(subject)] = trace.steps.count
      case .held(let property, let bound):
        survey.held[name(property)] = bound.depth
        isExhaustive = isExhaustive && bound.isExhaustive
      case .violated(let property, let violation):
        let name = name(property)
        survey.violations[name] = Attack(violation.trace, system)
        if property.map({ decisions.standing(of: $0, title.threats) == .open }) ?? true {
          survey.open.insert(name)
        }
        return !isEnough(name, survey)
      case .undecided: isExhaustive = false
      case .certified, .impossible, .question, .lemmas, .scenario: break
      case .finished: if isExhaustive { survey.depth = bounds.depth }
      case .failed(let failure): survey.problem = "\(failure)"
      }
      return true
    }
    return survey
  }

  private func name(_ property: PropertyID?) -> String {
    property.map { system.properties[$0.index].name } ?? ""
  }
}

/// Names of twins that do not change when a rule or an action elsewhere does.
struct SubjectNames {
  let system: TransitionSystem

  init(_ system: TransitionSystem) { self.system = system }

  func name(_ subject: Twin.Subject) -> String {
    switch subject {
    case .action(let action): "action \(name(action))"
    case .permit(let action, let position): "permit \(rule(action, position))"
    case .forbid(let action, let position): "forbid \(rule(action, position))"
    case .honest(let action, let position): "honest \(position + 1) of \(name(action))"
    case .antecedent(let property): "left side of \(system.properties[property.index].name)"
    }
  }

  private func name(_ action: ActionID) -> String { system.actions[action.index].name }

  /// The action, whom the rule is for, and its number among the rules of the action that are for the same.
  private func rule(_ action: ActionID, _ position: Int) -> String {
    let rules = system.actions[action.index].rules
    let own = subject(rules[position])
    let number = rules[...position].filter { $0.effect == rules[position].effect && subject($0) == own }.count
    return "\(own) \(name(action))\(number > 1 ? " (\(number))" : "")"
  }

  private func subject(_ rule: PolicyRule) -> String {
    guard let subject = rule.subject else { return "any" }
    let entity = system.entities[subject.role.index]
    guard let rank = subject.rank, let ranks = entity.ranks else { return entity.name }
    return "\(entity.name).\(system.enumerations[ranks.index].members[rank])"
  }
}
