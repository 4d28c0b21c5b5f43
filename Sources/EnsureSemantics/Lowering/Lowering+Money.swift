import EnsureModel
import EnsureSyntax

/// `Money<any>`: two places, one for the minor units and behind it one for the currency. A term of the type becomes
/// two as well: `term` gives the minor units, `currency` the currency.
///
/// Where currencies must be equal and are not, a term has no value. It is lowered as "if they are equal, then what
/// was written, else a division of a literal by zero", which no author can write; each place has a literal of its
/// own, so that a report can find it.
extension Lowering {
  /// The enumeration of currencies.
  private var currencies: EnumerationID {
    guard let enumeration = system.currencyEnumeration else {
      fatalError("`Money<any>` has an enumeration of currencies")
    }
    return enumeration
  }

  /// The type of the place behind an amount.
  var currencyType: ValueType { ValueType(.enumeration(currencies)) }

  /// The variables that stand for a local: one, or two for `Money<any>`.
  mutating func makeVariables(_ local: LocalID) -> [VariableID] {
    let variable = makeVariable(local)
    guard typed.locals[local.index].type.type == .anyMoney else { return [variable] }
    let currency = system.bank.makeVariable("\(typed.locals[local.index].name).currency", currencyType)
    currencyValues[local] = system.bank.variable(currency)
    return [variable, currency]
  }

  /// Lets the locals stand for variables that there are already.
  mutating func bind(_ locals: [LocalID], to variables: [VariableID]) {
    var rest = variables[...]
    for local in locals {
      if let variable = rest.popFirst() { values[local] = system.bank.variable(variable) }
      guard typed.locals[local.index].type.type == .anyMoney, let currency = rest.popFirst() else { continue }
      currencyValues[local] = system.bank.variable(currency)
    }
  }

  /// The terms for an expression: one, or two for `Money<any>`.
  mutating func terms(_ expression: TypedExpression) -> [Term] {
    let amount = term(expression)
    return expression.type == .anyMoney ? [amount, currency(expression)] : [amount]
  }

  /// The currency of an expression of type `Money<any>`.
  mutating func currency(_ expression: TypedExpression) -> Term {
    switch expression.kind {
    case .tagged(let amount):
      guard let position = amount.type.currency else { fatalError("an amount has a currency") }
      return system.bank.member(currencies, position)
    case .local(let local):
      guard let value = currencyValues[local] else { fatalError("`Money<any>` has a currency") }
      return value
    case .global(let position):
      guard case .global(let global) = globals[position] else { fatalError("a set is no money") }
      return system.bank.global(GlobalID(global.index + 1), .enumeration(currencies))
    case .field(let position, let instance):
      let of = term(instance)
      return system.bank.field(FieldID(fields[position].index + 1), .enumeration(currencies), of: of)
    case .choice(let condition, let yes, let no):
      let (test, left, right) = (term(condition), currency(yes), currency(no))
      return system.bank.choice(test, left, right)
    case .sum(let parts): return currency(parts[0].1)
    case .arithmetic(_, let left, let right): return currency(left.type == .anyMoney ? left : right)
    case .negate(let operand), .share(_, let operand, _): return currency(operand)
    case .builtin(_, let operands): return currency(operands[0])
    case .call(let position, let arguments): return inlined(position, arguments) { $0.currency($1) }
    default: fatalError("this is no money, and the checker lets none stand for some")
    }
  }

  /// `value`, if the operands are of one currency; else it has no value.
  mutating func ofOneCurrency(_ operands: [TypedExpression], _ value: Term) -> Term {
    ofOneCurrency(operands.map { currency($0) }, value)
  }

  mutating func ofOneCurrency(_ currencies: [Term], _ value: Term) -> Term {
    guard let first = currencies.first else { return value }
    let conditions = currencies.dropFirst().filter { $0 != first }.map { system.bank.equal(first, $0) }
    if conditions.isEmpty { return value }
    let test = system.bank.and(conditions)
    let number = mismatches[value] ?? mismatches.count + 1
    mismatches[value] = number
    let (place, zero) = (system.bank.integer(Integer(number)), system.bank.integer(0))
    let nothing = system.bank.quotient(place, zero)
    guard system.bank.sort(value) == .boolean else { return system.bank.choice(test, value, nothing) }
    let neither = system.bank.equal(nothing, zero)
    return system.bank.choice(test, value, neither)
  }

  /// A comparison of two amounts that carry their currencies: equality is of both, order wants one currency.
  mutating func compareMoney(
    _ comparison: TypedExpression.Comparison, _ left: TypedExpression, _ right: TypedExpression
  ) -> Term {
    guard comparison == .equal || comparison == .notEqual else {
      let value = compare(comparison, term(left), term(right))
      return ofOneCurrency([left, right], value)
    }
    let (a, b) = (term(left), term(right))
    let amounts = system.bank.equal(a, b)
    let (c, d) = (currency(left), currency(right))
    let currencies = system.bank.equal(c, d)
    let isEqual = system.bank.and([amounts, currencies])
    return comparison == .equal ? isEqual : system.bank.not(isEqual)
  }

  /// An assignment of `Money<any>`: of the amount, then of the currency, both found before either is written.
  mutating func moneyAssignment(
    _ place: TypedPlace, _ sign: AssignmentOperator, _ value: TypedExpression, _ range: SourceRange
  ) -> [Statement] {
    var result: [Statement] = []
    let (amountPlace, currencyPlace): (Location, Location)
    let (oldAmount, oldCurrency): (Term, Term)
    switch place {
    case .global(let position):
      guard case .global(let global) = globals[position] else { fatalError("a set is no money") }
      let behind = GlobalID(global.index + 1)
      (amountPlace, currencyPlace) = (.global(global), .global(behind))
      oldAmount = system.bank.global(global, .integer)
      oldCurrency = system.bank.global(behind, .enumeration(currencies))
    case .field(let position, let instance):
      let field = fields[position]
      let behind = FieldID(field.index + 1)
      var owner = term(instance)
      if case .variable = system.bank[owner] {
      } else {
        // In a forged step a path may be arbitrary, and both places are those of one instance.
        let entity = system.fields[field.index].entity
        let type = ValueType(.reference(entity), isOptional: true)
        let variable = system.bank.makeVariable(typed.entities[entity.index].name, type)
        result.append(.bind(variable, owner, origin(range)))
        owner = system.bank.variable(variable)
      }
      (amountPlace, currencyPlace) = (.field(field, of: owner), .field(behind, of: owner))
      oldAmount = system.bank.field(field, .integer, of: owner)
      oldCurrency = system.bank.field(behind, .enumeration(currencies), of: owner)
    }
    let (amount, currency) = (term(value), currency(value))
    if sign != .set {
      let changed =
        sign == .add ? system.bank.sum([oldAmount, amount]) : system.bank.difference(oldAmount, amount)
      let new = ofOneCurrency([oldCurrency, currency], changed)
      return result + [.assign(amountPlace, new, origin(range))]
    }
    switch system.bank[currency] {
    case .member, .variable:
      result.append(.assign(amountPlace, amount, origin(range)))
      result.append(.assign(currencyPlace, currency, origin(range)))
    default:
      let units = system.bank.makeVariable("amount", ValueType(.integer, unit: .anyMoney))
      let tag = system.bank.makeVariable("currency", currencyType)
      result.append(.bind(units, amount, origin(range)))
      result.append(.bind(tag, currency, origin(range)))
      let (newAmount, newCurrency) = (system.bank.variable(units), system.bank.variable(tag))
      result.append(.assign(amountPlace, newAmount, origin(range)))
      result.append(.assign(currencyPlace, newCurrency, origin(range)))
    }
    return result
  }
}
