/// By when an action is taken once it is possible: `a within d` (SEMANTICS, rule 18).
///
/// There is a clock for each instance that the action is taken for. Its state is two hidden fields, which the steps that
/// can make the action possible or impossible keep (`Action.clocks`): whether the clock runs, and since when. So whatever
/// looks at states looks at clocks too. Time may pass only as far as no clock that runs exceeds the deadline.
///
/// An action that is possible only when some time has passed since a moment (`now - o.paidAt >= 2 days`) becomes possible
/// without a step. Its clock runs as if it did not ask for that, and its age is counted from when the last such wait is over.
///
/// No deadline ever stops time for good. Each is at least one tick long; when one is due, its action is possible, and
/// to take it sets that clock back and makes no other one older. Only finitely many clocks run at a time, since an action
/// with a deadline is impossible for an untouched instance.
public struct ActionDeadline: Sendable {
  /// The action.
  public let action: ActionID
  /// The instances that have a clock each; nil if there is one clock.
  public let instances: (variable: VariableID, entity: EntityID)?
  /// When the action is possible, but for what its guards ask of the time; what was so behind the last step.
  public let isPossible: Term
  /// Whether the clock runs: whether it was possible behind the last step.
  public let isRunning: Term
  /// The place that says since when the clock runs.
  public let since: Term
  /// For how many ticks the action has been possible, if the clock runs; negative if more time has to pass first.
  public let age: Term
  /// How many ticks it takes at most, when a step has set such a moment, until enough time has passed since it.
  public let waits: [Integer]
  /// How many ticks it may run; at least 1.
  public let ticks: Integer
  /// That a tick may pass.
  public let maySpendTick: Term
  /// The ranks that a world may have freed of their duties for this to be the clock: a list of lists, each in order. Another rank may not
  /// be able to take the action whenever these may, so that its clock is another one. Nil if ranks make no difference.
  public let freed: [[Int]]?

  /// A deadline.
  public init(
    action: ActionID, instances: (variable: VariableID, entity: EntityID)?, isPossible: Term, isRunning: Term,
    since: Term,
    age: Term, waits: [Integer], ticks: Integer, maySpendTick: Term, freed: [[Int]]?
  ) {
    self.action = action
    self.instances = instances
    self.isPossible = isPossible
    self.isRunning = isRunning
    self.since = since
    self.age = age
    self.waits = waits
    self.ticks = ticks
    self.maySpendTick = maySpendTick
    self.freed = freed
  }
}

extension TransitionSystem {
  /// What a move does: its action's body, and what becomes of the clocks of deadlines.
  public func effects(of move: Move) -> [Statement] {
    let action = actions[move.action.index]
    return (move.isGenuine ? action.restarts : []) + action.body + action.clocks
  }
}

extension World {
  /// The deadlines that are kept here: none of a role that a threat corrupts or stops. Where it concerns some ranks only, the
  /// others go on keeping theirs, as far as one of them can.
  public var deadlines: [ActionDeadline] { system.deadlines.filter(keeps) }

  /// Whether a deadline is kept here.
  func keeps(_ deadline: ActionDeadline) -> Bool {
    guard let role = system.actions[deadline.action.index].principal?.role.role else { return true }
    guard let freed = ranks(freed: role) else { return false }
    return deadline.freed?.contains(Set(freed).sorted()) ?? true
  }

  /// The actions whose deadlines are kept here and of whose clocks lemmas speak, in the order of the deadlines.
  public func timely(_ lemmas: [Term], in terms: TermBank) -> [ActionID] {
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    for lemma in lemmas {
      terms.walk(lemma) { term in
        switch terms[term] {
        case .field(let field, _): fields.insert(field)
        case .global(let global): globals.insert(global)
        default: break
        }
        return true
      }
    }
    return deadlines.filter { deadline in
      switch system.bank[deadline.isRunning] {
      case .field(let field, _): fields.contains(field)
      case .global(let global): globals.contains(global)
      default: false
      }
    }.map(\.action)
  }
}

/// A clock of a deadline in a scope.
package struct DeadlineClock: Sendable {
  package let deadline: ActionDeadline
  /// The instance that it is for; nil if there is one clock.
  package let instance: Int?
  /// Where it stands since when the clock runs.
  package let slot: Int
}

extension Interpreter {
  /// The clocks of all deadlines that are kept in the world.
  package var clocks: [DeadlineClock] { clocks(of: world.deadlines) }

  /// The clocks of those that nobody keeps there.
  package var idleClocks: [DeadlineClock] { clocks(of: world.system.deadlines.filter { !world.keeps($0) }) }

  private func clocks(of deadlines: [ActionDeadline]) -> [DeadlineClock] {
    deadlines.flatMap { deadline in
      let numbers = deadline.instances.map { Array(0..<layout.instances(of: $0.entity)) }
      return (numbers?.map(Optional.some) ?? [nil]).compactMap { number -> DeadlineClock? in
        let slot: Int? =
          switch world.bank[deadline.since] {
          case .field(let field, of: _): number.flatMap { layout.slot(field, $0) }
          case .global(let global): layout.slot(global)
          default: nil
          }
        guard let slot else { return nil }
        return DeadlineClock(deadline: deadline, instance: number, slot: slot)
      }
    }
  }

  /// The first deadline that would be missed if so many ticks passed, and for which instance; nil if none.
  public func missed(_ ticks: Integer, in state: State) -> (deadline: ActionDeadline, instance: Int?)? {
    if world.sabotage == .deadlinesAreForgotten { return nil }
    for clock in clocks {
      guard let age = age(of: clock, in: state) else { continue }
      if age + ticks > clock.deadline.ticks { return (clock.deadline, clock.instance) }
    }
    return nil
  }

  /// For how long the clock runs; nil if it does not.
  private func age(of clock: DeadlineClock, in state: State) -> Integer? {
    var environment: [VariableID: Integer] = [:]
    if let variable = clock.deadline.instances?.variable, let number = clock.instance {
      environment[variable] = Integer(number)
    }
    guard let isRunning = try? evaluate(clock.deadline.isRunning, in: state, environment), isRunning != 0 else {
      return nil
    }
    return try? evaluate(clock.deadline.age, in: state, environment)
  }

  /// The same state as far as runs from there can tell. When the run began makes no difference where nobody asks who is untouched. Of a
  /// clock that does not run, or for which more time has to pass first, it makes
  /// no difference when it began, and of another one only how long the action has been possible.
  ///
  /// A step that sets the moment from which on time has to pass sets it so that not enough has; so, whichever comes last then, it is not
  /// the time at which the clock began.
  package func withClocksRead(_ state: State) -> State {
    var read = state
    for clock in clocks { read.values[clock.slot] = -max(0, age(of: clock, in: state) ?? 0) }
    for clock in idleClocks { read.values[clock.slot] = 0 }
    if let start = layout.startSlot, !world.asksWhoIsUntouched { read.values[start] = 0 }
    return normalised(read)
  }
}
