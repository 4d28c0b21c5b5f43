/// Threats, scenarios and decisions.
extension TreeParser {
  static func startsPower(_ kind: TokenKind) -> Bool {
    switch kind {
    case .corrupt, .outage, .attacker, .step: true
    default: false
    }
  }

  mutating func threat() {
    let start = mark()
    advance()
    let first = position
    name("a name for the threat")
    let owner = Phrase.Subject(what: "the threat", name: first)
    if kind == .equal {
      let combination = mark()
      advance()
      name("the name of a threat")
      expect(.plus, "expected `+` and another threat: a combination has at least two")
      repeat { name("the name of a threat") } while accept(.plus)
      finish(.combination, combination)
      return finish(.threatDecl, start)
    }
    let isOpen = expect(
      .leftBrace, "expected `{` and the powers of \(owner), or `=` and the threats that it combines")
    if isOpen || isAtPower { powers(owner) } else { insertMissing(.rightBrace) }
    finish(.threatDecl, start)
  }

  private mutating func powers(_ owner: Phrase.Subject) {
    while kind != .rightBrace, kind != .endOfFile {
      if isAtPower {
        item { $0.power() }
      } else if isAtDeclaration {
        break
      } else {
        complain(
          "expected a power, such as `corrupt`, `outage`, `attacker may`, `forge` or `step`; \(.found)",
          at: range(position))
        skip(atLeastOne: true) { $0.kind == .semicolon || $0.isAtPower }
      }
      if position == errorPosition {
        skip { $0.kind == .semicolon || $0.isAtPower }
      }
      acceptSemicolon()
    }
    close(.rightBrace, "expected `}` at the end of \(owner)")
  }

  private mutating func power() {
    let start = mark()
    switch kind {
    case .corrupt:
      advance()
      roleReference("the role that is corrupt")
      finish(.corruptPower, start)
    case .outage:
      advance()
      roleReference("the role that may fall silent")
      finish(.outagePower, start)
    case .step:
      advance()
      let first = position
      name("a name for the step")
      parameters("the step \(.word(first))")
      while kind == .requires { requires() }
      block("the step \(.word(first))")
      finish(.stepPower, start)
    case .identifier where isAtWorldPower: worldPower()
    case .identifier: messagePower()
    default:
      advance()
      expectWord("may", "expected `may` and an action behind `attacker`")
      pattern()
      if acceptWord("as") { roleReference("the role that the attacker acts as") }
      while accept(.without) {
        if !accept(.requires) {
          expect(.policy, "expected `requires` or `policy` behind `without`")
        }
      }
      if accept(.when) {
        unitsArePaired = true
        expression()
        unitsArePaired = false
      }
      finish(.attackerPower, start)
    }
  }

  // MARK: - Scenarios

  mutating func scenario() {
    let start = mark()
    advance()
    expect(.string, "expected the name of the scenario in double quotes")
    if expect(.leftBrace, "expected `{` and the steps of the scenario") || startsItem {
      while kind != .rightBrace, kind != .endOfFile {
        if startsItem {
          item { $0.scenarioItem() }
        } else if isAtDeclaration {
          break
        } else {
          complain("expected a step, `given`, `wait`, `expect` or `then`; \(.found)", at: range(position))
          skip(atLeastOne: true) { $0.isAtItem }
        }
        if position == errorPosition { skip { $0.isAtItem } }
        acceptSemicolon()
      }
      close(.rightBrace, "expected `}` at the end of the scenario")
    } else {
      insertMissing(.rightBrace)
    }
    finish(.scenarioDecl, start)
  }

  private var startsItem: Bool {
    switch kind {
    case .given, .wait, .then, .identifier: true
    case .expect: !(isInFirstColumn && peek() == .identifier && (peek(2) == .comma || isWord("violated", 2)))
    default: false
    }
  }

  private var isAtItem: Bool {
    kind == .semicolon || (startsItem && (kind != .identifier || isFirstOnLine))
  }

  private mutating func scenarioItem() {
    let start = mark()
    switch kind {
    case .given:
      advance()
      expression()
      finish(.scenarioGiven, start)
    case .wait:
      advance()
      number("a span of time: `wait 14 days`")
      finish(.scenarioWait, start)
    case .expect:
      advance()
      expression()
      finish(.scenarioExpect, start)
    case .then:
      advance()
      scenarioStep()
      expect(.is, "expected `is impossible` behind the step")
      expectWord("impossible", next: nil, "expected `impossible` behind `is`")
      finish(.scenarioThen, start)
    default: scenarioStep()
    }
  }

  private mutating func scenarioStep() {
    let start = mark()
    name("the name of an action")
    callArguments()
    if accept(.by) { principal("who performs the step") }
    if isWord("sends"), peek() == .identifier {
      let sends = mark()
      advance()
      repeat { name("a name for the message that the step sends") } while accept(.comma)
      finish(.sendsClause, sends)
    }
    finish(.scenarioStep, start)
  }

  // MARK: - Decisions

  mutating func acceptDeclaration() {
    let start = mark()
    advance()
    repeat { name("the name of a property", next: .under) } while accept(.comma)
    expect(.under, "expected `under` and the threat whose success is accepted")
    threatSet()
    if accept(.or) { expectWord("more", next: .because, "expected `more` behind `or`") }
    expect(.because, "expected `because` and the reason in double quotes")
    expect(.string, "expected the reason in double quotes")
    finish(.acceptDecl, start)
  }

  mutating func expectDeclaration() {
    let start = mark()
    advance()
    repeat { name("the name of a property", next: .under) } while accept(.comma)
    expectWord("violated", next: .under, "expected `violated under` and a threat")
    expect(.under, "expected `under` and a threat")
    threatSet()
    finish(.expectDecl, start)
  }

  private mutating func threatSet() {
    let start = mark()
    repeat { name("the name of a threat", next: .because) } while accept(.plus)
    finish(.threatSet, start)
  }
}
