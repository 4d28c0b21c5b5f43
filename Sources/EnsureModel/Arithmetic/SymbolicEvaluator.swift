/// Evaluates terms in one state where some variables are unknown integers, and where an unknown number of ticks may
/// have passed since: the result is a condition on the unknowns.
///
/// What it says is exact or left open: a term that has no value there, is not linear in the unknowns, or is too
/// large is neither true nor false.
struct SymbolicEvaluator {
  /// When a condition is certainly true, and when it is certainly false.
  struct Truth {
    var isTrue: Constraint
    var isFalse: Constraint
    static let open = Truth(isTrue: .never, isFalse: .never)
  }

  /// The values of a number, with the conditions under which it has them. In all other cases it has none, or it
  /// cannot be told.
  typealias Cases = [(when: Constraint, value: LinearForm)]

  /// How many cases a number may have.
  private static let manyCases = 64

  let interpreter: Interpreter
  let state: State
  /// The values of all variables that are known.
  var environment: [VariableID: Integer]
  /// The numbers of those that are not.
  let unknowns: [VariableID: Int]
  /// The unknown that says how many ticks have passed since `state`.
  let elapsed: Int?
  /// What defines the quotients that stand for parts of terms: it holds for exactly one value of each.
  private(set) var definitions: [Constraint] = []
  private var fresh: Int
  private var known: [Term: Bool] = [:]
  private var timed: [Term: Bool] = [:]

  init(
    _ interpreter: Interpreter, _ state: State, _ environment: [VariableID: Integer],
    unknowns: [VariableID: Int] = [:], elapsed: Int? = nil
  ) {
    self.interpreter = interpreter
    self.state = state
    self.environment = environment
    self.unknowns = unknowns
    self.elapsed = elapsed
    fresh = unknowns.count + 1
  }

  private var bank: TermBank { interpreter.world.bank }

  /// Whether no unknown makes a difference to the term.
  mutating func isSettled(_ term: Term) -> Bool { !depends(term) }

  // MARK: Conditions

  /// When a boolean term holds.
  mutating func truth(_ term: Term) -> Truth {
    guard depends(term) else {
      guard let value = try? interpreter.evaluate(term, in: state, environment) else { return .open }
      return Truth(isTrue: .constant(value != 0), isFalse: .constant(value == 0))
    }
    switch bank[term] {
    case .not(let operand):
      let inner = truth(operand)
      return Truth(isTrue: inner.isFalse, isFalse: inner.isTrue)
    case .and(let operands): return conjunction(operands.map { truth($0) })
    case .or(let operands): return negated(conjunction(operands.map { negated(truth($0)) }))
    case .implies(let left, let right):
      return negated(conjunction([truth(left), negated(truth(right))]))
    case .choice(let condition, let yes, let no):
      let (test, yes, no) = (truth(condition), truth(yes), truth(no))
      return Truth(
        isTrue: .any([.all([test.isTrue, yes.isTrue]), .all([test.isFalse, no.isTrue])]),
        isFalse: .any([.all([test.isTrue, yes.isFalse]), .all([test.isFalse, no.isFalse])]))
    case .equal(let left, let right):
      guard isNumber(left) else { return equality(left, right) }
      return comparison(left, right, Constraint.equal, Constraint.different)
    case .less(let left, let right):
      return comparison(left, right, Constraint.less, { .atMost($1, $0) })
    case .lessOrEqual(let left, let right):
      return comparison(left, right, Constraint.atMost, { .less($1, $0) })
    case .all(let variable, let filter, let body): return universal(variable, filter, body)
    case .exists(let variable, let filter): return negated(universal(variable, filter, nil))
    default: return .open
    }
  }

  /// From left to right: false as soon as one is, and behind one that has no value nothing is known.
  private func conjunction(_ parts: [Truth]) -> Truth {
    var before: [Constraint] = []
    var failures: [Constraint] = []
    for part in parts {
      failures.append(.all(before + [part.isFalse]))
      before.append(part.isTrue)
    }
    return Truth(isTrue: .all(before), isFalse: .any(failures))
  }

  private func negated(_ truth: Truth) -> Truth { Truth(isTrue: truth.isFalse, isFalse: truth.isTrue) }

  /// Equality of two booleans, one of which depends on an unknown.
  private mutating func equality(_ left: Term, _ right: Term) -> Truth {
    guard bank.sort(left) == .boolean else { return .open }
    let (left, right) = (truth(left), truth(right))
    return Truth(
      isTrue: .any([.all([left.isTrue, right.isTrue]), .all([left.isFalse, right.isFalse])]),
      isFalse: .any([.all([left.isTrue, right.isFalse]), .all([left.isFalse, right.isTrue])]))
  }

  private mutating func comparison(
    _ left: Term, _ right: Term, _ holds: (LinearForm, LinearForm) -> Constraint,
    _ fails: (LinearForm, LinearForm) -> Constraint
  ) -> Truth {
    let (left, right) = (number(left), number(right))
    var result = Truth.open
    for (leftWhen, leftValue) in left {
      for (rightWhen, rightValue) in right {
        if isBeyondHorizon(leftValue - rightValue) { return .open }
        let when = [leftWhen, rightWhen]
        result.isTrue = .any([result.isTrue, .all(when + [holds(leftValue, rightValue)])])
        result.isFalse = .any([result.isFalse, .all(when + [fails(leftValue, rightValue)])])
      }
    }
    return result
  }

  /// Ages beyond the horizon are not exact, so that to compare them with an unknown number tells nothing. How many
  /// ticks have passed is no such number: it moves all instants alike.
  private func isBeyondHorizon(_ form: LinearForm) -> Bool {
    guard form.isTimed, interpreter.horizon != nil else { return false }
    return form.unknowns.contains { $0 != elapsed }
  }

  /// That `body` holds of all instances that pass the filter; without a body, that none passes.
  private mutating func universal(_ variable: VariableID, _ filter: Term, _ body: Term?) -> Truth {
    guard case .reference(let entity) = bank.variables[variable.index].type.sort else { return .open }
    let outer = environment[variable]
    defer { environment[variable] = outer }
    var holds: [Constraint] = []
    var breaks: [Constraint] = []
    var defined: [Constraint] = []
    for number in 0..<interpreter.layout.instances(of: entity) {
      environment[variable] = Integer(number)
      let passes = truth(filter)
      let inner = body.map { truth($0) } ?? Truth(isTrue: .never, isFalse: .always)
      holds.append(.any([passes.isFalse, .all([passes.isTrue, inner.isTrue])]))
      breaks.append(.all([passes.isTrue, inner.isFalse]))
      defined.append(
        .any([passes.isFalse, .all([passes.isTrue, .any([inner.isTrue, inner.isFalse])])]))
    }
    return Truth(isTrue: .all(holds), isFalse: .all(defined + [.any(breaks)]))
  }

  // MARK: Numbers

  private func isNumber(_ term: Term) -> Bool {
    bank.sort(term) == .integer || bank.sort(term) == .instant
  }

  private mutating func number(_ term: Term) -> Cases {
    guard depends(term) else {
      guard let value = try? interpreter.evaluate(term, in: state, environment) else { return [] }
      return [(.always, LinearForm(value, isTimed: mentionsTime(term)))]
    }
    switch bank[term] {
    case .variable(let variable):
      guard let unknown = unknowns[variable] else { return [] }
      return [(.always, LinearForm(unknown: unknown))]
    case .field(_, let instance) where bank.sort(term) == .instant && !depends(instance): return aged(term)
    case .global where bank.sort(term) == .instant: return aged(term)
    case .sum(let operands):
      return operands.reduce([(.always, LinearForm(0))]) { pairs($0, number($1)) { $0 + $1 } }
    case .difference(let left, let right): return pairs(number(left), number(right)) { $0 - $1 }
    case .negated(let operand): return pairs([(.always, LinearForm(0))], number(operand)) { $0 - $1 }
    case .product(let left, let right):
      return pairs(number(left), number(right)) { left, right in
        if left.isConstant && !left.isTimed { return right.scaled(by: left.constant) }
        return right.isConstant && !right.isTimed ? left.scaled(by: right.constant) : nil
      }
    case .choice(let condition, let yes, let no):
      let test = truth(condition)
      let cases =
        number(yes).map { (Constraint.all([test.isTrue, $0.when]), $0.value) }
        + number(no).map { (Constraint.all([test.isFalse, $0.when]), $0.value) }
      return cases.count > Self.manyCases ? [] : cases
    case .quotient(let dividend, let divisor): return division(dividend, divisor) { quotient, _ in quotient }
    case .remainder(let dividend, let divisor): return division(dividend, divisor) { _, rest in rest }
    default: return []
    }
  }

  private func pairs(_ left: Cases, _ right: Cases, _ join: (LinearForm, LinearForm) -> LinearForm?) -> Cases {
    guard left.count * right.count <= Self.manyCases else { return [] }
    var cases: Cases = []
    for (leftWhen, leftValue) in left {
      for (rightWhen, rightValue) in right {
        guard let value = join(leftValue, rightValue) else { continue }
        cases.append((.all([leftWhen, rightWhen]), value))
      }
    }
    return cases
  }

  /// An instant of the state, as many ticks older as have passed.
  private func aged(_ term: Term) -> Cases {
    guard let elapsed, let value = try? interpreter.evaluate(term, in: state, environment) else { return [] }
    return [(.always, LinearForm(value, isTimed: true) - LinearForm(unknown: elapsed))]
  }

  /// A division by a number that is known: the quotient is the one `q` for which the rest is in its range.
  private mutating func division(
    _ dividend: Term, _ divisor: Term, _ result: (LinearForm, LinearForm) -> LinearForm
  ) -> Cases {
    guard !depends(divisor), let number = try? interpreter.evaluate(divisor, in: state, environment),
      number != 0
    else { return [] }
    var cases: Cases = []
    for (when, value) in self.number(dividend) where !value.isTimed {
      let quotient = LinearForm(unknown: fresh)
      fresh += 1
      let rest = value - quotient.scaled(by: number)
      definitions += [
        .atMost(LinearForm(0), rest), .less(rest, LinearForm(number.magnitude)),
      ]
      cases.append((when, result(quotient, rest)))
    }
    return cases
  }

  // MARK: What a term mentions

  /// Whether the value depends on an unknown.
  private mutating func depends(_ term: Term) -> Bool {
    if let found = known[term] { return found }
    var result: Bool
    switch bank[term] {
    case .variable(let variable): result = unknowns[variable] != nil
    case .field, .global: result = elapsed != nil && bank.sort(term) == .instant
    default: result = false
    }
    if !result {
      for child in bank.children(term) where depends(child) {
        result = true
        break
      }
    }
    known[term] = result
    return result
  }

  /// Whether an instant goes into the value.
  private mutating func mentionsTime(_ term: Term) -> Bool {
    if let found = timed[term] { return found }
    var result = bank.sort(term) == .instant
    if !result {
      for child in bank.children(term) where mentionsTime(child) {
        result = true
        break
      }
    }
    timed[term] = result
    return result
  }
}
