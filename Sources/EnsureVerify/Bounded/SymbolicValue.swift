import EnsureModel
import EnsureSolver

/// What a term of the model means to the solver.
///
/// Numbers are terms of the solver, and so are instants, which are reckoned from the start of the run (the
/// interpreter reckons them from the present; only differences mean anything). Members and references are lists of
/// cases, which leaves most of the work to propositions.
enum SymbolicValue {
  /// A boolean.
  case truth(Proposition)
  /// An integer or an instant.
  case number(Number)
  /// A member of an enumeration (its position) or a reference (the instance, -1 for `none`).
  case cases([Case])

  /// One value that is possible, and when it is the one. The conditions exclude each other, and wherever the value
  /// matters one of them holds.
  struct Case {
    let value: Int
    let condition: Proposition
  }
}

extension SymbolicValue {
  /// Whether the two are the same term, so that nothing needs to be said of their being equal.
  func isSame(as other: SymbolicValue) -> Bool {
    switch (self, other) {
    case (.truth(let left), .truth(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.cases(let left), .cases(let right)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0.value == $1.value && $0.condition == $1.condition }
    default: false
    }
  }
}

extension SolverContext {
  /// The value that `value` is certain to have.
  func one(_ value: Int) -> SymbolicValue { .cases([.init(value: value, condition: yes)]) }

  /// The value of the part whose condition holds. One of the conditions holds wherever the result matters, so the
  /// last one is not asked where that is no loss.
  func merge(_ parts: [(condition: Proposition, value: SymbolicValue)], else fallback: SymbolicValue)
    -> SymbolicValue
  {
    let parts = parts.filter { $0.condition != no }
    guard let last = parts.last else { return fallback }
    if parts.count == 1 { return last.value }
    switch last.value {
    case .truth:
      let truths = parts.map { ($0.condition, truth($0.value)) }
      let first = truths[0].1
      if truths.allSatisfy({ $0.1 == first }) { return .truth(first) }
      return .truth(or(truths.map { and($0, $1) }))
    case .number(let number):
      return .number(
        parts.dropLast().reversed().reduce(number) { rest, part in
          guard case .number(let number) = part.value else { return rest }
          return choice(part.condition, number, rest)
        })
    case .cases:
      var conditions: [Int: [Proposition]] = [:]
      for part in parts {
        guard case .cases(let cases) = part.value else { continue }
        for one in cases { conditions[one.value, default: []].append(and(part.condition, one.condition)) }
      }
      if conditions.count == 1, let value = conditions.keys.first { return one(value) }
      // Terms are made in the same order in every run of the program, since the solver numbers them so.
      let made = conditions.sorted { $0.key < $1.key }.map { ($0.key, or($0.value)) }
      return cases(Dictionary(made, uniquingKeysWith: { $1 }))
    }
  }

  /// The cases whose condition is not known to be false, by value.
  func cases(_ conditions: [Int: Proposition]) -> SymbolicValue {
    .cases(
      conditions.filter { $0.value != no }.map { SymbolicValue.Case(value: $0.key, condition: $0.value) }
        .sorted { $0.value < $1.value })
  }

  /// `first` if the condition holds, else `second`.
  func choice(_ condition: Proposition, _ first: SymbolicValue, _ second: SymbolicValue) -> SymbolicValue {
    if let known = known(condition) { return known ? first : second }
    switch (first, second) {
    case (.truth(let first), .truth(let second)): return .truth(choice(condition, first, second))
    case (.number(let first), .number(let second)): return .number(choice(condition, first, second))
    default: return merge([(condition, first), (not(condition), second)], else: second)
    }
  }

  /// Equality of two values of one sort.
  func equal(_ left: SymbolicValue, _ right: SymbolicValue) -> Proposition {
    switch (left, right) {
    case (.truth(let left), .truth(let right)): return same(left, right)
    case (.number(let left), .number(let right)): return equal(left, right)
    case (.cases(let left), .cases(let right)):
      return or(
        left.flatMap { first in
          right.filter { $0.value == first.value }.map { and(first.condition, $0.condition) }
        })
    default: fatalError("only values of one sort are compared")
    }
  }

  /// The proposition that a boolean stands for.
  func truth(_ value: SymbolicValue) -> Proposition {
    guard case .truth(let truth) = value else { fatalError("a condition is a boolean") }
    return truth
  }

  /// The number that a value stands for, in the encoding of `State`.
  func number(_ value: SymbolicValue) -> Number {
    switch value {
    case .number(let number): return number
    case .truth(let truth): return choice(truth, 1, 0)
    case .cases(let cases):
      return cases.dropLast().reversed().reduce(.constant(Integer(cases.last?.value ?? 0))) { rest, one in
        choice(one.condition, .constant(Integer(one.value)), rest)
      }
    }
  }
}
