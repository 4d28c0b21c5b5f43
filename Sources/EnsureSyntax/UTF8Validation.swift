/// Checks that bytes are well-formed UTF-8 (Unicode 15, table 3-7).
public enum UTF8Validation {
  /// The offset of the first byte that is not part of a well-formed character, or nil.
  public static func firstBadByte(_ source: [UInt8]) -> Int? {
    source.withUnsafeBufferPointer { firstBadByte($0) }
  }

  static func firstBadByte(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let count = bytes.count
    let raw = UnsafeRawBufferPointer(bytes)
    var at = 0
    while at < count {
      if bytes[at] < 0x80 {
        at += 1
        while at + 8 <= count,
          raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          at += 8
        }
        continue
      }
      let length = wellFormedLength(bytes, at)
      if length == 0 { return at }
      at += length
    }
    return nil
  }

  /// The length of the well-formed character of two or more bytes at `at`, or 0.
  private static func wellFormedLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let first = bytes[at]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
    for index in (at + 2)..<(at + max(length, 2)) where bytes[index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
