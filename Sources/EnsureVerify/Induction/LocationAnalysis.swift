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
  /// How many locations there may be.
  private let most: Int

  /// An analysis that stops when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch, most: Int = 300) {
    self.system = system
    self.watch = watch
    self.most = most
    let templates = Templates(system)
    self.templates = templates
    encoder = FrameEncoder(system, nil, SolverContext())
    discrete = system.globals.indices.filter { !Set(templates.places).contains($0) }
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
      if order.count > most { return false }
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
          if order.count > most { return false }
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
      regions[location] = Region(
        hull: AffineHull(point), bounds: templates.forms.map { templates.bound($0.value(state)) },
        raised: templates.forms.map { _ in 0 })
      order.append(location)
      return true
    }
    var isChanged = false
    let before = region.hull.equations.count
    region.hull.add(point)
    if region.hull.equations.count != before { isChanged = true }
    for (index, form) in templates.forms.enumerated() {
      guard let bound = region.bounds[index] else { continue }
      let value = form.value(state)
      if value <= bound { continue }
      region.raised[index] += 1
      region.bounds[index] =
        region.raised[index] > (form.parts.count == 1 ? 12 : 4) ? nil : templates.bound(value)
      isChanged = true
    }
    regions[location] = region
    return isChanged
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
    for (form, bound) in zip(templates.forms, region.bounds) {
      if let bound { parts.append(context.lessOrEqual(form.number(frame, context), .constant(bound))) }
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
        if case .enumeration(let id) = sort, let position = value.asInt {
          let member = bank.member(id, position)
          parts.append(bank.equal(global, member))
        } else {
          parts.append(value == 1 ? global : bank.not(global))
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
      for (form, bound) in zip(templates.forms, region.bounds) {
        guard let bound else { continue }
        let limit = bank.integer(bound)
        let sum = form.term(&bank)
        add(bank.lessOrEqual(sum, limit))
      }
    }
    if !discrete.isEmpty { lemmas.append(bank.or(places)) }
    return lemmas
  }
}
