import EnsureModel

/// The places that a ground move may read and write, whatever the state.
struct Footprint {
  /// The place that stands for the present instant.
  static let time = -1

  private(set) var reads: Set<Int> = []
  private(set) var writes: Set<Int> = []

  /// Whether the two, one directly behind the other, come to the same in either order, and each is possible in the
  /// one order if it is in the other.
  func commutes(with other: Footprint) -> Bool {
    writes.isDisjoint(with: other.reads) && writes.isDisjoint(with: other.writes)
      && other.writes.isDisjoint(with: reads)
  }

  init(of ground: GroundMove, _ encoding: Encoding) {
    guard let index = ground.move else {
      if ground.isDelay {
        var reader = PlaceReader(world: encoding.world, layout: encoding.layout)
        for deadline in encoding.world.deadlines { reader.read(deadline.maySpendTick) }
        reads = reader.reads
        writes = [Footprint.time]
      }
      return
    }
    let move = encoding.world.moves[index]
    let action = encoding.system.actions[move.action.index]
    var known: [VariableID: Int] = [:]
    if let variable = move.principal, let principal = ground.principal { known[variable] = principal }
    for (parameter, argument) in zip(action.parameters, ground.arguments) {
      if case .known(let value) = argument { known[parameter.variable] = value }
    }
    var reader = PlaceReader(world: encoding.world, layout: encoding.layout, known: known)
    for condition in move.guards { reader.read(condition.clause.term) }
    for corruption in move.corruptions { corruption.condition.map { reader.read($0) } }
    if !move.corruptions.isEmpty { for clause in action.honest { reader.read(clause.term) } }
    for commit in move.commits { reader.read(commit.term) }
    reader.read(encoding.system.effects(of: move))
    reads = reader.reads
    writes = reader.writes
    // An arbitrary instant is told relative to the present.
    if !move.isGenuine, encoding.system.hasTime { reads.insert(Footprint.time) }
  }
}

/// Collects the places that terms and statements may read and write. What stands under a variable whose instance is
/// not known counts for all instances.
struct PlaceReader {
  let world: World
  let layout: Layout
  var known: [VariableID: Int]
  private(set) var reads: Set<Int> = []
  private(set) var writes: Set<Int> = []

  init(world: World, layout: Layout, known: [VariableID: Int] = [:]) {
    self.world = world
    self.layout = layout
    self.known = known
  }

  mutating func read(_ term: Term) {
    switch world.bank[term] {
    case .now: reads.insert(Footprint.time)
    case .global(let global):
      switch layout.storage(global) {
      case .slots(let slot): reads.insert(slot)
      case .fixed(let value): read(value)
      case .rank: break
      }
    case .field(let field, let instance):
      reads.formUnion(places(of: field, instance))
      if case .fixed(let value) = layout.storage(field) { read(value) }
    case .untouched(let instance):
      guard case .reference(let entity) = world.bank.sort(instance) else { break }
      let declaration = world.system.entities[entity.index]
      for field in declaration.fields {
        reads.formUnion(places(of: field, instance))
        switch world.system.fields[field.index].initial {
        case .value(let value): read(value)
        case .arbitrary(where: let restriction?): read(restriction)
        case .arbitrary(where: nil): break
        }
      }
    default: break
    }
    for child in world.bank.children(term) { read(child) }
  }

  mutating func read(_ body: [Statement]) {
    for statement in body {
      switch statement {
      case .bind(_, let term, _): read(term)
      case .branch(let condition, let yes, let no, _):
        read(condition)
        read(yes)
        read(no)
      case .update(_, where: let filter, let body, _):
        read(filter)
        read(body)
      case .assign(.global(let global), let term, _):
        read(term)
        layout.slot(global).map { _ = writes.insert($0) }
      case .assign(.field(let field, of: let instance), let term, _):
        read(instance)
        read(term)
        writes.formUnion(places(of: field, instance))
      }
    }
  }

  private func places(of field: FieldID, _ instance: Term) -> [Int] {
    guard case .slots(let first) = layout.storage(field) else { return [] }
    if case .variable(let variable) = world.bank[instance], let number = known[variable] {
      return [first + number]
    }
    let count = layout.instances(of: world.system.fields[field.index].entity)
    return Array(first..<first + count)
  }
}
