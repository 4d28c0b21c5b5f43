import EnsureModel
import EnsureSyntax

/// Names, types and units: trees to a `TypedSystem`. One object for one spec; its parts are in extensions, one
/// for each kind of declaration.
///
/// The order is: all names first (`Checker+Declarations`), then what they stand for (types, fields, heads),
/// then bodies; so that declarations may stand in any order and a mistake in one body hides nothing in another.
final class Checker {
  /// What a name means.
  enum Meaning: Equatable {
    case entity(EntityID)
    case enumeration(EnumerationID)
    case constant(Int)
    case global(Int)
    case function(Int)
    case pattern(Int)
    case effect(Int)
    case channel(Int)
    case action(Int)
    case property(Int)
    case threat(ThreatID)
    case combination(Int)
    case policy
    case currency
    case builtin

    /// With its article, for messages.
    var description: String {
      switch self {
      case .entity: "an entity"
      case .enumeration: "an enumeration"
      case .constant: "a constant"
      case .global: "a global"
      case .function: "a predicate or function"
      case .pattern: "a pattern"
      case .effect: "an effect"
      case .channel: "a channel"
      case .action: "an action"
      case .property: "a property"
      case .threat, .combination: "a threat"
      case .policy: "a policy"
      case .currency: "a currency"
      case .builtin: "built in"
      }
    }
  }

  let trees: [SyntaxTree]
  var system = TypedSystem()
  var diagnostics: [Diagnostic] = []
  /// How many unknown names have been complained about.
  private var unknownNames = 0
  /// Everything with a name of its own; one name has one meaning in a spec.
  var names: [String: (meaning: Meaning, range: SourceRange?)] = [:]
  /// The local names in reach, inner ones last.
  var scope = LocalScope()
  /// What may stand where the checker is.
  var context = ExpressionContext()
  /// The declarations of bodies that are still to be checked, in order.
  var bodies: [() -> Void] = []
  /// What is checked when all other bodies are, since it speaks of their heads.
  var lastBodies: [() -> Void] = []
  /// Constants, predicates, functions and effects that are being checked, to find those that need themselves.
  var unfolding: [String] = []
  /// How many constants are being checked, each because the one before needs it.
  var constantsInProgress = 0
  var constantNodes: [(node: Syntax, state: ConstantState)] = []
  /// Which functions and effects each body mentions, by kind and position, with the place.
  var mentions: [Callable: [(Callable, SourceRange)]] = [:]
  var current: Callable?
  /// The instances that the scenario at hand speaks of.
  var scenarioLocals: [(local: LocalID, rank: Int?)] = []
  /// The events that are said to corroborate others, and where.
  var corroborations: [(event: String, range: SourceRange)] = []
  /// The readings of sampled sensors, with their owners and places.
  var sampled: [(reading: Int, entity: EntityID, range: SourceRange)] = []
  /// See `TypedSystem.uncertainLocals`; the rules of meaning ask for it, when all is checked.
  lazy var uncertainLocals = system.uncertainLocals
  /// Entities that some body makes by `new`, and where first.
  var made: [EntityID: SourceRange] = [:]

  /// The patterns.
  var patterns: [PatternDefinition] = []
  /// What stands for the parameters of the patterns that are being put in place.
  var substitutions: [LocalID: TypedExpression] = [:]
  /// The pattern whose declaration is being checked.
  var definedPattern: Int?
  /// How many patterns are being put in place, inside each other.
  var patternDepth = 0
  /// How many parts the patterns put in place so far have.
  var patternParts = 0
  /// How often the use has been looked for by which a mistake in a pattern comes into a property.
  var usesLookedFor = 0
  /// The uses of patterns in the property at hand that stand in no other pattern.
  var outerUses: [(range: SourceRange, pattern: Int)] = []

  /// A predicate, function or effect.
  enum Callable: Hashable {
    case function(Int)
    case effect(Int)
  }

  /// How far the value of a constant is known.
  enum ConstantState {
    case unchecked, inProgress
    case done
  }

  init(trees: [SyntaxTree]) {
    self.trees = trees
  }

  func check() {
    declareBuiltins()
    declareAll()
    checkPatterns()
    for body in bodies { body() }
    for body in lastBodies { body() }
    declareSampling()
    checkCorroborations()
    checkRecursion()
    checkRules()
  }

  // MARK: Diagnostics

  func complain(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "",
    secondary: [Label] = [], notes: [String] = [], fixIts: [FixIt] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code, message, at: range, label: label, secondary: secondary, notes: notes, fixIts: fixIts))
  }

  /// Complains about an unknown name, with the nearest known one.
  func complainUnknown(
    _ code: DiagnosticCode, _ message: String, _ token: Token, in node: Syntax,
    among candidates: @autoclosure () -> some Sequence<String>, notes: [String] = []
  ) {
    let range = node.range(token)
    unknownNames += 1
    let nearest =
      unknownNames > Self.mostSuggestions ? nil : Suggestion.nearest(to: node.text(token), among: candidates())
    complain(
      code, nearest.map { "\(message); did you mean `\($0)`?" } ?? message, at: range, notes: notes,
      fixIts: nearest.map { [FixIt("replace it with `\($0)`", range, $0)] } ?? [])
  }

  /// Looking for the nearest name takes time in proportion to the names there are, so that doing it for each of very
  /// many unknown names would take the square of it.
  private static let mostSuggestions = 100

  // MARK: Locals

  func makeLocal(_ name: String, _ type: DeclaredType, _ range: SourceRange) -> LocalID {
    system.locals.append(Local(name: name, type: type, range: range))
    return LocalID(index: system.locals.count - 1)
  }

  /// Brings a new local name into reach; complains if it hides another one.
  func introduce(_ token: Token, in node: Syntax, _ type: DeclaredType) -> LocalID {
    let local = makeLocal(node.text(token), type, node.range(token))
    bring(local)
    return local
  }

  func bring(_ local: LocalID) {
    let (name, range) = (system.locals[local.index].name, system.locals[local.index].range)
    if let known = scope.local(name) {
      complain(
        .duplicateName, "`\(name)` has a meaning here already", at: range,
        secondary: [Label(system.locals[known.index].range, "it was introduced here")],
        notes: ["choose another name, so that a reader cannot take one for the other"])
    }
    scope.append(name, local)
  }

  func lookUp(_ name: String) -> LocalID? { scope.local(name) }

  /// Runs `body` with an own scope and context, and restores both.
  func within<Result>(_ context: ExpressionContext, _ body: () -> Result) -> Result {
    let (savedScope, savedContext) = (scope.count, self.context)
    self.context = context
    defer {
      scope.removeLast(scope.count - savedScope)
      self.context = savedContext
    }
    return body()
  }

  // MARK: Words for messages

  func describe(_ type: SpecType) -> String {
    switch type {
    case .boolean: "`Bool`"
    case .integer(.plain): "`Int`"
    case .integer(.money(let currency)): "`Money<\(system.currencies[currency].code)>`"
    case .integer(.duration): "`Duration`"
    case .anyMoney, .integer(.anyMoney): "`Money<any>`"
    case .zero: "`0`"
    case .rate: "a rate"
    case .instant: "`Instant`"
    case .enumeration(let enumeration): "`\(system.enumerations[enumeration.index].name)`"
    case .reference(let entity, let isOptional):
      "`\(system.entities[entity.index].name)\(isOptional ? "?" : "")`"
    case .none: "`none`"
    case .set(let entity): "`set of \(system.entities[entity.index].name)`"
    case .place(let members):
      "`place of \(members.map { system.entities[$0.index].name }.joined(separator: " | "))`"
    case .formula: "a temporal formula"
    case .error: "an error"
    }
  }
}

/// What may stand where an expression is.
struct ExpressionContext {
  /// Temporal operators and action atoms.
  var allowsFormulas = false
  /// What the place is called, for messages.
  var place = "an expression"
  /// Fields that can be named bare: those of the instance whose initial value is being restricted.
  var bareFields: (entity: EntityID, local: LocalID)?
  /// Whether only literals and constants may stand here.
  var isConstant = false
  /// Whether only literals, constants and parameters of the system may stand here.
  var isInitial = false
  /// The global whose initial value is being restricted: it can be named too.
  var ownGlobal: Int?
  /// Whether it may be asked how far a message has come, and ranged over messages: nobody who receives can know that.
  var seesMessages = false
  /// A pattern that could name the parameters of its action, and does not.
  var bare: BarePattern?
  /// A scenario, in which an unknown name stands for an instance.
  var isScenario = false
}

/// The name of an action in a rule, without names for its parameters, so that a condition cannot speak of them.
struct BarePattern {
  /// How it would be written with them.
  let named: String
  /// What they are called where the action is declared.
  let parameters: [String]
  /// The name.
  let range: SourceRange
}
