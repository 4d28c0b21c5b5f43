/// Reads what `ByteWriter` has written, and trusts none of it: every length is checked against what is there before
/// anything is allocated.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// How many bytes are left.
  var remaining: Int { bytes.endIndex - position }

  mutating func byte() throws(WireError) -> UInt8 {
    guard position < bytes.endIndex else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func unsigned() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      let bits = UInt64(next & 0x7F)
      if shift == 63, bits > 1 { throw .notCanonical }
      value |= bits << shift
      if next & 0x80 == 0 {
        if next == 0, shift > 0 { throw .notCanonical }
        return value
      }
      shift += 7
      if shift > 63 { throw .notCanonical }
    }
  }

  mutating func signed() throws(WireError) -> Int {
    let value = try unsigned()
    return Int(Int64(bitPattern: value >> 1)) ^ -Int(value & 1)
  }

  /// How many things follow, each of which takes at least one byte.
  mutating func count() throws(WireError) -> Int {
    let value = try unsigned()
    guard value <= UInt64(remaining) else { throw .truncated }
    return Int(value)
  }

  mutating func raw() throws(WireError) -> [UInt8] {
    let count = try count()
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func read<Value: Wired>(_: Value.Type = Value.self) throws(WireError) -> Value {
    try Value(from: &self)
  }

  /// That nothing is left.
  func end() throws(WireError) {
    if remaining > 0 { throw .notCanonical }
  }
}

extension Wired {
  /// The value as bytes.
  var wire: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// The value that exactly these bytes stand for.
  init(wire bytes: some Sequence<UInt8>) throws(WireError) {
    var reader = ByteReader(Array(bytes)[...])
    self = try reader.read()
    try reader.end()
  }
}
