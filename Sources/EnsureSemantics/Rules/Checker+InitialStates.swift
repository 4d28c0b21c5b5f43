import EnsureModel
import EnsureSyntax

/// Restrictions of initial values: they read only their own instance, and some value satisfies them
/// (SEMANTICS 2). A spec that allows no initial state would make everything hold.
extension Checker {
  func checkInitialStates() {
    for entity in system.entities.indices {
      let positions = system.entities[entity].fields.filter { isArbitrary(system.fields[$0].initial) }
      let restrictions = positions.compactMap { restriction(system.fields[$0].initial) }
      guard !restrictions.isEmpty else { continue }
      check(
        restrictions.map(\.1), variables: positions.map { (.field($0), system.fields[$0].type) }, entity: entity
      )
    }
    let globals = system.globals.indices.filter { isArbitrary(system.globals[$0].initial) }
    let restrictions = globals.compactMap { restriction(system.globals[$0].initial) }
    if !restrictions.isEmpty {
      check(
        restrictions.map(\.1), variables: globals.map { (.global($0), system.globals[$0].type) }, entity: nil)
    }
  }

  private enum Unknown { case field(Int), global(Int) }

  private func isArbitrary(_ initial: TypedInitial) -> Bool {
    if case .arbitrary = initial { return true }
    return false
  }

  private func restriction(_ initial: TypedInitial) -> (LocalID?, TypedExpression)? {
    if case .arbitrary(let local, let condition?) = initial { return (local, condition) }
    return nil
  }

  /// Looks for values that satisfy all restrictions, among those that can make a difference: around each literal
  /// of the restrictions and at the ends of each range. Complains if there are none and those were all that
  /// matter; where products of unknowns or the like make that unsure, the search for an initial state decides.
  private func check(_ restrictions: [TypedExpression], variables: [(Unknown, DeclaredType)], entity: Int?) {
    var literals: Set<Integer> = [0, 1, -1]
    var isSure = true
    for restriction in restrictions {
      restriction.walk { inner in
        switch inner.kind {
        case .integer(let value): literals.formUnion([value - 1, value, value + 1])
        case .constant(let constant):
          if let value = literal(system.constants[constant].value) {
            literals.formUnion([value - 1, value, value + 1])
          }
        case .arithmetic(let operation, _, _) where operation != .add && operation != .subtract: isSure = false
        case .sum, .arithmetic, .negate, .builtin, .share, .call: isSure = false
        case .tagged, .amount, .currency: isSure = false
        case .compare(_, let left, let right):
          let unknowns = [left, right].filter {
            if case .integer = $0.type { literal($0) == nil } else { false }
          }
          if unknowns.count > 1 { isSure = false }
        default: break
        }
      }
    }
    var domains: [[PartialEvaluator.Value]] = []
    for (_, type) in variables {
      switch type.type {
      case .boolean: domains.append([.boolean(false), .boolean(true)])
      case .enumeration(let enumeration):
        domains.append(system.enumerations[enumeration.index].members.indices.map { .member($0) })
      case .integer:
        let ends = [type.lower, type.upper].compactMap { $0 }
        let values = literals.union(ends).filter { value in
          !(type.lower.map { value < $0 } ?? false) && !(type.upper.map { $0 < value } ?? false)
        }
        domains.append(values.sorted().map { .integer($0) })
      default: domains.append([.unknown])
      }
    }
    let count = domains.reduce(1) { $0.multipliedReportingOverflow(by: max($1.count, 1)).partialValue }
    guard count > 0, count <= 200_000 else { return }
    for number in 0..<count {
      var evaluator = PartialEvaluator(system: system)
      evaluator.followsCalls = true
      var rest = number
      for ((unknown, _), domain) in zip(variables, domains) {
        guard !domain.isEmpty else { continue }
        let value = domain[rest % domain.count]
        rest /= domain.count
        switch unknown {
        case .field(let field): evaluator.fields[field] = value
        case .global(let global): evaluator.globals[global] = value
        }
      }
      if let entity {
        for position in system.entities[entity].fields {
          if case .value(let value) = system.fields[position].initial {
            evaluator.fields[position] = PartialEvaluator(system: system).value(of: value)
          }
        }
      }
      let isSatisfied = restrictions.allSatisfy { restriction in
        evaluator.untouched = instance(in: restriction)
        let value = evaluator.value(of: restriction)
        if value == .unknown { isSure = false }
        return value == .boolean(true)
      }
      if isSatisfied { return }
    }
    if isSure, let first = restrictions.first {
      complain(
        .unsatisfiableInitial, "no value satisfies this, so there is no initial state", at: first.range,
        secondary: restrictions.dropFirst().map { Label($0.range, "together with this") },
        notes: ["everything would hold of a system that cannot begin"])
    }
  }

  /// The local through which a restriction reads its own instance.
  private func instance(in restriction: TypedExpression) -> LocalID? {
    var result: LocalID?
    restriction.walk {
      if case .field(_, let of) = $0.kind, case .local(let local) = of.kind { result = local }
    }
    return result
  }
}
