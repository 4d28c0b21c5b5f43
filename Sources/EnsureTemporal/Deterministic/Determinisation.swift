/// Makes a Büchi automaton with one set deterministic, with a parity condition (Safra, FOCS 1988; Piterman, LICS 2006;
/// the nested braces of Redziejowski, Fundamenta Informaticae 2012).
///
/// A macro state has, for each state that the automaton can be in, the groups that the state belongs to, from the oldest
/// to the youngest, nested. Who comes over an accepting edge joins a new group within his own. A group all of whose states
/// are in younger groups has seen an accepting edge on every run: it is good, and the younger groups are dissolved. A
/// group without states dies. The oldest group that was good, or died, gives the priority.
struct Determinisation {
  /// For each state, its groups by age; the states in the order of their numbers.
  private struct Macro: Hashable {
    var members: [Member]
  }

  private struct Member: Hashable {
    let state: Int
    var groups: [Int]
  }

  private let automaton: GeneralisedBuchi
  private let space: LabelSpace
  private let limits: TranslationLimits

  /// The groups' ages have to fit into priorities, which are bits of a mark.
  static let maximalGroups = 30

  /// The deterministic automaton, or `nil` if it needs more groups at a time than priorities can tell apart.
  static func parity(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, limits: TranslationLimits
  ) throws(TemporalError) -> ParityAutomaton? {
    guard automaton.edges.count <= maximalGroups else { return nil }
    let work = Determinisation(automaton: automaton, space: space, limits: limits)
    return try work.run()
  }

  private func run() throws(TemporalError) -> ParityAutomaton {
    var worklist = Worklist([Macro(members: [Member(state: automaton.initial, groups: [0])])])
    var edges: [[Edge]] = []
    var edgeCount = 0
    while let macro = worklist.next() {
      let labels = macro.members.flatMap { member in automaton.edges[member.state].map(\.label) }
      var moves: [Move: Label] = [:]
      var order: [Move] = []
      for letters in space.classes(of: labels) {
        let (next, priority) = successor(macro, letters)
        let move = Move(target: worklist.number(next), priority: priority)
        if moves[move] == nil { order.append(move) }
        moves[move] = space.union(moves[move] ?? .none, letters)
        try limits.check(states: worklist.count, edges: edgeCount + order.count)
      }
      edgeCount += order.count
      edges.append(
        order.map { Edge(label: moves[$0] ?? .none, marks: .set($0.priority), target: $0.target) })
    }
    return ParityAutomaton(initial: 0, edges: edges)
  }

  private struct Move: Hashable {
    let target: Int
    let priority: Int
  }

  /// Where letters lead that no edge tells apart, and the step's priority.
  private func successor(_ macro: Macro, _ letters: Label) -> (Macro, Int) {
    let old = (macro.members.flatMap(\.groups).max() ?? -1) + 1
    var next: [Int: [Int]] = [:]
    // The group that is new within a group, by that group.
    var newGroups: [Int: Int] = [:]
    for member in macro.members {
      for edge in automaton.edges[member.state] where space.isSubset(letters, edge.label) {
        var groups = member.groups
        if edge.marks.isSuperset(of: automaton.allMarks), let youngest = groups.last {
          // Groups within older ones are older.
          let fresh = newGroups[youngest] ?? old + youngest
          newGroups[youngest] = fresh
          groups.append(fresh)
        }
        if let rival = next[edge.target], !Self.isOlder(groups, than: rival) { continue }
        next[edge.target] = groups
      }
    }
    var priority = 2 * Self.maximalGroups + 1
    let alive = Set(next.values.joined())
    for group in 0..<old where !alive.contains(group) { priority = min(priority, 2 * group + 1) }
    let own = Set(next.values.compactMap(\.last))
    for group in alive.sorted() where !own.contains(group) {
      // Dissolved already, if it is younger than a good group around it.
      guard next.values.contains(where: { $0.contains(group) }) else { continue }
      if group < old { priority = min(priority, 2 * group + 2) }
      for (state, groups) in next {
        guard let place = groups.firstIndex(of: group) else { continue }
        next[state] = Array(groups[...place])
      }
    }
    let ages = Set(next.values.joined()).sorted()
    let renumbered = Dictionary(uniqueKeysWithValues: zip(ages, ages.indices))
    let members = next.sorted { $0.key < $1.key }.map { state, groups in
      Member(state: state, groups: groups.compactMap { renumbered[$0] })
    }
    return (Macro(members: members), priority)
  }

  /// Whether nested groups are older than others: at the first difference, or, where one goes on, by going on.
  private static func isOlder(_ groups: [Int], than others: [Int]) -> Bool {
    for (group, other) in zip(groups, others) where group != other { return group < other }
    return groups.count > others.count
  }
}
