import EnsureModel
import EnsureSolver

/// A world in a scope together with the solver that it is described to.
final class Encoding {
  let context: SolverContext
  let solver: Solver
  private(set) var world: World
  private(set) var interpreter: Interpreter
  var layout: Layout { interpreter.layout }
  var system: TransitionSystem { world.system }
  /// For tests: the rule that this encoding gets wrong.
  let sabotage: EncoderSabotage?

  init(_ interpreter: Interpreter, budget: UInt32?, sabotage: EncoderSabotage? = nil) {
    self.interpreter = interpreter
    world = interpreter.world
    context = SolverContext()
    solver = Solver(context, budget: budget)
    self.sabotage = sabotage
  }

  /// Evaluates terms of another bank from now on, which begins with the world's own.
  func read(_ bank: TermBank) {
    interpreter = interpreter.reading(bank)
    world = interpreter.world
  }

  // MARK: New values

  /// A new value that is one of these.
  func makeCases(_ values: [Int], _ name: String) -> SymbolicValue {
    if values.count == 1 { return context.one(values[0]) }
    if values.count == 2 {
      let first = context.makeProposition(name)
      return .cases([
        .init(value: values[0], condition: first), .init(value: values[1], condition: context.not(first)),
      ])
    }
    let conditions = values.map { _ in context.makeProposition(name) }
    assertExactlyOne(conditions)
    return .cases(zip(values, conditions).map { .init(value: $0, condition: $1) })
  }

  /// A new value of that sort; a reference may be `none`. Nothing is said of bounds.
  func makeValue(_ sort: Sort, _ name: String, none: Bool = true) -> SymbolicValue {
    switch sort {
    case .boolean: .truth(context.makeProposition(name))
    case .integer, .instant: .number(context.makeNumber(name))
    case .enumeration(let id): makeCases(Array(0..<max(1, system.enumerations[id.index].members.count)), name)
    case .reference(let entity): makeCases((none ? [-1] : []) + Array(0..<layout.instances(of: entity)), name)
    }
  }

  /// Some value of that sort, where none matters.
  func anything(_ sort: Sort) -> SymbolicValue {
    switch sort {
    case .boolean: .truth(context.no)
    case .integer, .instant: .number(0)
    case .enumeration: context.one(0)
    case .reference: context.one(-1)
    }
  }

  // MARK: Bounds

  /// Whether an integer keeps to the bounds of its type.
  func isWithin(_ type: ValueType, _ number: Number) -> Proposition {
    guard type.sort == .integer, sabotage != .boundsIgnored else { return context.yes }
    let lower = type.lower.map { context.lessOrEqual(.constant($0), number) } ?? context.yes
    let upper = type.upper.map { context.lessOrEqual(number, .constant($0)) } ?? context.yes
    return context.and(lower, upper)
  }

  func isMember(_ number: Number, of set: ValueSet) -> Proposition {
    context.or(
      set.ranges.map { range in
        let (lower, upper) = (
          Number.constant(Integer(range.lowerBound)), Number.constant(Integer(range.upperBound))
        )
        if range.count == 1 { return context.equal(number, lower) }
        return context.and(context.lessOrEqual(lower, number), context.lessOrEqual(number, upper))
      })
  }

  /// What a parameter, chosen value or initial value of that type and name may be: the scope's values where it has
  /// some, else any of the type. An instant is told relative to the present.
  func isAllowed(_ number: Number, _ type: ValueType, name: String) -> Proposition {
    if let set = layout.domain(of: type, name: name) { return isMember(number, of: set) }
    return isWithin(type, number)
  }

  /// Whether the horizon counts on such a parameter or unchanging value.
  func isForeseen(_ number: Number, _ type: ValueType) -> Proposition {
    guard let horizon = interpreter.horizon, horizon.countsOnScope else { return context.yes }
    if type.sort == .integer, type.lower != nil, type.upper != nil { return context.yes }
    let widest = horizon.widest
    return context.and(
      context.lessOrEqual(.constant(-widest), number), context.lessOrEqual(number, .constant(widest)))
  }

  // MARK: Choices

  /// Asserts that exactly one of these holds.
  func assertExactlyOne(_ choices: [Proposition]) {
    solver.assert(context.or(choices))
    assertAtMostOne(choices)
  }

  /// Asserts that at most one of these holds: pair by pair where they are few, else one group after the other.
  func assertAtMostOne(_ choices: [Proposition]) {
    if choices.count <= 6 {
      for (position, first) in choices.enumerated() {
        for second in choices.dropFirst(position + 1) { solver.assert(context.not(context.and(first, second))) }
      }
      return
    }
    var heads: [Proposition] = []
    for start in stride(from: 0, to: choices.count, by: 4) {
      let group = Array(choices[start..<min(start + 4, choices.count)])
      assertAtMostOne(group)
      let head = context.makeProposition("group")
      for member in group { solver.assert(context.implies(member, head)) }
      heads.append(head)
    }
    assertAtMostOne(heads)
  }
}
