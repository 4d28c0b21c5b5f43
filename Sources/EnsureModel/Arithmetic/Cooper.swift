/// Decides whether some integers satisfy a constraint, by D. C. Cooper's procedure (*Theorem proving in arithmetic
/// without multiplication*, 1972): a condition on one unknown, whose factor is 1 everywhere, that holds at all holds
/// at one of finitely many points, namely within one common period of the divisors above a lower bound, or, if it
/// holds arbitrarily far down, within one such period of the condition that is left there.
///
/// So the answer is exact for unbounded integers; the points are tried one by one, until the budget is spent.
struct Cooper {
  private(set) var budget: Int

  /// A procedure that may look at so many points.
  init(budget: Int = 20_000) { self.budget = budget }

  /// Whether some integers satisfy the constraint; nil if the budget did not suffice to tell.
  mutating func isSatisfiable(_ constraint: Constraint) -> Bool? {
    if case .constant(let value) = constraint { return value }
    budget -= 1
    if budget < 0 { return nil }
    if case .or(let parts) = constraint {
      // Each part by itself has fewer bounds.
      var isUnclear = false
      for part in parts {
        guard let found = isSatisfiable(part) else {
          isUnclear = true
          continue
        }
        if found { return true }
      }
      return isUnclear ? nil : false
    }
    guard let unknown = next(constraint) else { return nil }
    return eliminate(unknown, constraint)
  }

  /// The unknown with the smallest number, so that answers repeat.
  private func next(_ constraint: Constraint) -> Int? {
    var least: Int?
    constraint.forEachAtom { atom in
      if let first = atom.form?.unknowns.min() { least = min(least ?? first, first) }
    }
    return least
  }

  private mutating func eliminate(_ unknown: Int, _ constraint: Constraint) -> Bool? {
    var factor: Integer = 1
    constraint.forEachAtom { atom in
      if let form = atom.form, form[unknown] != 0 { factor = .leastCommonMultiple(factor, form[unknown]) }
    }
    // From here on the unknown stands for `factor` times itself, and its own factor is 1 or -1.
    var unit = constraint.mapAtoms { $0.scaled(to: factor, unknown) }
    if factor != 1 { unit = .all([unit, .divides(factor, LinearForm(unknown: unknown))]) }

    var period: Integer = 1
    var lower: [LinearForm] = []
    var upper: [LinearForm] = []
    unit.forEachAtom { atom in
      guard let form = atom.form, form[unknown] != 0 else { return }
      switch atom {
      case .divides(let number, _), .dividesNot(let number, _): period = .leastCommonMultiple(period, number)
      default:
        // -x + t <= 0 is x >= t, and x + t <= 0 is x <= -t.
        let rest = form.without(unknown)
        if form[unknown] < 0 {
          if !lower.contains(rest) { lower.append(rest) }
        } else {
          let bound = rest.scaled(by: -1)
          if !upper.contains(bound) { upper.append(bound) }
        }
      }
    }
    guard let steps = period.asInt, steps <= budget else { return nil }
    // The same argument holds upside down; the side with fewer bounds is less work.
    let isDownwards = lower.count <= upper.count
    var isUnclear = false
    for offset in 0..<steps {
      let far = unit.mapAtoms { $0.far(unknown, downwards: isDownwards, Integer(offset)) }
      let points = (isDownwards ? lower : upper).map { bound in
        bound + LinearForm(Integer(isDownwards ? offset : -offset))
      }
      for candidate in [far] + points.map({ point in unit.mapAtoms { $0.replacing(unknown, by: point) } }) {
        switch isSatisfiable(candidate) {
        case true?: return true
        case false?: break
        case nil: isUnclear = true
        }
        if budget < 0 { return nil }
      }
    }
    return isUnclear ? nil : false
  }
}

extension Constraint {
  /// The atom multiplied so that the factor of the unknown is `factor` or its negation, which is then left out.
  fileprivate func scaled(to factor: Integer, _ unknown: Int) -> Constraint {
    guard let form, form[unknown] != 0,
      let share = factor.quotientAndRemainder(dividingBy: form[unknown].magnitude)?.quotient
    else { return self }
    let sign: Integer = form[unknown].signum < 0 ? -1 : 1
    let rest = form.without(unknown).scaled(by: share)
    let unit = LinearForm(unknown: unknown).scaled(by: sign) + rest
    switch self {
    case .atMostZero: return .atMostZero(unit)
    case .divides(let number, _): return .divides(number * share, unit)
    case .dividesNot(let number, _): return .dividesNot(number * share, unit)
    case .constant, .and, .or: return self
    }
  }

  /// The atom where the unknown, whose factor is 1 or -1, is very small (or very great) and `offset` from a multiple
  /// of every divisor.
  fileprivate func far(_ unknown: Int, downwards: Bool, _ offset: Integer) -> Constraint {
    guard let form, form[unknown] != 0 else { return self }
    switch self {
    case .atMostZero: return .constant((form[unknown].signum > 0) == downwards)
    default: return replacing(unknown, by: LinearForm(offset))
    }
  }

  /// The atom with a form in place of the unknown.
  fileprivate func replacing(_ unknown: Int, by value: LinearForm) -> Constraint {
    guard let form, form[unknown] != 0 else { return self }
    let next = form.without(unknown) + value.scaled(by: form[unknown])
    switch self {
    case .atMostZero: return .atMostZero(next)
    case .divides(let number, _): return .divides(number, next)
    case .dividesNot(let number, _): return .dividesNot(number, next)
    case .constant, .and, .or: return self
    }
  }
}
