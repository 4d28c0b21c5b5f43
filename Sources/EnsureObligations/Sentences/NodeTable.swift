import EnsureModel

/// Positions of nodes by hash: open addressing with linear probing. The standard dictionary hashes against attackers,
/// which takes most of the time where nodes are this small.
struct NodeTable: Sendable {
  /// Hashes with positions; a position of -1 is free. The capacity is a power of two.
  private var slots: [(hash: UInt64, position: Int32)] = Array(repeating: (0, -1), count: 256)
  private var count = 0

  /// The position with that hash of which `isEqual` holds.
  func find(_ hash: UInt64, where isEqual: (Int) -> Bool) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].position >= 0 {
      if slots[slot].hash == hash, isEqual(Int(slots[slot].position)) { return Int(slots[slot].position) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a position that is not there yet.
  mutating func insert(_ hash: UInt64, _ position: Int) {
    if (count + 1) * 2 > slots.count { grow() }
    place(hash, Int32(position))
    count += 1
  }

  private mutating func place(_ hash: UInt64, _ position: Int32) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].position >= 0 { slot = (slot + 1) & mask }
    slots[slot] = (hash, position)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (0, -1), count: old.count * 2)
    for (hash, position) in old where position >= 0 { place(hash, position) }
  }
}

extension SentenceBank.Node {
  /// A hash of which every bit depends on the node.
  var mixedHash: UInt64 {
    switch self {
    case .yes: return 1
    case .atom(let atom):
      var hash = mixed(2 ^ atom.bound.hashWord)
      for summand in atom.summands {
        hash = mixed(
          hash &* 3 ^ UInt64(UInt32(bitPattern: summand.unknown.index)) << 32 ^ summand.coefficient.hashWord)
      }
      return hash
    case .and(let operands):
      var hash: UInt64 = 3
      for operand in operands { hash = mixed(hash &* 3 ^ UInt64(UInt32(bitPattern: operand.code))) }
      return hash
    }
  }
}

extension Integer {
  /// The value's lowest bits, or those of its size.
  fileprivate var hashWord: UInt64 { asInt.map { UInt64(bitPattern: Int64($0)) } ?? UInt64(magnitudeBits) }
}

/// Every bit of the result depends on every bit of the argument (the finaliser of MurmurHash3).
private func mixed(_ value: UInt64) -> UInt64 {
  var result = value ^ (value >> 33)
  result = result &* 0xFF51_AFD7_ED55_8CCD
  result ^= result >> 33
  result = result &* 0xC4CE_B9FE_1A85_EC53
  return result ^ (result >> 33)
}
