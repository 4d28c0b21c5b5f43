import EnsureModel

/// A trace as a code flow (SARIF 2.1.0, section 3.36): each step at its action, with what it changes; at the end the
/// property, with what fails.
struct SarifFlow {
  let json: JSON

  /// The flow of a violation; nil if its scope cannot be laid out.
  init?(
    _ system: TransitionSystem, _ violation: Violation, _ finding: Finding, _ threats: Set<ThreatID>,
    _ places: SarifPlaces
  ) {
    guard let interpreter = try? Interpreter(World(system, threats: threats), scope: violation.trace.scope)
    else { return nil }
    let story = Story(violation, of: finding.propertyID, interpreter)
    let trace = violation.trace
    var locations: [JSON] = []
    func add(_ origin: Origin?, _ message: String, importance: String, level: Int = 0) {
      guard !message.isEmpty, let location = places.location(origin, message) else { return }
      locations.append(
        .object([
          ("location", location), ("importance", .string(importance)),
          ("executionOrder", .integer(locations.count + 1)), ("nestingLevel", .integer(level)),
        ]))
    }
    let property = finding.propertyID.map { system.properties[$0.index] }
    if !story.opening.isEmpty {
      add(property?.origin, "at first: " + story.opening.joined(separator: "; "), importance: "important")
    }
    var last = property?.origin
    for (position, (step, told)) in zip(trace.steps, story.steps).enumerated() {
      var action: Action?
      if case .action(let id, _, _) = step.event { action = system.actions[id.index] }
      last = action?.origin ?? last
      let again = trace.loop == position ? "from here on again and again: " : ""
      let changes = told.changes.isEmpty ? "" : "\n" + told.changes.joined(separator: "\n")
      let powers = told.powers.map { "\n\($0)" }.joined()
      // Time passes nowhere in the text; the reader is left where he was.
      add(
        last, "\(position + 1). \(again)\(told.title)\(powers)\(changes)",
        importance: told.isAttack ? "essential" : "important")
      for clause in step.brokenHonesty {
        guard let broken = action?.honest, broken.indices.contains(clause) else { continue }
        add(broken[clause].origin, "this discipline is broken", importance: "essential", level: 1)
      }
    }
    if trace.loop == trace.steps.count {
      add(last, "then nothing more, for ever", importance: "important")
    }
    add(property?.body ?? last, story.ending.joined(separator: "\n"), importance: "essential")
    if locations.isEmpty { return nil }
    json = .object([("threadFlows", .array([.object([("locations", .array(locations))])]))])
  }
}
