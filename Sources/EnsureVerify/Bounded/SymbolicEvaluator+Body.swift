import EnsureModel
import EnsureSolver

/// Statements. The state is rewritten as they run.
extension SymbolicEvaluator {
  /// Runs a body where `path` holds.
  mutating func run(_ body: [Statement]) {
    let before = state
    var after = state
    execute(body, &after, before)
    state = after
  }

  private mutating func execute(
    _ body: [Statement], _ after: inout [SymbolicValue], _ before: [SymbolicValue]
  ) {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _): environment[variable] = value(term)
      case .branch(let condition, let yes, let no, _):
        let condition = truth(condition)
        let (state, environment) = (self.state, self.environment)
        var second = after
        _ = under(condition) { $0.execute(yes, &after, before) }
        (self.state, self.environment) = (state, environment)
        _ = under(context.not(condition)) { $0.execute(no, &second, before) }
        self.environment = environment
        for slot in after.indices where !(after[slot].isSame(as: second[slot])) {
          after[slot] = context.choice(condition, after[slot], second[slot])
        }
        show(after, before)
      case .assign(let location, let term, _):
        assign(location, term, &after)
        show(after, before)
      case .update(let variable, where: let filter, let body, _):
        update(variable, where: filter, body, &after, before)
      }
    }
  }

  /// Lets the next statement read what has been written, unless it is part of a bulk effect.
  private mutating func show(_ after: [SymbolicValue], _ before: [SymbolicValue]) {
    if isBulk { return }
    state = encoding.sabotage == .simultaneousBody ? before : after
  }

  /// A bulk effect: every instance reads the state before the first one is changed.
  private mutating func update(
    _ variable: VariableID, where filter: Term, _ body: [Statement], _ after: inout [SymbolicValue],
    _ before: [SymbolicValue]
  ) {
    let outer = environment
    isBulk = true
    var next = after
    each(variable) { evaluator, _ in
      let holds = evaluator.truth(filter)
      let kept = next
      let changed = evaluator.under(holds) { evaluator -> [SymbolicValue] in
        var changed = kept
        evaluator.execute(body, &changed, before)
        return changed
      }
      guard let changed else { return }
      for slot in kept.indices where !changed[slot].isSame(as: kept[slot]) {
        next[slot] = evaluator.context.choice(holds, changed[slot], kept[slot])
      }
    }
    after = next
    isBulk = false
    environment = outer
    show(after, before)
  }

  private mutating func assign(_ location: Location, _ term: Term, _ after: inout [SymbolicValue]) {
    switch location {
    case .global(let global):
      guard let slot = encoding.layout.slot(global) else { fatalError("what steps assign is stored") }
      after[slot] = fitting(value(term), encoding.system.globals[global.index].type)
    case .field(let field, of: let instance):
      let type = encoding.system.fields[field.index].type
      let targets = cases(instance)
      var isSomewhere = context.yes
      for one in targets where one.value < 0 {
        isSomewhere = context.not(one.condition)
        // A forged step that writes through `none` evaluates nothing further.
        if !isForged || encoding.sabotage == .undefinedBlocksForgery {
          _ = undefined(one.condition, type, isTerm: false)
        }
      }
      let written = under(isSomewhere) { evaluator in evaluator.fitting(evaluator.value(term), type) }
      guard let written else { return }
      for one in targets where one.value >= 0 {
        guard let slot = encoding.layout.slot(field, one.value) else {
          fatalError("what steps assign is stored")
        }
        after[slot] = context.choice(one.condition, written, after[slot])
      }
    }
  }

  /// The value as a location of that type takes it. Outside of the type it has no meaning.
  private mutating func fitting(_ value: SymbolicValue, _ type: ValueType) -> SymbolicValue {
    guard case .number(let number) = value, type.sort == .integer else { return value }
    let isOutside = context.not(encoding.isWithin(type, number))
    guard let arbitrary = undefined(isOutside, type, isTerm: false) else { return value }
    return context.choice(isOutside, arbitrary, value)
  }
}
