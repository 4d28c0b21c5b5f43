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
  public var currencies: [Currency] = []
  public var resolution = Resolution.second
  public var personsAreDistinct = false
  public var locals: [Local] = []
  public var enumerations: [Enumeration] = []
  public var entities: [TypedEntity] = []
  public var fields: [TypedField] = []
  public var constants: [TypedConstant] = []
  public var globals: [TypedGlobal] = []
  public var functions: [TypedFunction] = []
  public var effects: [TypedEffect] = []
  public var actions: [TypedAction] = []
  public var policies: [TypedPolicy] = []
  public var uniques: [TypedUnique] = []
  public var properties: [TypedProperty] = []
  public var threats: [TypedThreat] = []
  public var combinations: [Combination] = []
  public var scenarios: [TypedScenario] = []
  public var expectations: [Expectation] = []
  public var acceptances: [Acceptance] = []
  public var observations: [Observation] = []
}

/// An entity, actor or role.
public struct TypedEntity: Sendable {
  public let name: String
  public let kind: Entity.Kind
  public var isFinite = false
  public var keys: [(name: String, type: DeclaredType)] = []
  public var ranks: EnumerationID?
  public var rankOrder: [(lower: Int, higher: Int)] = []
  /// Positions in `TypedSystem.fields`: declared ones, then the rank and the parent where there are any.
  public var fields: [Int] = []
  public var rankField: Int?
  public var finals: [(name: String, local: LocalID, condition: TypedExpression)] = []
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
  public let name: String
  public let owner: EntityID
  public let type: DeclaredType
  public var initial: TypedInitial
  public let isMutable: Bool
  public let kind: Field.Kind
  public let range: SourceRange
}

/// A constant, which is replaced by its value.
public struct TypedConstant: Sendable {
  public let name: String
  public let value: TypedExpression
}

/// A global or a parameter.
public struct TypedGlobal: Sendable {
  public let name: String
  public let type: DeclaredType
  public var initial: TypedInitial
  public let isMutable: Bool
  public let range: SourceRange
}

/// A predicate or function.
public struct TypedFunction: Sendable {
  public let name: String
  public let parameters: [LocalID]
  public let result: SpecType
  public var body: TypedExpression?
}

/// An effect.
public struct TypedEffect: Sendable {
  public let name: String
  public let parameters: [LocalID]
  public var body: [TypedStatement]
}

/// A statement.
public indirect enum TypedStatement: Sendable {
  case assign(TypedPlace, AssignmentOperator, TypedExpression, SourceRange)
  case bind(LocalID, TypedExpression, SourceRange)
  case choose(LocalID, SourceRange)
  case make(LocalID, SourceRange)
  case branch(TypedExpression, [TypedStatement], [TypedStatement], SourceRange)
  case call(effect: Int, [TypedExpression], SourceRange)
}

/// `=`, `+=`, `-=`.
public enum AssignmentOperator: Sendable { case set, add, subtract }

/// What a statement assigns.
public enum TypedPlace: Sendable {
  case field(Int, of: TypedExpression)
  case global(Int)
}

/// An action or a threat's step.
public struct TypedAction: Sendable {
  public let name: String
  public let parameters: [LocalID]
  /// Who acts; nil for a threat's step.
  public let principal: (local: LocalID, role: RoleReference, isNamed: Bool)?
  public let isOptional: Bool
  public let threat: ThreatID?
  public var requires: [TypedExpression] = []
  public var honest: [TypedExpression] = []
  public var distinct: [[LocalID]] = []
  public var body: [TypedStatement] = []
  public let range: SourceRange
}

/// A policy.
public struct TypedPolicy: Sendable {
  public let name: String
  public var rules: [TypedRule]
}

/// One rule of a policy.
public struct TypedRule: Sendable {
  public let effect: PolicyRule.Effect
  public let subject: RoleReference?
  /// For each action that it concerns: the action, and the condition in that action's own locals.
  public let cases: [(action: Int, condition: TypedExpression?)]
  public let range: SourceRange
}

/// `unique E(fields) when φ`.
public struct TypedUnique: Sendable {
  public let entity: EntityID
  /// Positions in `TypedSystem.fields`.
  public let fields: [Int]
  /// The instance that `condition` speaks of.
  public let local: LocalID
  public let condition: TypedExpression?
  public let range: SourceRange
}

/// An invariant or a temporal property.
public struct TypedProperty: Sendable {
  public let name: String
  public let locals: [LocalID]
  public let isInvariant: Bool
  public let body: TypedExpression
  public let fairness: [(role: RoleReference, strongly: Bool)]
  public let assumptions: [TypedExpression]
  public let range: SourceRange
}

/// A threat.
public struct TypedThreat: Sendable {
  public let name: String
  public var powers: [TypedPower]
  public let range: SourceRange
}

/// One power of a threat.
public enum TypedPower: Sendable {
  case corrupt(RoleReference, SourceRange)
  case outage(RoleReference, SourceRange)
  case attacker(
    action: Int, as: RoleReference?, liftsRequires: Bool, liftsPolicy: Bool, when: TypedExpression?, SourceRange
  )
  case step(action: Int)
}

/// A scenario.
public struct TypedScenario: Sendable {
  /// One step.
  public struct Step: Sendable {
    public let action: Int
    public let arguments: [TypedExpression]
    public let principal: Principal?
    public let range: SourceRange
  }

  /// Who takes it.
  public enum Principal: Sendable {
    case named(LocalID)
    case some(RoleReference)
  }

  /// One line.
  public enum Item: Sendable {
    case step(Step)
    case wait(Integer, SourceRange)
    case expect(TypedExpression)
    case impossible(Step)
  }

  public let name: String
  public let locals: [(local: LocalID, rank: Int?)]
  public let givens: [TypedExpression]
  public let items: [Item]
  public let range: SourceRange
}

/// Which event stands for an action; monitors will read it.
public struct Observation: Sendable {
  /// The event format (`epcis`), if one is named.
  public let format: String?
  /// The event's type.
  public let event: String
  /// The action.
  public let action: Int
  /// For each mapped parameter, the path in the event.
  public let mappings: [(parameter: LocalID, path: [String])]
  /// What vouches for the event; nil if it is only a claim.
  public let authentication: String?
  public let range: SourceRange
}
