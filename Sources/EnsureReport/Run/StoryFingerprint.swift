import EnsureModel

/// Fingerprints of what was found. They depend on names of the spec only: not on lines, files, amounts or the
/// numbers of instances.
struct StoryFingerprint {
  let system: TransitionSystem

  /// The same as long as it is about the same property in the same world of the same system.
  func cell(_ cell: Cell) -> Fingerprint {
    let property = cell.property.map { system.properties[$0.index].name }
    let threats = cell.threats.sorted().map { system.threats[$0.index].name }
    return Fingerprint(["cell", system.name, property ?? ""] + threats.sorted())
  }

  /// The same as long as the property fails in the same way: by the same actions, taken by the same kinds of
  /// people, in the same order.
  func story(_ violation: Violation, of property: PropertyID?) -> Fingerprint {
    let name = property.map { system.properties[$0.index].name }
    let steps = violation.trace.steps.map { step in
      switch step.event {
      case .idle: "idle"
      case .delay: "delay"
      case .action(let id, _, let agency):
        "\(word(agency)) \(system.actions[id.index].name) \(step.brokenHonesty)"
      }
    }
    let loop = violation.trace.loop.map { "loop \($0)" } ?? ""
    return Fingerprint(["story", system.name, name ?? "", violation.failure.word] + steps + [loop])
  }

  private func word(_ agency: Agency) -> String {
    switch agency {
    case .genuine: "genuine"
    case .forged(let threat, _): "forged by \(system.threats[threat.index].name)"
    case .threatStep(let threat): "step of \(system.threats[threat.index].name)"
    }
  }
}
