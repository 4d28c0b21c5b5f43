import EnsureModel
import EnsureSemantics

/// Steps that no author wrote down: what happens to messages and secrets.
extension WorldComparison {
  /// Compares all that such steps can come to, threat by threat.
  mutating func compareDeeds(_ naive: NaiveState, _ state: State, _ next: inout [(NaiveState, State)])
    -> Disagreement?
  {
    if scope.system.channels.isEmpty && !scope.system.entities.contains(where: \.isSecret) { return nil }
    for threat in [nil] + steps.threats.sorted().map(Optional.some) {
      for deed in NaiveDeed.allCases {
        guard let found = steps.deeds(deed, of: threat, in: naive), let expected = outcomes(deed, threat, state)
        else {
          counts.skipped += 1
          continue
        }
        if found.all.isEmpty && expected.isEmpty { continue }
        if let difference = difference(found, expected, &next) {
          return disagreement(
            "\(deed)", "of \(threat.map { "\($0)" } ?? "nobody")\nin \(describe(naive))\n\(difference)")
        }
      }
    }
    return nil
  }

  private func outcomes(_ deed: NaiveDeed, _ threat: Int?, _ state: State) -> [Outcome: State?]? {
    var result: [Outcome: State?] = [:]
    var ways = 0
    for move in interpreter.world.moves where isSuch(move, deed, threat) {
      guard let arguments = try? interpreter.arguments(of: move.action, limit: 4000),
        let found = outcomes([move], arguments, nil, state, &ways)
      else { return nil }
      result.merge(found) { first, _ in first }
    }
    return result
  }

  private func isSuch(_ move: Move, _ deed: NaiveDeed, _ threat: Int?) -> Bool {
    let action = interpreter.world.system.actions[move.action.index]
    guard action.threat?.index == threat, let known = action.deed else { return false }
    switch known {
    case .lose: return deed == .lose
    case .drop: return deed == .drop
    case .forge: return deed == .forge
    case .tamper: return deed == .tamper
    case .replay: return deed == .replay
    case .intercept: return deed == .intercept
    case .leak: return deed == .leak
    case .guess: return deed == .guess
    }
  }
}
