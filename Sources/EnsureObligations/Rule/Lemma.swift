public import EnsureModel

/// Something that holds in every reachable state for all values of its variables: a part of an inductive invariant.
///
/// It follows no paths: what it reads are globals, `now`, fields and keys of its own variables, and totals. A variable of
/// an optional reference type, or of any other sort than a reference, stands for any value; all others for instances.
public struct Lemma: Hashable, Sendable {
  /// The variables; they may coincide.
  public let variables: [VariableID]
  /// What is claimed, in the bank of the claim that the lemma is part of.
  public let body: Term

  /// That the body holds for all values of the variables.
  public init(variables: [VariableID], body: Term) {
    self.variables = variables
    self.body = body
  }
}

/// Instances that are looked at since they do their part for an aggregate, or since a reference names them: related instances
/// (SEMANTICS 25).
///
/// Where the instances at hand do not account for all of an aggregate, there is another one that does. A reference names `none`, or
/// some instance. What the lemmas say of it are further premises, and nothing else, so that soundness does not depend on whom is
/// looked at.
public struct RelatedInstances: Hashable, Sendable {
  /// Variables that stand for tracked instances.
  public let variables: [VariableID]
  /// The aggregate, or the reference.
  public let term: Term

  /// Whoever does his part for an aggregate, or is named by a reference.
  public init(variables: [VariableID], _ term: Term) {
    self.variables = variables
    self.term = term
  }
}

/// What shall be shown together: lemmas that hold at first and that every step keeps, if all of them held before.
public struct ProofClaim: Sendable {
  /// The terms.
  public var terms: TermBank
  /// The lemmas.
  public var lemmas: [Lemma]
  /// The combinations of totals whose bounds may be used.
  public var combinations: [TotalCombination]
  /// Which instances are looked at beside those that are tracked or take part, one after the other.
  public var related: [RelatedInstances]
  /// Why each promise of the observer is fulfilled some day, in their order.
  public var rankings: [Ranking]

  /// A claim.
  public init(
    terms: TermBank, lemmas: [Lemma], combinations: [TotalCombination] = [],
    related: [RelatedInstances] = [], rankings: [Ranking] = []
  ) {
    self.rankings = rankings
    self.terms = terms
    self.lemmas = lemmas
    self.combinations = combinations
    self.related = related
  }
}

/// What an obligation is about: one way for something to come about.
public enum ProofStep: Hashable, Sendable {
  /// The lemmas hold at first.
  case start
  /// This move of the world keeps them.
  case move(Int)
  /// The passing of one tick keeps them.
  case tick
  /// That nothing happens keeps them: only an observer notices.
  case idle
  /// Something follows from the lemmas in any state.
  case state
}
