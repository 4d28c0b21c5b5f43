import EnsureModel

/// How a property fails, for programs.
struct ViolationJSON {
  let violation: Violation
  let property: PropertyID?
  let interpreter: Interpreter
  let places: PlaceJSON

  private var system: TransitionSystem { interpreter.world.system }

  /// The object: the trace, and what fails at its end.
  var json: JSON {
    let story = Story(violation, of: property, interpreter)
    return .object([
      ("failure", .string(word)),
      ("variables", .array(variables)),
      ("clause", clause.map { .string($0) } ?? .null),
      ("ending", .array(story.ending.map { .string($0) })),
      ("location", places.location(known?.body)),
      ("trace", TraceJSON(violation, of: property, interpreter, places).json),
    ])
  }

  private var known: Property? {
    property.flatMap { system.properties.indices.contains($0.index) ? system.properties[$0.index] : nil }
  }

  private var word: String { violation.failure.word }

  private var variables: [JSON] {
    guard let known else { return [] }
    let values = ValueJSON(values: ValuePrinter(system, layout: interpreter.layout))
    let variables = known.variables.map { interpreter.world.bank.variables[$0.index] }
    return values.values.told(variables, violation.failure.variableValues).map {
      .object([("name", .string($0.name)), ("value", values.value($0.value))])
    }
  }

  /// The part that fails, in the words of the spec.
  private var clause: String? { violation.failedClause(of: known, interpreter) }
}

extension Violation {
  /// The part of the property, or of the step, that decides; nil for a temporal property.
  func failedClause(of property: Property?, _ interpreter: Interpreter) -> String? {
    let terms = TermPrinter(interpreter.world.system, interpreter.world.bank)
    if let undefined = failure.undefined { return terms.text(undefined.term) }
    guard let property, case .invariant(let term) = property.kind else { return nil }
    let environment = Dictionary(
      zip(property.variables, failure.variableValues), uniquingKeysWith: { $1 })
    return terms.text(DecisivePart(term, is: false, interpreter, trace.last, environment).finding.term)
  }
}

extension Violation.Failure {
  /// The failure's kind in one word, as the formats for programs have it.
  var word: String {
    switch self {
    case .property: "property"
    case .propertyUndefined: "propertyUndefined"
    case .stepUndefined: "stepUndefined"
    case .temporal: "temporal"
    case .stuck: "stuck"
    }
  }

  /// The values of the property's variables.
  var variableValues: [Integer] {
    switch self {
    case .property(let values), .propertyUndefined(let values, _), .temporal(let values), .stuck(let values, _):
      values
    case .stepUndefined: []
    }
  }

  /// The term without a value, if that is what failed.
  var undefined: Undefined? {
    switch self {
    case .propertyUndefined(_, let undefined), .stepUndefined(let undefined): undefined
    case .property, .temporal, .stuck: nil
    }
  }
}
