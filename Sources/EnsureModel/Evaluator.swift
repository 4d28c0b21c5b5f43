/// Walks a term and gives its value in one state: the meaning of terms, written to be read.
///
/// All instances of a quantifier or total are evaluated, whatever the first ones yield, so that definedness does
/// not hang on how the instances are numbered.
struct Evaluator {
  let world: World
  let layout: Layout
  var state: State
  var environment: [VariableID: Integer]
  /// In a forged step: what undefined terms stand for. Else nil, and an undefined term ends the evaluation.
  var oracle: Oracle?
  /// Whether there is a horizon, which counts on it that arbitrary values keep to their types.
  var hasHorizon = false
  /// What `now` is.
  var present: Integer = 0
  /// Who wants to know which places are read.
  var reads: ReadRecord?

  init(_ world: World, _ layout: Layout, _ state: State, _ environment: [VariableID: Integer] = [:]) {
    self.world = world
    self.layout = layout
    self.state = state
    self.environment = environment
  }

  /// Whether a boolean term holds.
  mutating func holds(_ term: Term) throws(Interruption) -> Bool { try value(term) != 0 }

  /// The value, in the encoding of `State`.
  mutating func value(_ term: Term) throws(Interruption) -> Integer {
    switch world.bank[term] {
    case .boolean(let value): return value ? 1 : 0
    case .integer(let value): return value
    case .member(_, let position): return Integer(position)
    case .none: return -1
    case .now: return present
    case .variable(let variable):
      guard let value = environment[variable] else { fatalError("a variable has a value") }
      return value
    case .global(let global):
      switch layout.storage(global) {
      case .slots(let slot): return stored(slot)
      case .fixed(let term): return try value(term)
      case .rank: fatalError("a global is no rank")
      }
    case .field(let field, let instance): return try value(of: field, try value(instance), term)
    case .keyed(let entity, let keys): return try instance(of: entity, keys, term)
    case .key(let position, let instance):
      guard case .reference(let entity) = world.bank.sort(instance) else {
        fatalError("only instances have keys")
      }
      guard let number = try named(instance) else { return try arbitrary(.none, term, nil) }
      return Integer(layout.keys(of: number, in: entity)[position])
    case .untouched(let instance):
      guard case .reference(let entity) = world.bank.sort(instance) else {
        fatalError("an instance is untouched")
      }
      guard let number = try named(instance) else { return try arbitrary(.none, term, nil) }
      return try isUntouched(number, of: entity) ? 1 : 0
    case .not(let operand): return try holds(operand) ? 0 : 1
    case .and(let operands): return try connective(operands, until: 0)
    case .or(let operands): return try connective(operands, until: 1)
    case .implies(let left, let right):
      let isTriggered = try holds(left)
      if !isTriggered && world.sabotage != .noShortCircuit { return 1 }
      let follows = try holds(right)
      return !isTriggered || follows ? 1 : 0
    case .choice(let condition, let yes, let no): return try value(try holds(condition) ? yes : no)
    case .equal(let left, let right): return try value(left) == value(right) ? 1 : 0
    case .less(let left, let right): return try value(left) < value(right) ? 1 : 0
    case .lessOrEqual(let left, let right): return try value(left) <= value(right) ? 1 : 0
    case .sum(let operands):
      var sum: Integer = 0
      for operand in operands { sum += try value(operand) }
      return sum
    case .difference(let left, let right): return try value(left) - value(right)
    case .negated(let operand): return -(try value(operand))
    case .product(let left, let right): return try value(left) * value(right)
    case .quotient(let left, let right):
      guard let result = divide(try value(left), try value(right)) else {
        return try arbitrary(.divisionByZero, term, nil)
      }
      return result.quotient
    case .remainder(let left, let right):
      guard let result = divide(try value(left), try value(right)) else {
        return try arbitrary(.divisionByZero, term, nil)
      }
      return result.remainder
    case .total(let summand, let variable, let filter):
      var sum: Integer = 0
      for found in try values(of: summand, over: variable, where: filter) { sum += found }
      return sum
    case .count(let variable, let filter):
      return Integer(try values(of: nil, over: variable, where: filter).count)
    case .all(let variable, let filter, let body):
      return try values(of: body, over: variable, where: filter).allSatisfy { $0 != 0 } ? 1 : 0
    case .exists(let variable, let filter):
      return try values(of: nil, over: variable, where: filter).isEmpty ? 0 : 1
    }
  }

  /// The number of the instance that a reference names; nil for `none`.
  mutating func named(_ instance: Term) throws(Interruption) -> Int? {
    guard let number = try value(instance).asInt, number >= 0 else { return nil }
    return number
  }

  /// Something arbitrary of that type: the oracle's next value. Without an oracle there is none.
  ///
  /// - Parameter isTerm: a term is arbitrary in its sort, whatever bounds its type has; a location in its type.
  mutating func arbitrary(of type: ValueType, isTerm: Bool, _ reason: Undefined) throws(Interruption) -> Integer
  {
    if oracle == nil || world.sabotage == .undefinedBlocksForgery { throw .undefined(reason) }
    guard let next = oracle?.next() else { throw .exhausted(type) }
    let isFree = isTerm && !hasHorizon
    if !layout.contains(next, isFree ? ValueType(type.sort) : type) { throw .illTyped(type) }
    // Where time passes by any number of ticks, any instant will do.
    if type.sort == .instant, !layout.scope.delays.ranges.isEmpty {
      guard let word = next.asInt, layout.arbitraryValues(of: type).contains(word) else {
        throw .illTyped(type)
      }
    }
    return next
  }

  // MARK: Parts

  private func stored(_ slot: Int) -> Integer {
    reads?.note(slot)
    return state.values[slot]
  }

  private mutating func arbitrary(_ reason: Undefined.Reason, _ term: Term, _ type: ValueType?)
    throws(Interruption) -> Integer
  {
    let type = type ?? ValueType(world.bank.sort(term))
    return try arbitrary(of: type, isTerm: true, Undefined(reason: reason, term: term))
  }

  private mutating func value(of field: FieldID, _ instance: Integer, _ term: Term) throws(Interruption)
    -> Integer
  {
    let declared = world.system.fields[field.index]
    guard let number = instance.asInt, number >= 0 else { return try arbitrary(.none, term, declared.type) }
    switch layout.storage(field) {
    case .slots(let first): return stored(first + number)
    case .fixed(let initial): return try value(initial)
    case .rank: return Integer(layout.rank(of: number, in: declared.entity) ?? 0)
    }
  }

  private mutating func instance(of entity: EntityID, _ keys: [Term], _ term: Term) throws(Interruption)
    -> Integer
  {
    var values: [Int] = []
    var reason: Undefined.Reason?
    for key in keys {
      let value = try value(key)
      if case .reference = world.bank.sort(key), value < 0 { reason = reason ?? Undefined.Reason.none }
      if let word = value.asInt { values.append(word) } else { reason = reason ?? .outOfRange }
    }
    if reason == nil, let number = layout.instance(of: entity, keys: values) { return Integer(number) }
    return try arbitrary(reason ?? .outOfRange, term, nil)
  }

  /// Whether each mutable field of the instance has a value that it may have at first.
  mutating func isUntouched(_ number: Int, of entity: EntityID) throws(Interruption) -> Bool {
    // Given instants are reckoned from the start of the run.
    let outer = present
    present = layout.startSlot.map { stored($0) } ?? 0
    defer { present = outer }
    let variable = world.system.entities[entity.index].initialVariable
    for field in world.system.entities[entity.index].fields {
      let declared = world.system.fields[field.index]
      guard declared.isMutable, declared.kind != .rank, let slot = layout.slot(field, number) else { continue }
      switch declared.initial {
      case .value(let initial): if try value(initial) != stored(slot) { return false }
      case .arbitrary(where: let restriction):
        guard let restriction else { continue }
        if try !holds(restriction, with: variable, Integer(number)) { return false }
      }
    }
    return true
  }

  private mutating func holds(_ term: Term, with variable: VariableID, _ bound: Integer) throws(Interruption)
    -> Bool
  {
    let outer = environment[variable]
    environment[variable] = bound
    defer { environment[variable] = outer }
    return try holds(term)
  }

  private mutating func connective(_ operands: [Term], until decisive: Integer) throws(Interruption) -> Integer
  {
    var result = 1 - decisive
    for operand in operands where try value(operand) == decisive {
      result = decisive
      if world.sabotage != .noShortCircuit { break }
    }
    return result
  }

  /// The values of `body` (1 for nil) at the instances that satisfy `filter`, in the order of their numbers.
  private mutating func values(of body: Term?, over variable: VariableID, where filter: Term)
    throws(Interruption) -> [Integer]
  {
    guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else {
      fatalError("a bound variable names instances")
    }
    let outer = environment[variable]
    defer { environment[variable] = outer }
    var found: [Integer] = []
    for number in 0..<layout.instances(of: entity) {
      environment[variable] = Integer(number)
      let passes = try holds(filter)
      guard passes || world.sabotage == .totalsUnfiltered else { continue }
      if let body { found.append(try value(body)) } else { found.append(1) }
    }
    return found
  }

  private func divide(_ dividend: Integer, _ divisor: Integer) -> (quotient: Integer, remainder: Integer)? {
    guard let result = dividend.quotientAndRemainder(dividingBy: divisor) else { return nil }
    if world.sabotage == .truncatingDivision, dividend.signum < 0, result.remainder != 0 {
      let towardsZero: Integer = divisor.signum > 0 ? 1 : -1
      return (result.quotient + towardsZero, result.remainder - divisor.magnitude)
    }
    return result
  }
}

extension Layout {
  /// Whether `value` is one of that type, in the encoding of `State`. A reference may be `none`.
  func contains(_ value: Integer, _ type: ValueType) -> Bool {
    switch type.sort {
    case .boolean: return value == 0 || value == 1
    case .enumeration(let id): return value >= 0 && value < Integer(system.enumerations[id.index].members.count)
    case .reference(let entity): return value >= -1 && value < Integer(instances(of: entity))
    case .instant: return true
    case .integer:
      if let lower = type.lower, value < lower { return false }
      if let upper = type.upper, upper < value { return false }
      return true
    }
  }
}
