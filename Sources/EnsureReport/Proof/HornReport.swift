public import EnsureModel

/// What `ensure prove` says of a Horn problem.
public struct HornReport: Sendable {
  /// What came of it.
  public enum Outcome: Sendable {
    /// The kernel has accepted a certificate in this run; with how many obligations.
    case proved(Invariant, obligations: Int)
    /// An invariant was found that no kernel has accepted; why.
    case candidate(Invariant, reason: String)
    /// A violation, replayed by the interpreter.
    case violated(Violation)
    /// All runs of up to so many steps were looked at (nil: none), and why not more is known.
    case open(depth: Int?, reason: String)
  }

  /// What holds in every reachable state, together with the property.
  public struct Invariant: Sendable {
    let lemmas: [Term]
    let bank: TermBank
    let engine: String

    /// Lemmas, in terms of the bank, and who has found them.
    public init(_ lemmas: [Term], _ bank: TermBank, by engine: String) {
      self.lemmas = lemmas
      self.bank = bank
      self.engine = engine
    }

    fileprivate var words: String {
      (lemmas.count == 1 ? "1 lemma" : "\(lemmas.count) lemmas") + ", by \(engine)"
    }
  }

  private let path: String
  private let system: TransitionSystem
  private let outcome: Outcome
  /// How many states of a trace a table shows.
  private static let rows = 400

  /// A report on the problem at `path`.
  public init(path: String, _ system: TransitionSystem, _ outcome: Outcome) {
    self.path = path
    self.system = system
    self.outcome = outcome
  }

  /// What the run comes to.
  public var status: ExitStatus {
    switch outcome {
    case .proved: .success
    case .violated: .violated
    case .candidate, .open: .undecided
    }
  }

  private var verdict: String {
    switch outcome {
    case .proved: "proved"
    case .violated: "violated"
    case .candidate: "unknown"
    case .open(let depth, _): depth == nil ? "unknown" : "held"
    }
  }

  private var reason: String {
    switch outcome {
    case .violated(let violation):
      let count = violation.trace.steps.count
      return
        "\(count) \(count == 1 ? "step" : "steps"), replayed by the interpreter; the clauses are unsatisfiable"
    case .proved(let invariant, let obligations):
      let count = obligations == 1 ? "1 obligation" : "\(obligations) obligations"
      return "the kernel has accepted a certificate (\(invariant.words); \(count)); the clauses are satisfiable"
    case .candidate(let invariant, let reason):
      return "an inductive invariant was found (\(invariant.words)), but no proof: \(reason)"
    case .open(let depth, let reason):
      return depth.map { "no violation within \($0) steps; \(reason)" } ?? reason
    }
  }

  // MARK: Text

  /// The report as text.
  ///
  /// - Parameter isExplained: whether the lemmas of an invariant are shown.
  public func text(style: TextStyle, isExplained: Bool) -> String {
    let role: TextStyle.Role =
      switch status {
      case .success: .good
      case .violated: .bad
      default: .unclear
      }
    var result = "\(style.paint(verdict, role)): \(reason)\n"
    switch outcome {
    case .violated(let violation): result += "\n" + table(violation.trace, style)
    case .proved(let invariant, _) where isExplained, .candidate(let invariant, _) where isExplained:
      let lines = words(invariant).map { "  \(TerminalWidth.printable($0))\n" }
      if !lines.isEmpty { result += "\n" + lines.joined() }
    case .proved, .candidate, .open: break
    }
    return result
  }

  /// The lemmas in words.
  private func words(_ invariant: Invariant) -> [String] {
    let printer = TermPrinter(system, invariant.bank)
    return invariant.lemmas.map { printer.text($0) }
  }

  /// The states of a trace, one in a row.
  private func table(_ trace: Trace, _ style: TextStyle) -> String {
    let header = ["state"] + system.globals.map(\.name)
    var rows: [[TextTable.Field]] = []
    let states = self.states(trace)
    let isLong = states.count > Self.rows
    for (position, state) in states.enumerated() {
      if isLong, position == Self.rows / 2 { rows.append([TextTable.Field("...")]) }
      if isLong, (Self.rows / 2..<states.count - Self.rows / 2).contains(position) { continue }
      rows.append(([String(position)] + state).map { TextTable.Field($0) })
    }
    let lines = TextTable(header: header.map { TextTable.Field($0, .strong) }, rows: rows).lines(style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func states(_ trace: Trace) -> [[String]] {
    let printer = ValuePrinter(system)
    return ([trace.initial] + trace.steps.map(\.state)).map { state in
      zip(system.globals, state.values).map { printer.text($1, $0.type) }
    }
  }

  // MARK: JSON

  /// The report as JSON.
  public func json(version: String) -> String {
    var members: [(String, JSON)] = [
      ("ensure", .string(version)), ("file", .string(path)), ("verdict", .string(verdict)),
      ("reason", .string(reason)),
    ]
    switch outcome {
    case .proved(let invariant, _), .candidate(let invariant, _):
      members.append(("engine", .string(invariant.engine)))
      members.append(("lemmas", .array(words(invariant).map { .string($0) })))
    case .open(let depth, _): members.append(("depth", depth.map { .integer($0) } ?? .null))
    case .violated(let violation):
      members.append(("depth", .integer(violation.trace.steps.count)))
      members.append(("places", .array(system.globals.map { .string($0.name) })))
      let states = states(violation.trace).map { JSON.array($0.map { .string($0) }) }
      members.append(("states", .array(states)))
    }
    return JSON.object(members).text + "\n"
  }
}
