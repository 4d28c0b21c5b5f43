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

  private func stages(of ranking: Ranking) -> [Proof.Promise.Stage] {
    ranking.stages.map { stage in
      Proof.Promise.Stage(
        condition: stage.condition,
        steps: stage.help.helpers.map { helper in
          let way = duties[helper.duty].ways[helper.way]
          return Proof.Promise.Step(
            source: duties[helper.duty].source, action: way.move.action,
            instances: Dictionary(zip(way.parameters, helper.tuple)) { first, _ in first })
        })
    }
  }
}
