internal import EnsureModel
internal import EnsureObligations

/// Whether bounds on linear forms can hold together in the rationals, and if not, which multiples of them add up to a
/// falsehood.
///
/// The general simplex of Dutertre and de Moura (*A Fast Linear-Arithmetic Solver for DPLL(T)*, 2006). A variable is an
/// unknown or a form; each row says what one form is, in terms of the variables that are not in front of a row. Since
/// everything is an integer, there are no strict bounds.
struct Simplex {
  /// A bound of a variable, and the literal that says so.
  struct Bound {
    let value: Rational
    let literal: Int
  }

  /// A part of a row.
  struct Entry {
    let column: Int
    var coefficient: Rational
  }

  /// Literals that cannot hold together: their inequalities, so often, add up to a falsehood.
  typealias Conflict = [(literal: Int, multiplier: Integer)]

  /// The values; they fit the rows, and those without a row fit their bounds.
  private(set) var values: [Rational] = []
  private(set) var lower: [Bound?] = []
  private(set) var upper: [Bound?] = []
  /// For each variable its row, if it is basic: entries by column.
  private(set) var rows: [[Entry]?] = []
  /// The basic variables.
  private var basic: [Int] = []
  /// For each variable the linear form that it is.
  private(set) var forms: [[LinearSum.Summand]] = []
  private var variables: [[LinearSum.Summand]: Int] = [:]
  /// The bounds that were replaced, so that they can be restored.
  private var replaced: [(variable: Int, isUpper: Bool, bound: Bound?)] = []
  /// How much work is left, in entries of rows that are changed.
  private var work: Int
  /// Whether the work was more than allowed. What `check` has said since means nothing.
  private(set) var isExhausted = false

  /// Without variables.
  ///
  /// - Parameter work: how much work is allowed, in entries of rows that are changed.
  init(work: Int) { self.work = work }

  private mutating func spend(_ amount: Int) {
    work -= amount
    if work < 0 { isExhausted = true }
  }

  // MARK: Variables

  /// The variable for a form.
  mutating func variable(for form: [LinearSum.Summand]) -> Int {
    if let known = variables[form] { return known }
    var row: [Entry] = []
    if form.count > 1 || form.contains(where: { $0.coefficient != 1 }) {
      for summand in form {
        let column = variable(for: [LinearSum.Summand(summand.unknown, 1)])
        let factor = Rational(summand.coefficient)
        row = sum(row, rows[column] ?? [Entry(column: column, coefficient: .one)], factor)
      }
    }
    let variable = values.count
    variables[form] = variable
    forms.append(form)
    lower.append(nil)
    upper.append(nil)
    if row.isEmpty {
      values.append(.zero)
      rows.append(nil)
    } else {
      values.append(row.reduce(.zero) { $0 + $1.coefficient * values[$1.column] })
      rows.append(row)
      basic.append(variable)
    }
    return variable
  }

  // MARK: Bounds

  /// How many bounds have been replaced; for `restore`.
  var mark: Int { replaced.count }

  /// Takes back all bounds that were set since the mark.
  mutating func restore(_ mark: Int) {
    while replaced.count > mark {
      let (variable, isUpper, bound) = replaced.removeLast()
      if isUpper { upper[variable] = bound } else { lower[variable] = bound }
    }
  }

  /// The variable is at most the value, or at least. Nil, or why that cannot be.
  mutating func bound(_ variable: Int, isUpper: Bool, _ value: Rational, _ literal: Int) -> Conflict? {
    if isUpper {
      if let old = upper[variable], old.value <= value { return nil }
      replaced.append((variable, true, upper[variable]))
      upper[variable] = Bound(value: value, literal: literal)
      if let other = lower[variable], value < other.value { return [(literal, 1), (other.literal, 1)] }
    } else {
      if let old = lower[variable], old.value >= value { return nil }
      replaced.append((variable, false, lower[variable]))
      lower[variable] = Bound(value: value, literal: literal)
      if let other = upper[variable], value > other.value { return [(literal, 1), (other.literal, 1)] }
    }
    if rows[variable] == nil, isUpper ? values[variable] > value : values[variable] < value {
      move(variable, by: value - values[variable])
    }
    return nil
  }

  // MARK: Consistency

  /// Finds values that fit all bounds, or bounds that cannot hold together. Bland's rule, so that it ends.
  mutating func check() -> Conflict? {
    while !isExhausted, let (variable, isTooSmall) = violated() {
      guard let row = rows[variable], let bound = isTooSmall ? lower[variable] : upper[variable] else {
        return nil
      }
      let partner = row.first { entry in
        (entry.coefficient.signum > 0) == isTooSmall ? canGrow(entry.column) : canShrink(entry.column)
      }
      guard let partner else { return explanation(row, bound, isTooSmall) }
      let step = (bound.value - values[variable]) * partner.coefficient.inverse
      move(partner.column, by: step)
      pivot(variable, partner)
    }
    return nil
  }

  /// The first basic variable whose value does not fit its bounds.
  private func violated() -> (variable: Int, isTooSmall: Bool)? {
    var found: (Int, Bool)?
    for variable in basic where found.map({ variable < $0.0 }) ?? true {
      if let bound = lower[variable], values[variable] < bound.value {
        found = (variable, true)
      } else if let bound = upper[variable], values[variable] > bound.value {
        found = (variable, false)
      }
    }
    return found
  }

  private func canGrow(_ variable: Int) -> Bool {
    guard let bound = upper[variable] else { return true }
    return values[variable] < bound.value
  }

  private func canShrink(_ variable: Int) -> Bool {
    guard let bound = lower[variable] else { return true }
    return values[variable] > bound.value
  }

  /// The row's variable cannot reach its bound, since all others are at theirs.
  private func explanation(_ row: [Entry], _ bound: Bound, _ isTooSmall: Bool) -> Conflict {
    let scale = row.reduce(Integer(1)) { leastCommonMultiple($0, $1.coefficient.denominator) }
    var conflict: Conflict = [(bound.literal, scale)]
    for entry in row {
      let limit = (entry.coefficient.signum > 0) == isTooSmall ? upper[entry.column] : lower[entry.column]
      guard let limit else { continue }
      conflict.append((limit.literal, (entry.coefficient * Rational(scale)).numerator.magnitude))
    }
    return conflict
  }

  // MARK: Rows

  /// Changes the value of a variable without a row, and with it those of the rows.
  private mutating func move(_ variable: Int, by step: Rational) {
    values[variable] += step
    for other in basic {
      if let coefficient = coefficient(of: variable, in: other) { values[other] += coefficient * step }
    }
    spend(basic.count * step.cost)
  }

  private func coefficient(of column: Int, in variable: Int) -> Rational? {
    guard let row = rows[variable], let position = Self.position(of: column, in: row) else { return nil }
    return row[position].coefficient
  }

  private static func position(of column: Int, in row: [Entry]) -> Int? {
    var (low, high) = (0, row.count)
    while low < high {
      let middle = (low + high) / 2
      if row[middle].column < column { low = middle + 1 } else { high = middle }
    }
    return low < row.count && row[low].column == column ? low : nil
  }

  /// Exchanges a basic variable for one in its row.
  private mutating func pivot(_ leaving: Int, _ partner: Entry) {
    guard let old = rows[leaving] else { return }
    let entering = partner.column
    let inverse = partner.coefficient.inverse
    // leaving = c entering + rest, so entering = leaving / c - rest / c.
    var row = old.filter { $0.column != entering }
    for position in row.indices { row[position].coefficient = -(row[position].coefficient * inverse) }
    row.insert(
      Entry(column: leaving, coefficient: inverse), at: row.firstIndex { $0.column > leaving } ?? row.count)
    rows[leaving] = nil
    for index in basic.indices {
      let other = basic[index]
      if other == leaving {
        basic[index] = entering
        rows[entering] = row
      } else if let position = rows[other].flatMap({ Self.position(of: entering, in: $0) }),
        var changed = rows[other]
      {
        rows[other] = nil
        let factor = changed.remove(at: position).coefficient
        rows[other] = sum(changed, row, factor)
      }
    }
  }

  /// `left + factor * right`.
  private mutating func sum(_ left: [Entry], _ right: [Entry], _ factor: Rational) -> [Entry] {
    spend(left.count + right.count * factor.cost)
    var result: [Entry] = []
    result.reserveCapacity(left.count + right.count)
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || (i < left.count && left[i].column < right[j].column) {
        result.append(left[i])
        i += 1
      } else if i == left.count || right[j].column < left[i].column {
        result.append(Entry(column: right[j].column, coefficient: right[j].coefficient * factor))
        j += 1
      } else {
        let coefficient = left[i].coefficient + right[j].coefficient * factor
        if coefficient.signum != 0 { result.append(Entry(column: left[i].column, coefficient: coefficient)) }
        i += 1
        j += 1
      }
    }
    return result
  }
}

/// The least common multiple of positive integers.
func leastCommonMultiple(_ left: Integer, _ right: Integer) -> Integer {
  if right == 1 { return left }
  let common = left.greatestCommonDivisor(right)
  return left * (right.quotientAndRemainder(dividingBy: common)?.quotient ?? right)
}
