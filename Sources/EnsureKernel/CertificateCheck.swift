/// The checks on which the acceptance of a certificate rests, beside those of each refutation (`KernelCheck`). Each can be
/// left out by a test, which then sees something accepted that the kernel refuses.
package enum CertificateCheck: String, CaseIterable, Sendable {
  // What the bytes are.

  /// The file says that it is a certificate of this version.
  case mark
  /// The checksum is that of the bytes.
  case checksum
  /// There is one form for each certificate: what was read is written as it was.
  case canonicalBytes
  /// The same for the lemmas and combinations, which only make sense with a spec.
  case canonicalHints

  /// The same for the place in which an instance is said to be stuck.
  case canonicalPlace

  // What the certificate speaks of.

  /// The spec has the threats that are named.
  case threatsExist
  /// A world is named in one way: the threats in the order of the spec, each once.
  case worldHasOneName
  /// The spec has the property that is named.
  case propertyExists
  /// The spec has the action that is named.
  case actionExists
  /// It has the clause that is named, of the kind that is named.
  case clauseExists
  /// The spec means what the certificate was made for.
  case sameMeaning
  /// The property is an invariant, and can be taken apart into lemmas.
  case goalHasLemmas
  /// What is shown is what the property says, and not only the certificate's lemmas.
  case ownLemmasAreShown

  // What is shown.

  /// The proof rule lets something be concluded of the claim.
  case ruleAllowsTheClaim
  /// There is a refutation for each obligation.
  case noneIsMissing
  /// The refutations are right.
  case refutationsAreRight
  /// There are no more refutations than obligations.
  case noneIsLeft

  // That it is not empty.

  /// A witness has no powers that the world lacks.
  case witnessesAreOfTheWorld
  /// The interpreter takes the witnesses' steps, and sees what they shall show.
  case witnessesAreReplayed
  /// Nothing is witnessed twice.
  case witnessedOnce
  /// Everything that could be empty is witnessed.
  case allAreWitnessed
  /// Something can happen at all.
  case somethingHappens
}
