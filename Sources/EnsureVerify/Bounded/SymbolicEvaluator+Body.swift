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
        self.state = encoding.sabotage == .simultaneousBody ? before : after
      case .assign(let location, let term, _):
        assign(location, term, &after)
        self.state = encoding.sabotage == .simultaneousBody ? before : after
      }
    }
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
        guard let slot = encoding.layout.slot(field, one.value) else { fatalError("what steps assign is stored") }
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
