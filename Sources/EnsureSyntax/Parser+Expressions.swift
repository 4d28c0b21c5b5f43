/// Expressions, loosest operators first.
extension TreeParser {
  mutating func expression() {
    let start = mark()
    defer { expressionEnd = position }
    implication()
    guard kind == .iff || kind == .xor else { return }
    repeat {
      advance()
      implication()
    } while kind == .iff || kind == .xor
    finish(.equivalence, start)
  }

  private mutating func implication() {
    let start = mark()
    disjunction()
    if kind == .equal || kind == .minus || kind == .equalEqual { foreignArrow() }
    guard kind == .implies || wasArrow else { return }
    if wasArrow { wasArrow = false } else { advance() }
    if descend() { implication() } else { missingExpression() }
    ascend()
    finish(.implication, start)
  }

  private mutating func disjunction() {
    let start = mark()
    conjunction()
    guard kind == .or else { return }
    repeat {
      advance()
      conjunction()
    } while kind == .or
    finish(.disjunction, start)
  }

  private mutating func conjunction() {
    let start = mark()
    binaryTemporal()
    guard kind == .and else { return }
    repeat {
      advance()
      binaryTemporal()
    } while kind == .and
    finish(.conjunction, start)
  }

  private mutating func binaryTemporal() {
    let start = mark()
    unary()
    switch kind {
    case .until, .unless: advance()
    case .since:
      advance()
      if kind == .leftBracket { window() }
    default: return
    }
    if descend() { binaryTemporal() } else { missingExpression() }
    ascend()
    finish(.binaryTemporal, start)
  }

  mutating func unary() {
    let start = mark()
    switch kind {
    case .not, .always, .next, .previously, .historically: advance()
    case .eventually:
      advance()
      if accept(.within) { span() }
    case .once, .earlier:
      advance()
      if kind == .leftBracket { window() }
    case .all:
      advance()
      binderInParentheses(position - 1)
      if descend() { unary() } else { missingExpression() }
      ascend()
      return finish(.allQuantifier, start)
    default: return comparison()
    }
    if descend() { unary() } else { missingExpression() }
    ascend()
    finish(.prefix, start)
  }

  /// `[0, 5 min]`.
  mutating func window() {
    let start = mark()
    advance()
    number("the beginning of the window")
    expect(.comma, "expected `,` and the end of the window: `[0, 5 min]`")
    if kind == .identifier { spanName() } else { number("the end of the window") }
    close(.rightBracket, "expected `]` behind the window")
    finish(.window, start)
  }

  // MARK: - Comparisons and arithmetic

  private static func isComparison(_ kind: TokenKind) -> Bool {
    switch kind {
    case .equalEqual, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .in: true
    default: false
    }
  }

  private mutating func comparison() {
    let start = mark()
    let outer = comparisonIsOpen
    let first = position
    comparisonIsOpen = true
    additive()
    comparisonIsOpen = outer
    if accept(.is) {
      name("the name of an entity: `p.at is Locker`")
      return finish(.isTest, start)
    }
    if kind == .equal, !isArrow {
      singleEqual()
    } else if !Self.isComparison(kind) || isArrow {
      return
    } else {
      advance()
    }
    let middle = position
    additive()
    if Self.isComparison(kind), !outer, !isArrow { chain(from: first, middle: middle) }
    finish(.comparison, start)
  }

  /// `=` where only a comparison can stand.
  private mutating func singleEqual() {
    let place = range(position)
    switch peek() {
    case .identifier, .integer, .decimal, .string, .leftParen, .minus, .true, .false, .none, .now, .if, .sum,
      .count:
      complain(
        .otherLanguage, "to compare write `==`; `=` only sets fields and gives names to things", at: place,
        fixIts: [FixIt("write `==`", place, "==")])
      derailedAt = Int(place.start)
    default: complain("this `=` is no part of an expression; to compare write `==`", at: place)
    }
    skipOne(insteadOf: .equalEqual)
  }

  /// The rest of `a < b <= c`, whose second operator is the current token.
  private mutating func chain(from first: Int, middle: Int) {
    let isNews = position != errorPosition && !isDerailed
    let operatorRange = range(position)
    let errors = diagnostics.count
    var written = text(first, to: position - 1)
    var operand = middle
    while Self.isComparison(kind) {
      let last = text(operand, to: position - 1)
      let sign = text(position)
      advance()
      operand = position
      additive()
      if position > operand { written += " and \(last) \(sign) \(text(operand, to: position - 1))" }
    }
    guard isNews, diagnostics.count == errors else { return }
    report(
      .chainedComparison, "comparisons do not chain; write `\(Self.shortened(written, 120))`",
      at: operatorRange,
      fixIts: [FixIt("compare twice", range(first, to: position - 1), written)])
  }

  /// The source from one token to another.
  func text(_ first: Int, to last: Int) -> String {
    guard first <= last else { return "" }
    return String(decoding: bytes[Int(tokens[first].start)..<Int(tokens[last].end)], as: UTF8.self)
  }

  private mutating func additive() {
    let start = mark()
    multiplicative()
    guard kind == .plus || kind == .minus, !isArrow else { return }
    repeat {
      advance()
      multiplicative()
    } while (kind == .plus || kind == .minus) && !isArrow
    finish(.additive, start)
  }

  private mutating func multiplicative() {
    let start = mark()
    share()
    if kind == .percent { percentSign() }
    guard kind == .star || kind == .div || kind == .mod || wasModulo else { return }
    repeat {
      if wasModulo { wasModulo = false } else { advance() }
      share()
      if kind == .percent { percentSign() }
    } while kind == .star || kind == .div || kind == .mod || wasModulo
    finish(.multiplicative, start)
  }

  private mutating func share() {
    let start = mark()
    negation()
    guard accept(.of) else { return }
    negation()
    expect(.rounded, "expected `rounded` and how: a share of a whole number must say where the rest goes")
    name("how to round")
    finish(.share, start)
  }

  private mutating func negation() {
    guard kind == .minus else { return postfix() }
    let start = mark()
    advance()
    postfix()
    finish(.negation, start)
  }

  // MARK: - Habits from other languages

  /// Whether `->`, `=>` or `==>` stands here.
  private var isArrow: Bool {
    guard kind == .minus || kind == .equal || kind == .equalEqual, peek() == .greater else { return false }
    return tokens[position].end == tokens[position + 1].start
  }

  private mutating func foreignArrow() {
    guard isArrow else { return }
    let first = position
    let arrow = range(first, to: first + 1)
    complain(
      .otherLanguage,
      "`\(.span(first, first + 1))` is not an operator of this language; write `implies`",
      at: arrow, fixIts: [FixIt("write `implies`", arrow, "implies")])
    insertMissing(.implies)
    let start = mark()
    advance()
    advance()
    finish(.unexpected, start)
    wasArrow = true
  }

  /// `a % b`.
  private mutating func percentSign() {
    switch peek() {
    case .integer, .decimal, .leftParen, .identifier: break
    default: return
    }
    complain(
      .otherLanguage, "the remainder is written `mod`; `%` is a unit behind a number", at: range(position),
      fixIts: [FixIt("write `mod`", range(position), "mod")])
    skipOne(insteadOf: .mod)
    wasModulo = true
  }
}
