public import EnsureModel
import EnsureSolver

/// For each combination of the booleans and members that is reached (a *location*), the equations and bounds that hold
/// there: the least fixpoint over affine spaces and bounds of linear forms, computed with models of the solver (T. Reps,
/// M. Sagiv, G. Yorsh, *Symbolic implementation of the best transformer*, VMCAI 2004). Bounds stop at thresholds only, so
/// that it ends.
///
/// What comes out is inductive by itself. Whether it is enough is another question.
public final class LocationAnalysis {
  /// What is known of a location.
  private struct Region {
    var hull: AffineHull
    /// For each form the bound; nil if there is none.
    var bounds: [Integer?]
    /// How often each bound was raised.
    var raised: [Int]
    /// The forms whose values the equations don't determine.
    var free: [Int] = []
    /// The first point, and for each place what its difference from there is a multiple of (0: it is the same).
    let base: [Integer]
    var strides: [Integer]
  }

  /// What an analysis looks at besides.
  public struct Options: Sendable {
    /// How many locations there may be.
    public var most = 300
    /// How often a bound is raised to what a state has before it is raised to a threshold.
    public var exact = 0
    /// Whether bounds are looked for of all sums and differences of two places, or only where the system compares them.
    public var hasAllPairs = false
    /// Whether remainders are looked at.
    public var hasStrides = false
    /// The places that tell locations apart, besides booleans and members: integers that have few values.
    public var indices: [Int] = []

    /// The ordinary ones.
    public init() {}
  }

  private let system: PlainSystem
  private let watch: Watch
  private let templates: Templates
  private let encoder: FrameEncoder
  private var context: SolverContext { encoder.context }
  private var regions: [[Integer]: Region] = [:]
  /// The locations in the order in which they were reached.
  private var order: [[Integer]] = []
  private var successors: [[Integer]: [[Integer]]] = [:]
  private let discrete: [Int]
  private let options: Options

  /// An analysis that stops when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch, _ options: Options = Options()) {
    self.system = system
    self.watch = watch
    self.options = options
    let templates = Templates(system, isFull: options.hasAllPairs)
    self.templates = templates
    encoder = FrameEncoder(system, nil, SolverContext())
    let numbers = Set(templates.places).subtracting(options.indices)
    discrete = system.globals.indices.filter { !numbers.contains($0) }
  }

  /// The integers that have at most so many values in all locations together, after `run`.
  public func indices(of most: Int) -> [Int] {
    templates.places.filter { place in
      guard let up = templates.forms.firstIndex(of: LinearForm(place, 1)),
        let down = templates.forms.firstIndex(of: LinearForm(place, -1))
      else { return false }
      var (high, low): (Integer?, Integer?) = (nil, nil)
      for region in regions.values {
        guard let upper = region.bounds[up], let lower = region.bounds[down] else { return false }
        high = max(high ?? upper, upper)
        low = min(low ?? -lower, -lower)
      }
      guard let high, let low, let width = (high - low).asInt else { return false }
      return width < most
    }
  }

  /// The lemmas, in terms of `bank`; nil if there are too many locations, or the watch ended it.
  public func run(_ bank: inout TermBank) -> [Term]? {
    guard begin(), close() else { return nil }
    return lemmas(&bank)
  }

  // MARK: The fixpoint

  private func begin() -> Bool {
    let solver = Solver(context)
    watch.guarding(solver)
    var frame = encoder.anyFrame("s", solver.assert)
    solver.assert(encoder.isInitial(&frame))
    while true {
      solver.push()
      solver.assert(context.and(order.map { context.not(holds($0, frame)) }))
      switch solver.check() {
      case .unsatisfiable: return true
      case .unknown: return false
      case .satisfiable:
        guard let model = solver.model() else { return false }
        join(encoder.state(frame, model))
      }
      solver.pop()
      if order.count > options.most { return false }
    }
  }

  private func close() -> Bool {
    let solver = Solver(context)
    watch.guarding(solver)
    let from = encoder.anyFrame("s", solver.assert)
    let to = encoder.anyFrame("t", solver.assert)
    _ = encoder.step(from, to, solver.assert)
    // What was reached first goes first, so that what hangs on it waits until it is settled.
    var isOpen = Set(order)
    while let location = order.first(where: isOpen.contains) {
      isOpen.remove(location)
      solver.push()
      solver.assert(holds(location, from))
      var isStale = false
      while !isStale {
        solver.push()
        // The places behind it that are known, each with its region, and everywhere else.
        let known = successors[location] ?? []
        solver.assert(context.and(known.map { context.not(holds($0, to)) }))
        let answer = solver.check()
        if case .satisfiable = answer, let model = solver.model() {
          let state = encoder.state(to, model)
          let reached = key(state)
          if !known.contains(reached) { successors[location, default: []].append(reached) }
          if join(state) {
            isOpen.insert(reached)
            isStale = reached == location
          }
          if order.count > options.most { return false }
        } else if case .unsatisfiable = answer {
          solver.pop()
          break
        } else {
          return false
        }
        solver.pop()
      }
      solver.pop()
    }
    return true
  }

  private func key(_ state: State) -> [Integer] { discrete.map { state.values[$0] } }

  /// Adds a state; whether its region has changed.
  @discardableResult private func join(_ state: State) -> Bool {
    let location = key(state)
    let point = templates.places.map { state.values[$0] }
    guard var region = regions[location] else {
      let bounds = templates.forms.map { form in
        options.exact > 0 ? form.value(state) : templates.bound(form.value(state))
      }
      regions[location] = Region(
        hull: AffineHull(point), bounds: bounds, raised: templates.forms.map { _ in 0 }, base: point,
        strides: point.map { _ in 0 })
      order.append(location)
      return true
    }
    var isChanged = false
    let before = region.hull.equations.count
    region.hull.add(point)
    if region.hull.equations.count != before {
      isChanged = true
      let rows = region.hull.echelon()
      region.free = templates.forms.indices.filter { index in
        AffineHull.remainder(dense(templates.forms[index]), rows).contains { $0 != 0 }
      }
    }
    for (index, form) in templates.forms.enumerated() {
      guard let bound = region.bounds[index] else { continue }
      let value = form.value(state)
      if value <= bound { continue }
      region.raised[index] += 1
      let most = options.exact + (form.parts.count == 1 ? 12 : 4)
      if region.raised[index] > most {
        region.bounds[index] = nil
      } else {
        region.bounds[index] = region.raised[index] < options.exact ? value : templates.bound(value)
      }
      isChanged = true
    }
    if options.hasStrides {
      for (index, value) in point.enumerated() where region.strides[index] != 1 {
        let stride = AffineHull.gcd(region.strides[index], value - region.base[index])
        if stride != region.strides[index] { isChanged = true }
        region.strides[index] = stride
      }
    }
    regions[location] = region
    return isChanged
  }

  private func dense(_ form: LinearForm) -> [Integer] {
    var row = [Integer](repeating: 0, count: templates.places.count)
    for part in form.parts {
      if let column = templates.places.firstIndex(of: part.place) { row[column] = part.coefficient }
    }
    return row
  }

  /// The places whose values have something in common, with the divisor and the remainder.
  private func strides(_ region: Region) -> [(place: Int, divisor: Integer, remainder: Integer)] {
    if !options.hasStrides { return [] }
    return templates.places.indices.compactMap { index in
      let divisor = region.strides[index]
      guard divisor > 1, let rest = region.base[index].quotientAndRemainder(dividingBy: divisor) else {
        return nil
      }
      return (templates.places[index], divisor, rest.remainder)
    }
  }

  // MARK: Regions as propositions and terms

  /// That the state is in the location and its region.
  private func holds(_ location: [Integer], _ frame: SymbolicFrame) -> Proposition {
    var parts: [Proposition] = []
    for (place, value) in zip(discrete, location) {
      switch frame.values[place] {
      case .truth(let truth): parts.append(value == 1 ? truth : context.not(truth))
      case .number(let number): parts.append(context.equal(number, .constant(value)))
      }
    }
    guard let region = regions[location] else { return context.and(parts) }
    for equation in region.hull.equations {
      let number = form(equation.form).number(frame, context)
      parts.append(context.equal(number, .constant(equation.value)))
    }
    for index in region.free {
      guard let bound = region.bounds[index] else { continue }
      let number = templates.forms[index].number(frame, context)
      parts.append(context.lessOrEqual(number, .constant(bound)))
    }
    for (place, divisor, remainder) in strides(region) {
      let rest = context.remainder(LinearForm(place).number(frame, context), .constant(divisor))
      parts.append(context.equal(rest, .constant(remainder)))
    }
    return context.and(parts)
  }

  private func form(_ coefficients: [Integer]) -> LinearForm {
    LinearForm(
      zip(templates.places, coefficients).filter { $0.1 != 0 }.map { .init(place: $0.0, coefficient: $0.1) })
  }

  private func lemmas(_ bank: inout TermBank) -> [Term] {
    var lemmas: [Term] = []
    var places: [Term] = []
    for location in order {
      var parts: [Term] = []
      for (place, value) in zip(discrete, location) {
        let sort = system.world.system.globals[place].type.sort
        let global = bank.global(GlobalID(place), sort)
        switch sort {
        case .enumeration(let id):
          let member = bank.member(id, value.asInt ?? 0)
          parts.append(bank.equal(global, member))
        case .boolean: parts.append(value == 1 ? global : bank.not(global))
        default:
          let number = bank.integer(value)
          parts.append(bank.equal(global, number))
        }
      }
      let here = bank.and(parts)
      places.append(here)
      guard let region = regions[location] else { continue }
      func add(_ lemma: Term) { lemmas.append(discrete.isEmpty ? lemma : bank.implies(here, lemma)) }
      for equation in region.hull.equations {
        let value = bank.integer(equation.value)
        let sum = form(equation.form).term(&bank)
        add(bank.equal(sum, value))
      }
      for index in region.free {
        guard let bound = region.bounds[index] else { continue }
        let limit = bank.integer(bound)
        let sum = templates.forms[index].term(&bank)
        add(bank.lessOrEqual(sum, limit))
      }
      for (place, divisor, remainder) in strides(region) {
        let global = bank.global(GlobalID(place), .integer)
        let (divisor, rest) = (bank.integer(divisor), bank.integer(remainder))
        let found = bank.remainder(global, divisor)
        add(bank.equal(found, rest))
      }
    }
    if !discrete.isEmpty { lemmas.append(bank.or(places)) }
    return lemmas
  }
}
