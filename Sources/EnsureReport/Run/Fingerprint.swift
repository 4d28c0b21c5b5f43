/// A short text that stays the same as long as a finding is the same: FNV-1a with 64 bits, as 16 hexadecimal
/// digits (Fowler, Noll, Vo; draft-eastlake-fnv). It is for recognising, not for security.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of these parts in this order.
  init(_ parts: [String]) {
    for part in parts {
      for byte in part.utf8 { add(byte) }
      // 0xFF occurs in no UTF-8 text, so parts cannot run into each other.
      add(0xFF)
    }
  }

  private mutating func add(_ byte: UInt8) {
    state ^= UInt64(byte)
    state = state &* 0x0000_0100_0000_01b3
  }

  /// Sixteen digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
