public import EnsureModel
public import EnsureSyntax

/// A checked spec before anything is taken apart: every name resolved, every type known, all sugar still there.
/// The tests' naive evaluator reads this, so that a mistake in `Lowering` cannot hide.
///
/// Entities, enumerations, globals, actions, properties and threats have the positions here that they have in
/// the `TransitionSystem` (which appends hidden ones).
public struct TypedSystem: Sendable {
  /// The system's name; nil for a file that is there to be imported.
  public var name: String?
  /// The declared currencies.
  public var currencies: [Currency] = []
  /// The enumeration of the currencies, if there is `Money<any>`.
  public var currencyEnumeration: EnumerationID?
  /// How long a tick is.
  public var resolution = Resolution.second
  /// Whether `distinct persons` is declared.
  public var personsAreDistinct = false
  /// All local names of the spec.
  public var locals: [Local] = []
  /// Named and inline enumerations, and the ranks of roles.
  public var enumerations: [Enumeration] = []
  /// Entities, actors and roles.
  public var entities: [TypedEntity] = []
  /// The fields of all entities.
  public var fields: [TypedField] = []
  /// Constants.
  public var constants: [TypedConstant] = []
  /// Globals and parameters.
  public var globals: [TypedGlobal] = []
  /// Predicates and functions.
  public var functions: [TypedFunction] = []
  /// Effects.
  public var effects: [TypedEffect] = []
  /// Actions, then the steps of threats.
  public var actions: [TypedAction] = []
  /// Policies.
  public var policies: [TypedPolicy] = []
  /// Uniqueness constraints.
  public var uniques: [TypedUnique] = []
  /// Invariants and temporal properties.
  public var properties: [TypedProperty] = []
  /// The channels that messages travel on.
  public var channels: [TypedChannel] = []
  /// Threats.
  public var threats: [TypedThreat] = []
  /// Named combinations of threats.
  public var combinations: [Combination] = []
  /// Scenarios.
  public var scenarios: [TypedScenario] = []
  /// What is expected to fail.
  public var expectations: [Expectation] = []
  /// What is accepted to fail.
  public var acceptances: [Acceptance] = []
  /// Which events stand for which actions.
  public var observations: [Observation] = []
  /// How many ticks late an event may come; nil if nothing is said.
  public var lateness: Integer?
  /// Totals of what was before the watching began.
  public var baselines: [Baseline] = []
  /// For how many ticks behind its last event an instance is remembered.
  public var memory: [EntityID: Integer] = [:]
  /// What is to be done when a property is found violated.
  public var responses: [TypedResponse] = []
}

/// An entity, actor or role.
public struct TypedEntity: Sendable {
  /// Its name.
  public let name: String
  /// Thing, actor or role.
  public let kind: Entity.Kind
  /// Whether there is a fixed number of instances.
  public var isFinite = false
  /// Whether it is a message, whose instances are sent and received.
  public var isMessage = false
  /// Whether an attacker can name an instance only if he knows it.
  public var isSecret = false
  /// Its keys; empty for most.
  public var keys: [(name: String, type: DeclaredType)] = []
  /// A role's ranks.
  public var ranks: EnumerationID?
  /// Pairs of ranks, lower before higher, closed under transitivity.
  public var rankOrder: [(lower: Int, higher: Int)] = []
  /// Positions in `TypedSystem.fields`: declared ones, then the rank and the parent where there are any.
  public var fields: [Int] = []
  /// The position of a role's rank in `TypedSystem.fields`.
  public var rankField: Int?
  /// Final states, each with the local that stands for the instance.
  public var finals: [(name: String, local: LocalID, condition: TypedExpression)] = []
  /// Where its name stands.
  public let range: SourceRange
}

/// What a field or global holds at first.
public enum TypedInitial: Sendable {
  /// This value.
  case value(TypedExpression)
  /// Any value of the type for which the restriction holds; the fields in it are those of `TypedField.owner`
  /// read through the local.
  case arbitrary(LocalID?, where: TypedExpression?)
  /// The first value that the type implies: `none` of a reference, nothing in a set.
  case implied
}

/// A field.
public struct TypedField: Sendable {
  /// Its name.
  public let name: String
  /// Whose field it is.
  public let owner: EntityID
  /// What it holds.
  public let type: DeclaredType
  /// What it holds at first.
  public var initial: TypedInitial
  /// Whether steps may assign it.
  public let isMutable: Bool
  /// What it is for.
  public let kind: Field.Kind
  /// Which side of a sensor it is; nil for other fields.
  public var sensor: SensorSide?
  /// Where its name stands.
  public let range: SourceRange
}

/// One of the two fields that a sensor is: what is so, and what the sensor says. The author writes both behind the
/// sensor's name, `l.door.truth` and `l.door.reading`, and the fields are called `door.truth` and `door.reading`.
public enum SensorSide: Hashable, Sendable {
  /// What is so; the position of the reading.
  case truth(reading: Int)
  /// What the sensor says: the truth, unless an attacker holds the sensor, or it is sampled and late. `lag` is how
  /// many ticks late it may be; nil: none.
  case reading(truth: Int, lag: Integer?)

  /// Its name behind the sensor's.
  var word: String {
    switch self {
    case .truth: "truth"
    case .reading: "reading"
    }
  }
}

/// A constant, which is replaced by its value.
public struct TypedConstant: Sendable {
  /// Its name.
  public let name: String
  /// Its value, a literal.
  public let value: TypedExpression
}

/// A global or a parameter.
public struct TypedGlobal: Sendable {
  /// Its name.
  public let name: String
  /// What it holds.
  public let type: DeclaredType
  /// What it holds at first.
  public var initial: TypedInitial
  /// False for a parameter of the system.
  public let isMutable: Bool
  /// Where its name stands.
  public let range: SourceRange
}

/// A predicate or function.
public struct TypedFunction: Sendable {
  /// Its name.
  public let name: String
  /// Its parameters.
  public let parameters: [LocalID]
  /// The type of its value; `Bool` for a predicate.
  public let result: SpecType
  /// Its value; nil only where there is an error.
  public var body: TypedExpression?
}

/// An effect.
public struct TypedEffect: Sendable {
  /// Its name.
  public let name: String
  /// Its parameters.
  public let parameters: [LocalID]
  /// What it does.
  public var body: [TypedStatement]
}
