import Foundation
import Testing

@testable import EnsureSyntax

/// The parser accepts exactly what the grammar derives.
@Suite struct GrammarTests {
  private static let sentences = 4_500

  @Test func theReservedWordsAreThoseOfTheGrammar() {
    #expect(TokenKind.reservedWords.map(\.description) == EBNF.grammar.reserved)
    let kinds = TokenKind.allCases.filter(\.isReservedWord)
    #expect(kinds.map { "\($0)" } == EBNF.grammar.reserved)
    for kind in kinds {
      let tokens = parse(kind.spelling ?? "").tree.tokens
      #expect(tokens.first { !$0.isMissing }?.kind == kind)
    }
  }

  @Test func aQuotedWordIsReservedOrAnIdentifier() {
    for terminal in SentenceGenerator.alphabet(EBNF.grammar) where terminal.first?.isLetter == true {
      let token = parse(terminal).tree.tokens.first { !$0.isMissing }
      #expect(token?.kind == .identifier || token?.kind.spelling == terminal)
    }
  }

  @Test func everyRuleIsUsed() {
    var used: Set<String> = ["File"]
    func visit(_ item: EBNF.Item) {
      switch item {
      case .terminal: break
      case .rule(let name): used.insert(name)
      case .sequence(let items), .choice(let items): for item in items { visit(item) }
      case .optional(let item), .repeated(let item): visit(item)
      }
    }
    for rule in EBNF.grammar.rules.values { visit(rule) }
    #expect(used == Set(EBNF.grammar.order))
  }

  @Test func derivedSentencesAndTheirMutationsAreJudgedAlike() {
    let grammar = EBNF.grammar
    let recogniser = Recogniser(grammar)
    let alphabet = SentenceGenerator.alphabet(grammar)
    var generator = SentenceGenerator(grammar, seed: 1)
    var failures: [String] = []
    var acceptedMutations = 0
    for number in 0..<Self.sentences {
      let words = generator.sentence(number % 3 == 0 ? "File" : "Declaration", depth: 18 + number % 16)
      let text = words.joined(separator: " ")
      let result = parse(text)
      if !recogniser.accepts(result.tree) { failures.append("not derived: \(text)") }
      if let diagnostic = result.diagnostics.first {
        failures.append("refused: \(text)\n  \(diagnostic.message)")
      }
      let mutated = generator.mutation(of: words, alphabet: alphabet).joined(separator: " ")
      let other = parse(mutated)
      let isDerived = recogniser.accepts(other.tree)
      if isDerived { acceptedMutations += 1 }
      if isDerived != other.diagnostics.isEmpty {
        let message = other.diagnostics.first?.message ?? "accepted"
        failures.append("\(isDerived ? "derived" : "not derived"), but \(message): \(mutated)")
      }
    }
    #expect(
      failures.isEmpty,
      "\(failures.count) of \(Self.sentences):\n\(failures.prefix(12).joined(separator: "\n"))")
    #expect(acceptedMutations > Self.sentences / 100)
    #expect(Set(grammar.order).subtracting(generator.reached) == [])
    #expect(Set(grammar.order).subtracting(recogniser.reached) == [])
  }
}
