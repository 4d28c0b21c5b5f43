/// The file and its simpler declarations.
extension TreeParser {
  mutating func file() {
    if accept(.system) { name("a name for the system") }
    while kind == .import { importDeclaration() }
    while kind != .endOfFile {
      if Self.startsDeclaration(kind) || isAtWordDeclaration { derailedAt = -1 }
      declaration()
      if position == errorPosition {
        skip { ($0.isAtWordDeclaration || $0.isAtRespond) && $0.isFirstOnLine }
      }
    }
    // From the very first record and token: unknown characters at the beginning are skipped before this rule is.
    records.append(
      SyntaxTree.Record(kind: .file, firstDescendant: 0, firstToken: 0, endToken: Int32(tokens.count) + shift))
  }

  private mutating func importDeclaration() {
    let start = mark()
    advance()
    expect(.string, "expected the path of a file in double quotes behind `import`")
    if acceptWord("with") { repeat { renaming() } while accept(.comma) }
    finish(.importDecl, start)
  }

  private mutating func renaming() {
    let start = mark()
    let first = position
    name("a name of the imported file")
    expect(.equal, "expected `=` and what \(.word(first)) is called here")
    name("the name that stands for it here")
    finish(.renaming, start)
  }

  private mutating func declaration() {
    switch kind {
    case .currency: currency()
    case .resolution: resolution()
    case .enum: enumeration()
    case .const: constant()
    case .parameter: variable(.parameterDecl, "the parameter")
    case .global: variable(.globalDecl, "the global")
    case .role: role()
    case .actor: actor()
    case .entity: entity()
    case .finite: entity()
    case .final: final()
    case .unique: unique()
    case .distinct: persons()
    case .predicate: predicate()
    case .function: function()
    case .effect: effect()
    case .action, .optional: action()
    case .world: worldAction()
    case .policy: policy()
    case .invariant: invariant()
    case .property: property()
    case .threat: threat()
    case .scenario: scenario()
    case .accept: acceptDeclaration()
    case .expect: expectDeclaration()
    case .observe: observe()
    case .identifier where isAtRespond: respond()
    case .identifier where isAtMessage: message()
    case .identifier where isAtChannel: channel()
    case .identifier where isAtSecret: entity()
    case .identifier where isWord("pattern") && peek() == .identifier: patternDeclaration()
    default: noDeclaration()
    }
  }

  private mutating func noDeclaration() {
    switch kind {
    case .import:
      complain("`import` stands at the beginning of a file, before the declarations", at: range(position))
      return importDeclaration()
    case .system:
      complain("`system` stands once, at the very beginning of a file", at: range(position))
      let start = mark()
      advance()
      _ = accept(.identifier)
      return finish(.unexpected, start)
    case .rightBrace, .rightParen, .rightBracket:
      complain("this `\(.token)` closes nothing", at: range(position))
    default:
      complain("expected a declaration; \(.found)", at: range(position))
    }
    skip(atLeastOne: true) { ($0.isAtWordDeclaration || $0.isAtRespond) && $0.isFirstOnLine }
  }

  private mutating func currency() {
    let start = mark()
    advance()
    name("the code of a currency")
    if acceptWord("decimals") { expect(.integer, "expected the number of decimals") }
    finish(.currencyDecl, start)
  }

  private mutating func resolution() {
    let start = mark()
    advance()
    number("a span of time: `resolution 1 min`")
    finish(.resolutionDecl, start)
  }

  private mutating func enumeration() {
    let start = mark()
    advance()
    let first = position
    name("a name for the enum", next: nil)
    enumBody("the enum \(.word(first))")
    finish(.enumDecl, start)
  }

  private mutating func constant() {
    let start = mark()
    advance()
    let first = position
    name("a name for the constant")
    if accept(.colon) { type("the constant \(.word(first))") }
    expect(.equal, "expected `=` and the value of the constant \(.word(first))")
    expression()
    finish(.constDecl, start)
  }

  private mutating func variable(_ node: SyntaxKind, _ what: @autoclosure () -> Phrase) {
    let start = mark()
    advance()
    let first = position
    name("a name for \(what())")
    colonAndType(what(), first, in: .type)
    if accept(.equal) { initial() }
    finish(node, start)
  }

  // MARK: - Things and people

  private mutating func role() {
    let start = mark()
    advance()
    let first = position
    name("a name for the role")
    fields(of: "the role \(.word(first))", ranks: true)
    finish(.roleDecl, start)
  }

  private mutating func actor() {
    let start = mark()
    advance()
    let first = position
    name("a name for the actor")
    fields(of: "the actor \(.word(first))")
    finish(.actorDecl, start)
  }

  private mutating func entity() {
    let start = mark()
    _ = acceptWord("secret")
    if accept(.finite) {
      expect(.entity, "expected `entity` behind `finite`")
    } else {
      advance()
    }
    let first = position
    name("a name for the entity")
    if kind == .leftBracket {
      let keys = mark()
      advance()
      parameterList()
      close(.rightBracket, "expected `,` or `]` behind a key")
      finish(.keys, keys)
    }
    if accept(.of) { name("the entity that it is part of") }
    fields(of: "the entity \(.word(first))")
    finish(.entityDecl, start)
  }

  private mutating func final() {
    let start = mark()
    advance()
    let first = position
    name("a name for the final states")
    parameters("`final`")
    expect(.colon, "expected `:` and a condition behind the parameters of \(.word(first))")
    expression()
    finish(.finalDecl, start)
  }

  private mutating func unique() {
    let start = mark()
    advance()
    name("the name of an entity behind `unique`")
    expect(.leftParen, "expected `(` and the fields that are unique together")
    repeat { name("the name of a field") } while accept(.comma)
    close(.rightParen, "expected `,` or `)` behind the name of a field")
    if accept(.when) { expression() }
    finish(.uniqueDecl, start)
  }

  private mutating func persons() {
    let start = mark()
    advance()
    expectWord("persons", next: nil, "expected `persons` behind `distinct`")
    finish(.personsDecl, start)
  }

  // MARK: - Functions and properties

  private mutating func predicate() {
    let start = mark()
    advance()
    let first = position
    name("a name for the predicate")
    parameters("the predicate \(.word(first))")
    definition("the condition", of: first)
    finish(.predicateDecl, start)
  }

  private mutating func function() {
    let start = mark()
    advance()
    let first = position
    name("a name for the function")
    parameters("the function \(.word(first))")
    if kind == .minus, peek() == .greater {
      let arrow = range(position, to: position + 1)
      complain(
        .otherLanguage, "the type of a result stands behind `:`", at: arrow,
        fixIts: [FixIt("write `:`", arrow, ":")])
      insertMissing(.colon)
      let skipped = mark()
      advance()
      advance()
      finish(.unexpected, skipped)
      type("the result")
    } else if expect(
      .colon, "expected `:` and the type of the result behind the parameters of \(.word(first))")
      || kind != .equal
    {
      type("the result of \(.word(first))")
    }
    definition("the value", of: first)
    finish(.functionDecl, start)
  }

  /// `= Expr`.
  mutating func definition(_ what: @autoclosure () -> Phrase, of first: Int) {
    if kind == .colon || kind == .leftBrace, position != errorPosition {
      complain("expected `=` and \(what()) of \(.word(first))", at: range(position))
      skipOne(insteadOf: .equal)
      expression()
      if tokens[position - 1].kind != .rightBrace, kind == .rightBrace {
        let start = mark()
        advance()
        finish(.unexpected, start)
      }
      return
    }
    expect(.equal, "expected `=` and \(what()) of \(.word(first))")
    expression()
  }

  private mutating func effect() {
    let start = mark()
    advance()
    let first = position
    name("a name for the effect")
    parameters("the effect \(.word(first))")
    block("the effect \(.word(first))")
    finish(.effectDecl, start)
  }

  private mutating func invariant() {
    let start = mark()
    advance()
    let first = position
    name("a name for the invariant")
    if kind == .leftParen { parameters("the invariant") }
    expect(.colon, "expected `:` and a condition behind the invariant \(.word(first))")
    expression()
    finish(.invariantDecl, start)
  }

  private mutating func property() {
    let start = mark()
    advance()
    let first = position
    name("a name for the property")
    if kind == .leftParen { parameters("the property") }
    expect(.colon, "expected `:` and a formula behind the property \(.word(first))")
    expression()
    if accept(.assuming) {
      repeat { assumption() } while accept(.comma)
    }
    finish(.propertyDecl, start)
  }

  private mutating func assumption() {
    let start = mark()
    if isWord("strongly"), peek() == .identifier {
      advance()
      expectWord("fair", "expected `fair` behind `strongly`")
      roleReference("who is fair")
    } else if isWord("fair"), peek() == .identifier {
      advance()
      roleReference("who is fair")
    } else {
      expression()
    }
    finish(.assumption, start)
  }
}
