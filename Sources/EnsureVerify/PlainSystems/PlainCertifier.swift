import EnsureKernel
public import EnsureModel
import EnsureObligations

/// A proof of a plain system's property that the kernel has accepted in this run.
public struct PlainProof: Sendable {
  /// The lemmas besides the property, as the kernel has read them.
  public let lemmas: [Term]
  /// The terms.
  public let bank: TermBank
  /// Who has found the lemmas.
  public let engine: String
  /// How many obligations were refuted.
  public let obligations: Int
  /// The certificate.
  public let certificate: [UInt8]
}

/// From lemmas that a solver calls inductive to a certificate that the kernel has accepted.
struct PlainCertifier {
  /// What came of it.
  enum Outcome: Sendable {
    /// The kernel accepts.
    case accepted(PlainProof)
    /// There is no certificate; why.
    case failed(String)
    /// The kernel refuses what was made for it, or the interpreter a run: a mistake of ours.
    case disagreement(String)
  }

  /// Why there is no certificate.
  private struct Failure: Error { let why: String }

  let system: PlainSystem
  let kernel: Kernel
  let watch: Watch

  /// Makes certificates until the watch ends it.
  init(_ system: PlainSystem, _ kernel: Kernel, _ watch: Watch) {
    self.system = system
    self.kernel = kernel
    self.watch = watch
  }

  /// Makes a certificate, and asks the kernel.
  ///
  /// - Parameters:
  ///   - lemmas: what is inductive together with the property, in terms of `bank`.
  ///   - engine: who has found them.
  ///   - witness: a run of one step, if one is known.
  func certify(
    _ lemmas: [Term], in bank: TermBank, by engine: String, witness: Certificate.Witness?
  ) -> Outcome {
    guard let witness else { return .failed("twin: no run of one step was found") }
    let certificate: Certificate
    do throws(Failure) {
      certificate = try self.certificate(lemmas, bank).witnessed(by: [witness])
    } catch {
      return .failed(error.why)
    }
    do throws(KernelError) {
      // What the kernel sees is what would be read from a file.
      let bytes = certificate.bytes
      let acceptance = try kernel.check(try Certificate(bytes: bytes))
      guard acceptance.goal == .property(system.property), acceptance.threats.isEmpty else {
        return .disagreement("the certificate speaks of something else")
      }
      return .accepted(
        PlainProof(
          lemmas: acceptance.claim.lemmas.dropFirst(acceptance.own).map(\.body), bank: acceptance.claim.terms,
          engine: engine, obligations: acceptance.obligations, certificate: bytes))
    } catch {
      return .disagreement("the kernel refuses a certificate: \(error)")
    }
  }

  /// A certificate without witnesses.
  private func certificate(_ lemmas: [Term], _ bank: TermBank) throws(Failure) -> Certificate {
    for lemma in lemmas where !Certificate.holds(lemma, in: bank) {
      throw Failure(why: "a lemma is too large for a certificate")
    }
    let goal = ProofGoal.property(system.property)
    let meaning = Meaning(of: goal, in: system.world)
    var claim = ProofClaim(terms: bank, lemmas: [])
    guard let own = meaning.rule.ownLemmas(of: goal, &claim.terms) else {
      throw Failure(why: "the proof rule has nothing to say of the property")
    }
    claim.lemmas = own + lemmas.map { Lemma(variables: [], body: $0) }
    var refutations: [Refutation] = []
    try meaning.rule.obligations(of: claim, for: goal, { Failure(why: $0.words) }) {
      _, obligation throws(Failure) in
      refutations.append(try refutation(obligation))
    }
    return Certificate(meaning, claim, own: own.count, refutations: refutations)
  }

  /// Whether each step, if it went through all literals, would take together what the kernel allows.
  private static func mayTakeTooLong(_ refutation: Refutation, _ form: ClauseForm) -> Bool {
    let own = refutation.steps.reduce(0) { sum, step in
      switch step {
      case .clause(let clause): sum + clause.count
      case .lemma(let multiples): sum + 8 * multiples.count
      }
    }
    let all = own + form.clauses.reduce(0) { $0 + $1.count }
    return (refutation.steps.count + 1) * all > RefutationChecker.usualWork / 4
  }

  private func refutation(_ obligation: Obligation) throws(Failure) -> Refutation {
    if watch.isOver { throw Failure(why: watch.reason) }
    let form = ClauseForm(obligation)
    switch Refuter.refute(form, isOver: { watch.isOver }) {
    case .refuted(let refutation):
      if Self.mayTakeTooLong(refutation, form) {
        do throws(KernelError) {
          try RefutationChecker.check(refutation, of: form)
        } catch .refutation(.tooMuchWork, _) {
          throw Failure(why: "a refutation takes too much work to check")
        } catch {
          // The kernel will say so, too.
        }
      }
      return refutation
    case .satisfiable: throw Failure(why: "what was found shows less than it should")
    case .gaveUp: throw Failure(why: watch.isOver ? watch.reason : "a refutation was too hard to find")
    }
  }
}
