/// The smallest expressions: literals, names, brackets and what binds a variable.
extension TreeParser {
  mutating func postfix() {
    let start = mark()
    switch kind {
    case .identifier: nameExpression()
    case .integer, .decimal: return number("a number")
    case .string:
      advance()
      return finish(.stringLiteral, start)
    case .true, .false:
      advance()
      return finish(.booleanLiteral, start)
    case .now:
      advance()
      return finish(.nowLiteral, start)
    case .none where peek() != .leftParen:
      advance()
      return finish(.noneLiteral, start)
    case .if: return ifExpression()
    case .sum where peek() == .leftParen: return sum()
    default: primary()
    }
    guard kind == .dot else { return }
    repeat {
      advance()
      if !accept(.currency) { name("the name of a field behind `.`") }
    } while kind == .dot
    finish(.selection, start)
  }

  private mutating func nameExpression() {
    let start = mark()
    if tokens[position].end - tokens[position].start <= 4, isWord("null") || isWord("nil"),
      peek() != .leftParen, peek() != .leftBracket
    {
      complain(
        .otherLanguage, "`\(.token)` is written `none`", at: range(position),
        fixIts: [FixIt("write `none`", range(position), "none")])
    }
    advance()
    switch kind {
    case .leftParen: arguments(wildcards: true)
    case .leftBracket: keyed()
    default: break
    }
    finish(.nameExpr, start)
  }

  private mutating func primary() {
    let start = mark()
    switch kind {
    case .leftParen:
      let open = comparisonIsOpen
      comparisonIsOpen = false
      advance()
      if descend() { expression() } else { missingExpression() }
      ascend()
      close(.rightParen, "expected `)`")
      comparisonIsOpen = open
      finish(.group, start)
    case .count where peek() == .leftParen, .exists, .none:
      advance()
      binderInParentheses(position - 1)
      finish(.quantifier, start)
    case .any, .genuine:
      let word = position
      advance()
      name("the name of an action behind `\(.span(word, word))`")
      if kind == .leftParen {
        arguments(wildcards: true)
      } else {
        let last = position - 1
        complain("expected `(` and the arguments: `\(.span(word, word)) \(.span(last, last))(_)`")
        emptyArguments()
      }
      finish(.markedAtom, start)
    default: noPrimary()
    }
  }

  private mutating func noPrimary() {
    switch kind {
    case .not, .always, .next, .previously, .historically, .eventually, .once, .earlier, .all:
      let word = text(position)
      complain(
        "`\(word)` binds more loosely than the operator before it; put brackets round it: `(\(word) ...)`",
        at: range(position))
      unary()
    case .underscore:
      complain("expected an expression; `_` stands for any value only in the arguments of an event")
      let start = mark()
      skipOne(insteadOf: .identifier)
      finish(.nameExpr, start)
    case _ where Self.couldBeName(kind) && !(isFirstOnLine && Self.startsAnything(kind)):
      let start = mark()
      reservedName()
      switch kind {
      case .leftParen: arguments(wildcards: true)
      case .leftBracket: keyed()
      default: break
      }
      finish(.nameExpr, start)
    default:
      if let (end, word) = foreignBox { return foreignBox(upTo: end, word) }
      missingExpression()
    }
  }

  /// The box or the diamond of modal logic, if it is drawn here: its last token, and our word for it.
  private var foreignBox: (end: Int, word: String)? {
    guard position + 1 < tokens.count, tokens[position].end == tokens[position + 1].start else { return nil }
    switch (kind, peek()) {
    case (.leftBracket, .rightBracket): return (position + 1, "always")
    case (.less, .greater): return (position + 1, "eventually")
    default: return nil
    }
  }

  private mutating func foreignBox(upTo end: Int, _ word: String) {
    let first = position
    let box = range(first, to: end)
    let isTight = end + 1 < tokens.count && tokens[end].end == tokens[end + 1].start
    complain(
      .otherLanguage, "`\(.span(first, end))` is not an operator of this language; write `\(word)`", at: box,
      fixIts: [FixIt("write `\(word)`", box, isTight ? "\(word) " : word)])
    let start = mark()
    while position <= end { advance() }
    finish(.unexpected, start)
    if descend() { unary() } else { missingExpression() }
    ascend()
  }

  /// Reserved words that people like as names.
  private static func couldBeName(_ kind: TokenKind) -> Bool {
    switch kind {
    case .accept, .action, .actor, .attacker, .count, .currency, .effect, .entity, .enum, .expect, .final,
      .function,
      .given, .global, .import, .invariant, .new, .observe, .optional, .outage, .parameter, .permit, .policy,
      .predicate, .property, .resolution, .role, .scenario, .set, .step, .sum, .system, .threat, .unique, .wait:
      true
    default: false
    }
  }

  /// Says that an expression is missing here, and makes one up.
  mutating func missingExpression() {
    let start = mark()
    if position > 0 {
      let last = position - 1
      complain("expected an expression behind `\(.span(last, last))`")
    } else {
      complain("expected an expression")
    }
    insertMissing(.identifier)
    finish(.nameExpr, start)
  }

  // MARK: - Lists of expressions

  /// Whether an expression can begin with the current token.
  var startsExpression: Bool {
    switch kind {
    case .identifier, .integer, .decimal, .string, .leftParen, .minus, .true, .false, .none, .now, .if, .sum,
      .count,
      .exists, .any, .genuine, .not, .always, .next, .previously, .historically, .eventually, .once, .earlier,
      .all,
      .underscore:
      true
    default: false
    }
  }

  /// `( Argument, ... )`; the current token is the bracket.
  mutating func arguments(wildcards: Bool) {
    list(.arguments, .rightParen, wildcards: wildcards, isEmptyAllowed: true)
  }

  /// `[ Expr, ... ]`; the current token is the bracket.
  mutating func keyed() { list(.keyed, .rightBracket, wildcards: false, isEmptyAllowed: false) }

  private mutating func list(_ node: SyntaxKind, _ closing: TokenKind, wildcards: Bool, isEmptyAllowed: Bool) {
    let start = mark()
    let open = comparisonIsOpen
    comparisonIsOpen = false
    advance()
    if kind != closing || !isEmptyAllowed {
      if descend() {
        while true {
          if wildcards, kind == .underscore || kind == .dotDot {
            let (wildcard, kind) = (mark(), kind)
            advance()
            finish(kind == .dotDot ? .rest : .wildcard, wildcard)
          } else {
            expression()
          }
          if accept(.comma) { continue }
          guard kind != closing, startsExpression, !isFirstOnLine, position != errorPosition else { break }
          complain("expected `,` before the next argument")
          insertMissing(.comma)
        }
      } else {
        missingExpression()
      }
      ascend()
    }
    close(closing, "expected `,` or `\(closing.spelling ?? "")`")
    comparisonIsOpen = open
    finish(node, start)
  }

  /// Arguments that are not there.
  mutating func emptyArguments() {
    let start = mark()
    insertMissing(.leftParen)
    insertMissing(.rightParen)
    finish(.arguments, start)
  }

  // MARK: - Binders

  mutating func binderInParentheses(_ word: Int) {
    let open = comparisonIsOpen
    comparisonIsOpen = false
    expect(.leftParen, "expected `(` and what to range over: `\(.span(word, word))(o: Order)`")
    binder("\(.span(word, word))(o: Order)")
    close(.rightParen, "expected `)` behind what to range over")
    comparisonIsOpen = open
  }

  /// `o: Order where c`; `example` shows how it is written.
  mutating func binder(_ example: @autoclosure () -> Phrase) {
    let start = mark()
    name("a name for the things to range over: `\(example())`")
    expect(.colon, "expected `:` and what to range over: `\(example())`")
    name("what to range over")
    if accept(.where) {
      if descend() { expression() } else { missingExpression() }
      ascend()
    }
    finish(.binder, start)
  }

  private mutating func sum() {
    let start = mark()
    advance()
    binderInParentheses(position - 1)
    if descend() { postfix() } else { missingExpression() }
    ascend()
    finish(.sum, start)
  }

  private mutating func ifExpression() {
    let start = mark()
    let open = comparisonIsOpen
    comparisonIsOpen = false
    advance()
    guard descend() else {
      missingExpression()
      ascend()
      comparisonIsOpen = open
      return finish(.ifExpr, start)
    }
    expression()
    expect(.then, "expected `then` behind the condition; as an expression it is `if c then a else b`")
    expression()
    expect(.else, "expected `else`: an `if` that gives a value has both branches")
    comparisonIsOpen = open
    expression()
    ascend()
    finish(.ifExpr, start)
  }

  // MARK: - Numbers

  /// Where a number stands; it decides whether the name behind it is its unit.
  enum NumberPlace {
    /// A name that begins the next statement, step or field is no unit.
    case expression
    /// In the type of a field or parameter, which `=` may follow; a name that begins the next field is no unit.
    case type
  }

  mutating func number(_ what: @autoclosure () -> Phrase, in place: NumberPlace = .expression) {
    let start = mark()
    if kind == .integer || kind == .decimal {
      advance()
      if kind == .identifier {
        if isUnit(in: place) { advance() }
      } else if kind == .percent {
        switch peek() {
        case .integer, .decimal, .leftParen: break
        default: advance()
        }
      }
    } else {
      complain("expected \(what())")
      insertMissing(.integer)
    }
    finish(.number, start)
  }

  private func isUnit(in place: NumberPlace) -> Bool {
    if isAtWordDeclaration || isAtWholeSend { return false }
    if unitsArePaired, peek() == .identifier { return !identifiersAhead.isMultiple(of: 2) }
    return switch peek() {
    case .colon: false
    case .within where place == .type: !isWord("sampled")
    case .identifier where isAtWorldPower && peek(2) == .dot: false
    case .identifier where isAtRespond && peek(2) == .identifier: false
    case .identifier where peek(2) == .identifier: !(isWord("for") && isWord("each", 1))
    case .dot, .equal, .plusEqual, .minusEqual, .leftParen, .leftBracket: place == .type
    default: true
    }
  }

  /// The name of a span of time.
  mutating func spanName() {
    let start = mark()
    advance()
    finish(.spanName, start)
  }

  /// A number with its unit, or the name of a span of time.
  mutating func span() {
    if kind == .identifier { return spanName() }
    let start = mark()
    if kind == .integer || kind == .decimal {
      advance()
      if kind == .identifier {
        advance()
      } else {
        complain("expected a unit of time behind the number: `within 14 days`")
        insertMissing(.identifier)
      }
    } else {
      complain("expected a span of time: `within 14 days`")
      insertMissing(.integer)
    }
    finish(.number, start)
  }
}
