/// The declarations that take several lines.
extension LayoutBuilder {
  private func isToken(_ element: Element?, _ wanted: TokenKind) -> Bool {
    if case .token(_, let kind)? = element { return kind == wanted }
    return false
  }

  private func isNode(_ element: Element, _ wanted: SyntaxKind) -> Bool {
    if case .node(_, let kind) = element { return kind == wanted }
    return false
  }

  /// The bracket that closes something; comments before it belong inside.
  private func closing(_ element: Element?) -> Layout {
    if case .token(let index, _)? = element { return .closing(index) }
    return .all([])
  }

  /// `{ a, b }`, with as many on a line as fit.
  func enumeration(_ parts: [Element], _ kind: SyntaxKind) -> Layout {
    guard kind == .enumBody else { return .all(joined(parts, in: kind)) }
    var items: [Layout] = []
    for part in parts.dropFirst().dropLast() {
      if isToken(part, .comma), let last = items.popLast() {
        items.append(.all([last, layout(part)]))
      } else {
        items.append(layout(part))
      }
    }
    guard let first = parts.first else { return .all([]) }
    return .group([layout(first), .indent([.line, .fill(items, "")]), .line, closing(parts.last)])
  }

  /// A header and fields, one on a line with their types in a column.
  func fields(_ parts: [Element], _ kind: SyntaxKind) -> Layout {
    guard let brace = parts.firstIndex(where: { isToken($0, .leftBrace) }) else {
      return .all(joined(parts, in: kind))
    }
    let header = joined(Array(parts[...brace]), in: kind)
    let inner = parts[(brace + 1)...].dropLast()
    if inner.isEmpty { return .all(header + [closing(parts.last)]) }
    if inner.count == 1, let ranks = inner.first, isNode(ranks, .ranks) {
      return .group(header + [.indent([.line, layout(ranks)]), .line, closing(parts.last)])
    }
    let longest = inner.map { nameLength($0) }.max() ?? 0
    var body: [Layout] = []
    for part in inner {
      body.append(.hardLine)
      body.append(isNode(part, .field) ? field(part, column: longest + 2) : layout(part))
    }
    return .all(header + [.indent(body), .hardLine, closing(parts.last)])
  }

  private func nameLength(_ element: Element) -> Int {
    guard case .node(let index, .field) = element else { return 0 }
    let token = tree.tokens[Int(tree.records[Int(index)].firstToken)]
    let length = Int(token.end - token.start)
    return length > 24 ? 0 : length
  }

  private func field(_ element: Element, column: Int) -> Layout {
    guard case .node(let index, _) = element else { return .all([]) }
    let parts = elements(index)
    let length = nameLength(element)
    guard parts.count > 2, length > 0 else { return layout(element) }
    let rest = joined(Array(parts.dropFirst(2)), in: .field)
    return .group([.indent([layout(parts[0]), layout(parts[1]), .pad(column - length - 1)] + rest)])
  }

  /// A name and what it stands for, which goes to the next line if it does not fit.
  func definition(_ parts: [Element], _ kind: SyntaxKind) -> Layout {
    var header: [Element] = []
    var rest = parts[...]
    let isDefined: TokenKind =
      kind == .predicateDecl || kind == .functionDecl || kind == .patternDecl ? .equal : .colon
    while let part = rest.popFirst() {
      header.append(part)
      if isToken(part, isDefined) { break }
    }
    var body: [Layout] = [.line]
    while let part = rest.popFirst() {
      if isToken(part, .assuming) {
        body.append(contentsOf: [.line, layout(part), .space])
      } else {
        body.append(layout(part))
        if isToken(part, .comma) { body.append(.space) }
      }
    }
    return .group(joined(header, in: kind) + [.indent(body)])
  }

  /// A header, clauses on lines of their own, and a block.
  func action(_ parts: [Element], _ kind: SyntaxKind) -> Layout {
    var header: [Element] = []
    var clauses: [Layout] = []
    for part in parts.dropLast() {
      switch part {
      case .node(_, .requiresClause), .node(_, .honestClause), .node(_, .distinctClause),
        .node(_, .withinClause), .node(_, .receiveClause):
        clauses.append(contentsOf: [.hardLine, layout(part)])
      default: header.append(part)
      }
    }
    guard case .node(let block, _)? = parts.last else { return .all(joined(parts, in: kind)) }
    let isEmpty = elements(block).count == 2
    return .all(
      joined(header, in: kind) + [
        .indent(clauses), isEmpty && clauses.isEmpty ? .space : .hardLine, layout(block),
      ])
  }

  /// `{`, statements on lines of their own, `}`.
  func block(_ parts: [Element]) -> Layout {
    guard let first = parts.first, parts.count > 2 else { return .all(parts.map { layout($0) }) }
    var body: [Layout] = []
    for part in parts.dropFirst().dropLast() { body.append(contentsOf: [.hardLine, layout(part)]) }
    return .all([layout(first), .indent(body), .hardLine, closing(parts.last)])
  }

  /// `if c { ... } else { ... }`.
  func ifStatement(_ parts: [Element]) -> Layout { .all(joined(parts, in: .ifStmt)) }

  /// A header and `{`, items on lines of their own, `}`; a single item may stay on the header's line.
  func lines(_ parts: [Element], isAlwaysBroken: Bool) -> Layout {
    guard let brace = parts.firstIndex(where: { isToken($0, .leftBrace) }) else {
      return .all(joined(parts, in: .threatDecl))
    }
    let header = joined(Array(parts[...brace]), in: .threatDecl)
    let inner = parts[(brace + 1)...].dropLast()
    if inner.isEmpty { return .all(header + [closing(parts.last)]) }
    if !isAlwaysBroken, inner.count == 1, let only = inner.first, !isNode(only, .stepPower) {
      return .group(header + [.indent([.line, layout(only)]), .line, closing(parts.last)])
    }
    var body: [Layout] = []
    for part in inner { body.append(contentsOf: [.hardLine, layout(part)]) }
    return .all(header + [.indent(body), .hardLine, closing(parts.last)])
  }

  /// Steps joined by `;` as far as they fit; what is expected stands on lines of its own.
  func scenario(_ parts: [Element]) -> Layout {
    guard let brace = parts.firstIndex(where: { isToken($0, .leftBrace) }) else { return .all([]) }
    let header = joined(Array(parts[...brace]), in: .scenarioDecl)
    let inner = parts[(brace + 1)...].dropLast()
    if inner.isEmpty { return .all(header + [closing(parts.last)]) }
    var body: [Layout] = []
    var steps: [Layout] = []
    for part in inner {
      if isNode(part, .scenarioStep) || isNode(part, .scenarioWait) {
        steps.append(layout(part))
        continue
      }
      if !steps.isEmpty { body.append(contentsOf: [.hardLine, .fill(steps, ";")]) }
      steps = []
      body.append(contentsOf: [.hardLine, layout(part)])
    }
    if !steps.isEmpty { body.append(contentsOf: [.hardLine, .fill(steps, ";")]) }
    return .all(header + [.indent(body), .hardLine, closing(parts.last)])
  }

  /// The event and the action, then what vouches for it; if they don't fit, then what vouches stands on a line of its
  /// own, and so does the action behind tests of the event.
  func observation(_ parts: [Element]) -> Layout {
    guard let end = parts.firstIndex(where: { isNode($0, .vouching) }) else {
      return .all(joined(parts, in: .observeDecl))
    }
    guard let tests = parts.firstIndex(where: { isToken($0, .when) }),
      let action = parts[tests...].firstIndex(where: { isToken($0, .identifier) })
    else {
      return .group(joined(Array(parts[..<end]), in: .observeDecl) + [.indent([.line, layout(parts[end])])])
    }
    var rest: [Layout] = []
    for line in [parts[tests..<action], parts[action..<end], parts[end...]] {
      rest += [.line] + joined(Array(line), in: .observeDecl)
    }
    return .group(joined(Array(parts[..<tests]), in: .observeDecl) + [.indent(rest)])
  }
}
