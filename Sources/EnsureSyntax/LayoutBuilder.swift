/// Says how each node is laid out.
struct LayoutBuilder {
  /// Something that begins its own line in a file.
  struct Piece {
    /// One-line pieces of the same family stand together.
    let family: SyntaxKind
    let layout: Layout
  }

  /// A part of a node, in source order.
  enum Element {
    case token(Int32, TokenKind)
    case node(Int32, SyntaxKind)
  }

  let tree: SyntaxTree

  // MARK: - The file

  /// The declarations, and before them the system's name and the imports.
  func pieces(hasLastComments: Bool) -> [Piece] {
    var pieces: [Piece] = []
    var header: [Layout] = []
    for element in elements(Int32(tree.records.count - 1)) {
      switch element {
      case .token(let index, .endOfFile):
        if hasLastComments { pieces.append(Piece(family: .file, layout: .token(index))) }
      case .token(let index, _):
        header.append(contentsOf: header.isEmpty ? [.token(index)] : [.space, .token(index)])
        if header.count > 1 { pieces.append(Piece(family: .file, layout: .all(header))) }
      case .node(let index, let kind): pieces.append(Piece(family: family(kind), layout: layout(index)))
      }
    }
    return pieces
  }

  private func family(_ kind: SyntaxKind) -> SyntaxKind {
    switch kind {
    case .actorDecl: .roleDecl
    case .expectDecl: .acceptDecl
    case .latenessDecl, .baselineDecl, .memoryDecl: .observeDecl
    case .globalDecl, .parameterDecl: .constDecl
    case .resolutionDecl: .currencyDecl
    default: kind
    }
  }

  // MARK: - Nodes

  /// A node's own tokens and child nodes in order, without tokens that mean nothing.
  func elements(_ node: Int32) -> [Element] {
    let record = tree.records[Int(node)]
    var result: [Element] = []
    var end = record.endToken
    var at = node - 1
    func tokens(from start: Int32, to end: Int32) {
      var index = end - 1
      while index >= start {
        if !CommentTable.isDropped(Int(index), of: tree) {
          result.append(.token(index, tree.tokens[Int(index)].kind))
        }
        index -= 1
      }
    }
    while at >= record.firstDescendant {
      let child = tree.records[Int(at)]
      tokens(from: child.endToken, to: end)
      result.append(.node(at, child.kind))
      end = child.firstToken
      at = child.firstDescendant - 1
    }
    tokens(from: record.firstToken, to: end)
    result.reverse()
    return result
  }

  func layout(_ element: Element) -> Layout {
    switch element {
    case .token(let index, _): .token(index)
    case .node(let index, _): layout(index)
    }
  }

  func layout(_ node: Int32) -> Layout {
    let parts = elements(node)
    let kind = tree.records[Int(node)].kind
    switch kind {
    case .nameExpr, .number, .selection, .namedType, .rangeType, .bound, .negation, .roleRef, .principal,
      .parameter,
      .binder, .mapping, .renaming, .path:
      return kind == .binder ? broken(parts, before: [.where]) : .all(joined(parts, in: kind))
    case .parameters, .arguments, .keyed, .keys, .group, .window: return bracketed(parts, in: kind)
    case .quantifier, .sum, .allQuantifier: return binding(parts)
    case .pattern, .uniqueDecl: return .all(joined(parts, in: kind))
    case .equivalence, .implication, .disjunction, .conjunction, .binaryTemporal, .comparison, .additive,
      .multiplicative:
      return operators(parts)
    case .share: return broken(parts, before: [.of, .rounded])
    case .ifExpr: return broken(parts, before: [.then, .else])
    case .enumDecl, .enumBody: return enumeration(parts, kind)
    case .entityDecl, .actorDecl, .roleDecl, .messageDecl: return fields(parts, kind)
    case .finalDecl, .invariantDecl, .propertyDecl, .predicateDecl, .functionDecl, .patternDecl:
      return definition(parts, kind)
    case .actionDecl, .worldActionDecl, .effectDecl, .stepPower: return action(parts, kind)
    case .block: return block(parts)
    case .ifStmt: return ifStatement(parts)
    case .assignment, .payload, .letStmt, .constDecl, .initial, .field, .requiresClause, .honestClause,
      .scenarioGiven,
      .scenarioExpect:
      return .group(joined(parts, in: kind))
    case .policyDecl, .respondDecl: return lines(parts, isAlwaysBroken: true)
    case .threatDecl, .sendStmt: return lines(parts, isAlwaysBroken: false)
    case .policyRule: return broken(parts, before: [.when])
    case .attackerPower: return broken(parts, before: [.when, .without])
    case .scenarioDecl: return scenario(parts)
    case .importDecl: return renamed(parts)
    case .acceptDecl: return broken(parts, before: [.because])
    case .expectDecl: return broken(parts, before: [.under])
    case .observeDecl: return observation(parts)
    default: return .all(joined(parts, in: kind))
    }
  }

  // MARK: - White space between the parts of a line

  /// The parts on one line, with the spaces that belong between them.
  func joined(_ parts: [Element], in kind: SyntaxKind) -> [Layout] {
    var result: [Layout] = []
    result.reserveCapacity(parts.count * 2)
    var previous: Element?
    for part in parts {
      if let previous, isSpaced(previous, part, in: kind) { result.append(.space) }
      result.append(layout(part))
      previous = part
    }
    return result
  }

  private func isSpaced(_ left: Element, _ right: Element, in kind: SyntaxKind) -> Bool {
    if case .token(_, let token) = left {
      switch token {
      case .leftParen, .leftBracket, .dot, .dotDot: return false
      case .minus where kind == .bound || kind == .negation: return false
      case .less where kind == .namedType: return false
      default: break
      }
    }
    switch right {
    case .token(_, let token):
      switch token {
      case .dotDot where kind == .pattern: return true
      case .comma, .colon, .rightParen, .rightBracket, .dot, .dotDot, .question, .percent, .leftParen,
        .leftBracket:
        return false
      case .less, .greater: return kind != .namedType
      default: return true
      }
    case .node(_, let node):
      switch node {
      case .arguments, .parameters, .keyed, .keys, .window: return false
      case .bound:
        if case .node = left { return false }
        return true
      default: return true
      }
    }
  }

  /// `import "a.ens" with b = c, d = e`: broken before `with`, and then as many on a line as fit.
  private func renamed(_ parts: [Element]) -> Layout {
    guard let with = parts.firstIndex(where: { if case .token(_, .identifier) = $0 { true } else { false } })
    else { return .all(joined(parts, in: .importDecl)) }
    var items: [Layout] = []
    for part in parts[(with + 1)...] {
      if case .token(_, .comma) = part, let last = items.popLast() {
        items.append(.all([last, layout(part)]))
      } else {
        items.append(layout(part))
      }
    }
    return .group(
      joined(Array(parts[..<with]), in: .importDecl)
        + [.indent([.line, layout(parts[with]), .space, .indent([.fill(items, "")])])])
  }

  // MARK: - Expressions

  /// `( a, b )`: broken behind the bracket and each comma if it does not fit.
  func bracketed(_ parts: [Element], in kind: SyntaxKind) -> Layout {
    guard let first = parts.first, let last = parts.last, parts.count > 2 else {
      return .all(joined(parts, in: kind))
    }
    var inner: [Layout] = [.softLine]
    for part in parts.dropFirst().dropLast() {
      inner.append(layout(part))
      if case .token(_, .comma) = part { inner.append(.line) }
    }
    return .group([layout(first), .indent(inner), .softLine, layout(last)])
  }

  /// `sum(o: Order) a`.
  private func binding(_ parts: [Element]) -> Layout {
    var result: [Layout] = []
    for part in parts {
      switch part {
      case .token: result.append(layout(part))
      case .node(_, .binder): result.append(.indent([.softLine, layout(part)]))
      case .node: result.append(contentsOf: [.space, layout(part)])
      }
      if case .node(_, .binder) = part { result.append(.softLine) }
    }
    return .group(result)
  }

  /// Operands and operators: broken before each operator if it does not fit.
  private func operators(_ parts: [Element]) -> Layout {
    guard let first = parts.first else { return .all([]) }
    var rest: [Layout] = []
    var previous = first
    for part in parts.dropFirst() {
      if case .node = previous, case .token = part {
        rest.append(.line)
      } else if case .node(_, .window) = part {
      } else {
        rest.append(.space)
      }
      rest.append(layout(part))
      previous = part
    }
    return .group([layout(first), .indent(rest)])
  }

  /// On one line, or broken before those words.
  func broken(_ parts: [Element], before words: [TokenKind]) -> Layout {
    var result: [Layout] = []
    var previous: Element?
    for part in parts {
      if case .token(_, let kind) = part, words.contains(kind), previous != nil {
        result.append(.line)
      } else if let previous, isSpaced(previous, part, in: .file) {
        result.append(.space)
      }
      result.append(layout(part))
      previous = part
    }
    return .group([.indent(result)])
  }
}
