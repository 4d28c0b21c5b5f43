import Glibc
import Testing

/// What an auditor does who trusts none of our provers: cvc5 says of every obligation of every certificate of the worked systems, in
/// all worlds, temporal ones included, that it is valid.
@Suite struct ExportEverythingTests {
  private static let solver = "/usr/bin/cvc5"
  static let absence: Comment? = access(solver, X_OK) == 0 ? nil : "run `make packages-validators` first"

  static let systems = [
    "card-checkout", "digital-licences", "four-eyes-refunds", "gift-cards", "inventory-flash-sale",
    "marketplace-escrow", "medicine-dispatch", "parcel-lockers", "returns-chargebacks",
    "strong-customer-authentication", "webhook-outbox",
  ]

  @Test(.enabled(if: absence == nil, absence), arguments: systems)
  func anotherSolverFindsEveryObligationValid(_ name: String) throws {
    let folder = Folder()
    defer { folder.remove() }
    let spec = "\(Validators.root)/Specs/\(name).ens"
    let verified = try ensure(["verify", spec, "--no-cache", "--certificates", "certificates"], in: folder) {
      $0.patience = 400
    }
    #expect(verified.status == 0, "\(verified)")
    // A proof that is lost changes neither the status nor what is certified.
    #expect(!verified.output.contains("held("), "\(verified)")
    let certificates = Folder.names(in: folder.path("certificates")).map { "certificates/\($0)" }
    #expect(!certificates.isEmpty)
    let exported = try ensure(["export", "--to", "smtlib", spec] + certificates + ["-o", "files"], in: folder) {
      $0.patience = 400
    }
    #expect(exported.status == 0, "\(exported)")
    let files = Folder.names(in: folder.path("files"))
    #expect(files.count >= certificates.count)

    // Worlds have most obligations in common. What a file says of itself is no more than a hint.
    var names: [String: String] = [:]
    for file in files {
      let lines = folder.text("files/\(file)").split(separator: "\n")
      let script = lines.filter { !$0.hasPrefix(";") && !$0.hasPrefix("(set-info") }.joined(separator: "\n")
      if names[script] == nil { names[script] = file }
    }
    let scripts = names.sorted { $0.value < $1.value }
    folder.write("all.smt2", scripts.map(\.key).joined(separator: "\n(reset)\n"))
    let (status, text) = try Validators.output(
      of: [Self.solver, "--lang", "smt2", "--incremental", folder.path("all.smt2")])
    let answers = text.split(separator: "\n")
    #expect(status == 0)
    #expect(answers.count == scripts.count)
    let wrong = zip(answers, scripts).filter { $0.0 != "unsat" }.map { "\($0.0): \($0.1.value)" }
    #expect(wrong == [])
  }
}
