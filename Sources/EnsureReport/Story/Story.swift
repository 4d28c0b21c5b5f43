public import EnsureModel

/// A trace, told for people: what matters of the first state, each step with who takes it and what it changes, and
/// at the end what fails, with the values put in.
public struct Story: Sendable {
  /// One step.
  public struct Step: Hashable, Sendable {
    /// Who does what: `the attacker: capture(o: order1, amount: 0.01 EUR)`.
    public let title: String
    /// The powers that the step uses and the disciplines that it breaks.
    public let powers: [String]
    /// What it changes: `order1.captured: 0.00 EUR -> 0.01 EUR`.
    public let changes: [String]
    /// Whether it needs a threat.
    public let isAttack: Bool
  }

  /// What is not given by the spec in the first state, as far as the story depends on it.
  public let opening: [String]
  /// What happens.
  public let steps: [Step]
  /// What fails; empty for a story that only shows that something can happen.
  public let ending: [String]
  /// How many steps lead to the loop, for a run that goes round for ever.
  public let loop: Int?
  /// The tallies that go on changing in the loop: `order1.charged`. Nothing that counts asks about them.
  public let drift: [String]

  /// The story of a violation.
  ///
  /// - Parameters:
  ///   - property: the property; nil for the definedness of steps.
  ///   - interpreter: that of the trace's world and scope.
  public init(_ violation: Violation, of property: PropertyID?, _ interpreter: Interpreter) {
    let teller = StoryTeller(interpreter, violation.trace)
    let properties = interpreter.world.system.properties
    let known = property.flatMap { properties.indices.contains($0.index) ? properties[$0.index] : nil }
    opening = teller.opening(property: known, violation.failure)
    var steps = teller.steps()
    if case .stepUndefined = violation.failure, let last = steps.popLast() {
      // The step that meets the term never takes place.
      steps.append(Step(title: last.title, powers: last.powers, changes: [], isAttack: last.isAttack))
    }
    self.steps = steps
    ending = teller.ending(property, property: known, violation.failure)
    loop = violation.trace.loop
    drift = teller.drift()
  }

  /// The story of a trace that shows that something is possible.
  public init(_ trace: Trace, _ interpreter: Interpreter) {
    let teller = StoryTeller(interpreter, trace)
    opening = teller.opening(property: nil, nil)
    steps = teller.steps()
    ending = []
    loop = trace.loop
    drift = teller.drift()
  }

  /// The whole text, each line indented by `indent` columns; it ends with a line feed.
  public func text(style: TextStyle = .plain, indent: Int = 2) -> String {
    let margin = String(repeating: " ", count: indent)
    let digits = String(steps.count).count
    let inner = margin + String(repeating: " ", count: digits + 2) + "  "
    var lines: [String] = []
    if !opening.isEmpty {
      lines.append("\(margin)at first")
      lines += opening.map { inner + $0 }
    }
    let names = drift.map { "`\($0)`" }.joined(separator: " and ")
    let whatever = drift.isEmpty ? "" : ", whatever \(names) come\(drift.count == 1 ? "s" : "") to"
    for (position, step) in steps.enumerated() {
      if position == loop { lines.append("\(margin)then, again and again\(whatever)") }
      let number = String(position + 1)
      let padding = String(repeating: " ", count: digits - number.count)
      lines.append("\(margin)\(padding)\(number). \(style.paint(step.title, step.isAttack ? .bad : .strong))")
      lines += step.powers.map { inner + style.paint($0, .unclear) }
      lines += step.changes.map { inner + $0 }
    }
    if loop == steps.count { lines.append("\(margin)then nothing more, for ever") }
    for (position, line) in ending.enumerated() {
      lines.append(position == 0 ? margin + style.paint(line, .error) : inner + line)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
