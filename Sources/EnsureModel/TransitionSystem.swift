/// The checked meaning of a spec: a parametric symbolic transition system. No syntax, no solver.
///
/// Each entity is a countably infinite set of identities (a finite one: any fixed number of at least one); a
/// scope (`Scope`) fixes how many of them a bounded search looks at.
public struct TransitionSystem: Sendable {
  /// What systems are written in.
  public enum Language: Hashable, Sendable {
    /// Ensure's own.
    case ensure
    /// Linear Horn clauses. Some of them may be about what is never reached, without any mistake.
    case hornClauses
  }

  /// The system's name.
  public var name: String
  /// What it is written in.
  public var language = Language.ensure
  /// All terms that the system mentions.
  public var bank = TermBank()
  /// The currencies that the spec declares.
  public var currencies: [Currency] = []
  /// The enumeration of their codes, in the same order, if there are amounts of any of them (`Unit.anyMoney`).
  public var currencyEnumeration: EnumerationID?
  /// How long one tick is.
  public var resolution = Resolution.second
  /// Whether anything reads the time. If not, time does not exist, and no step lets it pass.
  public var hasTime = false
  /// Whether `distinct persons` is declared: no two principals are one person.
  public var personsAreDistinct = false
  /// Enumerations, with those of inline types and of ranks.
  public var enumerations: [Enumeration] = []
  /// Entities, actors and roles, with the hidden ones that sets stand for.
  public var entities: [Entity] = []
  /// The fields of all entities.
  public var fields: [Field] = []
  /// Globals, and parameters of the system.
  public var globals: [Global] = []
  /// Actions, and the steps that threats bring.
  public var actions: [Action] = []
  /// By when actions are taken.
  public var deadlines: [ActionDeadline] = []
  /// The channels that messages travel on.
  public var channels: [Channel] = []
  /// Invariants and temporal properties.
  public var properties: [Property] = []
  /// Threats.
  public var threats: [Threat] = []
  /// The combinations of threats that the spec names.
  public var combinations: [Combination] = []
  /// Scenarios.
  public var scenarios: [Scenario] = []
  /// What the spec expects to fail.
  public var expectations: [Expectation] = []
  /// What the team has decided to live with.
  public var acceptances: [Acceptance] = []

  /// A system with nothing in it.
  public init(name: String) { self.name = name }
}

/// A currency: its code and how many decimals its amounts have.
public struct Currency: Hashable, Sendable {
  /// ISO 4217 code, such as `EUR`.
  public let code: String
  /// Digits behind the point: EUR 2, JPY 0, KWD 3.
  public let decimals: Int
  /// The currency `code`.
  public init(code: String, decimals: Int) {
    self.code = code
    self.decimals = decimals
  }
}

/// The length of one tick, in milliseconds.
public struct Resolution: Hashable, Sendable {
  /// Milliseconds per tick; at least 1.
  public let milliseconds: Int
  /// A tick of that length.
  public init(milliseconds: Int) { self.milliseconds = milliseconds }
  /// The resolution of a system that declares none.
  public static let second = Resolution(milliseconds: 1000)
}

/// An enumeration.
public struct Enumeration: Hashable, Sendable {
  /// Its name, or that of the field it was written at (`Order.payment`).
  public let name: String
  /// Its members, in order.
  public let members: [String]
  /// An enumeration with these members.
  public init(name: String, members: [String]) {
    self.name = name
    self.members = members
  }
}

/// An entity, actor or role.
public struct Entity: Sendable {
  /// What instances of the entity can do.
  public enum Kind: Hashable, Sendable {
    /// A thing.
    case thing
    /// A principal without ranks.
    case actor
    /// A principal; `ranks` says whether there are several kinds of them.
    case role
  }

  /// A state that an instance may stay in for ever.
  public struct Final: Sendable {
    /// Its name.
    public let name: String
    /// The instance that `condition` speaks of.
    public let variable: VariableID
    /// Holds when the instance is in that state.
    public let condition: Term
    /// A final state.
    public init(name: String, variable: VariableID, condition: Term) {
      self.name = name
      self.variable = variable
      self.condition = condition
    }
  }

  /// The name in the spec.
  public var name: String
  /// What instances can do.
  public var kind: Kind
  /// Whether there is a fixed, arbitrary number (at least one) of instances instead of infinitely many.
  public var isFinite = false
  /// For a keyed entity: its keys. It has exactly one instance for each tuple of keys. Empty for all others.
  public var keys: [(name: String, type: ValueType)] = []
  /// Its fields, with the hidden ones.
  public var fields: [FieldID] = []
  /// The enumeration of a role's ranks.
  public var ranks: EnumerationID?
  /// Pairs of ranks, lower before higher: a permit for the lower one holds for the higher one too. Closed under
  /// transitivity.
  public var rankOrder: [(lower: Int, higher: Int)] = []
  /// The field that holds a role's rank. It is fixed unless the spec says `mutable`; in a scope every rank has
  /// as many principals as every other.
  public var rankField: FieldID?
  /// The variable that the restrictions of the fields' initial values speak of.
  public var initialVariable: VariableID
  /// The final states.
  public var finals: [Final] = []
  /// Whether the entity stands for something that the spec says otherwise: a set, the persons.
  public var isHidden = false
  /// Where it is declared.
  public var origin: Origin

  /// An entity without fields.
  public init(name: String, kind: Kind, initialVariable: VariableID, origin: Origin) {
    self.name = name
    self.kind = kind
    self.initialVariable = initialVariable
    self.origin = origin
  }
}

/// What a field or global may hold at first.
public enum Initial: Hashable, Sendable {
  /// Exactly the value of this term, which mentions literals and parameters only.
  case value(Term)
  /// Any value of the type for which the restriction holds, chosen for each instance. The restriction speaks
  /// of `Entity.initialVariable` and its fields, of parameters, and of nothing else.
  case arbitrary(where: Term?)
}

/// A field of an entity.
public struct Field: Sendable {
  /// What a field is for.
  public enum Kind: Hashable, Sendable {
    /// The author declared it.
    case declared
    /// A principal's rank.
    case rank
    /// Which person a principal is (`person(p)`): arbitrary, and fixed.
    case person
    /// The parent of an instance (`entity Compartment of Locker`): arbitrary, never `none`, and fixed.
    case parent
    /// Whether `new` has made the instance.
    case created
    /// What a sensor says. Of a sampled one it is what it said last; a term that reads it asks how old that is.
    case reading
    /// Whether an attacker holds the sensor, so that it says what he wants.
    case held
    /// Since when a sampled sensor has been behind the truth, if it is.
    case late
    /// One of the fields that a place is, one for each entity that can be the place: the instance of that entity at
    /// which the thing is, or `none`. At most one of them is not `none`. Its name is the place's, a dot, and the
    /// entity's.
    case place
    /// How far a message has come: one of `Channel.stages`.
    case delivery
    /// Whether the attacker knows an instance of a secret.
    case known
    /// How often the attacker has guessed.
    case guesses
    /// Whether the pair of keys is in the set that the hidden entity stands for.
    case membership
    /// The currency of the amount that the field before it holds (`Unit.anyMoney`).
    case currency
    /// Whether the clock of a deadline runs.
    case running
    /// Since when the clock of a deadline has been running, if it is.
    case since
  }

  /// The name in the spec.
  public var name: String
  /// The entity whose field it is.
  public var entity: EntityID
  /// What it holds.
  public var type: ValueType
  /// What it holds at first.
  public var initial: Initial
  /// Whether any step may assign it.
  public var isMutable: Bool
  /// What it is for.
  public var kind: Kind
  /// Where it is declared.
  public var origin: Origin

  /// A field.
  public init(
    name: String, entity: EntityID, type: ValueType, initial: Initial, isMutable: Bool = true,
    kind: Kind = .declared, origin: Origin
  ) {
    self.name = name
    self.entity = entity
    self.type = type
    self.initial = initial
    self.isMutable = isMutable
    self.kind = kind
    self.origin = origin
  }
}

/// A global, or a parameter of the system (which is arbitrary and never changes).
public struct Global: Sendable {
  /// The name in the spec.
  public var name: String
  /// What it holds.
  public var type: ValueType
  /// What it holds at first.
  public var initial: Initial
  /// False for a parameter.
  public var isMutable: Bool
  /// Where it is declared.
  public var origin: Origin

  /// A global, or a parameter if it is not mutable.
  public init(name: String, type: ValueType, initial: Initial, isMutable: Bool, origin: Origin) {
    self.name = name
    self.type = type
    self.initial = initial
    self.isMutable = isMutable
    self.origin = origin
  }
}

extension TransitionSystem {
  /// What a variable is called that stands for an instance of the entity: the first letter of its name.
  public func letter(of entity: EntityID) -> String {
    entities[entity.index].name.first(where: \.isLetter).map { $0.lowercased() } ?? "x"
  }
}
