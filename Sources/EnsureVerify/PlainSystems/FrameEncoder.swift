import EnsureModel
import EnsureSolver

/// The value of a term to the solver. A member of an enumeration is its position.
enum FrameValue {
  case truth(Proposition)
  case number(Number)
}

/// A state of a plain system to the solver, and the values of variables there. Each term is translated once.
struct SymbolicFrame {
  fileprivate(set) var values: [FrameValue]
  fileprivate var variables: [VariableID: FrameValue] = [:]
  fileprivate var known: [Term: FrameValue] = [:]

  fileprivate init(_ values: [FrameValue]) { self.values = values }
}

/// Translates the terms and steps of a plain system into a solver's context. It shares no code with the interpreter, which
/// replays what is found with it.
struct FrameEncoder {
  let system: PlainSystem
  /// The terms, with those that engines have made.
  var bank: TermBank
  let context: SolverContext

  init(_ system: PlainSystem, _ bank: TermBank? = nil, _ context: SolverContext) {
    self.system = system
    self.bank = bank ?? system.bank
    self.context = context
  }

  // MARK: States

  /// A state of which only the types are known; `assume` is given what these say.
  func anyFrame(_ name: String, _ assume: (Proposition) -> Void) -> SymbolicFrame {
    SymbolicFrame(
      system.globals.map { global in
        let declared = system.world.system.globals[global.index]
        return anyValue(declared.type, "\(name).\(declared.name)", assume)
      })
  }

  private func anyValue(_ type: ValueType, _ name: String, _ assume: (Proposition) -> Void) -> FrameValue {
    switch type.sort {
    case .boolean: return .truth(context.makeProposition(name))
    default:
      let number = context.makeNumber(name)
      var (lower, upper) = (type.lower, type.upper)
      if case .enumeration(let id) = type.sort {
        (lower, upper) = (0, Integer(system.world.system.enumerations[id.index].members.count - 1))
      }
      if let lower { assume(context.lessOrEqual(.constant(lower), number)) }
      if let upper { assume(context.lessOrEqual(number, .constant(upper))) }
      return .number(number)
    }
  }

  /// Whether the state is an initial one.
  func isInitial(_ frame: inout SymbolicFrame) -> Proposition {
    var parts = system.restrictions.map { truth($0, &frame) }
    for (position, global) in system.globals.enumerated() {
      if case .value(let term) = system.world.system.globals[global.index].initial {
        parts.append(equal(frame.values[position], value(term, &frame)))
      }
    }
    return context.and(parts)
  }

  /// The state's values in a model, as the interpreter has them.
  func state(_ frame: SymbolicFrame, _ model: SolverModel) -> State {
    State(values: frame.values.map { integer($0, model) })
  }

  func integer(_ value: FrameValue, _ model: SolverModel) -> Integer {
    switch value {
    case .truth(let proposition): model.holds(proposition) ? 1 : 0
    case .number(let number): model.value(number)
    }
  }

  // MARK: Steps

  /// One move between two states.
  struct Step {
    let move: Int
    let arguments: [FrameValue]
    /// Whether it is the one that is taken.
    let isTaken: Proposition
  }

  /// Says that some move leads from one state to another.
  ///
  /// - Parameter assume: given what must hold.
  /// - Returns: the moves, exactly one of which is taken.
  func step(_ from: SymbolicFrame, _ to: SymbolicFrame, _ assume: (Proposition) -> Void) -> [Step] {
    var steps: [Step] = []
    let moves = system.world.moves
    for (index, move) in moves.enumerated() {
      let isTaken = moves.count == 1 ? context.yes : context.makeProposition("move\(index)")
      var frame = from
      let action = system.world.system.actions[move.action.index]
      var arguments: [FrameValue] = []
      func under(_ proposition: Proposition) { assume(context.implies(isTaken, proposition)) }
      for parameter in action.parameters {
        let variable = bank.variables[parameter.variable.index]
        let value = anyValue(variable.type, variable.name, under)
        frame.variables[parameter.variable] = value
        arguments.append(value)
      }
      for condition in move.guards { under(truth(condition.clause.term, &frame)) }
      run(action.body, &frame)
      for (value, next) in zip(frame.values, to.values) { under(equal(next, value)) }
      for (position, global) in system.globals.enumerated() {
        let type = system.world.system.globals[global.index].type
        guard case .number(let number) = frame.values[position] else { continue }
        if let lower = type.lower { under(context.lessOrEqual(.constant(lower), number)) }
        if let upper = type.upper { under(context.lessOrEqual(number, .constant(upper))) }
      }
      steps.append(Step(move: index, arguments: arguments, isTaken: isTaken))
    }
    if moves.count != 1 {
      assume(context.or(steps.map(\.isTaken)))
      for (position, one) in steps.enumerated() {
        for other in steps[(position + 1)...] { assume(context.not(context.and(one.isTaken, other.isTaken))) }
      }
    }
    return steps
  }

  private func run(_ body: [Statement], _ frame: inout SymbolicFrame) {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _): frame.variables[variable] = value(term, &frame)
      case .assign(.global(let global), let term, _):
        frame.values[global.index] = value(term, &frame)
        frame.known = [:]
      case .branch(let condition, let yes, let no, _):
        let condition = truth(condition, &frame)
        var other = frame
        run(yes, &frame)
        run(no, &other)
        frame.values = zip(frame.values, other.values).map { choice(condition, $0, $1) }
        frame.known = [:]
      case .assign(.field, _, _), .update: fatalError("a plain system has no fields")
      }
    }
  }

  // MARK: Terms

  /// When a boolean term holds in a state.
  func truth(_ term: Term, _ frame: inout SymbolicFrame) -> Proposition {
    guard case .truth(let proposition) = value(term, &frame) else { fatalError("a condition is a boolean") }
    return proposition
  }

  func number(_ term: Term, _ frame: inout SymbolicFrame) -> Number {
    guard case .number(let number) = value(term, &frame) else { fatalError("a number is no boolean") }
    return number
  }

  func equal(_ left: FrameValue, _ right: FrameValue) -> Proposition {
    switch (left, right) {
    case (.truth(let left), .truth(let right)): return context.same(left, right)
    case (.number(let left), .number(let right)): return context.equal(left, right)
    default: fatalError("only values of one sort are compared")
    }
  }

  private func choice(_ condition: Proposition, _ yes: FrameValue, _ no: FrameValue) -> FrameValue {
    switch (yes, no) {
    case (.truth(let yes), .truth(let no)): return .truth(context.choice(condition, yes, no))
    case (.number(let yes), .number(let no)): return .number(context.choice(condition, yes, no))
    default: fatalError("only values of one sort are chosen from")
    }
  }

  func value(_ term: Term, _ frame: inout SymbolicFrame) -> FrameValue {
    if let known = frame.known[term] { return known }
    let value = translated(term, &frame)
    frame.known[term] = value
    return value
  }

  private func translated(_ term: Term, _ frame: inout SymbolicFrame) -> FrameValue {
    switch bank[term] {
    case .boolean(let value): return .truth(context.proposition(value))
    case .integer(let value): return .number(.constant(value))
    case .member(_, let position): return .number(.constant(Integer(position)))
    case .variable(let variable):
      guard let value = frame.variables[variable] else { fatalError("a variable has a value") }
      return value
    case .global(let global): return frame.values[global.index]
    case .not(let operand): return .truth(context.not(truth(operand, &frame)))
    case .and(let operands): return .truth(context.and(operands.map { truth($0, &frame) }))
    case .or(let operands): return .truth(context.or(operands.map { truth($0, &frame) }))
    case .implies(let left, let right):
      return .truth(context.implies(truth(left, &frame), truth(right, &frame)))
    case .choice(let condition, let yes, let no):
      return choice(truth(condition, &frame), value(yes, &frame), value(no, &frame))
    case .equal(let left, let right): return .truth(equal(value(left, &frame), value(right, &frame)))
    case .less(let left, let right): return .truth(context.less(number(left, &frame), number(right, &frame)))
    case .lessOrEqual(let left, let right):
      return .truth(context.lessOrEqual(number(left, &frame), number(right, &frame)))
    case .sum(let operands):
      return .number(operands.reduce(0) { context.add($0, number($1, &frame)) })
    case .difference(let left, let right):
      return .number(context.subtract(number(left, &frame), number(right, &frame)))
    case .negated(let operand): return .number(context.negated(number(operand, &frame)))
    case .product(let left, let right):
      return .number(context.multiply(number(left, &frame), number(right, &frame)))
    case .quotient(let left, let right):
      return .number(context.quotient(number(left, &frame), number(right, &frame)))
    case .remainder(let left, let right):
      return .number(context.remainder(number(left, &frame), number(right, &frame)))
    case .none, .now, .field, .keyed, .key, .untouched, .total, .count, .all, .exists:
      fatalError("a plain system has neither entities nor time")
    }
  }
}
