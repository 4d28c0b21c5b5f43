internal import EnsureExplore
public import EnsureModel

extension TransitionSystem {
  /// The scope of an exploration or simulation: the default number of instances, and only such values as the
  /// argument or the types themselves give, so that whoever counts states has chosen them.
  ///
  /// - Throws: if the argument does not fit the system.
  public func explicitScope(
    _ argument: ScopeArgument?, threats: Set<ThreatID>
  ) throws(VerificationError) -> Scope {
    var scope = Scope.defaults(for: World(self, threats: threats))
    scope.values = [:]
    try argument?.apply(to: &scope, of: self)
    return scope
  }
}
