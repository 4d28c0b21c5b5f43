/// A system under a set of threats: every way in which a step can come about there (SEMANTICS, rules 6 to 10).
///
/// Threats only add moves or drop guards, so every run of a world is a run of each larger one.
public struct World: Sendable {
  /// The system.
  public let system: TransitionSystem
  /// The powers.
  public let threats: Set<ThreatID>
  /// The system's terms, and those of the guards that the world adds. Use it for all terms.
  public private(set) var bank: TermBank
  /// Genuine moves in the order of the actions; then, threat by threat, those of each power.
  public let moves: [Move]
  /// For each action, by `ActionID.index`, the step that fairness can force; nil for a threat's own.
  let dutiful: [DutifulStep?]
  /// For each channel, and each of its receivers: that the message which it receives is still owed.
  let owed: [[Term]]
  /// For tests: the rule that this world gets wrong.
  package let sabotage: Sabotage?

  /// The world of `system` in which exactly `threats` are at work.
  public init(_ system: TransitionSystem, threats: Set<ThreatID>) {
    self.init(system, threats: threats, sabotage: nil)
  }

  /// The same, with one rule got wrong.
  package init(_ system: TransitionSystem, threats: Set<ThreatID>, sabotage: Sabotage?) {
    self.system = system
    self.threats = threats
    self.sabotage = sabotage
    var builder = MoveBuilder(
      system: system, bank: system.bank, threats: threats.sorted(), sabotage: sabotage)
    var moves: [Move] = []
    for (index, action) in system.actions.enumerated() where action.threat == nil {
      moves.append(builder.genuine(ActionID(index)))
    }
    for threat in threats.sorted() {
      for (position, power) in system.threats[threat.index].powers.enumerated() {
        switch power {
        case .corrupt, .outage, .drop: break
        case .step(let action): moves.append(builder.threatStep(action, of: threat))
        case .attacker(let power):
          moves += builder.forged(power, agency: .forged(threat, power: position))
        }
      }
    }
    self.moves = moves
    dutiful = system.actions.indices.map { index in
      system.actions[index].threat == nil ? builder.dutiful(ActionID(index)) : nil
    }
    owed = system.channels.map { builder.owed($0) }
    bank = builder.bank
  }

  /// The same world with other terms behind those of the system, for `Interpreter.reading`: its moves say nothing any more.
  func with(_ bank: TermBank) -> World {
    var world = self
    world.bank = bank
    return world
  }
}
