import EnsureModel

/// Interchangeable instances: of all states that differ only in their numbering, one stands for all.
final class Symmetry {
  init(_ space: StateSpace) throws(ExploreError) {}
  /// The representative of a state; good until the next call.
  func canonical(_ row: UnsafePointer<Int32>) -> UnsafePointer<Int32> { row }
}
