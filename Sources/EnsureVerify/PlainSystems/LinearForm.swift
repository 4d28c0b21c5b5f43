import EnsureModel
import EnsureSolver

/// `c1 g1 + ... + cn gn` over the integer places of a plain system.
struct LinearForm: Hashable {
  /// Places in ascending order, none with coefficient 0.
  private(set) var parts: [Part]

  struct Part: Hashable {
    let place: Int
    let coefficient: Integer
  }

  init(_ parts: [Part]) { self.parts = parts }

  /// One place, with a sign.
  init(_ place: Int, _ coefficient: Integer = 1) { parts = [Part(place: place, coefficient: coefficient)] }

  static prefix func - (form: LinearForm) -> LinearForm {
    LinearForm(form.parts.map { Part(place: $0.place, coefficient: -$0.coefficient) })
  }

  func value(_ state: State) -> Integer {
    parts.reduce(0) { $0 + $1.coefficient * state.values[$1.place] }
  }

  func number(_ frame: SymbolicFrame, _ context: SolverContext) -> Number {
    parts.reduce(0) { sum, part in
      guard case .number(let number) = frame.values[part.place] else { return sum }
      return context.add(sum, context.multiply(.constant(part.coefficient), number))
    }
  }

  func term(_ bank: inout TermBank) -> Term {
    var operands: [Term] = []
    for part in parts {
      let place = bank.global(GlobalID(part.place), .integer)
      switch part.coefficient {
      case 1: operands.append(place)
      case -1: operands.append(bank.negated(place))
      default:
        let factor = bank.integer(part.coefficient)
        operands.append(bank.product(factor, place))
      }
    }
    return bank.sum(operands)
  }
}

/// The equations that hold of some points: the least affine space that contains them (M. Karr, Acta Informatica 6, 1976).
struct AffineHull {
  /// Each says that its form has its value.
  private(set) var equations: [(form: [Integer], value: Integer)]

  /// The space of one point.
  init(_ point: [Integer]) {
    equations = point.indices.map { index in
      var form = [Integer](repeating: 0, count: point.count)
      form[index] = 1
      return (form, point[index])
    }
  }

  /// Adds a point: of the equations that it breaks one is given up, and the others are freed of what they break by it.
  mutating func add(_ point: [Integer]) {
    let residues = equations.map { equation in
      zip(equation.form, point).reduce(-equation.value) { $0 + $1.0 * $1.1 }
    }
    // The one with the least residue, so that numbers stay small.
    let broken = residues.indices.filter { residues[$0] != 0 }
    guard let pivot = broken.min(by: { residues[$0].magnitude < residues[$1].magnitude }) else { return }
    let given = equations[pivot]
    var kept: [(form: [Integer], value: Integer)] = []
    for (index, equation) in equations.enumerated() where index != pivot {
      if residues[index] == 0 {
        kept.append(equation)
      } else {
        let form = zip(equation.form, given.form).map { $0 * residues[pivot] - $1 * residues[index] }
        let value = equation.value * residues[pivot] - given.value * residues[index]
        kept.append(Self.reduced(form, value))
      }
    }
    equations = kept
  }

  /// The forms of the equations, so combined that each begins at a column of its own.
  func echelon() -> [[Integer]] {
    var rows: [[Integer]] = []
    for equation in equations {
      let rest = Self.reduced(Self.remainder(equation.form, rows), 0).form
      if rest.contains(where: { $0 != 0 }) { rows.append(rest) }
    }
    return rows
  }

  /// What is left of a form when the rows are taken out of it; nothing if its value follows from theirs.
  static func remainder(_ form: [Integer], _ rows: [[Integer]]) -> [Integer] {
    var rest = form
    for row in rows {
      guard let column = row.firstIndex(where: { $0 != 0 }), rest[column] != 0 else { continue }
      let (factor, pivot) = (rest[column], row[column])
      rest = zip(rest, row).map { $0 * pivot - $1 * factor }
    }
    return rest
  }

  private static func reduced(_ form: [Integer], _ value: Integer) -> (form: [Integer], value: Integer) {
    var divisor: Integer = 0
    for coefficient in form { divisor = gcd(divisor, coefficient) }
    if divisor == 0 || divisor == 1 { return (form, value) }
    // A point is on it, so that the value divides too.
    func quotient(_ number: Integer) -> Integer {
      number.quotientAndRemainder(dividingBy: divisor)?.quotient ?? number
    }
    return (form.map(quotient), quotient(value))
  }

  static func gcd(_ left: Integer, _ right: Integer) -> Integer {
    var (larger, smaller) = (left.magnitude, right.magnitude)
    while smaller != 0 {
      guard let division = larger.quotientAndRemainder(dividingBy: smaller) else { break }
      (larger, smaller) = (smaller, division.remainder)
    }
    return larger
  }
}
