import EnsureModel
import EnsureSolver

/// How a run goes on behind the steps that have been asserted.
enum RunShape: Hashable {
  /// In any way: what the prefix shows is true of all runs that begin so.
  case prefix
  /// By doing nothing for ever.
  case idle
  /// By going round for ever, from the state at this depth on.
  case loop(Int)

  /// What `Trace.loop` says of it, behind so many steps.
  func loop(behind depth: Int) -> Int? {
    switch self {
    case .prefix: nil
    case .idle: depth
    case .loop(let start): start
    }
  }

  /// The depths of the states that the loop goes through; empty for a prefix.
  func loopStates(behind depth: Int) -> [Int] {
    switch self {
    case .prefix: []
    case .idle: [depth]
    case .loop(let start): Array(start..<depth)
    }
  }

  /// The depths of the steps of the loop.
  func loopSteps(behind depth: Int) -> Range<Int> {
    if case .loop(let start) = self { start..<depth } else { depth..<depth }
  }
}

/// A run of an unrolling laid out position by position, its loop as often as past operators need (Biere, Heljanko,
/// Junttila, Latvala, Schuppan, *Linear encodings of bounded LTL model checking*, 2006, unroll it virtually; here a
/// position is only a place in a list, so it costs nothing to have each of them).
///
/// A step of n ticks is one position, and is read at its first tick. `Formula.isExact` says for which formulas nothing
/// is lost by that.
struct SymbolicTimeline {
  /// A state and the step that leaves it.
  struct Position {
    /// The depth of the state.
    let state: Int
    /// The depth of the step; nil where nothing happens, or what happens is not known.
    let step: Int?
    /// Whether it is not known what happens.
    let isOpen: Bool
    /// What time it is, at the first and the last tick.
    let first: Number
    let last: Number
  }

  private(set) var positions: [Position] = []
  /// Where the last turn of the loop begins.
  private(set) var loop: Int?
  /// How many ticks one turn takes.
  private(set) var period: Number = 0

  init(_ unrolling: Unrolling, _ shape: RunShape, turns: Int) {
    let depth = unrolling.depth
    let context = unrolling.encoding.context
    let delay = unrolling.grounds.firstIndex(where: \.isDelay)
    func position(_ step: Int, _ shift: Number) -> Position {
      let first = context.add(unrolling.instants[step], shift)
      var last = first
      if let delay, let passes = unrolling.layers[step].taken[delay] {
        let end = context.add(context.subtract(unrolling.instants[step + 1], 1), shift)
        last = context.choice(passes, end, first)
      }
      return Position(state: step, step: step, isOpen: false, first: first, last: last)
    }
    let now = unrolling.instants[depth]
    switch shape {
    case .prefix:
      positions = (0..<depth).map { position($0, 0) }
      positions.append(Position(state: depth, step: nil, isOpen: true, first: now, last: now))
    case .idle:
      positions = (0..<depth).map { position($0, 0) }
      let idle = Position(state: depth, step: nil, isOpen: false, first: now, last: now)
      positions += Array(repeating: idle, count: turns + 1)
      loop = positions.count - 1
    case .loop(let start):
      positions = (0..<start).map { position($0, 0) }
      period = context.subtract(now, unrolling.instants[start])
      for turn in 0...turns {
        if turn == turns { loop = positions.count }
        let shift = context.multiply(period, .constant(Integer(turn)))
        positions += (start..<depth).map { position($0, shift) }
      }
    }
  }
}
