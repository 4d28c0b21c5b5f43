import EnsureModel

/// The bounds of one round.
struct Round {
  let depth: Int
  let scope: Scope
  /// How many times the first round's budget it has.
  let spending: Int
  /// What to say of the instances; empty if there are as many as before.
  let instances: String

  /// The rounds behind the first one, smaller before larger: depth doubles, then there is one more of each entity of
  /// which the user has not said how many there are; a depth that he has given stays.
  static func all(_ depth: Int?, _ scopes: VerificationScopes, _ system: TransitionSystem) -> [Round] {
    var result: [Round] = []
    var current = depth ?? VerificationOptions.defaultDepth
    var scope = scopes.asked
    var extra = 0
    for number in 0..<8 {
      if number % 2 == 0 {
        if depth != nil { continue }
        current *= 2
      } else {
        let wider = scopes.wider(by: extra + 1, in: system)
        if wider == scope { continue }
        scope = wider
        extra += 1
      }
      let more = extra == 0 ? "" : extra == 1 ? " and one more instance" : " and \(extra) more instances"
      result.append(Round(depth: current, scope: scope, spending: 4 << (2 * number), instances: more))
    }
    return result
  }
}
