/// Events of the outside, and responses.
extension TreeParser {
  // MARK: - Observations

  mutating func observe() {
    let start = mark()
    advance()
    if accept(.within) {
      number("how late an event may come: `observe within 5 min`")
      return finish(.latenessDecl, start)
    }
    if isWord("baseline"), peek() == .sum || peek() == .count { return baseline(start) }
    if kind == .identifier, isWord("for", 1), peek(2) == .integer || peek(2) == .decimal {
      advance()
      advance()
      number("how long an instance is remembered: `observe Order for 30 days`")
      return finish(.memoryDecl, start)
    }
    if kind == .sensor || (kind == .identifier && (!isWord("as") || peek() == .string)) { advance() }
    expect(.string, "expected the name of the event in double quotes")
    if accept(.when) {
      repeat { eventTest() } while accept(.and)
    }
    expectWord("as", "expected `as` and the action that the event reports")
    name("the name of an action")
    if accept(.dot) { name("the sensor whose reading the event reports") }
    if expect(.leftParen, "expected `(` and where the action's parameters stand in the event") {
      if kind != .rightParen {
        repeat { mapping() } while accept(.comma)
      }
      close(.rightParen, "expected `,` or `)` behind a parameter")
    } else {
      insertMissing(.rightParen)
    }
    vouching()
    finish(.observeDecl, start)
  }

  private mutating func baseline(_ start: Mark) {
    advance()
    let total = mark()
    let isSum = kind == .sum
    advance()
    binderInParentheses(position - 1)
    if isSum {
      if kind == .identifier || kind == .leftParen {
        postfix()
      } else {
        complain("expected what is added up: a field, or something in brackets")
        missingExpression()
      }
    }
    finish(isSum ? .sum : .quantifier, total)
    expect(.equal, "expected `=` and how much there is when the watching begins")
    expression()
    finish(.baselineDecl, start)
  }

  private mutating func eventTest() {
    let start = mark()
    path()
    if kind == .equalEqual || kind == .notEqual {
      advance()
    } else {
      complain("expected `==` or `!=` and a value: `success == \"true\"`")
      insertMissing(.equalEqual)
    }
    switch kind {
    case .string, .integer, .true, .false: advance()
    default:
      complain("expected a text in double quotes, a whole number, `true` or `false`")
      insertMissing(.string)
    }
    finish(.eventTest, start)
  }

  private mutating func mapping() {
    let start = mark()
    let first = position
    if !accept(.by) { name("the name of a parameter, or `by`") }
    expect(.colon, "expected `:` and where \(.word(first)) stands in the event")
    path()
    finish(.mapping, start)
  }

  /// `data.items[0]."net amount"`.
  private mutating func path() {
    let start = mark()
    pathPart()
    while true {
      if accept(.dot) {
        pathPart()
      } else if kind == .leftBracket, peek() == .integer {
        advance()
        advance()
        close(.rightBracket, "expected `]` behind the position")
      } else {
        return finish(.path, start)
      }
    }
  }

  private mutating func pathPart() {
    if accept(.string) { return }
    guard kind.isReservedWord, position != errorPosition, !isFirstOnLine else {
      return name("the path to a value in the event")
    }
    complain(
      .reservedWord, "`\(.token)` is a reserved word; in a path it stands in double quotes",
      at: range(position),
      fixIts: [FixIt("write `\"\(text(position))\"`", range(position), "\"\(text(position))\"")])
    skipOne(insteadOf: .identifier)
  }

  private mutating func vouching() {
    let start = mark()
    if isWord("authenticated") {
      advance()
      expect(.by, "expected `by` and what authenticates the event")
      name("what authenticates the event")
    } else {
      expectWord(
        "claimed", next: nil, "expected `claimed`, or `authenticated by` and what vouches for the event")
      if acceptWord("corroborated") {
        expect(.by, "expected `by` and the event that corroborates this one")
        expect(.string, "expected the name of the event that corroborates this one, in double quotes")
        expect(.within, "expected `within` and how far apart the two events may be")
        number("how far apart the two events may be: `within 10 min`")
      }
    }
    finish(.vouching, start)
  }

  // MARK: - Responses

  /// Whether `respond to` stands here.
  var isAtRespond: Bool { kind == .identifier && isWord("respond") && isWord("to", 1) }

  mutating func respond() {
    let start = mark()
    advance()
    advance()
    pattern("the name of a property")
    if accept(.within) { number("how soon: `within 5 min`") }
    if expect(.leftBrace, "expected `{` and what is to be done") {
      if kind == .rightBrace { complain("expected at least one thing that is to be done") }
      while kind != .rightBrace, kind != .endOfFile {
        if kind == .identifier {
          item { $0.response() }
        } else if isAtDeclaration {
          break
        } else {
          complain("expected an action, or `alert` and a text; \(.found)", at: range(position))
          skip(atLeastOne: true) { $0.kind == .semicolon || ($0.isFirstOnLine && $0.kind == .identifier) }
        }
        if position == errorPosition {
          skip { $0.kind == .semicolon || ($0.isFirstOnLine && $0.kind == .identifier) }
        }
        acceptSemicolon()
      }
      close(.rightBrace, "expected `}` at the end of the response")
    } else {
      insertMissing(.rightBrace)
    }
    finish(.respondDecl, start)
  }

  private mutating func response() {
    let start = mark()
    if isWord("alert"), peek() == .string {
      advance()
      advance()
      return finish(.alertResponse, start)
    }
    name("the name of an action")
    callArguments()
    finish(.actionResponse, start)
  }
}
