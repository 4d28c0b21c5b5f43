import EnsureModel

/// Interchangeable instances: of all states that differ only in their numbering, one stands for all.
///
/// No term can name an instance by its number, so renumbering the instances of an entity (of each rank apart,
/// where ranks are fixed) commutes with every step and changes the value of no invariant. Instances of keyed
/// entities follow their keys. The representative is the least row over all renumberings. Where there are more of
/// these than `limit`, further entities keep their numbering: less is gained, and nothing becomes wrong. A class,
/// since it owns the memory that it works in.
final class Symmetry {
  /// How many renumberings are tried for each state.
  static let limit = 5040

  /// A renumbering: where each word goes, and by which map its value changes (-1: it does not).
  private struct Renumbering {
    let targets: UnsafeMutablePointer<Int32>
    let maps: UnsafeMutablePointer<Int32>
  }

  private let width: Int
  private var renumberings: [Renumbering] = []
  /// Maps of instance numbers, one behind the other, each shifted by one for `none`.
  private var values: [Int32] = []
  private let best: UnsafeMutablePointer<Int32>
  private let candidate: UnsafeMutablePointer<Int32>

  init(_ space: StateSpace) throws(ExploreError) {
    let layout = space.interpreter.layout
    width = layout.count
    best = .allocate(capacity: max(1, width))
    candidate = .allocate(capacity: max(1, width))
    for permutation in Self.permutations(layout) { add(permutation, layout) }
  }

  deinit {
    for renumbering in renumberings {
      renumbering.targets.deallocate()
      renumbering.maps.deallocate()
    }
    best.deallocate()
    candidate.deallocate()
  }

  /// The representative of a state; good until the next call.
  func canonical(_ row: UnsafePointer<Int32>) -> UnsafePointer<Int32> {
    best.update(from: row, count: width)
    values.withUnsafeBufferPointer { values in
      for renumbering in renumberings {
        for slot in 0..<width {
          let map = renumbering.maps[slot]
          candidate[Int(renumbering.targets[slot])] = map < 0 ? row[slot] : values[Int(map + row[slot] + 1)]
        }
        for slot in 0..<width where candidate[slot] != best[slot] {
          if candidate[slot] < best[slot] { best.update(from: candidate, count: width) }
          break
        }
      }
    }
    return UnsafePointer(best)
  }

  // MARK: Renumberings

  /// For each renumbering but the identity, and for each entity: the new number of each instance.
  private static func permutations(_ layout: Layout) -> [[[Int]]] {
    let system = layout.system
    let identity = system.entities.indices.map { Array(0..<layout.instances(of: EntityID($0))) }
    var all = [identity]
    for (index, entity) in system.entities.enumerated() where entity.keys.isEmpty {
      let id = EntityID(index)
      let isFixed = entity.rankField.map { !system.fields[$0.index].isMutable } ?? false
      var classes: [Int: [Int]] = [:]
      for instance in identity[index] {
        classes[isFixed ? layout.rank(of: instance, in: id) ?? 0 : 0, default: []].append(instance)
      }
      for key in classes.keys.sorted() {
        let members = classes[key] ?? []
        let orders = arrangements(members, limit: limit / all.count)
        if orders.count < 2 { continue }
        all = all.flatMap { base in
          orders.map { order in
            var next = base
            for (instance, image) in zip(members, order) { next[index][instance] = image }
            return next
          }
        }
      }
    }
    return all.dropFirst().map { permutation in
      var complete = permutation
      for (index, entity) in system.entities.enumerated() where !entity.keys.isEmpty {
        complete[index] = identity[index].map { image(of: $0, in: EntityID(index), permutation, layout) }
      }
      return complete
    }
  }

  /// The new number of an instance of a keyed entity: that with the renumbered keys.
  private static func image(of instance: Int, in entity: EntityID, _ permutation: [[Int]], _ layout: Layout)
    -> Int
  {
    let types = layout.system.entities[entity.index].keys.map(\.type)
    let keys = zip(types, layout.keys(of: instance, in: entity)).map { type, key -> Int in
      guard case .reference(let target) = type.sort else { return key }
      if layout.system.entities[target.index].keys.isEmpty { return permutation[target.index][key] }
      return image(of: key, in: target, permutation, layout)
    }
    return layout.instance(of: entity, keys: keys) ?? instance
  }

  /// All orders of the members, the given one first; only that one if there are more than `limit`.
  private static func arrangements(_ members: [Int], limit: Int) -> [[Int]] {
    var count = 1
    for factor in 1..<(members.count + 1) where count <= limit { count *= factor }
    if members.count < 2 || count > limit { return [members] }
    return members.indices.flatMap { first -> [[Int]] in
      var rest = members
      let chosen = rest.remove(at: first)
      return rest.isEmpty ? [[chosen]] : arrangements(rest, limit: .max).map { [chosen] + $0 }
    }
  }

  private func add(_ permutation: [[Int]], _ layout: Layout) {
    let targets = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, width))
    let maps = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, width))
    var starts: [Int: Int32] = [:]
    for (slot, place) in layout.places.enumerated() {
      var target = slot
      if case .field(let field, let instance) = place {
        let entity = layout.system.fields[field.index].entity
        target = layout.slot(field, permutation[entity.index][instance]) ?? slot
      }
      targets[slot] = Int32(target)
      maps[slot] = -1
      guard let type = layout.type(of: place), case .reference(let entity) = type.sort else { continue }
      if starts[entity.index] == nil {
        starts[entity.index] = Int32(values.count)
        values += [-1] + permutation[entity.index].map { Int32($0) }
      }
      maps[slot] = starts[entity.index] ?? -1
    }
    renumberings.append(Renumbering(targets: targets, maps: maps))
  }
}
