/// What fairness forces (SEMANTICS, rule 16): if for some tuple of instances one of the ways is possible for ever
/// from some time on (or again and again, if the duty is strong), one of them happens.
public struct Duty: Sendable {
  /// Why something has to happen.
  public enum Source: Hashable, Sendable {
    /// The property assumes that people of the role are fair.
    case fair(RoleReference)
    /// A message that the channel owes arrives.
    case channel(ChannelID)
    /// Nothing forces it; somebody may, which is enough for an instance not to be stuck.
    case anybody
  }

  /// One way in which the duty can be done.
  public struct Way: Sendable {
    /// What makes it possible: the action's genuine guard with `honest`, in every world, for a principal whom
    /// fairness binds. Any genuine step of `move.action` does the duty, also a corrupt principal's.
    public let move: Move
    /// For each component of the tuple: the position of the parameter whose value it is. The principal and all
    /// other parameters may have any value.
    public let parameters: [Int]
    /// A way.
    public init(move: Move, parameters: [Int]) {
      self.move = move
      self.parameters = parameters
    }
  }

  /// Why.
  public let source: Source
  /// The types of the tuple's components. There is a duty for each tuple of instances.
  public let tuple: [EntityID]
  /// The ways; one of them is enough.
  public let ways: [Way]
  /// Whether to be possible again and again is enough to be forced.
  public let isStrong: Bool

  /// A duty.
  public init(source: Source, tuple: [EntityID], ways: [Way], isStrong: Bool) {
    self.source = source
    self.tuple = tuple
    self.ways = ways
    self.isStrong = isStrong
  }
}

/// What a duty to take an action can be made of, whoever is assumed to be fair. `World` has it, since its terms
/// are in the world's bank.
struct DutifulStep: Sendable {
  /// Whether the principal has that rank, or not.
  struct Rank: Sendable {
    let isOf: Term
    let isNot: Term
  }

  let principal: MoveBuilder.Principal?
  let guards: [Guard]
  let commits: [Clause]
  /// By the position of the rank.
  let ranks: [Rank]
}

extension World {
  /// What has to happen in runs that keep `assumptions`: each action of a fair role that is not `optional`, for
  /// each tuple of its declared reference parameters; one that receives a message, only while that is owed. A threat that
  /// corrupts the role or stops it takes the duty away; if it concerns one rank only, the others keep it (SEMANTICS, rule 9).
  ///
  /// Besides, in every property: each message that a channel owes is received by one of the channel's receivers,
  /// unless the channel is lossy or a threat drops its messages (SEMANTICS, rule 12).
  public func duties(assuming assumptions: [Assumption]) -> [Duty] {
    var duties = system.channels.indices.compactMap { delivery(ChannelID($0)) }
    for case .fair(let fair, let isStrong) in assumptions {
      for (index, action) in system.actions.enumerated() {
        let id = ActionID(index)
        guard !action.isOptional || sabotage == .optionalIsForced, action.principal?.role.role == fair.role
        else { continue }
        let move = dutifulMove(id, rank: fair.rank, ranks(freed: fair.role), owed: owed(to: id))
        guard let move else { continue }
        let references = self.references(of: action)
        duties.append(
          Duty(
            source: .fair(fair), tuple: references.map(\.entity),
            ways: [Duty.Way(move: move, parameters: references.map(\.position))], isStrong: isStrong))
      }
    }
    return duties
  }

  /// The parameters that a duty is for each value of: the declared ones that name instances.
  private func references(of action: Action) -> [(position: Int, entity: EntityID)] {
    action.parameters.enumerated().compactMap { position, parameter in
      guard parameter.kind == .declared,
        case .reference(let entity) = bank.variables[parameter.variable.index].type.sort
      else { return nil }
      return (position, entity)
    }
  }

  /// That each message which the channel owes arrives somewhere; nil if nothing forces that.
  private func delivery(_ id: ChannelID) -> Duty? {
    let channel = system.channels[id.index]
    let isDropped = threats.contains { threat in
      system.threats[threat.index].powers.contains { power in
        if case .drop(let dropped, _) = power { return dropped == id }
        return false
      }
    }
    if channel.isLossy || isDropped { return nil }
    var ways: [Duty.Way] = []
    for (position, receiver) in channel.receivers.enumerated() {
      guard channel.messageParameters.indices.contains(position), owed[id.index].indices.contains(position)
      else {
        continue
      }
      // What a threat stops or corrupts need not receive either.
      let freed = system.actions[receiver.index].principal.map { ranks(freed: $0.role.role) } ?? .some([])
      guard let move = dutifulMove(receiver, rank: nil, freed, owed: owed[id.index][position]) else { continue }
      ways.append(Duty.Way(move: move, parameters: [channel.messageParameters[position]]))
    }
    return ways.isEmpty ? nil : Duty(source: .channel(id), tuple: [channel.entity], ways: ways, isStrong: false)
  }

  /// The ranks of a role that a threat frees of fairness; nil if all.
  func ranks(freed role: EntityID) -> [Int]? {
    var ranks: [Int] = []
    for threat in threats.sorted() {
      for power in system.threats[threat.index].powers {
        guard let freed = power.freed, freed.role == role else { continue }
        guard let rank = freed.rank else { return nil }
        ranks.append(rank)
      }
    }
    return ranks
  }

  /// The threats of this world that free people of the role, or some of them, of fairness.
  func threats(freeing role: EntityID) -> [ThreatID] {
    threats.sorted().filter { threat in
      system.threats[threat.index].powers.contains { $0.freed?.role == role }
    }
  }

  /// The genuine steps that keep `honest`, whoever takes them.
  public var dutifulMoves: [Move] {
    system.actions.indices.compactMap { dutifulMove(ActionID($0), rank: nil, []) }
  }

  /// The genuine step of an action that keeps `honest`, whoever takes it, as fairness or a deadline would force it.
  public func forcedMove(of action: ActionID) -> Move? {
    dutifulMove(action, rank: nil, [], owed: owed(to: action))
  }

  /// That the message which an action receives is still owed; nil if it receives none. What has been received may come once more,
  /// and nobody need wait for that (SEMANTICS, rule 12).
  private func owed(to action: ActionID) -> Term? {
    if sabotage == .duplicatesAreForced { return nil }
    for (index, channel) in system.channels.enumerated() {
      guard let position = channel.receivers.firstIndex(of: action), owed[index].indices.contains(position)
      else { continue }
      return owed[index][position]
    }
    return nil
  }

  /// Each genuine, honest step, whoever takes it, for each tuple of its declared reference parameters: what may yet happen to
  /// an instance, so that it is not stuck (SEMANTICS, rule 15).
  public var ways: [Duty] {
    dutifulMoves.map { move in
      let references = references(of: system.actions[move.action.index])
      return Duty(
        source: .anybody, tuple: references.map(\.entity),
        ways: [Duty.Way(move: move, parameters: references.map(\.position))], isStrong: false)
    }
  }

  /// The step that fairness forces people of one rank (of all, if nil) to take who have none of the freed ranks; nil
  /// if a threat frees all of them.
  private func dutifulMove(_ id: ActionID, rank: Int?, _ freed: [Int]?, owed: Term? = nil) -> Move? {
    guard let step = dutiful[id.index], let freed else { return nil }
    let action = system.actions[id.index]
    var guards: [Guard] = []
    func add(_ term: Term) { guards.append(Guard(.dutiful, Clause(term, action.origin))) }
    if let rank {
      guard step.ranks.indices.contains(rank) else { return nil }
      add(step.ranks[rank].isOf)
    }
    for rank in freed {
      guard step.ranks.indices.contains(rank) else { return nil }
      add(step.ranks[rank].isNot)
    }
    if let owed { add(owed) }
    guards += step.guards
    let use = MoveBuilder.use(
      of: step.principal, action, system, bank, guards: guards, commits: step.commits)
    return Move(
      action: id, agency: .genuine, principalRole: step.principal?.entity, principal: step.principal?.variable,
      principalUse: use, guards: guards, commits: step.commits, corruptions: [])
  }
}

extension Power {
  /// Whom the power frees of fairness and deadlines.
  fileprivate var freed: RoleReference? {
    switch self {
    case .corrupt(let role, _), .outage(let role, _): role
    case .attacker, .step, .drop: nil
    }
  }
}

extension TransitionSystem {
  /// The ranks of a role that some threat corrupts or stops by themselves.
  public func freeableRanks(of role: EntityID) -> [Int] {
    let freed = threats.flatMap(\.powers).compactMap(\.freed).filter { $0.role == role }
    return Set(freed.compactMap(\.rank)).sorted()
  }
}
