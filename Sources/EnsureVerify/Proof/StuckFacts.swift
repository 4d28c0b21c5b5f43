import EnsureModel
import EnsureObligations

/// A state in which an instance seems to be stuck.
struct StuckPlace {
  /// Somebody of the scope.
  struct Instance: Hashable {
    let entity: EntityID
    let number: Int
  }

  let interpreter: Interpreter
  let instance: Instance
  let state: State

  init(_ interpreter: Interpreter, _ instance: Instance, _ state: State) {
    self.interpreter = interpreter
    self.instance = instance
    self.state = state
  }

  /// How many others are looked at beside the instance, one at a time.
  private static let mostOthers = 1

  /// Of whom something may be said. What is said of others costs cases: first without.
  var reaches: [StuckFacts.Reach] {
    let some = others.prefix(Self.mostOthers)
    return [.itself] + some.map { .beside($0) } + some.map { .besideOnPaths($0) } + [.neighbours]
  }

  /// Whoever has been touched and refers to the instance, or to what it refers to.
  private var others: [Instance] {
    let layout = interpreter.layout
    let near = Set(references(of: instance))
    var found: [Instance] = []
    for (index, declared) in interpreter.world.system.entities.enumerated() where declared.keys.isEmpty {
      let id = EntityID(index)
      for number in 0..<layout.instances(of: id) {
        let other = Instance(entity: id, number: number)
        if other == instance { continue }
        let own = references(of: other)
        guard own.contains(where: { $0 == instance || near.contains($0) }),
          (try? interpreter.isUntouched(number, of: id, in: state)) == false
        else { continue }
        found.append(other)
      }
    }
    return found
  }

  /// Whom an instance refers to; persons are left out.
  private func references(of instance: Instance) -> [Instance] {
    let system = interpreter.world.system
    return system.entities[instance.entity.index].fields.compactMap { field in
      guard case .reference(let target) = system.fields[field.index].type.sort,
        system.fields[field.index].kind != .person,
        let slot = interpreter.layout.slot(field, instance.number), let value = state.values[slot].asInt,
        value >= 0
      else { return nil }
      return Instance(entity: target, number: value)
    }
  }
}

/// What can be said of an instance in a state, of those that it refers to, and of the guards of what could concern it: as much
/// as possible, since the more is said of a place the less has to be shown of it.
struct StuckFacts {
  /// Of whom something is said.
  enum Reach: Hashable {
    /// Of the instance alone.
    case itself
    /// Of another one beside it.
    case beside(StuckPlace.Instance)
    /// The same, and what guards say of those that it refers to.
    case besideOnPaths(StuckPlace.Instance)
    /// Of those that it refers to, too.
    case neighbours
  }

  /// What the terms speak of.
  private(set) var terms: TermBank
  /// What holds.
  private(set) var facts: [Term] = []
  private let reach: Reach
  private let place: StuckPlace
  /// Whether parts of guards are told that speak of those whom the instance refers to.
  private var followsPaths: Bool {
    switch reach {
    case .itself, .beside: false
    case .besideOnPaths, .neighbours: true
    }
  }
  private var interpreter: Interpreter { place.interpreter }
  private var entity: EntityID { place.instance.entity }
  private var number: Int { place.instance.number }
  private var state: State { place.state }
  private let variable: VariableID
  private var system: TransitionSystem { interpreter.world.system }

  init(_ place: StuckPlace, _ reach: Reach) {
    self.reach = reach
    self.place = place
    let system = place.interpreter.world.system
    terms = system.bank
    variable = terms.makeVariable(of: ValueType(.reference(place.instance.entity)), beside: [], in: system)
  }

  /// Collects everything, as one condition.
  mutating func collected() -> Lemma {
    let instance = terms.variable(variable)
    let near = addMembers(of: entity, number, instance)
    var variables = [variable]
    switch reach {
    case .itself: break
    case .neighbours: for (target, other, path) in near { _ = addMembers(of: target, other, path) }
    case .beside(let other), .besideOnPaths(let other): variables.append(add(other, beside: instance, near))
    }
    addGuards(instance)
    return Lemma(variables: variables, body: terms.and(facts))
  }

  /// Adds what another instance is, and how it hangs together with the first.
  ///
  /// - Parameter near: whom the first refers to.
  private mutating func add(
    _ other: StuckPlace.Instance, beside instance: Term, _ near: [(EntityID, Int, Term)]
  ) -> VariableID {
    let companion = terms.makeVariable(of: ValueType(.reference(other.entity)), beside: [variable], in: system)
    let term = terms.variable(companion)
    if other.entity == entity {
      let isSame = terms.equal(term, instance)
      add(terms.not(isSame))
    }
    for (target, number, path) in near where target == other.entity && number == other.number {
      add(terms.equal(path, term))
    }
    for (target, number, path) in addMembers(of: other.entity, other.number, term) {
      if target == entity, number == self.number { add(terms.equal(path, instance)) }
      for (third, same, way) in near where third == target && same == number { add(terms.equal(path, way)) }
    }
    return companion
  }

  private mutating func add(_ fact: Term) { if !facts.contains(fact) { facts.append(fact) } }

  /// Adds what fields with few values have, and whom the instance refers to at all.
  ///
  /// - Returns: whom it refers to, by which path.
  private mutating func addMembers(of entity: EntityID, _ number: Int, _ instance: Term)
    -> [(EntityID, Int, Term)]
  {
    var near: [(EntityID, Int, Term)] = []
    for field in system.entities[entity.index].fields {
      let type = system.fields[field.index].type
      guard let slot = interpreter.layout.slot(field, number), let value = state.values[slot].asInt else {
        continue
      }
      let path = terms.field(field, type.sort, of: instance)
      switch type.sort {
      case .boolean: add(value == 0 ? terms.not(path) : path)
      case .enumeration(let enumeration):
        let member = terms.member(enumeration, value)
        add(terms.equal(path, member))
      case .reference(let target):
        let none = terms.none(target)
        let isNone = terms.equal(path, none)
        add(value < 0 ? isNone : terms.not(isNone))
        if value >= 0 { near.append((target, value, path)) }
      case .integer, .instant: break
      }
    }
    return near
  }

  /// Adds whether the parts of guards hold that speak of no other instance than those that the instance refers to.
  private mutating func addGuards(_ instance: Term) {
    for move in interpreter.world.moves where move.isGenuine {
      for parameter in system.actions[move.action.index].parameters.map(\.variable)
      where terms.variables[parameter.index].type.sort == .reference(entity) {
        for condition in move.guards {
          for part in interpreter.world.bank.conjuncts(condition.clause.term) {
            addPart(part, parameter, instance)
          }
        }
      }
    }
  }

  private mutating func addPart(_ part: Term, _ parameter: VariableID, _ instance: Term) {
    let bank = interpreter.world.bank
    guard bank.freeVariables(part).isSubset(of: [parameter]), followsPaths || !bank.followsPaths(part),
      let value = try? interpreter.evaluate(part, in: state, [parameter: Integer(number)])
    else { return }
    // Guards may be terms of the world's own, with variables that the system does not have.
    let shared = system.bank.variables.count
    var names = [parameter: variable]
    let copy = terms.copy(part, from: bank) { known, terms in
      if let name = names[known] { return name }
      if known.index < shared { return known }
      let declared = bank.variables[known.index]
      let name = terms.makeVariable(declared.name, declared.type)
      names[known] = name
      return name
    }
    add(value == 0 ? refutation(of: copy, by: part, parameter) : copy)
  }

  /// That a part of a guard does not hold. Of numbers that differ is said which is less: steps that take them farther apart
  /// leave that as it is.
  private mutating func refutation(of copy: Term, by part: Term, _ parameter: VariableID) -> Term {
    let bank = interpreter.world.bank
    guard case .equal(let left, let right) = terms[copy], case .equal(let first, let second) = bank[part],
      [.integer, .instant].contains(bank.sort(first)),
      let one = try? interpreter.evaluate(first, in: state, [parameter: Integer(number)]),
      let other = try? interpreter.evaluate(second, in: state, [parameter: Integer(number)])
    else { return terms.not(copy) }
    return one < other ? terms.less(left, right) : terms.less(right, left)
  }
}
