import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Foundation
import Testing

/// cvc5 says of every obligation of the worked systems, in the honest world, that it is valid.
@Suite struct SecondSolverTests {
  static let systems = [
    "card-checkout", "digital-licences", "four-eyes-refunds", "gift-cards", "inventory-flash-sale",
    "marketplace-escrow", "medicine-dispatch", "parcel-lockers", "returns-chargebacks",
    "strong-customer-authentication", "webhook-outbox",
  ]

  private static let absence: Comment? =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/cvc5") ? nil : "run `make packages-validators` first"

  @Test(.enabled(if: absence == nil, absence), arguments: systems)
  func cvc5FindsTheObligationsValid(_ name: String) throws {
    let system = try ProofBench.compiled("Specs/\(name).ens")
    let world = World(system, threats: [])
    let goals = ProofBench.invariants(system).map { ProofGoal.property($0) } + [.definedness]
    let found = ProofSearch(world, goals).run()
    #expect(!found.claims.isEmpty)
    var scripts: [String] = []
    for goal in goals {
      guard let claim = found.claims[goal] else { continue }
      struct Refused: Error { let refusal: ProofRefusal }
      try ProofRule(for: goal, in: world).obligations(of: claim, for: goal, { Refused(refusal: $0) }) {
        _, obligation throws(Refused) in
        // The expected status would be no more than a hint.
        let script = SMTLIB.script(obligation).split(separator: "\n").filter { !$0.hasPrefix("(set-info") }
        scripts.append(script.joined(separator: "\n"))
      }
    }
    let path = NSTemporaryDirectory() + "ensure-obligations-\(name)-\(UInt64.random(in: 0...UInt64.max)).smt2"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try scripts.joined(separator: "\n(reset)\n").write(toFile: path, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/cvc5")
    process.arguments = ["--lang", "smt2", "--incremental", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let answers = output.split(separator: "\n")
    #expect(answers.count == scripts.count)
    #expect(answers.allSatisfy { $0 == "unsat" }, "\(answers.first { $0 != "unsat" } ?? "")")
  }
}
