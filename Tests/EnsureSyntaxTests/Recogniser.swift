@testable import EnsureSyntax

/// Says whether the grammar derives a sequence of tokens: each rule at each place gives the set of places where it
/// can end, and is worked out once.
///
/// (The grammar has no left recursion, which would never come to an end here.)
final class Recogniser {
  private indirect enum Item {
    case terminal(Int)
    case rule(Int)
    case sequence([Item])
    case choice([Item])
    case optional(Item)
    case repeated(Item)
  }

  private var terminals: [String: Int] = [:]
  private var rules: [Item] = []
  private var first: [Set<Int>] = []
  private var nullable: [Bool] = []
  private let start: Int
  /// The names of the rules.
  let names: [String]
  /// The rules that some accepted sequence has needed.
  private(set) var reached: Set<String> = []

  private var input: [(kind: Int, word: Int)] = []
  private var memory: [[[Int]?]] = []

  init(_ grammar: EBNF, start: String = "File") {
    names = grammar.order
    let numbers = Dictionary(uniqueKeysWithValues: grammar.order.enumerated().map { ($1, $0) })
    self.start = numbers[start] ?? 0
    rules = grammar.order.map { compile(grammar.rule($0), numbers) }
    nullable = rules.map { _ in false }
    first = rules.map { _ in [] }
    var isChanging = true
    while isChanging {
      isChanging = false
      for (index, rule) in rules.enumerated() {
        let (isEmpty, set) = beginning(rule)
        if isEmpty != nullable[index] || set.count != first[index].count { isChanging = true }
        nullable[index] = isEmpty
        first[index] = set
      }
    }
  }

  private func terminal(_ text: String) -> Int {
    if let number = terminals[text] { return number }
    terminals[text] = terminals.count
    return terminals.count - 1
  }

  private func compile(_ item: EBNF.Item, _ numbers: [String: Int]) -> Item {
    switch item {
    case .terminal(let text): .terminal(terminal(text))
    case .rule(let name): .rule(numbers[name] ?? -1)
    case .sequence(let items): .sequence(items.map { compile($0, numbers) })
    case .choice(let items): .choice(items.map { compile($0, numbers) })
    case .optional(let item): .optional(compile(item, numbers))
    case .repeated(let item): .repeated(compile(item, numbers))
    }
  }

  private func beginning(_ item: Item) -> (Bool, Set<Int>) {
    switch item {
    case .terminal(let number): return (false, [number])
    case .rule(let number): return (nullable[number], first[number])
    case .sequence(let items):
      var set: Set<Int> = []
      for item in items {
        let (isEmpty, more) = beginning(item)
        set.formUnion(more)
        if !isEmpty { return (false, set) }
      }
      return (true, set)
    case .choice(let items):
      let all = items.map { beginning($0) }
      return (all.contains { $0.0 }, all.reduce(into: Set<Int>()) { $0.formUnion($1.1) })
    case .optional(let item), .repeated(let item): return (true, beginning(item).1)
    }
  }

  /// Whether the grammar derives the tokens of a tree (as the lexer made them).
  func accepts(_ tree: SyntaxTree) -> Bool {
    input = tree.tokens.compactMap { token in
      guard token.kind != .endOfFile, !token.isMissing else { return nil }
      switch token.kind {
      case .identifier: return (terminal("<Identifier>"), terminals[tree.text(token)] ?? -1)
      case .integer: return (terminal("<Integer>"), -1)
      case .decimal: return (terminal("<Decimal>"), -1)
      case .string: return (terminal("<String>"), -1)
      default: return (terminals[token.kind.spelling ?? ""] ?? -2, -1)
      }
    }
    memory = Array(repeating: Array(repeating: nil, count: rules.count), count: input.count + 1)
    let isAccepted = ends(rule: start, 0).contains(input.count)
    if isAccepted {
      for places in memory {
        for (index, ends) in places.enumerated() where ends?.isEmpty == false { reached.insert(names[index]) }
      }
    }
    return isAccepted
  }

  private func ends(rule: Int, _ at: Int) -> [Int] {
    if let known = memory[at][rule] { return known }
    var result: [Int] = nullable[rule] ? [at] : []
    if at < input.count, first[rule].contains(input[at].kind) || first[rule].contains(input[at].word) {
      result = ends(rules[rule], at)
    }
    memory[at][rule] = result
    return result
  }

  private func ends(_ item: Item, _ at: Int) -> [Int] {
    switch item {
    case .terminal(let number):
      return at < input.count && (input[at].kind == number || input[at].word == number) ? [at + 1] : []
    case .rule(let number): return ends(rule: number, at)
    case .sequence(let items):
      var places = [at]
      for item in items {
        if places.isEmpty { return [] }
        places = union(places, item)
      }
      return places
    case .choice(let items):
      var result: [Int] = []
      for item in items { add(ends(item, at), to: &result) }
      return result
    case .optional(let item):
      var result = [at]
      add(ends(item, at), to: &result)
      return result
    case .repeated(let item):
      var result = [at]
      var next = 0
      while next < result.count {
        add(ends(item, result[next]), to: &result)
        next += 1
      }
      return result
    }
  }

  private func union(_ places: [Int], _ item: Item) -> [Int] {
    if places.count == 1 { return ends(item, places[0]) }
    var result: [Int] = []
    for place in places { add(ends(item, place), to: &result) }
    return result
  }

  private func add(_ more: [Int], to result: inout [Int]) {
    for place in more where !result.contains(place) { result.append(place) }
  }
}
