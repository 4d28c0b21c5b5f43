/// Sets of letters as bits, one for each letter over the propositions that some labels depend on: for asking the same
/// labels very many questions.
struct TruthTables {
  /// How many words the bits of a label fill.
  let wordCount: Int
  private let propositions: [Int]
  private var places: [Label: Int] = [:]
  private var words: [UInt64] = []

  /// With more propositions diagrams are the better representation.
  private static let maximalPropositions = 12

  /// The tables of the labels; `nil` if they depend on too many propositions.
  init?(of labels: Set<Label>, _ space: LabelSpace) {
    propositions = space.propositions(of: labels).sorted()
    guard propositions.count <= Self.maximalPropositions else { return nil }
    let letterCount = 1 << propositions.count
    wordCount = (letterCount + 63) / 64
    for label in labels {
      places[label] = words.count
      words.append(contentsOf: repeatElement(0, count: wordCount))
      write(label, from: 0, letterCount, at: words.count - wordCount, 0, space)
    }
  }

  /// Sets the bits of a set that depends on no proposition before `level`, for the `count` letters from `first` on.
  private mutating func write(
    _ label: Label, from first: Int, _ count: Int, at place: Int, _ level: Int, _ space: LabelSpace
  ) {
    guard label != .none else { return }
    if label == .all {
      for letter in first..<first + count { words[place + letter / 64] |= 1 << UInt64(letter % 64) }
      return
    }
    let isSplit = space.topVariable(label) == propositions[level]
    let (low, high) = isSplit ? space.branches(label) : (label, label)
    write(low, from: first, count / 2, at: place, level + 1, space)
    write(high, from: first + count / 2, count / 2, at: place, level + 1, space)
  }

  /// Where the table of one of the labels is.
  func place(_ label: Label) -> Int { places[label] ?? 0 }

  /// Makes `open` the letters of the label at a place.
  func fill(_ open: inout [UInt64], with place: Int) {
    for index in 0..<wordCount { open[index] = words[place + index] }
  }

  /// Takes the letters of the label at a place out of `open`, and says whether any is left.
  func remove(_ place: Int, from open: inout [UInt64]) -> Bool {
    var rest: UInt64 = 0
    for index in 0..<wordCount {
      open[index] &= ~words[place + index]
      rest |= open[index]
    }
    return rest != 0
  }
}
