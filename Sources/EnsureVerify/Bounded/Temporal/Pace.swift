import EnsureModel
import EnsureSolver

/// How long steps of time may be where a formula may change its value between their ticks, though only the first one is read: one
/// tick, or as long as nothing that the formula compares with the time comes out otherwise. Then what is read is so at each tick.
final class Pace {
  /// Holds if all steps of time keep to it.
  let holds: Proposition
  private let unrolling: Unrolling
  /// The comparisons that time may change; nil if it is not known where they change, so that each tick is a step.
  private let comparisons: [Term]?
  private let environments: [[VariableID: SymbolicValue]]
  private var layers = 0
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }

  init(
    _ formula: Formula, _ unrolling: Unrolling, _ environments: [[VariableID: SymbolicValue]],
    _ readsTime: (Term) -> Bool
  ) {
    self.unrolling = unrolling
    self.environments = environments
    holds = unrolling.encoding.context.makeProposition("pace")
    let bank = unrolling.encoding.world.bank
    let known = Set(environments.first?.keys.map { $0 } ?? [])
    var found: [Term]? = formula.nestsBounds ? nil : []
    for root in formula.terms where readsTime(root) {
      bank.walk(root) { term in
        switch bank[term] {
        case .equal(let left, _) where bank.sort(left) == .boolean: return found != nil
        case .equal, .less, .lessOrEqual:
          if !readsTime(term) { return false }
          if bank.freeVariables(term).isSubset(of: known) { found?.append(term) } else { found = nil }
          return false
        default: return found != nil
        }
      }
    }
    comparisons = found
  }

  /// Says what it means of the steps that have been asserted since it was last asked.
  func keep() {
    while layers < unrolling.depth {
      defer { layers += 1 }
      let layer = unrolling.layers[layers]
      guard let delay = unrolling.grounds.firstIndex(where: \.isDelay), let taken = layer.taken[delay],
        let ticks = layer.amounts.first
      else { continue }
      var ways = [context.equal(ticks, 1)]
      if let comparisons { ways.append(isSame(comparisons, layers, ticks)) }
      encoding.solver.assert(context.implies(context.and([holds, taken]), context.or(ways)))
    }
  }

  /// That all comparisons come out at the last tick of a step as they do at the first.
  private func isSame(_ comparisons: [Term], _ depth: Int, _ ticks: Number) -> Proposition {
    let first = unrolling.instants[depth]
    let last = context.subtract(context.add(first, ticks), 1)
    var parts: [Proposition] = []
    for environment in environments {
      func sides(_ now: Number) -> [(atMost: Proposition, atLeast: Proposition)]? {
        var found: [(atMost: Proposition, atLeast: Proposition)] = []
        for comparison in comparisons {
          var evaluator = SymbolicEvaluator(encoding, unrolling.states[depth], now: now)
          evaluator.environment = environment
          switch encoding.world.bank[comparison] {
          case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
            guard case .number(let one) = evaluator.value(left),
              case .number(let other) = evaluator.value(right)
            else { return nil }
            found.append((context.lessOrEqual(one, other), context.lessOrEqual(other, one)))
          default: return nil
          }
        }
        return found
      }
      guard let before = sides(first), let behind = sides(last) else { return context.no }
      for (one, other) in zip(before, behind) {
        parts.append(context.same(one.atMost, other.atMost))
        parts.append(context.same(one.atLeast, other.atLeast))
      }
    }
    return context.and(parts)
  }
}

extension Formula {
  /// Whether an operator with a bound stands inside of another operator that looks over several positions, apart from one `always`
  /// around everything: then its own value changes between ticks, too.
  fileprivate var nestsBounds: Bool {
    func hasBound(_ formula: Formula) -> Bool {
      switch formula {
      case .eventually(_, within: .some), .once(_, .some), .earlier(_, .some), .since(_, _, .some), .next,
        .previously,
        .earlier(_, nil):
        return true
      default: return formula.operands.contains(where: hasBound)
      }
    }
    switch self {
    case .always(let operand): return operand.nestsBounds
    case .not, .and, .or, .implies, .iff: return operands.contains(where: \.nestsBounds)
    default: return operands.contains(where: hasBound)
    }
  }
}
