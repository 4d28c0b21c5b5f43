import EnsureModel
import EnsureSyntax

/// What may range over infinitely many instances (SEMANTICS 5 and 25): only what an untouched instance cannot
/// change.
extension Checker {
  /// Where an aggregate stands, as far as that matters.
  private enum Position { case positive, negative, other }

  func checkAggregates() {
    for function in system.functions { if let body = function.body { check(body, .other) } }
    for action in system.actions {
      for clause in action.requires + action.honest { check(clause, .positive) }
      check(action.body)
    }
    for effect in system.effects { check(effect.body) }
    for rule in system.policies.flatMap(\.rules) {
      for (_, condition) in rule.cases {
        if let condition { check(condition, rule.effect == .permit ? .positive : .negative) }
      }
    }
    for property in system.properties {
      check(property.body, .other)
      for assumption in property.assumptions { check(assumption, .other) }
    }
    for threat in system.threats {
      for power in threat.powers {
        if case .attacker(_, _, _, _, let when?, _) = power { check(when, .positive) }
      }
    }
    for final in system.entities.flatMap(\.finals) { check(final.condition, .other) }
    for unique in system.uniques {
      if let condition = unique.condition { check(condition, .other) }
      checkUnique(unique)
    }
    for baseline in system.baselines { check(baseline.total, .other) }
    for response in system.responses {
      for case .action(_, let arguments) in response.steps {
        for argument in arguments { check(argument, .other) }
      }
    }
    for scenario in system.scenarios {
      for given in scenario.givens { check(given, .other) }
      for item in scenario.items { if case .expect(let condition) = item { check(condition, .other) } }
    }
  }

  private func check(_ statements: [TypedStatement]) {
    for statement in statements {
      statement.walk { inner in for expression in inner.expressions { check(expression, .other) } }
    }
  }

  private func check(_ expression: TypedExpression, _ position: Position) {
    switch expression.kind {
    case .aggregate(let kind, let local, let filter, let body):
      checkReach(kind, local, filter, body)
      checkUntouched(expression, kind, local, filter, body)
      checkPosition(expression.range, kind, local, position)
      for child in expression.children { check(child, .other) }
    case .not(let operand): check(operand, flipped(position))
    case .connective(.implies, let operands):
      check(operands[0], flipped(position))
      check(operands[1], position)
    case .connective(let connective, let operands) where connective == .and || connective == .or:
      for operand in operands { check(operand, position) }
    case .call(let function, let arguments):
      for argument in arguments { check(argument, position == .other ? .other : .negative) }
      if let body = system.functions[function].body { checkCalled(body, position, at: expression.range) }
    default: for child in expression.children { check(child, position == .other ? .other : .negative) }
    }
  }

  /// The same for what a predicate or function stands for, of which only the position is a matter of the caller;
  /// the complaint is about the call.
  private func checkCalled(_ expression: TypedExpression, _ position: Position, at range: SourceRange) {
    switch expression.kind {
    case .aggregate(let kind, let local, _, _): checkPosition(range, kind, local, position)
    case .not(let operand): checkCalled(operand, flipped(position), at: range)
    case .connective(.implies, let operands):
      checkCalled(operands[0], flipped(position), at: range)
      checkCalled(operands[1], position, at: range)
    case .connective(let connective, let operands) where connective == .and || connective == .or:
      for operand in operands { checkCalled(operand, position, at: range) }
    case .call(let function, _):
      if let body = system.functions[function].body { checkCalled(body, position, at: range) }
    default: break
    }
  }

  /// Untouched instances are alike, so infinitely many of them must not count as duplicates of each other: no step
  /// that writes one of the fields could be taken.
  private func checkUnique(_ unique: TypedUnique) {
    guard isInfinite(unique.entity) else { return }
    let evaluator = PartialEvaluator(system: system, untouched: unique.local, of: unique.entity)
    let included = unique.condition.map(evaluator.value(of:)) ?? .boolean(true)
    if included == .boolean(false) { return }
    let known = system.entities[unique.entity.index]
    complain(
      .uniqueOverUntouched,
      "untouched instances of `\(known.name)` may be duplicates here, and there are infinitely many of them",
      at: unique.range, secondary: [Label(known.range, "declared without a limit")],
      notes: ["say with `when` which instances are meant, for example those whose key is not `none`"])
  }

  private func flipped(_ position: Position) -> Position {
    switch position {
    case .positive: .negative
    case .negative: .positive
    case .other: .other
    }
  }

  /// A summand with its filter reads its own instance's fields, literals, and the identities of the instances at
  /// hand; whatever else it reads could change without its instance being touched.
  private func checkReach(
    _ kind: TypedExpression.Aggregate, _ local: LocalID, _ filter: TypedExpression?, _ body: TypedExpression?
  ) {
    func report(_ range: SourceRange, _ what: String) {
      complain(
        .aggregateReach,
        "a sum or count reads \(what), which can change without its own instances being touched",
        at: range,
        notes: ["it may read fields of the instance it ranges over, literals, and which instances others are"])
    }
    func visit(_ expression: TypedExpression) {
      switch expression.kind {
      case .field(let field, let instance):
        if case .local(local) = instance.kind {
          // A sampled one catches up with the truth as time passes.
          if case .reading(_, lag: .some)? = system.fields[field].sensor {
            report(expression.range, "the time")
          }
          return
        }
        if !system.fields[field].isMutable { return visit(instance) }
        report(expression.range, "a field of another instance")
      case .delivery(_, let instance):
        if case .local(local) = instance.kind { return }
        report(expression.range, "how far another message has come")
      case .contains(let element, let set):
        visit(element)
        if case .field(_, let instance) = set.kind { visit(instance) }
      case .global(let global) where system.globals[global].isMutable: report(expression.range, "a global")
      case .now: report(expression.range, "the time")
      case .local(let other) where other != local:
        if system.locals[other.index].type.type.entity == nil, kind == .sum || kind == .count {
          complain(
            .aggregateReach,
            "a sum or count cannot read `\(system.locals[other.index].name)`: of a variable around it, it may only ask which instance it names",
            at: expression.range,
            notes: ["make what is grouped by an entity, which instances refer to (`r.day == d` with `d: Day`)"])
        }
      case .aggregate: report(expression.range, "another one")
      case .call(let function, let arguments):
        for argument in arguments { visit(argument) }
        for (parameter, argument) in zip(system.functions[function].parameters, arguments) {
          if case .local(local) = argument.kind, let body = system.functions[function].body {
            checkReach(kind, parameter, body, nil)
          }
        }
      default: for child in expression.children { visit(child) }
      }
    }
    guard kind == .sum || kind == .count else { return }
    if let filter { visit(filter) }
    if let body { visit(body) }
  }

  /// Whether there are infinitely many instances of the entity.
  func isInfinite(_ entity: EntityID) -> Bool {
    let known = system.entities[entity.index]
    if known.keys.isEmpty { return !known.isFinite }
    return known.keys.contains { key in key.type.type.entity.map(isInfinite) ?? false }
  }

  private func checkUntouched(
    _ expression: TypedExpression, _ kind: TypedExpression.Aggregate, _ local: LocalID,
    _ filter: TypedExpression?, _ body: TypedExpression?
  ) {
    guard let entity = system.locals[local.index].type.type.entity, isInfinite(entity) else { return }
    let known = system.entities[entity.index]
    var evaluator = PartialEvaluator(system: system, untouched: local, of: entity)
    evaluator.uncertain = uncertainLocals
    let included = filter.map(evaluator.value(of:)) ?? .boolean(true)
    if included == .boolean(false) { return }
    let fixIts = finiteFixIt(entity).map { [$0] } ?? []
    switch kind {
    case .sum, .count:
      if kind == .sum, let body, evaluator.value(of: body) == .integer(0) { return }
      complain(
        .aggregateNotZero,
        "an untouched `\(known.name)` may count here already, and there are infinitely many of them",
        at: expression.range, secondary: [Label(known.range, "declared without a limit")],
        notes: [
          "add a filter that no untouched instance satisfies (`where o.placed`), or declare `finite entity \(known.name)` if there is a fixed number of them"
        ], fixIts: fixIts)
    case .all, .exists, .none:
      if kind == .all, let body, evaluator.value(of: body) == .boolean(true) { return }
      let word = kind == .all ? "all" : kind == .exists ? "exists" : "none"
      complain(
        .quantifierOverUntouched,
        "an untouched `\(known.name)` may decide this `\(word)`, and there are infinitely many of them",
        at: expression.range, secondary: [Label(known.range, "declared without a limit")],
        notes: [
          "restrict it with `where` to instances that something has happened to, or declare `finite entity \(known.name)` if there is a fixed number of them"
        ], fixIts: fixIts)
    }
  }

  /// A statement about all of infinitely many instances may stand where it permits a step, and nowhere where it
  /// would have to be assumed (SEMANTICS 5).
  private func checkPosition(
    _ range: SourceRange, _ kind: TypedExpression.Aggregate, _ local: LocalID, _ position: Position
  ) {
    guard let entity = system.locals[local.index].type.type.entity, isInfinite(entity) else { return }
    guard position == .negative, kind == .all || kind == .none else { return }
    complain(
      .universalUnderNegation,
      "`\(kind == .all ? "all" : "none")` over infinitely many instances cannot stand under `not` or in a `forbid`",
      at: range,
      notes: ["say it the other way round with `exists`, or declare a `finite entity`"])
  }
}
