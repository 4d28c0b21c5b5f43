public import EnsureModel

/// Watches runs for one temporal property and one tuple of values of its variables, and keeps what it has to remember of
/// the past beside the state (SEMANTICS 24).
///
/// It takes the plain way: a memory for each past operator, and one switch that says whether the property has been broken.
/// That the property holds in every run is then an invariant: for no tuple is the switch ever on. The memories are
/// globals of a system of their own; since each step sets them in one way only, they exclude no run.
///
/// Watched are properties of the form `always φ` in which φ looks back, or promises something: one step later (`next`), for ever
/// (`always`, `unless`), in time (`eventually within`), or to come some day (`eventually`, `until`). Of the last no invariant can
/// speak; the observer remembers that it is due, and a `Ranking` says why it is not due for ever. `ObserverBuilder` has what else
/// comes down to these.
public struct Observer: Sendable {
  /// What is watched.
  public let property: PropertyID
  /// The system, with the observer's globals behind its own.
  public let system: TransitionSystem
  /// The values that the property's variables have; they never change.
  public let parameters: [GlobalID]
  /// What has to be remembered, inner operators first.
  public let memories: [Proof.Memory]
  /// Whether the property has been broken.
  public let broken: GlobalID
  /// What has to come some day, whenever it is due.
  public let promises: [Promise]
  /// What is assumed to come some day, whenever it is due: in runs of which the property speaks none of these is due for ever.
  public let assumed: [Promise]
  /// What is assumed to hold at all positions but finitely many.
  public let settled: [Settled]
  /// What the property's assumptions say to hold always, or from some position on, as far as it is used.
  public let presumed: [Formula]
  /// How many of `assumed` no assumption says: a promise only has to be kept in runs in which they come.
  let supposed: Int
  /// The instance that is never stuck, if the property says that of one: it is watched by `Ranking`s alone.
  public let escapee: GlobalID?
  /// The number of the first global of its own.
  let firstGlobal: Int
  /// What holds at every position.
  let condition: PastFormula
  /// The property's variables.
  let variables: [VariableID]

  /// Something that has to come some day.
  public struct Promise: Sendable {
    /// Whether it is due: it has been waited for since some position, that one included, at which it was wanted.
    public let due: GlobalID
    /// What comes.
    public let goal: Formula
    /// The formula that remembers it.
    let memory: PastFormula
    /// Whether it is due or not whatever step is taken at a position.
    public var isToldByState: Bool { !memory.mentionsSteps }
    /// Which of what the observer's property assumes to come may lead to it, by position.
    public internal(set) var assuming: [Int] = []
    /// Which of what is assumed to settle may be used for it, by position.
    public internal(set) var settling: [Int] = []
  }

  /// Something that holds from some position on, for ever.
  public struct Settled: Sendable {
    /// What holds.
    public let formula: Formula
    /// The formula that says so at a position.
    let memory: PastFormula
  }

  /// How many operators a formula may come to.
  private static let limit = 1_000

  /// An observer of the property; nil if it is none that can be watched.
  public init?(of property: PropertyID, in system: TransitionSystem) {
    self.init(of: system.properties[property.index], property, in: system)
  }

  /// The observer that a goal needs; nil if it needs none, or cannot be watched.
  public init?(of goal: ProofGoal, in system: TransitionSystem) {
    switch goal {
    case .property(let property): self.init(of: property, in: system)
    case .impossible(.antecedent(let property)): self.init(ofVacuityOf: property, in: system)
    case .impossible, .definedness: return nil
    }
  }

  /// An observer of whether the property ever asks for anything: what it watches is broken once it does. Nil if that cannot
  /// be told by looking back.
  private init?(ofVacuityOf property: PropertyID, in system: TransitionSystem) {
    guard let vacuity = system.vacuity(of: property) else { return nil }
    self.init(of: vacuity, property, in: system)
    if rankings > 0 { return nil }
  }

  private init?(of declared: Property, _ property: PropertyID, in system: TransitionSystem) {
    guard declared.size <= Self.limit, case .temporal(let written, let assumptions) = declared.kind else {
      return nil
    }
    let formula = written.resolved()
    // Of an instant that is fixed no run can show anything, since instants are reckoned from the present.
    if declared.variables.contains(where: { system.bank.variables[$0.index].type.sort == .instant }) {
      return nil
    }
    firstGlobal = system.globals.count
    var builder = ObserverBuilder(system, declared.origin)
    let neverStuck = declared.neverStuck(in: system.bank)?.variable
    guard let condition = neverStuck == nil ? builder.condition(formula, assumptions) : .and([]) else {
      return nil
    }
    self.property = property
    self.condition = condition
    variables = declared.variables
    promises = builder.promises
    assumed = builder.assumed
    settled = builder.settled
    presumed = builder.presumed
    supposed = builder.supposed
    memories = builder.memories
    let parameters = declared.variables.map { builder.parameter($0) }
    self.parameters = parameters
    escapee = neverStuck.map { parameters[$0] }
    broken = builder.global("broken", ValueType(.boolean), .value(builder.system.bank.boolean(false)))
    self.system = builder.system
  }

  /// How many rankings a claim needs: one for each promise, or one for the instance that is never stuck.
  public var rankings: Int { escapee == nil ? promises.count : 1 }

  /// Whether the global is the observer's own.
  public func owns(_ global: GlobalID) -> Bool {
    parameters.contains(global) || global == broken
      || memories.contains { $0.was == global || $0.instant == global }
  }

  /// The invariant: the property has not been broken.
  func lemma(_ terms: inout TermBank) -> Lemma {
    Lemma(variables: [], body: terms.not(terms.global(broken, .boolean)))
  }
}

/// A formula over the past, each of its operators with its memory.
indirect enum PastFormula: Sendable {
  case state(Term)
  case action(ActionID, [Term?], isGenuine: Bool)
  case not(PastFormula)
  case and([PastFormula])
  case or([PastFormula])
  /// What the operand came to at the last position.
  case previously(PastFormula, was: GlobalID)
  /// `hold since release`, where holding is constantly true if nil.
  case since(PastFormula?, PastFormula, Recollection)
  /// That `hold since release` held up to here for more ticks than that: what was to come in time did not.
  case overdue(PastFormula, PastFormula, was: GlobalID, first: GlobalID, ticks: Integer)

  /// How an operator remembers.
  struct Recollection: Sendable {
    let was: GlobalID
    /// When, and for how many ticks that counts.
    let window: (last: GlobalID, ticks: Integer)?
    /// Whether the present does not count.
    let isStrict: Bool
  }

  /// Whether it asks which steps are taken.
  var mentionsSteps: Bool {
    switch self {
    case .state: false
    case .action: true
    case .not(let operand), .previously(let operand, was: _): operand.mentionsSteps
    case .and(let operands), .or(let operands): operands.contains(where: \.mentionsSteps)
    case .since(let hold, let release, _): release.mentionsSteps || hold?.mentionsSteps ?? false
    case .overdue(let hold, let release, was: _, first: _, ticks: _):
      hold.mentionsSteps || release.mentionsSteps
    }
  }

  static func implies(_ left: PastFormula, _ right: PastFormula) -> PastFormula { .or([.not(left), right]) }
}

extension Property {
  /// How many operators its formulas come to once each equivalence is two implications, as far as that matters.
  fileprivate var size: Int {
    guard case .temporal(let formula, let assumptions) = kind else { return 0 }
    var total = formula.size
    for case .formula(let assumed) in assumptions { total = min(total + assumed.size, Formula.enough) }
    return total
  }
}

extension Formula {
  fileprivate static let enough = 1 << 20

  fileprivate var size: Int {
    var inner = 1
    for operand in operands { inner = min(inner + operand.size, Self.enough) }
    if case .iff = self { return min(2 * inner, Self.enough) }
    return inner
  }
}
