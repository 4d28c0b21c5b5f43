/// Makes the bytes that Ensure and its workers exchange. There is one way to write a value, so that equal values
/// have equal bytes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Seven bits a byte, the lowest first; all but the last byte have their highest bit set.
  mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Small magnitudes take few bytes, whatever their sign.
  mutating func signed(_ value: Int) { unsigned(UInt64(bitPattern: Int64(value &<< 1 ^ value >> 63))) }

  mutating func raw(_ values: [UInt8]) {
    unsigned(UInt64(values.count))
    bytes += values
  }

  mutating func write(_ value: some Wired) { value.write(to: &self) }
}

/// What can cross the pipe between Ensure and a worker.
protocol Wired {
  func write(to writer: inout ByteWriter)

  /// - Throws: if the bytes are not exactly what `write` makes of some value.
  init(from reader: inout ByteReader) throws(WireError)
}

/// Why bytes are no message. They come from another process, which may have gone mad.
enum WireError: Error, Hashable {
  /// They end too soon.
  case truncated
  /// They say something in another than the one way to say it.
  case notCanonical
  /// This stands for nothing.
  case unknown(UInt8)
  /// A message is longer than any honest one.
  case tooLong(Int)
  /// The text is not UTF-8.
  case notText
}
