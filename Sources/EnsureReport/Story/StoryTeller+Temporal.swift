import EnsureModel

/// Why a run violates a temporal property: what triggered it, what never came, and who could have helped.
extension StoryTeller {
  func temporalReasons(_ id: PropertyID, _ values: [Integer]) -> [String] {
    guard let explanation = interpreter.explain(id, values, on: trace) else { return [] }
    let property = system.properties[id.index]
    let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
    var lines: [String] = []
    for finding in explanation.findings {
      for line in text(finding, environment) where !lines.contains(line) { lines.append(line) }
    }
    return lines + unforced(explanation.unforced)
  }

  // MARK: What decides

  private func text(_ finding: TemporalExplanation.Finding, _ environment: [VariableID: Integer]) -> [String] {
    let forged = finding.forged.map { "step \($0 + 1)" }
    let remark =
      forged.isEmpty
      ? []
      : [
        "\(Sentence.list(forged)) \(forged.count == 1 ? "is one" : "are such"), but forged: that keeps no promise"
      ]
    return [sentence(finding, environment)] + remark
  }

  private func sentence(_ finding: TemporalExplanation.Finding, _ environment: [VariableID: Integer]) -> String
  {
    let printer = FormulaPrinter(system)
    let text = printer.text(finding.formula)
    switch finding.formula {
    case .action:
      let who = finding.step.map { "step \($0 + 1)" } ?? "what follows"
      return finding.holds ? "\(who) is `\(text)`" : "\(who) is no \(kind(finding))`\(text)`"
    case .state(let term):
      let part = DecisivePart(term, is: finding.holds, interpreter, finding.state, environment)
      let reason = reasons(part, in: finding.state).joined(separator: ", ")
      return "\(moment(finding)) \(reason)"
    case .stuck:
      return "\(moment(finding)) `\(text)` is \(finding.holds)"
    case .eventually(let operand, within: let bound) where !finding.holds:
      let inner = printer.text(operand)
      guard let bound else { return "\(from(finding)) \(absent(operand, finding))`\(inner)` never comes" }
      let span = values.number(bound, .duration)
      return "\(from(finding)) \(absent(operand, finding))`\(inner)` does not come within \(span)"
    case .once(let operand, let window) where !finding.holds:
      return "\(past(operand, finding)) up to \(here(finding))\(span(window))"
    case .earlier(let operand, let window) where !finding.holds:
      return "\(past(operand, finding)) before \(here(finding))\(span(window))"
    case .always(let operand) where finding.holds:
      return "\(from(finding)) `\(printer.text(operand))` holds for ever"
    default: return "\(moment(finding)) `\(text)` is \(finding.holds)"
    }
  }

  /// "genuine ", where forged steps do not count.
  private func kind(_ finding: TemporalExplanation.Finding) -> String { finding.promises ? "genuine " : "" }

  private func absent(_ operand: Formula, _ finding: TemporalExplanation.Finding) -> String {
    if case .action(_, _, .byPolarity) = operand { return "a \(kind(finding))" }
    return ""
  }

  private func past(_ operand: Formula, _ finding: TemporalExplanation.Finding) -> String {
    let text = FormulaPrinter(system).text(operand)
    if case .action = operand { return "there is no \(kind(finding))`\(text)`" }
    return "`\(text)` never held"
  }

  private func span(_ window: Window?) -> String {
    window.map { " within the last \(values.number($0.upper, .duration))" } ?? ""
  }

  // MARK: When

  private func here(_ finding: TemporalExplanation.Finding) -> String {
    finding.step.map { "step \($0 + 1)" } ?? "the end"
  }

  private func moment(_ finding: TemporalExplanation.Finding) -> String {
    guard let step = finding.step else { return trace.steps.isEmpty ? "at first" : "at the end" }
    return step == 0 ? "at first" : "before step \(step + 1)"
  }

  private func from(_ finding: TemporalExplanation.Finding) -> String {
    if let step = finding.step { return "from step \(step + 1) on" }
    return trace.steps.isEmpty ? "from the start" : "then"
  }

  // MARK: Who could have helped

  private func unforced(_ found: [TemporalExplanation.Unforced]) -> [String] {
    found.map { item in
      let name = system.actions[item.action.index].name
      switch item.reason {
      case .optional: return "`\(name)` would be possible, but it is optional"
      case .notAssumed(let role):
        let whom = role.map { "`\(FormulaPrinter(system).text($0))` is fair" } ?? "it happens"
        return "`\(name)` would be possible, but nothing assumes that \(whom)"
      case .late(let threats):
        let names = Sentence.list(threats.map { "`\(system.threats[$0.index].name)`" })
        return
          "`\(name)` would be due, but \(names) \(threats.count == 1 ? "takes" : "take") its deadline away"
      case .interrupted(let role):
        let whom = FormulaPrinter(system).text(role)
        return
          "`\(name)` is possible again and again, but not all the time: `fair \(whom)` asks only for what stays possible, "
          + "`strongly fair \(whom)` for this as well"
      case .freed(let threats):
        let names = Sentence.list(threats.map { "`\(system.threats[$0.index].name)`" })
        return
          "`\(name)` would be possible, but \(names) \(threats.count == 1 ? "takes" : "take") fairness away"
      }
    }
  }
}
