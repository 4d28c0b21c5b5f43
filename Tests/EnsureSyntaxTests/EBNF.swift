import Foundation

@testable import EnsureSyntax

/// The grammar as `Grammar/ensure.ebnf` states it.
struct EBNF: Sendable {
  /// What a rule is made of.
  indirect enum Item: Sendable {
    case terminal(String)
    case rule(String)
    case sequence([Item])
    case choice([Item])
    case optional(Item)
    case repeated(Item)
  }

  /// The kinds of token that have no fixed text.
  static let classes: Set<String> = ["Identifier", "Integer", "Decimal", "String"]

  private(set) var rules: [String: Item] = [:]
  private(set) var order: [String] = []
  private(set) var reserved: [String] = []

  /// The repository's top folder.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The grammar of the repository.
  static let grammar: EBNF = {
    do {
      let url = repository.appending(path: "Grammar/ensure.ebnf")
      return try EBNF(String(contentsOf: url, encoding: .utf8))
    } catch {
      fatalError("the grammar is unreadable: \(error)")
    }
  }()

  struct BadGrammar: Error { let place: String }

  init(_ text: String) throws {
    var reader = Reader(words: Self.words(text))
    while !reader.isAtEnd {
      let name = reader.next()
      guard reader.next() == "=" else { throw BadGrammar(place: name) }
      if name == "Reserved" {
        while reader.peek != "." { reserved.append(String(reader.next().dropFirst().dropLast())) }
      } else {
        rules[name] = reader.choice()
        order.append(name)
      }
      guard reader.next() == "." else { throw BadGrammar(place: name) }
    }
  }

  /// What a rule says.
  func rule(_ name: String) -> Item {
    guard let item = rules[name] else { fatalError("the grammar has no rule \(name)") }
    return item
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("(*") {
        rest = rest.range(of: "*)").map { rest[$0.upperBound...] } ?? ""
      } else if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" {
        let body = rest.dropFirst().prefix { $0 != "\"" }
        words.append("\"\(body)\"")
        rest = rest[body.endIndex...].dropFirst()
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter }
        words.append(String(word))
        rest = rest[word.endIndex...]
      } else {
        words.append(String(first))
        rest.removeFirst()
      }
    }
    return words
  }

  private struct Reader {
    let words: [String]
    var at = 0
    init(words: [String]) { self.words = words }
    var isAtEnd: Bool { at >= words.count }
    var peek: String { at < words.count ? words[at] : "." }

    mutating func next() -> String {
      defer { at += 1 }
      return peek
    }

    mutating func choice() -> Item {
      var items = [sequence()]
      while peek == "|" {
        at += 1
        items.append(sequence())
      }
      return items.count == 1 ? items[0] : .choice(items)
    }

    private mutating func sequence() -> Item {
      var items: [Item] = []
      while true {
        switch peek {
        case "[":
          at += 1
          items.append(.optional(choice()))
          at += 1
        case "{":
          at += 1
          items.append(.repeated(choice()))
          at += 1
        case "(":
          at += 1
          items.append(choice())
          at += 1
        case ".", "|", "]", "}", ")": return items.count == 1 ? items[0] : .sequence(items)
        default:
          let word = next()
          if word.hasPrefix("\"") {
            items.append(.terminal(String(word.dropFirst().dropLast())))
          } else if EBNF.classes.contains(word) {
            items.append(.terminal("<\(word)>"))
          } else {
            items.append(.rule(word))
          }
        }
      }
    }
  }
}
