import EnsureModel
import EnsureObligations
import EnsureSolver
import EnsureVerify
import Glibc
import Testing

/// Other answers to the question whether a denial has a solution.
enum Deciders {
  /// What Z3 says; nil if it does not know.
  static func z3(_ obligation: Obligation) -> Bool? {
    let context = SolverContext()
    let solver = Solver(context, budget: 500_000)
    var translation = SentenceTranslation(context)
    for sentence in obligation.denial { solver.assert(translation.proposition(sentence, in: obligation.bank)) }
    switch solver.check() {
    case .satisfiable: return true
    case .unsatisfiable: return false
    case .unknown: return nil
    }
  }

  /// Why cvc5 cannot be asked; nil if it can. `make test` installs it, so that only a bare `swift test` goes without.
  static let cvc5Absence: Comment? =
    access("/usr/bin/cvc5", X_OK) == 0 ? nil : "run `make packages-validators` first"

  /// What cvc5 says of the exported obligation: the first word of its answer.
  static func cvc5(_ obligation: Obligation, title: String) throws -> String {
    let path = "/tmp/ensure-refuting-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).smt2"
    defer { unlink(path) }
    let file = try #require(fopen(path, "w"))
    fputs(SMTLIB.script(obligation, title: title), file)
    fclose(file)
    // The expected status is not always right here, and is no hint.
    let pipe = try #require(
      popen("sed '/:status/d' \(path) | /usr/bin/cvc5 --lang smt2 --rlimit=50000 2>&1", "r"))
    defer { pclose(pipe) }
    var buffer = Array(repeating: CChar(0), count: 256)
    guard fgets(&buffer, Int32(buffer.count), pipe) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the values make the sentence true.
  static func holds(_ sentence: Sentence, _ bank: SentenceBank, _ values: [Integer]) -> Bool {
    let positive =
      switch bank[sentence] {
      case .yes: true
      case .atom(let atom):
        atom.summands.reduce(Integer(0)) { $0 + $1.coefficient * values[Int($1.unknown.index)] } <= atom.bound
      case .and(let operands): operands.allSatisfy { holds($0, bank, values) }
      }
    return positive != sentence.isNegated
  }
}
