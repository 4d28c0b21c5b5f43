public import EnsureModel

/// Writes values as bytes. Every value has one form, and `CanonicalReader` refuses all others.
///
/// - A natural number: seven bits a byte, the least significant first, all bytes but the last with the top bit set, and
///   as few of them as possible (LEB128).
/// - An integer: twice the number of bytes of its magnitude, plus 1 if it is negative, as a natural number; then the
///   magnitude, the most significant byte first, without zeros in front.
/// - A string: the number of bytes as a natural number, then the bytes in UTF-8.
/// - An array: the number of elements as a natural number, then the elements.
public struct CanonicalWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// Nothing written yet.
  public init() {}

  /// Writes a byte.
  public mutating func write(byte: UInt8) { bytes.append(byte) }

  /// Writes bytes whose number the reader knows.
  public mutating func write(bytes more: some Sequence<UInt8>) { bytes += more }

  /// Writes a number of at least 0, such as the count in front of an array's elements.
  public mutating func write(natural value: Int) {
    precondition(value >= 0, "a natural number is not negative")
    var rest = UInt(bitPattern: value)
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Writes an integer of any size.
  public mutating func write(_ value: Integer) {
    let magnitude = value.magnitudeBytes
    write(natural: magnitude.count << 1 | (value < 0 ? 1 : 0))
    bytes += magnitude
  }

  /// Writes a string.
  public mutating func write(_ string: String) {
    write(natural: string.utf8.count)
    bytes += string.utf8
  }

  /// Writes an array, each element by `write`.
  public mutating func write<Element>(
    _ elements: [Element], each write: (inout CanonicalWriter, Element) -> Void
  ) {
    self.write(natural: elements.count)
    for element in elements { write(&self, element) }
  }
}
