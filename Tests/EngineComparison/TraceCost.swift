package import EnsureModel

/// What rule 21 counts, told from a trace alone: the tests' own reading of it.
package struct TraceCost: Equatable, CustomStringConvertible {
  package let length: Int
  package let attackerSteps: Int
  package let threats: Int
  package let instances: Int
  package let amounts: [Integer]

  package init(_ trace: Trace, in world: World) throws {
    let layout = try Layout(world.system, trace.scope)
    length = trace.steps.count
    var (attackers, threats, amounts) = (0, Set<ThreatID>(), [Integer]())
    var instances: Set<[Int]> = []
    for (place, value) in zip(layout.places, trace.initial.values) {
      let sort: Sort? =
        switch place {
        case .field(let field, _): world.system.fields[field.index].type.sort
        case .global(let global): world.system.globals[global.index].type.sort
        case .start: nil
        }
      if sort == .integer || sort == .instant { amounts.append(value) }
    }
    for step in trace.steps {
      threats.formUnion(step.threats)
      switch step.event {
      case .idle: break
      case .delay(let ticks): amounts.append(ticks)
      case .action(let action, let arguments, let agency):
        if agency != .genuine || !step.brokenHonesty.isEmpty { attackers += 1 }
        if let who = step.principal { instances.insert([who.entity.index, who.instance]) }
        for (parameter, value) in zip(world.system.actions[action.index].parameters, arguments) {
          switch world.bank.variables[parameter.variable.index].type.sort {
          case .reference(let entity): if let number = value.asInt { instances.insert([entity.index, number]) }
          case .integer, .instant: amounts.append(value)
          case .boolean, .enumeration: break
          }
        }
        amounts += step.arbitrary
      }
    }
    attackerSteps = attackers
    self.threats = threats.count
    self.instances = instances.count
    self.amounts = amounts
  }

  /// Whether rule 21 prefers a trace of this cost.
  package func isBetter(than other: TraceCost) -> Bool {
    let (mine, theirs) = (
      [attackerSteps, threats, instances], [other.attackerSteps, other.threats, other.instances]
    )
    if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
    for (left, right) in zip(amounts, other.amounts) where left != right {
      return left.magnitude == right.magnitude ? right < left : left.magnitude < right.magnitude
    }
    return amounts.count < other.amounts.count
  }

  package var description: String {
    "\(length) steps, \(attackerSteps) attackers, \(threats) threats, \(instances) instances, \(amounts)"
  }
}
