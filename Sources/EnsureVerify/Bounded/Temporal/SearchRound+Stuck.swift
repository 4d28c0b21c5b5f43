import EnsureKernel
import EnsureModel
import EnsureSolver

/// Properties that say that an instance is never stuck.
extension SearchRound {
  /// In how many places it is tried to prove that an instance is stuck there.
  private static let mostPlaces = 3

  /// How much more than a search for violations one for places may spend.
  private static let worthOfPlaces: UInt64 = 8

  /// How many ways out of places are looked for in which an instance seems to be stuck.
  private static let mostWaysOut = 32

  /// Asks whether an instance may be stuck behind the steps that have been asserted.
  mutating func askStuck(
    _ question: TemporalQuestion, _ stuck: StuckQuestion, _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let subject = question.subject
    var keys: [Target.Key] = []
    for target in question.targets where target.isFirst && !keys.contains(target.key) {
      keys.append(target.key)
    }
    for key in keys {
      while isOpen(subject) && !exhausted.contains(key) {
        let ends = stuckEnds(question, stuck, key)
        let rules = [unrolling.cone(key.cone), unrolling.inOrder(given: key.given)]
        switch try check(context.or(ends.map(\.condition)), rules, subject, key, onEvent) {
        case .none: return
        case .some(.none): break
        case .some(.some(let model)):
          try seemsStuck(question, stuck, ends, unrolling.cone(key.cone), model, onEvent)
          continue
        }
        break
      }
    }
  }

  private func stuckEnds(_ question: TemporalQuestion, _ stuck: StuckQuestion, _ key: Target.Key) -> [(
    condition: Proposition, final: Int?, values: [Number]
  )] {
    zip(question.targets, question.formulas).filter { $0.0.isFirst && $0.0.key == key }.map { _, formula in
      (stuck.mayBeStuck(formula.encoding.environment, at: unrolling.depth), nil, formula.values)
    }
  }

  /// Takes a place in which an instance seems to be stuck: proves that it is, if that is wanted, or looks for another place.
  private mutating func seemsStuck(
    _ question: TemporalQuestion, _ stuck: StuckQuestion,
    _ ends: [(condition: Proposition, final: Int?, values: [Number])], _ cone: Proposition,
    _ model: SolverModel,
    _ onEvent: (BoundedEvent) -> Bool
  ) throws(BoundedError) {
    let subject = question.subject
    let steps = "\(unrolling.depth) \(unrolling.depth == 1 ? "step" : "steps")"
    let place = "behind \(steps) nothing that is possible is sure to concern it\(stuck.participation.moments)"
    guard query.provesDeadEnds, case .property(let id) = subject else {
      return doubt(subject, "only a proof can show that something is stuck for ever, and \(place)", onEvent)
    }
    let most = query.budget.map { $0 * Self.worthOfPlaces }
    if let most, solver.spent >= most {
      return doubt(subject, "\(place), and the solver's budget for such places is used up", onEvent)
    }
    let (best, end) = TraceMinimiser.minimise(unrolling, ends, assuming: [cone], from: model, until: most)
    let run = try TraceDecoder(unrolling: unrolling).trace(best)
    let values = ends[end].values.map(best.value)
    if stuck.left < Self.mostWaysOut, let way = try wayOut(question, stuck, run, values) {
      // It may be stuck there; that it is shows more easily where nobody could do anything.
      if !way.isHonest {
        stuck.note("\(place), but for what an attacker might do or somebody against his discipline")
      }
      return stuck.leave(by: way)
    }
    if let certificate = DeadEndSearch(encoding.interpreter, id).certificate(for: run, values) {
      let violation = Violation(trace: run, failure: .stuck(values, certificate: certificate.bytes))
      do {
        try encoding.interpreter.replay(violation, of: id)
        return close(subject, with: violation, onEvent)
      } catch {
        // What seems to be possible only behind a wait, or cannot be told, the interpreter sees otherwise.
      }
    }
    stuck.note("\(place), and no proof was found that it stays so")
    stuck.giveUp(run, values, question.property)
    if let first = stuck.doubt, stuck.givenUp >= Self.mostPlaces { doubt(subject, first.reason, onEvent) }
  }

  /// Steps that lead on from where a run ends.
  private func wayOut(
    _ question: TemporalQuestion, _ stuck: StuckQuestion, _ run: Trace, _ values: [Integer]
  ) throws(BoundedError) -> WayOut? {
    guard let (variable, entity) = question.property.neverStuck(in: encoding.world.bank),
      let number = values[variable].asInt
    else { return nil }
    return try WayOut.find(
      for: number, of: entity, from: run.last, encoding.interpreter)
  }
}
