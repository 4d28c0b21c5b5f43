import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// Refutations have one form in bytes.
@Suite struct RefutationEncodingTests {
  private static func bytes(_ refutation: Refutation) -> [UInt8] {
    var writer = CanonicalWriter()
    refutation.write(to: &writer)
    return writer.bytes
  }

  private static func refutation(_ bytes: [UInt8]) throws(KernelError) -> Refutation {
    var reader = CanonicalReader(bytes)
    let refutation = try Refutation(from: &reader)
    try reader.end()
    return refutation
  }

  private static func example() throws -> Refutation {
    let bench = Workbench()
    let huge = try #require(Integer("-123456789012345678901234567890"))
    return Refutation(
      atoms: [
        try Workbench.atom(bench.x, atMost: 3), try Workbench.atom(bench.x * 2 - bench.z * 5, atMost: huge),
      ],
      steps: [
        try lemma([(1, 1), (-2, 1)]), try clause(3, -300), try lemma([(5, 1), (-6, -huge)]), try clause(),
      ])
  }

  @Test func aRefutationIsReadBack() throws {
    let refutation = try Self.example()
    #expect(try Self.refutation(Self.bytes(refutation)) == refutation)
    #expect(try Self.refutation(Self.bytes(Refutation())) == Refutation())
  }

  @Test func theBytesAreThese() throws {
    let bench = Workbench()
    let refutation = Refutation(
      atoms: [try Workbench.atom(bench.x, atMost: 3)],
      steps: [try lemma([(1, 1), (-2, 1)]), try clause(3), try lemma([(1, 2)])])
    // One inequality: one summand, x times 1, at most 3. Three steps: two literals and 1, one literal, one and 2.
    #expect(Self.bytes(refutation) == [1, 1, 0, 2, 1, 2, 3, 3, 7, 0, 3, 3, 4, 5, 0, 2, 2])
  }

  /// A changed byte is no error of the encoding, or it is one: in both cases what is read is what is written.
  @Test func whateverIsReadIsWrittenTheSame() throws {
    let bytes = Self.bytes(try Self.example())
    var outcomes = [0, 0]
    for position in bytes.indices {
      for value in UInt8.min...UInt8.max {
        var changed = bytes
        changed[position] = value
        guard let read = try? Self.refutation(changed) else {
          outcomes[0] += 1
          continue
        }
        outcomes[1] += 1
        #expect(Self.bytes(read) == changed)
        let isSame = try read == Self.example()
        #expect(isSame == (changed == bytes))
      }
    }
    #expect(outcomes.allSatisfy { $0 > 100 })
  }

  @Test func aTruncatedRefutationIsRefused() throws {
    let bytes = Self.bytes(try Self.example())
    for count in bytes.indices {
      #expect(throws: KernelError.self) { try Self.refutation(Array(bytes[..<count])) }
    }
  }

  @Test func anInequalityThatIsNotCanonicalIsRefused() {
    let flaw = "an inequality is not in its canonical form"
    // 2x <= 3; -x <= 3; 0x <= 3; y + x <= 3; x + x <= 3; and no summands at all.
    #expect(throws: KernelError.encoding("byte 7: \(flaw)")) { try Self.refutation([1, 1, 0, 2, 2, 2, 3, 0]) }
    #expect(throws: KernelError.encoding("byte 7: \(flaw)")) { try Self.refutation([1, 1, 0, 3, 1, 2, 3, 0]) }
    #expect(throws: KernelError.encoding("byte 6: \(flaw)")) { try Self.refutation([1, 1, 0, 0, 2, 3, 0]) }
    #expect(throws: KernelError.encoding("byte 10: \(flaw)")) {
      try Self.refutation([1, 2, 1, 2, 1, 0, 2, 1, 2, 3, 0])
    }
    #expect(throws: KernelError.encoding("byte 10: \(flaw)")) {
      try Self.refutation([1, 2, 0, 2, 1, 0, 2, 1, 2, 3, 0])
    }
    #expect(throws: KernelError.encoding("byte 4: \(flaw)")) { try Self.refutation([1, 0, 2, 3, 0]) }
  }

  @Test func multipliersThatAreAllOneAreNotWritten() {
    #expect(throws: KernelError.encoding("byte 6: multipliers that are all 1 are not written")) {
      try Self.refutation([0, 1, 5, 0, 2, 1])
    }
    #expect(throws: KernelError.encoding("byte 3: multipliers that are all 1 are not written")) {
      try Self.refutation([0, 1, 2])
    }
  }

  @Test func aCountBeyondTheBytesAllocatesNothing() {
    let count: [UInt8] = Array(repeating: 0xFF, count: 8) + [0x7F]
    #expect(throws: KernelError.encoding("byte 9: \(Int.max) elements should follow, and 0 bytes do")) {
      try Self.refutation(count)
    }
    #expect(throws: KernelError.encoding("byte 11: \(Int.max / 3) literals should follow")) {
      try Self.refutation([0, 1] + count)
    }
    #expect(throws: KernelError.encoding("byte 12: there are not that many propositions")) {
      try Self.refutation([0, 1, 3] + count)
    }
  }
}
