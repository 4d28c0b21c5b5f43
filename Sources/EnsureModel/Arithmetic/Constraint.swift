/// A condition on unknown integers: a formula of Presburger arithmetic without quantifiers, in negation normal form.
indirect enum Constraint: Hashable, Sendable {
  /// Always or never.
  case constant(Bool)
  /// The form is at most 0.
  case atMostZero(LinearForm)
  /// The number, which is positive, divides the form.
  case divides(Integer, LinearForm)
  /// The number, which is positive, does not divide the form.
  case dividesNot(Integer, LinearForm)
  /// All hold.
  case and([Constraint])
  /// One holds.
  case or([Constraint])
}

extension Constraint {
  static let never = Constraint.constant(false)
  static let always = Constraint.constant(true)

  /// `left <= right`.
  static func atMost(_ left: LinearForm, _ right: LinearForm) -> Constraint {
    atom(.atMostZero(left - right))
  }

  /// `left < right`; integers, so one less is at most.
  static func less(_ left: LinearForm, _ right: LinearForm) -> Constraint {
    atom(.atMostZero(left - right + LinearForm(1)))
  }

  static func equal(_ left: LinearForm, _ right: LinearForm) -> Constraint {
    all([atMost(left, right), atMost(right, left)])
  }

  static func different(_ left: LinearForm, _ right: LinearForm) -> Constraint {
    any([less(left, right), less(right, left)])
  }

  static func all(_ parts: [Constraint]) -> Constraint {
    var kept: [Constraint] = []
    for part in parts {
      switch part {
      case .constant(true): continue
      case .constant(false): return .never
      case .and(let inner): kept += inner
      default: kept.append(part)
      }
    }
    return kept.isEmpty ? .always : kept.count == 1 ? kept[0] : .and(kept)
  }

  static func any(_ parts: [Constraint]) -> Constraint {
    var kept: [Constraint] = []
    for part in parts {
      switch part {
      case .constant(false): continue
      case .constant(true): return .always
      case .or(let inner): kept += inner
      default: kept.append(part)
      }
    }
    return kept.isEmpty ? .never : kept.count == 1 ? kept[0] : .or(kept)
  }

  /// An atom; a constant, if it depends on no unknown.
  static func atom(_ atom: Constraint) -> Constraint {
    switch atom {
    case .atMostZero(let form) where form.isConstant: return .constant(form.constant <= 0)
    case .divides(let number, let form) where form.isConstant:
      return .constant(form.constant.isMultiple(of: number))
    case .dividesNot(let number, let form) where form.isConstant:
      return .constant(!form.constant.isMultiple(of: number))
    default: return atom
    }
  }

  /// The opposite condition.
  var negated: Constraint {
    switch self {
    case .constant(let value): .constant(!value)
    case .atMostZero(let form): .less(LinearForm(0), form)
    case .divides(let number, let form): .dividesNot(number, form)
    case .dividesNot(let number, let form): .divides(number, form)
    case .and(let parts): .any(parts.map(\.negated))
    case .or(let parts): .all(parts.map(\.negated))
    }
  }

  /// The same condition with each atom replaced.
  func mapAtoms(_ replace: (Constraint) -> Constraint) -> Constraint {
    switch self {
    case .constant: self
    case .and(let parts): .all(parts.map { $0.mapAtoms(replace) })
    case .or(let parts): .any(parts.map { $0.mapAtoms(replace) })
    default: .atom(replace(self))
    }
  }

  /// Visits each atom.
  func forEachAtom(_ visit: (Constraint) -> Void) {
    switch self {
    case .constant: break
    case .and(let parts), .or(let parts): for part in parts { part.forEachAtom(visit) }
    default: visit(self)
    }
  }

  /// The linear form of an atom.
  var form: LinearForm? {
    switch self {
    case .atMostZero(let form), .divides(_, let form), .dividesNot(_, let form): form
    case .constant, .and, .or: nil
    }
  }
}

extension Integer {
  func isMultiple(of number: Integer) -> Bool {
    quotientAndRemainder(dividingBy: number).map { $0.remainder == 0 } ?? (self == 0)
  }

  /// The greatest common divisor; not negative.
  static func greatestCommonDivisor(_ left: Integer, _ right: Integer) -> Integer {
    var (left, right) = (left.magnitude, right.magnitude)
    while let result = left.quotientAndRemainder(dividingBy: right) {
      (left, right) = (right, result.remainder)
    }
    return left
  }

  /// The least common multiple of two numbers that are not 0; positive.
  static func leastCommonMultiple(_ left: Integer, _ right: Integer) -> Integer {
    let divisor = greatestCommonDivisor(left, right)
    let share = left.magnitude.quotientAndRemainder(dividingBy: divisor)?.quotient ?? 1
    return share * right.magnitude
  }
}
