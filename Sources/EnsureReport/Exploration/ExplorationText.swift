public import EnsureModel

/// An exploration as text.
public struct ExplorationText {
  private let world: World
  private let exploration: Exploration
  private var system: TransitionSystem { world.system }

  /// The exploration of `world`.
  public init(_ world: World, _ exploration: Exploration) {
    self.world = world
    self.exploration = exploration
  }

  /// Counts, stuck instances and witnesses; it ends with a line feed.
  public var summary: String {
    let scope = ScopePrinter(system).text(exploration.bound.scope)
    let end = exploration.bound.isExhaustive ? "all of them" : "cut short"
    var lines = [
      "\(system.name), \(world.threats.isEmpty ? "honest world" : "world of \(system.title(of: world.threats))")",
      "scope: \(scope)",
      "distinct states: \(exploration.states) (\(end))",
      "initial states: \(exploration.initialStates)",
      "transitions: \(exploration.transitions)",
      "depth: \(exploration.bound.depth)",
      "",
    ]
    lines += stuck
    lines.append("")
    lines.append("witnesses:")
    lines += exploration.twins.map { twin in
      "  \(describe(twin.subject)): \(twin.steps.map { Sentence.count($0, "step") } ?? "none in this scope")"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var stuck: [String] {
    guard let stuck = exploration.stuck else {
      return ["stuck instances: not looked for (the exploration was cut short, or --symmetry is on)"]
    }
    let found = stuck.filter { $0.states > 0 }
    if found.isEmpty { return ["stuck instances: none"] }
    var lines = ["stuck instances:"]
    for entry in found {
      lines.append(
        "  \(system.entities[entry.entity.index].name): in \(Sentence.count(entry.states, "state")); a shortest way to one:"
      )
      guard let trace = entry.trace, let interpreter = try? Interpreter(world, scope: trace.scope) else {
        continue
      }
      let story = Story(trace, interpreter).text(style: .plain, indent: 4)
      lines += story.split(separator: "\n").map(String.init)
    }
    return lines
  }

  private func describe(_ subject: Twin.Subject) -> String {
    func action(_ id: ActionID) -> String { system.actions[id.index].name }
    func rule(_ id: ActionID, _ position: Int) -> String {
      let rule = system.actions[id.index].rules[position]
      let who = rule.subject.map { FormulaPrinter(system).text($0) } ?? "any"
      return "\(rule.effect == .permit ? "permit" : "forbid") \(who) \(action(id)) (policy \(rule.policy))"
    }
    let printer = TermPrinter(system, world.bank)
    return switch subject {
    case .action(let id): "\(action(id)) is possible"
    case .permit(let id, let position): "\(rule(id, position)) grants"
    case .forbid(let id, let position): "\(rule(id, position)) blocks"
    case .honest(let id, let clause):
      "honest \(printer.text(system.actions[id.index].honest[clause].term)) (\(action(id))) blocks"
    case .antecedent(let property): "the antecedent of \(system.properties[property.index].name) holds"
    }
  }
}
