public import EnsureModel

/// A world whose state is a fixed number of booleans, integers and members: no entities, no time, no principals and no
/// threats. Such are the systems that Horn problems state.
public struct PlainSystem: Sendable {
  /// The world.
  public let world: World
  /// The property, an invariant without variables.
  public let property: PropertyID
  /// What the property says.
  let goal: Term
  /// The places of the state: those globals that are stored, in order.
  let globals: [GlobalID]
  /// What must hold at first, besides the given values.
  let restrictions: [Term]

  /// The world, if it is of this kind and the property is.
  public init?(_ world: World, property: PropertyID) {
    let system = world.system
    guard system.entities.isEmpty, !system.hasTime, world.threats.isEmpty, system.channels.isEmpty,
      case .invariant(let goal) = system.properties[property.index].kind,
      system.properties[property.index].variables.isEmpty,
      world.moves.allSatisfy({ $0.isGenuine && $0.principal == nil && $0.commits.isEmpty })
    else { return nil }
    for global in system.globals {
      switch global.type.sort {
      case .boolean, .integer, .enumeration: continue
      case .instant, .reference: return nil
      }
    }
    self.world = world
    self.property = property
    self.goal = goal
    globals = system.globals.indices.map { GlobalID($0) }
    restrictions = system.globals.compactMap { global in
      if case .arbitrary(where: let restriction) = global.initial { return restriction }
      return nil
    }
  }

  /// A scope for the interpreter, and for traces.
  public var scope: Scope { Scope(instances: []) }

  var bank: TermBank { world.bank }
}
