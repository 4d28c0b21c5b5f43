import EnsureModel
import EnsureSyntax

/// Reads the terms of a file, checks their sorts, and knows what its names stand for.
struct TermReader {
  /// A function that the file defines.
  struct Definition {
    let parameters: [(name: String, sort: Sort)]
    let sort: Sort
    let body: SExpression
  }

  let tree: SExpressionTree
  var bank = TermBank()
  var predicates: [HornPredicate] = []
  var predicatePositions: [String: Int] = [:]
  var definitions: [String: Definition] = [:]
  /// The variables that are bound where the reader stands, the innermost last.
  private var scope: [String: [Term]] = [:]
  private var depth = 0
  private var work = 0

  init(_ tree: SExpressionTree) { self.tree = tree }

  // MARK: Scopes

  mutating func bind(_ name: String, _ term: Term) { scope[name, default: []].append(term) }

  mutating func unbind(_ name: String) { scope[name]?.removeLast() }

  /// The predicate that an expression applies, unless a variable of that name hides it.
  func predicate(_ expression: SExpression) -> Int? {
    guard let name = tree.symbol(expression) ?? tree.head(expression), scope[name]?.last == nil else {
      return nil
    }
    return predicatePositions[name]
  }

  func sort(_ expression: SExpression) throws(HornError) -> Sort {
    switch tree.symbol(expression) {
    case "Int": return .integer
    case "Bool": return .boolean
    default:
      throw HornError(
        .hornUnsupported, "`\(tree.text(expression))` is not supported; sorts are `Int` and `Bool`",
        tree.range(expression))
    }
  }

  /// The names and sorts of a quantifier, a definition or the like.
  func sortedNames(_ list: SExpression) throws(HornError) -> [(name: String, sort: Sort)] {
    guard tree.kind(list) == .list else { throw syntax(list, "here a list of names with sorts is expected") }
    let count = tree.list(list).count
    if count > HornLimits.variables {
      throw HornError(
        .tooLarge, "there are more than \(HornLimits.variables) names in this list", tree.range(list))
    }
    var names: [(name: String, sort: Sort)] = []
    for pair in tree.list(list) {
      let parts = Array(tree.list(pair))
      guard parts.count == 2, let name = tree.symbol(parts[0]) else {
        throw syntax(pair, "a name and its sort are expected here, such as `(x Int)`")
      }
      names.append((name, try sort(parts[1])))
    }
    return names
  }

  func syntax(_ expression: SExpression, _ message: String) -> HornError {
    HornError(.hornSyntax, message, tree.range(expression))
  }

  private func sorts(_ expression: SExpression, _ message: String) -> HornError {
    HornError(.hornSort, message, tree.range(expression))
  }

  /// Counts what has been done; called for each expression.
  mutating func enter(_ expression: SExpression) throws(HornError) {
    depth += 1
    work += 1
    if depth > HornLimits.nesting {
      throw HornError(
        .nestedTooDeeply, "this is nested more than \(HornLimits.nesting) levels deep", tree.range(expression))
    }
    if work > HornLimits.terms || bank.count > HornLimits.terms {
      throw HornError(.tooLarge, "the file makes more than \(HornLimits.terms) terms", tree.range(expression))
    }
  }

  mutating func leave() { depth -= 1 }

  // MARK: Terms

  /// The term of that sort.
  mutating func term(_ expression: SExpression, _ sort: Sort) throws(HornError) -> Term {
    let term = try term(expression)
    if bank.sort(term) != sort {
      throw sorts(
        expression, "this is of sort \(name(bank.sort(term))), and here \(name(sort)) is expected")
    }
    return term
  }

  private func name(_ sort: Sort) -> String { sort == .boolean ? "`Bool`" : "`Int`" }

  /// The term that an expression stands for.
  mutating func term(_ expression: SExpression) throws(HornError) -> Term {
    try enter(expression)
    defer { leave() }
    switch tree.kind(expression) {
    case .numeral:
      let digits = tree.text(expression)
      guard digits.utf8.count <= HornLimits.digits, let value = Integer(digits) else {
        throw HornError(
          .tooLarge, "this number has more than \(HornLimits.digits) digits", tree.range(expression))
      }
      return bank.integer(value)
    case .symbol: return try named(tree.text(expression), [], expression)
    case .otherLiteral:
      throw HornError(
        .hornUnsupported, "only integers and booleans are supported, and this is neither",
        tree.range(expression))
    case .keyword: throw syntax(expression, "a keyword is no term")
    case .list: return try list(expression)
    }
  }

  private mutating func list(_ expression: SExpression) throws(HornError) -> Term {
    let parts = tree.list(expression)
    guard let first = parts.first else { throw syntax(expression, "an empty list is no term") }
    guard let head = tree.symbol(first) else {
      if tree.kind(first) == .list {
        throw HornError(
          .hornUnsupported, "functions with indices or casts are not supported", tree.range(first))
      }
      throw syntax(first, "here the name of a function is expected")
    }
    switch head {
    case "let": return try bound(expression) { reader, body throws(HornError) in try reader.term(body) }
    case "!":
      guard parts.count >= 2 else { throw syntax(expression, "an annotation needs a term") }
      return try term(parts[parts.startIndex + 1])
    case "forall", "exists":
      throw HornError(
        .hornClause, "a quantifier inside a condition is not supported", tree.range(expression),
        notes: ["a clause may begin with `forall`, and its body with `exists`"])
    default: return try named(head, Array(parts.dropFirst()), expression)
    }
  }

  /// Reads the bindings of a `let`, and then its body with them.
  mutating func bound<Result>(
    _ expression: SExpression, _ body: (inout TermReader, SExpression) throws(HornError) -> Result
  ) throws(HornError) -> Result {
    let parts = Array(tree.list(expression))
    guard parts.count == 3, tree.kind(parts[1]) == .list else {
      throw syntax(expression, "`let` needs a list of bindings and a body")
    }
    var bindings: [(String, Term)] = []
    for binding in tree.list(parts[1]) {
      let pair = Array(tree.list(binding))
      guard pair.count == 2, let name = tree.symbol(pair[0]) else {
        throw syntax(binding, "a name and a term are expected here")
      }
      bindings.append((name, try term(pair[1])))
    }
    for (name, term) in bindings { bind(name, term) }
    defer { for (name, _) in bindings { unbind(name) } }
    return try body(&self, parts[2])
  }

  private mutating func named(_ name: String, _ arguments: [SExpression], _ expression: SExpression)
    throws(HornError) -> Term
  {
    if let bound = scope[name]?.last {
      if tree.kind(expression) == .list { throw sorts(expression, "`\(name)` is no function") }
      return bound
    }
    if predicatePositions[name] != nil {
      throw HornError(
        .hornClause, "`\(name)` stands inside a condition: the clause is no linear Horn clause",
        tree.range(expression),
        notes: ["predicates may stand in the conjunction that a clause begins with, and at its end"])
    }
    if let definition = definitions[name] { return try expanded(definition, arguments, expression) }
    return try operation(name, arguments, expression)
  }

  /// The body of a definition, with its parameters standing for the arguments.
  private mutating func expanded(
    _ definition: Definition, _ arguments: [SExpression], _ expression: SExpression
  ) throws(HornError) -> Term {
    guard arguments.count == definition.parameters.count else {
      throw sorts(
        expression,
        "\(definition.parameters.count) arguments are expected here, and there are \(arguments.count)")
    }
    var values: [Term] = []
    for (argument, parameter) in zip(arguments, definition.parameters) {
      values.append(try term(argument, parameter.sort))
    }
    let outer = scope
    scope = [:]
    defer { scope = outer }
    for (parameter, value) in zip(definition.parameters, values) { bind(parameter.name, value) }
    return try term(definition.body, definition.sort)
  }

  /// Terms of one sort.
  mutating func terms(_ expressions: [SExpression], _ sort: Sort) throws(HornError) -> [Term] {
    var terms: [Term] = []
    for expression in expressions { terms.append(try term(expression, sort)) }
    return terms
  }

  /// Terms of one sort, whichever it is.
  mutating func alike(_ expressions: [SExpression]) throws(HornError) -> [Term] {
    guard let first = expressions.first else { return [] }
    let term = try term(first)
    return [term] + (try terms(Array(expressions.dropFirst()), bank.sort(term)))
  }

  func count(_ arguments: [SExpression], _ range: ClosedRange<Int>, _ expression: SExpression)
    throws(HornError)
  {
    if range.contains(arguments.count) { return }
    let expected = range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "at least \(range.lowerBound)"
    throw HornError(
      .hornSort, "`\(tree.head(expression) ?? "this")` takes \(expected) arguments, not \(arguments.count)",
      tree.range(expression))
  }
}
