/// Types, fields and parameters.
extension TreeParser {
  /// `{ a, b }`; the current token is the bracket, or something wrong in its place.
  mutating func enumBody(_ what: @autoclosure () -> Phrase) {
    let start = mark()
    expect(.leftBrace, "expected `{` and the values of \(what())")
    while kind != .rightBrace {
      if !accept(.none) { name("a name for a value of \(what())") }
      if accept(.comma) { continue }
      guard kind == .identifier, position != errorPosition, peek() == .comma || peek() == .rightBrace else {
        break
      }
      complain("expected `,` before the next value")
      insertMissing(.comma)
    }
    if records.count == start.record, tokens[position - 1].kind == .leftBrace {
      complain("expected at least one value of \(what())", at: range(position))
    }
    close(.rightBrace, "expected `,` or `}` behind a value of \(what())")
    finish(.enumBody, start)
  }

  mutating func type(_ what: @autoclosure () -> Phrase, in place: NumberPlace = .type) {
    let start = mark()
    switch kind {
    case .leftBrace: enumBody(what())
    case .set:
      advance()
      expect(.of, "expected `of` and what it is a set of")
      name("what it is a set of")
      finish(.setType, start)
    case .sensor:
      complain("only a field of an entity can be a sensor", at: range(position))
      skipOne(insteadOf: .identifier)
      finish(.namedType, start)
    case .integer, .decimal, .minus: rangeType(in: place)
    case .dotDot:
      bound(in: place)
      finishRange(start, in: place)
    case .none,
      .identifier where isUnopenedEnum:
      enumBody(what())
    case .identifier where isWord("place") && peek() == .of: placeType()
    default:
      name("a type for \(what())")
      if accept(.less) {
        if !accept(.any) { name("a currency, or `any`, between `<` and `>`") }
        close(.greater, "expected `>` behind the currency")
      }
      _ = accept(.question)
      finish(.namedType, start)
      if kind == .pipe { union() }
    }
  }

  /// Whether `a, b }` stands here, which wants a `{`.
  private var isUnopenedEnum: Bool {
    var distance = 0
    while distance < 64, peek(distance) == .identifier || peek(distance) == .none {
      if peek(distance + 1) == .rightBrace { return distance > 0 }
      guard peek(distance + 1) == .comma else { return false }
      distance += 2
    }
    return false
  }

  private mutating func rangeType(in place: NumberPlace) {
    let start = mark()
    bound(in: place)
    finishRange(start, in: place)
  }

  private mutating func finishRange(_ start: Mark, in place: NumberPlace) {
    expect(.dotDot, "expected `..`: a range of numbers is written `0..5`, or `0..` without an upper end")
    if kind == .integer || kind == .decimal || kind == .minus { bound(in: place) }
    finish(.rangeType, start)
  }

  private mutating func bound(in place: NumberPlace) {
    let start = mark()
    _ = accept(.minus)
    number("the number at the end of the range", in: place)
    finish(.bound, start)
  }

  // MARK: - Parameters

  /// `( Parameter, ... )`. Those of a pattern may lack their types.
  mutating func parameters(_ owner: @autoclosure () -> Phrase, arePatternParameters isOpen: Bool = false) {
    let start = mark()
    guard kind == .leftParen else {
      complain("expected `(` and the parameters of \(owner())")
      insertMissing(.leftParen)
      insertMissing(.rightParen)
      return finish(.parameters, start)
    }
    advance()
    if kind != .rightParen { parameterList(arePatternParameters: isOpen) }
    close(.rightParen, "expected `,` or `)` behind a parameter")
    finish(.parameters, start)
  }

  mutating func parameterList(arePatternParameters isOpen: Bool = false) {
    while true {
      parameter(ofPattern: isOpen)
      if accept(.comma) { continue }
      guard kind == .identifier, peek() == .colon || isOpen, position != errorPosition else { break }
      complain("expected `,` before the next parameter")
      insertMissing(.comma)
    }
  }

  private mutating func parameter(ofPattern isOpen: Bool) {
    let start = mark()
    let first = position
    name(isOpen ? "a parameter: a name, or a name, `:` and a type" : "a parameter: a name, `:` and a type")
    if !isOpen || kind == .colon { colonAndType("the parameter", first, in: .type) }
    finish(.parameter, start)
  }

  /// `: Type`, behind the name that is the token `first`.
  mutating func colonAndType(_ what: @autoclosure () -> Phrase, _ first: Int, in place: NumberPlace) {
    let colon = expect(.colon, "expected `:` and a type behind \(what()) \(.word(first))")
    if !colon, kind == .equal || isFirstOnLine || (kind == .identifier && peek() == .colon) {
      let start = mark()
      insertMissing(.identifier)
      finish(.namedType, start)
      return
    }
    type("\(what()) \(.word(first))", in: place)
  }

  // MARK: - Fields

  /// `{ Field ... }`, if it is there; with `ranks` those of a role may come first.
  mutating func fields(of owner: @autoclosure () -> Phrase, ranks: Bool = false) {
    if kind != .leftBrace {
      guard kind == .identifier, peek() == .colon else { return }
      complain("expected `{` before the fields of \(owner())")
      insertMissing(.leftBrace)
    } else {
      advance()
    }
    isInFields = true
    defer { isInFields = false }
    if ranks, kind == .identifier || kind.isReservedWord, peek() != .colon, !isAtDeclaration { self.ranks() }
    var hasComplained = false
    while kind != .rightBrace, kind != .endOfFile {
      if kind == .identifier || (kind.isReservedWord && peek() == .colon) {
        item { $0.field() }
      } else if isAtDeclaration {
        break
      } else if kind == .comma || kind == .semicolon, position != errorPosition {
        if !hasComplained {
          complain(
            .unexpectedToken, "fields stand one behind the other without a `\(.token)`", at: range(position),
            fixIts: [FixIt("leave it out", range(position), "")])
        }
        hasComplained = true
        let start = mark()
        advance()
        finish(.unexpected, start)
        continue
      } else {
        complain("expected a field: a name, `:` and a type")
        skip(atLeastOne: true) { $0.isAtField }
      }
      if position == errorPosition { skip { $0.isAtField } }
    }
    close(.rightBrace, "expected `}` behind the fields of \(owner())")
  }

  private var isAtField: Bool {
    (kind == .identifier || kind.isReservedWord) && (peek() == .colon || (isFirstOnLine && kind == .identifier))
  }

  private mutating func ranks() {
    let start = mark()
    if isWord("mutable"), peek() == .identifier, peek(2) != .colon { advance() }
    name("the name of a rank")
    while accept(.comma) || accept(.less) { name("the name of a rank") }
    finish(.ranks, start)
  }

  private mutating func field() {
    let start = mark()
    let first = position
    // A reserved word before a colon is meant as the field's name, also where a declaration could begin.
    if kind.isReservedWord, peek() == .colon { reservedName() } else { name("the name of a field") }
    if peek() == .sensor, kind == .colon {
      advance()
      sensor()
    } else {
      colonAndType("the field", first, in: .type)
    }
    if accept(.equal) { initial() }
    finish(.field, start)
  }

  /// `sensor { open, closed } sampled within 5 s`.
  private mutating func sensor() {
    let start = mark()
    advance()
    type("what the sensor measures", in: .type)
    if isWord("sampled"), peek() == .within {
      advance()
      advance()
      number("a span of time: `sampled within 5 s`", in: .type)
    }
    finish(.sensorType, start)
  }

  /// What stands behind the `=` of a field.
  mutating func initial() {
    let start = mark()
    if kind == .any, !(peek() == .identifier && peek(2) == .leftParen) {
      advance()
      if accept(.where) { expression() }
    } else {
      expression()
    }
    finish(.initial, start)
  }
}
