import EnsureAudit
import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureReport
import EnsureVerify
import Foundation
import Testing

/// Certificates of the flagship: what the kernel accepts, and what it refuses.
@Suite struct CertificateTests {
  private static func report(_ system: TransitionSystem, kernel: Kernel? = nil) throws -> VerificationReport {
    try Verification(system, VerificationOptions(), runner: nil, kernel: kernel ?? Kernel(system)).run()
  }

  private static func flagship() throws -> (TransitionSystem, VerificationReport) {
    let system = try ProofBench.system(at: "Specs/card-checkout.ens")
    return (system, try report(system))
  }

  @Test func whatTheFlagshipSaysIsProved() throws {
    let (system, report) = try Self.flagship()
    let proved = report.proofs.map { proof in
      let name = proof.property.map { system.properties[$0.index].name } ?? "definedness"
      return "\(name) \(system.title(of: proof.threats))"
    }
    let corrupt = ThreatID(try #require(system.threats.firstIndex { $0.name == "CorruptCourier" }))
    let worlds = [system.title(of: []), system.title(of: [corrupt])]
    let invariants = ["NoOverRefund", "Books"].flatMap { name in worlds.map { "\(name) \($0)" } }
    let values = system.worlds().map { "definedness \(system.title(of: $0.threats))" }
    let past = ["PaidBeforeShipped \(system.title(of: []))"]
    let forged = ThreatID(try #require(system.threats.firstIndex { $0.name == "ForgedWebhook" }))
    let promises = [[], [forged]].map { "Settled \(system.title(of: Set($0)))" }
    #expect(Set(proved) == Set(invariants + past + promises + values))
  }

  /// Nothing is proved of what never comes about, though no step breaks it.
  @Test func whatATemporalPropertyWaitsForHasToComeAbout() throws {
    func report(_ bound: Int) throws -> VerificationReport {
      try Self.report(
        ProofBench.system(
          """
          system S
          role R
          entity O { n: Int = 0 }
          action up(o: O) by R requires o.n < 2 { o.n += 1 }
          action stop(o: O) by R { o.n = 2 }
          property Stopped(o: O): always (o.n > \(bound) and stop(o) implies once stop(o))
          """))
    }
    #expect(try report(1).proofs.contains { $0.property == PropertyID(0) })
    let report = try report(2)
    #expect(!report.proofs.contains { $0.property == PropertyID(0) })
    #expect(report.impossibilities.map(\.subject) == [.antecedent(PropertyID(0))])
  }

  @Test func theBytesOfACertificateAreItsOnlyForm() throws {
    let (system, report) = try Self.flagship()
    for proof in report.proofs {
      let certificate = try Certificate(bytes: proof.certificate)
      #expect(certificate.bytes == proof.certificate)
      _ = try Kernel(system).check(certificate)
    }
  }

  @Test func aChangedByteIsRefused() throws {
    let (system, report) = try Self.flagship()
    let bytes = try #require(report.proofs.first).certificate
    #expect(bytes.count < 4096, "every byte is tried of small certificates only")
    var audit = Audit(system)
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= UInt8(1 << (position % 8))
      audit.look(at: changed, name: "\(position)")
    }
    for length in stride(from: 0, to: bytes.count, by: 7) {
      audit.look(at: Array(bytes[..<length]), name: "the first \(length)")
    }
    for entry in audit.entries {
      if case .success = entry.result { Issue.record("\(entry.name) is accepted") }
    }
    #expect(audit.status == .violated)
  }

  /// With a checksum that fits, so that the parts themselves are judged.
  @Test func aForgedCertificateShowsNothingFalse() throws {
    let (system, report) = try Self.flagship()
    let original = try Certificate(bytes: try #require(report.proofs.last { $0.property != nil }).certificate)
    let kernel = Kernel(system)
    var refused = 0
    // Without lemmas, and without one of the refutations.
    for position in original.refutations.indices {
      var fewer = original.refutations
      fewer.remove(at: position)
      #expect(throws: KernelError.self) { try kernel.check(original.replacing(refutations: fewer)) }
      var empty = original.refutations
      if empty[position] != Refutation() {
        empty[position] = Refutation()
        // A refutation may be needed no more than by unit propagation.
        if (try? kernel.check(original.replacing(refutations: empty))) == nil { refused += 1 }
      }
    }
    #expect(throws: KernelError.self) {
      try kernel.check(original.replacing(refutations: original.refutations + [Refutation()]))
    }
    #expect(throws: KernelError.self) { try kernel.check(original.replacing(hints: [0, 0])) }
    for witness in original.witnesses.indices {
      var fewer = original.witnesses
      fewer.remove(at: witness)
      #expect(throws: KernelError.self) { try kernel.check(original.replacing(witnesses: fewer)) }
    }
    #expect(refused > 0, "no refutation was needed")
  }

  @Test func anotherMeaningIsRefusedAndAnotherTextIsNot() throws {
    let (_, report) = try Self.flagship()
    let text = try String(
      contentsOf: ProofBench.root.appendingPathComponent("Specs/card-checkout.ens"), encoding: .utf8)
    let commented = try ProofBench.system("// another comment\n" + text)
    let renamed = try ProofBench.system(
      text.replacing(/\brefunded\b/.wordBoundaryKind(.simple), with: "paidBack"))
    let weaker = try ProofBench.system(
      text.replacing("amount <= o.captured - o.refunded", with: "amount <= o.captured"))
    let generous = try ProofBench.system(
      text.replacing("honest o.payment == captured", with: "honest o.payment != unpaid"))
    for proof in report.proofs where proof.property != nil {
      let certificate = try Certificate(bytes: proof.certificate)
      _ = try Kernel(commented).check(certificate)
      _ = try Kernel(renamed).check(certificate)
      if certificate.subject == .property("PaidBeforeShipped") {
        // Nobody is shipped anything because of a refund.
        _ = try Kernel(weaker).check(certificate)
        #expect(throws: KernelError.otherMeaning) { try Kernel(generous).check(certificate) }
      } else {
        #expect(throws: KernelError.otherMeaning) { try Kernel(weaker).check(certificate) }
      }
    }
  }

  /// A kernel that is not asked, or says no, leaves nothing proved in any form of the report.
  @Test func whatTheKernelRefusesIsNowhereProved() throws {
    let system = try ProofBench.system(at: "Specs/card-checkout.ens")
    let report = try Self.report(system, kernel: Kernel(system, refuses: true))
    #expect(report.proofs.isEmpty)
    #expect(report.status == .internalError)
    let spec = SpecReport(
      path: "card-checkout.ens", files: [], diagnostics: [], omittedDiagnostics: 0,
      outcome: .verified(system, report))
    let run = RunReport(version: "0", specs: [spec])
    let forms = [
      run.text(style: .plain), run.json.text, run.sarif.text, run.junit, run.markdown(),
      ProofText(system, report).text,
    ]
    for form in forms { #expect(!form.contains("proved"), "\(form)") }
  }

  /// The same input gives the same bytes.
  @Test func certificatesRepeat() throws {
    let (_, first) = try Self.flagship()
    let (_, second) = try Self.flagship()
    #expect(first.proofs.map(\.certificate) == second.proofs.map(\.certificate))
  }
}
