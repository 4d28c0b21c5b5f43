import EnsureModel
import EnsureObligations
import Foundation
import Testing

/// What cvc5, if it is there, says of obligations; each is asked about once.
struct SecondOpinion {
  private static let program = "/usr/bin/cvc5"
  static let absence: Comment? =
    FileManager.default.isExecutableFile(atPath: program) ? nil : "run `make packages-validators` first"

  private var scripts: [String] = []
  private var known: Set<String> = []

  /// How many different obligations there are.
  var count: Int { scripts.count }

  /// Whether there is somebody to ask.
  var note: String { Self.absence == nil ? "all unsat for cvc5" : "not judged, since there is no cvc5" }

  private struct Refused: Error { let refusal: ProofRefusal }

  /// Adds the obligations of a claim.
  mutating func add(_ claim: ProofClaim, for goal: ProofGoal, in world: World) throws {
    try ProofRule(for: goal, in: world).obligations(of: claim, for: goal, { Refused(refusal: $0) }) {
      _, obligation throws(Refused) in
      // The expected status would be no more than a hint.
      let lines = SMTLIB.script(obligation).split(separator: "\n").filter { !$0.hasPrefix("(set-info") }
      let script = lines.joined(separator: "\n")
      if known.insert(script).inserted { scripts.append(script) }
    }
  }

  /// Asks about all of them: none may have a solution.
  func ask() throws {
    if Self.absence != nil || scripts.isEmpty { return }
    let path = NSTemporaryDirectory() + "ensure-obligations-\(UInt64.random(in: 0...UInt64.max)).smt2"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try scripts.joined(separator: "\n(reset)\n").write(toFile: path, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
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
