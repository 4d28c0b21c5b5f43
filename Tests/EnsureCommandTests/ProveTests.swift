import Glibc
import Testing

/// `ensure prove` as a process.
@Suite struct ProveTests {
  private let folder = Folder()

  private func problem(_ step: String = "(= y (+ x 1))", bad: String = "(< x 0)") -> String {
    """
    (set-logic HORN)
    (declare-fun Inv (Int) Bool)
    (assert (forall ((x Int)) (=> (= x 0) (Inv x))))
    (assert (forall ((x Int) (y Int)) (=> (and (Inv x) \(step)) (Inv y))))
    (assert (forall ((x Int)) (=> (and (Inv x) \(bad)) false)))
    (check-sat)
    """
  }

  private func prove(_ text: String, _ options: String...) throws -> Run {
    folder.write("problem.smt2", text)
    defer { folder.remove() }
    return try ensure(["prove", "problem.smt2"] + options, in: folder)
  }

  @Test func aViolationIsATableOfStates() throws {
    let run = try prove(problem(bad: "(> x 2)"))
    #expect(run.status == 1, "\(run)")
    #expect(
      run.output == """
        violated: 3 steps, replayed by the interpreter; the clauses are unsatisfiable

        state  x1
        -----  --
        0      0
        1      1
        2      2
        3      3

        """)
  }

  @Test func aViolationIsToldToPrograms() throws {
    let run = try prove(problem(bad: "(> x 0)"), "--format", "json")
    #expect(run.status == 1, "\(run)")
    #expect(run.output.contains("\"verdict\": \"violated\""))
    #expect(run.output.contains("[\"0\"],\n    [\"1\"]"))
  }

  @Test func whatTheKernelAcceptsIsProved() throws {
    folder.write("problem.smt2", problem())
    defer { folder.remove() }
    let run = try ensure(["prove", "problem.smt2", "--explain-proof"], in: folder)
    #expect(run.status == 0, "\(run)")
    #expect(run.output.hasPrefix("proved: the kernel has accepted a certificate"), "\(run)")
    let json = try ensure(["prove", "problem.smt2", "--format", "json"], in: folder)
    #expect(json.status == 0, "\(json)")
    #expect(json.output.contains("\"verdict\": \"proved\""))
  }

  @Test func whatHoldsEmptilyIsNoProof() throws {
    let run = try prove(problem("(and (> x 5) (= y x))"), "--explain-proof")
    #expect(run.status == 3, "\(run)")
    #expect(run.output.hasPrefix("unknown: twin: no step can be taken in an initial state"), "\(run)")
    #expect(!run.output.contains("proved"))
  }

  @Test func aCertificateIsRechecked() throws {
    folder.write("problem.smt2", problem(bad: "(< x (- 7))"))
    folder.write("other.smt2", problem(bad: "(< x (- 8))"))
    defer { folder.remove() }
    let run = try ensure(["prove", "problem.smt2", "--certificates", "certificates"], in: folder)
    #expect(run.status == 0, "\(run)")
    let file = "certificates/problem.cert"
    let audit = try ensure(["audit", "problem.smt2", file], in: folder)
    #expect(audit.status == 0, "\(audit)")
    #expect(audit.output.contains("the clauses are satisfiable, and not since nothing happens"), "\(audit)")
    let other = try ensure(["audit", "other.smt2", file], in: folder)
    #expect(other.status == 1, "\(other)")
    #expect(other.output.contains("refused"), "\(other)")
    let export = try ensure(
      ["export", "--to", "smtlib", "problem.smt2", file, "--output", "obligations"], in: folder)
    #expect(export.status == 0, "\(export)")
  }

  /// Terms are walked by recursion, also by the auditor, whose thread has the stack that it is given.
  @Test func aDeepProblemIsProvedAndRechecked() throws {
    let depth = 900
    let deep = String(repeating: "(- ", count: depth) + "x" + String(repeating: ")", count: depth)
    folder.write("deep.smt2", problem("(= y (ite (> x 7) \(deep) (+ x 1)))"))
    defer { folder.remove() }
    let run = try ensure(["prove", "deep.smt2", "--certificates", "certificates"], in: folder)
    #expect(run.status == 0, "\(run)")
    let audit = try ensure(["audit", "deep.smt2", "certificates/deep.cert"], in: folder)
    #expect(audit.status == 0, "\(audit)")
  }

  @Test func theTimeIsLimited() throws {
    // Pseudo-random numbers: which one comes when is known to who has gone through all of them.
    let hard = problem("(= y (mod (+ (* 5003 x) 3001) 1000003))", bad: "(= x 500001)")
    let run = try prove(hard, "--timeout", "1s")
    #expect(run.status == 3 || run.status == 1, "\(run)")
    #expect(!run.isTimedOut)
  }

  @Test func whatIsWrongInAFileIsShown() throws {
    let run = try prove(problem("(= y z)"))
    #expect(run.status == 2, "\(run)")
    #expect(run.codes == ["E0603"])
    #expect(run.errors.contains("problem.smt2:4:"))
  }

  @Test func aFileThatIsNotThereIsSaid() throws {
    let run = try ensure(["prove", "nothing.smt2"], in: folder)
    #expect(run.status == 2, "\(run)")
    #expect(run.codes == ["E0111"])
  }
}
