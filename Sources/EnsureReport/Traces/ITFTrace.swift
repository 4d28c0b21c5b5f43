import EnsureModel

extension ViolatedTrace {
  /// The trace in Apalache's Informal Trace Format (ADR 015 of Apalache), for the viewers that read it.
  ///
  /// A variable is a global, or a field: then a map from the instances to their values. `mbt::actionTaken` and
  /// `mbt::nondetPicks` say what led to a state, as Quint has them. Instances and members are strings, whole numbers
  /// are always `#bigint`: money in minor units, durations and instants in ticks, an instant relative to the present.
  public var itf: JSON {
    let format = ITFFormat(trace: self)
    return .object(
      [
        (
          "#meta",
          .object([
            ("format", .string("ITF")),
            ("format-description", .string("https://apalache-mc.org/docs/adr/015adr-trace.html")),
            ("description", .string("\(system.name): \(title)")), ("source", .string("ensure")),
            ("varTypes", .object(format.types)),
          ])
        ),
        ("params", .array([])),
        ("vars", .array(format.types.map { .string($0.0) })),
        ("states", .array(format.states)),
      ] + (format.loop.map { [("loop", JSON.integer($0))] } ?? []))
  }
}

/// Puts states into ITF.
private struct ITFFormat {
  private let trace: ViolatedTrace
  private let layout: Layout
  /// The variables in their order: the places that each stands for.
  private let variables: [(name: String, places: [(instance: String?, slot: Int)], type: ValueType)]

  init(trace: ViolatedTrace) {
    self.trace = trace
    layout = trace.interpreter.layout
    let printer = trace.teller.places
    var variables: [(name: String, places: [(instance: String?, slot: Int)], type: ValueType)] = []
    var positions: [String: Int] = [:]
    for (slot, place) in layout.places.enumerated() {
      let (name, instance): (String, String?)
      switch place {
      case .start: continue
      case .global(let global): (name, instance) = (trace.system.globals[global.index].name, nil)
      case .field(let id, let number):
        let field = trace.system.fields[id.index]
        name = "\(trace.system.entities[field.entity.index].name).\(field.name)"
        instance = printer.values.instance(number, of: field.entity)
      }
      if let known = positions[name] {
        variables[known].places.append((instance, slot))
      } else {
        positions[name] = variables.count
        variables.append((name, [(instance, slot)], trace.system.type(of: place)))
      }
    }
    self.variables = variables
  }

  /// The variables and their types, in the type language of Apalache.
  var types: [(String, JSON)] {
    variables.map { variable in
      let type = Self.type(variable.type)
      return (variable.name, .string(variable.places.first?.instance == nil ? type : "Str -> \(type)"))
    } + [("mbt::actionTaken", .string("Str")), ("mbt::nondetPicks", .string("Str -> Str"))]
  }

  private static func type(_ type: ValueType) -> String {
    switch type.sort {
    case .boolean: "Bool"
    case .integer, .instant: "Int"
    case .enumeration, .reference: "Str"
    }
  }

  /// Where the loop begins. States stand behind the steps that lead to them, so the loop of a lasso begins behind its
  /// first step; for a run that idles for ever there is one more state that idling leads to.
  var loop: Int? { trace.trace.loop.map { $0 + 1 } }

  var states: [JSON] {
    let steps = trace.trace.steps
    var states = [state(0, trace.trace.initial, action: "init", picks: [])]
    for (position, step) in steps.enumerated() {
      states.append(state(position + 1, step.state, action: action(step), picks: picks(step)))
    }
    if trace.trace.loop == steps.count {
      states.append(state(steps.count + 1, trace.trace.last, action: "idle", picks: []))
    }
    return states
  }

  private func state(_ index: Int, _ state: State, action: String, picks: [(String, String)]) -> JSON {
    let values = variables.map { variable -> (String, JSON) in
      guard let first = variable.places.first, first.instance != nil else {
        return (
          variable.name, variable.places.first.map { value(state.values[$0.slot], variable.type) } ?? .null
        )
      }
      let pairs = variable.places.map { place in
        JSON.array([.string(place.instance ?? ""), value(state.values[place.slot], variable.type)])
      }
      return (variable.name, .object([("#map", .array(pairs))]))
    }
    let chosen = picks.map { JSON.array([.string($0.0), .string($0.1)]) }
    let told: [(String, JSON)] = [
      ("mbt::actionTaken", .string(action)), ("mbt::nondetPicks", .object([("#map", .array(chosen))])),
    ]
    return .object([("#meta", .object([("index", .integer(index))]))] + values + told)
  }

  private func value(_ value: Integer, _ type: ValueType) -> JSON {
    switch type.sort {
    case .boolean: .boolean(value != 0)
    case .integer, .instant: .object([("#bigint", .string(value.description))])
    case .enumeration, .reference: .string(trace.teller.values.text(value, type))
    }
  }

  private func action(_ step: TraceStep) -> String {
    switch step.event {
    case .idle: "idle"
    case .delay: "time passes"
    case .action(let id, _, _): trace.system.actions[id.index].name
    }
  }

  /// What was chosen in a step, as text: the parameters, who acts, and whether he may. The last two have names that
  /// no parameter has.
  private func picks(_ step: TraceStep) -> [(String, String)] {
    switch step.event {
    case .idle: return []
    case .delay(let ticks): return [("ticks", trace.teller.values.number(ticks, .duration))]
    case .action(let id, let arguments, let agency):
      let variables = trace.system.actions[id.index].parameters.map {
        trace.interpreter.world.bank.variables[$0.variable.index]
      }
      var picks = trace.teller.values.told(variables, arguments).map {
        ($0.name, trace.teller.values.text($0.value))
      }
      if let principal = step.principal {
        picks.append(("ensure::by", trace.teller.values.instance(principal.instance, of: principal.entity)))
      }
      if agency != .genuine { picks.append(("ensure::agency", "forged")) }
      return picks
    }
  }
}

extension TransitionSystem {
  /// What a place of a state holds. An amount that carries its currency and the currency are two places here.
  fileprivate func type(of place: Layout.Place) -> ValueType {
    switch place {
    case .start: ValueType(.instant)
    case .global(let global): globals[global.index].type
    case .field(let field, _): fields[field.index].type
    }
  }
}
