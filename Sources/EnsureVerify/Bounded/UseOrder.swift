import EnsureModel
import EnsureSolver

/// Behind a proposition of its own: instances that no term can tell apart are first used in the order of their
/// numbers.
///
/// No term names an instance by its number, so every run has a renumbering that keeps to this; it is as long, and
/// reaches the renumbered state. The instances that the question itself names keep their numbers: they count as used
/// from the start.
struct UseOrder {
  let holds: Proposition
  /// For each instance when it has been used so far.
  private var used: [GroundMove.Instance: Proposition] = [:]

  init(_ given: Set<GroundMove.Instance>, _ encoding: Encoding) {
    holds = encoding.context.makeProposition("inOrder")
    for instance in given { used[instance] = encoding.context.yes }
  }

  /// Looks at one more step.
  mutating func add(_ layer: Unrolling.Layer, _ unrolling: Unrolling) {
    let encoding = unrolling.encoding
    let context = encoding.context
    var uses: [GroundMove.Instance: [Proposition]] = [:]
    for step in layer.steps {
      guard let taken = layer.taken[step.ground] else { continue }
      var named: Set<GroundMove.Instance> = []
      for instance in unrolling.grounds[step.ground].ordered {
        if let before = encoding.layout.predecessor(of: instance), !named.contains(before) {
          let isUsed = used[before] ?? context.no
          encoding.solver.assert(context.implies(context.and(holds, taken), isUsed))
        }
        named.insert(instance)
      }
      for instance in named { uses[instance, default: []].append(taken) }
    }
    let inOrder = uses.sorted { ($0.key.entity, $0.key.number) < ($1.key.entity, $1.key.number) }
    for (instance, uses) in inOrder {
      let before = used[instance] ?? context.no
      if before == context.yes { continue }
      let next = context.makeProposition("used")
      encoding.solver.assert(context.same(next, context.or([before] + uses)))
      used[instance] = next
    }
  }
}

extension Layout {
  /// The instance before another one, if nothing but the number tells them apart at first.
  func predecessor(of instance: GroundMove.Instance) -> GroundMove.Instance? {
    if instance.number == 0 { return nil }
    let before = GroundMove.Instance(entity: instance.entity, number: instance.number - 1)
    let hasSameRank =
      rank(of: instance.number, in: instance.entity) == rank(of: before.number, in: instance.entity)
    return hasSameRank ? before : nil
  }

  /// Whether the instances, in that order, are each the first of their kind or follow on one that came before:
  /// whether no renumbering has a smaller list.
  func isInOrder(_ instances: [GroundMove.Instance]) -> Bool {
    var named: Set<GroundMove.Instance> = []
    for instance in instances {
      if let before = predecessor(of: instance), !named.contains(before) { return false }
      named.insert(instance)
    }
    return true
  }
}
