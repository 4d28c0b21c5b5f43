/// Whether a step is possible for some principal and some values of its other parameters (SEMANTICS, rule 16), over
/// all integers, whatever ranges the scope gives to numbers.
///
/// Parameters of finite types are tried one by one. Integers stay unknown: each guard becomes a condition on them
/// (`SymbolicEvaluator`), and `Cooper` decides whether some integers satisfy all guards. What is not linear, has no
/// value, or needs too much work makes the answer `unclear`, never `impossible`.
struct Possibility {
  enum Answer: Hashable, Sendable {
    case possible
    case impossible
    case unclear
  }

  /// How many combinations of values of the finite types are tried.
  private static let manyCombinations = 4096

  /// Bounded integers are tried one by one only if there are so few of them; that is exact also behind a body.
  private static let manyValues = 8

  let interpreter: Interpreter
  let move: Move
  /// The values that are given, by the position of the parameter.
  let fixed: [Int: Integer]
  /// The principal, if he is given.
  var principal: Int?

  /// The answer in a state, or, if `ticks` is given, at any of so many ticks from it on (0 up to but without `ticks`).
  func answer(in state: State, within ticks: Integer? = nil) -> Answer {
    var unknown: [Int] = []
    guard let combinations = combinations(&unknown) else { return .unclear }
    let principals = principal.map { [Optional($0)] } ?? interpreter.principals(of: move, in: state)
    var isUnclear = false
    for principal in principals {
      for arguments in combinations {
        switch answer(arguments, unknown, principal, state, ticks) {
        case .possible: return .possible
        case .unclear: isUnclear = true
        case .impossible: break
        }
      }
    }
    return isUnclear ? .unclear : .impossible
  }

  private var parameters: [VariableID] {
    interpreter.world.system.actions[move.action.index].parameters.map(\.variable)
  }

  private func type(_ variable: VariableID) -> ValueType {
    interpreter.world.bank.variables[variable.index].type
  }

  /// The combinations of values of the parameters; the places of those that stay unknown are filled with 0.
  private func combinations(_ unknown: inout [Int]) -> [[Integer]]? {
    var tuples: [[Integer]] = [[]]
    for (position, variable) in parameters.enumerated() {
      var values: [Integer]
      if let given = fixed[position] {
        values = [given]
      } else if let few = finite(type(variable)) {
        values = few
      } else {
        unknown.append(position)
        values = [0]
      }
      guard tuples.count * max(1, values.count) <= Self.manyCombinations else { return nil }
      tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return tuples
  }

  private func finite(_ type: ValueType) -> [Integer]? {
    switch type.sort {
    case .boolean: return [0, 1]
    case .enumeration(let id):
      return interpreter.world.system.enumerations[id.index].members.indices.map { Integer($0) }
    case .reference(let entity): return (0..<interpreter.layout.instances(of: entity)).map { Integer($0) }
    case .instant: return nil
    case .integer:
      guard let lower = type.lower, let upper = type.upper else { return nil }
      guard let count = (upper - lower + 1).asInt, count <= Self.manyValues else { return nil }
      return (0..<max(0, count)).map { lower + Integer($0) }
    }
  }

  private func answer(
    _ arguments: [Integer], _ unknown: [Int], _ principal: Int?, _ state: State, _ ticks: Integer?
  ) -> Answer {
    var environment: [VariableID: Integer] = [:]
    var unknowns: [VariableID: Int] = [:]
    var ranges: [Constraint] = []
    for (position, variable) in parameters.enumerated() {
      guard unknown.contains(position) else {
        environment[variable] = arguments[position]
        continue
      }
      let number = unknowns.count + 1
      unknowns[variable] = number
      let form = LinearForm(unknown: number)
      if let lower = type(variable).lower { ranges.append(.atMost(LinearForm(lower), form)) }
      if let upper = type(variable).upper { ranges.append(.atMost(form, LinearForm(upper))) }
    }
    if let principal, let variable = move.principal { environment[variable] = Integer(principal) }
    var elapsed: Int?
    if let ticks {
      elapsed = 0
      ranges += [
        .atMost(LinearForm(0), LinearForm(unknown: 0)), .less(LinearForm(unknown: 0), LinearForm(ticks)),
      ]
    }
    var evaluator = SymbolicEvaluator(interpreter, state, environment, unknowns: unknowns, elapsed: elapsed)
    // As the guards are read: behind one that fails the next is not looked at.
    var holds = ranges
    var isOpen: [Constraint] = []
    for condition in move.guards {
      let truth = evaluator.truth(condition.clause.term)
      isOpen.append(.all(holds + [truth.isTrue.negated, truth.isFalse.negated]))
      holds.append(truth.isTrue)
      if truth.isTrue == .never { break }
    }
    var cooper = Cooper()
    guard let isPossible = cooper.isSatisfiable(.all(evaluator.definitions + holds)) else { return .unclear }
    if isPossible {
      if move.commits.isEmpty { return .possible }
      return commits(arguments, unknown, principal, state, ticks)
    }
    let open = cooper.isSatisfiable(.all(evaluator.definitions + [.any(isOpen)]))
    return open == false ? .impossible : .unclear
  }

  /// Whether the step keeps what must hold behind it. That needs its body, which runs only with known values.
  private func commits(
    _ arguments: [Integer], _ unknown: [Int], _ principal: Int?, _ state: State, _ ticks: Integer?
  ) -> Answer {
    guard unknown.isEmpty, ticks == nil else { return .unclear }
    switch interpreter.step(move, arguments: arguments, principal: principal, in: state) {
    case .taken: return .possible
    case .blocked: return .impossible
    case .undefined, .needs, .badTape: return .unclear
    }
  }
}
