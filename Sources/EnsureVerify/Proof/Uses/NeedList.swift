import EnsureModel
import EnsureObligations

/// The conditions of a move, numbered in their order.
struct NeedList {
  /// The guard or commit, and the part of it.
  private struct Place: Hashable {
    let position: Int
    let part: Int
  }

  private let move: Move
  private let world: World
  private var places: [Place] = []
  private var numbers: [Place: Int] = [:]
  /// The conditions that are no choice of the spec: what `new` means, and whatever binds a step that nobody wrote.
  private(set) var free: Set<Int> = []

  init(_ move: Move, _ world: World) {
    self.move = move
    self.world = world
    let isWritten = world.system.actions[move.action.index].deed == nil
    let terms = move.guards.map(\.clause.term) + move.commits.map(\.term)
    for (position, term) in terms.enumerated() {
      for part in world.bank.conjuncts(term).indices {
        numbers[Place(position: position, part: part)] = places.count
        if !isWritten || isFreshness(position) { free.insert(places.count) }
        places.append(Place(position: position, part: part))
      }
    }
  }

  private func isFreshness(_ position: Int) -> Bool {
    guard move.guards.indices.contains(position), case .freshness = move.guards[position].kind else {
      return false
    }
    return true
  }

  /// The conditions that somebody could have left out.
  var all: [Int] { places.indices.filter { !free.contains($0) } }

  /// The number of what a case needs.
  func number(_ need: StepNeed) -> Int { numbers[Place(position: need.position, part: need.part)] ?? -1 }

  /// What the condition is in the spec.
  func conditions(of number: Int) -> [StepCondition] {
    let (position, part) = (places[number].position, places[number].part)
    guard move.guards.indices.contains(position) else {
      return [StepCondition(move.action, .unique(position - move.guards.count), part: part)]
    }
    let action = world.system.actions[move.action.index]
    switch move.guards[position].kind {
    // How ranks and policies are put together is no matter of the spec.
    case .by: return [StepCondition(move.action, .by)]
    case .policy: return [StepCondition(move.action, .policy)]
    case .forbid(let rule): return [StepCondition(move.action, .forbid(rule))]
    case .holding(let secret): return [StepCondition(move.action, .holding(secret))]
    case .knowledge(let secret): return [StepCondition(move.action, .knowledge(secret))]
    case .distinct(let pair): return [StepCondition(move.action, .distinct(pair))]
    case .requires(let clause): return [StepCondition(move.action, .requires(clause), part: part)]
    case .honest(let clause):
      // Where some are pardoned, the clause is one condition.
      let parts = world.bank.conjuncts(action.honest[clause].term)
      if action.honest[clause].term == move.guards[position].clause.term {
        return [StepCondition(move.action, .honest(clause), part: part)]
      }
      return parts.indices.map { StepCondition(move.action, .honest(clause), part: $0) }
    case .when, .impersonation:
      guard case .forged(let threat, let power) = move.agency else { return [] }
      if case .when = move.guards[position].kind {
        return [StepCondition(move.action, .when(threat, power: power), part: part)]
      }
      return [StepCondition(move.action, .impersonation(threat, power: power))]
    case .freshness, .dutiful: return []
    }
  }
}

extension StepCondition {
  /// The terms of the condition, in the system's bank, as far as they stand in the spec.
  func terms(in system: TransitionSystem) -> [Term] {
    let declared = system.actions[action.index]
    switch kind {
    case .requires(let clause): return [system.bank.conjuncts(declared.requires[clause].term)[part]]
    case .honest(let clause): return [system.bank.conjuncts(declared.honest[clause].term)[part]]
    case .policy: return declared.rules.filter { $0.effect == .permit }.compactMap(\.condition)
    case .forbid(let rule): return declared.rules[rule].condition.map { [$0] } ?? []
    case .when(let threat, let power):
      guard case .attacker(let power) = system.threats[threat.index].powers[power], let clause = power.when
      else {
        return []
      }
      return [system.bank.conjuncts(clause.term)[part]]
    case .by, .holding, .knowledge, .distinct, .unique, .impersonation: return []
    }
  }
}
