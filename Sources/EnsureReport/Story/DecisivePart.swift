import EnsureModel

/// The part of a condition that makes it true or false in one state: of a conjunction the first operand that
/// fails, of `all` the first instance that breaks it, and so on down to something that has no parts to choose
/// from.
struct DecisivePart {
  /// A part, and what it is.
  struct Finding {
    let term: Term
    let isTrue: Bool
  }

  /// What holds or fails on the way, in order: the condition of an implication, the filter of a quantifier.
  private(set) var premises: [Finding] = []
  /// Names that quantifiers have bound on the way, in order.
  private(set) var bound: [VariableID] = []
  /// The values of all names.
  private(set) var environment: [VariableID: Integer]
  /// What decides.
  private(set) var finding: Finding

  private let interpreter: Interpreter
  private let state: State

  /// Finds what makes `term` have the value `isTrue`.
  init(
    _ term: Term, is isTrue: Bool, _ interpreter: Interpreter, _ state: State,
    _ environment: [VariableID: Integer]
  ) {
    self.interpreter = interpreter
    self.state = state
    self.environment = environment
    finding = Finding(term: term, isTrue: isTrue)
    while let next = descend() { finding = next }
  }

  private mutating func descend() -> Finding? {
    let bank = interpreter.world.bank
    let (term, isTrue) = (finding.term, finding.isTrue)
    switch bank[term] {
    case .and(let operands) where !isTrue: return first(operands, is: false)
    case .or(let operands) where isTrue: return first(operands, is: true)
    case .implies(let left, let right) where !isTrue:
      premises.append(Finding(term: left, isTrue: true))
      return Finding(term: right, isTrue: false)
    case .choice(let condition, let yes, let no)
    where bank.sort(term) == .boolean && bank.sensed(term, in: interpreter.world.system) == nil:
      guard let holds = value(condition) else { return nil }
      premises.append(Finding(term: condition, isTrue: holds))
      return Finding(term: holds ? yes : no, isTrue: isTrue)
    case .not(let operand):
      // What the language writes as one word stays whole, unless an instance can be named.
      switch bank[operand] {
      case .exists where isTrue: return nil
      case .exists, .and, .or, .implies, .not: return Finding(term: operand, isTrue: !isTrue)
      default: return nil
      }
    case .all(let variable, let filter, let body) where !isTrue:
      guard bind(variable, { $0.value(filter) == true && $0.value(body) == false }) else { return nil }
      if bank[filter] != .boolean(true) { premises.append(Finding(term: filter, isTrue: true)) }
      return Finding(term: body, isTrue: false)
    case .exists(let variable, let filter) where isTrue:
      guard bind(variable, { $0.value(filter) == true }) else { return nil }
      return bank[filter] == .boolean(true) ? nil : Finding(term: filter, isTrue: true)
    default: return nil
    }
  }

  private func first(_ operands: [Term], is wanted: Bool) -> Finding? {
    operands.first { value($0) == wanted }.map { Finding(term: $0, isTrue: wanted) }
  }

  private func value(_ term: Term) -> Bool? {
    (try? interpreter.evaluate(term, in: state, environment)).map { $0 != 0 }
  }

  /// Gives the variable the first instance for which `test` holds.
  private mutating func bind(_ variable: VariableID, _ test: (Self) -> Bool) -> Bool {
    guard case .reference(let entity) = interpreter.world.bank.variables[variable.index].type.sort else {
      return false
    }
    let outer = environment[variable]
    for number in 0..<interpreter.layout.instances(of: entity) {
      environment[variable] = Integer(number)
      if test(self) {
        bound.append(variable)
        return true
      }
    }
    environment[variable] = outer
    return false
  }
}
