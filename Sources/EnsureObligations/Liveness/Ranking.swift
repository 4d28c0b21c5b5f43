public import EnsureModel

/// Why a promise is fulfilled some day, for the tuple of an observer: the stages of waiting for it.
///
/// While the promise is due, each state is in the first stage whose condition holds. No step leads to a later stage, or to a
/// greater measure within a stage; as long as both stay the same, something is possible that fairness forces, and it leads
/// on. So nobody waits for ever. A step may lead back if a new round begins with it, of which there are only so many left: a
/// delivery that is tried three times. Nothing here is believed: `ProofRule` asks for all of it (SEMANTICS 24).
public struct Ranking: Hashable, Sendable {
  /// How many stages and helpers there are at most.
  static let mostParts = 256
  /// Of how many instances beside those that are watched its stages speak at most.
  static let mostCompanions = 16
  /// How many bystanders are looked at at most.
  static let mostBystanders = 16

  /// The stages, the last one to come first.
  public let stages: [Stage]
  /// How many rounds may still begin: an integer, of what the observer watches, that no step makes greater, and that each step
  /// which leads back makes smaller where it is at least 0. Nil if no step leads back.
  public let rounds: Term?
  /// Instances of which stages may speak, beside those that are looked at anyway. That they are there is true of every state, so that
  /// soundness does not depend on which are named.
  public let bystanders: [Bystander]

  /// A ranking.
  public init(stages: [Stage], rounds: Term? = nil, bystanders: [Bystander] = []) {
    (self.stages, self.rounds, self.bystanders) = (stages, rounds, bystanders)
  }

  /// Somebody who is there.
  public enum Bystander: Hashable, Sendable {
    /// An instance that does its part for an aggregate, where those at hand do not account for all of it.
    case contributor(to: Term)
    /// An instance that no step has touched, and that nothing at hand refers to.
    case untouched(EntityID)
  }

  /// A part of the way. Its terms speak of what the observer watches, and of further instances: it holds if its condition does for
  /// some of them. Those that it holds for stay the same while it lasts.
  public struct Stage: Hashable, Sendable {
    /// Instances that its terms speak of beside.
    public let variables: [VariableID]
    /// What holds in it; the stages in front of it come first.
    public let condition: Term
    /// An integer that is at least 0 in the stage.
    public let measure: Term
    /// What leads on.
    public let help: Help
    /// Where that is possible, if not in all of the stage.
    public let opening: Opening?

    /// A stage.
    public init(
      variables: [VariableID] = [], condition: Term, measure: Term, help: Help, opening: Opening? = nil
    ) {
      self.variables = variables
      self.condition = condition
      self.measure = measure
      self.help = help
      self.opening = opening
    }

    /// The terms, in a fixed order; without those of the stages inside.
    public var terms: [Term] {
      [condition, measure] + help.helpers.flatMap(\.terms) + (opening.map { [$0.condition] } ?? [])
    }

    /// The stage with all that are inside of it.
    public var withInner: [Stage] { [self] + (opening?.stages.flatMap(\.withInner) ?? []) }
  }

  /// Where a duty is possible that is not always so, and why that comes about again and again: a door that has to stand open. Only
  /// strong fairness forces such a duty.
  public struct Opening: Hashable, Sendable {
    /// Where it is possible.
    public let condition: Term
    /// The stages of waiting for that, the last one to come first. They speak of nobody else.
    public let stages: [Stage]

    /// An opening.
    public init(condition: Term, stages: [Stage]) {
      self.condition = condition
      self.stages = stages
    }
  }

  /// What leads on.
  public enum Help: Hashable, Sendable {
    /// That time passes. Promises speak of runs in which it does so without bound.
    case time
    /// That somebody does his duty: one of these is possible in each state. If there are several, each of them is forced
    /// where it is possible again and again.
    case duties([Helper])
    /// That something assumed comes about which is due: the assumption with that position (`Observer.assumed`).
    case assumed(Int)

    /// The duties.
    public var helpers: [Helper] {
      if case .duties(let helpers) = self { helpers } else { [] }
    }
  }

  /// A duty, and why it is possible.
  public struct Helper: Hashable, Sendable {
    /// The position among `ProofRule.duties`.
    public let duty: Int
    /// The position among the ways of the duty: the one that is possible.
    public let way: Int
    /// For which tuple of instances.
    public let tuple: [Term]
    /// What the step's other parameters are, in their order, and then the principal, if it matters who he is.
    public let choices: [Choice]

    /// A helper.
    public init(duty: Int, way: Int, tuple: [Term], choices: [Choice]) {
      self.duty = duty
      self.way = way
      self.tuple = tuple
      self.choices = choices
    }

    /// The terms, in a fixed order.
    public var terms: [Term] { tuple + choices.compactMap(\.term) }
  }

  /// Something for which a step is possible.
  public enum Choice: Hashable, Sendable {
    /// What the term says.
    case term(Term)
    /// An instance that no step has touched, and that nothing at hand refers to; of that rank, if it has one.
    case untouched(rank: Int?)

    var term: Term? { if case .term(let term) = self { term } else { nil } }
  }
}

extension World {
  /// What fairness forces in runs that a property speaks of, as far as the property can depend on it.
  public func duties(for property: PropertyID) -> [Duty] {
    let cone = Cone(of: property, in: self)
    return duties(assuming: system.properties[property.index].assumptions).filter { duty in
      duty.ways.allSatisfy { cone.actions.contains($0.move.action) }
    }
  }
}
