/// Reads Büchi automata in the Hanoi Omega-Automata format, version 1.
///
/// Read are the conditions `t`, `f`, and conjunctions of `Inf` of different sets, one initial state, and explicit labels,
/// on edges or states, aliases included. What else the format has is refused by name.
public struct HanoiReader {
  private let tokens: [HanoiToken]
  private var place = 0
  private var space = LabelSpace()
  private var atoms: [String] = []
  private var aliases: [String: Label] = [:]
  private var stateCount: Int?
  private var initial: Int?
  private var setCount = 0
  private var acceptsNothing = false
  private var edges: [[Edge]] = []

  /// How many states an automaton may have that is read.
  public static let maximalStates = 100_000
  /// How deep labels may be nested.
  private static let maximalDepth = 200

  /// The automaton that a text describes.
  public static func read(_ text: String) throws(HanoiProblem) -> Automaton {
    var reader = HanoiReader(tokens: try HanoiLexer.tokens(text))
    return try reader.run()
  }

  private init(tokens: [HanoiToken]) { self.tokens = tokens }

  private var token: HanoiToken { tokens[min(place, tokens.count - 1)] }

  private mutating func run() throws(HanoiProblem) -> Automaton {
    guard token.kind == .header("HOA") else { throw problem(.expected("`HOA:`")) }
    place += 1
    guard token.kind == .word("v1") else { throw problem(.unsupported("a version other than `v1`")) }
    place += 1
    while token.kind != .section("--BODY--") { try readHeader() }
    place += 1
    while token.kind != .section("--END--") { try readState() }
    guard let initial else { throw problem(.expected("a header `Start:`")) }
    if let stateCount, stateCount > edges.count { growStates(to: stateCount - 1) }
    growStates(to: initial)
    let count = edges.count
    guard edges.allSatisfy({ $0.allSatisfy { $0.target < count } }) else {
      throw problem(.outOfRange("state"))
    }
    let automaton = GeneralisedBuchi(initial: initial, edges: edges, setCount: acceptsNothing ? 1 : setCount)
    var result = Automaton(automaton, atoms: atoms, space, place: .edges)
    result.isStateBased = result.edges.allSatisfy { leaving in
      leaving.allSatisfy { $0.marks == leaving[0].marks }
    }
    return result
  }

  // MARK: - Headers

  private mutating func readHeader() throws(HanoiProblem) {
    guard case .header(let name) = token.kind else { throw problem(.expected("a header or `--BODY--`")) }
    place += 1
    switch name {
    case "States":
      let count = try number("a number of states")
      guard count <= Self.maximalStates else { throw tooManyStates }
      stateCount = count
    case "Start":
      guard initial == nil else { throw problem(.unsupported("more than one initial state")) }
      initial = try state()
      if token.kind == .symbol(UInt8(ascii: "&")) {
        throw problem(.unsupported("a conjunction of initial states"))
      }
    case "AP":
      let count = try number("a number of propositions")
      guard count <= Translator.maximalAtoms else {
        throw problem(.tooLarge("propositions", limit: Translator.maximalAtoms))
      }
      while case .string(let atom) = token.kind {
        atoms.append(atom)
        place += 1
      }
      guard atoms.count == count else { throw problem(.expected("another number of propositions")) }
    case "Alias":
      guard case .alias(let alias) = token.kind else { throw problem(.expected("a name with `@`")) }
      place += 1
      aliases[alias] = try disjunction(depth: 0)
    case "Acceptance": try readAcceptance()
    default:
      // A header whose name begins with a capital changes what the automaton means.
      if let first = name.unicodeScalars.first, ("A"..."Z").contains(first) {
        throw problem(.unsupported("the header `\(name):`"))
      }
      while !isHeaderOrSection { place += 1 }
    }
  }

  private var isHeaderOrSection: Bool {
    switch token.kind {
    case .header, .section, .end: true
    default: false
    }
  }

  private mutating func readAcceptance() throws(HanoiProblem) {
    setCount = try number("a number of sets")
    guard setCount <= Tableau.maximalPromises else {
      throw problem(.tooLarge("acceptance sets", limit: Tableau.maximalPromises))
    }
    var required: Set<Int> = []
    switch token.kind {
    case .word("t"), .word("f"):
      acceptsNothing = token.kind == .word("f")
      place += 1
    default:
      while true {
        guard token.kind == .word("Inf") else {
          throw problem(.unsupported("an acceptance condition that is no conjunction of `Inf`"))
        }
        place += 1
        try symbol("(")
        if token.kind == .symbol(UInt8(ascii: "!")) {
          throw problem(.unsupported("the complement of an acceptance set"))
        }
        required.insert(try number("the number of a set"))
        try symbol(")")
        guard token.kind == .symbol(UInt8(ascii: "&")) else { break }
        place += 1
      }
    }
    guard isHeaderOrSection else {
      throw problem(.unsupported("an acceptance condition that is no conjunction of `Inf`"))
    }
    guard required == Set(0..<setCount) || acceptsNothing else {
      throw problem(.unsupported("an acceptance condition that leaves out sets"))
    }
  }

  // MARK: - States and edges

  private mutating func readState() throws(HanoiProblem) {
    guard token.kind == .header("State") else { throw problem(.expected("`State:` or `--END--`")) }
    place += 1
    let shared = try optionalLabel()
    let number = try state()
    if case .string = token.kind { place += 1 }
    let marks = try marks()
    growStates(to: number)
    while !isHeaderOrSection {
      let label = try optionalLabel() ?? shared
      guard let label else { throw problem(.unsupported("an edge without a label")) }
      let target = try state()
      if token.kind == .symbol(UInt8(ascii: "&")) { throw problem(.unsupported("alternation")) }
      edges[number].append(Edge(label: label, marks: marks.union(try self.marks()), target: target))
    }
  }

  private mutating func growStates(to number: Int) {
    while edges.count <= number { edges.append([]) }
  }

  private mutating func state() throws(HanoiProblem) -> Int {
    let state = try number("the number of a state")
    if let stateCount, state >= stateCount { throw problem(.outOfRange("state")) }
    guard state < Self.maximalStates else { throw tooManyStates }
    return state
  }

  private var tooManyStates: HanoiProblem { problem(.tooLarge("states", limit: Self.maximalStates)) }

  private mutating func marks() throws(HanoiProblem) -> Marks {
    guard token.kind == .symbol(UInt8(ascii: "{")) else { return [] }
    place += 1
    var marks: Marks = []
    while case .number(let set) = token.kind {
      guard set < setCount else { throw problem(.outOfRange("acceptance set")) }
      if !acceptsNothing { marks.insert(.set(set)) }
      place += 1
    }
    try symbol("}")
    return marks
  }

  // MARK: - Labels

  private mutating func optionalLabel() throws(HanoiProblem) -> Label? {
    guard token.kind == .symbol(UInt8(ascii: "[")) else { return nil }
    place += 1
    let label = try disjunction(depth: 0)
    try symbol("]")
    return label
  }

  private mutating func disjunction(depth: Int) throws(HanoiProblem) -> Label {
    var result = try conjunction(depth: depth)
    while token.kind == .symbol(UInt8(ascii: "|")) {
      place += 1
      result = space.union(result, try conjunction(depth: depth))
    }
    return result
  }

  private mutating func conjunction(depth: Int) throws(HanoiProblem) -> Label {
    var result = try literal(depth: depth)
    while token.kind == .symbol(UInt8(ascii: "&")) {
      place += 1
      result = space.intersection(result, try literal(depth: depth))
    }
    return result
  }

  private mutating func literal(depth: Int) throws(HanoiProblem) -> Label {
    guard depth < Self.maximalDepth else {
      throw problem(.tooLarge("levels in a label", limit: Self.maximalDepth))
    }
    let start = token
    place += 1
    switch start.kind {
    case .word("t"): return .all
    case .word("f"): return .none
    case .number(let atom) where atom < atoms.count: return space.variable(atom)
    case .number: throw HanoiProblem(kind: .outOfRange("proposition"), range: start.range)
    case .alias(let name):
      guard let label = aliases[name] else {
        throw HanoiProblem(kind: .outOfRange("alias"), range: start.range)
      }
      return label
    case .symbol(UInt8(ascii: "!")): return space.complement(try literal(depth: depth + 1))
    case .symbol(UInt8(ascii: "(")):
      let inner = try disjunction(depth: depth + 1)
      try symbol(")")
      return inner
    default: throw HanoiProblem(kind: .expected("a label"), range: start.range)
    }
  }

  // MARK: - Symbols

  private mutating func number(_ what: String) throws(HanoiProblem) -> Int {
    guard case .number(let number) = token.kind else { throw problem(.expected(what)) }
    place += 1
    return number
  }

  private mutating func symbol(_ character: Character) throws(HanoiProblem) {
    guard token.kind == character.asciiValue.map(HanoiToken.Kind.symbol) else {
      throw problem(.expected("`\(character)`"))
    }
    place += 1
  }

  private func problem(_ kind: HanoiProblem.Kind) -> HanoiProblem {
    HanoiProblem(kind: kind, range: token.range)
  }
}
