/// A run, laid out position by position so that a formula can be evaluated on it.
///
/// A step of n ticks stands for n steps of one tick (SEMANTICS, rule 18), and so is n positions. Positions that no
/// formula of the layout tells apart are kept as one *block*, see `Timeline.Measure`.
struct Timeline {
  /// How many positions a layout may have.
  static let limit = 50_000

  /// What happens at a position.
  enum Event {
    /// A step that is an action.
    case step(TraceStep)
    /// A tick.
    case tick
    /// Nothing.
    case idle
    /// It is not known: the end of a prefix.
    case unknown
  }

  /// A state and the step that leaves it; or, for ticks, a block of them.
  struct Position {
    /// The state, at the first tick.
    let state: State
    /// What happens.
    let event: Event
    /// The trace's step that leaves the state (from 0); nil behind the last one.
    let step: Int?
    /// What time it is, at the first tick.
    let first: Integer
    /// What time it is at the last tick.
    let last: Integer

    /// Whether it stands for several positions.
    var isBlock: Bool { first < last }
  }

  /// The positions: of a prefix all of them, of a lasso the stem and the loop as often as past operators need.
  private(set) var positions: [Position] = []
  /// For a lasso: where its last loop begins.
  private(set) var loop: Int?
  /// How many ticks the loop takes.
  private(set) var period: Integer = 0
}

extension Timeline {
  /// What formulas can tell apart.
  ///
  /// The values of state terms change within a block only where a linear form in the ticks that have passed crosses
  /// zero; a bounded operator changes at those places and so many ticks before or behind them, and `next`,
  /// `previously` and `earlier` one tick beside them. So the cuts are closed, once for each nested operator of that
  /// kind, under adding and subtracting each bound and one tick.
  struct Measure {
    /// The state terms.
    private(set) var terms: Set<Term> = []
    /// The bounds of windows, in ticks.
    private(set) var bounds: Set<Integer> = []
    /// How many operators that move a cut are nested.
    private(set) var depth = 0
    private let formula: Formula

    init(_ formula: Formula) {
      self.formula = formula
      depth = Self.depth(formula)
      collect(formula)
    }

    private mutating func collect(_ formula: Formula) {
      func add(_ window: Window?) {
        if let window { bounds.formUnion([window.lower, window.upper]) }
      }
      switch formula {
      case .state(let term): terms.insert(term)
      case .action(_, let arguments, _): terms.formUnion(arguments.compactMap { $0 })
      case .eventually(_, within: let bound?): bounds.insert(bound)
      case .once(_, let window), .earlier(_, let window), .since(_, _, let window): add(window)
      default: break
      }
      for operand in formula.operands { collect(operand) }
    }

    private static func depth(_ formula: Formula) -> Int {
      let inner = formula.operands.map(depth).max() ?? 0
      switch formula {
      case .next, .previously, .earlier, .eventually(_, within: .some), .once(_, .some), .since(_, _, .some):
        return inner + 1
      default: return inner
      }
    }

    var greatestBound: Integer { bounds.max() ?? 0 }

    /// After how many turns of a loop of `period` ticks every subformula has the same values in each further turn.
    ///
    /// By induction. State terms and actions repeat from the start. A future operator looks at what comes, which
    /// repeats as soon as its operands do. `since` without a window looks back until something decides: if that
    /// happens within one turn, it does so in each later turn; if not, the turn decides nothing, and what was before
    /// it is the value, in this turn as in the next. So it repeats one turn behind its operands, and so do `once`,
    /// `historically`, `earlier` and `previously`. An operator with a window of d ticks looks back over at most
    /// d / period + 1 turns.
    func settling(period: Integer) -> Int? { Self.settling(formula, period) }

    private static func settling(_ formula: Formula, _ period: Integer) -> Int? {
      var inner = 0
      for operand in formula.operands {
        guard let turns = settling(operand, period) else { return nil }
        inner = max(inner, turns)
      }
      switch formula {
      case .previously, .historically, .once(_, nil), .earlier(_, nil), .since(_, _, nil): return inner + 1
      case .once(_, let window?), .earlier(_, let window?), .since(_, _, let window?):
        guard period.signum > 0 else { return inner + 1 }
        guard let turns = window.upper.quotientAndRemainder(dividingBy: period)?.quotient.asInt,
          turns < Timeline.limit
        else { return nil }
        return inner + turns + 2
      default: return inner
      }
    }
  }

  // MARK: Layout

  /// Lays out a trace for the formula that `measure` was taken of.
  init(_ interpreter: Interpreter, _ trace: Trace, _ measure: Measure, _ environment: [VariableID: Integer])
    throws(Undecided)
  {
    var pieces = TimelinePieces(interpreter, measure, environment, from: trace.initial)
    let stem = trace.steps.prefix(trace.loop ?? trace.steps.count)
    for (position, step) in stem.enumerated() { try pieces.add(step, position) }
    if let loop = trace.loop {
      let turn = Self.turn(interpreter, trace, loop, measure)
      for step in turn {
        if case .delay(let ticks) = step.event { period += ticks }
      }
      guard let turns = measure.settling(period: period) else { throw .tooLong }
      for count in 0...turns {
        if count == turns { pieces.markLoop() }
        for (position, step) in turn.enumerated() {
          try pieces.add(step, loop < trace.steps.count ? loop + position : nil)
        }
      }
      (positions, self.loop) = try pieces.cut(period: period)
    } else {
      pieces.addEnd()
      (positions, _) = try pieces.cut(period: 0)
    }
  }

  /// One turn of a loop, with the state that each step is taken in. A loop in which only time passes is taken as
  /// often as the longest window needs, at once: its states repeat, so nothing else changes.
  private static func turn(_ interpreter: Interpreter, _ trace: Trace, _ loop: Int, _ measure: Measure)
    -> [TraceStep]
  {
    let steps = Array(trace.steps[loop...])
    func bare(_ event: TraceStep.Event, _ state: State) -> TraceStep {
      TraceStep(
        event: event, principal: nil, threats: [], brokenHonesty: [], arbitrary: [], state: state)
    }
    if steps.isEmpty { return [bare(.idle, trace.last)] }
    var period: Integer = 0
    for step in steps {
      guard case .delay(let ticks) = step.event else { return steps }
      period += ticks
    }
    guard period.signum > 0,
      let turns = measure.greatestBound.quotientAndRemainder(dividingBy: period)?.quotient
    else { return steps }
    return [bare(.delay(period * (turns + 1)), trace.last)]
  }
}
