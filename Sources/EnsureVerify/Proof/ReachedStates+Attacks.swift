import EnsureModel

extension ReachedStates {
  /// How many steps of attackers are tried, and from how many states.
  private static let (mostTries, mostOrigins) = (4_000, 40)

  /// States that one more step of an attacker leads to, each ground step taken once: what runs of smaller worlds show has nothing
  /// of what a larger one adds, so that far more would seem to hold of it than does.
  ///
  /// - Parameter states: reached ones. The last ones come first, where most has happened.
  static func attacked(_ states: [State], _ interpreter: Interpreter) -> [State] {
    let world = interpreter.world
    let isAttack = world.moves.map { !$0.isGenuine || !$0.corruptions.isEmpty }
    guard isAttack.contains(true),
      let grounds = try? GroundMoves(world, interpreter.layout, withIdling: false).all
    else { return [] }
    var open = grounds.filter { ground in ground.move.map { isAttack[$0] } ?? false }
    var found: [State] = []
    var tries = 0
    for state in states.suffix(mostOrigins).reversed() {
      var rest: [GroundMove] = []
      for ground in open {
        if tries == mostTries { return found }
        tries += 1
        guard let index = ground.move else { continue }
        let move = world.moves[index]
        let arguments = arguments(of: ground, move, world)
        let result = interpreter.step(move, arguments: arguments, principal: ground.principal, in: state)
        if case .taken(let taken) = result, taken.state != state {
          found.append(taken.state)
        } else {
          rest.append(ground)
        }
      }
      open = rest
    }
    return found
  }

  /// The arguments of a ground step, with small numbers where it has any.
  private static func arguments(of ground: GroundMove, _ move: Move, _ world: World) -> [Integer] {
    zip(world.system.actions[move.action.index].parameters, ground.arguments).map { parameter, argument in
      let type = world.bank.variables[parameter.variable.index].type
      switch argument {
      case .known(let value): return Integer(value)
      case .amount where type.sort == .instant: return 0
      case .amount: return max(type.lower ?? 1, min(type.upper ?? 1, 1))
      }
    }
  }
}
