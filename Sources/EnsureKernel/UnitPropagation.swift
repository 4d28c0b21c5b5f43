/// The consequences of clauses by one rule: if all literals of a clause but one are false, that one is true.
///
/// Each clause watches two of its literals; it is looked at only when one of these becomes false. So a watched literal is
/// false only if the other one is true, or while the consequences of the falsehood are still being drawn.
struct UnitPropagation {
  /// Whether the clauses contradict each other.
  private(set) var isContradictory = false
  /// How much work is left.
  private var work: Int

  /// The literals of the clauses, one clause after the other; the watched ones stand in front.
  private var literals: [Literal] = []
  /// Where in `literals` each clause begins; and where the last one ends.
  private var starts: [Int] = [0]
  /// For each literal's code the clauses that watch it.
  private var watchers: [[Int]]
  /// For each literal's code whether it is known to be true.
  private var isTrue: [Bool]
  /// The literals that are known to be true, in the order in which they were found.
  private var trail: [Literal] = []
  /// How many of them have been drawn consequences from.
  private var done = 0

  /// No clauses over this many propositions.
  ///
  /// - Parameter work: how much work is allowed, in visits of literals.
  init(propositions: Int, work: Int) {
    self.work = work
    watchers = Array(repeating: [], count: 2 * propositions)
    isTrue = Array(repeating: false, count: 2 * propositions)
  }

  /// Takes this much of the work that is left.
  mutating func spend(_ amount: Int) throws(RefutationFlaw) {
    if amount > work { throw .tooMuchWork }
    work -= amount
  }

  /// Adds a clause and draws the consequences.
  mutating func add(_ clause: [Literal]) throws(RefutationFlaw) {
    try spend(clause.count + 1)
    if isContradictory || clause.contains(where: holds) { return }
    let open = clause.filter { !holds(!$0) }
    switch open.count {
    case 0: isContradictory = true
    case 1:
      assume(open[0])
      isContradictory = try !propagate()
    default:
      watchers[open[0].index].append(starts.count - 1)
      watchers[open[1].index].append(starts.count - 1)
      literals += open
      starts.append(literals.count)
    }
  }

  /// Whether propagation alone finds a contradiction if all literals of the clause are false.
  mutating func follows(_ clause: [Literal], undoing: Bool) throws(RefutationFlaw) -> Bool {
    try spend(clause.count + 1)
    if isContradictory { return true }
    let known = trail.count
    var isConsistent = true
    for literal in clause {
      if holds(literal) { isConsistent = false }
      if isConsistent && !holds(!literal) { assume(!literal) }
    }
    if isConsistent { isConsistent = try propagate() }
    if undoing {
      while trail.count > known { isTrue[trail.removeLast().index] = false }
      done = known
    }
    return !isConsistent
  }

  private func holds(_ literal: Literal) -> Bool { isTrue[literal.index] }

  private mutating func assume(_ literal: Literal) {
    isTrue[literal.index] = true
    trail.append(literal)
  }

  /// Draws all consequences of what is known; false if they contradict each other.
  private mutating func propagate() throws(RefutationFlaw) -> Bool {
    while done < trail.count {
      let falsified = !trail[done]
      done += 1
      let clauses = watchers[falsified.index]
      try spend(clauses.count + 1)
      var kept: [Int] = []
      kept.reserveCapacity(clauses.count)
      for (position, clause) in clauses.enumerated() {
        if try moveWatch(of: clause, from: falsified) { continue }
        kept.append(clause)
        let other = literals[starts[clause]]
        if holds(other) { continue }
        if holds(!other) {
          watchers[falsified.index] = kept + clauses[(position + 1)...]
          return false
        }
        assume(other)
      }
      watchers[falsified.index] = kept
    }
    return true
  }

  /// Lets the clause watch another literal than the false one, if there is one to watch. If there is none, or the clause
  /// holds anyway, the other watched literal stands in front of the false one.
  private mutating func moveWatch(of clause: Int, from falsified: Literal) throws(RefutationFlaw) -> Bool {
    let (first, end) = (starts[clause], starts[clause + 1])
    if literals[first] == falsified { literals.swapAt(first, first + 1) }
    if holds(literals[first]) { return false }
    for position in (first + 2)..<end where !holds(!literals[position]) {
      try spend(position - first)
      literals.swapAt(first + 1, position)
      watchers[literals[first + 1].index].append(clause)
      return true
    }
    try spend(end - first)
    return false
  }
}

extension Literal {
  /// The code, as a position.
  fileprivate var index: Int { Int(code) }
}
