/// Words for a diagnostic that may refer to tokens; only a mistake ever turns it into text, so that a correct file
/// pays nothing for its messages.
struct Phrase: ExpressibleByStringInterpolation {
  /// A piece of a phrase.
  enum Part {
    case literal(String)
    /// The text of the token with that index, in backticks, if it is a word.
    case word(Int)
    /// The text from one token to another.
    case span(Int, Int)
    /// The text of the current token.
    case token
    /// "this is `x`", or that the file ends here.
    case found
  }

  /// Collects the pieces.
  struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []
    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ literal: String) { parts.append(.literal(literal)) }
    mutating func appendInterpolation(_ part: Part) { parts.append(part) }
    mutating func appendInterpolation(_ number: Int) { parts.append(.literal(String(number))) }
    mutating func appendInterpolation(_ text: String) { parts.append(.literal(text)) }
    mutating func appendInterpolation(_ phrase: Phrase) { parts += phrase.parts }
    mutating func appendInterpolation(_ subject: Subject) {
      parts.append(.literal(subject.what.description + " "))
      parts.append(.word(subject.name))
    }
  }

  /// What a rule is about: "the action" and the token of its name.
  struct Subject {
    let what: StaticString
    let name: Int
  }

  var parts: [Part]

  init(stringLiteral value: String) { parts = [.literal(value)] }
  init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
}

extension TreeParser {
  /// The text of a phrase, at this point of reading.
  func text(_ phrase: Phrase) -> String {
    var result = ""
    for part in phrase.parts {
      switch part {
      case .literal(let text): result += text
      case .word(let index):
        let kind = tokens[index].kind
        if kind == .identifier || kind.isReservedWord { result += "`\(Self.shortened(text(index)))`" }
      case .span(let first, let last): result += Self.shortened(text(first, to: last))
      case .token: result += Self.shortened(text(position))
      case .found:
        result += kind == .endOfFile ? "the file ends here" : "this is `\(Self.shortened(text(position)))`"
      }
    }
    return result
  }
}
