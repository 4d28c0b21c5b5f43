/// How far back the system can see: instants beyond are known only by their order.
///
/// Instants come from `now` plus or minus a number, and guards compare differences of two instants with numbers.
/// Let K be the greatest number so compared and C the greatest distance into the past at which a step can put
/// an instant. `normalised` sorts the instants that are past, and the present, and shortens each gap between
/// neighbours to H + 1, where H = K + C. That changes nothing that the system can tell:
///
/// - Two instants that are at most H apart have only gaps of at most H between them, which stay. If they are
///   farther apart, either one of these gaps is cut, to H + 1, or none is; they stay farther apart than H, hence
///   than K. So every comparison has the same outcome.
/// - Passing time widens only the last gap, and min(min(g, H + 1) + d, H + 1) = min(g + d, H + 1).
/// - Removing an instant joins two gaps, and min(min(g, H + 1) + min(h, H + 1), H + 1) = min(g + h, H + 1).
/// - A step puts an instant at most C before the present. What lay farther back than H then lies more than K
///   before the new one, as it did before the cut; what lay nearer has not moved.
/// - Instants that lie ahead are never moved, and their distance to a past one is the sum of two gaps as above.
///
/// Where the spec uses time in another way (the sum of two differences, an instant moved by a number, an age
/// that is stored), there is no horizon, and every age counts.
public struct Horizon: Hashable, Sendable {
  /// H: gaps of more ticks are alike.
  public let ticks: Integer
  /// `ticks` counts on it that numbers which no type bounds, but the scope does (parameters, and what never
  /// changes), are no greater than this in absolute value.
  public let widest: Integer
  /// Whether `ticks` counts on that at all: whether time is measured with such a number.
  public let countsOnScope: Bool

  /// The horizon of a world in a scope; nil if every age counts, or there is no time.
  public init?(_ world: World, _ layout: Layout) {
    guard world.system.hasTime else { return nil }
    var survey = TimeSurvey(world, layout)
    guard let ticks = survey.horizon() else { return nil }
    self.ticks = ticks
    widest = survey.widest
    countsOnScope = survey.countsOnScope
  }

  /// Whether a parameter or unchanging value of that type is one that `ticks` counts on.
  func foresees(_ value: Integer, _ type: ValueType) -> Bool {
    if !countsOnScope { return true }
    return switch type.sort {
    case .integer: type.lower != nil && type.upper != nil || value.magnitude <= widest
    case .instant: value.magnitude <= widest
    default: true
    }
  }

  /// The state with the gaps between its past instants, which lie in `slots`, shortened.
  func normalised(_ state: State, _ slots: [Int]) -> State {
    let past = Set(slots.map { state.values[$0] }.filter { $0 < 0 }).sorted(by: >)
    var moved: [Integer: Integer] = [:]
    var (old, new): (Integer, Integer) = (0, 0)
    for instant in past {
      new -= min(old - instant, ticks + 1)
      old = instant
      moved[old] = new
    }
    var next = state
    for slot in slots { next.values[slot] = moved[state.values[slot]] ?? state.values[slot] }
    return next
  }
}

/// Looks through all terms of a world for the numbers that time is measured with.
private struct TimeSurvey {
  /// A number or instant as a sum of instants, added and subtracted, and of numbers.
  struct Shape {
    var added = 0
    var subtracted = 0
    /// Whether the instant is the present one.
    var isNow = false
    /// The greatest absolute value of the numbers; nil if there is none.
    var offset: Integer? = 0
    /// Whether only the scope bounds one of the numbers.
    var isScoped = false
  }

  let world: World
  let layout: Layout
  /// What the locals of bodies stand for.
  var locals: [VariableID: Term] = [:]
  var shapes: [Term: Shape] = [:]
  /// The greatest absolute value in the scope's sets.
  let widest: Integer
  /// Whether the scope bounds numbers that no type bounds. Without any sets it does not.
  private let hasSets: Bool
  /// Whether time is measured with a number that only the scope bounds.
  private(set) var countsOnScope = false

  init(_ world: World, _ layout: Layout) {
    self.world = world
    self.layout = layout
    let sets = Array(layout.scope.values.values) + Array(layout.scope.named.values) + [layout.scope.delays]
    hasSets = !layout.scope.values.isEmpty || !layout.scope.named.isEmpty
    widest =
      sets.flatMap(\.ranges).map { max(Integer($0.lowerBound).magnitude, Integer($0.upperBound).magnitude) }
      .max() ?? 0
  }

  mutating func horizon() -> Integer? {
    let assignments = world.system.actions.map { self.assignments($0.restarts + $0.body + $0.clocks) }
    let forged = Set(world.moves.filter { !$0.isGenuine }.map(\.action))
    var placed: Integer = 0
    let parameters = world.system.actions.flatMap(\.parameters)
    if parameters.contains(where: { world.bank.variables[$0.variable.index].type.sort == .instant }) {
      placed = widest
      countsOnScope = true
    }
    for (action, assignments) in assignments.enumerated() {
      for (term, sort) in assignments {
        let shape = shape(term)
        if sort != .instant {
          if isTimed(shape) { return nil }
          continue
        }
        guard shape.added == 1, shape.subtracted == 0, let offset = shape.offset else { return nil }
        guard shape.isNow || offset == 0 else { return nil }
        placed = max(placed, offset)
        if shape.isScoped { countsOnScope = true }
        // In a forged step a copied instant may be one that is arbitrary: as far back as the greatest delay.
        if !shape.isNow, forged.contains(ActionID(action)), mayBeArbitrary(term) {
          guard let longestDelay else { return nil }
          placed = max(placed, longestDelay)
        }
      }
    }
    guard var compared = greatestCompared() else { return nil }
    // Whether an instance is untouched compares its instants with the start of the run.
    for case .value(let initial) in world.system.fields.map(\.initial) + world.system.globals.map(\.initial)
    where world.bank.sort(initial) == .instant {
      guard let offset = shape(initial).offset else { return nil }
      compared = max(compared, offset)
    }
    return compared + placed
  }

  /// Nil if time passes by any number of ticks.
  private var longestDelay: Integer? { layout.scope.delays.ranges.map { Integer($0.upperBound) }.max() }

  /// What a body assigns, with the sorts; notes the locals.
  private mutating func assignments(_ body: [Statement]) -> [(Term, Sort)] {
    var found: [(Term, Sort)] = []
    for statement in body {
      switch statement {
      case .assign(_, let term, _): found.append((term, world.bank.sort(term)))
      case .bind(let variable, let term, _): locals[variable] = term
      case .branch(_, let yes, let no, _): found += assignments(yes) + assignments(no)
      case .update(_, where: _, let body, _): found += assignments(body)
      }
    }
    return found
  }

  /// Whether a term may have no value, which a forged step makes an arbitrary one: whether it follows a reference that may
  /// be `none`. The instances that parameters and quantified variables stand for exist.
  private func mayBeArbitrary(_ term: Term) -> Bool {
    if case .field(_, let instance) = world.bank[term] {
      guard case .variable(let variable) = world.bank[instance] else { return true }
      return locals[variable] != nil || world.bank.variables[variable.index].type.isOptional
    }
    if case .variable(let variable) = world.bank[term], let local = locals[variable] {
      return mayBeArbitrary(local)
    }
    return world.bank.children(term).contains { mayBeArbitrary($0) }
  }

  private func isTimed(_ shape: Shape) -> Bool { shape.added + shape.subtracted > 0 }

  /// The greatest number that a difference of instants is compared with; nil if time is used otherwise.
  private mutating func greatestCompared() -> Integer? {
    var greatest: Integer = 0
    for index in 0..<world.bank.count {
      let term = Term(index: Int32(index))
      switch world.bank[term] {
      case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
        guard isOrdered(left) else { continue }
        let (left, right) = (shape(left), shape(right))
        let (added, subtracted) = (left.added + right.subtracted, left.subtracted + right.added)
        if added == 0 && subtracted == 0 { continue }
        guard added == 1, subtracted == 1, let first = left.offset, let second = right.offset else {
          return nil
        }
        greatest = max(greatest, first + second)
        if left.isScoped || right.isScoped { countsOnScope = true }
      case .product, .quotient, .remainder, .total, .keyed:
        for child in world.bank.children(term) where isOrdered(child) && isTimed(shape(child)) { return nil }
      default: continue
      }
    }
    return greatest
  }

  private func isOrdered(_ term: Term) -> Bool {
    world.bank.sort(term) == .integer || world.bank.sort(term) == .instant
  }

  private mutating func shape(_ term: Term) -> Shape {
    if let known = shapes[term] { return known }
    let found = newShape(term)
    shapes[term] = found
    return found
  }

  private mutating func newShape(_ term: Term) -> Shape {
    let bank = world.bank
    switch bank[term] {
    case .integer(let value): return Shape(offset: value.magnitude)
    case .now: return Shape(added: 1, isNow: true)
    case .sum(let operands):
      var sum = Shape()
      for operand in operands { sum = joined(sum, shape(operand), isAdded: true) }
      return sum
    case .difference(let left, let right): return joined(shape(left), shape(right), isAdded: false)
    case .negated(let operand): return joined(Shape(), shape(operand), isAdded: false)
    case .choice(_, let yes, let no):
      let (yes, no) = (shape(yes), shape(no))
      // Different uses of time on the two sides: more than any comparison may have.
      guard yes.added == no.added, yes.subtracted == no.subtracted else {
        return Shape(added: 2, subtracted: 2)
      }
      let offset = yes.offset.flatMap { first in no.offset.map { max(first, $0) } }
      return Shape(
        added: yes.added, subtracted: yes.subtracted, isNow: yes.isNow && no.isNow, offset: offset,
        isScoped: yes.isScoped || no.isScoped)
    case .variable(let variable):
      if let local = locals[variable] { return shape(local) }
      return leaf(bank.variables[variable.index].type, scoped: widest)
    case .global(let id):
      let global = world.system.globals[id.index]
      if case .fixed(let value) = layout.storage(id) { return shape(value) }
      return leaf(global.type, scoped: global.isMutable ? nil : widest)
    case .field(let id, _):
      let field = world.system.fields[id.index]
      if case .fixed(let value) = layout.storage(id) { return shape(value) }
      return leaf(field.type, scoped: field.isMutable ? nil : widest)
    default: return Shape(offset: nil)
    }
  }

  private func leaf(_ type: ValueType, scoped: Integer?) -> Shape {
    if type.sort == .instant { return Shape(added: 1) }
    guard let lower = type.lower, let upper = type.upper else {
      return Shape(offset: hasSets ? scoped : nil, isScoped: true)
    }
    return Shape(offset: max(lower.magnitude, upper.magnitude))
  }

  private func joined(_ left: Shape, _ right: Shape, isAdded: Bool) -> Shape {
    Shape(
      added: left.added + (isAdded ? right.added : right.subtracted),
      subtracted: left.subtracted + (isAdded ? right.subtracted : right.added),
      isNow: isAdded && (left.isNow || right.isNow) || left.isNow && right.added + right.subtracted == 0,
      offset: left.offset.flatMap { first in right.offset.map { first + $0 } },
      isScoped: left.isScoped || right.isScoped)
  }
}
