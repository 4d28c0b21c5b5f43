import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// Every value has one form in bytes; all others are refused.
@Suite struct EncodingTests {
  private static func written(_ write: (inout CanonicalWriter) -> Void) -> [UInt8] {
    var writer = CanonicalWriter()
    write(&writer)
    return writer.bytes
  }

  /// What reading all of the bytes gives.
  private static func read<Value>(
    _ bytes: [UInt8], _ read: (inout CanonicalReader) throws(KernelError) -> Value
  ) throws(KernelError) -> Value {
    var reader = CanonicalReader(bytes)
    let value = try read(&reader)
    try reader.end()
    return value
  }

  private static func naturalProblem(_ bytes: [UInt8]) -> KernelError? {
    do throws(KernelError) { _ = try read(bytes) { reader throws(KernelError) in try reader.natural() } } catch
    {
      return error
    }
    return nil
  }

  private static func integerProblem(_ bytes: [UInt8]) -> KernelError? {
    do throws(KernelError) { _ = try read(bytes) { reader throws(KernelError) in try reader.integer() } } catch
    {
      return error
    }
    return nil
  }

  @Test(arguments: [0, 1, 127, 128, 129, 16383, 16384, Int(Int32.max), Int.max - 1, Int.max])
  func aNaturalNumberIsReadBack(_ value: Int) throws {
    let bytes = Self.written { $0.write(natural: value) }
    #expect(try Self.read(bytes) { reader throws(KernelError) in try reader.natural() } == value)
  }

  @Test func aNaturalNumberTakesSevenBitsAByte() {
    #expect(Self.written { $0.write(natural: 300) } == [0xAC, 0x02])
    #expect(Self.written { $0.write(natural: Int.max) }.count == 9)
  }

  @Test func aNaturalNumberThatIsNotMinimalIsRefused() {
    #expect(Self.naturalProblem([0x80, 0x00]) == .encoding("byte 2: a number has zeros in front"))
    #expect(Self.naturalProblem([0xAC, 0x82, 0x00]) == .encoding("byte 3: a number has zeros in front"))
    #expect(Self.naturalProblem([0x00]) == nil)
  }

  @Test func aNaturalNumberBeyond63BitsIsRefused() {
    let tooLong = Array(repeating: UInt8(0xFF), count: 9) + [0x01]
    #expect(Self.naturalProblem(tooLong) == .encoding("byte 10: a number has more than 63 bits"))
    #expect(
      Self.naturalProblem(Array(repeating: 0xFF, count: 100))
        == .encoding("byte 10: a number has more than 63 bits"))
    #expect(Self.naturalProblem([0xFF]) == .encoding("byte 1: the bytes end here"))
  }

  @Test(arguments: [
    "0", "1", "-1", "255", "256", "-256", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890",
    "-340282366920938463463374607431768211456",
  ])
  func anIntegerIsReadBack(_ decimal: String) throws {
    let value = try #require(Integer(decimal))
    let bytes = Self.written { $0.write(value) }
    let back = try Self.read(bytes) { reader throws(KernelError) in try reader.integer() }
    #expect(back == value)
    #expect(back.description == decimal)
    #expect(back.isWord == (Int(decimal) != nil))
  }

  @Test func anIntegerIsItsSignItsLengthAndItsMagnitude() throws {
    #expect(Self.written { $0.write(0 as Integer) } == [0])
    #expect(Self.written { $0.write(5 as Integer) } == [2, 5])
    #expect(Self.written { $0.write(-5 as Integer) } == [3, 5])
    #expect(Self.written { $0.write(256 as Integer) } == [4, 1, 0])
    let twoTo64 = try #require(Integer("18446744073709551616"))
    #expect(Self.written { $0.write(twoTo64) } == [18, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func anIntegerOfTenThousandBytesIsReadBack() throws {
    var value: Integer = 1
    for _ in 0..<10_000 { value = value * 256 + 7 }
    let bytes = Self.written { $0.write(-value) }
    #expect(bytes.count == 10_001 + 3)
    #expect(try Self.read(bytes) { reader throws(KernelError) in try reader.integer() } == -value)
  }

  @Test func anIntegerThatIsNotMinimalIsRefused() {
    #expect(Self.integerProblem([1]) == .encoding("byte 1: 0 is not negative"))
    #expect(Self.integerProblem([2, 0]) == .encoding("byte 2: an integer has zeros in front"))
    #expect(Self.integerProblem([4, 0, 7]) == .encoding("byte 3: an integer has zeros in front"))
    #expect(Self.integerProblem([4, 7]) == .encoding("byte 1: 2 bytes should follow, and 1 do"))
  }

  @Test func aLengthBeyondTheBytesAllocatesNothing() {
    let length = Self.written { $0.write(natural: Int.max) }
    #expect(
      Self.integerProblem(length)
        == .encoding("byte 9: \(Int.max / 2) bytes should follow, and 0 do"))
    var reader = CanonicalReader(length)
    #expect(throws: KernelError.encoding("byte 9: \(Int.max) elements should follow, and 0 bytes do")) {
      try reader.array { reader throws(KernelError) in try reader.natural() }
    }
    reader = CanonicalReader(length)
    #expect(throws: KernelError.encoding("byte 9: \(Int.max) bytes should follow, and 0 do")) {
      try reader.string()
    }
  }

  @Test func aCountIsBoundedByTheBytesThatItsElementsTake() throws {
    var reader = CanonicalReader([3, 0, 0, 0, 0, 0])
    #expect(throws: KernelError.encoding("byte 1: 3 elements should follow, and 5 bytes do")) {
      try reader.count(eachAtLeast: 2)
    }
    reader = CanonicalReader([2, 0, 0, 0, 0, 0])
    #expect(try reader.count(eachAtLeast: 2) == 2)
  }

  @Test func aStringIsReadBack() throws {
    for string in ["", "a", "Bestellung für 5 €", "👩‍👩‍👧", "e\u{301}"] {
      let bytes = Self.written { $0.write(string) }
      let back = try Self.read(bytes) { reader throws(KernelError) in try reader.string() }
      #expect(Array(back.utf8) == Array(string.utf8))
    }
  }

  @Test(
    arguments: [[0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func aStringThatIsNoUTF8IsRefused(_ bytes: [UInt8]) {
    var reader = CanonicalReader([UInt8(bytes.count)] + bytes)
    #expect(throws: KernelError.encoding("byte \(bytes.count + 1): a string is not UTF-8")) {
      try reader.string()
    }
  }

  @Test func bytesThatFollowAreRefused() throws {
    var reader = CanonicalReader([1, 2])
    _ = try reader.byte()
    #expect(throws: KernelError.encoding("byte 1: 1 bytes too many")) { try reader.end() }
  }

  @Test func aNumberThatIsTooGreatForItsPlaceIsRefused() throws {
    var reader = CanonicalReader([5, 5])
    #expect(try reader.natural(below: 6) == 5)
    #expect(throws: KernelError.encoding("byte 2: 5 should be below 5")) { try reader.natural(below: 5) }
  }

  @Test func bytesOfAKnownNumberAreReadBack() throws {
    let bytes = Self.written {
      $0.write(byte: 9)
      $0.write(bytes: [1, 2, 3])
    }
    var reader = CanonicalReader(bytes)
    #expect(try reader.byte() == 9)
    #expect(Array(try reader.bytes(3)) == [1, 2, 3])
    #expect(throws: KernelError.encoding("byte 4: 1 bytes should follow, and 0 do")) { try reader.bytes(1) }
    #expect(throws: KernelError.encoding("byte 4: -1 bytes should follow, and 0 do")) { try reader.bytes(-1) }
  }
}
