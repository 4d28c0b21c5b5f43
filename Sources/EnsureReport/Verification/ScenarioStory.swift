import EnsureModel

/// What became of a scenario, in a line if all is well and as a story if not.
struct ScenarioStory {
  let scenario: Scenario
  let result: ScenarioResult

  init(_ scenario: Scenario, _ result: ScenarioResult) {
    self.scenario = scenario
    self.result = result
  }

  func text(title: String, place: (Origin) -> String, style: TextStyle) -> String {
    switch result.outcome {
    case .passed: return "\(title): passed\n"
    case .undecided(let tried): return "\(title): unknown: \(tried) steps were tried, which was not enough\n"
    case .failed(let failure):
      let way =
        failure.trace.steps.isEmpty
        ? "" : interpreter.map { Story(failure.trace, $0).text(style: style) } ?? ""
      return "\(title): failed\n\(way)  \(reason(failure, place))\n"
    }
  }

  private var interpreter: Interpreter? { try? Interpreter(result.world, scope: result.scope) }

  func reason(_ failure: ScenarioResult.Failure, _ place: (Origin) -> String) -> String {
    let at = scenario.items.indices.contains(failure.item) ? place(origin(scenario.items[failure.item])) : ""
    switch failure.reason {
    case .givens: return "\(place(scenario.origin)): no initial state of the scope is as `given` says"
    case .blocked(let explanation):
      let why = interpreter.flatMap { interpreter in
        move(at: failure.item).map { RefusalPrinter(interpreter).text(explanation, of: $0) }
      }
      return "\(at): this step cannot be taken: \(why ?? "nobody may take it")"
    case .nobody: return "\(at): \(standstill(failure))"
    case .undefined(let undefined):
      let reason =
        switch undefined.reason {
        case .divisionByZero: "a division by zero"
        case .none: "a field of `none`"
        case .outOfRange: "a value outside its range"
        }
      return "\(at): this has no value: \(reason)"
    case .expectation(let readings):
      let printer = TermPrinter(result.world.system, result.world.bank)
      let layout = try? Layout(result.world.system, result.scope)
      let values = ValuePrinter(result.world.system, layout: layout)
      let shown = printer.readings(readings, values)
      return "\(at): this does not hold\(shown.isEmpty ? "" : ": \(shown.joined(separator: ", "))")"
    case .possible: return "\(at): this step is possible, and the scenario says that it is not"
    }
  }

  /// Why there is nobody who could take the step, or why time does not pass.
  private func standstill(_ failure: ScenarioResult.Failure) -> String {
    guard case .wait(let ticks, _) = scenario.items[failure.item] else {
      return "nobody of the scope can take this step"
    }
    guard let interpreter, let (deadline, instance) = interpreter.missed(ticks, in: failure.trace.last) else {
      return "time cannot pass here"
    }
    let values = ValuePrinter(interpreter.world.system, layout: interpreter.layout)
    let name = interpreter.world.system.actions[deadline.action.index].name
    var whom = ""
    if let instance, let entity = deadline.instances?.entity {
      whom = " of \(values.text(Integer(instance), ValueType(.reference(entity))))"
    }
    return "so much time cannot pass here: `\(name)`\(whom) is due within "
      + "\(values.number(deadline.ticks, .duration)) of being possible, and comes before that"
  }

  /// Where the item stands that goes wrong; nil if it is none.
  func origin(of failure: ScenarioResult.Failure) -> Origin? {
    scenario.items.indices.contains(failure.item) ? origin(scenario.items[failure.item]) : nil
  }

  private func origin(_ item: Scenario.Item) -> Origin {
    switch item {
    case .step(let step), .impossible(let step): step.origin
    case .wait(_, let origin): origin
    case .expect(let clause): clause.origin
    }
  }

  /// The genuine move that a scenario's item asks for.
  private func move(at item: Int) -> Move? {
    guard scenario.items.indices.contains(item), case .step(let step) = scenario.items[item] else { return nil }
    return result.world.genuineMove(of: step.action)
  }
}
