/// What a monitor says after a finite word (Bauer, Leucker, Schallhart, TOSEM 2011).
public enum MonitorVerdict: Int, Hashable, Sendable, CaseIterable {
  /// No continuation satisfies the formula.
  case violated = 0
  /// Every continuation satisfies it.
  case satisfied = 1
  /// Some do and some do not.
  case open = 2
}

/// The smallest deterministic machine that says after each finite word whether a formula is satisfied, violated or open
/// by then: a three-valued (LTL3) monitor.
public struct Monitor: Hashable, Sendable {
  /// An edge: the letters that take it are those of any of its cubes.
  public struct Edge: Hashable, Sendable {
    /// The cubes whose union the label is; bit `i` is the proposition `atoms[i]`.
    public let label: [LetterCube]
    /// The state that it leads to.
    public let target: Int
  }

  /// The names of the atomic propositions.
  public let atoms: [String]
  /// The state before the first letter.
  public let initial: Int
  /// For each state, disjoint edges that together have all letters.
  public let edges: [[Edge]]
  /// For each state, what is known there.
  public let verdicts: [MonitorVerdict]

  /// How many states it has, those where all is decided included.
  public var stateCount: Int { edges.count }

  /// The state behind a letter; bit `i` of the letter is the proposition `atoms[i]`.
  public func next(_ state: Int, _ letter: UInt64) -> Int {
    edges[state].first { $0.label.contains { $0.contains(letter) } }?.target ?? state
  }

  /// The verdict after a finite word.
  public func verdict(after letters: [UInt64]) -> MonitorVerdict {
    verdicts[letters.reduce(initial) { next($0, $1) }]
  }
}

extension Monitor {
  /// The monitor of a formula with those automata: subsets of states from which something is accepted tell whether a
  /// continuation satisfies the formula, and whether one satisfies its negation.
  init(
    _ automaton: GeneralisedBuchi, complement: GeneralisedBuchi, atoms: [String], _ space: LabelSpace,
    limits: TranslationLimits
  ) throws(TemporalError) {
    let hopes = try Self.machine(automaton, space, limits)
    let fears = try Self.machine(complement, space, limits)
    let both = try Product(hopes.graph, fears.graph, space, limits: limits)
    let verdicts = both.pairs.map { pair -> MonitorVerdict in
      hopes.outputs[pair.left] == 0 ? .violated : fears.outputs[pair.right] == 0 ? .satisfied : .open
    }
    let smallest = LetterMachine(
      initial: both.automaton.initial, edges: both.automaton.edges, outputs: verdicts.map(\.rawValue)
    ).minimised(space)
    self.atoms = atoms
    initial = smallest.initial
    edges = smallest.edges.map { $0.map { Edge(label: space.cubes($0.label), target: $0.target) } }
    self.verdicts = smallest.outputs.map { MonitorVerdict(rawValue: $0) ?? .open }
  }

  /// The states from which no finite word leads nowhere, as far as that is seen state by state: any letter leads from each of them to
  /// one of them.
  private static func lasting(_ automaton: GeneralisedBuchi, _ space: LabelSpace) -> Set<Int> {
    var found = Set(automaton.edges.indices)
    while true {
      let left = found.filter { state in
        let own = automaton.edges[state].filter { found.contains($0.target) }
        return own.reduce(Label.none) { space.union($0, $1.label) } == .all
      }
      if left.count == found.count { return found }
      found = left
    }
  }

  /// The deterministic machine whose output is 0 where no continuation is accepted.
  private static func machine(
    _ automaton: GeneralisedBuchi, _ space: LabelSpace, _ limits: TranslationLimits
  ) throws(TemporalError) -> LetterMachine {
    // The automaton is clean, so that something is accepted from each of its states but that of the empty one.
    let isDead = !Components(automaton).reachesAcceptance(automaton)[automaton.initial]
    let subsets = try SubsetConstruction(
      automaton, space, lasting: lasting(automaton, space), limits: limits)
    let outputs = subsets.subsets.map { $0.isEmpty || isDead ? 0 : 1 }
    return LetterMachine(initial: 0, edges: subsets.edges, outputs: outputs).minimised(space)
  }
}
