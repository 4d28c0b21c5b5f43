/// The same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Makes random sentences of the grammar, as the texts of their tokens.
struct SentenceGenerator {
  let grammar: EBNF
  var random: SeededGenerator
  /// How often each rule was used.
  private(set) var reached: Set<String> = []
  private var costs: [String: Int] = [:]
  private var length = 0

  /// Names that mean something in some places only, and ordinary ones.
  static let names = [
    "o", "amount", "total", "Order", "Courier", "EUR", "days", "x1", "_y", "may", "as", "impossible",
    "fair",
    "strongly", "mutable", "more", "violated", "claimed", "authenticated", "decimals", "persons", "message",
    "send",
    "receive", "place", "for", "each", "drop", "forge", "up", "with", "spoof", "steal", "respond", "to",
    "sampled",
    "baseline", "alert", "pattern",
  ]
  static let integers = ["0", "5", "1_000", "007", "12345678901234567890123"]
  static let decimals = ["2.50", "0.0", "1_0.25"]
  static let strings = ["\"a\"", "\"two words\"", "\"\"", "\"q \\\" \\u{41}\""]

  init(_ grammar: EBNF, seed: UInt64) {
    self.grammar = grammar
    random = SeededGenerator(seed: seed)
    var isChanging = true
    while isChanging {
      isChanging = false
      for name in grammar.order {
        let cost = cost(grammar.rule(name)).map { $0 + 1 }
        if let cost, cost < costs[name] ?? Int.max {
          costs[name] = cost
          isChanging = true
        }
      }
    }
  }

  private func cost(_ item: EBNF.Item) -> Int? {
    switch item {
    case .terminal: return 0
    case .rule(let name): return costs[name]
    case .sequence(let items):
      let all = items.map { cost($0) }
      return all.contains { $0 == nil } ? nil : all.compactMap(\.self).max() ?? 0
    case .choice(let items): return items.compactMap { cost($0) }.min()
    case .optional, .repeated: return 0
    }
  }

  /// A sentence that the rule derives; `depth` bounds how deep the derivation goes where it can be bounded, and from
  /// `length` tokens on nothing is added that can be left out.
  mutating func sentence(_ rule: String, depth: Int, length: Int = 40) -> [String] {
    self.length = length
    var words: [String] = []
    emit(.rule(rule), depth, &words)
    return words
  }

  private mutating func emit(_ item: EBNF.Item, _ bound: Int, _ words: inout [String]) {
    let depth = words.count > length ? 0 : bound
    switch item {
    case .terminal(let text): words.append(token(text))
    case .rule(let name):
      reached.insert(name)
      emit(grammar.rule(name), depth - 1, &words)
    case .sequence(let items): for item in items { emit(item, depth, &words) }
    case .choice(let items):
      var possible = items.filter { (cost($0) ?? Int.max) < depth }
      if possible.isEmpty {
        let least = items.compactMap { cost($0) }.min() ?? 0
        possible = items.filter { cost($0) == least }
      }
      emit(possible[Int.random(in: 0..<possible.count, using: &random)], depth, &words)
    case .optional(let item):
      if (cost(item) ?? Int.max) < depth, Int.random(in: 0..<5, using: &random) < 2 {
        emit(item, depth, &words)
      }
    case .repeated(let item):
      var most = 3
      while most > 0, (cost(item) ?? Int.max) < depth, Int.random(in: 0..<5, using: &random) < 2 {
        emit(item, depth, &words)
        most -= 1
      }
    }
  }

  /// A text for a terminal of the grammar.
  mutating func token(_ text: String) -> String {
    switch text {
    case "<Identifier>": pick(Self.names)
    case "<Integer>": pick(Self.integers)
    case "<Decimal>": pick(Self.decimals)
    case "<String>": pick(Self.strings)
    default: text
    }
  }

  mutating func pick(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }

  /// The sentence with one token deleted, doubled, replaced, exchanged with its neighbour, or put in.
  mutating func mutation(of words: [String], alphabet: [String]) -> [String] {
    var words = words
    guard !words.isEmpty else { return [token(pick(alphabet))] }
    let at = Int.random(in: 0..<words.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: words.remove(at: at)
    case 1: words.insert(words[at], at: at)
    case 2: words[at] = token(pick(alphabet))
    case 3: if at + 1 < words.count { words.swapAt(at, at + 1) } else { words.remove(at: at) }
    default: words.insert(token(pick(alphabet)), at: at)
    }
    return words
  }

  /// Every terminal of the grammar, once.
  static func alphabet(_ grammar: EBNF) -> [String] {
    var terminals: Set<String> = []
    func visit(_ item: EBNF.Item) {
      switch item {
      case .terminal(let text): terminals.insert(text)
      case .rule: break
      case .sequence(let items), .choice(let items): for item in items { visit(item) }
      case .optional(let item), .repeated(let item): visit(item)
      }
    }
    for rule in grammar.rules.values { visit(rule) }
    return terminals.sorted()
  }
}
