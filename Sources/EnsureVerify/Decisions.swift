public import EnsureModel

/// Compares verdicts with `expect` and `accept`.
public struct Decisions {
  let system: TransitionSystem

  /// The decisions of `system`.
  public init(system: TransitionSystem) { self.system = system }

  /// The decision that covers a violation in the cell, if there is one.
  public func standing(of property: PropertyID, _ threats: Set<ThreatID>) -> Standing {
    if let position = system.expectations.firstIndex(where: {
      $0.properties.contains(property) && $0.threats.isSubset(of: threats)
    }) {
      return .expected(position)
    }
    if let position = system.acceptances.firstIndex(where: {
      $0.properties.contains(property)
        && ($0.threats == threats || ($0.orMore && $0.threats.isSubset(of: threats)))
    }) {
      return .accepted(position)
    }
    return .open
  }

  /// The decisions that the cells refute or leave open.
  func wrong(_ cells: [Cell]) -> [WrongDecision] {
    var result: [WrongDecision] = []
    for cell in cells {
      guard let property = cell.property, !cell.verdict.isViolated else { continue }
      func add(_ origin: Origin, _ word: String) {
        let isUndecided: Bool
        if case .proved = cell.verdict { isUndecided = false } else { isUndecided = true }
        result.append(
          WrongDecision(
            isUndecided: isUndecided, property: property, threats: cell.threats, origin: origin, word: word))
      }
      switch standing(of: property, cell.threats) {
      case .open: continue
      case .expected(let position): add(system.expectations[position].origin, "expect")
      case .accepted(let position): add(system.acceptances[position].origin, "accept")
      }
    }
    return result
  }
}
