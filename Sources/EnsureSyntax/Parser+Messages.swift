/// Messages, channels, and the powers over them and over secrets. Their words are no reserved ones: what follows shows
/// that they are meant.
extension TreeParser {
  // MARK: - Declarations

  /// Whether `message Hook {` stands here.
  var isAtMessage: Bool { isWord("message") && peek() == .identifier && peek(2) == .leftBrace }

  /// Whether `channel hooks:` stands here.
  var isAtChannel: Bool { isWord("channel") && peek() == .identifier && peek(2) == .colon && !isInFields }

  /// Whether `secret entity` or `secret finite entity` stands here.
  var isAtSecret: Bool { isWord("secret") && (peek() == .entity || (peek() == .finite && peek(2) == .entity)) }

  /// Whether a declaration begins here whose first word is not reserved.
  var isAtWordDeclaration: Bool {
    kind == .identifier && (isAtMessage || isAtChannel || isAtSecret || isAtPattern)
  }

  mutating func message() {
    let start = mark()
    advance()
    let first = position
    name("a name for the message")
    fields(of: "the message \(.word(first))")
    finish(.messageDecl, start)
  }

  mutating func channel() {
    let start = mark()
    advance()
    name("a name for the channel")
    advance()
    name("the message that travels on the channel")
    while true {
      if isWord("exactly") {
        advance()
        expect(.once, "expected `once` behind `exactly`")
      } else if isWord("ordered") {
        advance()
        expect(.by, "expected `by` and a field of the message behind `ordered`")
        name("the field that orders the messages")
      } else if !acceptWord("lossy"), !acceptWord("broadcast") {
        break
      }
    }
    finish(.channelDecl, start)
  }

  // MARK: - Clauses and statements

  /// Whether `receive h on` stands here.
  var isAtReceive: Bool { isWord("receive") && peek() == .identifier }

  mutating func receive() {
    let start = mark()
    advance()
    name("the parameter that is received")
    expectWord("on", "expected `on` and a channel behind what is received")
    name("the name of a channel")
    finish(.receiveClause, start)
  }

  /// Whether `send h` stands here, which begins nothing else.
  var isAtSend: Bool { isWord("send") && peek() == .identifier }

  /// Whether `send h: Hook on hooks` stands here, and not a unit named `send` and then the field `h`.
  var isAtWholeSend: Bool {
    isAtSend && peek(2) == .colon && peek(3) == .identifier && isWord("on", 4) && peek(5) == .identifier
  }

  mutating func send() {
    let start = mark()
    advance()
    let first = position
    name("a name for the message")
    expect(.colon, "expected `:` and the type of the message \(.word(first)), as in `send m: Hook on hooks`")
    name("the type of the message")
    expectWord("on", "expected `on` and a channel behind the type of the message")
    name("the name of a channel")
    if expect(.leftBrace, "expected `{` and the fields of the message") {
      while kind != .rightBrace, kind != .endOfFile, !isAtDeclaration {
        payload()
        if position == errorPosition {
          skip { $0.kind == .semicolon || ($0.kind == .identifier && $0.peek() == .equal) }
        }
        acceptSemicolon()
      }
      close(.rightBrace, "expected `}` at the end of the message \(.word(first))")
    } else {
      insertMissing(.rightBrace)
    }
    finish(.sendStmt, start)
  }

  private mutating func payload() {
    let start = mark()
    let before = position
    name("a field of the message")
    expect(.equal, "expected `=` and a value for the field")
    expression()
    // What is no field at all must not be asked for again.
    if position == before { advance() }
    finish(.payload, start)
  }

  // MARK: - Powers

  /// Whether a power begins here.
  var isAtPower: Bool { Self.startsPower(kind) || isAtWorldPower || (kind == .identifier && isAtMessagePower) }

  private var isAtMessagePower: Bool {
    guard peek() == .identifier else { return false }
    return isWord("forge") || isWord("tamper") || isWord("replay") || isWord("drop") || isWord("leak")
      || isWord("guess")
  }

  mutating func messagePower() {
    let start = mark()
    let node: SyntaxKind =
      isWord("forge")
      ? .forgePower
      : isWord("tamper")
        ? .tamperPower
        : isWord("replay")
          ? .replayPower : isWord("drop") ? .dropPower : isWord("leak") ? .leakPower : .guessPower
    advance()
    name("the name of a message or a secret")
    if node == .tamperPower {
      expect(.dot, "expected `.` and the field that the attacker can change")
      name("the field that the attacker can change")
    } else if node == .guessPower {
      expectWord("at", "expected `at most` and how often the attacker can guess")
      expectWord("most", next: .integer, "expected `most` and how often the attacker can guess")
      expect(.integer, "expected how often the attacker can guess")
      expectWord("per", "expected `per` and for what the guesses are counted")
      name("the entity for which the guesses are counted")
    }
    finish(node, start)
  }

  /// How many identifiers stand one after the other from here on. Where only things can follow a number that begin with
  /// an even number of identifiers (clauses and powers do), an odd one means that the first is the number's unit.
  var identifiersAhead: Int {
    var count = 0
    while peek(count) == .identifier { count += 1 }
    return count
  }
}
