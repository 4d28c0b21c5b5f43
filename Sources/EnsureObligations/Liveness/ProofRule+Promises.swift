public import EnsureModel

extension ProofRule {
  /// Why the observer's promises are fulfilled some day, for a report.
  public func promises(of claim: ProofClaim) -> [Proof.Promise] {
    guard let observer else { return [] }
    return zip(observer.promises, claim.rankings).map { promise, ranking in
      Proof.Promise(
        due: promise.due, goal: promise.goal,
        stages: stages(of: ranking), rounds: ranking.rounds)
    }
  }

  /// Why the observer's instance is never stuck, for a report.
  public func waysOn(of claim: ProofClaim) -> [Proof.Promise.Stage] {
    guard observer?.escapee != nil else { return [] }
    return claim.rankings.flatMap { stages(of: $0) }
  }

  private func stages(of ranking: Ranking) -> [Proof.Promise.Stage] { ranking.stages.map(stage) }

  private func stage(_ stage: Ranking.Stage) -> Proof.Promise.Stage {
    let cause: Proof.Promise.Cause =
      switch stage.help {
      case .time: .time
      case .assumed(let position):
        observer.map {
          let goal = $0.assumed[position].goal
          return position < $0.supposed ? .supposed(goal) : .assumed(goal)
        } ?? .time
      case .duties(let helpers): .steps(helpers.map(step))
      }
    return Proof.Promise.Stage(
      condition: stage.condition, cause: cause, opening: stage.opening?.condition,
      inner: stage.opening?.stages.map(self.stage) ?? [])
  }

  private func step(_ helper: Ranking.Helper) -> Proof.Promise.Step {
    let duty = duties[helper.duty]
    let way = duty.ways[helper.way]
    return Proof.Promise.Step(
      source: duty.source, isStrong: duty.isStrong, action: way.move.action,
      instances: Dictionary(zip(way.parameters, helper.tuple)) { first, _ in first })
  }
}
