/// What a run, or every run with a prefix, says of a temporal property.
public enum TemporalJudgement: Hashable, Sendable {
  /// The property is false (or, after another continuation, without a value): whatever follows, if the trace is a
  /// prefix.
  case violated
  /// It is true, whatever follows.
  case satisfied
  /// It depends on what follows.
  case open
  /// A term of the property that has to be read has no value: a defect of the spec.
  case undefined(Undefined)
  /// It cannot be told here.
  case undecided(Undecided)
}

extension Interpreter {
  /// Evaluates a temporal property, with the formulas that it assumes but without regard to fairness, on a trace that
  /// is one of this interpreter.
  ///
  /// A prefix that violates the property does so in a fair run too: every prefix of a run can be prolonged to one
  /// that is fair to each of countably many tuples, by serving them in turn (fairness is *machine closed*; Abadi and
  /// Lamport, *The existence of refinement mappings*, 1991). A formula that is assumed, on the other hand, may become
  /// false later, and then the run does not count; a prefix is a violation only if all of them are already certain.
  /// In other words the judgement is that of "if the assumed formulas, then the formula".
  ///
  /// - Parameter values: the values of the property's variables.
  /// - Returns: nil if the property is no temporal one, or the values are not of its variables' types.
  public func judge(_ property: PropertyID, _ values: [Integer], on trace: Trace) -> TemporalJudgement? {
    guard let (property, environment) = temporal(property, values) else { return nil }
    return judge(property, environment, on: trace)
  }

  /// The same of a property that need not be one of the system's, for values of its variables' types.
  public func judge(_ property: Property, _ environment: [VariableID: Integer], on trace: Trace)
    -> TemporalJudgement?
  {
    guard let obligation = property.obligation else { return nil }
    if environment.keys.contains(where: { world.bank.variables[$0.index].type.sort == .instant }) {
      // Instants are reckoned from the present, so that a fixed one would change.
      return .undecided(.instantVariable)
    }
    do {
      let timeline = try Timeline(self, trace, Timeline.Measure(obligation), environment)
      var evaluation = FormulaEvaluation(self, timeline, environment)
      switch evaluation.values(of: obligation).first ?? .open {
      case .holds: return .satisfied
      case .fails: return .violated
      case .undefined(let undefined): return .undefined(undefined)
      case .open: return evaluation.unclear.map { .undecided($0) } ?? .open
      }
    } catch {
      return .undecided(error)
    }
  }

  /// What a formula comes to at the positions of a prefix: for each step at the position that it leaves, the last of them where
  /// ticks pass. Nil where it has no value, or hangs on what follows.
  ///
  /// - Parameter environment: the values of the variables that are free in it.
  /// - Throws: that the prefix is too long to be laid out.
  public func values(of formula: Formula, _ environment: [VariableID: Integer], on trace: Trace)
    throws(Undecided) -> [Bool?]
  {
    let timeline = try Timeline(self, trace.going(round: nil), Timeline.Measure(formula), environment)
    var evaluation = FormulaEvaluation(self, timeline, environment)
    var values: [Bool?] = trace.steps.map { _ in nil }
    for (position, outcome) in zip(timeline.positions, evaluation.values(of: formula)) {
      guard let step = position.step else { continue }
      values[step] = outcome == .holds ? true : outcome == .fails ? false : nil
    }
    return values
  }

  /// Checks that a lasso keeps the fairness that a temporal property assumes, and that of channels.
  ///
  /// - Throws: which duty is due for ever and never done, or why that cannot be told; `loop` if the trace is none.
  public func checkFairness(of trace: Trace, for property: PropertyID) throws(Refusal) {
    guard let loop = trace.loop, loop >= 0, loop <= trace.steps.count else { throw .loop }
    guard world.system.properties.indices.contains(property.index) else { throw .noFailure }
    if world.sabotage == .unfairLassosCount { return }
    let duties = world.duties(assuming: world.system.properties[property.index].assumptions)
    try LassoFairness(self, trace, loop: loop).check(duties)
  }

  /// The actions that a property's fairness forces, at the start of a run, upon instances that no step has touched. Of these there are
  /// always more, so that no finite run that goes round forces nothing upon them.
  public func forcedOnUntouched(for property: PropertyID) -> [ActionID] {
    guard let start = try? initialStates(limit: 1 << 10).first(where: { _ in true }) else { return [] }
    let duties = world.duties(assuming: world.system.properties[property.index].assumptions)
    var found: [ActionID] = []
    for duty in duties {
      guard let action = duty.ways.first?.move.action, !found.contains(action),
        duty.tuple.contains(where: { !world.system.entities[$0.index].isFinite })
      else { continue }
      let asked = LassoFairness(
        self, Trace(scope: layout.scope, threats: world.threats, initial: start, steps: [], loop: 0), loop: 0)
      if asked.forces(duty) { found.append(action) }
    }
    return found
  }

  /// Judges what a temporal property makes of a trace that has been rebuilt.
  func replayTemporal(_ violation: Violation, of id: PropertyID?, _ values: [Integer]) throws(Refusal) {
    guard let id, let judgement = judge(id, values, on: violation.trace) else { throw .noFailure }
    switch (judgement, violation.failure) {
    case (.violated, .temporal): break
    case (.undefined(let met), .propertyUndefined(_, let claimed)) where met == claimed: break
    case (.undecided(let reason), _): throw .undecided(reason)
    default: throw .noFailure
    }
    if violation.trace.loop != nil { try checkFairness(of: violation.trace, for: id) }
  }

  /// A temporal property with the values of its variables, if they are of their types.
  private func temporal(_ id: PropertyID, _ values: [Integer]) -> (Property, [VariableID: Integer])? {
    guard world.system.properties.indices.contains(id.index) else { return nil }
    let property = world.system.properties[id.index]
    guard case .temporal = property.kind, let environment = environment(of: property, values) else {
      return nil
    }
    return (property, environment)
  }

  /// The values of a property's variables by name, if they are of their types.
  public func environment(of property: Property, _ values: [Integer]) -> [VariableID: Integer]? {
    guard property.variables.count == values.count else { return nil }
    for (variable, value) in zip(property.variables, values) {
      let type = world.bank.variables[variable.index].type
      if case .reference = type.sort, value < 0 { return nil }
      guard layout.contains(value, type) else { return nil }
    }
    return Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
  }
}
