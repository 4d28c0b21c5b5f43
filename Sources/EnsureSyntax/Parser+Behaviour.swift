/// Actions, statements and policies.
extension TreeParser {
  mutating func action() {
    let start = mark()
    if accept(.optional) {
      expect(.action, "expected `action` behind `optional`")
    } else {
      advance()
    }
    let first = position
    name("a name for the action")
    parameters("the action \(.word(first))")
    expect(.by, "expected `by` and who performs the action \(.word(first))")
    principal("who performs the action")
    clauses()
    block("the action \(.word(first))")
    finish(.actionDecl, start)
  }

  /// `world action ...`: what happens by itself, by nobody.
  mutating func worldAction() {
    let start = mark()
    advance()
    expect(.action, "expected `action` behind `world`")
    let first = position
    name("a name for the action")
    parameters("the action \(.word(first))")
    if kind == .by {
      complain("a world action happens by itself: nobody takes it, so `by` has no place", at: range(position))
      skip(atLeastOne: true) { $0.isAtClauseOrBlock }
    }
    clauses(ofWorld: true)
    block("the action \(.word(first))")
    finish(.worldActionDecl, start)
  }

  /// `[ Name ":" ] RoleRef`.
  mutating func principal(_ what: @autoclosure () -> Phrase) {
    let start = mark()
    if kind == .identifier || kind.isReservedWord, peek() == .colon {
      name("a name for the principal")
      advance()
    }
    roleReference(what())
    finish(.principal, start)
  }

  /// `Merchant.clerk`.
  mutating func roleReference(_ what: @autoclosure () -> Phrase) {
    let start = mark()
    name(what())
    if accept(.dot) { name("the name of a rank behind `.`") }
    finish(.roleRef, start)
  }

  // MARK: - Clauses

  private mutating func clauses(ofWorld isWorld: Bool = false) {
    while kind != .leftBrace, kind != .endOfFile, kind != .rightBrace {
      let start = mark()
      switch kind {
      case .requires: requires()
      case .honest where isWorld, .within where isWorld:
        complain(
          "nobody takes a world action, so nothing in it is `\(.token)`; what it needs stands in `requires`",
          at: range(position))
        skip(atLeastOne: true) { $0.isAtClauseOrBlock }
      case .honest:
        advance()
        unitsArePaired = true
        expression()
        unitsArePaired = false
        finish(.honestClause, start)
      case .distinct where !isAtDeclaration:
        advance()
        name("the name of a person")
        expect(.comma, "expected `,` and who is to be another person")
        repeat { name("the name of a person") } while accept(.comma)
        finish(.distinctClause, start)
      case .within:
        advance()
        unitsArePaired = true
        number("a span of time: `within 14 days`")
        unitsArePaired = false
        finish(.withinClause, start)
      default:
        if isAtReceive {
          receive()
          break
        }
        if isAtDeclaration || looksLikeStatement { return }
        complain(
          "expected `requires`, `honest`, `distinct`, `receive`, `within` or `{`; \(.found)",
          at: range(position))
        skip(atLeastOne: true) { $0.isAtClauseOrBlock }
      }
      if position == errorPosition { skip { $0.isAtClauseOrBlock } }
    }
  }

  private var isAtClauseOrBlock: Bool {
    Self.startsClause(kind) || isAtReceive || kind == .leftBrace || (isFirstOnLine && looksLikeStatement)
  }

  mutating func requires() {
    let start = mark()
    advance()
    unitsArePaired = true
    expression()
    unitsArePaired = false
    finish(.requiresClause, start)
  }

  /// Whether a statement rather than anything else begins here.
  private var looksLikeStatement: Bool {
    switch kind {
    case .let, .choose, .new: true
    case .if: isFirstOnLine
    case .identifier:
      isAtSend || isAssignmentAhead || isForEach
        || (isFirstOnLine && (peek() == .leftParen || peek() == .leftBracket))
    default: false
    }
  }

  // MARK: - Statements

  /// `{ Statement ... }`.
  mutating func block(_ what: @autoclosure () -> Phrase) {
    let start = mark()
    if kind != .leftBrace {
      complain("expected `{` and the effects of \(what())")
      insertMissing(.leftBrace)
      guard looksLikeStatement else {
        insertMissing(.rightBrace)
        return finish(.block, start)
      }
    } else {
      advance()
    }
    while kind != .rightBrace, kind != .endOfFile {
      if Self.startsStatement(kind) || (kind.isReservedWord && Self.assigns(peek())) {
        item { $0.statement() }
        if position == errorPosition { skip { $0.isAtStatement } }
        acceptSemicolon()
      } else if isAtDeclaration {
        break
      } else {
        complain(
          .unexpectedToken, "expected a statement or `}`; \(.found)", at: range(position),
          notes: Self.startsClause(kind) ? [Self.whereGuardsStand] : [])
        skip(atLeastOne: true) { $0.isAtStatement }
        acceptSemicolon()
      }
    }
    close(.rightBrace, "expected `}` at the end of \(what())")
    finish(.block, start)
  }

  private static func assigns(_ kind: TokenKind) -> Bool {
    kind == .equal || kind == .plusEqual || kind == .minusEqual
  }

  private var isAtStatement: Bool { kind == .semicolon || (isFirstOnLine && Self.startsStatement(kind)) }

  private mutating func statement() {
    let start = mark()
    switch kind {
    case .let:
      advance()
      let first = position
      name("a name behind `let`")
      expect(.equal, "expected `=` and the value of \(.word(first))")
      value()
      finish(.letStmt, start)
    case .choose:
      advance()
      let first = position
      name("a name for what is chosen")
      colonAndType("the chosen", first, in: .expression)
      finish(.chooseStmt, start)
    case .new:
      advance()
      let first = position
      name("a name for the new thing")
      expect(.colon, "expected `:` and what \(.word(first)) is to be")
      name("the name of an entity")
      finish(.newStmt, start)
    case .if: ifStatement()
    case .identifier where isAtSend: send()
    default:
      if isDeferredStatement { return deferredStatement() }
      if isForEach { return forEach() }
      if kind == .identifier, peek() == .leftParen {
        advance()
        callArguments()
        finish(.effectStmt, start)
      } else {
        assignment()
      }
    }
  }

  private static let whereGuardsStand =
    "what an action requires stands in front of its effects: `action a(...) by R requires ... { ... }`"

  private mutating func assignment() {
    let start = mark()
    let first = position
    name("the name of something to set")
    if kind == .leftBracket { keyed() }
    while accept(.dot) { name("the name of a field behind `.`") }
    finish(.place, start)
    let last = max(first, position - 1)
    switch kind {
    case .equal, .plusEqual, .minusEqual: advance()
    case .equalEqual:
      complain(
        .otherLanguage, "to set `\(.span(first, last))` write `=`; `==` compares", at: range(position),
        fixIts: [FixIt("write `=`", range(position), "=")])
      skipOne(insteadOf: .equal)
    case .leftParen where tokens[position - 1].kind == .identifier:
      complain(
        "`\(.span(first, last))(...)` is no statement: an effect is called by its name, as `f(a, b)`",
        at: range(first, to: last))
    case _
    where first == last && startsExpression && !isFirstOnLine && ForeignWords.guards.contains(text(first)):
      complain(
        .unexpectedToken, "`\(.span(first, last))` is no statement; what an action needs is written `requires`",
        at: range(first), notes: [Self.whereGuardsStand])
    default:
      complain("expected `=`, `+=` or `-=` and a value for `\(.span(first, last))`")
    }
    value()
    finish(.assignment, start)
  }

  /// The value behind an `=`, which may have been forgotten.
  private mutating func value() {
    let isLost =
      isFirstOnLine
      && (position == errorPosition || Self.startsStatement(kind) && (isAssignmentAhead || isForEach))
    if isLost { missingExpression() } else { expression() }
  }

  /// Whether `a.b.c =` stands here.
  private var isAssignmentAhead: Bool {
    if kind == .let || kind == .choose || kind == .new { return true }
    guard kind == .identifier else { return false }
    var distance = 1
    while peek(distance) == .dot, peek(distance + 1) == .identifier { distance += 2 }
    return Self.assigns(peek(distance))
  }

  /// Whether `for each` stands here, which are no names then: two names never follow each other in a statement.
  private var isForEach: Bool { kind == .identifier && isWord("for") && isWord("each", 1) }

  private mutating func forEach() {
    let start = mark()
    advance()
    advance()
    guard descend() else {
      ascend()
      return finish(.unexpected, start)
    }
    binder("for each o: Order")
    block("the `for each`")
    ascend()
    finish(.forEachStmt, start)
  }

  private mutating func ifStatement() {
    let start = mark()
    advance()
    guard descend() else {
      ascend()
      return finish(.unexpected, start)
    }
    expression()
    if kind == .then, position != errorPosition {
      complain(
        "expected `{`; an `if` that does something is written `if c { ... } else { ... }`", at: range(position))
      let skipped = mark()
      advance()
      finish(.unexpected, skipped)
      errorPosition = position
    }
    block("the `if`")
    if accept(.else) {
      if kind == .if { ifStatement() } else { block("the `else`") }
    }
    ascend()
    finish(.ifStmt, start)
  }

  /// `( Expr, ... )` behind the name of an effect or of a step.
  mutating func callArguments() {
    if kind == .leftParen {
      arguments(wildcards: false)
    } else {
      let first = position - 1
      complain("expected `(` and the arguments of \(.word(first))")
      emptyArguments()
    }
  }

  // MARK: - Policies

  mutating func policy() {
    let start = mark()
    advance()
    let first = position
    name("a name for the policy")
    let owner = Phrase.Subject(what: "the policy", name: first)
    if expect(.leftBrace, "expected `{` and the rules of \(owner)") || kind == .permit || kind == .forbid {
      while kind != .rightBrace, kind != .endOfFile {
        if kind == .permit || kind == .forbid {
          item { $0.policyRule() }
        } else if isAtDeclaration {
          break
        } else {
          complain(
            "expected a rule: `permit` or `forbid`, who, and which actions; \(.found)", at: range(position))
          skip(atLeastOne: true) { $0.kind == .permit || $0.kind == .forbid }
        }
        if position == errorPosition { skip { $0.kind == .permit || $0.kind == .forbid } }
      }
      close(.rightBrace, "expected `}` at the end of \(owner)")
    } else {
      insertMissing(.rightBrace)
    }
    finish(.policyDecl, start)
  }

  private mutating func policyRule() {
    let start = mark()
    advance()
    if !accept(.any) { principal("who: a role, or `any`") }
    if !accept(.star) {
      repeat { pattern() } while accept(.comma)
    }
    if accept(.when) { expression() }
    finish(.policyRule, start)
  }

  /// `refund(o, amount)`.
  mutating func pattern(_ what: @autoclosure () -> Phrase = "the name of an action") {
    let start = mark()
    name(what())
    if accept(.leftParen) {
      if kind != .rightParen {
        repeat {
          if !accept(.underscore), !accept(.dotDot) { name("a name for the argument, or `_`") }
        } while accept(.comma)
      }
      close(.rightParen, "expected `,` or `)` behind the name of an argument")
    }
    finish(.pattern, start)
  }
}
