internal import CGMP

/// The limbs of an integer that does not fit a machine word. Never changes once `Integer` holds it.
///
/// `@unchecked Sendable`: the limbs are written only inside `make`, before anybody else has the object, and GMP
/// only reads the operands of its functions.
final class BigInteger: @unchecked Sendable {
  private var value = __mpz_struct()

  private init() { __gmpz_init(&value) }

  private init(copying word: Int) { __gmpz_init_set_si(&value, word) }

  deinit { __gmpz_clear(&value) }

  /// What `compute` writes, in canonical form.
  static func make(_ compute: (inout __mpz_struct) -> Void) -> Integer {
    let result = BigInteger()
    compute(&result.value)
    return result.canonical
  }

  /// What `compute` writes into its first argument, given the two operands.
  static func make(
    _ left: Integer, _ right: Integer,
    _ compute: (inout __mpz_struct, inout __mpz_struct, inout __mpz_struct) -> Void
  ) -> Integer {
    let result = BigInteger()
    // The operands' headers are copied, so that the limbs are only read and exclusive access is never at odds.
    let (left, right) = (boxed(left), boxed(right))
    withExtendedLifetime((left, right)) {
      var (first, second) = (left.value, right.value)
      compute(&result.value, &first, &second)
    }
    return result.canonical
  }

  private static func boxed(_ integer: Integer) -> BigInteger {
    switch integer.form {
    case .word(let word): BigInteger(copying: word)
    case .big(let big): big
    }
  }

  private var canonical: Integer {
    __gmpz_fits_slong_p(&value) != 0
      ? Integer(__gmpz_get_si(&value)) : Integer(form: .big(self))
  }

  static func set(_ target: inout __mpz_struct, _ decimal: String) {
    let status = __gmpz_set_str(&target, decimal, 10)
    if status != 0 { fatalError("the digits have been checked") }
  }

  var signum: Int { Int(value._mp_size.signum()) }

  var magnitudeBits: Int {
    var copy = value
    return withExtendedLifetime(self) { Int(__gmpz_sizeinbase(&copy, 2)) }
  }

  func compare(_ other: BigInteger) -> Int {
    var (left, right) = (value, other.value)
    return withExtendedLifetime((self, other)) { Int(__gmpz_cmp(&left, &right)) }
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(value._mp_size)
    for limb in UnsafeBufferPointer(start: value._mp_d, count: Int(value._mp_size.magnitude)) {
      hasher.combine(limb)
    }
  }

  /// The bytes of the magnitude, the most significant first.
  var magnitudeBytes: [UInt8] {
    var copy = value
    return withExtendedLifetime(self) {
      Array(unsafeUninitializedCapacity: (magnitudeBits + 7) / 8) { buffer, count in
        __gmpz_export(buffer.baseAddress, &count, 1, 1, 1, 0, &copy)
      }
    }
  }

  var decimal: String {
    var copy = value
    return withExtendedLifetime(self) {
      // Sign and terminator come on top of the digits.
      let capacity = __gmpz_sizeinbase(&copy, 10) + 2
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        _ = __gmpz_get_str(buffer.baseAddress, 10, &copy)
        return buffer.baseAddress.map { String(cString: $0) } ?? ""
      }
    }
  }
}
