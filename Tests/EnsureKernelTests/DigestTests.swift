import EnsureKernel
import Testing

/// Our SHA-256 is the one of FIPS 180-4.
@Suite struct DigestTests {
  /// From NIST's examples and the short and long messages of its validation suite (SHAVS); `sha256sum` agrees.
  private static let published: [(message: [UInt8], digest: String)] = [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
    ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
  ]

  @Test func publishedDigestsComeOut() {
    for (message, digest) in Self.published { #expect(SHA256.hexadecimalDigest(message) == digest) }
  }

  /// Around the ends of a block, where the padding takes another one. The digest of all these digests is what
  /// `sha256sum` says of them.
  @Test func everyLengthUpToThreeBlocksIsPaddedRight() {
    let digests = (0..<192).map { count in
      SHA256.hexadecimalDigest((0..<count).map { UInt8($0 & 0xFF) })
    }
    #expect(Set(digests).count == 192)
    #expect(
      SHA256.hexadecimalDigest(Array(digests.joined().utf8))
        == "1612f358330e3327a76f40b2db75fc52b27a510bc0ec328e622108312c741394")
  }

  @Test func aDigestHas32Bytes() {
    #expect(SHA256.digest(Array("abc".utf8)).count == 32)
    #expect(SHA256.digest(Array("abc".utf8)).prefix(3) == [0xba, 0x78, 0x16])
  }
}
