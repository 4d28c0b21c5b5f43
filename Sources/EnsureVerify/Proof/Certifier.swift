package import EnsureKernel
package import EnsureModel
package import EnsureObligations

/// Makes certificates of claims: a refutation for each obligation that the kernel will ask about.
package struct Certifier {
  /// Why a claim has no certificate.
  package enum Failure: Error {
    /// The proof rule says nothing of the goal.
    case refusal(ProofRefusal)
    /// The obligation is not valid, or its refutation is too hard to find.
    case open(ObligationSubject, isRefutable: Bool)
    /// The goal is none that the rule knows.
    case goal

    /// The failure, for a report.
    var words: String {
      switch self {
      case .refusal(let refusal): refusal.words
      case .open(_, isRefutable: false): "a refutation was too hard to find"
      case .open(_, isRefutable: true), .goal: "what was found shows less than it should"
      }
    }
  }

  /// A certificate without witnesses. The first lemmas of the claim have to be the goal's own.
  package static func certificate(of claim: ProofClaim, for goal: ProofGoal, in world: World) throws(Failure)
    -> Certificate
  {
    try certificate(of: claim, for: Meaning(of: goal, in: world))
  }

  /// The same for what a goal means.
  static func certificate(of claim: ProofClaim, for meaning: Meaning) throws(Failure) -> Certificate {
    let goal = meaning.goal
    var terms = meaning.rule.world.bank
    guard let own = meaning.rule.ownLemmas(of: goal, &terms)?.count else { throw .goal }
    guard let claim = try? meaning.asRead(claim, own: own) else { throw .goal }
    var refutations: [Refutation] = []
    try meaning.rule.obligations(of: claim, for: goal, { Failure.refusal($0) }) {
      subject, obligation throws(Failure) in
      switch Refuter.refute(obligation) {
      case .refuted(let refutation): refutations.append(refutation)
      case .satisfiable: throw .open(subject, isRefutable: true)
      case .gaveUp: throw .open(subject, isRefutable: false)
      }
    }
    return Certificate(meaning, claim, own: own, refutations: refutations)
  }
}

extension ProofRefusal {
  /// The refusal, for a report.
  var words: String {
    switch self {
    case .path: "it follows paths that cannot be tracked"
    case .tooManyCases: "there are too many cases"
    case .confusedCases: "the cases of a step could not be told apart"
    case .tooLarge: "what is claimed is too large"
    case .unranked: "it is not known why what is promised comes some day"
    }
  }
}
