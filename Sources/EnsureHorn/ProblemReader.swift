import EnsureModel
import EnsureSyntax

/// Reads the commands of a file.
struct ProblemReader {
  private var reader: TermReader
  private var clauses: [HornClause] = []
  private var isAsked = false

  /// The problem that the bytes of a file state.
  static func read(_ bytes: [UInt8]) throws(HornError) -> HornProblem {
    let tree = try SExpressionReader.read(bytes)
    var problem = ProblemReader(reader: TermReader(tree))
    for command in tree.top where try !problem.run(command) { break }
    return try problem.finished()
  }

  private var tree: SExpressionTree { reader.tree }

  private func finished() throws(HornError) -> HornProblem {
    let end = SourceRange(file: FileID(index: 0), start: tree.bytes.count, end: tree.bytes.count)
    if !isAsked {
      throw HornError(.hornIncomplete, "the file asks nothing: there is no `(check-sat)`", end)
    }
    if !clauses.contains(where: { $0.head == nil }) {
      throw HornError(.hornIncomplete, "no clause ends in `false`: there is nothing to prove", end)
    }
    if !clauses.contains(where: { $0.body == nil }) {
      throw HornError(.hornIncomplete, "every clause has a predicate in its body: nothing ever begins", end)
    }
    return HornProblem(bank: reader.bank, predicates: reader.predicates, clauses: clauses)
  }

  /// Does one command.
  ///
  /// - Returns: whether others may follow.
  private mutating func run(_ command: SExpression) throws(HornError) -> Bool {
    let parts = Array(tree.list(command))
    guard let name = tree.head(command) else {
      throw reader.syntax(command, "here a command is expected, such as `(assert ...)`")
    }
    func count(_ expected: Int) throws(HornError) {
      if parts.count != expected + 1 {
        throw reader.syntax(command, "`\(name)` takes \(expected) arguments, not \(parts.count - 1)")
      }
    }
    switch name {
    case "set-info", "set-option": break
    case "set-logic":
      try count(1)
      if tree.symbol(parts[1]) != "HORN" {
        throw HornError(
          .hornUnsupported, "the logic `\(tree.text(parts[1]))` is not supported: only `HORN` is",
          tree.range(parts[1]))
      }
    case "declare-fun", "declare-const", "define-fun", "define-const":
      if isAsked { throw late(command) }
      try count(name == "declare-fun" ? 3 : name == "define-fun" ? 4 : name == "define-const" ? 3 : 2)
      if name.hasPrefix("declare") {
        try declare(parts, parameters: name == "declare-fun" ? parts[2] : nil)
      } else {
        try define(parts, parameters: name == "define-fun" ? parts[2] : nil)
      }
    case "assert":
      if isAsked { throw late(command) }
      try count(1)
      if clauses.count >= HornLimits.clauses {
        throw HornError(.tooLarge, "there are more than \(HornLimits.clauses) clauses", tree.range(command))
      }
      clauses.append(try ClauseReader.clause(parts[1], &reader))
    case "check-sat":
      try count(0)
      if isAsked { throw late(command) }
      isAsked = true
    case "get-model", "get-info", "get-option", "get-proof", "echo": break
    case "exit": return false
    default:
      throw HornError(.hornUnsupported, "the command `\(name)` is not supported", tree.range(command))
    }
    return true
  }

  private func late(_ command: SExpression) -> HornError {
    HornError(
      .hornUnsupported, "only one question is supported, and this comes behind its `(check-sat)`",
      tree.range(command))
  }

  private func newName(_ expression: SExpression) throws(HornError) -> String {
    guard let name = tree.symbol(expression) else { throw reader.syntax(expression, "a name is expected here") }
    if reader.predicatePositions[name] != nil || reader.definitions[name] != nil {
      throw HornError(.hornSort, "there is something called `\(name)` already", tree.range(expression))
    }
    return name
  }

  private mutating func declare(_ parts: [SExpression], parameters: SExpression?) throws(HornError) {
    let name = try newName(parts[1])
    guard let result = parts.last else { return }
    guard try reader.sort(result) == .boolean else {
      throw HornError(
        .hornUnsupported, "`\(name)` is no predicate: only predicates may be asked for", tree.range(result))
    }
    var sorts: [Sort] = []
    if let parameters {
      guard tree.kind(parameters) == .list else {
        throw reader.syntax(parameters, "here a list of sorts is expected")
      }
      for sort in tree.list(parameters) { sorts.append(try reader.sort(sort)) }
    }
    if sorts.count > HornLimits.variables || reader.predicates.count >= HornLimits.clauses {
      throw HornError(.tooLarge, "there are too many arguments or predicates", tree.range(parts[1]))
    }
    reader.predicatePositions[name] = reader.predicates.count
    reader.predicates.append(HornPredicate(name: name, sorts: sorts))
  }

  private mutating func define(_ parts: [SExpression], parameters: SExpression?) throws(HornError) {
    let name = try newName(parts[1])
    let names = try parameters.map { list throws(HornError) in try reader.sortedNames(list) } ?? []
    let definition = TermReader.Definition(
      parameters: names, sort: try reader.sort(parts[parts.count - 2]), body: parts[parts.count - 1])
    // Read once with unknown arguments, so that what is wrong in it is told there.
    for (name, sort) in names {
      let variable = reader.bank.makeVariable(name, ValueType(sort))
      reader.bind(name, reader.bank.variable(variable))
    }
    defer { for (name, _) in names { reader.unbind(name) } }
    _ = try reader.term(definition.body, definition.sort)
    reader.definitions[name] = definition
  }
}
