import EnsureModel
import EnsureObligations

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x2545_F491_4F6C_DD1D }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func isLucky(_ percent: Int) -> Bool { number(1...100) <= percent }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}

/// Obligations at random, of the kinds that verification conditions are made of.
struct RandomObligation {
  /// What an obligation is chiefly about.
  enum Flavour: CaseIterable {
    /// Truth values.
    case propositional
    /// Differences of two unknowns.
    case differences
    /// Values of enumerations, and which follows which.
    case enumerations
    /// Values that depend on conditions, quotients and remainders.
    case conditional
    /// Equations that fractions would solve.
    case integral
    /// Numbers beyond 64 bits.
    case huge
    /// A sum that steps keep.
    case conservation
  }

  private var numbers: SeededNumbers
  private var bank = SentenceBank()
  private var unknowns: [Unknown] = []
  private var premises: [Sentence] = []

  static func make(_ flavour: Flavour, seed: Int) -> Obligation {
    var builder = RandomObligation(numbers: SeededNumbers(seed: seed))
    return builder.build(flavour)
  }

  private init(numbers: SeededNumbers) { self.numbers = numbers }

  private mutating func build(_ flavour: Flavour) -> Obligation {
    let size = numbers.number(2...7)
    let range =
      switch flavour {
      case .propositional: 1
      case .enumerations: numbers.number(2...5)
      default: numbers.number(3...40)
      }
    for index in 0..<size {
      let unknown = bank.makeUnknown("x\(index % 3)")
      unknowns.append(unknown)
      if flavour == .propositional || numbers.isLucky(flavour == .huge ? 40 : 70) {
        premises.append(bank.lessOrEqual(LinearSum(0), LinearSum(unknown)))
        premises.append(bank.lessOrEqual(LinearSum(unknown), LinearSum(Integer(range))))
      }
    }
    if flavour == .conservation { return conservation() }
    for _ in 0..<numbers.number(size...4 * size) {
      let width = flavour == .propositional ? 3 : numbers.number(1...3)
      premises.append(bank.or((0..<width).map { _ in formula(flavour, depth: numbers.number(0...2)) }))
    }
    let conclusion = formula(flavour, depth: 1)
    return Obligation(bank, premises: premises, conclusion: conclusion)
  }

  /// Amounts move between accounts; the total, and that no account is overdrawn, stays.
  private mutating func conservation() -> Obligation {
    let accounts = unknowns.map { LinearSum($0) }
    let amount = LinearSum(bank.makeUnknown("amount"))
    let (from, to) = (LinearSum(bank.makeUnknown("from")), LinearSum(bank.makeUnknown("to")))
    let total = accounts.reduce(LinearSum(0), +)
    var after = LinearSum(0)
    var isCovered: [Sentence] = []
    for (index, account) in accounts.enumerated() {
      let here = LinearSum(Integer(index))
      let gives = bank.equal(from, here)
      let takes = bank.equal(to, here)
      let less = bank.choice(gives, account - amount, account)
      let new = LinearSum(bank.makeUnknown("after"))
      premises.append(bank.equal(new, bank.choice(takes, less + amount, less)))
      premises.append(bank.implies(gives, bank.lessOrEqual(amount, account)))
      isCovered.append(bank.lessOrEqual(LinearSum(0), new))
      after = after + new
    }
    let last = LinearSum(Integer(accounts.count - 1))
    for place in [from, to] {
      premises += [bank.lessOrEqual(LinearSum(0), place), bank.lessOrEqual(place, last)]
    }
    if numbers.isLucky(70) { premises.append(bank.lessOrEqual(LinearSum(0), amount)) }
    if numbers.isLucky(20) { premises.removeLast() }
    let conclusion = numbers.isLucky(50) ? bank.equal(after, total) : bank.and(isCovered)
    return Obligation(bank, premises: premises, conclusion: conclusion)
  }

  private mutating func formula(_ flavour: Flavour, depth: Int) -> Sentence {
    if depth == 0 { return inequality(flavour) }
    let (left, right) = (formula(flavour, depth: depth - 1), formula(flavour, depth: depth - 1))
    switch numbers.number(0...4) {
    case 0: return bank.and([left, right])
    case 1: return bank.or([left, right])
    case 2: return bank.implies(left, right)
    case 3: return bank.same(left, right)
    default: return bank.choice(left, right, !formula(flavour, depth: depth - 1))
    }
  }

  private mutating func inequality(_ flavour: Flavour) -> Sentence {
    let x = LinearSum(numbers.pick(unknowns))
    let y = LinearSum(numbers.pick(unknowns))
    switch flavour {
    case .propositional:
      let sentence = bank.holds(x)
      return numbers.isLucky(50) ? sentence : !sentence
    case .differences:
      let sentence = bank.lessOrEqual(x - y, LinearSum(Integer(numbers.number(-5...5))))
      return numbers.isLucky(50) ? sentence : !sentence
    case .enumerations:
      let sentence =
        numbers.isLucky(60)
        ? bank.equal(x, LinearSum(Integer(numbers.number(0...4)))) : bank.equal(x, y)
      return numbers.isLucky(50) ? sentence : !sentence
    case .conditional:
      let value = term(depth: 2)
      return numbers.isLucky(50)
        ? bank.equal(value, LinearSum(Integer(numbers.number(-3...9)))) : bank.lessOrEqual(value, x)
    case .integral:
      let left = x * Integer(numbers.number(-4...4)) + y * Integer(numbers.number(-6...6))
      let sum = left + LinearSum(numbers.pick(unknowns)) * Integer(numbers.number(-9...9))
      return numbers.isLucky(60)
        ? bank.equal(sum, LinearSum(Integer(numbers.number(-20...20))))
        : bank.lessOrEqual(sum, LinearSum(Integer(numbers.number(-20...20))))
    case .huge:
      let factor = Integer(numbers.number(1...1_000_000)) * 1_000_000_000_000_000_000
      let left = x * (factor + Integer(numbers.number(-9...9))) - y * factor
      let right = Integer(numbers.number(-1_000_000...1_000_000)) * 1_000_000_000_000_000_000 * factor
      let sentence = bank.lessOrEqual(left, LinearSum(right))
      return numbers.isLucky(50) ? sentence : !sentence
    case .conservation:
      return bank.lessOrEqual(x, y)
    }
  }

  private mutating func term(depth: Int) -> LinearSum {
    let x = LinearSum(numbers.pick(unknowns))
    if depth == 0 { return x }
    let (left, right) = (term(depth: depth - 1), term(depth: depth - 1))
    switch numbers.number(0...4) {
    case 0: return left + right
    case 1: return left - right
    case 2: return bank.choice(bank.lessOrEqual(left, right), right, left + LinearSum(1))
    case 3: return bank.quotient(left, by: numbers.pick([-3, 2, 3, 7]))
    default: return bank.product(left, right)
    }
  }
}
