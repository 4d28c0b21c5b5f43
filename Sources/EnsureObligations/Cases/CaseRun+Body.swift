import EnsureModel

/// What steps do.
extension CaseRun {
  /// Runs a body; the frame's state is the one behind it.
  mutating func run(_ body: [Statement], _ frame: inout Frame) {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _): frame.environment[variable] = number(term, &frame)
      case .branch(let condition, let yes, let no, _):
        let sentence = truth(condition, &frame)
        run(decide(sentence) ? yes : no, &frame)
      case .assign(.global(let global), let term, _):
        let value = stored(number(term, &frame), system.globals[global.index].type)
        frame.state.globals[global.index] = value
      case .assign(.field(let field, of: let reference), let term, _):
        // A genuine step that writes through `none` is a defect; a forged one writes nothing.
        guard let number = named(reference, &frame) else {
          note(.yes)
          endWithoutValue()
          continue
        }
        let declared = system.fields[field.index]
        let value = stored(self.number(term, &frame), declared.type)
        let entity = declared.entity.index
        guard number < frame.state.instances[entity].count else { continue }
        frame.state.instances[entity][number].fields[field] = value
      case .update(let variable, where: let filter, let body, _):
        doubts += 1
        update(variable, filter, body, &frame)
        doubts -= 1
      }
    }
  }

  /// Goes one of two ways.
  private mutating func decide(_ condition: Sentence) -> Bool {
    if condition == .yes { return true }
    if condition == .no { return false }
    let holds = decide(outOf: 2) == 0
    assume(holds ? condition : !condition)
    return holds
  }

  /// What a place holds that is given a value: the value, or something arbitrary of the place's type if the value is
  /// none of that type.
  private mutating func stored(_ value: LinearSum, _ type: ValueType) -> LinearSum {
    guard type.sort == .integer else { return value }
    let fits = contains(type, value)
    if fits == .yes { return value }
    note(!fits)
    return bank.choice(fits, value, anything(of: type, "arbitrary"))
  }

  /// A bulk effect: each instance that there is room for, at hand or not, gets "if it passes, then update". All of it
  /// reads the state in front of the effect.
  private mutating func update(
    _ variable: VariableID, _ filter: Term, _ body: [Statement], _ frame: inout Frame
  ) {
    guard case .reference(let entity) = terms.variables[variable.index].type.sort else { return }
    var state = frame.state
    for number in state.instances[entity.index].indices {
      if sabotage == .bulkIsLocal && number >= atHand[entity.index] { continue }
      var inner = Frame(frame.state, frame.environment)
      inner.environment[variable] = LinearSum(Integer(number))
      let passes = truth(filter, &inner)
      write(body, passes, &inner, &state)
    }
    // Where values are asked for, one of all the other instances has to be among those that were looked at.
    if defects != nil && atHand[entity.index] >= room[entity.index] {
      makeRoom(entity, atHand[entity.index] + 1)
    }
    bulks.append(
      BulkEffect(
        statement: BulkStatement(variable: variable, filter: filter, body: body), front: frame, behind: state))
    state.bulks.append(
      SymbolicState.Bulk(entity: entity, fields: Self.fields(body), position: bulks.count - 1))
    frame.state = state
  }

  private mutating func write(
    _ body: [Statement], _ passes: Sentence, _ inner: inout Frame, _ state: inout SymbolicState
  ) {
    if passes == .no { return }
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _): inner.environment[variable] = number(term, &inner)
      case .branch(let condition, let yes, let no, _):
        let sentence = truth(condition, &inner)
        write(yes, bank.and([passes, sentence]), &inner, &state)
        write(no, bank.and([passes, !sentence]), &inner, &state)
      case .assign(.field(let field, of: let reference), let term, _):
        let declared = system.fields[field.index]
        guard let number = named(reference, &inner),
          number < state.instances[declared.entity.index].count,
          let old = state.instances[declared.entity.index][number].fields[field]
        else { continue }
        let value = stored(self.number(term, &inner), declared.type)
        state.instances[declared.entity.index][number].fields[field] = bank.choice(passes, value, old)
      case .assign(.global, _, _), .update:
        // The language has neither inside of a bulk effect.
        refusal = refusal ?? .path(.init(index: 0))
      }
    }
  }

  private static func fields(_ body: [Statement]) -> Set<FieldID> {
    var found: Set<FieldID> = []
    for statement in body {
      switch statement {
      case .assign(.field(let field, _), _, _): found.insert(field)
      case .branch(_, let yes, let no, _): found.formUnion(fields(yes + no))
      case .assign(.global, _, _), .bind, .update: break
      }
    }
    return found
  }

  // MARK: Guards

  /// That a guard permits the step. Where it speaks of all instances and that cannot be followed as a total, it is
  /// weakened to those at hand (SEMANTICS 5: a guard that stands where it permits), and to the groups at hand.
  mutating func permits(_ guardTerm: Term, _ frame: inout Frame) -> Sentence {
    switch terms[guardTerm] {
    case .and(let operands): return bank.and(operands.map { permits($0, &frame) })
    case .or(let operands): return bank.or(operands.map { permits($0, &frame) })
    case .implies(let left, let right):
      let condition = truth(left, &frame)
      return condition == .no ? .yes : bank.implies(condition, permits(right, &frame))
    case .all(let variable, let filter, let body):
      if isGroupAtHand(guardTerm, &frame) { return truth(guardTerm, &frame) }
      let all = forThoseAtHand(variable, &frame) { run, inner in
        let passes = run.truth(filter, &inner)
        return passes == .no ? .yes : run.bank.implies(passes, run.permits(body, &inner))
      }
      return bank.and([all, isEmptyIfAtHand(guardTerm, &frame)])
    case .not(let operand):
      guard case .exists(let variable, let filter) = terms[operand], !isGroupAtHand(operand, &frame) else {
        return truth(guardTerm, &frame)
      }
      let none = forThoseAtHand(variable, &frame) { run, inner in !run.truth(filter, &inner) }
      return bank.and([none, isEmptyIfAtHand(operand, &frame)])
    default: return truth(guardTerm, &frame)
    }
  }

  private mutating func forThoseAtHand(
    _ variable: VariableID, _ frame: inout Frame, _ claim: (inout CaseRun, inout Frame) -> Sentence
  ) -> Sentence {
    guard case .reference(let entity) = terms.variables[variable.index].type.sort else { return .yes }
    var claims: [Sentence] = []
    for number in 0..<min(atHand[entity.index], room[entity.index]) {
      var inner = Frame(frame.state, frame.environment)
      inner.environment[variable] = LinearSum(Integer(number))
      claims.append(claim(&self, &inner))
    }
    return bank.and(claims)
  }
}
