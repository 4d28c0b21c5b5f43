import EnsureModel

/// What a partial trace costs, in the order of SEMANTICS, rule 21: attacker steps, then threats, then instances,
/// then amounts.
///
/// An attacker step is a forged step, a threat's own, or one by which a corrupt principal breaks his discipline.
/// The instances are those that the steps name: reference arguments, and principals who make a difference. The
/// amounts are the numbers of the initial state, then for each step its number of ticks, or its integer arguments
/// and arbitrary values in order.
struct Cost {
  var attackerSteps = 0
  var threats = BitSet()
  var instances = BitSet()
  var amounts: [Integer] = []

  mutating func add(_ step: Cost) {
    attackerSteps += step.attackerSteps
    threats.formUnion(step.threats)
    instances.formUnion(step.instances)
    amounts += step.amounts
  }

  /// Whether a whole trace with this cost is better than one with the other.
  func isBetter(than other: Cost) -> Bool {
    if attackerSteps != other.attackerSteps { return attackerSteps < other.attackerSteps }
    let (threats, otherThreats) = (self.threats.count, other.threats.count)
    if threats != otherThreats { return threats < otherThreats }
    let (instances, otherInstances) = (self.instances.count, other.instances.count)
    if instances != otherInstances { return instances < otherInstances }
    switch compareAmounts(with: other) {
    case .less: return true
    case .greater, .equal: return false
    case .prefix: return amounts.count < other.amounts.count
    }
  }

  /// Whether every continuation of this partial trace is at least as good as the same continuation of the other.
  func dominates(_ other: Cost) -> Bool {
    if attackerSteps != other.attackerSteps { return attackerSteps < other.attackerSteps }
    guard threats.isSubset(of: other.threats), instances.isSubset(of: other.instances) else { return false }
    switch compareAmounts(with: other) {
    case .less, .equal: return true
    case .greater, .prefix: return false
    }
  }

  private enum Comparison {
    case less, equal, greater
    /// One list begins with the other, so that what follows decides.
    case prefix
  }

  private func compareAmounts(with other: Cost) -> Comparison {
    for (mine, theirs) in zip(amounts, other.amounts) where mine != theirs {
      let (size, otherSize) = (mine.magnitude, theirs.magnitude)
      if size != otherSize { return size < otherSize ? .less : .greater }
      return mine > theirs ? .less : .greater
    }
    return amounts.count == other.amounts.count ? .equal : .prefix
  }
}

extension Interpreter {
  /// What a step of a trace costs.
  func cost(of step: TraceStep) -> Cost {
    var cost = Cost()
    switch step.event {
    case .idle: break
    case .delay(let ticks): cost.amounts = [ticks]
    case .action(let action, let arguments, let agency):
      cost.attackerSteps = agency != .genuine || !step.brokenHonesty.isEmpty ? 1 : 0
      for threat in step.threats { cost.threats.insert(threat.index) }
      if let principal = step.principal {
        let isRead = world.moves.contains {
          $0.action == action && $0.agency == agency && $0.principalRole == principal.entity
            && $0.principalUse != .nothing
        }
        if isRead { cost.instances.insert(instanceNumber(principal.instance, of: principal.entity)) }
      }
      for (parameter, value) in zip(world.system.actions[action.index].parameters, arguments) {
        switch world.bank.variables[parameter.variable.index].type.sort {
        case .reference(let entity):
          if let number = value.asInt, number >= 0 { cost.instances.insert(instanceNumber(number, of: entity)) }
        case .integer, .instant: cost.amounts.append(value)
        case .boolean, .enumeration: break
        }
      }
      cost.amounts += step.arbitrary
    }
    return cost
  }

  /// What an initial state costs.
  func cost(of initial: State) -> Cost {
    var cost = Cost()
    for (place, value) in zip(layout.places, initial.values) {
      switch layout.type(of: place)?.sort {
      case .integer, .instant: cost.amounts.append(value)
      default: break
      }
    }
    return cost
  }

  /// A number of its own for each instance of the scope.
  private func instanceNumber(_ instance: Int, of entity: EntityID) -> Int {
    layout.instances.prefix(entity.index).reduce(0, +) + instance
  }
}

extension StateSpace {
  /// What a step costs that the interpreter has passage.
  func cost(of step: Int, _ passage: Passage) -> Cost {
    var cost = Cost()
    switch steps[step].event {
    case .delay(let ticks): cost.amounts = [Integer(ticks)]
    case .move(let position, let principal, let arguments):
      let move = interpreter.world.moves[position]
      let system = interpreter.world.system
      cost.attackerSteps = !move.isGenuine || !passage.brokenHonesty.isEmpty ? 1 : 0
      for threat in passage.threats { cost.threats.insert(threat.index) }
      if let principal, let role = move.principalRole, move.principalUse != .nothing {
        cost.instances.insert(instanceNumber(principal, of: role))
      }
      for (parameter, value) in zip(system.actions[move.action.index].parameters, arguments) {
        switch interpreter.world.bank.variables[parameter.variable.index].type.sort {
        case .reference(let entity): if value >= 0 { cost.instances.insert(instanceNumber(value, of: entity)) }
        case .integer, .instant: cost.amounts.append(Integer(value))
        case .boolean, .enumeration: break
        }
      }
      cost.amounts += passage.arbitrary
    }
    return cost
  }

  /// What an initial state costs.
  func cost(of initial: State) -> Cost { interpreter.cost(of: initial) }

  /// A number of its own for each instance of the scope.
  private func instanceNumber(_ instance: Int, of entity: EntityID) -> Int {
    instanceStarts[entity.index] + instance
  }
}

extension Layout {
  /// The type of what lies at a place; nil for the start of the run.
  func type(of place: Place) -> ValueType? {
    switch place {
    case .field(let field, _): system.fields[field.index].type
    case .global(let global): system.globals[global.index].type
    case .start: nil
    }
  }
}
