import EnsureModel
import EnsureSemantics

/// A body that is being run.
struct NaiveBody {
  var evaluator: NaiveEvaluator
  /// The state in front of the step: `new` names what is untouched in it.
  let before: NaiveState
  /// What `new` has named so far in this step.
  private(set) var named: Set<NaiveInstance> = []
  /// Whether whoever takes the step may name that secret.
  let mayName: (NaiveInstance) -> Bool
  /// Inside a bulk effect: what is to be written at its end.
  private var postponed: Postponed?

  /// What a bulk effect writes at its end.
  private struct Postponed {
    var values: [(NaiveState.Place, NaiveValue)] = []
    var held: [NaiveState.Place] = []
    var late: [NaiveState.Place] = []
  }

  init(_ evaluator: NaiveEvaluator, mayName: @escaping (NaiveInstance) -> Bool = { _ in true }) {
    self.evaluator = evaluator
    self.mayName = mayName
    before = evaluator.state
  }

  private var scope: NaiveScope { evaluator.scope }
  private var system: TypedSystem { evaluator.system }

  mutating func run(_ statements: [TypedStatement]) throws(NaiveStop) {
    for statement in statements {
      switch statement {
      case .assign(let place, let sign, let value, _): try assign(place, sign, value)
      case .bind(let local, let value, _): evaluator.locals[local] = .value(try evaluator.value(value))
      case .choose(let local, _):
        let values = candidates(for: local)
        evaluator.locals[local] = .value(try evaluator.choose(values))
      case .make(let local, _): try make(local)
      case .send(let local, let channel, let payload, _): try send(local, channel, payload)
      case .branch(let condition, let yes, let no, _):
        if try evaluator.holds(condition) { try run(yes) } else { try run(no) }
      case .call(let position, let arguments, _): try call(position, arguments)
      case .forEach(let local, where: let filter, let updates, _): try forEach(local, filter, updates)
      }
    }
  }

  /// All instances that satisfy the filter: first what each of them is given, all of it found in the state as it is,
  /// then the giving.
  private mutating func forEach(
    _ local: LocalID, _ filter: TypedExpression?, _ updates: [TypedStatement]
  ) throws(NaiveStop) {
    guard let entity = system.locals[local.index].type.type.referent else {
      fatalError("a bulk effect ranges over instances")
    }
    let outer = evaluator.locals
    postponed = Postponed()
    for instance in scope.instances(of: entity) {
      evaluator.locals = outer
      evaluator.locals[local] = .value(.instance(instance))
      if let filter, try !evaluator.holds(filter) { continue }
      try run(updates)
    }
    evaluator.locals = outer
    guard let all = postponed else { return }
    postponed = nil
    for (place, value) in all.values { write(value, place) }
    for place in all.held { hold(place) }
    for place in all.late { fallBehind(place) }
  }

  private mutating func call(_ position: Int, _ arguments: [TypedExpression]) throws(NaiveStop) {
    let effect = system.effects[position]
    var own: [LocalID: NaiveBinding] = [:]
    for (parameter, argument) in zip(effect.parameters, arguments) {
      own[parameter] = .value(try evaluator.value(argument))
    }
    let outer = evaluator.locals
    evaluator.locals = own
    defer { evaluator.locals = outer }
    try run(effect.body)
  }

  // MARK: Assignment

  private mutating func assign(
    _ place: TypedPlace, _ sign: AssignmentOperator, _ value: TypedExpression
  ) throws(NaiveStop) {
    switch place {
    case .global(let position):
      let global = system.globals[position]
      if case .set = global.type.type {
        guard let element = try element(value) else { return }
        change(&evaluator.state.globalSets[global.name, default: []], sign, element)
        return
      }
      guard let old = evaluator.state.globals[global.name] else { fatalError("a global has a value") }
      let new = try self.value(sign, old, value)
      evaluator.state.globals[global.name] = try fitting(new, global.type)
    case .field(let position, let owner):
      let field = system.fields[position]
      let isSet = if case .set = field.type.type { true } else { false }
      let target =
        sign == .set || isSet
        ? try evaluator.value(owner)
        : try evaluator.repeated { inner throws(NaiveStop) in try inner.value(owner) }
      guard case .instance(let instance) = target else {
        // Writing through `none` changes nothing in a forged step.
        guard evaluator.isForged else { throw .defect }
        return
      }
      let place = NaiveState.Place(instance: instance, field: field.name)
      if isSet {
        guard let element = try element(value) else { return }
        change(&evaluator.state.sets[place, default: []], sign, element)
        return
      }
      guard let old = evaluator.state.fields[place] else { fatalError("a field has a value") }
      let new = try fitting(try self.value(sign, old, value), field.type)
      switch field.sensor {
      case nil: write(new, place)
      case .truth(let reading)?: try happen(new, at: place, reading, of: instance)
      case .reading?: set(new, reading: place)
      }
    }
  }

  // MARK: Sensors

  /// Something changes in the world: the sensor says so at once, unless somebody holds it, or it is sampled, and
  /// then it says what it said.
  private mutating func happen(
    _ new: NaiveValue, at truth: NaiveState.Place, _ position: Int, of instance: NaiveInstance
  ) throws(NaiveStop) {
    let place = NaiveState.Place(instance: instance, field: system.fields[position].name)
    let said = try evaluator.field(position, of: .instance(instance))
    let wasRight = evaluator.state.fields[truth] == said
    write(new, truth)
    if case .reading(_, lag: .some)? = system.fields[position].sensor {
      write(said, place)
      if wasRight { fallBehind(place) }
    } else if !evaluator.state.held.contains(place) {
      write(new, place)
    }
  }

  private mutating func write(_ value: NaiveValue, _ place: NaiveState.Place) {
    if postponed == nil {
      evaluator.state.fields[place] = value
    } else {
      postponed?.values.append((place, value))
    }
  }

  private mutating func hold(_ place: NaiveState.Place) {
    if postponed == nil { evaluator.state.held.insert(place) } else { postponed?.held.append(place) }
  }

  private mutating func fallBehind(_ place: NaiveState.Place) {
    if postponed == nil {
      evaluator.state.late[place] = evaluator.state.now
    } else {
      postponed?.late.append(place)
    }
  }

  /// An attacker holds what he has set; a sampled sensor that nobody holds is read anew.
  private mutating func set(_ new: NaiveValue, reading place: NaiveState.Place) {
    if evaluator.isForged || !evaluator.state.held.contains(place) { write(new, place) }
    if evaluator.isForged { hold(place) }
  }

  private mutating func value(
    _ sign: AssignmentOperator, _ old: NaiveValue, _ value: TypedExpression
  ) throws(NaiveStop) -> NaiveValue {
    let new = try evaluator.value(value)
    guard sign != .set else { return new }
    if case .money(let before, let code) = old, case .money(let change, let other) = new {
      if code == other { return .money(sign == .add ? before + change : before - change, code) }
      guard case .number(let arbitrary) = try evaluator.undefined(DeclaredType(.integer(.plain))) else {
        fatalError("a number is arbitrary as a number")
      }
      return .money(arbitrary, code)
    }
    guard case .number(let before) = old, case .number(let change) = new else {
      fatalError("numbers are added")
    }
    return .number(sign == .add ? before + change : before - change)
  }

  /// The value, if it lies in the range; else it is undefined.
  private mutating func fitting(_ value: NaiveValue, _ type: DeclaredType) throws(NaiveStop) -> NaiveValue {
    if case .number(let number) = value, !scope.contains(number, type) { return try evaluator.undefined(type) }
    return value
  }

  /// What is put into a set or taken out of it; nil if a forged step has nothing there.
  private mutating func element(_ value: TypedExpression) throws(NaiveStop) -> NaiveInstance? {
    if case .instance(let instance) = try evaluator.value(value) { return instance }
    guard evaluator.isForged else { throw .defect }
    return nil
  }

  private func change(_ set: inout Set<NaiveInstance>, _ sign: AssignmentOperator, _ element: NaiveInstance) {
    if sign == .add { set.insert(element) } else { set.remove(element) }
  }

  // MARK: New

  private mutating func make(_ local: LocalID) throws(NaiveStop) {
    guard let entity = system.locals[local.index].type.type.referent else {
      fatalError("`new` makes an instance")
    }
    let fresh = scope.instances(of: entity).filter { !named.contains($0) && isUntouched($0) }
    guard case .instance(let instance) = try evaluator.choose(fresh.map { .instance($0) }) else { return }
    named.insert(instance)
    evaluator.state.made.insert(instance)
    evaluator.locals[local] = .value(.instance(instance))
  }

  /// What may be chosen.
  private func candidates(for local: LocalID) -> [NaiveValue] {
    let type = system.locals[local.index].type
    let values = scope.domain(type)
    guard let entity = type.type.referent, system.entities[entity.index].isSecret else { return values }
    return values.filter { value in
      guard case .instance(let instance) = value else { return true }
      return mayName(instance)
    }
  }

  /// Whether there is a secret to be named wherever one is chosen, reached or not.
  func canChoose(_ statements: [TypedStatement]) -> Bool {
    statements.allSatisfy { statement in
      switch statement {
      case .choose(let local, _): !candidates(for: local).isEmpty
      case .branch(_, let yes, let no, _): canChoose(yes + no)
      case .call(let position, _, _): canChoose(system.effects[position].body)
      default: true
      }
    }
  }

  /// `send`: the message is one that has not been sent, says what it is told to, and waits at each end of its channel.
  private mutating func send(_ local: LocalID, _ channel: Int, _ payload: [TypedPayload]) throws(NaiveStop) {
    var values: [(field: TypedField, value: NaiveValue)] = []
    for item in payload {
      let field = system.fields[item.field]
      values.append((field, try fitting(try evaluator.value(item.value), field.type)))
    }
    guard let entity = system.locals[local.index].type.type.referent else { fatalError("messages are sent") }
    let fresh = scope.instances(of: entity).filter { !named.contains($0) && before.letters[$0] == nil }
    guard case .instance(let message) = try evaluator.choose(fresh.map { .instance($0) }) else { return }
    named.insert(message)
    for (field, value) in values { evaluator.state.fields[.init(instance: message, field: field.name)] = value }
    evaluator.state.letters[message] = NaiveLetter(channel: channel, waiting: system.ends(of: channel))
    evaluator.locals[local] = .value(.instance(message))
  }

  /// Whether all fields of the instance have a value that they may have at first, and nothing has made it.
  private func isUntouched(_ instance: NaiveInstance) -> Bool {
    if scope.entity(of: instance).isMessage { return before.letters[instance] == nil }
    if before.known.contains(instance) { return false }
    if before.guesses.contains(where: { $0.key.instance == instance && $0.value > 0 }) { return false }
    return !before.made.contains(instance) && !before.held.contains { $0.instance == instance }
      && before.late.allSatisfy { $0.key.instance != instance || $0.value == 0 }
      && NaiveInitials(scope).allows(instance, in: before)
  }

  /// Whether there are enough untouched instances for every `new` in the body, reached or not: each is one of the
  /// action's parameters (SEMANTICS 1 and 16).
  func hasEnough(for statements: [TypedStatement]) -> Bool {
    var wanted: [EntityID: Int] = [:]
    count(statements, &wanted)
    return wanted.allSatisfy { entity, number in
      scope.instances(of: entity).filter { isUntouched($0) }.count >= number
    }
  }

  private func count(_ statements: [TypedStatement], _ wanted: inout [EntityID: Int]) {
    for statement in statements {
      switch statement {
      case .make(let local, _), .send(let local, _, _, _):
        if let entity = system.locals[local.index].type.type.referent { wanted[entity, default: 0] += 1 }
      case .branch(_, let yes, let no, _):
        count(yes, &wanted)
        count(no, &wanted)
      case .call(let position, _, _): count(system.effects[position].body, &wanted)
      default: break
      }
    }
  }
}
