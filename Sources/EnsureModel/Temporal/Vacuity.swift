extension TransitionSystem {
  /// That a temporal property never asks for anything that is not so already. A run that violates it is an *interesting
  /// witness*: the property's trigger comes about on it while what it promises is still to come, and everything holds that
  /// the property assumes (Beer, Ben-David, Eisner and Rodeh, *Efficient detection of vacuity in ACTL formulas*, 1997;
  /// Kupferman and Vardi, *Vacuity detection in temporal model checking*, 2003).
  ///
  /// In `always (pay implies eventually shipped)` something is asked for where somebody pays and nothing has been shipped.
  /// Where that never is, every promise is kept in the moment in which it is made, and the property says nothing of what
  /// comes later.
  ///
  /// - Returns: nil for an invariant, and for a formula that waits for nothing and has no left side.
  public func vacuity(of id: PropertyID) -> Property? {
    let property = properties[id.index]
    guard case .temporal(let formula, let assumptions) = property.kind, let demand = demand(of: formula) else {
      return nil
    }
    let never: Formula
    if case .eventually(let moment, within: nil) = demand {
      never = .always(.not(moment))
    } else {
      never = .not(demand)
    }
    return Property(
      name: property.name, variables: property.variables, kind: .temporal(never, assuming: assumptions),
      origin: property.origin, body: property.body)
  }

  /// When a formula that has to hold at a position asks for more than the position shows; nil if that cannot be told apart from its being
  /// asked for at all. Of several things that have to hold it is enough if one is asked for.
  private func demand(of formula: Formula) -> Formula? {
    switch formula {
    case .state(let term):
      guard case .implies(let left, _) = bank[term] else { return nil }
      return .state(left)
    case .implies(let left, let right): return demand(of: right).map { .and([left, $0]) } ?? left
    case .and(let operands):
      let demands = operands.map { demand(of: $0) }
      return demands.contains(nil) ? nil : .or(demands.compactMap { $0 })
    case .or(let operands):
      let demands = operands.map { demand(of: $0) }
      if demands.allSatisfy({ $0 == nil }) { return nil }
      return .and(zip(operands, demands).map { $1 ?? .not($0) })
    case .always(let operand): return demand(of: operand).map { .eventually($0, within: nil) }
    case .next(let operand): return demand(of: operand).map { .next($0) }
    case .eventually(let goal, within: _): return .not(goal)
    case .until(_, let release), .unless(_, let release): return .not(release)
    case .not(let operand): return operand.negation.flatMap { demand(of: $0) }
    case .action, .stuck, .iff, .previously, .historically, .once, .earlier, .since: return nil
    }
  }
}
