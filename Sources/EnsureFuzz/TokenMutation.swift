/// Numbers that depend on the seed alone.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { bound > 0 ? Int.random(in: 0..<bound, using: &self) : 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }
}

/// Changes a spec by tokens instead of bytes, so that many of the changed specs can still be read, and some still
/// make sense.
public struct TokenMutation {
  private var random: SeededNumbers
  private var pieces: [Piece]
  private let vocabulary: [[UInt8]]

  /// Numbers at which things change.
  private static let numbers = [
    "0", "1", "2", "100", "255", "2147483648", "9223372036854775807", "9223372036854775808",
    "18446744073709551616", "0.01", "2.9", "100%", "99999999999999999999999999999999999999999", "-1",
  ]

  /// A text to be changed; equal seeds give equal changes.
  public init(_ text: [UInt8], seed: UInt64, vocabulary: [[UInt8]]) {
    pieces = Piece.split(text)
    random = SeededNumbers(seed: seed)
    self.vocabulary = vocabulary
  }

  /// The text after one to four changes.
  public mutating func mutated() -> [UInt8] {
    for _ in 0...random.below(4) { change() }
    return text
  }

  /// The text with a run of tokens of another one put in.
  public mutating func crossed(with other: [UInt8]) -> [UInt8] {
    let donor = Piece.split(other)
    if random.below(2) == 0 {
      let lines = Piece.declarations(donor)
      guard let line = random.pick(lines) else { return text }
      let places = Piece.declarations(pieces).map(\.lowerBound) + [pieces.count]
      pieces.insert(contentsOf: donor[line], at: random.pick(places) ?? 0)
    } else {
      let start = random.below(donor.count)
      let run = donor[start..<min(donor.count, start + 1 + random.below(24))]
      pieces.insert(contentsOf: run, at: random.below(pieces.count + 1))
    }
    return text
  }

  private var text: [UInt8] { pieces.flatMap(\.bytes) }

  private mutating func change() {
    let at = random.below(pieces.count)
    switch random.below(14) {
    case 0: delete(at..<at + 1)
    case 1: delete(at..<at + 1 + random.below(8))
    case 2, 3: replace(at, by: random.pick(vocabulary))
    case 4: insert(random.pick(vocabulary), at)
    case 5, 6, 7: rename(at)
    case 8: copy(from: at, count: 1 + random.below(8), to: random.below(pieces.count + 1))
    case 9:
      if let group = group(from: at) {
        copy(from: group.lowerBound, count: group.count, to: random.below(pieces.count))
      }
    case 10: if let group = group(from: at) { delete(group) }
    case 11: number(at)
    case 12: if let line = random.pick(Piece.declarations(pieces)) { delete(line) }
    default: swap(at, random.below(pieces.count))
    }
  }

  private mutating func delete(_ range: Range<Int>) {
    pieces.removeSubrange(range.clamped(to: 0..<pieces.count))
  }

  private mutating func swap(_ left: Int, _ right: Int) {
    guard pieces.indices.contains(left), pieces.indices.contains(right) else { return }
    pieces.swapAt(left, right)
  }

  private mutating func copy(from start: Int, count: Int, to place: Int) {
    let run = pieces[min(start, pieces.count)..<min(start + count, pieces.count)]
    pieces.insert(contentsOf: run, at: min(place, pieces.count))
  }

  private mutating func replace(_ at: Int, by word: [UInt8]?) {
    guard let word, pieces.indices.contains(at) else { return }
    pieces[at] = Piece(kind: .mark, bytes: word)
  }

  private mutating func insert(_ word: [UInt8]?, _ at: Int) {
    guard let word else { return }
    pieces.insert(Piece(kind: .space, bytes: [0x20] + word + [0x20]), at: min(at, pieces.count))
  }

  /// Another name of the same spec stands in a name's place: what is read then is often well formed, and wrong.
  private mutating func rename(_ at: Int) {
    let names = pieces.indices.filter { pieces[$0].kind == .word }
    guard let place = random.pick(names), let other = random.pick(names) else { return }
    pieces[place] = pieces[other]
  }

  private mutating func number(_ at: Int) {
    let digits = pieces.indices.filter { pieces[$0].kind == .number }
    guard let place = random.pick(digits), let number = random.pick(Self.numbers) else { return }
    pieces[place] = Piece(kind: .number, bytes: Array(number.utf8))
  }

  /// The next brackets behind `start`, with all that they hold.
  private func group(from start: Int) -> Range<Int>? {
    var depth = 0
    var first: Int?
    for index in start..<pieces.count where pieces[index].bytes.count == 1 {
      switch pieces[index].bytes[0] {
      case 0x28, 0x5B, 0x7B:
        if first == nil { first = index }
        depth += 1
      case 0x29, 0x5D, 0x7D:
        guard let first else { continue }
        depth -= 1
        if depth == 0 { return first..<index + 1 }
      default: break
      }
    }
    return nil
  }
}
