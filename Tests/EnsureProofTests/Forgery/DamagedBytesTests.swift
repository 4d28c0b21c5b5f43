import EnsureKernel
import EnsureModel
import EnsureVerify
import Testing

/// A file that is damaged is refused: every byte below 4 KiB is changed, and 1,000 of those behind.
@Suite struct DamagedBytesTests {
  private static let exhaustive = 4096

  private static func damage(_ bytes: [UInt8], _ system: TransitionSystem, seed: UInt64) -> Int {
    var numbers = SeededNumbers(seed)
    var positions = Array(bytes.indices.prefix(exhaustive))
    if bytes.count > exhaustive {
      positions += (0..<1_000).map { _ in exhaustive + numbers.below(bytes.count - exhaustive) }
    }
    let kernel = Kernel(system)
    for position in positions {
      var changed = bytes
      changed[position] ^= UInt8(numbers.below(255) + 1)
      #expect(throws: KernelError.self, "byte \(position)") { try kernel.check(Certificate(bytes: changed)) }
    }
    return positions.count
  }

  @Test func noByteOfTheFlagshipsCertificatesMayChange() throws {
    let certified = try CertifiedSystem(try ProofBench.compiled("Specs/card-checkout.ens"))
    #expect(certified.certificates.count == 11)
    for (number, certificate) in certified.certificates.enumerated() {
      _ = try Kernel(certified.system).check(certificate)
      #expect(Self.damage(certificate.bytes, certified.system, seed: UInt64(number)) > 500)
    }
  }

  @Test func noByteOfALargeCertificateMayChange() throws {
    var text = """
      system Large
      role Clerk
      entity Account { balance: Int = 0 }
      global till: Int = 0

      """
    for number in 0..<160 {
      text += """
        action pay\(number)(a: Account, x: Int) by Clerk requires x > \(number) {
          a.balance += x
          till += x
        }

        """
    }
    text += "invariant Books: till == sum(a: Account) a.balance\n"
    let certified = try CertifiedSystem(try ProofBench.system(text), properties: ["Books"])
    let bytes = try #require(certified.certificates.map(\.bytes).max { $0.count < $1.count })
    #expect(bytes.count > Self.exhaustive)
    #expect(Self.damage(bytes, certified.system, seed: 1) > Self.exhaustive)
  }
}
