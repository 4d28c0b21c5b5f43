extension SyntaxTree {
  /// How deep the meaning of a tree may be. The parser bounds how deep constructs nest; but `a * b * c` and `a.b.c`
  /// are flat in the tree, and stand inside each other in what is made of it.
  public static let deepestMeaning = 1_000

  /// How many operands a sum with points in time may have: such a sum nests to the left, all others stay flat.
  public static let longestInstantSum = 64

  /// The first place whose meaning is deeper than `deepestMeaning`, if there is one. What walks trees and what is
  /// made of them calls itself for each level, and its stack is finite.
  public func tooDeep() -> SourceRange? {
    var heights = [Int32](repeating: 0, count: records.count)
    for (index, record) in records.enumerated() {
      var height: Int32 = 0
      var count: Int32 = 0
      var child = index - 1
      while child >= record.firstDescendant {
        height = max(height, heights[child])
        count += 1
        child = Int(records[child].firstDescendant) - 1
      }
      switch record.kind {
      case .multiplicative, .equivalence: height += count
      case .additive: height += min(count, Int32(Self.longestInstantSum))
      case .selection, .place:
        // Its names are tokens: at least one of two that are no child's.
        let first = count > 0 ? records[index - 1].endToken : record.firstToken
        height += (record.endToken - first) / 2 + 1
      default: height += 1
      }
      if height > Self.deepestMeaning { return Syntax(tree: self, index: Int32(index)).range }
      heights[index] = height
    }
    return nil
  }
}
