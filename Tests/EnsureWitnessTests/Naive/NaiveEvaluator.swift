import EnsureModel
import EnsureSemantics

/// Why an evaluation comes to nothing.
enum NaiveStop: Error {
  /// A term has no value, in a genuine step or a property.
  case defect
  /// A guard is false, or there is nothing left to choose.
  case blocked
  /// There are too many ways.
  case tooMany
}

/// What a local name stands for.
enum NaiveBinding {
  case value(NaiveValue)
  /// The argument of a predicate or function, which is put in its place: an expression with its own names.
  indirect case expression(TypedExpression, [LocalID: NaiveBinding])
}

/// Evaluates typed expressions in a state, as `Docs/semantics.md` says. It shares no code with the lowering nor with
/// the interpreter.
struct NaiveEvaluator {
  let scope: NaiveScope
  var state: NaiveState
  var locals: [LocalID: NaiveBinding] = [:]
  var chooser = Chooser()
  /// In a forged step an undefined term has an arbitrary value; else it is a defect.
  var isForged = false
  /// What the attacker makes of a field of the message at hand.
  var tampering: NaiveTampering?
  /// How many operands deep the evaluation is that the lowering evaluates more than once.
  var repetition = 0
  /// Whether an arbitrary value was met where `Docs/semantics.md` does not say how often it is drawn: see
  /// `Disagreement`.
  var isLoose = false

  var system: TypedSystem { scope.system }

  init(_ scope: NaiveScope, _ state: NaiveState) {
    self.scope = scope
    self.state = state
  }

  mutating func choose(_ values: [NaiveValue]) throws(NaiveStop) -> NaiveValue {
    if values.isEmpty { throw .blocked }
    return values[chooser.choose(values.count)]
  }

  /// The value of what has none.
  mutating func undefined(_ type: DeclaredType) throws(NaiveStop) -> NaiveValue {
    guard isForged else { throw .defect }
    if repetition > 0 { isLoose = true }
    if type.type == .instant {
      return try choose(([0] + scope.delays).map { .instant(state.now - Integer($0)) })
    }
    return try choose(scope.arbitrary(type))
  }

  mutating func holds(_ expression: TypedExpression) throws(NaiveStop) -> Bool {
    guard case .truth(let value) = try value(expression) else { fatalError("a condition is true or false") }
    return value
  }

  mutating func number(_ expression: TypedExpression) throws(NaiveStop) -> Integer {
    switch try value(expression) {
    case .number(let value), .instant(let value), .money(let value, _): return value
    default: fatalError("a number is a number")
    }
  }

  mutating func value(_ expression: TypedExpression) throws(NaiveStop) -> NaiveValue {
    guard expression.type == .anyMoney, repetition == 0 else { return try simpleValue(expression) }
    // Amount and currency are two places for the lowering, which evaluates a path for each.
    return try repeated { evaluator throws(NaiveStop) in try evaluator.simpleValue(expression) }
  }

  private mutating func simpleValue(_ expression: TypedExpression) throws(NaiveStop) -> NaiveValue {
    switch expression.kind {
    case .boolean(let value): return .truth(value)
    case .integer(let value): return .number(value)
    case .member(let position):
      guard case .enumeration(let enumeration) = expression.type else { fatalError("a member is of something") }
      return .member(system.enumerations[enumeration.index].members[position])
    case .none: return .nothing
    case .isAt(let place, let entity):
      guard case .instance(let instance) = try value(place) else { return .truth(false) }
      return .truth(instance.entity == system.entities[entity.index].name)
    case .now: return .instant(state.now)
    case .local(let local): return try value(of: local)
    case .constant(let position): return try value(system.constants[position].value)
    case .global(let position): return global(position)
    case .field(let position, let instance): return try field(position, of: try value(instance))
    case .delivery(let stage, let instance):
      guard case .instance(let message) = try value(instance) else {
        return try undefined(DeclaredType(.boolean))
      }
      return .truth(state.letters[message].map { $0.has(stage) } ?? false)
    case .key(let position, let instance): return try key(position, of: instance)
    case .keyed(let entity, let keys): return try keyed(entity, keys)
    case .person(let principal):
      guard case .instance(let instance) = try value(principal) else {
        return try undefined(DeclaredType(expression.type))
      }
      return .number(Integer(state.persons[instance] ?? 0))
    case .not(let operand): return .truth(try !holds(operand))
    case .connective(let connective, let operands): return .truth(try connect(connective, operands))
    case .choice(let condition, let yes, let no): return try value(try holds(condition) ? yes : no)
    case .compare(let comparison, let left, let right): return .truth(try compare(comparison, left, right))
    case .tagged(let amount):
      guard case .integer(.money(let currency)) = amount.type else { fatalError("an amount has a currency") }
      return .money(try number(amount), system.currencies[currency].code)
    case .amount(let money): return .number(try number(money))
    case .currency(let money):
      guard case .money(_, let code) = try value(money) else { fatalError("money has a currency") }
      return .member(code)
    case .arithmetic, .sum, .negate, .share, .builtin:
      return try expression.type == .anyMoney ? money(expression) : arithmetic(expression)
    case .call(let position, let arguments): return try call(position, arguments)
    case .contains(let element, let set):
      let members = try members(of: set)
      guard let members, case .instance(let instance) = try value(element) else {
        return try undefined(DeclaredType(.boolean))
      }
      return .truth(members.contains(instance))
    case .aggregate(let kind, let local, let filter, let body): return try aggregate(kind, local, filter, body)
    case .rate, .temporal, .atom, .stuck, .error: fatalError("this is no expression of a state")
    }
  }

  // MARK: Names

  private mutating func value(of local: LocalID) throws(NaiveStop) -> NaiveValue {
    switch locals[local] {
    case .value(let value)?: return value
    case .expression(let expression, let names)?:
      let outer = locals
      locals = names
      defer { locals = outer }
      return try value(expression)
    case nil: fatalError("the local `\(system.locals[local.index].name)` stands for nothing")
    }
  }

  private func global(_ position: Int) -> NaiveValue {
    guard let value = state.globals[system.globals[position].name] else { fatalError("a global has a value") }
    return value
  }

  mutating func field(_ position: Int, of instance: NaiveValue) throws(NaiveStop) -> NaiveValue {
    let field = system.fields[position]
    guard case .instance(let instance) = instance else { return try undefined(field.type) }
    if let tampering, tampering.field == position, tampering.message == instance { return tampering.value }
    let place = NaiveState.Place(instance: instance, field: field.name)
    guard let value = state.fields[place] else { fatalError("a field has a value") }
    if case .reading(let truth, let lag?)? = field.sensor {
      // What a sampled sensor said last counts as long as it may, and as long as an attacker likes.
      guard let late = state.late[place] else { fatalError("a sampled sensor is late at times") }
      let so = state.fields[.init(instance: instance, field: system.fields[truth].name)]
      return state.held.contains(place) || state.now - late <= lag ? value : so ?? value
    }
    return value
  }

  private mutating func key(_ position: Int, of instance: TypedExpression) throws(NaiveStop) -> NaiveValue {
    guard case .instance(let instance) = try value(instance), case .keys(let keys) = instance.identity else {
      guard let entity = instance.type.referent else { fatalError("a key is of an instance") }
      return try undefined(DeclaredType(system.entities[entity.index].keys[position].type.type))
    }
    return keys[position]
  }

  /// The instance with these keys; there is none if a key is `none` or outside its range.
  mutating func keyed(_ entity: EntityID, _ keys: [TypedExpression]) throws(NaiveStop) -> NaiveValue {
    var values: [NaiveValue] = []
    for key in keys { values.append(try value(key)) }
    let known = system.entities[entity.index]
    let instance = NaiveInstance(entity: known.name, identity: .keys(values))
    if scope.instances(of: entity).contains(instance) { return .instance(instance) }
    return try undefined(DeclaredType(.reference(entity, isOptional: true)))
  }

  /// The members of a set; nil if its owner is `none`.
  mutating func members(of set: TypedExpression) throws(NaiveStop) -> Set<NaiveInstance>? {
    switch set.kind {
    case .global(let position): return state.globalSets[system.globals[position].name] ?? []
    case .field(let position, let owner):
      guard case .instance(let instance) = try value(owner) else { return nil }
      return state.sets[.init(instance: instance, field: system.fields[position].name)] ?? []
    default: fatalError("a set is a field or a global")
    }
  }

  /// A predicate or function: its body, with the arguments as they are written in the place of the parameters.
  private mutating func call(_ position: Int, _ arguments: [TypedExpression]) throws(NaiveStop) -> NaiveValue {
    let function = system.functions[position]
    guard let body = function.body else { fatalError("a function has a body") }
    let outer = locals
    locals = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      locals[parameter] = .expression(argument, outer)
    }
    defer { locals = outer }
    return try value(body)
  }

  // MARK: Logic

  private mutating func connect(
    _ connective: TypedExpression.Connective, _ operands: [TypedExpression]
  ) throws(NaiveStop) -> Bool {
    switch connective {
    case .and:
      for operand in operands where try !holds(operand) { return false }
      return true
    case .or:
      for operand in operands where try holds(operand) { return true }
      return false
    case .implies:
      if try !holds(operands[0]) { return true }
      return try holds(operands[1])
    case .iff: return try holds(operands[0]) == holds(operands[1])
    case .xor: return try holds(operands[0]) != holds(operands[1])
    }
  }

  private mutating func compare(
    _ comparison: TypedExpression.Comparison, _ left: TypedExpression, _ right: TypedExpression
  ) throws(NaiveStop) -> Bool {
    if left.type == .anyMoney, comparison != .equal, comparison != .notEqual {
      let (first, second) = (try value(left), try value(right))
      guard case .money(let a, let one) = first, case .money(let b, let other) = second else {
        fatalError("money is compared with money")
      }
      guard one == other else {
        guard case .truth(let value) = try undefined(DeclaredType(.boolean)) else { fatalError("a truth") }
        return value
      }
      switch comparison {
      case .less: return a < b
      case .lessOrEqual: return a <= b
      case .greater: return a > b
      default: return a >= b
      }
    }
    switch comparison {
    case .equal: return try value(left) == value(right)
    case .notEqual: return try value(left) != value(right)
    case .less: return try number(left) < number(right)
    case .lessOrEqual: return try number(left) <= number(right)
    case .greater: return try number(left) > number(right)
    case .greaterOrEqual: return try number(left) >= number(right)
    }
  }

  /// Every instance is looked at, whatever the first ones say, so that definedness does not hang on their order.
  private mutating func aggregate(
    _ kind: TypedExpression.Aggregate, _ local: LocalID, _ filter: TypedExpression?, _ body: TypedExpression?
  ) throws(NaiveStop) -> NaiveValue {
    guard let entity = system.locals[local.index].type.type.referent else {
      fatalError("instances are ranged over")
    }
    let outer = locals
    defer { locals = outer }
    var (count, sum, allHold): (Integer, Integer, Bool) = (0, 0, true)
    for instance in scope.instances(of: entity) {
      locals[local] = .value(.instance(instance))
      if let filter, try !holds(filter) { continue }
      count += 1
      guard let body else { continue }
      if kind == .sum { sum += try number(body) } else if try !holds(body) { allHold = false }
    }
    switch kind {
    case .sum: return .number(sum)
    case .count: return .number(count)
    case .all: return .truth(allHold)
    case .exists: return .truth(count > 0)
    case .none: return .truth(count == 0)
    }
  }
}
