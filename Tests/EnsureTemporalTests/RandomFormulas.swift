import EnsureTemporal

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Random formulas and words over a few atoms.
struct RandomFormulas {
  var generator: SeededGenerator
  let atoms: [String]
  /// The connectives with operands to choose from.
  let connectives: [Connective]

  static let future = Connective.allCases.filter { ($0.arity ?? 2) > 0 && !$0.isPast }
  static let both = Connective.allCases.filter { ($0.arity ?? 2) > 0 }

  init(seed: UInt64, atoms: Int = 3, connectives: [Connective] = future) {
    generator = SeededGenerator(seed: seed)
    self.atoms = (0..<atoms).map { "p\($0)" }
    self.connectives = connectives
  }

  /// A formula with about that many symbols.
  mutating func formula(_ bank: inout FormulaBank, size: Int) -> TemporalFormula {
    if size <= 1 {
      let choice = Int.random(in: 0..<atoms.count * 8 + 1, using: &generator)
      if choice == 0 { return Bool.random(using: &generator) ? bank.truth : bank.falsity }
      return bank.atom(atoms[choice % atoms.count])
    }
    let connective = connectives[Int.random(in: 0..<connectives.count, using: &generator)]
    if connective.arity == 1 || size == 2 {
      let unary = connective.arity == 1 ? connective : .not
      return bank.make(unary, [formula(&bank, size: size - 1)])
    }
    let left = Int.random(in: 1..<size - 1, using: &generator)
    let first = formula(&bank, size: left)
    return bank.make(connective, [first, formula(&bank, size: size - 1 - left)])
  }

  /// A word with a short stem and a short loop.
  mutating func word() -> LassoWord {
    let stem = Int.random(in: 0...3, using: &generator)
    let loop = Int.random(in: 1...3, using: &generator)
    let letters = (0..<stem + loop).map { _ in
      UInt64.random(in: 0..<1 << UInt64(atoms.count), using: &generator)
    }
    return LassoWord(stem: Array(letters[..<stem]), loop: Array(letters[stem...]))
  }

  /// All words over one or two atoms whose stem and loop have together at most that many letters.
  static func words(atoms: Int, letters: Int) -> [LassoWord] {
    let count = 1 << atoms
    var words: [LassoWord] = []
    for length in 1...letters {
      let total = (0..<length).reduce(1) { product, _ in product * count }
      for code in 0..<total {
        var rest = code
        let all = (0..<length).map { _ in
          defer { rest /= count }
          return UInt64(rest % count)
        }
        for stem in 0..<length { words.append(LassoWord(stem: Array(all[..<stem]), loop: Array(all[stem...]))) }
      }
    }
    return words
  }
}
