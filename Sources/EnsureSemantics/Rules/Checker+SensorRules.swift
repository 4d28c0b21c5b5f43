import EnsureModel
import EnsureSyntax

/// What software can know: it reads what a sensor says. Only people, the world, attackers and properties may look at
/// what is so (SEMANTICS 12).
extension Checker {
  func checkSensors() {
    guard system.fields.contains(where: { $0.sensor != nil }) else { return }
    for action in system.actions where action.threat == nil && !action.isWorld {
      for clause in action.requires { refuseTruth(in: clause, "a `requires` clause") }
      refuseTruth(in: action.body, of: action)
    }
    for rule in system.policies.flatMap(\.rules) {
      for (_, condition) in rule.cases {
        if let condition { refuseTruth(in: condition, "a policy") }
      }
    }
    for response in system.responses {
      for case .action(_, let arguments) in response.steps {
        for argument in arguments { refuseTruth(in: argument, "a response") }
      }
    }
    for condition in system.uniques.compactMap(\.condition) {
      if let found = read(condition, where: { _ in true }) {
        complainSoftware("a condition on unique fields reads a sensor", found)
      }
    }
    for action in system.actions where action.threat == nil && !action.isImplied {
      for statement in action.body {
        statement.walk { inner in
          if let range = settingReading(inner) { complainReading(range.0, range.1) }
        }
      }
    }
  }

  // MARK: Reading the truth

  /// A place where a side of a sensor is read; for what is read in a predicate or function, the call.
  private struct Found {
    let field: Int
    let range: SourceRange
    /// The predicate or function.
    var within: String?
  }

  private func isTruth(_ field: Int) -> Bool {
    if case .truth? = system.fields[field].sensor { return true }
    return false
  }

  /// The first read of a sensor's side that `wanted` accepts.
  private func read(_ expression: TypedExpression, where wanted: (Int) -> Bool) -> Found? {
    var found: Found?
    expression.walk { inner in
      guard found == nil else { return }
      switch inner.kind {
      case .field(let field, _) where system.fields[field].sensor != nil && wanted(field):
        found = Found(field: field, range: inner.range)
      case .call(let function, _):
        guard let body = system.functions[function].body, let deep = read(body, where: wanted) else { return }
        found = Found(field: deep.field, range: inner.range, within: system.functions[function].name)
      default: break
      }
    }
    return found
  }

  private func refuseTruth(in expression: TypedExpression, _ place: String) {
    guard let found = read(expression, where: isTruth) else { return }
    complainSoftware("\(place) is software, which cannot know what is so", found)
  }

  private func complainSoftware(_ why: String, _ found: Found) {
    let field = system.fields[found.field]
    complain(
      .softwareKnows, found.within.map { "\(why): `\($0)` reads `\(field.name)`" } ?? why, at: found.range,
      secondary: [Label(field.range, "the sensor")],
      notes: isTruth(found.field)
        ? ["software reads `.reading`; `honest`, world actions, properties and attackers may read `.truth`"]
        : [])
  }

  /// What the software writes into a body: it may change the world (a motor turns), and knows of it what sensors say.
  private func refuseTruth(in statements: [TypedStatement], of action: TypedAction) {
    for statement in statements {
      statement.walk { inner in
        for expression in inner.expressions { refuseTruth(in: expression, "what `\(action.name)` does") }
        guard case .call(let effect, _, let range) = inner, let found = read(effect: effect) else { return }
        complainSoftware(
          "what `\(action.name)` does is software, which cannot know what is so",
          Found(field: found.field, range: range, within: system.effects[effect].name))
      }
    }
  }

  /// The first truth that an effect reads.
  private func read(effect: Int) -> Found? {
    var found: Found?
    for statement in system.effects[effect].body {
      statement.walk { inner in
        guard found == nil else { return }
        for expression in inner.expressions where found == nil { found = read(expression, where: isTruth) }
        if found == nil, case .call(let other, _, _) = inner { found = read(effect: other) }
      }
    }
    return found
  }

  // MARK: Setting a reading

  /// The reading that a statement sets, itself or through an effect, and where it says so.
  private func settingReading(_ statement: TypedStatement) -> (field: Int, range: SourceRange)? {
    switch statement {
    case .assign(.field(let field, of: _), _, _, let range):
      if case .reading? = system.fields[field].sensor { return (field, range) }
    case .call(let effect, _, let range):
      var found: Int?
      for statement in system.effects[effect].body {
        statement.walk { inner in if found == nil { found = settingReading(inner)?.field } }
      }
      return found.map { ($0, range) }
    default: break
    }
    return nil
  }

  private func complainReading(_ field: Int, _ range: SourceRange) {
    let name = sensorName(field)
    complain(
      .readingSet, "nobody but an attacker sets what the sensor `\(name)` says", at: range,
      secondary: [Label(system.fields[field].range, "the sensor")],
      notes: ["what is so is set: `\(name).truth = ...`; the reading follows by itself"])
  }
}
