import EnsureModel

/// Related instances: those to which others lead (SEMANTICS 25).
extension CaseRun {
  /// Brings related instances to hand, in the state before the step: for each aggregate or reference in turn, at all values of its
  /// variables among those that are tracked and those that have been brought before.
  mutating func bring(_ related: [RelatedInstances], beside tracked: [LinearSum], of types: [ValueType]) {
    if related.isEmpty { return }
    // Nothing that is looked at beside has to have a value.
    let outer = defects
    defects = nil
    defer { defects = outer }
    var known: [EntityID: [LinearSum]] = [:]
    for (value, type) in zip(tracked, types) {
      guard let entity = type.instances, !known[entity, default: []].contains(value) else { continue }
      known[entity, default: []].append(value)
    }
    for one in related {
      var tuples: [[LinearSum]] = [[]]
      for variable in one.variables {
        guard let entity = terms.variables[variable.index].type.instances else { return }
        let values = known[entity, default: []]
        tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
        // To look at fewer is sound.
        if tuples.count > Self.mostRelated { return }
      }
      for tuple in tuples where !isImpossible && atHand.allSatisfy({ $0 < Self.mostAtHand }) {
        var frame = Frame(before, Valuation(one.variables, tuple))
        guard let (number, entity) = bringAnother(one.term, &frame) else { continue }
        known[entity, default: []].append(LinearSum(Integer(number)))
      }
    }
  }

  /// Brings those to hand of whom the stages of a ranking may speak, in the state before the step.
  mutating func bringBystanders(of ranking: Ranking) {
    for bystander in ranking.bystanders where !isImpossible && atHand.allSatisfy({ $0 < Self.mostAtHand }) {
      switch bystander {
      case .untouched(let entity): _ = bringUntouched(entity, rank: nil)
      case .contributor(let aggregate):
        var frame = Frame(before)
        _ = bringAnotherPart(of: aggregate, &frame)
      }
    }
  }

  /// Of how many tuples one term may ask for others.
  static let mostRelated = 64
  /// How many instances of an entity may be at hand before others are looked at.
  private static let mostAtHand = 16

  /// Brings whoever a reference names, or does his part for an aggregate.
  private mutating func bringAnother(_ term: Term, _ frame: inout Frame) -> (Int, EntityID)? {
    guard case .reference(let entity) = terms.sort(term) else { return bringAnotherPart(of: term, &frame) }
    let reference = number(term, &frame)
    return followed(reference, of: entity, term).map { ($0, entity) }
  }

  /// Brings an instance that does its part for an aggregate: if the whole is more than what those at hand contribute, it
  /// contributes something above 0, if less, something below. If they contribute all of it, any other instance, or none where
  /// those at hand may be all that there are.
  ///
  /// - Returns: its number; nil if nothing can be said.
  private mutating func bringAnotherPart(of aggregate: Term, _ frame: inout Frame) -> (Int, EntityID)? {
    guard let total = takenApart(aggregate), total.isLocal, !total.mayLackValue,
      let arguments = arguments(of: total, &frame)
    else { return nil }
    let entity = total.shape.entity
    var rest = value(of: Totals.Key(shape: total.shape, arguments: arguments, since: 0), total)
    for number in 0..<min(atHand[entity.index], room[entity.index]) {
      rest = rest - contribution(total, number, arguments, before)
    }
    if !isUnlimited(entity), sabotage != .thereIsAlwaysAnother {
      let isAll = bank.equal(rest, LinearSum(0))
      if decide(outOf: 2) == 0 {
        assume(isAll)
        return nil
      }
      assume(!isAll)
    }
    let number = bring(entity)
    if number >= room[entity.index] { return (number, entity) }
    let part = contribution(total, number, arguments, before)
    let zero = LinearSum(0)
    if sabotage == .relatedAlwaysContribute { assume(bank.less(zero, part)) }
    let (isMore, contributesMore) = (bank.less(zero, rest), bank.less(zero, part))
    assume(bank.implies(isMore, contributesMore))
    let (isLess, contributesLess) = (bank.less(rest, zero), bank.less(part, zero))
    assume(bank.implies(isLess, contributesLess))
    return (number, entity)
  }

  /// Whether there is always another instance, however many are at hand.
  private func isUnlimited(_ entity: EntityID) -> Bool {
    let declared = system.entities[entity.index]
    if declared.isFinite { return false }
    return declared.keys.isEmpty
      || declared.keys.contains { key in
        guard case .reference(let other) = key.type.sort else { return false }
        return !system.entities[other.index].isFinite && system.entities[other.index].keys.isEmpty
      }
  }
}
