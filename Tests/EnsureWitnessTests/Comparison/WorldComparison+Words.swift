import EnsureModel

/// States and values in words, for the report of a disagreement.
extension WorldComparison {
  func describe(_ value: NaiveValue) -> String {
    switch value {
    case .truth(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .money(let value, let code): return "\(value) \(code)"
    case .member(let name): return name
    case .instant(let value): return "@\(value)"
    case .nothing: return "none"
    case .instance(let instance):
      switch instance.identity {
      case .number(let number): return "\(instance.entity)#\(number)"
      case .keys(let keys): return "\(instance.entity)[\(keys.map { describe($0) }.joined(separator: ", "))]"
      }
    }
  }

  func describe(_ state: NaiveState) -> String {
    var parts = state.fields.map {
      "\(describe(.instance($0.key.instance))).\($0.key.field)=\(describe($0.value))"
    }
    for (place, members) in state.sets where !members.isEmpty {
      let names = members.map { describe(.instance($0)) }.sorted()
      parts.append("\(describe(.instance(place.instance))).\(place.field)={\(names.joined(separator: ","))}")
    }
    parts += state.globals.map { "\($0.key)=\(describe($0.value))" }
    parts += state.globalSets.map {
      "\($0.key)={\($0.value.map { describe(.instance($0)) }.sorted().joined(separator: ","))}"
    }
    parts += state.held.map { "held \(describe(.instance($0.instance))).\($0.field)" }
    parts += state.late.map { "late \(describe(.instance($0.key.instance))).\($0.key.field)=@\($0.value)" }
    parts += state.made.map { "made \(describe(.instance($0)))" }
    parts += state.letters.map { "\(describe(.instance($0.key))): \($0.value)" }
    parts += state.known.map { "known \(describe(.instance($0)))" }
    parts += state.guesses.map { "\($0.key): \($0.value)" }
    parts += state.persons.map { "person(\(describe(.instance($0.key))))=\($0.value)" }
    return "now=\(state.now) " + parts.sorted().joined(separator: " ")
  }

  func describe(_ outcome: NaiveOutcome) -> String {
    switch outcome {
    case .defect: "a defect"
    case .state(let state, let broken): describe(state) + (broken.isEmpty ? "" : " breaking \(broken)")
    }
  }

  func describe(_ outcome: Outcome) -> String {
    guard let state = outcome.state else { return "a defect" }
    let system = interpreter.world.system
    let parts = zip(interpreter.layout.places, state.values).map { place, value in
      switch place {
      case .start: "start=\(value)"
      case .global(let id): "\(system.globals[id.index].name)=\(value)"
      case .field(let id, let number):
        "\(system.entities[system.fields[id.index].entity.index].name)#\(number).\(system.fields[id.index].name)=\(value)"
      }
    }
    return parts.sorted().joined(separator: " ") + (outcome.broken.isEmpty ? "" : " breaking \(outcome.broken)")
  }
}
