import EnsureModel
import EnsureSyntax

/// Reads one assertion as a linear Horn clause. What stands left of the implication, or under a negation, is the body:
/// a conjunction of at most one predicate and of conditions. What is left is the head.
struct ClauseReader {
  private var clause: HornClause

  /// The clause that `expression` asserts.
  static func clause(_ expression: SExpression, _ reader: inout TermReader) throws(HornError) -> HornClause {
    var clauses = ClauseReader(clause: HornClause(range: reader.tree.range(expression)))
    try clauses.disjunct(expression, &reader)
    return clauses.clause
  }

  // MARK: The head's side

  private mutating func disjunct(_ expression: SExpression, _ reader: inout TermReader) throws(HornError) {
    try reader.enter(expression)
    defer { reader.leave() }
    if let predicate = reader.predicate(expression) {
      let application = try apply(predicate, expression, &reader)
      if clause.head != nil {
        throw HornError(
          .hornClause, "a Horn clause has one head, and this is a second one", reader.tree.range(expression))
      }
      clause.head = application
      return
    }
    let parts = reader.tree.list(expression)
    switch (reader.tree.head(expression), parts.count) {
    case ("forall", 3): try quantified(expression, &reader, isBody: false)
    case ("let", 3): try within(expression, &reader, isBody: false)
    case ("=>", 2...):
      for part in parts.dropFirst().dropLast() { try conjunct(part, &reader) }
      if let last = parts.last { try disjunct(last, &reader) }
    case ("or", 1...): for part in parts.dropFirst() { try disjunct(part, &reader) }
    case ("not", 2): try conjunct(parts[parts.startIndex + 1], &reader)
    case ("!", 2...): try disjunct(parts[parts.startIndex + 1], &reader)
    default:
      let term = try reader.term(expression, .boolean)
      clause.constraints.append(reader.bank.foldedNot(term))
    }
  }

  // MARK: The body's side

  private mutating func conjunct(_ expression: SExpression, _ reader: inout TermReader) throws(HornError) {
    try reader.enter(expression)
    defer { reader.leave() }
    if let predicate = reader.predicate(expression) {
      let application = try apply(predicate, expression, &reader)
      if clause.body != nil {
        throw HornError(
          .hornClause, "the clause has two predicates in its body, and only linear clauses are supported",
          reader.tree.range(expression))
      }
      clause.body = application
      return
    }
    let parts = reader.tree.list(expression)
    switch (reader.tree.head(expression), parts.count) {
    case ("exists", 3): try quantified(expression, &reader, isBody: true)
    case ("let", 3): try within(expression, &reader, isBody: true)
    case ("and", 1...): for part in parts.dropFirst() { try conjunct(part, &reader) }
    case ("not", 2):
      // What is no clause's side is read as a condition.
      let inner = parts[parts.startIndex + 1]
      if reader.tree.head(inner) == "not", let innermost = reader.tree.list(inner).last {
        try conjunct(innermost, &reader)
      } else {
        clause.constraints.append(try reader.term(expression, .boolean))
      }
    case ("!", 2...): try conjunct(parts[parts.startIndex + 1], &reader)
    default: clause.constraints.append(try reader.term(expression, .boolean))
    }
  }

  // MARK: Scopes

  private mutating func quantified(_ expression: SExpression, _ reader: inout TermReader, isBody: Bool)
    throws(HornError)
  {
    let parts = Array(reader.tree.list(expression))
    let names = try reader.sortedNames(parts[1])
    for (name, sort) in names {
      let variable = reader.bank.makeVariable(name, ValueType(sort))
      clause.variables.append(variable)
      reader.bind(name, reader.bank.variable(variable))
    }
    if clause.variables.count > HornLimits.variables {
      throw HornError(
        .tooLarge, "the clause has more than \(HornLimits.variables) variables", reader.tree.range(parts[1]))
    }
    defer { for (name, _) in names { reader.unbind(name) } }
    if isBody { try conjunct(parts[2], &reader) } else { try disjunct(parts[2], &reader) }
  }

  private mutating func within(_ expression: SExpression, _ reader: inout TermReader, isBody: Bool)
    throws(HornError)
  {
    var clauses = self
    try reader.bound(expression) { reader, body throws(HornError) in
      if isBody { try clauses.conjunct(body, &reader) } else { try clauses.disjunct(body, &reader) }
    }
    self = clauses
  }

  private func apply(_ predicate: Int, _ expression: SExpression, _ reader: inout TermReader)
    throws(HornError) -> HornApplication
  {
    let sorts = reader.predicates[predicate].sorts
    let arguments = Array(reader.tree.list(expression).dropFirst())
    try reader.count(arguments, sorts.count...sorts.count, expression)
    var terms: [Term] = []
    for (argument, sort) in zip(arguments, sorts) { terms.append(try reader.term(argument, sort)) }
    return HornApplication(predicate: predicate, arguments: terms)
  }
}
