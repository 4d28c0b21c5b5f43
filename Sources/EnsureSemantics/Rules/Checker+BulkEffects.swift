import EnsureModel
import EnsureSyntax

/// What a bulk effect may do (SEMANTICS 4): it sets fields of its own instances and reads nothing of others but of
/// those that take part in the step, so that a proof can treat it instance by instance; and it leaves untouched
/// instances alone, of which there are infinitely many.
extension Checker {
  func checkBulkEffects() {
    let bodies = system.actions.map(\.body) + system.effects.map(\.body)
    if !bodies.contains(where: { $0.contains(where: \.hasBulkEffect) }) { return }
    for body in bodies {
      for statement in body {
        statement.walk { inner in
          guard case .forEach(let local, where: let filter, let updates, let range) = inner else { return }
          checkUntouched(local, filter, at: range)
          var reach = BulkReach(system: system, sources: [local: .own])
          if let filter { report(reach.read(filter).problems, local) }
          var assigned: Set<Int> = []
          checkUpdates(updates, of: local, &reach, &assigned)
        }
      }
    }
  }

  // MARK: Which instances

  private func checkUntouched(
    _ local: LocalID, _ filter: TypedExpression?, at range: SourceRange
  ) {
    guard let entity = system.locals[local.index].type.type.entity, isInfinite(entity) else { return }
    var evaluator = PartialEvaluator(system: system, untouched: local, of: entity)
    evaluator.uncertain = uncertainLocals
    let included = filter.map(evaluator.value(of:)) ?? .boolean(true)
    if included == .boolean(false) { return }
    let known = system.entities[entity.index]
    complain(
      .bulkOverUntouched,
      "this would change untouched instances of `\(known.name)` too, and there are infinitely many of them",
      at: range, secondary: [Label(known.range, "declared without a limit")],
      notes: [
        "add a filter that no untouched instance satisfies (`where \(system.locals[local.index].name).placed`), or declare `finite entity \(known.name)` if there is a fixed number of them"
      ],
      fixIts: finiteFixIt(entity).map { [$0] } ?? [])
  }

  /// Puts `finite` in front of an entity's declaration.
  func finiteFixIt(_ entity: EntityID) -> FixIt? {
    let known = system.entities[entity.index]
    guard known.kind == .thing, trees.indices.contains(Int(known.range.file.index)) else { return nil }
    let source = trees[Int(known.range.file.index)].source
    let word = Array("entity".utf8)
    var start = Int(known.range.start)
    while start > 0, source[start - 1] == 0x20 { start -= 1 }
    start -= word.count
    guard start >= 0, source[start..<start + word.count].elementsEqual(word) else { return nil }
    let place = SourceRange(file: known.range.file, start: start, end: start)
    return FixIt("declare a fixed number of them: `finite entity \(known.name)`", place, "finite ")
  }

  // MARK: What it does

  private func checkUpdates(
    _ statements: [TypedStatement], of local: LocalID, _ reach: inout BulkReach, _ assigned: inout Set<Int>
  ) {
    let name = system.locals[local.index].name
    for statement in statements {
      switch statement {
      case .bind(let named, let value, _):
        let (problems, source) = reach.read(value)
        report(problems, local)
        reach.sources[named] = source
      case .branch(let condition, let yes, let no, _):
        report(reach.read(condition).problems, local)
        var (left, right) = (assigned, assigned)
        checkUpdates(yes, of: local, &reach, &left)
        checkUpdates(no, of: local, &reach, &right)
        assigned = left.union(right)
      case .assign(let place, let sign, let value, let range):
        report(reach.read(value).problems, local)
        checkPlace(place, sign == .set ? value : nil, of: local, at: range, &assigned)
      case .choose(_, let range): refuse("`choose`", "choose the value in front of the `for each`", at: range)
      case .make(_, let range):
        refuse("`new`", "make instances in front of the `for each` or behind it", at: range)
      case .send(_, _, _, let range):
        refuse("`send`", "one step sends as many messages as it has `send` statements", at: range)
      case .forEach(_, where: _, _, let range):
        refuse(
          "another `for each`", "write one behind the other; each changes the instances of one entity",
          at: range)
      case .call(_, _, let range):
        refuse(
          "an effect", "an effect runs statement by statement; write here what it assigns to `\(name)`",
          at: range)
      }
    }
  }

  private func checkPlace(
    _ place: TypedPlace, _ value: TypedExpression?, of local: LocalID, at range: SourceRange,
    _ assigned: inout Set<Int>
  ) {
    func isBounded(_ type: DeclaredType) -> Bool { type.lower != nil || type.upper != nil }
    let name = system.locals[local.index].name
    guard case .field(let field, let owner) = place, case .local(local) = owner.kind else {
      complain(
        .bulkWrite, "a `for each` sets fields of `\(name)` only", at: range,
        notes: ["what is set once for the whole step is set in front of the `for each` or behind it"])
      return
    }
    if case .set = system.fields[field].type.type {
      return complain(
        .bulkWrite, "a set cannot be changed in a `for each`", at: range,
        notes: ["keep what is to be changed in a field of the instance"])
    }
    let side = system.fields[field].sensor
    let other: Int? =
      switch side {
      case .truth(let reading)?: reading
      case .reading(let truth, _)?: truth
      case nil: nil
      }
    if case .truth? = side, isBounded(system.fields[field].type), value.flatMap({ literal($0) }) == nil {
      // What lies outside the range would be one thing for the truth and another for the reading.
      return complain(
        .bulkWrite, "a sensor with a range is set in a `for each` to a literal only", at: range,
        notes: ["give it a type without a range, or set it in an action on one instance"])
    }
    if let other, assigned.contains(other) {
      return complain(
        .bulkWrite,
        "both sides of `\(name).\(sensorName(field))` are set, and all that is set here is set at once",
        at: range)
    }
    guard assigned.insert(field).inserted else {
      return complain(
        .bulkWrite,
        "`\(name).\(system.fields[field].name)` is set twice, and all that is set here is set at once",
        at: range)
    }
  }

  private func refuse(_ what: String, _ note: String, at range: SourceRange) {
    complain(.bulkWrite, "\(what) cannot stand in a `for each`", at: range, notes: [note])
  }

  // MARK: What it reads

  private func report(_ problems: [BulkReach.Problem], _ local: LocalID) {
    let name = system.locals[local.index].name
    var last: SourceRange?
    for problem in problems where problem.range != last {
      last = problem.range
      switch problem.kind {
      case .otherInstance:
        complain(
          .bulkReach, "this reads another instance, which `\(name)` leads to", at: problem.range,
          notes: [
            "a `for each` reads the fields of `\(name)`, globals, and instances that the action names without `\(name)`",
            "keep a copy of the value in `\(name)`, written when it changes",
          ])
      case .aggregate:
        complain(
          .bulkReach, "this ranges over all instances for each of them", at: problem.range,
          notes: ["give its value a name in front of the `for each`: `let total = ...`"])
      }
    }
  }
}

extension TypedStatement {
  fileprivate var hasBulkEffect: Bool {
    if case .forEach = self { return true }
    return nested.contains(where: \.hasBulkEffect)
  }
}

/// What an expression in a bulk effect reads by way of the effect's own instance.
private struct BulkReach {
  /// What the value of a name or expression hangs on.
  enum Source { case own, derived, free }

  struct Problem {
    enum Kind { case otherInstance, aggregate }
    let kind: Kind
    let range: SourceRange
  }

  let system: TypedSystem
  /// Names that are the effect's instance, or whose values hang on it.
  var sources: [LocalID: Source]

  /// What the expression must not read, and what its value hangs on. Each predicate and function is looked into at
  /// each of its calls, where its problems are told.
  func read(_ expression: TypedExpression) -> (problems: [Problem], source: Source) {
    var found: [Problem] = []
    let source = source(of: expression, at: nil, &found)
    return (found, source)
  }

  private func source(of expression: TypedExpression, at call: SourceRange?, _ found: inout [Problem]) -> Source
  {
    let range = call ?? expression.range
    switch expression.kind {
    case .local(let local): return sources[local] ?? .free
    case .field(_, let instance), .key(_, let instance), .person(let instance):
      return followed(source(of: instance, at: call, &found), range, &found)
    case .contains(let element, let set):
      let member = followed(source(of: element, at: call, &found), range, &found)
      guard case .field(_, let owner) = set.kind else { return member }
      let holder = followed(source(of: owner, at: call, &found), range, &found)
      return member == .free && holder == .free ? .free : .derived
    case .aggregate:
      found.append(Problem(kind: .aggregate, range: range))
      return .free
    case .call(let function, let arguments):
      var inner = BulkReach(system: system, sources: [:])
      for (parameter, argument) in zip(system.functions[function].parameters, arguments) {
        inner.sources[parameter] = source(of: argument, at: call, &found)
      }
      guard let body = system.functions[function].body else { return .free }
      return inner.source(of: body, at: range, &found)
    default:
      var isFree = true
      for child in expression.children where source(of: child, at: call, &found) != .free { isFree = false }
      return isFree ? .free : .derived
    }
  }

  /// A field of an instance: of the effect's own, of one that takes part, or of another, which is a problem.
  private func followed(_ instance: Source, _ range: SourceRange, _ found: inout [Problem]) -> Source {
    guard instance == .derived else { return instance == .own ? .derived : .free }
    found.append(Problem(kind: .otherInstance, range: range))
    return .free
  }
}
