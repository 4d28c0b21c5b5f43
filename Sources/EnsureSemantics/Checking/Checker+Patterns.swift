import EnsureModel
import EnsureSyntax

/// Patterns: what their declarations say. Each body is checked once as it stands, with its parameters for formulas
/// of which nothing is known, so that a mistake in it is found whether or not somebody uses it.
extension Checker {
  /// How many patterns may use each other in a row.
  private static let longestChain = 200

  func declarePattern(_ node: Syntax) {
    guard let token = declaredNames(node).first else { return }
    let name = declare(token, in: node, as: .pattern(patterns.count))
    patterns.append(PatternDefinition(name: name, node: node, range: node.range(token)))
  }

  func declarePatternHead(_ node: Syntax, _ position: Int) {
    patterns[position].parameters = patternParameters(node.node(.parameters))
    patterns[position].isBroken = false
  }

  private func patternParameters(_ node: Syntax?) -> [LocalID] {
    if let node, node.nodes.count > Self.mostParameters {
      complain(
        .tooLarge, "here are \(node.nodes.count) parameters; at most \(Self.mostParameters) are taken",
        at: node.range)
      return []
    }
    return (node?.nodes ?? []).compactMap { parameter in
      guard parameter.kind == .parameter, let token = parameter.names.first else { return nil }
      guard parameter.nodes.isEmpty, parameter.token(.colon) == nil else {
        return parameterLocal(parameter, token, allowsInstants: true, allowsNone: true)
      }
      return makeLocal(parameter.text(token), DeclaredType(.formula), parameter.range(token))
    }
  }

  /// Checks all patterns, those that others use first.
  func checkPatterns() {
    for position in patterns.indices { patterns[position].uses = patternUses(in: patterns[position].node) }
    var lengths: [Int: Int] = [:]
    var path: [Int] = []

    func breakAll(_ positions: some Sequence<Int>) {
      for position in positions { patterns[position].isBroken = true }
    }

    func visit(_ position: Int) -> Int {
      if let known = lengths[position] { return known }
      path.append(position)
      var length = 1
      for (next, range) in patterns[position].uses {
        if let start = path.firstIndex(of: next) {
          let names = (path[start...] + [next]).map { "`\(patterns[$0].name)`" }
          complain(
            .recursion, "\(names[0]) needs \(names.dropFirst().joined(separator: ", which needs "))", at: range,
            notes: [
              "a pattern is put in place where it is used, so it cannot use itself, also not through others"
            ])
          breakAll(path[start...])
        } else if path.count > Self.longestChain {
          tooDeep(range)
          breakAll([position])
          length = Self.longestChain + 2
        } else {
          let inner = visit(next) + 1
          // Said once: whatever uses this is too long too.
          if inner == Self.longestChain + 1 {
            tooDeep(range)
            breakAll([position])
          }
          length = max(length, min(inner, Self.longestChain + 2))
        }
      }
      path.removeLast()
      lengths[position] = length
      checkPattern(position)
      return length
    }
    for position in patterns.indices { _ = visit(position) }
  }

  private func tooDeep(_ range: SourceRange) {
    complain(
      .expansionTooLarge, "more than \(Self.longestChain) patterns use each other in a row here", at: range,
      notes: ["let some of them say more themselves"])
  }

  /// The patterns that stand in a declaration, by name. (No local name can be called.)
  private func patternUses(in node: Syntax) -> [(pattern: Int, range: SourceRange)] {
    let records = node.tree.records
    return (records[Int(node.index)].firstDescendant..<node.index).compactMap { index in
      guard records[Int(index)].kind == .nameExpr else { return nil }
      let name = Syntax(tree: node.tree, index: index)
      guard name.node(.arguments) != nil, let token = name.names.first,
        case .pattern(let position)? = names[name.text(token)]?.meaning
      else { return nil }
      return (position, name.range(token))
    }
  }

  /// Checks the body of a pattern as it stands; all that it uses has been checked.
  private func checkPattern(_ position: Int) {
    let pattern = patterns[position]
    let inner = pattern.uses.map { patterns[$0.pattern] }
    if pattern.isBroken || inner.contains(where: \.isBroken) {
      patterns[position].isBroken = true
      return
    }
    guard let body = patternBody(position) else {
      patterns[position].isBroken = true
      return
    }
    let count = diagnostics.count
    definedPattern = position
    let result = withPatternScope(pattern, introducing: true) { expression(body, as: .formula) }
    definedPattern = nil
    if diagnostics.count == count { checkPatternFormula(result) }
    if result.type == .error || diagnostics[count...].contains(where: { $0.severity == .error }) {
      patterns[position].isBroken = true
      return
    }
    patterns[position].size = result.size
    patterns[position].written = Int(body.index - body.tree.records[Int(body.index)].firstDescendant) + 1
    patterns[position].depth = max(
      result.depth, (body.tree.height(of: body.index)) + (inner.map(\.depth).max() ?? 0))
    var occurrences: [LocalID: Int] = [:]
    result.walk { if case .local(let local) = $0.kind { occurrences[local, default: 0] += 1 } }
    patterns[position].occurrences = pattern.parameters.map { occurrences[$0] ?? 0 }
    if patterns[position].depth > Self.deepestExpansion { refuseDepth(of: position, at: pattern.range) }
  }

  private func refuseDepth(of position: Int, at range: SourceRange) {
    complain(
      .expansionTooLarge,
      "`\(patterns[position].name)` has more than \(Self.deepestExpansion) parts inside each other once its patterns are put in place",
      at: range, notes: ["let them use each other less deeply"])
    patterns[position].isBroken = true
  }

  /// The name of the parameter for a formula that an expression is, in the declaration of a pattern.
  func formulaParameter(_ expression: TypedExpression) -> String? {
    guard expression.type == .formula, case .local(let local) = expression.kind else { return nil }
    return system.locals[local.index].name
  }

  /// What to do where such a parameter does not fit.
  func formulaNotes(_ expressions: [TypedExpression]) -> [String] {
    expressions.compactMap(formulaParameter).prefix(1).map {
      "a parameter without a type stands for a formula; for a condition on one state write `\($0): Bool`"
    }
  }

  /// What stands behind the `=`.
  func patternBody(_ position: Int) -> Syntax? {
    patterns[position].node.nodes.last { $0.kind != .parameters }
  }

  /// Runs `body` where the parameters of a pattern are in reach, and no other local names; `introducing` them
  /// complains about doubles.
  func withPatternScope<Result>(
    _ pattern: PatternDefinition, introducing: Bool = false, _ body: () -> Result
  ) -> Result {
    let outer = scope
    scope = LocalScope()
    defer { scope = outer }
    var context = ExpressionContext(place: "a pattern")
    context.allowsFormulas = true
    context.seesMessages = true
    return within(context) {
      for local in pattern.parameters {
        if introducing { bring(local) } else { scope.append(system.locals[local.index].name, local) }
      }
      return body()
    }
  }
}

extension SyntaxTree {
  /// How many nodes stand inside each other in a node, at most.
  fileprivate func height(of node: Int32) -> Int {
    var heights: [Int32: Int] = [:]
    for index in records[Int(node)].firstDescendant...node {
      var height = 0
      var child = index - 1
      while child >= records[Int(index)].firstDescendant {
        height = max(height, heights.removeValue(forKey: child) ?? 0)
        child = records[Int(child)].firstDescendant - 1
      }
      heights[index] = height + 1
    }
    return heights[node] ?? 1
  }
}
