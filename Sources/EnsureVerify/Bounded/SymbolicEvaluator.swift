import EnsureModel
import EnsureSolver

/// Says what a term means in a symbolic state, and when it has no value: the third reading of the terms, which
/// shares no code with the interpreter's and the explicit search's.
///
/// A term is evaluated where `path` holds. Where a genuine step or a property meets a term without a value there,
/// `defect` says so, and what is built on it means nothing. A forged step takes a value of its own for each such
/// term, and `tape` lists them in order of evaluation.
struct SymbolicEvaluator {
  /// A value that is arbitrary in a forged step.
  struct Arbitrary {
    /// When it is asked for.
    let condition: Proposition
    /// The value as the interpreter's tape has it.
    let value: SymbolicValue
  }

  let encoding: Encoding
  var context: SolverContext { encoding.context }
  var state: [SymbolicValue]
  var environment: [VariableID: SymbolicValue] = [:]
  /// The present instant.
  let now: Number
  /// What `now` stands for; another instant where it is asked whether an instance is untouched.
  var present: Number
  var isForged = false
  /// Whether a bulk effect runs, whose statements don't see each other's work.
  var isBulk = false
  var path: Proposition
  var defect: Proposition
  var tape: [Arbitrary] = []

  init(_ encoding: Encoding, _ state: [SymbolicValue], now: Number) {
    self.encoding = encoding
    self.state = state
    self.now = now
    present = now
    path = encoding.context.yes
    defect = encoding.context.no
  }

  /// When a boolean term holds.
  mutating func truth(_ term: Term) -> Proposition { context.truth(value(term)) }

  mutating func number(_ term: Term) -> Number { context.number(value(term)) }

  /// The cases of a reference or member.
  mutating func cases(_ term: Term) -> [SymbolicValue.Case] {
    guard case .cases(let cases) = value(term) else { fatalError("a reference has cases") }
    return cases
  }

  mutating func value(_ term: Term) -> SymbolicValue {
    switch encoding.world.bank[term] {
    case .boolean(let value): return .truth(context.proposition(value))
    case .integer(let value): return .number(.constant(value))
    case .member(_, let position): return context.one(position)
    case .none: return context.one(-1)
    case .now: return .number(present)
    case .variable(let variable):
      guard let value = environment[variable] else { fatalError("a variable has a value") }
      return value
    case .global(let global):
      switch encoding.layout.storage(global) {
      case .slots(let slot): return state[slot]
      case .fixed(let term): return value(term)
      case .rank: fatalError("a global is no rank")
      }
    case .field(let field, let instance): return read(field, of: instance)
    case .keyed(let entity, let keys): return keyed(entity, keys, term)
    case .key(let position, let instance): return key(position, of: instance, term)
    case .untouched(let instance): return untouched(instance)
    case .not(let operand): return .truth(context.not(truth(operand)))
    case .and(let operands): return .truth(conjunction(operands))
    case .or(let operands): return .truth(disjunction(operands))
    case .implies(let left, let right):
      let triggered = truth(left)
      let follows = under(triggered) { $0.truth(right) }
      return .truth(context.implies(triggered, follows ?? context.yes))
    case .choice(let condition, let yes, let no):
      let condition = truth(condition)
      let first = under(condition) { $0.value(yes) }
      let second = under(context.not(condition)) { $0.value(no) }
      guard let first else { return second ?? encoding.anything(encoding.world.bank.sort(term)) }
      guard let second else { return first }
      return context.choice(condition, first, second)
    case .equal(let left, let right):
      let left = value(left)
      return .truth(context.equal(left, value(right)))
    case .less(let left, let right):
      let left = number(left)
      return .truth(context.less(left, number(right)))
    case .lessOrEqual(let left, let right):
      let left = number(left)
      return .truth(context.lessOrEqual(left, number(right)))
    case .sum(let operands):
      var sum: Number = 0
      for operand in operands { sum = context.add(sum, number(operand)) }
      return .number(sum)
    case .difference(let left, let right):
      let left = number(left)
      return .number(context.subtract(left, number(right)))
    case .negated(let operand): return .number(context.negated(number(operand)))
    case .product(let left, let right):
      let left = number(left)
      return .number(context.multiply(left, number(right)))
    case .quotient(let left, let right): return .number(divide(left, right, term, isQuotient: true))
    case .remainder(let left, let right): return .number(divide(left, right, term, isQuotient: false))
    case .total(let summand, let variable, let filter):
      var sum: Number = 0
      each(variable) { evaluator, _ in
        let holds = evaluator.truth(filter)
        let isCounted = evaluator.encoding.sabotage == .totalsUnfiltered ? evaluator.context.yes : holds
        guard let part = evaluator.under(isCounted, { $0.number(summand) }) else { return }
        sum = evaluator.context.add(sum, evaluator.context.choice(isCounted, part, 0))
      }
      return .number(sum)
    case .count(let variable, let filter):
      var sum: Number = 0
      each(variable) { evaluator, _ in
        sum = evaluator.context.add(sum, evaluator.context.choice(evaluator.truth(filter), 1, 0))
      }
      return .number(sum)
    case .all(let variable, let filter, let body):
      var parts: [Proposition] = []
      each(variable) { evaluator, _ in
        let holds = evaluator.truth(filter)
        guard let part = evaluator.under(holds, { $0.truth(body) }) else { return }
        parts.append(evaluator.context.implies(holds, part))
      }
      return .truth(context.and(parts))
    case .exists(let variable, let filter):
      var parts: [Proposition] = []
      each(variable) { evaluator, _ in parts.append(evaluator.truth(filter)) }
      return .truth(context.or(parts))
    }
  }

  // MARK: Paths of evaluation

  /// Evaluates where the condition holds too; nil if that is nowhere.
  mutating func under<Result>(
    _ condition: Proposition, _ evaluate: (inout SymbolicEvaluator) -> Result
  ) -> Result? {
    let outer = path
    path = context.and(path, condition)
    defer { path = outer }
    return path == context.no ? nil : evaluate(&self)
  }

  private mutating func conjunction(_ operands: [Term]) -> Proposition {
    var sofar = context.yes
    for operand in operands {
      let next = under(encoding.sabotage == .noShortCircuit ? context.yes : sofar) { $0.truth(operand) }
      guard let next else { break }
      sofar = context.and(sofar, next)
    }
    return sofar
  }

  private mutating func disjunction(_ operands: [Term]) -> Proposition {
    var sofar = context.no
    for operand in operands {
      let open = encoding.sabotage == .noShortCircuit ? context.yes : context.not(sofar)
      guard let next = under(open, { $0.truth(operand) }) else { break }
      sofar = context.or(sofar, next)
    }
    return sofar
  }

  /// Goes through the instances that a bound variable ranges over, all of them.
  mutating func each(_ variable: VariableID, _ body: (inout SymbolicEvaluator, Int) -> Void) {
    guard case .reference(let entity) = encoding.world.bank.variables[variable.index].type.sort else {
      fatalError("a bound variable names instances")
    }
    let outer = environment[variable]
    for instance in 0..<encoding.layout.instances(of: entity) {
      environment[variable] = context.one(instance)
      body(&self, instance)
    }
    environment[variable] = outer
  }

  // MARK: Terms without a value

  /// Notes that a term has no value where `condition` holds; in a forged step it then has the value that is returned.
  ///
  /// - Parameter isTerm: a term is arbitrary in its sort, whatever bounds its type has; a location in its type.
  mutating func undefined(_ condition: Proposition, _ type: ValueType, isTerm: Bool) -> SymbolicValue? {
    let condition = context.and(path, condition)
    if condition == context.no { return nil }
    guard isForged, encoding.sabotage != .undefinedBlocksForgery else {
      defect = context.or(defect, condition)
      return nil
    }
    let value = encoding.makeValue(type.sort, "arbitrary")
    if case .number(let number) = value {
      let allowed = encoding.isArbitrary(number, type, isTerm: isTerm)
      encoding.solver.assert(context.implies(condition, allowed))
    }
    tape.append(Arbitrary(condition: condition, value: value))
    guard type.sort == .instant, case .number(let relative) = value else { return value }
    return .number(context.add(now, relative))
  }

  private mutating func divide(_ left: Term, _ right: Term, _ term: Term, isQuotient: Bool) -> Number {
    let (dividend, divisor) = (number(left), number(right))
    let isZero = context.equal(divisor, 0)
    let arbitrary = undefined(isZero, ValueType(.integer), isTerm: true)
    if isZero == context.yes { return arbitrary.map { context.number($0) } ?? 0 }
    var result = isQuotient ? context.quotient(dividend, divisor) : context.remainder(dividend, divisor)
    if encoding.sabotage == .truncatingDivision { result = truncated(result, dividend, divisor, isQuotient) }
    return arbitrary.map { context.choice(isZero, context.number($0), result) } ?? result
  }

  private func truncated(_ result: Number, _ dividend: Number, _ divisor: Number, _ isQuotient: Bool) -> Number
  {
    let remainder = context.remainder(dividend, divisor)
    let isCut = context.and(context.less(dividend, 0), context.not(context.equal(remainder, 0)))
    let isPositive = context.less(0, divisor)
    let change = isQuotient ? Number.constant(1) : context.choice(isPositive, context.negated(divisor), divisor)
    let signed = isQuotient ? context.choice(isPositive, change, -1) : change
    return context.choice(isCut, context.add(result, signed), result)
  }
}

extension Encoding {
  /// What something arbitrary of that type may be in a forged step. An instant is told relative to the present.
  func isArbitrary(_ number: Number, _ type: ValueType, isTerm: Bool) -> Proposition {
    switch type.sort {
    case .integer:
      if layout.scope.values[type.unit] != nil { return isMember(number, of: layout.arbitraryValues(of: type)) }
      // A horizon counts on it that all values keep to their types.
      return isTerm && interpreter.horizon == nil ? context.yes : isWithin(type, number)
    case .instant:
      if layout.scope.delays.ranges.isEmpty { return context.yes }
      return isMember(number, of: layout.arbitraryValues(of: type))
    default: return context.yes
    }
  }
}
