internal import CGMP

/// Integers as bytes.
extension Integer {
  /// The integer with this magnitude, the most significant byte first.
  public init(isNegative: Bool, magnitude: some Collection<UInt8>) {
    let bytes = Array(magnitude)
    let value = BigInteger.make { value in
      // Most significant word first, words of one byte.
      bytes.withUnsafeBytes { __gmpz_import(&value, $0.count, 1, 1, 1, 0, $0.baseAddress) }
    }
    self = isNegative ? -value : value
  }

  /// The bytes of the magnitude, the most significant first, without zeros in front: none for 0.
  public var magnitudeBytes: [UInt8] {
    switch form {
    case .word(let word):
      let magnitude = word.magnitude
      let count = (UInt.bitWidth - magnitude.leadingZeroBitCount + 7) / 8
      return (0..<count).reversed().map { UInt8(truncatingIfNeeded: magnitude >> (8 * $0)) }
    case .big(let big):
      return big.magnitudeBytes
    }
  }
}
