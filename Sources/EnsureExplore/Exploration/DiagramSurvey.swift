import EnsureModel

/// Collects how instances move between the values of their enumerations.
struct DiagramSurvey {
  /// The places of one instance that make up its node.
  private struct Watched {
    let diagram: Int
    let slots: [Int]
    let final: Int
    let hasFinals: Bool
  }

  private struct Move: Hashable {
    let diagram: Int
    let source: [Int32]
    let target: [Int32]
    let action: Int
  }

  private let space: StateSpace
  private var entities: [(entity: EntityID, fields: [FieldID])] = []
  private var watched: [Watched] = []
  private var occurring: [Set<[Int32]>] = []
  private var initials: [Set<[Int32]>] = []
  private var finals: [Set<[Int32]>] = []
  private var moves: Set<Move> = []

  init(_ space: StateSpace, _ instances: InstanceCatalogue) {
    self.space = space
    let system = space.interpreter.world.system
    let layout = space.interpreter.layout
    for (index, entity) in system.entities.enumerated() where !entity.isHidden {
      func fields(_ matches: (Sort) -> Bool) -> [FieldID] {
        entity.fields.filter { field in
          let declared = system.fields[field.index]
          return declared.kind == .declared && matches(declared.type.sort) && layout.slot(field, 0) != nil
        }
      }
      var chosen = fields { if case .enumeration = $0 { true } else { false } }
      if chosen.isEmpty { chosen = fields { $0 == .boolean } }
      if chosen.isEmpty { continue }
      for entry in instances.entries where entry.entity.index == index {
        let slots = chosen.compactMap { layout.slot($0, entry.instance) }
        watched.append(
          Watched(
            diagram: entities.count, slots: slots, final: entry.final, hasFinals: !entity.finals.isEmpty))
      }
      entities.append((EntityID(index), chosen))
    }
    occurring = entities.map { _ in [] }
    initials = occurring
    finals = occurring
  }

  mutating func begin(_ states: [State]) {
    for state in states {
      for instance in watched {
        initials[instance.diagram].insert(instance.slots.map { Int32(state.values[$0].asInt ?? 0) })
      }
    }
  }

  /// Looks at a step.
  mutating func note(_ before: UnsafePointer<Int32>, _ step: Int, _ after: UnsafePointer<Int32>) {
    guard case .move(let position, _, _) = space.steps[step].event else { return }
    for instance in watched where instance.slots.contains(where: { before[$0] != after[$0] }) {
      let action = space.interpreter.world.moves[position].action.index
      moves.insert(
        Move(
          diagram: instance.diagram, source: instance.slots.map { before[$0] },
          target: instance.slots.map { after[$0] }, action: action))
    }
  }

  /// Looks at a state.
  mutating func visit(_ row: UnsafePointer<Int32>) {
    for instance in watched {
      let node = instance.slots.map { row[$0] }
      occurring[instance.diagram].insert(node)
      if instance.hasFinals, !finals[instance.diagram].contains(node),
        space.judge(instance.final, row) == .accepted
      {
        finals[instance.diagram].insert(node)
      }
    }
  }

  func diagrams() -> [Diagram] {
    entities.enumerated().map { number, entry in
      let nodes = occurring[number].sorted { $0.lexicographicallyPrecedes($1) }
      var positions: [[Int32]: Int] = [:]
      for (position, node) in nodes.enumerated() { positions[node] = position }
      var edges: [[Int]: Set<Int>] = [:]
      for move in moves where move.diagram == number {
        guard let source = positions[move.source], let target = positions[move.target] else { continue }
        edges[[source, target], default: []].insert(move.action)
      }
      return Diagram(
        entity: entry.entity, fields: entry.fields,
        nodes: nodes.map { node in
          Diagram.Node(
            values: node.map { Int($0) }, isInitial: initials[number].contains(node),
            isFinal: finals[number].contains(node))
        },
        edges: edges.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { ends in
          Diagram.Edge(
            source: ends[0], target: ends[1], actions: (edges[ends] ?? []).sorted().map { ActionID($0) })
        })
    }
  }
}
