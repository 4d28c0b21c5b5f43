import EnsureModel

/// A way of taking a step with everything but its numbers known.
struct GroundMove {
  /// What a parameter stands for.
  enum Argument {
    /// This instance, member or boolean, in the encoding of `State`.
    case known(Int)
    /// The number with that position among the amounts of its step.
    case amount(Int)
  }

  /// The position in `World.moves`; nil if time passes or nothing happens.
  let move: Int?
  /// Who acts; nil if nobody does or it makes no difference.
  let principal: Int?
  /// What the action's parameters stand for.
  let arguments: [Argument]
  /// The instances that the step names: the principal if he matters, then its reference arguments.
  let named: [Instance]
  /// The instances whose first use is in the order of their numbers, in the order in which the step names them.
  let ordered: [Instance]

  /// An instance of the scope.
  struct Instance: Hashable {
    let entity: EntityID
    let number: Int
  }

  /// Whether nothing happens. Such a step matters only to a property that counts steps.
  var isIdle = false

  /// Whether time passes.
  var isDelay: Bool { move == nil && !isIdle }

  /// How many numbers the step has: its integers and instants, or its ticks.
  var amounts: Int {
    if move == nil { return isDelay ? 1 : 0 }
    return arguments.reduce(0) { count, argument in
      if case .amount = argument { count + 1 } else { count }
    }
  }
}

/// Grounds the moves of a world: every move with every principal that makes a difference and every tuple of its
/// parameters that are no numbers; behind them the passing of time.
///
/// They are ordered by move, principal and arguments, which is the order in which one trace is preferred to another
/// that rule 21 does not tell apart.
struct GroundMoves {
  /// How many there may be.
  static let limit = 1 << 14

  let world: World
  let layout: Layout
  private(set) var all: [GroundMove] = []

  /// - Parameter withIdling: whether doing nothing is a step too.
  init(_ world: World, _ layout: Layout, withIdling: Bool) throws(BoundedError) {
    self.world = world
    self.layout = layout
    for position in world.moves.indices {
      for principal in Self.principals(world.moves[position], world, layout) { try ground(position, principal) }
    }
    if world.system.hasTime {
      all.append(GroundMove(move: nil, principal: nil, arguments: [], named: [], ordered: []))
    }
    if withIdling {
      all.append(GroundMove(move: nil, principal: nil, arguments: [], named: [], ordered: [], isIdle: true))
    }
  }

  /// The principals who can make a difference: nobody in particular, one of each rank, or all.
  static func principals(_ move: Move, _ world: World, _ layout: Layout) -> [Int?] {
    guard let role = move.principalRole else { return [nil] }
    let everybody = Array(0..<layout.instances(of: role))
    switch move.principalUse {
    case .nothing: return [nil]
    case .identity: return everybody
    case .rank:
      guard let field = world.system.entities[role.index].rankField, !world.system.fields[field.index].isMutable
      else { return everybody }
      var seen: Set<Int> = []
      return everybody.filter { seen.insert(layout.rank(of: $0, in: role) ?? -1).inserted }
    }
  }

  private mutating func ground(_ position: Int, _ principal: Int?) throws(BoundedError) {
    let move = world.moves[position]
    let action = world.system.actions[move.action.index]
    var tuples: [[GroundMove.Argument]] = [[]]
    for parameter in action.parameters {
      let sort = world.bank.variables[parameter.variable.index].type.sort
      let values: [Int]?
      switch sort {
      case .boolean: values = [0, 1]
      case .enumeration(let id): values = Array(0..<world.system.enumerations[id.index].members.count)
      case .reference(let entity): values = Array(0..<layout.instances(of: entity))
      case .integer, .instant: values = nil
      }
      if all.count + tuples.count * (values?.count ?? 1) > GroundMoves.limit {
        throw .tooLarge("ground moves", limit: GroundMoves.limit)
      }
      tuples = tuples.flatMap { tuple -> [[GroundMove.Argument]] in
        guard let values else {
          let amounts = tuple.filter { if case .amount = $0 { true } else { false } }.count
          return [tuple + [.amount(amounts)]]
        }
        return values.map { tuple + [.known($0)] }
      }
    }
    for tuple in tuples { add(position, principal, tuple) }
  }

  private mutating func add(_ position: Int, _ principal: Int?, _ arguments: [GroundMove.Argument]) {
    let move = world.moves[position]
    var (named, ordered): ([GroundMove.Instance], [GroundMove.Instance]) = ([], [])
    if let principal, let role = move.principalRole, move.principalUse != .nothing {
      named.append(.init(entity: role, number: principal))
      // Who stands for all of his rank is not chosen.
      let isChosen = move.principalUse == .identity || hasMutableRank(role)
      if isChosen { ordered += GroundMove.chosen(role, principal, layout) }
    }
    for (parameter, argument) in zip(world.system.actions[move.action.index].parameters, arguments) {
      guard case .known(let value) = argument,
        case .reference(let entity) = world.bank.variables[parameter.variable.index].type.sort
      else { continue }
      named.append(.init(entity: entity, number: value))
      ordered += GroundMove.chosen(entity, value, layout)
    }
    all.append(
      GroundMove(move: position, principal: principal, arguments: arguments, named: named, ordered: ordered))
  }

  private func hasMutableRank(_ role: EntityID) -> Bool {
    world.system.entities[role.index].rankField.map { world.system.fields[$0.index].isMutable } ?? false
  }
}

extension Encoding {
  /// The instances that are chosen when one is: itself, or those that the keys of a keyed one name.
  func chosen(_ entity: EntityID, _ number: Int) -> [GroundMove.Instance] {
    GroundMove.chosen(entity, number, layout)
  }
}

extension GroundMove {
  /// The instances that are chosen when one is: itself, or those that the keys of a keyed one name.
  static func chosen(_ entity: EntityID, _ number: Int, _ layout: Layout) -> [Instance] {
    let keys = layout.system.entities[entity.index].keys
    if keys.isEmpty { return [Instance(entity: entity, number: number)] }
    return zip(keys, layout.keys(of: number, in: entity)).flatMap { key, value -> [Instance] in
      guard case .reference(let target) = key.type.sort else { return [] }
      return chosen(target, value, layout)
    }
  }
}
