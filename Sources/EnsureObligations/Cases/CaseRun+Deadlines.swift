import EnsureModel

/// What keeps time from passing (SEMANTICS, rule 18).
extension CaseRun {
  /// That a tick may pass: no clock of an instance at hand stands at its deadline. Of the others nothing is said.
  mutating func meetDeadlines() {
    for deadline in sabotage == .corruptKeepDeadlines ? system.deadlines : world.deadlines {
      guard let (variable, entity) = deadline.instances else {
        var frame = Frame(before)
        assume(truth(deadline.maySpendTick, &frame))
        continue
      }
      for number in 0..<min(atHand[entity.index], room[entity.index]) {
        var frame = Frame(before, [variable: LinearSum(Integer(number))])
        assume(truth(deadline.maySpendTick, &frame))
      }
    }
  }
}
