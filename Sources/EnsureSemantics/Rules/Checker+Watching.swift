import EnsureModel
import EnsureSyntax

/// What a monitor could see (SEMANTICS 28): a property whose parts only silent actions can change says nothing at run
/// time, however long one watches.
extension Checker {
  /// What can change: a field, a set or a global, by its position.
  private enum Changeable: Hashable {
    case field(Int)
    case global(Int)
  }

  func checkWatching() {
    guard !system.observations.isEmpty else { return }
    var seen: Set<Int> = []
    var readings: Set<Int> = []
    for observation in system.observations {
      switch observation.target {
      case .action(let action): seen.insert(action)
      case .reading(let reading): readings.insert(reading)
      }
    }
    let written = system.actions.map { $0.threat == nil ? writes($0.body) : [] }
    for property in system.properties {
      var reads: Set<Changeable> = []
      var changers: Set<Int> = []
      var isOpen = false
      for part in [property.body] + property.assumptions { survey(part, &reads, &changers, &isOpen) }
      if isOpen
        || reads.contains(where: { if case .field(let field) = $0 { readings.contains(field) } else { false } })
      {
        continue
      }
      for position in system.actions.indices where !written[position].isDisjoint(with: reads) {
        changers.insert(position)
      }
      if changers.isEmpty || !changers.isDisjoint(with: seen) { continue }
      let names = changers.sorted().map { "`\(system.actions[$0].name)`" }
      complain(
        .unwatchable,
        "no event shows whether `\(property.name)` holds: nothing says which one is \(names.joined(separator: " or "))",
        at: property.range,
        notes: ["a monitor would have nothing to watch; map one of them with `observe`"])
    }
  }

  /// What a formula reads, and the actions that it speaks of; open if it speaks of every step, or of time.
  private func survey(
    _ expression: TypedExpression, _ reads: inout Set<Changeable>, _ actions: inout Set<Int>,
    _ isOpen: inout Bool
  ) {
    switch expression.kind {
    case .field(let field, _): reads.insert(.field(field))
    case .global(let global): reads.insert(.global(global))
    case .atom(let action, _, _): actions.insert(action)
    case .stuck, .now: isOpen = true
    case .call(let function, _):
      if let body = system.functions[function].body { survey(body, &reads, &actions, &isOpen) }
    default: break
    }
    for child in expression.children { survey(child, &reads, &actions, &isOpen) }
  }

  /// What a body may change, through effects too. What sets the truth of a sensor sets its reading.
  private func writes(_ body: [TypedStatement]) -> Set<Changeable> {
    var found: Set<Changeable> = []
    for statement in body {
      statement.walk { inner in
        switch inner {
        case .assign(.field(let field, of: _), _, _, _):
          found.insert(.field(field))
          if case .truth(let reading)? = system.fields[field].sensor { found.insert(.field(reading)) }
        case .assign(.global(let global), _, _, _): found.insert(.global(global))
        case .call(let effect, _, _): found.formUnion(writes(system.effects[effect].body))
        default: break
        }
      }
    }
    return found
  }
}
