import EnsureModel

extension Bool: Wired {
  func write(to writer: inout ByteWriter) { writer.byte(self ? 1 : 0) }

  init(from reader: inout ByteReader) throws(WireError) {
    let value = try reader.byte()
    guard value <= 1 else { throw .unknown(value) }
    self = value == 1
  }
}

extension Int: Wired {
  func write(to writer: inout ByteWriter) { writer.signed(self) }
  init(from reader: inout ByteReader) throws(WireError) { self = try reader.signed() }
}

extension String: Wired {
  func write(to writer: inout ByteWriter) { writer.raw(Array(utf8)) }

  init(from reader: inout ByteReader) throws(WireError) {
    guard let text = String(validating: try reader.raw(), as: UTF8.self) else { throw .notText }
    self = text
  }
}

extension Optional: Wired where Wrapped: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(self != nil)
    if let value = self { writer.write(value) }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self = try reader.read(Bool.self) ? try reader.read(Wrapped.self) : nil
  }
}

extension Array: Wired where Element: Wired {
  func write(to writer: inout ByteWriter) {
    writer.unsigned(UInt64(count))
    for element in self { writer.write(element) }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    let count = try reader.count()
    self = []
    for _ in 0..<count { append(try reader.read()) }
  }
}

/// A sign, and for what is no machine word its decimal digits.
extension Integer: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(asInt != nil)
    if let word = asInt { writer.write(word) } else { writer.write(description) }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    if try reader.read(Bool.self) {
      self.init(try reader.read(Int.self))
    } else {
      let digits = try reader.read(String.self)
      guard let value = Integer(digits), !value.isWord, value.description == digits else { throw .notCanonical }
      self = value
    }
  }
}

// MARK: Names of things

/// A position in one of the system's lists. Whether there is such a position is for the replay to say.
protocol WiredIndex: Wired {
  var index: Int { get }
  init(_ index: Int)
}

extension WiredIndex {
  func write(to writer: inout ByteWriter) { writer.unsigned(UInt64(index)) }

  init(from reader: inout ByteReader) throws(WireError) {
    let value = try reader.unsigned()
    guard value < 1 << 31 else { throw .notCanonical }
    self.init(Int(value))
  }
}

extension ActionID: WiredIndex {}
extension EntityID: WiredIndex {}
extension PropertyID: WiredIndex {}
extension ThreatID: WiredIndex {}

extension Term: Wired {
  func write(to writer: inout ByteWriter) { writer.unsigned(UInt64(index)) }

  init(from reader: inout ByteReader) throws(WireError) {
    let value = try reader.unsigned()
    guard value < 1 << 31 else { throw .notCanonical }
    self.init(index: Int32(value))
  }
}

/// Ascending.
extension Set: Wired where Element == ThreatID {
  func write(to writer: inout ByteWriter) { writer.write(sorted()) }

  init(from reader: inout ByteReader) throws(WireError) {
    let elements = try reader.read([ThreatID].self)
    self = Set(elements)
    guard sorted() == elements else { throw .notCanonical }
  }
}
