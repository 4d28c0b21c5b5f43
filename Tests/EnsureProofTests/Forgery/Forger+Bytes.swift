import EnsureKernel

extension Forger {
  /// The original's bytes with something changed; with the right checksum unless that is changed.
  mutating func bytes(_ kind: Kind) -> [UInt8]? {
    let whole = original.bytes
    var bytes = Array(whole.dropLast(32))
    let header = 20
    let position = header + numbers.below(bytes.count - header)
    switch kind {
    case .truncation:
      let left = Array(bytes.prefix(numbers.below(bytes.count)))
      return numbers.below(2) == 0 ? left : Self.sealed(left)
    case .moreBytes: bytes.append(contentsOf: (0...numbers.below(40)).map { _ in UInt8(numbers.below(256)) })
    case .otherByte: bytes[position] = UInt8(numbers.below(256))
    case .hugeCount:
      var writer = CanonicalWriter()
      writer.write(natural: numbers.pick([Int.max, Int.max / 3, 1 << 40, Int(Int32.max)]) ?? Int.max)
      bytes.replaceSubrange(position...position, with: writer.bytes)
    case .longNumber: bytes.replaceSubrange(position...position, with: [bytes[position] | 0x80, 0])
    case .version: bytes[numbers.below(header)] ^= UInt8(1 << numbers.below(8))
    case .checksum:
      var changed = whole
      changed[bytes.count + numbers.below(32)] ^= UInt8(1 << numbers.below(8))
      return changed
    default: return nil
    }
    return bytes == Array(whole.dropLast(32)) ? nil : Self.sealed(bytes)
  }

  /// The bytes with their checksum.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] { bytes + SHA256.digest(bytes) }
}
