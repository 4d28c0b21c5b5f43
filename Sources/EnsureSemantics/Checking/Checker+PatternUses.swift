import EnsureModel
import EnsureSyntax

/// Patterns where they are used: the body is checked again with what stands for the parameters, so that it means
/// exactly what it would mean if its author had written it there.
extension Checker {
  /// How many parts may stand inside each other once patterns are put in place.
  static var deepestExpansion: Int { 400 }
  /// How many parts all uses of patterns may have together.
  static var mostPatternParts: Int { 200_000 }

  /// `responds(o.state == settled, capture(o, ..))`.
  func patternUse(_ node: Syntax, _ token: Token, _ arguments: Syntax, _ position: Int) -> TypedExpression {
    let failed = TypedExpression(.error, .error, node.range)
    guard allowTemporal(node.range(token), patterns[position].name) else { return failed }
    let pattern = patterns[position]
    guard let values = patternArguments(arguments, of: pattern), !pattern.isBroken,
      isSmall(values, pattern, node)
    else { return failed }
    if patternDepth == 0 { outerUses.append((node.range, position)) }
    let body = patternBody(position)
    let count = diagnostics.count
    let known = substitutions
    for (local, value) in zip(pattern.parameters, values) { substitutions[local] = value }
    patternDepth += 1
    let result = withPatternScope(pattern) { body.map { expression($0, as: .formula) } ?? failed }
    patternDepth -= 1
    substitutions = known
    for index in count..<diagnostics.count { diagnostics[index].name(use: node.range, of: pattern) }
    // The place is the use: who reads of the whole formula finds it there.
    return TypedExpression(result.kind, result.type, node.range)
  }

  private func patternArguments(_ node: Syntax, of pattern: PatternDefinition) -> [TypedExpression]? {
    let arguments = node.nodes
    let count = pattern.parameters.count
    guard arguments.count == count else {
      complain(
        .wrongArgumentCount,
        "`\(pattern.name)` takes \(count) argument\(count == 1 ? "" : "s"), and here are \(arguments.count)",
        at: node.range, secondary: [Label(pattern.range, "it is declared here")])
      return nil
    }
    let values = zip(arguments, pattern.parameters).map { argument, local in
      patternArgument(argument, local, of: pattern)
    }
    return values.contains { $0.type == .error } ? nil : values
  }

  private func patternArgument(
    _ node: Syntax, _ local: LocalID, of pattern: PatternDefinition
  ) -> TypedExpression {
    let parameter = system.locals[local.index]
    let expected = parameter.type.type
    let failed = TypedExpression(.error, .error, node.range)
    if expected == .formula {
      let count = diagnostics.count
      let value = expression(node, expecting: .formula)
      if value.type == .error || value.type.fits(.formula) { return value }
      guard diagnostics.count == count else { return failed }
      complain(
        .typeMismatch,
        "`\(parameter.name)` of `\(pattern.name)` is a formula, and this is \(describe(value.type))",
        at: value.range, secondary: [Label(parameter.range, "it is declared here")],
        notes: ["write what holds at a moment: a condition, an action, or a formula of them"])
      return failed
    }
    let value = expression(node, expecting: expected)
    if value.type == .formula, expected != .error {
      complain(
        .typeMismatch,
        "`\(parameter.name)` of `\(pattern.name)` is \(describe(expected)), and this is a temporal formula",
        at: value.range, secondary: [Label(parameter.range, "it is declared here")])
      return failed
    }
    let result = argument(value, expected)
    guard pattern.bounds.contains(local), result.type != .error else { return result }
    return bound(result, "`\(parameter.name)` of `\(pattern.name)`") ?? failed
  }

  /// Complains about what would grow too large.
  private func isSmall(_ values: [TypedExpression], _ pattern: PatternDefinition, _ node: Syntax) -> Bool {
    var size = pattern.size
    for (value, count) in zip(values, pattern.occurrences) {
      let (more, overflows) = value.size.multipliedReportingOverflow(by: count)
      size = overflows ? Int.max / 2 : min(size + more, Int.max / 2)
    }
    if size > Self.expansionLimit {
      complain(
        .expansionTooLarge,
        "this has more than \(Self.expansionLimit) parts once `\(pattern.name)` is put in place",
        at: node.range,
        notes: ["let patterns use each other less often, or give them less"])
      return false
    }
    let depth = pattern.depth + (values.map(\.depth).max() ?? 0)
    if depth > Self.deepestExpansion {
      complain(
        .expansionTooLarge,
        "this has more than \(Self.deepestExpansion) parts inside each other once `\(pattern.name)` is put in place",
        at: node.range, notes: ["let patterns use each other less deeply"])
      return false
    }
    // Those inside others count for themselves: what an argument amounts to may be dropped, and has been made all the
    // same.
    let known = patternParts
    patternParts = min(patternParts + size + pattern.written, Int.max / 2)
    if patternParts > Self.mostPatternParts {
      // Said once: every further use is too much too.
      if known <= Self.mostPatternParts {
        complain(
          .expansionTooLarge,
          "the patterns of this spec have more than \(Self.mostPatternParts) parts once they are put in place",
          at: node.range, notes: ["use smaller patterns, or fewer of them"])
      }
      return false
    }
    return true
  }

  // MARK: Spans with a name

  /// The ticks of a span that bounds an operator: a number, or the name of a constant or of a pattern's parameter.
  func boundTicks(_ node: Syntax) -> Integer? {
    guard node.kind == .spanName else { return ticks(node) }
    guard let token = node.names.first, !token.isMissing else { return nil }
    let name = node.text(token)
    let value: TypedExpression
    if let local = lookUp(name) {
      value = substitutions[local] ?? self.local(local, node.range)
    } else if case .constant(let position)? = names[name]?.meaning {
      value = TypedExpression(.constant(position), constant(position).type, node.range)
    } else if let meaning = names[name]?.meaning {
      complain(
        .notConstant, "`\(name)` is \(meaning.description); what bounds an operator is a constant span of time",
        at: node.range)
      return nil
    } else {
      complainUnknown(
        .undefinedName, "there is no constant `\(name)`", token, in: node,
        among: scope.names + system.constants.map(\.name), notes: ["a span of time is written `5 min`"])
      return nil
    }
    let span = require(value, .integer(.duration))
    guard span.type != .error, let known = bound(span, "what bounds an operator") else { return nil }
    // Of a parameter nothing is known until it is put in place.
    return literal(known) ?? Integer(Int.max)
  }

  /// What stands where a constant span is wanted; nil, with a complaint, if it is none.
  private func bound(_ value: TypedExpression, _ what: String) -> TypedExpression? {
    if let ticks = literal(value) {
      if ticks < 0 {
        complain(.emptyRange, "a span of time that bounds an operator is not negative", at: value.range)
        return nil
      }
      return value
    }
    if case .local(let local) = value.kind, let position = definedPattern,
      patterns[position].parameters.contains(local)
    {
      patterns[position].bounds.insert(local)
      return value
    }
    complain(
      .notConstant, "this is not constant, and \(what) must be", at: value.range,
      notes: ["write a span of time (`5 min`), or the name of a constant"])
    return nil
  }

  // MARK: Whose mistake it is

  /// Says of the diagnostics from `count` on, which are about the whole formula of a property, what patterns they
  /// come from; each mistake is named once.
  func namePatterns(from count: Int, of property: SourceRange) {
    guard !outerUses.isEmpty else { return }
    var named: [Diagnostic] = []
    var places: Set<Label> = []
    for var diagnostic in diagnostics[count...] {
      let place = diagnostic.primary.range
      guard places.insert(Label(place, diagnostic.code.rawValue)).inserted else { continue }
      if property.contains(place) {
        for use in outerUses.filter({ $0.range.contains(place) }).prefix(2) {
          diagnostic.name(use: use.range, of: patterns[use.pattern])
        }
      } else if let use = outerUse(leadingTo: place) {
        diagnostic.name(use: use.range, of: patterns[use.pattern])
      }
      named.append(diagnostic)
    }
    diagnostics.replaceSubrange(count..., with: named)
  }

  /// Looking for the use takes time in proportion to the patterns there are; see `mostSuggestions`.
  private static let mostUsesLookedFor = 100

  /// The first use of a pattern by which the place in some pattern's body comes into the property.
  private func outerUse(leadingTo place: SourceRange) -> (range: SourceRange, pattern: Int)? {
    usesLookedFor += 1
    guard usesLookedFor <= Self.mostUsesLookedFor,
      let owner = patterns.indices.first(where: { patterns[$0].node.range.contains(place) })
    else { return nil }
    var seen: Set<Int> = []
    return outerUses.first { use in
      var pending = [use.pattern]
      while let next = pending.popLast() {
        if next == owner { return true }
        if seen.insert(next).inserted { pending += patterns[next].uses.map(\.pattern) }
      }
      return false
    }
  }
}

extension Diagnostic {
  /// Points from the place in an argument to the pattern, and from the place in a pattern to its use.
  fileprivate mutating func name(use: SourceRange, of pattern: PatternDefinition) {
    // Patterns may stand in patterns; the nearest ones tell enough.
    guard secondary.count < 3 else { return }
    if use.contains(primary.range) {
      secondary.append(Label(pattern.range, "`\(pattern.name)` is declared here"))
    } else {
      secondary.append(Label(use, "`\(pattern.name)` is used here"))
    }
  }
}

extension SourceRange {
  /// Whether the other place lies in this one.
  func contains(_ other: SourceRange) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}
