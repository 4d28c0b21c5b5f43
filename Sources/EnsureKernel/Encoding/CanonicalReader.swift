public import EnsureModel

/// Reads what `CanonicalWriter` has written, and throws for everything that it would not have written so. Whatever the
/// bytes are, no more memory is taken than is in proportion to their number.
public struct CanonicalReader: Sendable {
  private let bytes: [UInt8]
  /// How many bytes have been read.
  public private(set) var position = 0

  /// Reads from the first byte on.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  public var left: Int { bytes.count - position }

  /// An error that names the place.
  public func error(_ problem: String) -> KernelError { .encoding("byte \(position): \(problem)") }

  /// The next byte.
  public mutating func byte() throws(KernelError) -> UInt8 {
    if left == 0 { throw error("the bytes end here") }
    position += 1
    return bytes[position - 1]
  }

  /// The next bytes, this many.
  public mutating func bytes(_ count: Int) throws(KernelError) -> ArraySlice<UInt8> {
    if count < 0 || count > left { throw error("\(count) bytes should follow, and \(left) do") }
    position += count
    return bytes[position - count..<position]
  }

  /// A number of at least 0.
  public mutating func natural() throws(KernelError) -> Int {
    var value = 0
    var shift = 0
    while true {
      let byte = try byte()
      let bits = Int(byte & 0x7F)
      // Nine times seven bits are what a number that is not negative has.
      if shift > 56 { throw error("a number has more than 63 bits") }
      value |= bits << shift
      if byte & 0x80 == 0 {
        if byte == 0 && shift > 0 { throw error("a number has zeros in front") }
        return value
      }
      shift += 7
    }
  }

  /// A natural number below `end`.
  public mutating func natural(below end: Int) throws(KernelError) -> Int {
    let value = try natural()
    if value >= end { throw error("\(value) should be below \(end)") }
    return value
  }

  /// An integer of any size.
  public mutating func integer() throws(KernelError) -> Integer {
    let header = try natural()
    let magnitude = try bytes(header >> 1)
    if magnitude.first == 0 { throw error("an integer has zeros in front") }
    let isNegative = header & 1 == 1
    if isNegative && magnitude.isEmpty { throw error("0 is not negative") }
    return Integer(isNegative: isNegative, magnitude: magnitude)
  }

  /// A string.
  public mutating func string() throws(KernelError) -> String {
    let utf8 = try bytes(natural())
    guard let string = String(validating: utf8, as: UTF8.self) else {
      throw error("a string is not UTF-8")
    }
    return string
  }

  /// The number of elements of an array of which each takes at least this many bytes.
  public mutating func count(eachAtLeast size: Int = 1) throws(KernelError) -> Int {
    let count = try natural()
    if count > left / max(size, 1) { throw error("\(count) elements should follow, and \(left) bytes do") }
    return count
  }

  /// An array, each element by `read`, which reads at least one byte.
  public mutating func array<Element>(
    each read: (inout CanonicalReader) throws(KernelError) -> Element
  ) throws(KernelError) -> [Element] {
    let count = try count()
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// Makes sure that nothing follows.
  public func end() throws(KernelError) {
    if left > 0 { throw error("\(left) bytes too many") }
  }
}
