import EnsureModel

/// What fails at the end, and why.
extension StoryTeller {
  func ending(_ id: PropertyID?, property: Property?, _ failure: Violation.Failure) -> [String] {
    switch failure {
    case .property(let values):
      guard let property, case .invariant(let term) = property.kind else { return [] }
      let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
      return ["\(moment) \(property.name) is false\(instances(property.variables, environment))"]
        + reasons(DecisivePart(term, is: false, interpreter, trace.last, environment), in: trace.last)
    case .temporal(let values):
      guard let property else { return [] }
      let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
      let when = trace.loop == nil ? "whatever follows," : "so"
      return ["\(when) \(property.name) is false\(instances(property.variables, environment))"]
        + (id.map { temporalReasons($0, values) } ?? [])
    case .stuck(let values, _):
      guard let property else { return [] }
      let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
      return ["now \(property.name) is false\(instances(property.variables, environment))"]
        + stuckReasons(property, environment)
    case .propertyUndefined(let values, let undefined):
      guard let property else { return [] }
      let environment = Dictionary(zip(property.variables, values), uniquingKeysWith: { $1 })
      let head = "\(moment) \(property.name) has no value\(instances(property.variables, environment))"
      return [head] + why(undefined, state(of: undefined, environment), environment, nil)
    case .stepUndefined(let undefined):
      guard let last = trace.steps.last, case .action(let id, let arguments, _) = last.event else { return [] }
      let (state, environment) = (before(trace.steps.count - 1), environment(id, arguments, last.principal))
      let head = "but this step has no meaning"
      if isMetByGuard(undefined, of: id, state, environment) {
        return [head] + why(undefined, state, environment, nil)
      }
      let walk = BodyWalk(interpreter, system.actions[id.index].body, state, environment)
      return [head] + why(undefined, walk.state, walk.environment, walk.location)
    }
  }

  /// The first state in which the term has no value; the last one, if there is none.
  private func state(of undefined: Undefined, _ environment: [VariableID: Integer]) -> State {
    guard bank.freeVariables(undefined.term).allSatisfy({ environment[$0] != nil }) else {
      return trace.last
    }
    let states = [trace.initial] + trace.steps.map(\.state)
    return states.first { state in
      do throws(Undefined) {
        _ = try interpreter.evaluate(undefined.term, in: state, environment)
        return false
      } catch {
        return error == undefined
      }
    } ?? trace.last
  }

  /// Whether the term is met before the body, by a guard of a genuine step or by a discipline that it breaks.
  private func isMetByGuard(
    _ undefined: Undefined, of action: ActionID, _ state: State, _ environment: [VariableID: Integer]
  ) -> Bool {
    let guards =
      interpreter.world.genuineMove(of: action)?.guards.map(\.clause.term) ?? []
    for term in guards + system.actions[action.index].honest.map(\.term) {
      guard bank.freeVariables(term).allSatisfy({ environment[$0] != nil }) else { continue }
      do {
        _ = try interpreter.evaluate(term, in: state, environment)
      } catch {
        if error == undefined { return true }
      }
    }
    return false
  }

  private var moment: String { trace.steps.isEmpty ? "at first" : "now" }

  /// ` for o = order1, p = order2`.
  private func instances(_ variables: [VariableID], _ environment: [VariableID: Integer]) -> String {
    let known = variables.filter { environment[$0] != nil }
    let told = values.told(known.map { bank.variables[$0.index] }, known.compactMap { environment[$0] })
    let words = told.map { "\($0.name) = \(values.text($0.value))" }
    return words.isEmpty ? "" : " for \(words.joined(separator: ", "))"
  }

  private func binding(_ variable: VariableID, _ environment: [VariableID: Integer]) -> String? {
    let known = bank.variables[variable.index]
    return environment[variable].map { "\(known.name) = \(values.text($0, known.type))" }
  }

  func reasons(_ part: DecisivePart, in state: State) -> [String] {
    var lines: [String] = []
    let bound = part.bound.compactMap { binding($0, part.environment) }
    if !bound.isEmpty { lines.append("where \(bound.joined(separator: ", "))") }
    for finding in part.premises + [part.finding] {
      let line = statement(finding, state, part.environment)
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  /// "`o.refunded <= o.captured` is false: 0.03 EUR <= 0.00 EUR".
  private func statement(_ finding: DecisivePart.Finding, _ state: State, _ environment: [VariableID: Integer])
    -> String
  {
    let text = terms.text(finding.term)
    let filled = TermPrinter.withValues(interpreter, state, environment).text(finding.term)
    let head = "`\(text)` is \(finding.isTrue)"
    return filled == text || filled == "\(finding.isTrue)" ? head : "\(head): \(filled)"
  }

  // MARK: Terms without a value

  private func why(
    _ undefined: Undefined, _ state: State, _ environment: [VariableID: Integer], _ location: Location?
  ) -> [String] {
    let term = undefined.term
    let text = terms.text(term)
    let filled = TermPrinter.withValues(interpreter, state, environment)
    switch undefined.reason {
    case .divisionByZero where terms.isMismatch(term):
      return mismatch(term, filled)
    case .divisionByZero:
      guard case .quotient(_, let divisor) = bank[term] else {
        if case .remainder(_, let divisor) = bank[term] {
          return ["`\(text)` divides by zero: `\(terms.text(divisor))` is 0"]
        }
        return ["`\(text)` divides by zero"]
      }
      return ["`\(text)` divides by zero: `\(terms.text(divisor))` is 0"]
    case .none:
      switch bank[term] {
      case .field(_, let instance) where !isNone(instance, state, environment): break
      case .field(_, let instance), .key(_, let instance), .untouched(let instance):
        return ["`\(text)` reads a field of `\(terms.text(instance))`, which is none"]
      case .keyed(let entity, let keys):
        let empty = keys.filter { isNone($0, state, environment) }.map { "`\(terms.text($0))`" }
        let name = system.entities[entity.index].name
        return [
          "there is no `\(name)` for the key \(Sentence.list(empty.isEmpty ? ["`\(text)`"] : empty)), which is none"
        ]
      default: break
      }
      if case .field(let field, of: let instance)? = location, instance == term {
        return ["the step writes to `\(text).\(system.fields[field.index].name)`, and `\(text)` is none"]
      }
      return ["the step writes to a field of `\(text)`, which is none"]
    case .outOfRange:
      if case .keyed(let entity, _) = bank[term] {
        let name = system.entities[entity.index].name
        return ["there is no `\(filled.text(term))`: a key lies outside the range that `\(name)` declares"]
      }
      guard let location else { return ["`\(text)` lies outside its type"] }
      let type = system.type(of: location)
      let value = try? interpreter.evaluate(term, in: state, environment)
      let found = value.map { values.text($0, type) } ?? filled.text(term, unit: type.unit)
      return [
        "`\(name(location))` would become \(found), which is outside its type `\(values.type(type))`",
        "it is assigned `\(terms.text(term, unit: type.unit))`: \(filled.text(term, unit: type.unit))",
      ]
    }
  }

  /// "`o.total - h.amount` has no value, since the currencies differ: 1.00 EUR - 100 JPY".
  private func mismatch(_ term: Term, _ filled: TermPrinter) -> [String] {
    for index in 0..<bank.count {
      guard case .choice(_, let meant, let other) = bank[Term(index: Int32(index))] else { continue }
      guard other == term || bank.children(other).first == term, terms.isMismatch(other) else { continue }
      return [
        "`\(terms.text(meant))` has no value, since the currencies differ: \(filled.text(meant))"
      ]
    }
    return ["the currencies differ"]
  }

  private func name(_ location: Location) -> String {
    switch location {
    case .global(let global): system.globals[global.index].name
    case .field(let field, of: let instance):
      "\(terms.text(instance, at: .postfix)).\(system.fields[field.index].name)"
    }
  }

  private func isNone(_ term: Term, _ state: State, _ environment: [VariableID: Integer]) -> Bool {
    let free = bank.freeVariables(term)
    // A name that a quantifier binds has no value here; it never is `none`, but a path from it may be.
    guard free.allSatisfy({ environment[$0] != nil }) else { return true }
    return (try? interpreter.evaluate(term, in: state, environment)).map { $0 < 0 } ?? false
  }
}
