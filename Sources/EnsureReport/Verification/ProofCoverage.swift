import EnsureModel

/// What of a spec no proof of a run needs.
struct ProofCoverage {
  /// Conditions that are written in the spec, in its order.
  let conditions: [StepCondition]
  /// Sensors of which neither a lemma nor a condition that is needed speaks, as the fields of their readings.
  let sensors: [FieldID]
  /// The properties that are proved in no world, of those that were asked about: they may need some of it.
  let unproved: [PropertyID]

  /// What the proofs of a report leave; nil if there are none that say what they need.
  init?(_ system: TransitionSystem, _ report: VerificationReport, _ words: ConditionText) {
    let uses = report.proofs.compactMap(\.uses)
    if uses.isEmpty { return nil }
    let needed = Set(uses.flatMap(\.conditions))
    // What `unique` says is said once, for all actions.
    func declaration(_ condition: StepCondition) -> Origin? {
      guard case .unique(let position) = condition.kind else { return nil }
      return system.actions[condition.action.index].commits[position].origin
    }
    var known = Set(needed.compactMap(declaration))
    conditions = Self.written(in: system, words).filter { condition in
      if needed.contains(condition) { return false }
      return declaration(condition).map { known.insert($0).inserted } ?? true
    }
    let read = Set(uses.flatMap(\.sensors))
    sensors = system.fields.indices.map { FieldID($0) }.filter {
      system.fields[$0.index].kind == .reading && !read.contains($0)
    }
    let proved = Set(report.proofs.compactMap(\.property))
    let asked = Set(report.cells.compactMap(\.property))
    unproved = asked.subtracting(proved).sorted()
  }

  /// All conditions that somebody has written down.
  private static func written(in system: TransitionSystem, _ words: ConditionText) -> [StepCondition] {
    var all: [StepCondition] = []
    for (index, action) in system.actions.enumerated() where action.deed == nil && action.imitates == nil {
      let id = ActionID(index)
      func add(_ kind: StepCondition.Kind, parts: Term? = nil) {
        let count = parts.map { system.bank.conjuncts($0).count } ?? 1
        all += (0..<count).map { StepCondition(id, kind, part: $0) }
      }
      if action.principal?.role.rank != nil { add(.by) }
      for position in action.distinct.indices { add(.distinct(position)) }
      for (position, clause) in action.requires.enumerated() where !words.isReceipt(id, position) {
        add(.requires(position), parts: clause.term)
      }
      if action.rules.contains(where: { $0.effect == .permit }) { add(.policy) }
      for (position, rule) in action.rules.enumerated() where rule.effect == .forbid { add(.forbid(position)) }
      for (position, clause) in action.honest.enumerated() { add(.honest(position), parts: clause.term) }
      for position in action.commits.indices { add(.unique(position)) }
    }
    for (index, threat) in system.threats.enumerated() {
      for (position, power) in threat.powers.enumerated() {
        guard case .attacker(let known) = power, let when = known.when else { continue }
        for part in system.bank.conjuncts(when.term).indices {
          all.append(StepCondition(known.action, .when(ThreatID(index), power: position), part: part))
        }
      }
    }
    return all
  }
}
