import EnsureModel

/// What a temporal property, and the fairness that it rests on, can tell of a step besides the states around it.
struct StepSignature {
  /// Steps with equal labels are alike.
  enum Label: Hashable {
    case delay(Integer)
    case other
    /// An action that an atom or a duty names; whether it was genuine, and kept `honest`; what else it named.
    case action(ActionID, [Integer], isGenuine: Bool, isHonest: Bool, TraceStep.Principal?)
  }

  private let named: Set<ActionID>

  init(_ world: World, _ property: Property) {
    var named: Set<ActionID> = []
    for duty in world.duties(assuming: property.assumptions) {
      for way in duty.ways { named.insert(way.move.action) }
    }
    var hasStuck = false
    var open = property.obligation.map { [$0] } ?? []
    while let formula = open.popLast() {
      switch formula {
      case .action(let action, _, _): named.insert(action)
      case .stuck: hasStuck = true
      default: break
      }
      open += formula.operands
    }
    for (index, action) in world.system.actions.enumerated() {
      if let imitated = action.imitates, named.contains(imitated) { named.insert(ActionID(index)) }
    }
    // Whom a step names decides which instances are untouched, and who is stuck.
    if hasStuck || !world.duties(assuming: property.assumptions).isEmpty {
      named = Set(world.system.actions.indices.map(ActionID.init))
    }
    self.named = named
  }

  func label(of step: TraceStep) -> Label {
    switch step.event {
    case .delay(let ticks): return .delay(ticks)
    case .idle: return .other
    case .action(let action, let arguments, let agency):
      guard named.contains(action) else { return .other }
      return .action(
        action, arguments, isGenuine: agency == .genuine, isHonest: step.brokenHonesty.isEmpty, step.principal)
    }
  }
}
