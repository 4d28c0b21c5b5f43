import EnsureModel
import EnsureSyntax

/// Deadlines of actions (SEMANTICS, rule 18): each becomes a clock, two hidden places that the steps keep.
extension Lowering {
  mutating func lowerDeadlines() {
    for position in typed.actions.indices {
      guard let (ticks, range) = typed.actions[position].deadline else { continue }
      let action = ActionID(position)
      var possibility = ActionPossibility(of: action, in: system)
      let result = Result { () throws(ActionPossibility.Obstacle) in try possibility.conditions() }
      system.bank = possibility.bank
      switch result {
      case .success(let conditions): for isPossible in conditions { addClock(action, isPossible, ticks, range) }
      case .failure(let obstacle): complain(obstacle, of: position, range)
      }
    }
  }

  private mutating func complain(_ obstacle: ActionPossibility.Obstacle, of position: Int, _ range: SourceRange)
  {
    let name = typed.actions[position].name
    let (message, note) = obstacle.words(name, in: system)
    let code: DiagnosticCode = obstacle == .untouched ? .deadlineOfUntouched : .deadlineShape
    flaws.append(
      Diagnostic(
        code, message, at: range, label: "", secondary: [Label(typed.actions[position].range, "the action")],
        notes: [note], fixIts: []))
  }

  // MARK: Clocks

  /// The places of a clock, for an instance; for nobody if there is one clock only.
  private struct Clock {
    /// Whether it runs.
    let running: Location
    let isRunning: Term
    /// Since when.
    let begin: Location
    let since: Term
  }

  private mutating func addClock(
    _ id: ActionID, _ possible: ActionPossibility.Condition, _ ticks: Integer, _ range: SourceRange
  ) {
    let place = origin(range)
    let action = system.actions[id.index]
    let title = "\(action.name)\(ranks(possible, of: action))"
    let isPossibleAtFirst = system.bank.boolean(possible.atFirst)
    let start = system.bank.now()
    var make: (inout TermBank, Term?) -> Clock
    if let entity = possible.instances?.entity {
      func field(_ name: String, _ type: ValueType, _ initial: Term, _ kind: Field.Kind) -> FieldID {
        addField(
          Field(
            name: "\(title).\(name)", entity: entity, type: type, initial: .value(initial), kind: kind,
            origin: place))
      }
      let running = field("due", ValueType(.boolean), isPossibleAtFirst, .running)
      let since = field("since", ValueType(.instant), start, .since)
      make = { bank, instance in
        guard let instance else { fatalError("each instance has a clock of its own") }
        return Clock(
          running: .field(running, of: instance), isRunning: bank.field(running, .boolean, of: instance),
          begin: .field(since, of: instance), since: bank.field(since, .instant, of: instance))
      }
    } else {
      func global(_ name: String, _ type: ValueType, _ initial: Term) -> GlobalID {
        system.globals.append(
          Global(
            name: "\(title).\(name)", type: type, initial: .value(initial), isMutable: true, origin: place
          ))
        return GlobalID(system.globals.count - 1)
      }
      let running = global("due", ValueType(.boolean), isPossibleAtFirst)
      let since = global("since", ValueType(.instant), start)
      make = { bank, _ in
        Clock(
          running: .global(running), isRunning: bank.global(running, .boolean),
          begin: .global(since), since: bank.global(since, .instant))
      }
    }
    let own = possible.instances.map { system.bank.variable($0.variable) }
    let clock = make(&system.bank, own)
    let age = age(of: clock, possible.waits)
    let bound = system.bank.integer(ticks)
    let hasTime = system.bank.less(age, bound)
    system.deadlines.append(
      ActionDeadline(
        action: id, instances: possible.instances, isPossible: possible.term, isRunning: clock.isRunning,
        since: clock.since,
        age: age, waits: possible.waits.map(\.longest), ticks: ticks,
        maySpendTick: system.bank.implies(clock.isRunning, hasTime), freed: possible.freed))
    let no = system.bank.boolean(false)
    system.actions[id.index].restarts.append(.assign(clock.running, no, place))
    for other in system.actions.indices {
      system.actions[other].clocks += wind(
        possible, behind: ActionID(other), isOwn: other == id.index, make, place)
    }
  }

  /// Whose clock it is, where it is not everybody's.
  private func ranks(_ possible: ActionPossibility.Condition, of action: Action) -> String {
    guard let freed = possible.freed?.first, !freed.isEmpty, let role = action.principal?.role.role,
      let field = system.entities[role.index].rankField,
      case .enumeration(let ranks) = system.fields[field.index].type.sort
    else { return "" }
    return freed.map { ".without." + system.enumerations[ranks.index].members[$0] }.joined()
  }

  /// For how long the action has been possible, if the clock runs: since it began to run, or since enough time had passed,
  /// whichever came last.
  private mutating func age(of clock: Clock, _ waits: [ActionPossibility.Wait]) -> Term {
    var begins: [(moment: Term, ticks: Integer)] = [(clock.since, 0)]
    for wait in waits { begins.append((wait.moment, wait.ticks)) }
    var age: Term?
    for (index, begin) in begins.enumerated() {
      var own = system.bank.difference(system.bank.now(), begin.moment)
      if begin.ticks != 0 { own = system.bank.difference(own, system.bank.integer(begin.ticks)) }
      // Moments are compared with each other, not with the present: so a search may forget how long ago they were.
      let isLast = begins[..<index].map { other in
        let gap = system.bank.difference(other.moment, begin.moment)
        return system.bank.less(gap, system.bank.integer(begin.ticks - other.ticks))
      }
      age = age.map { system.bank.choice(system.bank.and(isLast), own, $0) } ?? own
    }
    return age ?? system.bank.integer(0)
  }

  /// What becomes of the clocks behind an action's body. Nothing, if it can make nothing possible or impossible; those of
  /// its parameters only, if what is possible for an instance hangs on that instance alone.
  private mutating func wind(
    _ possible: ActionPossibility.Condition, behind action: ActionID, isOwn: Bool,
    _ make: (inout TermBank, Term?) -> Clock, _ place: Origin
  ) -> [Statement] {
    let declared = system.actions[action.index]
    let parameters = Set(declared.parameters.map(\.variable))
    var written: [Term] = []
    var isAnyone = false
    func visit(_ body: [Statement], isBulk: Bool) {
      for statement in body {
        switch statement {
        case .bind: break
        case .branch(_, let yes, let no, _): visit(yes + no, isBulk: isBulk)
        case .update(_, where: _, let inner, _): visit(inner, isBulk: true)
        case .assign(.global(let global), _, _): isAnyone = isAnyone || possible.globals.contains(global)
        case .assign(.field(let field, of: let instance), _, _):
          guard possible.fields.contains(field) else { break }
          if case .variable(let variable) = system.bank[instance], parameters.contains(variable), !isBulk,
            possible.isOwn
          {
            if !written.contains(instance) { written.append(instance) }
          } else {
            isAnyone = true
          }
        }
      }
    }
    visit(declared.body, isBulk: false)
    guard let (variable, entity) = possible.instances else {
      return isAnyone || !written.isEmpty || isOwn ? set(make(&system.bank, nil), possible.term, place) : []
    }
    let own = system.bank.variable(variable)
    if isAnyone {
      let other = system.bank.makeVariable(
        system.bank.variables[variable.index].name, ValueType(.reference(entity)))
      let instance = system.bank.variable(other)
      let isPossible = system.bank.replacing([own: instance], in: possible.term)
      let clock = make(&system.bank, instance)
      let (isNot, isStopped) = (system.bank.not(isPossible), system.bank.not(clock.isRunning))
      let starts = system.bank.and([isPossible, isStopped])
      let stops = system.bank.and([isNot, clock.isRunning])
      return [
        .update(
          other, where: system.bank.or([starts, stops]), set(clock, isPossible, place), place)
      ]
    }
    if isOwn, !written.contains(own) { written.append(own) }
    return written.flatMap { instance in
      let isPossible = system.bank.replacing([own: instance], in: possible.term)
      return set(make(&system.bank, instance), isPossible, place)
    }
  }

  /// The clock starts if the action has become possible, and runs as long as it is.
  private mutating func set(_ clock: Clock, _ isPossible: Term, _ place: Origin) -> [Statement] {
    let now = system.bank.now()
    let isStopped = system.bank.not(clock.isRunning)
    let starts = system.bank.and([isPossible, isStopped])
    let since = system.bank.choice(starts, now, clock.since)
    return [.assign(clock.begin, since, place), .assign(clock.running, isPossible, place)]
  }
}
