public import EnsureModel
public import EnsureObligations

/// Why the kernel does not accept something.
public enum KernelError: Error, Hashable, Sendable {
  /// The bytes are no certificate in the canonical form; what is wrong with them.
  case encoding(String)
  /// A refutation is wrong, at a step or as a whole.
  case refutation(RefutationFlaw, step: Int?)
  /// The spec has nothing of that kind with that name.
  case unknown(String, String)
  /// The spec means something else than what the certificate was made for.
  case otherMeaning
  /// The proof rule says nothing of the goal.
  case refusal(ProofRefusal)
  /// The kernel says nothing of the goal; why.
  case refused(String)
  /// There is no refutation of this obligation.
  case missing(ObligationSubject)
  /// The refutation of the obligation with that position is wrong; why.
  case obligation(Int, ObligationSubject, String)
  /// There are that many refutations too many.
  case surplus(Int)
  /// The witness of this subject does not show it.
  case witness(Twin.Subject)
  /// Nothing shows that this can happen.
  case unwitnessed(Twin.Subject)
}
