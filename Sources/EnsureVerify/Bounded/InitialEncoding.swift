import EnsureModel
import EnsureSolver

/// Describes the initial states of a scope to the solver.
struct InitialEncoding {
  private let encoding: Encoding
  private var context: SolverContext { encoding.context }
  private var state: [SymbolicValue]
  /// Whether the state is an initial one; else any that keeps to what never changes and to the types.
  private let isFirst: Bool

  private init(_ encoding: Encoding, isFirst: Bool) {
    self.encoding = encoding
    self.isFirst = isFirst
    state = []
  }

  /// The values of the places, about which everything is asserted that an initial state has to satisfy.
  static func state(of encoding: Encoding) -> [SymbolicValue] {
    var initial = InitialEncoding(encoding, isFirst: true)
    initial.build()
    return initial.state
  }

  /// The values of the places in any state, reached or not, of which is asserted what never changes and what types say.
  /// Instants are reckoned from the start of the run.
  static func anyState(of encoding: Encoding) -> [SymbolicValue] {
    var any = InitialEncoding(encoding, isFirst: false)
    any.build()
    return any.state
  }

  private mutating func build() {
    let layout = encoding.layout
    let system = encoding.system
    state = layout.places.map { place in
      switch place {
      case .start: .number(0)
      case .field(let field, _): encoding.anything(system.fields[field.index].type.sort)
      case .global(let global): encoding.anything(system.globals[global.index].type.sort)
      }
    }
    // Parameters first: given values may mention them.
    for mutable in [false, true] {
      for (index, global) in system.globals.enumerated() where global.isMutable == mutable {
        guard let slot = layout.slot(GlobalID(index)) else { continue }
        place(slot, global.initial, global.type, global.name, isMutable: mutable)
      }
    }
    var persons: [SymbolicValue] = []
    for (slot, place) in layout.places.enumerated() {
      guard case .field(let id, let instance) = place else { continue }
      let field = system.fields[id.index]
      switch field.kind {
      case .rank where isFirst: state[slot] = context.one(layout.rank(of: instance, in: field.entity) ?? 0)
      case .person, .parent:
        state[slot] = encoding.makeValue(field.type.sort, field.name, none: false)
        if field.kind == .person { persons.append(state[slot]) }
      default:
        let name = "\(system.entities[field.entity.index].name).\(field.name)"
        self.place(slot, field.initial, field.type, name, isMutable: field.isMutable)
      }
    }
    if !isFirst { placeThings() }
    restrict()
    order(persons)
  }

  /// Everything is at one place at most.
  private func placeThings() {
    var places: [[String]: [Proposition]] = [:]
    for (slot, place) in encoding.layout.places.enumerated() {
      guard case .field(let id, let instance) = place, case .cases(let cases) = state[slot] else { continue }
      let field = encoding.system.fields[id.index]
      guard field.kind == .place else { continue }
      let thing = [String(field.name.prefix { $0 != "." }), "\(field.entity.index)", "\(instance)"]
      places[thing, default: []].append(context.or(cases.filter { $0.value >= 0 }.map(\.condition)))
    }
    for (_, choices) in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      encoding.assertAtMostOne(choices)
    }
  }

  private mutating func place(
    _ slot: Int, _ initial: Initial, _ type: ValueType, _ name: String, isMutable: Bool
  ) {
    if isMutable, !isFirst {
      state[slot] = encoding.makeValue(type.sort, name)
      if case .number(let number) = state[slot] { encoding.solver.assert(encoding.isWithin(type, number)) }
      return
    }
    switch initial {
    case .value(let term):
      var evaluator = SymbolicEvaluator(encoding, state, now: 0)
      state[slot] = evaluator.value(term)
      encoding.solver.assert(context.not(evaluator.defect))
      if encoding.sabotage == .looseReferences, case .reference = type.sort {
        state[slot] = encoding.makeValue(type.sort, name)
      }
    case .arbitrary:
      let value = encoding.makeValue(type.sort, name, none: type.isOptional)
      if case .number(let number) = value {
        encoding.solver.assert(encoding.isAllowed(number, type, name: name))
        if !isMutable { encoding.solver.assert(encoding.isForeseen(number, type)) }
      }
      state[slot] = value
    }
  }

  /// Asserts what `any where` says.
  private func restrict() {
    for place in encoding.layout.places {
      let (initial, subject): (Initial, (VariableID, Int)?)
      switch place {
      case .start: continue
      case .global(let global): (initial, subject) = (encoding.system.globals[global.index].initial, nil)
      case .field(let id, let instance):
        let field = encoding.system.fields[id.index]
        let variable = encoding.system.entities[field.entity.index].initialVariable
        (initial, subject) = (field.initial, (variable, instance))
      }
      guard case .arbitrary(where: let restriction?) = initial, isFirst || isLasting(restriction) else {
        continue
      }
      var evaluator = SymbolicEvaluator(encoding, state, now: 0)
      if let subject { evaluator.environment[subject.0] = context.one(subject.1) }
      let holds = evaluator.truth(restriction)
      encoding.solver.assert(context.and(holds, context.not(evaluator.defect)))
    }
  }

  /// Whether a condition reads only what never changes.
  private func isLasting(_ condition: Term) -> Bool {
    var isLasting = true
    encoding.world.bank.walk(condition) { term in
      switch encoding.world.bank[term] {
      case .field(let field, _): if encoding.system.fields[field.index].isMutable { isLasting = false }
      case .global(let global): if encoding.system.globals[global.index].isMutable { isLasting = false }
      case .now, .untouched: isLasting = false
      default: break
      }
      return isLasting
    }
    return isLasting
  }

  /// Persons are only compared: of the maps that differ in their names, one is enough. Each principal is one of the
  /// persons so far or the next new one.
  private func order(_ persons: [SymbolicValue]) {
    var conditions: [[Int: Proposition]] = []
    for person in persons {
      guard case .cases(let cases) = person else { continue }
      for one in cases where one.value > 0 {
        let earlier = conditions.compactMap { $0[one.value - 1] }
        encoding.solver.assert(context.implies(one.condition, context.or(earlier)))
      }
      for one in cases where encoding.system.personsAreDistinct {
        for known in conditions.compactMap({ $0[one.value] }) {
          encoding.solver.assert(context.not(context.and(one.condition, known)))
        }
      }
      conditions.append(Dictionary(cases.map { ($0.value, $0.condition) }, uniquingKeysWith: { $1 }))
    }
  }
}
