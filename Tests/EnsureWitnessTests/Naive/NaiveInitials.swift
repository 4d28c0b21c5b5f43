import EnsureModel
import EnsureSemantics

/// What may be so at first.
struct NaiveInitials {
  let scope: NaiveScope
  private var system: TypedSystem { scope.system }

  init(_ scope: NaiveScope) { self.scope = scope }

  /// Whether each field of the instance has a value that it may have at first.
  func allows(_ instance: NaiveInstance, in state: NaiveState) -> Bool {
    for position in scope.entity(of: instance).fields {
      let field = system.fields[position]
      let place = NaiveState.Place(instance: instance, field: field.name)
      if case .set = field.type.type {
        if state.sets[place]?.isEmpty == false { return false }
        continue
      }
      guard let value = state.fields[place] else { fatalError("a field has a value") }
      switch field.kind {
      case .reading:
        // At first a sensor says what is so.
        guard case .reading(let truth, _)? = field.sensor else { fatalError("a reading is of a sensor") }
        if value != state.fields[.init(instance: instance, field: system.fields[truth].name)] { return false }
      case .rank:
        if value != scope.firstRank(instance).map(NaiveValue.member) { return false }
      case .parent: break
      default:
        if !allows(field.initial, field.type, value, state, instance) { return false }
      }
    }
    return true
  }

  private func allows(
    _ initial: TypedInitial, _ type: DeclaredType, _ value: NaiveValue, _ state: NaiveState,
    _ instance: NaiveInstance?
  ) -> Bool {
    switch initial {
    case .value(let expression): return given(expression, state) == value
    case .implied: return value == .nothing
    case .arbitrary(let local, let restriction):
      if value == .nothing, case .reference(_, isOptional: false) = type.type { return false }
      if case .number(let number) = value, !scope.contains(number, type) { return false }
      guard let restriction else { return true }
      var evaluator = NaiveEvaluator(scope, state)
      if let local, let instance { evaluator.locals[local] = .value(.instance(instance)) }
      return (try? evaluator.holds(restriction)) ?? false
    }
  }

  /// A given initial value: at the start of the run, with the parameters of this state.
  private func given(_ expression: TypedExpression, _ state: NaiveState) -> NaiveValue? {
    var evaluator = NaiveEvaluator(scope, state)
    evaluator.state.now = 0
    return try? evaluator.value(expression)
  }

  // MARK: All initial states

  /// One initial state, each choice made by `pick`, which is given a number of possibilities; nil if it is none
  /// because a restriction does not hold.
  func state(_ pick: (Int) -> Int) -> NaiveState? {
    var state = NaiveState()
    let globals = system.globals
    for global in globals.filter({ !$0.isMutable }) + globals.filter(\.isMutable) {
      if case .set = global.type.type {
        state.globalSets[global.name] = []
        continue
      }
      guard let value = first(global.initial, global.type, state, pick) else { return nil }
      state.globals[global.name] = value
    }
    for (position, entity) in system.entities.enumerated() {
      for instance in scope.instances[position] {
        for number in entity.fields {
          let field = system.fields[number]
          let place = NaiveState.Place(instance: instance, field: field.name)
          if case .set = field.type.type {
            state.sets[place] = []
          } else if field.kind == .rank {
            state.fields[place] = scope.firstRank(instance).map { .member($0) }
          } else {
            guard let value = first(field.initial, field.type, state, pick) else { return nil }
            state.fields[place] = value
            if case .reading(let truth, let lag)? = field.sensor {
              state.fields[place] = state.fields[.init(instance: instance, field: system.fields[truth].name)]
              if lag != nil { state.late[place] = 0 }
            }
          }
        }
      }
    }
    choosePersons(&state, pick)
    return isInitial(state) ? state : nil
  }

  /// Whether all restrictions hold.
  func isInitial(_ state: NaiveState) -> Bool {
    for global in system.globals {
      if case .set = global.type.type { continue }
      guard let value = state.globals[global.name], allows(global.initial, global.type, value, state, nil)
      else {
        return false
      }
    }
    return scope.instances.joined().allSatisfy { allows($0, in: state) }
  }

  private func first(
    _ initial: TypedInitial, _ type: DeclaredType, _ state: NaiveState, _ pick: (Int) -> Int
  ) -> NaiveValue? {
    switch initial {
    case .value(let expression): return given(expression, state)
    case .implied: return .nothing
    case .arbitrary:
      let values = scope.initialDomain(type)
      return values.isEmpty ? nil : values[pick(values.count)]
    }
  }

  /// Each principal is some person; all are different if the spec says so. Persons are alike, so that only the
  /// first unused one is tried beside those in use.
  private func choosePersons(_ state: inout NaiveState, _ pick: (Int) -> Int) {
    guard system.entities.contains(where: { $0.name.hasPrefix("(") }) else { return }
    var used = 0
    for principal in scope.principals {
      let person = system.personsAreDistinct ? used : pick(used + 1)
      used = max(used, person + 1)
      state.persons[principal] = person
    }
  }
}
