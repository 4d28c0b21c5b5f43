import EnsureAudit
import EnsureHorn
import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureReport
import Testing

@testable import EnsureVerify

/// From lemmas to certificates: `proved` is what the kernel has accepted, and nothing else.
@Suite struct CertificationTests {
  /// A problem about two integers; by default x and y count up together, and x never is less than 0.
  private func text(
    initial: String = "(and (= x 0) (= y 0))", step: String = "(and (= x1 (+ x y)) (= y1 (+ y 1)))",
    bad: String = "(< x 0)", more: String = ""
  ) -> String {
    """
    (declare-fun Inv (Int Int) Bool)
    (assert (forall ((x Int) (y Int)) (=> \(initial) (Inv x y))))
    (assert (forall ((x Int) (y Int) (x1 Int) (y1 Int)) (=> (and (Inv x y) \(step)) (Inv x1 y1))))
    (assert (forall ((x Int) (y Int)) (=> (and (Inv x y) \(bad)) false)))
    \(more)
    (check-sat)
    """
  }

  private func system(_ text: String) throws -> PlainSystem { try HornCorpus.system(Array(text.utf8)) }

  private func proof(_ text: String) throws -> (TransitionSystem, PlainProof) {
    let system = try system(text)
    let verdict = PlainProver(system, seconds: 20).run()
    guard case .proved(let proof) = verdict else {
      throw Unexpected(verdict: "\(verdict)")
    }
    return (system.world.system, proof)
  }

  /// A run of one step.
  private func witness(_ system: PlainSystem) -> Certificate.Witness? {
    guard case .found(let action, let trace) = FirstStep(system, Watch()).run() else { return nil }
    return Certificate.Witness(.action(action), trace)
  }

  private struct Unexpected: Error { let verdict: String }

  // MARK: Wrong lemmas

  /// A certificate for these lemmas in which whatever has no refutation is given an empty one.
  private func sworn(_ lemmas: [Term], _ bank: TermBank, _ system: PlainSystem) throws -> Certificate {
    struct Refused: Error {}
    let goal = ProofGoal.property(system.property)
    var claim = ProofClaim(terms: bank, lemmas: [])
    claim.lemmas = try #require(ProofRule(system.world).ownLemmas(of: goal, &claim.terms))
    let own = claim.lemmas.count
    claim.lemmas += lemmas.map { Lemma(variables: [], body: $0) }
    var refutations: [Refutation] = []
    try ProofRule(system.world).obligations(of: claim, for: goal, { _ in Refused() }) {
      _, obligation throws(Refused) in
      if case .refuted(let refutation) = Refuter.refute(obligation) {
        refutations.append(refutation)
      } else {
        refutations.append(Refutation())
      }
    }
    return Certificate(Meaning(of: goal, in: system.world), claim, own: own, refutations: refutations)
      .witnessed(by: [try #require(witness(system))])
  }

  @Test func theKernelRefusesAWrongLemmaWhoeverSwearsToIt() throws {
    let system = try system(text())
    var bank = system.world.bank
    let (x, y) = (bank.global(GlobalID(0), .integer), bank.global(GlobalID(1), .integer))
    let (zero, nine) = (bank.integer(0), bank.integer(9))
    let growing = bank.lessOrEqual(zero, y)
    let kernel = Kernel(system.world.system)
    // Right, so that a refusal of the others is about the lemma and nothing else.
    _ = try kernel.check(sworn([growing], bank, system))
    let wrong: [(name: String, lemmas: [Term])] = [
      ("nothing", []),
      ("does not hold at first", [growing, bank.less(zero, y)]),
      ("is not kept", [growing, bank.lessOrEqual(x, nine)]),
      ("never holds", [bank.boolean(false)]),
      ("is not enough", [bank.boolean(true)]),
      ("only assumes what it shows", [bank.lessOrEqual(zero, x)]),
    ]
    for (name, lemmas) in wrong {
      do {
        _ = try kernel.check(sworn(lemmas, bank, system))
        Issue.record("a lemma that \(name) was accepted")
      } catch let error as KernelError {
        guard case .obligation = error else {
          Issue.record("\(name): \(error)")
          continue
        }
      }
      guard
        case .failed(let why) = PlainCertifier(system, kernel, Watch()).certify(
          lemmas, in: bank, by: "nobody", witness: witness(system))
      else {
        Issue.record("a lemma that \(name) was certified")
        continue
      }
      #expect(why == "what was found shows less than it should")
    }
  }

  @Test func aFalsePropertyHasNoCertificate() throws {
    let system = try system(text(bad: "(> y 3)"))
    var bank = system.world.bank
    let y = bank.global(GlobalID(1), .integer)
    let small = bank.lessOrEqual(y, bank.integer(3))
    #expect(throws: KernelError.self) {
      try Kernel(system.world.system).check(sworn([small], bank, system))
    }
  }

  @Test func aKernelThatRefusesLeavesNothingProved() throws {
    let system = try system(text())
    let kernel = Kernel(system.world.system, refuses: true)
    let verdict = PlainProver(system, seconds: 20, kernel: kernel).run()
    guard case .disagreement(let what, _) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(what.contains("refuses"))
    // Lemmas that nobody has certified are told as such, in either form.
    let invariant = HornReport.Invariant([], system.world.bank, by: "nobody")
    let report = HornReport(path: "x.smt2", system.world.system, .candidate(invariant, reason: "for a test"))
    #expect(report.status == .undecided)
    #expect(!report.text(style: .plain, isExplained: true).contains("proved"))
    #expect(!report.json(version: "0").contains("proved"))
  }

  @Test func whoHasNoTimeLeftHasNoCertificate() throws {
    let system = try system(text())
    let watch = Watch()
    watch.stop("nobody wants to know")
    let outcome = PlainCertifier(system, Kernel(system.world.system), watch).certify(
      [], in: system.world.bank, by: "nobody", witness: witness(system))
    guard case .failed("nobody wants to know") = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  // MARK: What holds emptily

  /// What is said of a problem of which nothing is known, not even to a depth.
  private func emptiness(_ text: String) throws -> String? {
    let verdict = PlainProver(try system(text), seconds: 20).run()
    if case .open(nil, nil, let reason) = verdict { return reason }
    return "\(verdict)"
  }

  @Test func whereNothingBeginsNothingIsProved() throws {
    let nothing = "twin: no state satisfies the initial condition, so that nothing is said"
    #expect(try emptiness(text(initial: "(and (= x 0) (= x 1))")) == nothing)
    // The lemmas are right: it is the kernel, too, that asks for a step.
    let system = try system(text(initial: "(and (= x 0) (= x 1))"))
    let goal = ProofGoal.property(PropertyID(0))
    var claim = ProofClaim(terms: system.world.bank, lemmas: [])
    claim.lemmas = try #require(ProofRule(system.world).ownLemmas(of: goal, &claim.terms))
    let own = claim.lemmas.count
    claim.lemmas.append(Lemma(variables: [], body: claim.terms.boolean(false)))
    var refutations: [Refutation] = []
    struct Refused: Error {}
    try ProofRule(system.world).obligations(of: claim, for: goal, { _ in Refused() }) {
      _, obligation throws(Refused) in
      guard case .refuted(let refutation) = Refuter.refute(obligation) else { throw Refused() }
      refutations.append(refutation)
    }
    let certificate = Certificate(
      Meaning(of: goal, in: system.world), claim, own: own, refutations: refutations)
    #expect(throws: KernelError.unwitnessed(.action(ActionID(0)))) {
      try Kernel(system.world.system).check(certificate)
    }
  }

  @Test func whereNothingHappensNothingIsProved() throws {
    let nothing = "twin: no step can be taken in an initial state, so that nothing is said"
    #expect(try emptiness(text(step: "(and (> x 5) (= x1 x) (= y1 y))")) == nothing)
  }

  @Test func withoutStepsToBeginIsOne() throws {
    func text(_ initial: String) -> String {
      """
      (declare-fun Inv (Int) Bool)
      (assert (forall ((x Int)) (=> \(initial) (Inv x))))
      (assert (forall ((x Int)) (=> (and (Inv x) (< x 0)) false)))
      (check-sat)
      """
    }
    _ = try proof(text("(> x 3)"))
    #expect(try emptiness(text("(and (> x 3) (< x 3))"))?.hasPrefix("twin: no step") == true)
    // Nobody is asked for a witness of something that is not there.
    var (system, proof) = try proof(text("(> x 3)"))
    system.actions = []
    #expect(throws: KernelError.self) { try Kernel(system).check(try Certificate(bytes: proof.certificate)) }
  }

  /// A clause about what is never reached is nobody's mistake, if the system is one of clauses.
  @Test func aClauseMayBeAboutWhatIsNeverReached() throws {
    let dead = """
      (assert (forall ((x Int) (y Int)) (=> (and (Inv x y) (< y 0)) (Inv (- x 1) y))))
      """
    let (system, proof) = try proof(text(more: dead))
    #expect(system.actions.count == 2)
    let certificate = try Certificate(bytes: proof.certificate)
    let acceptance = try Kernel(system).check(certificate)
    #expect(acceptance.witnesses == [.action(ActionID(0))])
    // Of the same system as a spec each action has to be possible.
    var spec = system
    spec.language = .ensure
    #expect(throws: KernelError.unwitnessed(.action(ActionID(1)))) { try Kernel(spec).check(certificate) }
  }

  // MARK: Audit

  @Test func aCertificateIsOfOneMeaning() throws {
    let (_, proof) = try proof(text())
    func outcome(_ text: String) throws -> KernelError? {
      var audit = Audit(try HornCompiler.compile(Array(text.utf8)))
      audit.look(at: proof.certificate, name: "it")
      if case .failure(let error) = audit.entries[0].result { return error }
      #expect(audit.text.contains("the clauses are satisfiable"))
      #expect(audit.text.contains("EnsureHorn") && !audit.text.contains("EnsureSemantics"))
      return nil
    }
    #expect(try outcome("; a comment\n" + text().replacing("Inv", with: "Reached")) == nil)
    #expect(try outcome(text(initial: "(and (= x 0) (= y 1))")) == .otherMeaning)
    #expect(try outcome(text(step: "(and (= x1 (+ x y)) (= y1 (+ y 2)))")) == .otherMeaning)
    #expect(try outcome(text(bad: "(< x (- 1))")) == .otherMeaning)
  }

  @Test func aChangedByteIsRefused() throws {
    let (system, proof) = try proof(text())
    let kernel = Kernel(system)
    for position in proof.certificate.indices {
      var bytes = proof.certificate
      bytes[position] ^= UInt8(1 << (position % 8))
      #expect(throws: KernelError.self, "byte \(position)") { try kernel.check(try Certificate(bytes: bytes)) }
    }
  }

  @Test func aLemmaMaySpeakOfWhatThePropertyDoesNotDependOn() throws {
    // Nothing reads y, and at first it is anything.
    let system = try system(text(initial: "(= x 0)", step: "(and (= x1 (+ x 1)) (= y1 x))"))
    var bank = system.world.bank
    let (x, y) = (bank.global(GlobalID(0), .integer), bank.global(GlobalID(1), .integer))
    let lemma = bank.or([bank.lessOrEqual(bank.integer(0), x), bank.less(bank.integer(5), y)])
    let outcome = PlainCertifier(system, Kernel(system.world.system), Watch()).certify(
      [lemma], in: bank, by: "nobody", witness: witness(system))
    guard case .accepted(let proof) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(proof.lemmas.count == 1)
  }

  @Test func aLemmaThatNoCertificateHoldsIsSaid() throws {
    let system = try system(text(initial: "(= x 0)", step: "(and (= x1 (+ x 1)) (= y1 y))"))
    var bank = system.world.bank
    let x = bank.global(GlobalID(0), .integer)
    var deep = x
    for _ in 0..<600 { deep = bank.choice(bank.lessOrEqual(deep, x), deep, bank.sum([deep, x])) }
    var long = x
    for _ in 0..<600 { long = bank.negated(long) }
    for lemma in [bank.lessOrEqual(bank.integer(0), deep), bank.equal(long, x)] {
      let outcome = PlainCertifier(system, Kernel(system.world.system), Watch()).certify(
        [lemma], in: bank, by: "nobody", witness: witness(system))
      guard case .failed("a lemma is too large for a certificate") = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
  }

  /// Several predicates, each with arguments of its own.
  @Test func placesAreCertified() throws {
    let (_, proof) = try proof(
      """
      (declare-fun First (Int) Bool)
      (declare-fun Second (Int Bool) Bool)
      (assert (forall ((x Int)) (=> (= x 1) (First x))))
      (assert (forall ((x Int)) (=> (First x) (First (+ x 2)))))
      (assert (forall ((x Int)) (=> (First x) (Second (+ x 2) true))))
      (assert (forall ((x Int) (b Bool)) (=> (Second x b) (Second (+ x 1) (not b)))))
      (assert (forall ((x Int) (b Bool)) (=> (and (Second x b) (< x 3)) false)))
      (check-sat)
      """)
    #expect(!proof.lemmas.isEmpty)
  }

  /// Of many places only those are compared that bound what is chosen.
  @Test func aBalanceOfManyOrdersIsProved() throws {
    let orders = 1...12
    let names = ["balance"] + orders.flatMap { ["captured\($0)", "refunded\($0)"] }
    let variables = names.map { "(\($0) Int)" }.joined(separator: " ")
    func state(_ changed: [String: String] = [:]) -> String {
      "(State \(names.map { changed[$0] ?? $0 }.joined(separator: " ")))"
    }
    var clauses = [
      "(declare-fun State (\(names.map { _ in "Int" }.joined(separator: " "))) Bool)",
      "(assert (forall (\(variables)) (=> (and \(names.map { "(= \($0) 0)" }.joined(separator: " "))) \(state()))))",
    ]
    for order in orders {
      let (captured, refunded) = ("captured\(order)", "refunded\(order)")
      let taken = state([captured: "(+ \(captured) n)", "balance": "(+ balance n)"])
      let given = state([refunded: "(+ \(refunded) n)", "balance": "(- balance n)"])
      clauses.append("(assert (forall (\(variables) (n Int)) (=> (and \(state()) (> n 0)) \(taken))))")
      let guardText = "(> n 0) (<= n (- \(captured) \(refunded)))"
      clauses.append("(assert (forall (\(variables) (n Int)) (=> (and \(state()) \(guardText)) \(given))))")
    }
    clauses.append("(assert (forall (\(variables)) (=> (and \(state()) (< balance 0)) false)))(check-sat)")
    let (_, proof) = try proof(clauses.joined(separator: "\n"))
    #expect(proof.lemmas.count >= orders.count)
  }
}
