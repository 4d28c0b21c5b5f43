import EnsureModel
import EnsureSolver

/// Finds numbers to try for an unknown integer, so that a condition which holds for some integer holds for one of
/// them: then "for no integer" can be said without a quantifier.
///
/// The condition compares linear terms. As the unknown grows, each comparison changes its value only where the unknown
/// passes a *boundary*, the value at which both sides are equal; between the boundaries nothing changes. So a value
/// that satisfies the condition has one beside a boundary, or on it, that does too. (This is the idea of virtual
/// substitution: Loos and Weispfenning, *Applying linear quantifier elimination*, 1993.)
struct TestPoints {
  /// The unknown.
  let unknown: VariableID
  /// Gives everything else its value.
  private var evaluator: SymbolicEvaluator
  private var encoding: Encoding { evaluator.encoding }
  private var context: SolverContext { evaluator.context }
  private var bank: TermBank { encoding.world.bank }
  private var boundaries: [Number] = []
  private var isLinear = true

  /// The numbers to try; nil if some comparison is not linear in the unknown, or reads one of `others`, which have no
  /// value yet.
  static func find(
    for unknown: VariableID, in terms: [Term], _ evaluator: SymbolicEvaluator, others: Set<VariableID>
  ) -> [Number]? {
    var points = TestPoints(unknown: unknown, evaluator: evaluator)
    for other in others where other != unknown {
      for term in terms where points.mentions(term, unknown) && points.mentions(term, other) {
        // Two unknowns in one guard are independent if no comparison has both.
        if points.comparesBoth(term, other) { return nil }
      }
    }
    for term in terms { points.collect(term) }
    guard points.isLinear else { return nil }
    let context = evaluator.context
    var type = evaluator.encoding.world.bank.variables[unknown.index].type
    type.isOptional = false
    points.boundaries += [type.lower, type.upper].compactMap { $0.map { .constant($0) } }
    if points.boundaries.isEmpty { return [0] }
    var seen: Set<Number> = []
    return points.boundaries.flatMap { [context.subtract($0, 1), $0, context.add($0, 1)] }.filter {
      seen.insert($0).inserted
    }
  }

  private init(unknown: VariableID, evaluator: SymbolicEvaluator) {
    self.unknown = unknown
    self.evaluator = evaluator
  }

  private func mentions(_ term: Term, _ variable: VariableID) -> Bool {
    if bank[term] == .variable(variable) { return true }
    return bank.children(term).contains { mentions($0, variable) }
  }

  private func comparesBoth(_ term: Term, _ other: VariableID) -> Bool {
    switch bank[term] {
    case .equal(let left, _) where bank.sort(left) == .boolean: break
    case .equal, .less, .lessOrEqual: return mentions(term, unknown) && mentions(term, other)
    default: break
    }
    return bank.children(term).contains { comparesBoth($0, other) }
  }

  /// Looks for comparisons with the unknown.
  private mutating func collect(_ term: Term) {
    guard isLinear, mentions(term, unknown) else { return }
    switch bank[term] {
    case .equal(let left, let right) where bank.sort(left) == .boolean:
      collect(left)
      collect(right)
    case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
      guard bank.sort(left) == .integer, let first = split(left), let second = split(right) else {
        isLinear = false
        return
      }
      add(first.factor - second.factor, context.subtract(first.rest, second.rest))
    case .not, .and, .or, .implies:
      for child in bank.children(term) { collect(child) }
    case .choice where bank.sort(term) == .boolean:
      for child in bank.children(term) { collect(child) }
    case .all(let variable, let filter, let body):
      each(variable) { points in
        points.collect(filter)
        points.collect(body)
      }
    case .exists(let variable, let filter): each(variable) { $0.collect(filter) }
    default: isLinear = false
    }
  }

  private mutating func each(_ variable: VariableID, _ body: (inout TestPoints) -> Void) {
    guard case .reference(let entity) = bank.variables[variable.index].type.sort else { return }
    let outer = evaluator.environment[variable]
    for instance in 0..<encoding.layout.instances(of: entity) {
      evaluator.environment[variable] = context.one(instance)
      body(&self)
    }
    evaluator.environment[variable] = outer
  }

  /// Adds the boundary of `factor * unknown + rest` compared with 0.
  private mutating func add(_ factor: Integer, _ rest: Number) {
    switch factor.signum {
    case 0: return
    case 1: boundaries.append(context.quotient(context.negated(rest), .constant(factor)))
    default: boundaries.append(context.quotient(rest, .constant(-factor)))
    }
  }

  /// A number as a multiple of the unknown and the rest; nil if it is none.
  private mutating func split(_ term: Term) -> (factor: Integer, rest: Number)? {
    if !mentions(term, unknown) { return (0, evaluator.number(term)) }
    switch bank[term] {
    case .variable: return (1, 0)
    case .sum(let operands):
      var sum: (factor: Integer, rest: Number) = (0, 0)
      for operand in operands {
        guard let part = split(operand) else { return nil }
        sum = (sum.factor + part.factor, context.add(sum.rest, part.rest))
      }
      return sum
    case .difference(let left, let right):
      guard let first = split(left), let second = split(right) else { return nil }
      return (first.factor - second.factor, context.subtract(first.rest, second.rest))
    case .negated(let operand):
      guard let part = split(operand) else { return nil }
      return (-part.factor, context.negated(part.rest))
    case .product(let left, let right):
      guard let first = split(left), let second = split(right) else { return nil }
      if first.factor == 0, let known = first.rest.known {
        return (known * second.factor, context.multiply(first.rest, second.rest))
      }
      if second.factor == 0, let known = second.rest.known {
        return (known * first.factor, context.multiply(first.rest, second.rest))
      }
      return nil
    default: return nil
    }
  }
}
