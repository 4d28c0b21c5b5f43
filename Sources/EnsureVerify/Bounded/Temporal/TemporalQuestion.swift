import EnsureModel
import EnsureSolver

/// What a bounded search asks of one temporal property, or of whether that ever asks for anything: whether a run violates it
/// that ends, goes on doing nothing, or goes round for ever.
final class TemporalQuestion {
  /// One way for a run to violate the property.
  struct Way {
    let shape: RunShape
    let target: Target
    /// The numbers of the property's variables.
    let values: [Number]
    /// That a run with this shape violates it, if what cannot be told is so.
    let isPlausible: Proposition
    /// That it does.
    let isCertain: Proposition
  }

  let unrolling: Unrolling
  let subject: Subject
  let property: Property
  let obligation: Formula
  let targets: [Target]
  /// How it is asked whether something may be stuck; nil if the property does not say that something never is.
  let stuck: StuckQuestion?
  private let fairness: FairnessEncoding
  /// For each target its formula, and the numbers that the property's variables stand for.
  private(set) var formulas: [(encoding: FormulaEncoding, values: [Number])] = []
  private var context: SolverContext { unrolling.encoding.context }

  /// What the property is undecided for, whatever the search finds; nil if nothing.
  let limitation: String?
  /// How long steps of time are, where not all of their ticks are read; nil if that makes no difference.
  private(set) var pace: Pace?
  /// Whether runs that are not seen may violate it, so that it cannot be said to hold; why.
  let gap: String?

  init?(_ subject: Subject, _ targets: [Target], _ unrolling: Unrolling) {
    let world = unrolling.encoding.world
    guard let property = subject.watched(in: world.system), let obligation = property.obligation else {
      return nil
    }
    self.unrolling = unrolling
    self.subject = subject
    self.property = property
    self.obligation = obligation
    self.targets = targets
    fairness = FairnessEncoding(
      unrolling, world.duties(assuming: property.assumptions), for: subject.judge(in: world.system))
    let hasInstant = property.variables.contains { world.bank.variables[$0.index].type.sort == .instant }
    stuck = StuckQuestion(obligation, unrolling)
    if obligation.mentionsStuck, stuck == nil {
      limitation = "only a proof can show that something is stuck for ever"
    } else if hasInstant {
      limitation = "it has a variable that is an instant"
    } else {
      limitation = nil
    }
    let reader = TimeReading(world: world, layout: unrolling.encoding.layout)
    // The state at a tick of a long step is the last one of a run that is as long.
    if !world.system.hasTime {
      gap = nil
    } else if stuck == nil, !obligation.isExact(reader.readsTime) {
      gap = "it may change its value while time passes, and not every tick of a long step is looked at"
    } else if unrolling.encoding.interpreter.horizon == nil, stuck != nil || !obligation.failsInPrefix {
      gap =
        "the system tells all ages apart, so that no run comes back to where it was, and what goes on for ever is not"
        + " looked at"
    } else {
      gap = nil
    }
    for target in targets { formulas.append(encode(target)) }
    if world.system.hasTime, stuck == nil, !obligation.isExact(reader.readsTime) {
      pace = Pace(obligation, unrolling, formulas.map(\.encoding.environment), reader.readsTime)
    }
  }

  private func encode(_ target: Target) -> (FormulaEncoding, [Number]) {
    guard case .run(_, let tuple) = target.end else { return (FormulaEncoding(unrolling, [:]), []) }
    let encoding = unrolling.encoding
    let evaluator = SymbolicEvaluator(encoding, unrolling.states[0], now: 0)
    var environment: [VariableID: SymbolicValue] = [:]
    var values: [Number] = []
    for (variable, value) in zip(property.variables, tuple) {
      let declared = encoding.world.bank.variables[variable.index]
      if let value {
        environment[variable] = evaluator.constant(value, declared.type.sort)
        values.append(.constant(Integer(value)))
      } else {
        let number = context.makeNumber("value")
        encoding.solver.assert(
          encoding.isAllowed(number, declared.type, name: "\(property.name).\(declared.name)"))
        environment[variable] = .number(number)
        values.append(number)
      }
    }
    return (FormulaEncoding(unrolling, environment), values)
  }

  /// Whether it is enough to look at prefixes: what is asked is whether something ever happens, and every prefix can be
  /// prolonged to a fair run. A violation may be shorter as a lasso; of a witness that does not matter.
  private var endsWithWitness: Bool {
    guard case .twin = subject, case .always(let operand) = obligation else { return false }
    return operand.looksBack
  }

  /// The ways to violate the property behind the steps that have been asserted. Of those that begin alike: what ends,
  /// what idles, then the shortest loops.
  ///
  /// - Parameter isFirst: only for one tuple of all that differ in the numbering of instances.
  func ways(isFirst: Bool, _ key: Target.Key? = nil) -> [Way] {
    let depth = unrolling.depth
    let shapes: [RunShape] =
      endsWithWitness ? [.prefix] : [.prefix, .idle] + (0..<depth).reversed().map { .loop($0) }
    var ways: [Way] = []
    for shape in shapes {
      let fair = fairness.answer(shape, longestBound: obligation.longestBound)
      if fair.isPlausible == context.no { continue }
      for (target, formula) in zip(targets, formulas) {
        if isFirst && !target.isFirst { continue }
        if let key, target.key != key { continue }
        let outcome = formula.encoding.start(of: obligation, shape)
        // A run that has no value shows a defect; a witness it is none.
        let fails = subject.isTwin ? outcome.fails : context.or(outcome.fails, outcome.undefined)
        if fails == context.no { continue }
        ways.append(
          Way(
            shape: shape, target: target, values: formula.values,
            isPlausible: context.and(fails, fair.isPlausible), isCertain: context.and(fails, fair.isCertain)))
      }
    }
    return ways
  }
}

/// Which terms the passing of time may change.
struct TimeReading {
  let world: World
  let layout: Layout

  func readsTime(_ term: Term) -> Bool {
    var reader = PlaceReader(world: world, layout: layout)
    reader.read(term)
    return reader.reads.contains(Footprint.time)
  }
}
