/// A concrete state of a scope: one value for each field of each instance and each global, in the order that
/// `Layout` says. Booleans are 0 and 1, members their positions, references instance numbers or -1 for `none`,
/// instants ticks relative to the present.
public struct State: Hashable, Sendable {
  /// The values.
  public var values: [Integer]
  /// A state with these values.
  public init(values: [Integer]) { self.values = values }
}
