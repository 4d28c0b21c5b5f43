/// What the generator knows of the types of a spec.
enum GeneratedType: Hashable {
  case truth
  case plain
  case money(String)
  /// Money that carries its currency.
  case anyMoney
  case duration
  case instant
  /// A position in `SpecGenerator.enumerations`.
  case member(Int)
  /// A position in `SpecGenerator.entities`.
  case reference(Int)
  /// Positions in `SpecGenerator.entities`.
  case place([Int])

  var isNumber: Bool {
    switch self {
    case .plain, .money, .anyMoney, .duration: true
    default: false
    }
  }

  var entity: Int? {
    if case .reference(let entity) = self { return entity }
    return nil
  }
}

/// A field, key, global, parameter or local name.
struct GeneratedName {
  let name: String
  let type: GeneratedType
  var isOptional = false
  var isSet = false
  /// The least and the greatest number, if it has a range.
  var range: (Int, Int)?
  /// The type as it is written.
  var typeText = ""
  /// What an instance that nothing has happened to has there, if the spec says it: the text of a value.
  var first: String?
  /// Whether it is a reference that is `none` at first.
  var isNoneFirst = false
  var isMutable = true
  /// Which side of a sensor it is, if it is one.
  var side: GeneratedSide?
  /// Whether a local names an instance for certain: what `let` names and what an effect is given may be `none`.
  var isCertain = false
  /// Whether it is the instance of a bulk effect, of which only what is no reference may be read.
  var isUpdated = false
}

/// The sides of a sensor.
enum GeneratedSide { case truth, reading, sampledReading }

/// An entity, actor or role.
struct GeneratedEntity {
  enum Kind { case thing, actor, role }

  let name: String
  let kind: Kind
  var isFinite = false
  var isMessage = false
  var isSecret = false
  var keys: [GeneratedName] = []
  var parent: Int?
  /// The enumeration of its ranks.
  var ranks: Int?
  var fields: [GeneratedName] = []
}

/// A predicate, function, effect or action.
struct GeneratedCallable {
  let name: String
  let parameters: [GeneratedName]
  /// What a function gives.
  var result: GeneratedType?
  /// Who takes an action.
  var role: Int?
  var hasNamedPrincipal = false
  /// Whether it receives a message.
  var isReceipt = false
  /// Whether its body may choose an instance.
  var choosesReferences = false
}

/// What an expression may speak of at some place.
struct GeneratedPlace {
  var locals: [GeneratedName] = []
  /// The entity whose fields can be named without an instance.
  var bareFields: Int?
  var allowsGlobals = true
  var allowsTime = true
  var allowsCalls = true
  var allowsAggregates = true
  /// Whether `all` and `none` over infinitely many instances may stand here.
  var allowsUniversal = false
  /// Whether what is so may be read, and not only what sensors say.
  var allowsTruth = false
  /// Whether sensors may be read at all.
  var allowsSensors = true
  /// Whether what sensors say may be set.
  var setsReadings = false
  /// How many effects lie inside each other.
  var effects = 0
  /// The secret that may be chosen here.
  var choosableSecret: Int?
  /// Whether the attacker acts, who names secrets by parameters only.
  var isAttack = false
}
