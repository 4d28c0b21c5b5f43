public import EnsureModel

/// Watches runs for one temporal property and one tuple of values of its variables, and keeps what it has to remember of
/// the past beside the state (SEMANTICS 24).
///
/// It takes the plain way: a memory for each past operator, and one switch that says whether the property has been broken.
/// That the property holds in every run is then an invariant: for no tuple is the switch ever on. The memories are
/// globals of a system of their own; since each step sets them in one way only, they exclude no run.
///
/// Watched are properties of the form `always φ` in which φ looks back, or promises something: one step later (`next`), for ever
/// (`always`, `unless`), in time (`eventually within`), or to come some day (`eventually`, `until`). Of the last no invariant can speak; the observer remembers that
/// it is due, and a `Ranking` says why it is not due for ever.
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
    var builder = Builder(system, declared.origin)
    let neverStuck = declared.neverStuck(in: system.bank)?.variable
    guard let condition = neverStuck == nil ? builder.condition(formula) : .and([]) else { return nil }
    self.property = property
    self.condition = condition
    variables = declared.variables
    promises = builder.promises
    // What is assumed makes runs fewer; only who is promised something needs that.
    assumed = promises.isEmpty ? [] : builder.assumed(assumptions)
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

  /// Whether it is a conjunction of nothing.
  var isNothing: Bool { if case .and(let operands) = self { operands.allSatisfy(\.isNothing) } else { false } }

  static func implies(_ left: PastFormula, _ right: PastFormula) -> PastFormula { .or([.not(left), right]) }
}

/// Makes an observer.
private struct Builder {
  var system: TransitionSystem
  var memories: [Proof.Memory] = []
  var promises: [Observer.Promise] = []
  private let origin: Origin

  init(_ system: TransitionSystem, _ origin: Origin) {
    self.system = system
    self.origin = origin
  }

  mutating func global(_ name: String, _ type: ValueType, _ initial: Initial, isMutable: Bool = true)
    -> GlobalID
  {
    system.globals.append(
      Global(name: name, type: type, initial: initial, isMutable: isMutable, origin: origin))
    return GlobalID(system.globals.count - 1)
  }

  mutating func parameter(_ variable: VariableID) -> GlobalID {
    let declared = system.bank.variables[variable.index]
    return global("\(declared.name)*", declared.type, .arbitrary(where: nil), isMutable: false)
  }

  // MARK: What holds at every position

  /// What has to hold at every position; nil if that cannot be said by looking back.
  mutating func condition(_ formula: Formula) -> PastFormula? {
    switch formula {
    case .always(let operand): return promised(operand, if: nil)
    case .and(let operands): return all(operands) { $0.condition($1) }
    default: return promised(formula, if: .not(.previously(.state(system.bank.boolean(true)))))
    }
  }

  /// What assumptions promise. Those that say anything else are left out: then there are more runs to speak of.
  mutating func assumed(_ assumptions: [Assumption]) -> [Observer.Promise] {
    var found: [Observer.Promise] = []
    for case .formula(let formula) in assumptions {
      var extended = self
      extended.promises = []
      guard extended.condition(formula.resolved())?.isNothing == true else { continue }
      found += extended.promises
      extended.promises = promises
      self = extended
    }
    return found
  }

  private mutating func all(
    _ formulas: [Formula], _ convert: (inout Builder, Formula) -> PastFormula?
  ) -> PastFormula? {
    var found: [PastFormula] = []
    for formula in formulas {
      guard let one = convert(&self, formula) else { return nil }
      found.append(one)
    }
    return .and(found)
  }

  /// That at every position at which the trigger holds `formula` holds; always if there is no trigger.
  private mutating func promised(_ formula: Formula, if trigger: Formula?) -> PastFormula? {
    func both(_ condition: Formula) -> Formula { trigger.map { .and([$0, condition]) } ?? condition }
    if formula.looksBack {
      guard let promise = past(formula) else { return nil }
      guard let trigger else { return promise }
      guard let left = past(trigger) else { return nil }
      return .implies(left, promise)
    }
    switch formula {
    case .and(let operands): return all(operands) { $0.promised($1, if: trigger) }
    case .implies(let left, let right) where left.looksBack: return promised(right, if: both(left))
    case .or(let operands):
      let ahead = operands.filter { !$0.looksBack }
      guard ahead.count == 1 else { return nil }
      let back = operands.filter(\.looksBack)
      return promised(ahead[0], if: back.isEmpty ? trigger : both(.and(back.map { .not($0) })))
    case .always(let operand): return promised(operand, if: trigger.map { .once($0, nil) })
    case .not(let operand): return operand.negation.flatMap { promised($0, if: trigger) }
    case .eventually(let goal, within: nil) where goal.looksBack:
      let open = Formula.not(goal)
      guard let memory = past(.since(open, both(open), nil)), let due = memories.last?.was else { return nil }
      promises.append(Observer.Promise(due: due, goal: goal, memory: memory))
      return .and([])
    case .eventually(let goal, within: let bound?) where goal.looksBack:
      let open = Formula.not(goal)
      let due = both(open)
      guard let hold = past(open), let release = past(due) else { return nil }
      let (was, first) = rememberFirst(.since(open, due, nil))
      return .not(.overdue(hold, release, was: was, first: first, ticks: bound))
    case .until(let hold, let release):
      return promised(.and([.unless(hold, release), .eventually(release, within: nil)]), if: trigger)
    case .next(let operand):
      return promised(operand, if: .previously(trigger ?? .state(system.bank.boolean(true))))
    case .unless(let hold, let release) where hold.looksBack && release.looksBack:
      // The promise is due from the trigger on, until it is released.
      let due = Formula.since(.not(release), both(.not(release)), nil)
      return promised(hold, if: due)
    default: return nil
    }
  }

  // MARK: The past

  private mutating func past(_ formula: Formula) -> PastFormula? {
    switch formula {
    case .state(let term): return .state(term)
    case .action(let action, let arguments, let agency):
      return .action(action, arguments, isGenuine: agency == .genuine)
    case .not(let operand): return past(operand).map { .not($0) }
    case .and(let operands): return all(operands) { $0.past($1) }
    case .or(let operands):
      guard case .and(let found)? = all(operands, { $0.past($1) }) else { return nil }
      return .or(found)
    case .implies(let left, let right):
      guard let left = past(left), let right = past(right) else { return nil }
      return .implies(left, right)
    case .iff(let left, let right):
      return past(.and([.implies(left, right), .implies(right, left)]))
    case .previously(let operand):
      guard let inner = past(operand) else { return nil }
      return .previously(inner, was: remember(operand, isTimed: false).was)
    case .historically(let operand): return past(.not(.once(.not(operand), nil)))
    case .once(let operand, let window): return since(nil, operand, window, isStrict: false)
    case .earlier(let operand, let window): return since(nil, operand, window, isStrict: true)
    case .since(let hold, let release, let window):
      return since(hold, release, window, isStrict: false)
    case .stuck, .always, .eventually, .next, .until, .unless: return nil
    }
  }

  private mutating func since(
    _ hold: Formula?, _ release: Formula, _ window: Window?, isStrict: Bool
  ) -> PastFormula? {
    // A window that begins later has to remember more than one instant.
    if let window, window.lower.signum != 0 { return nil }
    var holding: PastFormula?
    if let hold {
      guard let found = past(hold) else { return nil }
      holding = found
    }
    guard let releasing = past(release) else { return nil }
    let lasting = hold.map { Formula.since($0, release, nil) } ?? .once(release, nil)
    let memory = remember(lasting, isTimed: window != nil)
    var timed: (last: GlobalID, ticks: Integer)?
    if let window, let last = memory.last { timed = (last, window.upper) }
    return .since(
      holding, releasing, PastFormula.Recollection(was: memory.was, window: timed, isStrict: isStrict))
  }

  private mutating func rememberFirst(_ formula: Formula) -> (was: GlobalID, first: GlobalID) {
    let number = memories.count + 1
    let was = global("past\(number)", ValueType(.boolean), .value(system.bank.boolean(false)))
    let first = global("since\(number)", ValueType(.instant), .value(system.bank.now()))
    memories.append(Proof.Memory(formula: formula, was: was, last: nil, first: first))
    return (was, first)
  }

  private mutating func remember(_ formula: Formula, isTimed: Bool) -> Proof.Memory {
    let number = memories.count + 1
    let was = global("past\(number)", ValueType(.boolean), .value(system.bank.boolean(false)))
    let last = isTimed ? global("when\(number)", ValueType(.instant), .value(system.bank.now())) : nil
    let memory = Proof.Memory(formula: formula, was: was, last: last)
    memories.append(memory)
    return memory
  }
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
