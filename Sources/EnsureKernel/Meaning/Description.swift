import EnsureModel
import EnsureObligations

/// Writes down what a goal can depend on in a world.
struct Description {
  let world: World
  var writer = CanonicalWriter()
  var numbering = Numbering()
  private var variables: [VariableID: Int] = [:]

  init(_ world: World) { self.world = world }

  private var system: TransitionSystem { world.system }

  mutating func describe(_ goal: ProofGoal) {
    writer.write(byte: system.hasTime ? 1 : 0)
    writer.write(byte: system.personsAreDistinct ? 1 : 0)
    let moves: [Move]
    switch goal {
    case .property(let property):
      writer.write(byte: 0)
      let cone = Cone(of: property, in: world)
      moves = world.moves.filter { cone.actions.contains($0.action) }
      describe(system.properties[property.index], moves)
      number(cone)
    case .impossible(let subject):
      let cone = Cone(of: subject, in: world)
      moves = world.moves.filter { cone.actions.contains($0.action) }
      if case .antecedent(let property) = subject {
        writer.write(byte: 2)
        describe(system.properties[property.index], moves)
      } else if case .action(let action) = subject {
        writer.write(byte: 3)
        let own = moves.indices.filter { moves[$0].action == action && !moves[$0].isForged }
        writer.write(own) { $0.write(natural: $1) }
      } else {
        writer.write(byte: 4)
        describeAbsence(of: subject)
      }
      number(cone)
    case .definedness:
      writer.write(byte: 1)
      moves = world.moves
      for index in system.fields.indices { _ = numbering.number(FieldID(index)) }
      for index in system.globals.indices { _ = numbering.number(GlobalID(index)) }
    }
    writer.write(moves) { _, _ in }
    for move in moves { describe(move) }
    if case .property(let property) = goal { describeDuties(of: property) }
    describeDeadlines()
    describeMentioned()
  }

  /// That a clause never decides anything.
  private mutating func describeAbsence(of subject: Twin.Subject) {
    var terms = world.bank
    guard let (variables, body) = world.absence(of: subject, &terms) else { return }
    bind(variables)
    write(body, in: terms)
  }

  private mutating func number(_ cone: Cone) {
    for index in system.fields.indices where cone.fields.contains(FieldID(index)) {
      _ = numbering.number(FieldID(index))
    }
    for index in system.globals.indices where cone.globals.contains(GlobalID(index)) {
      _ = numbering.number(GlobalID(index))
    }
  }

  // MARK: Properties and moves

  private mutating func describe(_ property: Property, _ moves: [Move]) {
    bind(property.variables)
    if case .invariant(let body) = property.kind { write(body) }
    if case .temporal(let formula, let assumptions) = property.kind {
      writer.write(byte: 0xFF)
      write(formula, moves)
      let assumed = assumptions.compactMap { assumption -> Formula? in
        guard case .formula(let formula) = assumption else { return nil }
        return formula
      }
      writer.write(natural: assumed.count)
      for formula in assumed { write(formula, moves) }
    }
  }

  /// What fairness forces, where something is promised to come some day.
  private mutating func describeDuties(of property: PropertyID) {
    guard let observer = Observer(of: property, in: system), observer.rankings > 0 else { return }
    let isEscape = observer.escapee != nil
    let duties = isEscape ? world.ways : world.duties(for: property)
    writer.write(natural: duties.count)
    for duty in duties {
      writer.write(byte: duty.isStrong ? 1 : 0)
      writer.write(natural: duty.ways.count)
      for way in duty.ways {
        writer.write(way.parameters) { $0.write(natural: $1) }
        describe(way.move)
      }
    }
  }

  /// The states that an instance may stay in for ever.
  private mutating func describeFinals(of instance: Term) {
    guard case .reference(let entity) = system.bank.sort(instance) else { return }
    let finals = system.entities[entity.index].finals
    writer.write(natural: finals.count)
    for final in finals {
      bind([final.variable])
      write(final.condition)
    }
  }

  /// By when things are done, which keeps time from passing.
  private mutating func describeDeadlines() {
    let deadlines = world.deadlines
    writer.write(natural: deadlines.count)
    for deadline in deadlines {
      if let variable = deadline.instances?.variable { bind([variable]) }
      writer.write(byte: deadline.instances == nil ? 0 : 1)
      write(deadline.maySpendTick)
    }
  }

  /// A formula. An action is the moves that count as its steps.
  private mutating func write(_ formula: Formula, _ moves: [Move]) {
    func write(_ window: Window?) {
      writer.write(byte: window == nil ? 0 : 1)
      if let window {
        writer.write(window.lower)
        writer.write(window.upper)
      }
    }
    switch formula {
    case .state(let term):
      writer.write(byte: 0)
      self.write(term)
    case .action(let action, let arguments, let agency):
      writer.write(byte: 1)
      writer.write(byte: agency == .byPolarity ? 0 : agency == .any ? 1 : 2)
      let steps = moves.enumerated().filter { _, move in
        move.action == action || system.actions[move.action.index].imitates == action
      }
      writer.write(steps.map(\.offset)) { $0.write(natural: $1) }
      writer.write(steps.map { $0.element.action == action }) { $0.write(byte: $1 ? 1 : 0) }
      writer.write(natural: arguments.count)
      for argument in arguments {
        writer.write(byte: argument == nil ? 0 : 1)
        if let argument { self.write(argument) }
      }
    case .stuck(let term):
      writer.write(byte: 2)
      self.write(term)
      describeFinals(of: term)
    case .not: writer.write(byte: 3)
    case .and: writer.write(byte: 4)
    case .or: writer.write(byte: 5)
    case .implies: writer.write(byte: 6)
    case .iff: writer.write(byte: 7)
    case .always: writer.write(byte: 8)
    case .eventually(_, let bound):
      writer.write(byte: 9)
      writer.write(byte: bound == nil ? 0 : 1)
      if let bound { writer.write(bound) }
    case .next: writer.write(byte: 10)
    case .previously: writer.write(byte: 11)
    case .historically: writer.write(byte: 12)
    case .once(_, let window):
      writer.write(byte: 13)
      write(window)
    case .earlier(_, let window):
      writer.write(byte: 14)
      write(window)
    case .until: writer.write(byte: 15)
    case .unless: writer.write(byte: 16)
    case .since(_, _, let window):
      writer.write(byte: 17)
      write(window)
    }
    writer.write(natural: formula.operands.count)
    for operand in formula.operands { self.write(operand, moves) }
  }

  private mutating func describe(_ move: Move) {
    let action = system.actions[move.action.index]
    writer.write(byte: move.isGenuine ? 1 : 0)
    bind(action.parameters.map(\.variable))
    writer.write(natural: move.principalRole.map { numbering.number($0) + 1 } ?? 0)
    if let principal = move.principal { bind([principal]) }
    writer.write(byte: move.principalUse == .nothing ? 0 : 1)
    writer.write(natural: move.guards.count)
    for condition in move.guards { write(condition.clause.term) }
    write(system.effects(of: move))
    writer.write(natural: move.commits.count)
    for commit in move.commits { write(commit.term) }
  }

  private mutating func write(_ body: [Statement]) {
    writer.write(natural: body.count)
    for statement in body {
      switch statement {
      case .assign(.field(let field, of: let instance), let value, _):
        writer.write(byte: 0)
        writer.write(natural: numbering.number(field))
        write(instance)
        write(value)
      case .assign(.global(let global), let value, _):
        writer.write(byte: 1)
        writer.write(natural: numbering.number(global))
        write(value)
      case .bind(let variable, let value, _):
        writer.write(byte: 2)
        bind([variable])
        write(value)
      case .branch(let condition, let yes, let no, _):
        writer.write(byte: 3)
        write(condition)
        write(yes)
        write(no)
      case .update(let variable, where: let filter, let body, _):
        writer.write(byte: 4)
        bind([variable])
        write(filter)
        write(body)
      }
    }
  }

  // MARK: Things mentioned

  /// What the entities, fields and globals are that have been mentioned; that may mention others.
  private mutating func describeMentioned() {
    var (entities, fields, globals, enumerations) = (0, 0, 0, 0)
    while true {
      if entities < numbering.entities.count {
        describe(numbering.entities[entities])
        entities += 1
      } else if fields < numbering.fields.count {
        describe(numbering.fields[fields])
        fields += 1
      } else if globals < numbering.globals.count {
        let global = system.globals[numbering.globals[globals].index]
        write(global.type)
        writer.write(byte: global.isMutable ? 1 : 0)
        write(global.initial)
        globals += 1
      } else if enumerations < numbering.enumerations.count {
        writer.write(natural: system.enumerations[numbering.enumerations[enumerations].index].members.count)
        enumerations += 1
      } else {
        return
      }
    }
  }

  private mutating func describe(_ entity: EntityID) {
    let declared = system.entities[entity.index]
    writer.write(byte: declared.isFinite ? 1 : 0)
    writer.write(natural: declared.keys.count)
    for key in declared.keys { write(key.type) }
    bind([declared.initialVariable])
    // Who is untouched hangs on all of them.
    writer.write(natural: declared.fields.count)
  }

  private mutating func describe(_ id: FieldID) {
    let field = system.fields[id.index]
    writer.write(natural: numbering.number(field.entity))
    write(field.type)
    writer.write(byte: field.isMutable ? 1 : 0)
    writer.write(
      byte: field.kind == .rank ? 1 : field.kind == .person ? 2 : field.kind == .parent ? 3 : 0)
    write(field.initial)
  }

  private mutating func write(_ initial: Initial) {
    switch initial {
    case .value(let term):
      writer.write(byte: 0)
      write(term)
    case .arbitrary(where: nil): writer.write(byte: 1)
    case .arbitrary(where: let restriction?):
      writer.write(byte: 2)
      write(restriction)
    }
  }

  private mutating func bind(_ names: [VariableID]) {
    writer.write(natural: names.count)
    for name in names {
      variables[name] = variables.count
      write(world.bank.variables[name.index].type)
    }
  }

  private mutating func write(_ type: ValueType) {
    writer.write(type, &numbering)
  }

  private mutating func write(_ term: Term) { write(term, in: world.bank) }

  private mutating func write(_ term: Term, in terms: TermBank) {
    var coding = TermWriter(bank: terms, numbering: numbering, variables: variables)
    coding.write(term, to: &writer)
    numbering = coding.numbering
    variables = coding.variables
  }
}
