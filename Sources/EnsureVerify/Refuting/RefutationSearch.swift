internal import EnsureKernel
internal import EnsureModel
internal import EnsureObligations

/// One search for a refutation: propositions by `ClauseSearch`, numbers by `Simplex` (*DPLL(T)*; Nieuwenhuis, Oliveras and
/// Tinelli, 2006).
struct RefutationSearch {
  let form: ClauseForm
  private let budget: Int
  private(set) var clauses = ClauseSearch()
  private(set) var simplex: Simplex
  /// For each proposition its inequality, as a bound of a variable of the simplex; nil for an auxiliary one.
  private var inequalities: [(variable: Int, bound: Integer)?] = []
  /// For each variable of the simplex the inequalities that bound it, by their bounds.
  private var bounds: [Int: [(bound: Integer, proposition: Int)]] = [:]
  /// Inequalities that the clauses don't have.
  private(set) var new: [Atom] = []
  /// How many literals of the trail the simplex knows.
  private var known = 0
  /// The simplex' mark before each decision.
  private var marks: [Int] = []
  private var conflicts = 0
  /// A clause that is false without any decision.
  private(set) var contradiction: Int?

  init(_ form: ClauseForm, budget: Int) {
    self.form = form
    self.budget = budget
    // What a conflict takes on hard obligations.
    simplex = Simplex(work: 500_000 + 5_000 * budget)
    for atom in form.atoms { addProposition(atom) }
    for clause in form.clauses {
      add(clauses.store(clause.map { Int($0.code) }, .given))
    }
    for variable in bounds.keys.sorted() {
      let order = bounds[variable] ?? []
      for (lower, upper) in zip(order, order.dropFirst()) { addOrder(lower.proposition, upper.proposition) }
    }
  }

  // MARK: The search

  mutating func run(_ isOver: () -> Bool) -> Refuter.Answer {
    var restart = 1
    var untilRestart = 64
    while true {
      if contradiction != nil { return .refuted(refutation()) }
      if let conflict = propagate() {
        conflicts += 1
        untilRestart -= 1
        if conflicts > budget || isOver() { return .gaveUp }
        learn(conflict)
      } else if simplex.isExhausted || isOver() {
        return .gaveUp
      } else if untilRestart <= 0 {
        restart += 1
        untilRestart = 64 * Self.luby(restart)
        backtrack(to: 0)
      } else if let proposition = nextOpen() {
        marks.append(simplex.mark)
        clauses.decide(preferred(proposition))
      } else if let split = split() {
        if new.count >= 200 { return .gaveUp }
        backtrack(to: 0)
        addSplit(split)
      } else {
        return .satisfiable(model())
      }
    }
  }

  private mutating func nextOpen() -> Int? {
    while let proposition = clauses.order.popFirst() {
      if clauses.values[2 * proposition] == 0 { return proposition }
    }
    return nil
  }

  /// An inequality as it is for the simplex' values, so that they can stay; an auxiliary proposition false, since that
  /// asks nothing.
  private func preferred(_ proposition: Int) -> Int {
    guard let (variable, bound) = inequalities[proposition] else { return 2 * proposition + 1 }
    return simplex.values[variable] <= Rational(bound) ? 2 * proposition : 2 * proposition + 1
  }

  /// 1, 1, 2, 1, 1, 2, 4, 1, ... (Luby, Sinclair and Zuckerman, 1993).
  private static func luby(_ index: Int) -> Int {
    var power = 1
    while 2 * power - 1 < index { power *= 2 }
    return index == 2 * power - 1 ? power : luby(index - power + 1)
  }

  private mutating func backtrack(to level: Int) {
    if level >= clauses.level { return }
    clauses.backtrack(to: level)
    simplex.restore(marks[level])
    marks.removeLast(marks.count - level)
    known = min(known, clauses.trail.count)
  }

  // MARK: Consequences and conflicts

  /// Draws all consequences; returns a clause that is false.
  private mutating func propagate() -> Int? {
    if let conflict = clauses.propagate() { return conflict }
    while known < clauses.trail.count {
      let literal = clauses.trail[known]
      known += 1
      guard let (variable, bound) = inequalities[literal >> 1] else { continue }
      let isUpper = literal & 1 == 0
      let value = Rational(isUpper ? bound : bound + 1)
      if let conflict = simplex.bound(variable, isUpper: isUpper, value, literal) { return lemma(conflict) }
    }
    if let conflict = simplex.check() { return lemma(conflict) }
    return nil
  }

  private mutating func lemma(_ conflict: Simplex.Conflict) -> Int {
    clauses.store(conflict.map { $0.literal ^ 1 }, .lemma(conflict))
  }

  private mutating func learn(_ conflict: Int) {
    let level = clauses.clause(conflict).reduce(0) { max($0, clauses.level(of: $1)) }
    if level == 0 {
      contradiction = conflict
      return
    }
    backtrack(to: level)
    let lesson = clauses.analyse(conflict)
    let back = lesson.clause.count > 1 ? clauses.level(of: lesson.clause[1]) : 0
    var index = conflict
    if case .lemma = clauses.origins[conflict], lesson.clauses == [conflict] {
      // Nothing was resolved: the lemma itself is what the conflict teaches.
      clauses.arrange(conflict)
    } else {
      index = clauses.store(lesson.clause, .learned(clauses: lesson.clauses, fixed: lesson.fixed))
    }
    backtrack(to: back)
    clauses.assert(index)
  }

  // MARK: Propositions

  private mutating func addProposition(_ atom: Atom?) {
    let proposition = clauses.addProposition()
    guard let atom else {
      inequalities.append(nil)
      return
    }
    let variable = simplex.variable(for: atom.summands)
    inequalities.append((variable, atom.bound))
    let position = place(atom.bound, variable)
    bounds[variable, default: []].insert((atom.bound, proposition), at: position)
  }

  /// Where among the bounds of the variable this one belongs.
  private func place(_ bound: Integer, _ variable: Int) -> Int {
    let order = bounds[variable] ?? []
    return order.firstIndex { bound <= $0.bound } ?? order.count
  }

  /// Adds a clause while no decision is in force.
  private mutating func add(_ index: Int) {
    if let conflict = clauses.watch(index), contradiction == nil { contradiction = conflict }
  }

  /// What is at most a bound is at most a greater one.
  private mutating func addOrder(_ lower: Int, _ upper: Int) {
    add(lemma([(2 * lower, 1), (2 * upper + 1, 1)]))
  }

  /// Distinguishes two cases by an inequality, while no decision is in force.
  private mutating func addSplit(_ atom: Atom) {
    let variable = simplex.variable(for: atom.summands)
    let position = place(atom.bound, variable)
    let order = bounds[variable] ?? []
    let proposition = clauses.propositions
    new.append(atom)
    addProposition(atom)
    if position > 0 { addOrder(order[position - 1].proposition, proposition) }
    if position < order.count { addOrder(proposition, order[position].proposition) }
    clauses.order.bump(proposition)
  }

  // MARK: Integers

  /// An inequality that excludes the simplex' values, one of which is no integer, either way; nil if all unknowns are
  /// integers.
  private func split() -> Atom? {
    let broken = simplex.forms.indices.filter { simplex.forms[$0].count == 1 && !simplex.values[$0].isInteger }
    for variable in broken {
      if let atom = divisibility(variable) { return atom }
    }
    guard let variable = broken.first else { return nil }
    let differences = broken.compactMap(difference)
    if let best = differences.min(by: { $0.unbounded < $1.unbounded }) { return best.atom }
    return Atom(canonical: simplex.forms[variable], bound: simplex.values[variable].floor)
  }

  /// A variable without whole multiples of the columns of its row: what is left has no integer value either, and may be bounded
  /// where the variable is not, such as the difference of two quotients (the split disjunction of a mixed-integer cut; Gomory,
  /// 1960). With how many columns are left that have no bound on some side.
  private func difference(_ variable: Int) -> (atom: Atom, unbounded: Int)? {
    guard let row = simplex.rows[variable], let own = LinearSum(canonical: simplex.forms[variable], 0) else {
      return nil
    }
    var sum = own
    var value = simplex.values[variable]
    var unbounded = 0
    let half = Rational(2).inverse
    for entry in row {
      let whole = (entry.coefficient + half).floor
      if whole != 0, let part = LinearSum(canonical: simplex.forms[entry.column], 0) {
        sum = sum - part * whole
        value = value - simplex.values[entry.column] * Rational(whole)
      }
      let isBounded = simplex.lower[entry.column] != nil && simplex.upper[entry.column] != nil
      if !isBounded, !(entry.coefficient == Rational(whole)) { unbounded += 1 }
    }
    guard let first = sum.summands.first, !value.isInteger else { return nil }
    let divisor = sum.content * Integer(first.coefficient.signum)
    let quotients = sum.summands.compactMap { summand in
      summand.coefficient.quotientAndRemainder(dividingBy: divisor).map {
        LinearSum.Summand(summand.unknown, $0.quotient)
      }
    }
    return Atom(canonical: quotients, bound: (value * Rational(divisor).inverse).floor).map { ($0, unbounded) }
  }

  /// The part of a row that is fixed is a multiple of some number, by its coefficients, and it is not, by its value.
  private func divisibility(_ variable: Int) -> Atom? {
    guard let row = simplex.rows[variable] else { return nil }
    let scale = row.reduce(Integer(1)) { leastCommonMultiple($0, $1.coefficient.denominator) }
    var sum = LinearSum(0)
    var value: Integer = 0
    for entry in row {
      guard let lower = simplex.lower[entry.column], let upper = simplex.upper[entry.column],
        lower.value == upper.value, let part = LinearSum(canonical: simplex.forms[entry.column], 0)
      else { continue }
      let factor = (entry.coefficient * Rational(scale)).numerator
      sum = sum + part * factor
      value += lower.value.numerator * factor
    }
    guard let first = sum.summands.first else { return nil }
    let divisor = sum.content * Integer(first.coefficient.signum)
    guard let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor), remainder != 0 else {
      return nil
    }
    let summands = sum.summands.map {
      LinearSum.Summand(
        $0.unknown, $0.coefficient.quotientAndRemainder(dividingBy: divisor)?.quotient ?? $0.coefficient)
    }
    // Euclidean: a negative divisor rounds up.
    return Atom(canonical: summands, bound: divisor > 0 ? quotient : quotient - 1)
  }

  private func model() -> [Integer] {
    var model = Array(repeating: Integer(0), count: form.unknowns)
    for (variable, summands) in simplex.forms.enumerated() where summands.count == 1 {
      model[Int(summands[0].unknown.index)] = simplex.values[variable].numerator
    }
    return model
  }
}
