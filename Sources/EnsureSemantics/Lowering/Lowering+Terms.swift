import EnsureModel

/// Expressions to terms.
extension Lowering {
  mutating func term(_ expression: TypedExpression) -> Term {
    switch expression.kind {
    case .boolean(let value): return system.bank.boolean(value)
    case .integer(let value): return system.bank.integer(value)
    case .member(let position):
      guard case .enumeration(let enumeration) = expression.type else {
        fatalError("a member has an enumeration")
      }
      return system.bank.member(enumeration, position)
    case .none:
      guard let entity = expression.type.entity else {
        fatalError("`none` is of some entity once it is checked")
      }
      return system.bank.none(entity)
    case .now: return system.bank.now()
    case .local(let local):
      guard let value = values[local] else {
        fatalError("the local `\(typed.locals[local.index].name)` has no value")
      }
      return value
    case .constant(let position): return constant(position, expression)
    case .global(let position):
      guard case .global(let global) = globals[position] else { fatalError("a set has no value") }
      return system.bank.global(global, system.globals[global.index].type.sort)
    case .field(let position, let instance):
      let of = term(instance)
      if case .reading(let truth, let lag?)? = typed.fields[position].sensor, !isAtStart {
        return currentReading(position, truth, lag, of: of)
      }
      let value = stored(position, of: of)
      return tampering.map { tampered($0, fields[position], of, value) } ?? value
    case .delivery(let stage, let instance): return delivery(stage, of: instance)
    case .key(let position, let instance):
      let of = term(instance)
      return system.bank.key(position, sort(expression.type), of: of)
    case .keyed(let entity, let keys):
      let terms = keys.map { term($0) }
      return system.bank.keyed(entity, terms)
    case .person(let principal):
      guard let entity = principal.type.entity, let field = persons[entity] else {
        fatalError("persons are of principals")
      }
      let of = term(principal)
      return system.bank.field(field, system.fields[field.index].type.sort, of: of)
    case .not(let operand):
      let inner = term(operand)
      return system.bank.not(inner)
    case .connective(let connective, let operands): return self.connective(connective, operands)
    case .choice(let condition, let yes, let no):
      let (test, left, right) = (term(condition), term(yes), term(no))
      return system.bank.choice(test, left, right)
    case .compare(let comparison, let left, let right) where left.type.isPlace || right.type.isPlace:
      let equal = isSamePlace(left, right)
      return comparison == .equal ? equal : system.bank.not(equal)
    case .isAt(let place, let entity):
      let component = placeComponents(place, [entity])[0]
      let none = system.bank.none(entity)
      let isElsewhere = system.bank.equal(component, none)
      return system.bank.not(isElsewhere)
    case .compare(let comparison, let left, let right):
      if left.type == .anyMoney { return compareMoney(comparison, left, right) }
      return compare(comparison, term(left), term(right))
    case .arithmetic(let operation, let left, let right):
      let value = arithmetic(operation, term(left), term(right))
      return left.type == .anyMoney && right.type == .anyMoney ? ofOneCurrency([left, right], value) : value
    case .sum(let parts):
      let value = sum(parts)
      return expression.type == .anyMoney ? ofOneCurrency(parts.map(\.1), value) : value
    case .negate(let operand):
      let inner = term(operand)
      return system.bank.negated(inner)
    case .share(let rate, let amount, let rounding):
      guard let value = PartialEvaluator(system: typed).rate(rate) else { fatalError("a rate is constant") }
      return share(value, of: term(amount), rounding)
    case .tagged(let amount), .amount(let amount): return term(amount)
    case .currency(let money): return currency(money)
    case .call(let position, let arguments): return inlined(position, arguments) { $0.term($1) }
    case .builtin(let builtin, let arguments):
      let value = self.builtin(builtin, arguments.map { term($0) })
      return expression.type == .anyMoney ? ofOneCurrency(arguments, value) : value
    case .contains(let element, let set):
      let member = membership(element, set)
      return system.bank.field(member.field, .boolean, of: member.instance)
    case .aggregate(let kind, let local, let filter, let body): return aggregate(kind, local, filter, body)
    case .rate, .temporal, .atom, .stuck, .error:
      fatalError("this is no term, and the checker lets none stand for one")
    }
  }

  private mutating func constant(_ position: Int, _ expression: TypedExpression) -> Term {
    let value = typed.constants[position].value
    // A constant `0` fits every unit; its use decides.
    if case .integer(let number) = value.kind { return system.bank.integer(number) }
    return term(value)
  }

  private mutating func connective(
    _ connective: TypedExpression.Connective, _ operands: [TypedExpression]
  ) -> Term {
    let terms = operands.map { term($0) }
    switch connective {
    case .and: return system.bank.and(terms)
    case .or: return system.bank.or(terms)
    case .implies: return system.bank.implies(terms[0], terms[1])
    case .iff: return system.bank.equal(terms[0], terms[1])
    case .xor:
      let equal = system.bank.equal(terms[0], terms[1])
      return system.bank.not(equal)
    }
  }

  mutating func compare(
    _ comparison: TypedExpression.Comparison, _ left: Term, _ right: Term
  ) -> Term {
    switch comparison {
    case .equal: return system.bank.equal(left, right)
    case .notEqual:
      let equal = system.bank.equal(left, right)
      return system.bank.not(equal)
    case .less: return system.bank.less(left, right)
    case .lessOrEqual: return system.bank.lessOrEqual(left, right)
    case .greater: return system.bank.less(right, left)
    case .greaterOrEqual: return system.bank.lessOrEqual(right, left)
    }
  }

  private mutating func arithmetic(
    _ operation: TypedExpression.Arithmetic, _ left: Term, _ right: Term
  ) -> Term {
    switch operation {
    case .add: system.bank.sum([left, right])
    case .subtract: system.bank.difference(left, right)
    case .multiply: system.bank.product(left, right)
    case .divide: system.bank.quotient(left, right)
    case .modulo: system.bank.remainder(left, right)
    }
  }

  private mutating func sum(_ parts: [(isNegative: Bool, TypedExpression)]) -> Term {
    if parts.count == 2, !parts[0].isNegative, parts[1].isNegative {
      let (left, right) = (term(parts[0].1), term(parts[1].1))
      return system.bank.difference(left, right)
    }
    let terms = parts.map { isNegative, part in
      let inner = term(part)
      return isNegative ? system.bank.negated(inner) : inner
    }
    return system.bank.sum(terms)
  }

  /// `rate` of `amount`, rounded: Euclidean division rounds down for the positive denominator, and the other
  /// rules shift what is divided.
  private mutating func share(_ rate: Rate, of amount: Term, _ rounding: Rounding) -> Term {
    let (n, d) = (rate.numerator, rate.denominator)
    let factor = system.bank.integer(n)
    let scaled = system.bank.product(amount, factor)
    switch rounding {
    case .down: return quotient(scaled, d)
    case .up: return quotient(shifted(scaled, d - 1), d)
    case .towardsZero: return bySign(scaled, quotient(scaled, d), quotient(shifted(scaled, d - 1), d))
    case .halfUp: return quotient(shifted(doubled(scaled), d), d + d)
    case .halfAwayFromZero:
      let up = quotient(shifted(doubled(scaled), d), d + d)
      let down = quotient(shifted(doubled(scaled), d - 1), d + d)
      return bySign(scaled, up, down)
    case .halfEven:
      // Half up, less 1 where the rest is exactly a half and the result is odd.
      let up = quotient(shifted(doubled(scaled), d), d + d)
      let twice = system.bank.integer(d + d)
      let rest = system.bank.remainder(shifted(doubled(scaled), d), twice)
      let zero = system.bank.integer(0)
      let one = system.bank.integer(1)
      let two = system.bank.integer(2)
      let parity = system.bank.remainder(up, two)
      let isHalf = system.bank.equal(rest, zero)
      let isOdd = system.bank.equal(parity, one)
      let test = system.bank.and([isHalf, isOdd])
      let less = system.bank.difference(up, one)
      return system.bank.choice(test, less, up)
    }
  }

  private mutating func quotient(_ term: Term, _ divisor: Integer) -> Term {
    let by = system.bank.integer(divisor)
    return system.bank.quotient(term, by)
  }

  private mutating func shifted(_ term: Term, _ offset: Integer) -> Term {
    let by = system.bank.integer(offset)
    return system.bank.sum([term, by])
  }

  private mutating func doubled(_ term: Term) -> Term {
    let two = system.bank.integer(2)
    return system.bank.product(term, two)
  }

  private mutating func bySign(_ term: Term, _ positive: Term, _ negative: Term) -> Term {
    let zero = system.bank.integer(0)
    let isNegative = system.bank.less(term, zero)
    return system.bank.choice(isNegative, negative, positive)
  }

  /// What `lower` makes of a function's body where its parameters stand for the arguments.
  mutating func inlined(
    _ position: Int, _ arguments: [TypedExpression], _ lower: (inout Lowering, TypedExpression) -> Term
  ) -> Term {
    let function = typed.functions[position]
    guard let body = function.body else { fatalError("a checked function has a body") }
    let lowered = arguments.map { terms($0) }
    let saved = function.parameters.map { (values[$0], currencyValues[$0]) }
    for (parameter, value) in zip(function.parameters, lowered) {
      values[parameter] = value[0]
      currencyValues[parameter] = value.count > 1 ? value[1] : nil
    }
    defer {
      for (parameter, (value, currency)) in zip(function.parameters, saved) {
        values[parameter] = value
        currencyValues[parameter] = currency
      }
    }
    return lower(&self, body)
  }

  private mutating func builtin(_ builtin: TypedExpression.Builtin, _ arguments: [Term]) -> Term {
    switch builtin {
    case .minimum:
      let test = system.bank.lessOrEqual(arguments[0], arguments[1])
      return system.bank.choice(test, arguments[0], arguments[1])
    case .maximum:
      let test = system.bank.lessOrEqual(arguments[1], arguments[0])
      return system.bank.choice(test, arguments[0], arguments[1])
    case .absolute:
      let negated = system.bank.negated(arguments[0])
      return bySign(arguments[0], arguments[0], negated)
    }
  }

  /// The membership field and the instance of the hidden entity that a pair of set and element stands for.
  mutating func membership(_ element: TypedExpression, _ set: TypedExpression) -> (
    field: FieldID, instance: Term
  ) {
    switch set.kind {
    case .field(let position, let owner):
      let field = fields[position]
      let keys = [term(owner), term(element)]
      return (field, system.bank.keyed(system.fields[field.index].entity, keys))
    case .global(let position):
      guard case .set(let field) = globals[position] else { fatalError("a checked set is a set") }
      let key = term(element)
      return (field, system.bank.keyed(system.fields[field.index].entity, [key]))
    default: fatalError("a checked set is a field or a global")
    }
  }

  private mutating func aggregate(
    _ kind: TypedExpression.Aggregate, _ local: LocalID, _ filter: TypedExpression?, _ body: TypedExpression?
  ) -> Term {
    let saved = values[local]
    defer { values[local] = saved }
    let variable = makeVariable(local)
    present.insert(variable)
    let condition = filter.map { term($0) } ?? system.bank.boolean(true)
    let inner = body.map { term($0) } ?? system.bank.boolean(true)
    switch kind {
    case .sum: return system.bank.total(of: inner, over: variable, where: condition)
    case .count: return system.bank.count(over: variable, where: condition)
    case .all: return system.bank.all(over: variable, where: condition, body: inner)
    case .exists: return system.bank.exists(over: variable, where: condition)
    case .none:
      let some = system.bank.exists(over: variable, where: condition)
      return system.bank.not(some)
    }
  }
}
