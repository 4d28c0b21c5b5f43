public import EnsureModel

/// Says whether verifying a spec with a fault shows it: whether the result is worse than without. What is unknown in
/// both does not count, nor does what the search was too shallow for.
public struct FaultJudge {
  private let bounds: JudgementBounds
  /// The scenarios that pass without a fault, each with how many steps it may try.
  private let scenarios: [String: Int]
  private let worlds: [String: WorldSurvey]

  /// A judge of the faults of `original`.
  public init(_ original: TransitionSystem, _ bounds: JudgementBounds = JudgementBounds()) {
    self.bounds = bounds
    let surveyor = Surveyor(original, bounds)
    scenarios = surveyor.scenarioLimits()
    let titles = bounds.depth > 0 ? surveyor.titles : []
    worlds = Dictionary(
      titles.map { ($0.name, surveyor.survey($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Why the spec without a fault cannot be searched in some world; nil if it can.
  public var problem: String? { worlds.values.map(\.problem).filter { !$0.isEmpty }.min() }

  /// Judges the spec with a fault; ends at the first thing that shows it.
  public func judge(_ changed: TransitionSystem) -> FaultOutcome {
    let surveyor = Surveyor(changed, bounds)
    if let name = surveyor.failingScenario(scenarios) { return .caught(.scenario, "`\(name)` fails") }
    for title in surveyor.titles {
      guard let before = worlds[title.name] else { continue }
      func isNew(_ name: String, _ survey: WorldSurvey) -> Bool {
        survey.open.contains(name) && !before.open.contains(name)
      }
      let after = surveyor.survey(title, until: isNew)
      if !after.problem.isEmpty { return .unjudged("in \(title.name): \(after.problem)") }
      if let name = after.open.filter({ isNew($0, after) }).min() {
        let what = name.isEmpty ? "a step without a value" : "`\(name)`"
        return .caught(.violation, "\(what) in \(title.name), \(after.violations[name]?.length ?? 0) steps")
      }
      if let name = lostViolation(before, after) {
        return .caught(.expectation, "`\(name)` is no longer violated in \(title.name)")
      }
      if let (name, attack) = changedAttack(before, after) {
        return .caught(.attack, "`\(name)` is violated in \(title.name) by another run: \(attack.text)")
      }
      if let name = lostWitness(before, after) {
        return .caught(.twin, "no witness of \(name) in \(title.name)")
      }
    }
    return .survived
  }

  /// A property that the spec expects or accepts to be violated, and that the same depth no longer breaks.
  private func lostViolation(_ before: WorldSurvey, _ after: WorldSurvey) -> String? {
    before.violations.filter { name, attack in
      !before.open.contains(name) && after.violations[name] == nil && (after.held[name] ?? -1) >= attack.length
    }.keys.min()
  }

  /// A property that the spec expects or accepts to be violated, and whose shortest attack is another one. The exit
  /// status stays as it is, but the table that is printed does not.
  private func changedAttack(_ before: WorldSurvey, _ after: WorldSurvey) -> (String, Attack)? {
    before.violations.filter { !before.open.contains($0.key) }.compactMap { name, old in
      after.violations[name].flatMap { new in new == old ? nil : (name, new) }
    }.min { $0.0 < $1.0 }
  }

  /// Something that could be empty and was not; a search that ended at the very length of the old witness may not have
  /// asked about it.
  private func lostWitness(_ before: WorldSurvey, _ after: WorldSurvey) -> String? {
    before.twins.filter { name, length in
      guard let length, let now = after.twins[name], now == nil else { return false }
      return after.depth > length
    }.keys.min()
  }
}
