import EnsureModel

/// Products and quotients of which proofs know next to nothing.
extension World {
  /// Whether a property, or a step that it depends on, multiplies two values or divides by one that no text fixes.
  func multiplies(for property: PropertyID) -> Bool {
    let cone = Cone(of: property, in: self)
    let own = system.properties[property.index]
    var terms: [Term] = []
    switch own.kind {
    case .invariant(let body): terms.append(body)
    case .temporal(let formula, let assumptions):
      terms += formula.terms
      for case .formula(let assumed) in assumptions { terms += assumed.terms }
    }
    for move in moves where cone.actions.contains(move.action) {
      terms += move.guards.map(\.clause.term)
      for (location, value) in Statement.assignments(system.effects(of: move)) where cone.reads(location) {
        terms.append(value)
      }
    }
    return terms.contains(where: bank.multiplies)
  }
}

extension Cone {
  fileprivate func reads(_ location: Location) -> Bool {
    switch location {
    case .field(let field, _): fields.contains(field)
    case .global(let global): globals.contains(global)
    }
  }
}

extension TermBank {
  fileprivate func multiplies(_ root: Term) -> Bool {
    var found = false
    walk(root) { term in
      switch self[term] {
      case .product(let left, let right): found = found || !isFixed(left) && !isFixed(right)
      case .quotient(_, let divisor), .remainder(_, let divisor): found = found || !isFixed(divisor)
      default: break
      }
      return !found
    }
    return found
  }

  /// Whether a term reads nothing.
  private func isFixed(_ root: Term) -> Bool {
    var isFixed = true
    walk(root) { term in
      switch self[term] {
      case .integer, .sum, .difference, .negated, .product, .quotient, .remainder: break
      default: isFixed = false
      }
      return isFixed
    }
    return isFixed
  }
}
