import EnsureModel
import EnsureSolver

/// The runs of a world, step by step: for each depth the values of the places, and which steps lead to the next.
///
/// Everything is asserted once and stays. What is not true of all runs stands behind a proposition of its own, which
/// a question assumes: that interchangeable instances are used in order, that steps which commute come in order, and
/// that no step is taken outside of a cone.
final class Unrolling {
  /// One step of all runs.
  struct Layer {
    /// The numbers of the step: arguments, or ticks.
    let amounts: [Number]
    /// The moves that can be taken or meet a defect, in order.
    let steps: [StepEncoding]
    /// For each of `steps` that can be taken: that it is. Filled in once the step is asserted.
    var taken: [Int: Proposition] = [:]
  }

  let encoding: Encoding
  let grounds: [GroundMove]
  /// The state at each depth.
  private(set) var states: [[SymbolicValue]]
  /// The present instant at each depth.
  private(set) var instants: [Number]
  private(set) var layers: [Layer] = []
  let footprints: [Footprint]
  /// Holds if adjacent steps that commute are in the order of their moves.
  let sorted: Proposition
  /// For each cone that somebody has asked about: the moves outside, and what holds if none is taken.
  private var cones: [Set<Int>: Proposition] = [:]
  /// The same in the order in which they were asked about. Whatever is asserted is asserted in the same order in every
  /// run of the program: the solver's work, and so how far a budget lasts, hangs on it.
  private var restrictions: [(moves: Set<Int>, proposition: Proposition)] = []
  /// For each set of instances that count as used from the start: what holds if the others are first used in the
  /// order of their numbers.
  private var orders: [(given: Set<GroundMove.Instance>, order: UseOrder)] = []

  private var context: SolverContext { encoding.context }
  private var solver: Solver { encoding.solver }

  /// - Parameters:
  ///   - withIdling: whether doing nothing is a step too.
  ///   - first: another state than an initial one to begin with, and the instant at which it is.
  init(_ encoding: Encoding, withIdling: Bool, from first: (state: [SymbolicValue], now: Number)? = nil)
    throws(BoundedError)
  {
    self.encoding = encoding
    grounds = try GroundMoves(encoding.world, encoding.layout, withIdling: withIdling).all
    footprints = grounds.map { Footprint(of: $0, encoding) }
    sorted = encoding.context.makeProposition("sorted")
    states = [first?.state ?? InitialEncoding.state(of: encoding)]
    instants = [first?.now ?? 0]
  }

  /// The states behind one of another unrolling, in which so far no step is taken.
  init(beside other: Unrolling, from depth: Int) {
    encoding = other.encoding
    grounds = other.grounds
    footprints = other.footprints
    sorted = other.sorted
    states = [other.states[depth]]
    instants = [other.instants[depth]]
  }

  /// How many steps have been asserted.
  var depth: Int { states.count - 1 }

  // MARK: Cones

  /// Holds if no move outside of the cone is taken.
  func cone(_ moves: Set<Int>) -> Proposition {
    if let known = cones[moves] { return known }
    if moves.count == grounds.count { return context.yes }
    let proposition = context.makeProposition("cone")
    cones[moves] = proposition
    restrictions.append((moves, proposition))
    for layer in layers { restrict(layer, to: moves, proposition) }
    return proposition
  }

  private func restrict(_ layer: Layer, to moves: Set<Int>, _ proposition: Proposition) {
    let outside = layer.steps.filter { !moves.contains($0.ground) }.compactMap { layer.taken[$0.ground] }
    for taken in outside { solver.assert(context.implies(proposition, context.not(taken))) }
  }

  // MARK: Steps

  /// The steps from the last state, which are not asserted yet.
  ///
  /// - Parameter wanted: whether a move counts as one.
  func next(among wanted: (GroundMove) -> Bool = { _ in true }) -> Layer {
    if layers.count == states.count { return layers[states.count - 1] }
    let width = grounds.map(\.amounts).max() ?? 0
    let amounts = (0..<width).map { context.makeNumber("amount\(depth).\($0)") }
    let state = states[depth]
    let steps = grounds.enumerated().compactMap { position, ground in
      wanted(ground) ? encoding.step(ground, at: position, in: state, now: instants[depth], amounts) : nil
    }
    layers.append(Layer(amounts: amounts, steps: steps))
    return layers[depth]
  }

  /// Asserts that one of the next steps is taken.
  func advance() {
    var layer = next()
    let position = depth
    for step in layer.steps where step.enabled != context.no {
      layer.taken[step.ground] = context.makeProposition("m\(position).\(step.ground)")
    }
    let choices = layer.steps.compactMap { layer.taken[$0.ground] }
    encoding.assertExactlyOne(choices)
    for step in layer.steps {
      guard let taken = layer.taken[step.ground] else { continue }
      solver.assert(context.implies(taken, step.enabled))
    }
    for position in orders.indices { orders[position].order.add(layer, self) }
    sort(layer)
    layers[position] = layer
    for (moves, proposition) in restrictions { restrict(layer, to: moves, proposition) }
    pass(layer)
    states.append(write(layer))
  }

  /// Takes one given step and no other, of which nothing is asserted.
  ///
  /// - Parameter isHonest: whether by somebody who keeps his discipline.
  /// - Returns: when it can be taken.
  func follow(_ ground: Int, _ numbers: [Integer], isHonest: Bool) -> Proposition {
    let amounts = numbers.map { Number.constant($0) }
    let state = states[depth]
    let now = instants[depth]
    guard let step = encoding.step(grounds[ground], at: ground, in: state, now: now, amounts) else {
      return context.no
    }
    var next = state
    for (slot, value) in step.writes { next[slot] = value }
    layers.append(Layer(amounts: amounts, steps: [step]))
    states.append(next)
    instants.append(grounds[ground].isDelay ? context.add(now, amounts[0]) : now)
    return isHonest ? context.and([step.enabled, context.not(context.or(step.broken))]) : step.enabled
  }

  // MARK: Time

  private func pass(_ layer: Layer) {
    let now = instants[depth]
    guard let delay = grounds.firstIndex(where: \.isDelay), let taken = layer.taken[delay] else {
      instants.append(now)
      return
    }
    let ticks = layer.amounts[0]
    solver.assert(context.implies(taken, context.less(0, ticks)))
    let delays = encoding.layout.scope.delays
    if !delays.ranges.isEmpty {
      solver.assert(context.implies(taken, encoding.isMember(ticks, of: delays)))
    }
    let next = context.makeNumber("now\(depth + 1)")
    let moved = encoding.sabotage == .timeRunsBackwards ? context.subtract(now, ticks) : context.add(now, ticks)
    solver.assert(context.implies(taken, context.equal(next, moved)))
    solver.assert(context.implies(context.not(taken), context.equal(next, now)))
    instants.append(next)
  }

  // MARK: States

  private func write(_ layer: Layer) -> [SymbolicValue] {
    var next = states[depth]
    for slot in next.indices {
      let writers = layer.steps.compactMap { step -> (taken: Proposition, value: SymbolicValue)? in
        guard let taken = layer.taken[step.ground], let value = step.writes[slot] else { return nil }
        return (taken, value)
      }
      if !writers.isEmpty { next[slot] = successor(of: states[depth][slot], slot, writers) }
    }
    return next
  }

  /// The value of a place behind a step that may write it.
  private func successor(
    of value: SymbolicValue, _ slot: Int, _ writers: [(taken: Proposition, value: SymbolicValue)]
  ) -> SymbolicValue {
    let kept = context.not(context.or(writers.map(\.taken)))
    let name = "p\(slot)s\(depth + 1)"
    let keeps = encoding.sabotage != .frameForgotten
    switch value {
    case .truth(let before):
      let next = context.makeProposition(name)
      for (taken, value) in writers {
        solver.assert(context.implies(taken, context.same(next, context.truth(value))))
      }
      if keeps { solver.assert(context.implies(kept, context.same(next, before))) }
      return .truth(next)
    case .number(let before):
      let next = context.makeNumber(name)
      for (taken, value) in writers {
        solver.assert(context.implies(taken, context.equal(next, context.number(value))))
      }
      if keeps { solver.assert(context.implies(kept, context.equal(next, before))) }
      return .number(next)
    case .cases(let before):
      var possible = Set(before.map(\.value))
      for case .cases(let cases) in writers.map(\.value) { possible.formUnion(cases.map(\.value)) }
      let next = encoding.makeCases(possible.sorted(), name)
      guard case .cases(let targets) = next else { return next }
      let conditions = Dictionary(targets.map { ($0.value, $0.condition) }, uniquingKeysWith: { $1 })
      for (taken, value) in writers + (keeps ? [(kept, value)] : []) {
        guard case .cases(let cases) = value else { continue }
        for one in cases {
          guard let target = conditions[one.value] else { continue }
          solver.assert(context.implies(context.and(taken, one.condition), target))
        }
      }
      return next
    }
  }

  // MARK: One run for many

  /// Holds if of the instances that no term can tell apart the next one is used only behind the one before; those
  /// that are given count as used.
  func inOrder(given: Set<GroundMove.Instance>) -> Proposition {
    if let known = orders.first(where: { $0.given == given }) { return known.order.holds }
    var order = UseOrder(given, encoding)
    for layer in layers.prefix(depth) { order.add(layer, self) }
    orders.append((given, order))
    return order.holds
  }

  /// Behind `sorted`: a step that commutes with the one before it has a later move.
  private func sort(_ layer: Layer) {
    guard depth > 0 else { return }
    let previous = layers[depth - 1]
    for step in layer.steps {
      guard let taken = layer.taken[step.ground] else { continue }
      let late = previous.steps.filter { other in
        other.ground > step.ground && commutes(footprints[other.ground], footprints[step.ground])
      }
      let forbidden = late.compactMap { previous.taken[$0.ground] }
      if !forbidden.isEmpty {
        solver.assert(context.implies(context.and(sorted, taken), context.not(context.or(forbidden))))
      }
    }
  }

  private func commutes(_ left: Footprint, _ right: Footprint) -> Bool {
    if encoding.sabotage == .commutesTooMuch { return left.writes.isDisjoint(with: right.writes) }
    return left.commutes(with: right)
  }
}
