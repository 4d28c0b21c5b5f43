internal import EnsureModel

/// Searches values for propositions that make all clauses true, and learns a clause from each conflict (conflict-driven
/// clause learning; Marques-Silva and Sakallah, *GRASP*, 1996). Literals are the codes of `Literal`.
struct ClauseSearch {
  /// Where a clause comes from.
  enum Origin {
    /// It was given.
    case given
    /// Its literals' negations cannot hold together, for these multipliers.
    case lemma(Simplex.Conflict)
    /// It was learned from clauses, and from the values that these propositions have without any decision.
    case learned(clauses: [Int], fixed: [Int])
  }

  /// The clauses: `literals[starts[c]..<starts[c + 1]]`, the watched ones in front.
  private(set) var literals: [Int] = []
  private(set) var starts: [Int] = [0]
  private(set) var origins: [Origin] = []
  private var watchers: [[Int]] = []

  /// 1 for a literal that is true, -1 for one that is false, 0 for one that is open.
  private(set) var values: [Int8] = []
  /// For each proposition the number of decisions when it got its value, and the clause that made it; -1 for a decision.
  private var levels: [Int] = []
  private(set) var reasons: [Int] = []
  /// The true literals, in the order in which they were found.
  private(set) var trail: [Int] = []
  /// The length of the trail before each decision.
  private var decisions: [Int] = []
  private var done = 0
  private var isSeen: [Bool] = []
  var order = ActivityHeap()

  /// How many clauses there are.
  var count: Int { origins.count }
  /// How many decisions are in force.
  var level: Int { decisions.count }
  /// How many propositions there are.
  var propositions: Int { levels.count }
  /// The literals of a clause.
  func clause(_ index: Int) -> ArraySlice<Int> { literals[starts[index]..<starts[index + 1]] }
  /// How many decisions the literal's value rests on.
  func level(of literal: Int) -> Int { levels[literal >> 1] }

  /// A new proposition.
  mutating func addProposition() -> Int {
    values += [0, 0]
    watchers += [[], []]
    levels.append(0)
    reasons.append(-1)
    isSeen.append(false)
    order.add()
    return levels.count - 1
  }

  // MARK: Clauses

  /// Keeps a clause without watching it.
  mutating func store(_ clause: [Int], _ origin: Origin) -> Int {
    literals += clause
    starts.append(literals.count)
    origins.append(origin)
    return origins.count - 1
  }

  /// Watches a clause that is true or open while no decision is in force. Returns it if all its literals are false.
  mutating func watch(_ index: Int) -> Int? {
    let start = starts[index]
    var open = start
    for position in start..<starts[index + 1] where values[literals[position]] >= 0 {
      literals.swapAt(open, position)
      open += 1
    }
    if open == start { return index }
    if open == start + 1 {
      if values[literals[start]] == 0 { assign(literals[start], index) }
    } else {
      addWatchers(index)
    }
    return nil
  }

  /// Watches a learned clause whose first literal is open, and whose second was the last of the others to become false;
  /// the first one becomes true.
  mutating func assert(_ index: Int) {
    if starts[index + 1] > starts[index] + 1 { addWatchers(index) }
    assign(literals[starts[index]], index)
  }

  /// Brings a clause into the order that `assert` asks for, all of its literals being false.
  mutating func arrange(_ index: Int) {
    for front in starts[index]..<min(starts[index] + 2, starts[index + 1]) {
      for position in front..<starts[index + 1] where level(of: literals[position]) > level(of: literals[front])
      {
        literals.swapAt(front, position)
      }
    }
  }

  private mutating func addWatchers(_ index: Int) {
    watchers[literals[starts[index]]].append(index)
    watchers[literals[starts[index] + 1]].append(index)
  }

  // MARK: Values

  private mutating func assign(_ literal: Int, _ reason: Int) {
    values[literal] = 1
    values[literal ^ 1] = -1
    levels[literal >> 1] = level
    reasons[literal >> 1] = reason
    trail.append(literal)
  }

  /// Assumes the literal.
  mutating func decide(_ literal: Int) {
    decisions.append(trail.count)
    assign(literal, -1)
  }

  /// Takes back all decisions but the first ones.
  mutating func backtrack(to level: Int) {
    if level >= self.level { return }
    while trail.count > decisions[level] {
      let literal = trail.removeLast()
      values[literal] = 0
      values[literal ^ 1] = 0
      order.insert(literal >> 1)
    }
    decisions.removeLast(self.level - level)
    done = min(done, trail.count)
  }

  /// Draws consequences; returns a clause all of whose literals are false.
  mutating func propagate() -> Int? {
    while done < trail.count {
      let falsified = trail[done] ^ 1
      done += 1
      var watching: [Int] = []
      swap(&watching, &watchers[falsified])
      var kept = 0
      var conflict: Int?
      for position in watching.indices {
        let index = watching[position]
        if conflict == nil && moveWatch(index, falsified) { continue }
        watching[kept] = index
        kept += 1
        let other = literals[starts[index]]
        if conflict != nil || values[other] > 0 { continue }
        if values[other] < 0 { conflict = index } else { assign(other, index) }
      }
      watching.removeLast(watching.count - kept)
      swap(&watching, &watchers[falsified])
      if let conflict { return conflict }
    }
    return nil
  }

  private mutating func moveWatch(_ index: Int, _ falsified: Int) -> Bool {
    let (start, end) = (starts[index], starts[index + 1])
    if literals[start] == falsified { literals.swapAt(start, start + 1) }
    if values[literals[start]] > 0 { return false }
    for position in (start + 2)..<end where values[literals[position]] >= 0 {
      literals.swapAt(start + 1, position)
      watchers[literals[start + 1]].append(index)
      return true
    }
    return false
  }

  // MARK: Learning

  /// What a conflict teaches.
  struct Lesson {
    /// The clause; its first literal is the only one that rests on the last decision, the second rests on the latest of the
    /// others.
    var clause: [Int]
    var clauses: [Int]
    var fixed: [Int]
  }

  /// Resolves a clause, all of whose literals are false, with the reasons until only one literal rests on the last
  /// decision.
  mutating func analyse(_ conflict: Int) -> Lesson {
    var lesson = Lesson(clause: [0], clauses: [], fixed: [])
    var seen: [Int] = []
    var pending = 0
    var index = conflict
    var position = trail.count
    while true {
      lesson.clauses.append(index)
      for literal in clause(index) where values[literal] < 0 && !isSeen[literal >> 1] {
        let proposition = literal >> 1
        isSeen[proposition] = true
        seen.append(proposition)
        if levels[proposition] == 0 {
          lesson.fixed.append(proposition)
        } else {
          order.bump(proposition)
          if levels[proposition] == level { pending += 1 } else { lesson.clause.append(literal) }
        }
      }
      repeat { position -= 1 } while !isSeen[trail[position] >> 1] || levels[trail[position] >> 1] < level
      pending -= 1
      if pending == 0 { break }
      index = reasons[trail[position] >> 1]
    }
    lesson.clause[0] = trail[position] ^ 1
    shorten(&lesson)
    for proposition in seen { isSeen[proposition] = false }
    for position in lesson.clause.indices.dropFirst(2)
    where level(of: lesson.clause[position]) > level(of: lesson.clause[1]) {
      lesson.clause.swapAt(1, position)
    }
    order.decay()
    return lesson
  }

  /// Leaves out literals that follow from the others.
  private mutating func shorten(_ lesson: inout Lesson) {
    var kept = [lesson.clause[0]]
    for literal in lesson.clause.dropFirst() {
      let reason = reasons[literal >> 1]
      // A literal that was resolved away is not in the clause: only what stands in it, or is fixed, may be used.
      let isImplied =
        reason >= 0
        && clause(reason).allSatisfy {
          $0 >> 1 == literal >> 1 || levels[$0 >> 1] == 0 || (isSeen[$0 >> 1] && levels[$0 >> 1] < level)
        }
      if isImplied {
        lesson.clauses.append(reason)
        for other in clause(reason) where levels[other >> 1] == 0 { lesson.fixed.append(other >> 1) }
      } else {
        kept.append(literal)
      }
    }
    lesson.clause = kept
  }
}
