import EnsureModel

/// A trace in the model's own numbers, for developers: nothing in it depends on how the report tells stories.
struct TraceListing {
  let text: String

  init(_ trace: Trace) {
    func numbers(_ values: [Integer]) -> String { values.map(\.description).joined(separator: " ") }
    var lines = ["initial: \(numbers(trace.initial.values))"]
    for (position, step) in trace.steps.enumerated() {
      let event =
        switch step.event {
        case .action(let action, let arguments, let agency):
          "action \(action.index) (\(numbers(arguments))) \(Self.words(agency))"
        case .delay(let ticks): "delay \(ticks)"
        case .idle: "idle"
        }
      var line = "\(position + 1): \(event)"
      if let principal = step.principal { line += " by \(principal.entity.index)#\(principal.instance)" }
      if !step.threats.isEmpty { line += " threats \(step.threats.sorted().map { String($0.index) })" }
      if !step.brokenHonesty.isEmpty { line += " broken \(step.brokenHonesty)" }
      if !step.arbitrary.isEmpty { line += " arbitrary \(numbers(step.arbitrary))" }
      lines.append(line)
      lines.append("   \(numbers(step.state.values))")
    }
    if let loop = trace.loop { lines.append("loop: back to the state behind step \(loop)") }
    text = lines.joined(separator: "\n")
  }

  private static func words(_ agency: Agency) -> String {
    switch agency {
    case .genuine: "genuine"
    case .forged(let threat, let power): "forged by threat \(threat.index), power \(power)"
    case .threatStep(let threat): "step of threat \(threat.index)"
    }
  }
}
