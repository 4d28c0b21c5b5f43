import EnsureHorn
import EnsureKernel
import EnsureModel
import EnsureSolver
import EnsureVerify
import Testing

/// A random three-clause problem, as text.
struct RandomProblem {
  private var random: SeededGenerator
  private let integers = ["a", "b", "c"]
  private let booleans = ["p", "q"]

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func number(_ depth: Int, _ suffix: String) -> String {
    let atom = "\(integers.randomElement(using: &random) ?? "a")\(suffix)"
    if depth == 0 { return Bool.random(using: &random) ? atom : "\(Int.random(in: 0...4, using: &random))" }
    let left = number(depth - 1, suffix)
    let right = number(depth - 1, suffix)
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1: return "(+ \(left) \(right) 1)"
    case 2: return "(- \(left) \(right))"
    case 3: return "(- \(left))"
    case 4: return "(* (- 2) \(left))"
    case 5: return "(mod \(left) \(Bool.random(using: &random) ? "3" : "(- 3)"))"
    case 6: return "(div \(left) \(Bool.random(using: &random) ? "2" : "(- 2)"))"
    case 7: return "(ite \(condition(depth - 1, suffix)) \(left) \(right))"
    default: return "(let ((\(atom) \(left)) (z \(right))) (+ \(atom) z))"
    }
  }

  private mutating func condition(_ depth: Int, _ suffix: String) -> String {
    let atom = "\(booleans.randomElement(using: &random) ?? "p")\(suffix)"
    if depth == 0 { return atom }
    func operand() -> String { condition(depth - 1, suffix) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return "(not \(operand()))"
    case 1: return "(and \(operand()) \(operand()))"
    case 2: return "(or \(operand()) \(operand()) \(operand()))"
    case 3: return "(=> \(operand()) \(operand()))"
    case 4: return "(xor \(operand()) \(operand()))"
    case 5: return "(= \(operand()) \(operand()))"
    case 6: return "(ite \(operand()) \(operand()) \(operand()))"
    case 7: return "(distinct \(number(depth - 1, suffix)) \(number(depth - 1, suffix)))"
    case 8: return "(= \(number(depth - 1, suffix)) \(number(depth - 1, suffix)))"
    default:
      let relation = ["<", "<=", ">", ">="].randomElement(using: &random) ?? "<"
      return "(\(relation) \(number(depth - 1, suffix)) \(number(depth - 1, suffix)))"
    }
  }

  /// The problem. Numbers stay small, so that nothing takes long.
  mutating func text() -> String {
    func declared(_ suffix: String) -> String {
      integers.map { "(\($0)\(suffix) Int)" }.joined(separator: " ") + " "
        + booleans.map { "(\($0)\(suffix) Bool)" }.joined(separator: " ")
    }
    func applied(_ suffix: String) -> String {
      "(Inv \((integers + booleans).map { "\($0)\(suffix)" }.joined(separator: " ")))"
    }
    let bounded = integers.map { "(<= (- 3) \($0)1 3)" }.joined(separator: " ")
    // Some places are given outright, some are left to the condition.
    var updates: [String] = []
    for name in integers where Int.random(in: 0..<3, using: &random) > 0 {
      updates.append("(= \(name)1 \(number(2, "0")))")
    }
    for name in booleans where Bool.random(using: &random) {
      updates.append("(= \(name)1 \(condition(2, "0")))")
    }
    return """
      (set-logic HORN)
      (declare-fun Inv (Int Int Int Bool Bool) Bool)
      (assert (forall (\(declared("")) (e Int)) (=> (and (<= 0 a 1) (= b (- e 1)) (= e 1) \(condition(2, ""))) \(applied("")))))
      (assert (forall (\(declared("0")) \(declared("1")))
        (=> (and \(applied("0")) \(bounded) \(updates.joined(separator: " ")) (or \(condition(2, "1")) \(condition(2, "0"))))
          \(applied("1")))))
      (assert (forall (\(declared(""))) (=> (and \(applied("")) \(condition(3, "")) \(condition(2, ""))) false)))
      (check-sat)
      """
  }
}

@Suite struct DifferentialTests {
  @Test func randomProblemsMeanWhatZ3ReadsInThem() throws {
    var counts = (safe: 0, empty: 0, unsafe: 0, unknown: 0)
    for seed in 0..<150 {
      var problem = RandomProblem(seed: UInt64(seed))
      let text = problem.text()
      let system = try HornCorpus.system(Array(text.utf8))
      let expected = SMTLIBProblem(text).isSatisfiable(logic: "HORN", milliseconds: 1_000)
      switch PlainProver(system, seconds: 2).run() {
      case .proved(let proof):
        #expect(expected != false, "\(text)")
        counts.safe += 1
        #expect((try? Kernel(system.world.system).check(Certificate(bytes: proof.certificate))) != nil)
      case .open(nil, _, let reason) where reason.hasPrefix("twin: "):
        // In many of them nothing begins, or nothing happens.
        #expect(expected != false, "\(text)")
        counts.empty += 1
      case .inductive(_, _, _, let reason): Issue.record("no certificate: \(reason)\n\(text)")
      case .violated:
        #expect(expected != true, "\(text)")
        counts.unsafe += 1
      case .open: counts.unknown += 1
      case .disagreement(let what, _): Issue.record("\(what)\n\(text)")
      }
    }
    // The comparison is worth nothing if it never compares.
    #expect(counts.safe >= 15 && counts.empty >= 20 && counts.unsafe >= 50, "\(counts)")
  }
}
