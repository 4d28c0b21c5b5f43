/// A Büchi automaton with any number of acceptance sets, as the room hands it out: its labels are cubes over named atomic
/// propositions, so that it needs nothing else.
public struct Automaton: Hashable, Sendable {
  /// An edge: the letters that take it are those of any of its cubes.
  public struct Edge: Hashable, Sendable {
    /// The cubes whose union the label is; bit `i` is the proposition `atoms[i]`.
    public var label: [LetterCube]
    /// The acceptance sets that the edge belongs to.
    public var marks: Marks
    /// The state that it leads to.
    public var target: Int

    /// An edge with that label, those marks and that target.
    public init(label: [LetterCube], marks: Marks, target: Int) {
      self.label = label
      self.marks = marks
      self.target = target
    }

    /// Whether a letter takes it; bit `i` of the letter is the proposition `atoms[i]`.
    public func allows(_ letter: UInt64) -> Bool { label.contains { $0.contains(letter) } }
  }

  /// The names of the atomic propositions.
  public var atoms: [String]
  /// The state that runs begin in.
  public var initial: Int
  /// For each state, the edges that leave it.
  public var edges: [[Edge]]
  /// How many acceptance sets there are: a run is accepted if it takes edges of each for ever.
  public var setCount: Int
  /// Whether the edges that leave a state all have the same marks.
  public var isStateBased: Bool

  /// An automaton of those parts.
  public init(atoms: [String], initial: Int, edges: [[Edge]], setCount: Int, isStateBased: Bool) {
    self.atoms = atoms
    self.initial = initial
    self.edges = edges
    self.setCount = setCount
    self.isStateBased = isStateBased
  }

  /// How many states it has.
  public var stateCount: Int { edges.count }

  /// How many edges it has.
  public var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }

  /// The marks of a state whose edges all have the same.
  public func marks(of state: Int) -> Marks { edges[state].first?.marks ?? [] }

  /// Whether no letter leaves a state by two edges.
  public var isDeterministic: Bool {
    let space = LabelSpace()
    return working(space).isDeterministic(space)
  }

  /// Whether every letter leaves every state.
  public var isComplete: Bool {
    let space = LabelSpace()
    return working(space).edges.allSatisfy { $0.reduce(.none) { space.union($0, $1.label) } == .all }
  }
}

extension Automaton {
  /// The automaton in the form that algorithms work on.
  func working(_ space: LabelSpace) -> GeneralisedBuchi {
    GeneralisedBuchi(
      initial: initial,
      edges: edges.map { leaving in
        leaving.map {
          EnsureTemporal.Edge(label: space.label($0.label), marks: $0.marks, target: $0.target)
        }
      }, setCount: setCount)
  }

  /// The automaton that algorithms have made. With marks on states there is one set, whose edges are those of the states
  /// that accept, all of them.
  init(_ automaton: GeneralisedBuchi, atoms: [String], _ space: LabelSpace, place: AcceptancePlace) {
    self.atoms = atoms
    initial = automaton.initial
    setCount = place == .states ? 1 : automaton.setCount
    isStateBased = place == .states
    edges = automaton.edges.map { leaving in
      let some = leaving.reduce(into: Marks()) { $0.formUnion($1.marks) }
      let shared: Marks = automaton.setCount == 0 ? .set(0) : some
      return leaving.map {
        Edge(label: space.cubes($0.label), marks: place == .states ? shared : $0.marks, target: $0.target)
      }
    }
  }
}
