/// A story that must be possible, and what must hold in it: genuine steps in the honest world.
public struct Scenario: Sendable {
  /// One step that the scenario asks for.
  public struct Step: Sendable {
    /// The action.
    public let action: ActionID
    /// The values of its declared parameters, in terms over the scenario's variables.
    public let arguments: [Term]
    /// Who acts: a variable of the scenario, a role or rank, or (nil) anybody who may.
    public let principal: Principal?
    /// What some of its parameters behind the declared ones are, by their positions: the messages that it sends.
    public let made: [Int: Term]
    /// Where it was written.
    public let origin: Origin
    /// A step.
    public init(
      action: ActionID, arguments: [Term], principal: Principal?, made: [Int: Term] = [:], origin: Origin
    ) {
      self.made = made
      self.action = action
      self.arguments = arguments
      self.principal = principal
      self.origin = origin
    }
  }

  /// Who takes a scenario's step.
  public enum Principal: Hashable, Sendable {
    /// The principal that the scenario's variable names.
    case named(VariableID)
    /// Some principal of that role or rank.
    case some(RoleReference)
  }

  /// One line of the scenario.
  public enum Item: Sendable {
    /// This step is taken.
    case step(Step)
    /// So many ticks pass.
    case wait(Integer, Origin)
    /// This holds, whichever way the scenario has come here.
    case expect(Clause)
    /// This step cannot be taken, whichever way the scenario has come here.
    case impossible(Step)
  }

  /// Its name.
  public let name: String
  /// The instances and principals that it speaks of: pairwise distinct, of one entity each. A principal's rank
  /// is given where the scenario gives it.
  public let variables: [(variable: VariableID, rank: Int?)]
  /// What holds of the initial state.
  public let givens: [Clause]
  /// What happens.
  public let items: [Item]
  /// Where it is declared.
  public let origin: Origin

  /// A scenario.
  public init(
    name: String, variables: [(variable: VariableID, rank: Int?)], givens: [Clause], items: [Item],
    origin: Origin
  ) {
    self.name = name
    self.variables = variables
    self.givens = givens
    self.items = items
    self.origin = origin
  }

  /// The steps that it asks for, and those that it says to be impossible.
  public var steps: [Step] {
    items.compactMap { item in
      switch item {
      case .step(let step), .impossible(let step): step
      case .expect, .wait: nil
      }
    }
  }
}
