import EnsureModel

/// What is known of an expression's value when only some of its names have a known one. It decides constants,
/// and the rules that speak of untouched instances, where no solver may be asked; "unknown" is a safe answer to
/// all of them.
struct PartialEvaluator {
  /// A value, as far as it is known.
  enum Value: Equatable {
    case boolean(Bool)
    case integer(Integer)
    case member(Int)
    /// Minor units of the currency with that position.
    case money(Integer, Int)
    /// No instance.
    case none
    /// Anything (an instance, too).
    case unknown
    /// It has no value.
    case undefined
  }

  /// Constants of more bits are not worked out: a chain of them that each square the one before doubles with every
  /// link.
  static let mostBits = 1 << 20

  let system: TypedSystem
  /// The local that stands for an untouched instance, and the known values of its fields.
  var untouched: LocalID?
  var fields: [Int: Value] = [:]
  /// Known values of locals.
  var locals: [LocalID: Value] = [:]
  var globals: [Int: Value] = [:]
  /// Whether predicates and functions are looked into. Only once all are checked, and none grows beyond the
  /// limit when it is put in place.
  var followsCalls = false
  /// Locals that may be `none` although their types don't say so.
  var uncertain: Set<LocalID> = []

  init(system: TypedSystem) { self.system = system }

  /// One that knows what the fields of a fresh instance hold, as far as the spec says it.
  init(system: TypedSystem, untouched: LocalID, of entity: EntityID) {
    self.system = system
    self.untouched = untouched
    self.followsCalls = true
    for position in system.entities[entity.index].fields {
      let field = system.fields[position]
      switch field.initial {
      case .value(let expression): fields[position] = PartialEvaluator(system: system).value(of: expression)
      case .implied:
        if field.type.type.entity != nil || field.type.type.isPlace { fields[position] = Value.none }
      case .arbitrary: break
      }
    }
  }

  func value(of expression: TypedExpression) -> Value {
    switch expression.kind {
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .member(let value): return .member(value)
    case .none: return .none
    case .local(let local): return locals[local] ?? .unknown
    case .constant(let position): return value(of: system.constants[position].value)
    case .global(let position): return globals[position] ?? .unknown
    case .field(let position, let instance):
      if case .local(let local) = instance.kind, local == untouched { return fields[position] ?? .unknown }
      return value(of: instance) == .none ? .undefined : .unknown
    case .isAt(let place, _): return value(of: place) == .none ? .boolean(false) : .unknown
    case .delivery(_, let instance):
      // Nothing has happened yet to a message that is untouched.
      if case .local(let local) = instance.kind, local == untouched { return .boolean(false) }
      return .unknown
    case .not(let operand):
      guard case .boolean(let value) = value(of: operand) else { return .unknown }
      return .boolean(!value)
    case .connective(let connective, let operands): return self.connective(connective, operands)
    case .choice(let condition, let yes, let no):
      guard case .boolean(let value) = value(of: condition) else {
        let (left, right) = (self.value(of: yes), self.value(of: no))
        return left == right ? left : .unknown
      }
      return self.value(of: value ? yes : no)
    case .compare(let comparison, let left, let right): return compare(comparison, left, right)
    case .arithmetic(let operation, let left, let right):
      guard case .integer(let a) = value(of: left), case .integer(let b) = value(of: right) else {
        return .unknown
      }
      switch operation {
      case .add: return .integer(a + b)
      case .subtract: return .integer(a - b)
      case .multiply:
        return a.magnitudeBits + b.magnitudeBits > Self.mostBits ? .unknown : .integer(a * b)
      case .divide: return b == 0 ? .undefined : .integer(a.quotient(by: b))
      case .modulo: return b == 0 ? .undefined : .integer(a.remainder(by: b))
      }
    case .sum(let parts):
      var sum: Integer = 0
      for (isNegative, part) in parts {
        guard case .integer(let value) = value(of: part) else { return .unknown }
        sum = isNegative ? sum - value : sum + value
      }
      return .integer(sum)
    case .negate(let operand):
      guard case .integer(let value) = value(of: operand) else { return .unknown }
      return .integer(-value)
    case .tagged(let amount):
      guard case .integer(let value) = value(of: amount), let currency = amount.type.currency else {
        return .unknown
      }
      return .money(value, currency)
    case .amount(let money):
      switch value(of: money) {
      case .integer(let value), .money(let value, _): return .integer(value)
      default: return .unknown
      }
    case .currency(let money):
      guard case .money(_, let currency) = value(of: money) else { return .unknown }
      return .member(currency)
    case .builtin(let builtin, let arguments):
      let values = arguments.map(value(of:)).compactMap {
        if case .integer(let value) = $0 { value } else { nil }
      }
      guard values.count == arguments.count, let first = values.first else { return .unknown }
      switch builtin {
      case .minimum: return .integer(values.min() ?? first)
      case .maximum: return .integer(values.max() ?? first)
      case .absolute: return .integer(first < 0 ? -first : first)
      }
    case .share(let rate, let amount, let rounding):
      guard case .integer(let value) = value(of: amount), let rate = self.rate(rate) else { return .unknown }
      return .integer(rounding.share(rate, of: value))
    case .contains(_, let set):
      if case .field(_, let instance) = set.kind, case .local(let local) = instance.kind, local == untouched {
        return .boolean(false)
      }
      return .unknown
    case .call(let position, let arguments):
      let function = system.functions[position]
      guard followsCalls, let body = function.body else { return .unknown }
      var inner = self
      for (parameter, argument) in zip(function.parameters, arguments) {
        if case .local(let local) = argument.kind, local == untouched {
          inner.untouched = parameter
        } else {
          inner.locals[parameter] = value(of: argument)
          if argument.type.entity != nil, !isPresent(argument) { inner.uncertain.insert(parameter) }
        }
      }
      return inner.value(of: body)
    default: return .unknown
    }
  }

  /// The rate that a constant expression stands for.
  func rate(_ expression: TypedExpression) -> Rate? {
    switch expression.kind {
    case .rate(let rate): rate
    case .constant(let position): rate(system.constants[position].value)
    default: nil
    }
  }

  private func connective(_ connective: TypedExpression.Connective, _ operands: [TypedExpression]) -> Value {
    switch connective {
    case .and, .or:
      let deciding = connective == .or
      var isKnown = true
      for operand in operands {
        switch value(of: operand) {
        case .boolean(let value): if value == deciding { return .boolean(deciding) }
        default: isKnown = false
        }
      }
      return isKnown ? .boolean(!deciding) : .unknown
    case .implies:
      let (left, right) = (value(of: operands[0]), value(of: operands[1]))
      if left == .boolean(false) || right == .boolean(true) { return .boolean(true) }
      return left == .boolean(true) ? right : .unknown
    case .iff, .xor:
      guard case .boolean(let left) = value(of: operands[0]), case .boolean(let right) = value(of: operands[1])
      else { return .unknown }
      return .boolean((left == right) == (connective == .iff))
    }
  }

  private func compare(
    _ comparison: TypedExpression.Comparison, _ left: TypedExpression, _ right: TypedExpression
  ) -> Value {
    let (a, b) = (value(of: left), value(of: right))
    if case .integer(let x) = a, case .integer(let y) = b { return compare(comparison, x, y) }
    if case .money(let x, let left) = a, case .money(let y, let right) = b, left == right {
      return compare(comparison, x, y)
    }
    guard comparison == .equal || comparison == .notEqual else { return .unknown }
    let isEqual: Bool
    switch (a, b) {
    case (.boolean, .boolean), (.member, .member), (.money, .money), (.none, .none): isEqual = a == b
    case (.none, .unknown) where isPresent(right), (.unknown, .none) where isPresent(left): isEqual = false
    default: return .unknown
    }
    return .boolean(isEqual == (comparison == .equal))
  }

  private func compare(_ comparison: TypedExpression.Comparison, _ x: Integer, _ y: Integer) -> Value {
    switch comparison {
    case .equal: .boolean(x == y)
    case .notEqual: .boolean(x != y)
    case .less: .boolean(x < y)
    case .lessOrEqual: .boolean(x <= y)
    case .greater: .boolean(y < x)
    case .greaterOrEqual: .boolean(y <= x)
    }
  }

  /// Whether the expression names an instance for certain: a local that is no optional reference.
  private func isPresent(_ expression: TypedExpression) -> Bool {
    guard case .local(let local) = expression.kind, !uncertain.contains(local),
      case .reference(_, isOptional: false) = system.locals[local.index].type.type
    else { return false }
    return true
  }
}

extension Rounding {
  /// `rate` of `amount`, rounded to a whole number.
  func share(_ rate: Rate, of amount: Integer) -> Integer {
    let (n, d) = (amount * rate.numerator, rate.denominator)
    let floor = n.quotient(by: d)
    let rest = n.remainder(by: d)
    if rest == 0 { return floor }
    let twice = rest + rest
    switch self {
    case .down: return floor
    case .up: return floor + 1
    case .towardsZero: return n < 0 ? floor + 1 : floor
    case .halfUp: return twice < d ? floor : floor + 1
    case .halfAwayFromZero:
      if twice == d { return n < 0 ? floor : floor + 1 }
      return twice < d ? floor : floor + 1
    case .halfEven:
      if twice == d { return floor.remainder(by: 2) == 0 ? floor : floor + 1 }
      return twice < d ? floor : floor + 1
    }
  }
}
