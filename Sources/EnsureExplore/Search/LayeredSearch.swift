import EnsureModel

/// Breadth-first search: finds the states layer by layer, each layer one step farther from the initial states,
/// and judges conditions in each new state.
final class LayeredSearch {
  /// What was found of one condition.
  enum Finding {
    /// It holds wherever the search has been.
    case held
    /// It fails, or has no value, in states of this layer and in none before it; see `failures`.
    case failed(depth: Int)
  }

  /// How a search ended.
  enum End {
    /// There are no further states.
    case exhausted
    /// The limit of depth was reached.
    case depth
    /// The limit of states was reached, or numbers grew beyond all use.
    case states
    /// Everything that was asked has been refuted.
    case decided
  }

  let space: StateSpace
  let symmetry: Symmetry?
  /// The number of the first state of each layer, and of the one behind the last.
  private(set) var layers: [Int] = [0]
  private(set) var findings: [Finding]
  /// For each condition that fails: the states of the first such layer in which it does.
  private(set) var failures: [[Int]]
  /// Genuine steps without a value: the first layer that has one, and which.
  private(set) var defects: [(state: Int, step: Int)] = []
  private(set) var defectDepth: Int?
  private(set) var transitions = 0
  private(set) var end = End.exhausted

  /// Called for each transition: source, step, the state behind it as it is, and that state's number. Only
  /// exploration looks.
  var onTransition: ((_ source: Int, _ step: Int, _ row: UnsafePointer<Int32>, _ target: Int) -> Void)?
  /// How a condition without a value, or with one that the machine cannot work with, is judged.
  private let judgeSlowly: (_ condition: Int, State) -> Bool

  init(
    _ space: StateSpace, conditions: Int, symmetry: Symmetry?, judgeSlowly: @escaping (Int, State) -> Bool
  ) {
    self.space = space
    self.symmetry = symmetry
    self.judgeSlowly = judgeSlowly
    findings = Array(repeating: .held, count: conditions)
    failures = Array(repeating: [], count: conditions)
  }

  /// The last layer that has been found completely.
  var depth: Int { layers.count - 2 }

  /// Searches from these states on.
  ///
  /// - Parameter lookForDefects: whether a genuine step without a value is among what is asked; the search then
  ///   goes on until it has found one.
  func run(from initial: [State], limits: SearchLimits, lookForDefects: Bool, stopsWhenDecided: Bool) {
    var open = Array(findings.indices)
    space.interpretationLimit = limits.interpretations
    defer { space.interpretationLimit = .max }
    for state in initial {
      let row = space.encode(state)
      row.withUnsafeBufferPointer { buffer in
        if let start = buffer.baseAddress { _ = add(start, space.hash(start), depth: 0, open) }
      }
    }
    layers.append(space.store.count)
    while true {
      open.removeAll { if case .failed = findings[$0] { true } else { false } }
      if stopsWhenDecided, open.isEmpty, !lookForDefects || defectDepth != nil { return end = .decided }
      if depth >= limits.depth { return end = .depth }
      let (first, last) = (layers[depth], layers[depth + 1])
      if first == last {
        layers.removeLast()
        return end = .exhausted
      }
      for source in first..<last {
        if space.store.count >= limits.states || space.hasEnormousNumbers { return end = .states }
        expand(source, open)
      }
      layers.append(space.store.count)
    }
  }

  /// Finds the successors of a known state.
  private func expand(_ source: Int, _ open: [Int]) {
    var previous = -1
    let target = layers.count - 1
    space.expand(space.store.row(source), space.store.hash(source)) { step, row, hash in
      let number = add(row, hash, depth: target, open)
      // Several ways of one step to come about count once.
      if step != previous { transitions += 1 }
      previous = step
      onTransition?(source, step, row, number)
    }
    if !space.defects.isEmpty, defectDepth ?? target == target {
      defectDepth = target
      for defect in space.defects { defects.append((source, defect.step)) }
    }
  }

  /// Adds a state, and judges it if it is new.
  @inline(__always)
  private func add(_ row: UnsafePointer<Int32>, _ hash: UInt64, depth: Int, _ open: [Int]) -> Int {
    let (number, isNew): (Int, Bool)
    if let symmetry {
      let canonical = symmetry.canonical(row)
      (number, isNew) = space.store.insert(canonical, space.hash(canonical))
    } else {
      (number, isNew) = space.store.insert(row, hash)
    }
    if isNew { for condition in open { judge(condition, number, depth) } }
    return number
  }

  @inline(__always)
  private func judge(_ condition: Int, _ number: Int, _ depth: Int) {
    let row = space.store.row(number)
    switch space.judge(condition, row) {
    case .accepted, .done: return
    case .rejected: break
    case .trapped: if judgeSlowly(condition, space.decode(row)) { return }
    }
    // A condition is open, and judged, up to the end of the first layer in which it fails.
    findings[condition] = .failed(depth: depth)
    failures[condition].append(number)
  }

  /// The number of a state, if it is known.
  func number(_ row: UnsafePointer<Int32>, _ hash: UInt64) -> Int? {
    guard let symmetry else { return space.store.find(row, hash) }
    let canonical = symmetry.canonical(row)
    return space.store.find(canonical, space.hash(canonical))
  }
}
