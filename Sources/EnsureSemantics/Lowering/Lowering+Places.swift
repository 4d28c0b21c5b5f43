import EnsureModel
import EnsureSyntax

/// Places: a field for each entity that a place can be of, of which at most one is not `none`.
extension Lowering {
  /// The fields of a place; gives the first of them.
  mutating func makePlace(_ field: TypedField, _ position: Int, _ members: [EntityID]) -> FieldID {
    let made = members.map { member in
      let none = system.bank.none(member)
      return addField(
        Field(
          name: "\(field.name).\(typed.entities[member.index].name)", entity: field.owner,
          type: ValueType(.reference(member), isOptional: true), initial: .value(none), kind: .place,
          origin: origin(field.range)))
    }
    places[position] = Array(zip(members, made))
    return made[0]
  }

  /// A place that is given at first.
  mutating func lowerInitialPlace(_ position: Int, _ value: TypedExpression) {
    let known = places[position] ?? []
    for (member, component) in zip(known, placeComponents(value, known.map(\.entity))) {
      system.fields[member.field.index].initial = .value(component)
    }
  }

  /// For each of the entities: the instance of it at which a place is, or `none`.
  mutating func placeComponents(_ place: TypedExpression, _ members: [EntityID]) -> [Term] {
    if let own = place.type.entity {
      let instance = term(place)
      return members.map { $0 == own ? instance : system.bank.none($0) }
    }
    switch place.kind {
    case .field(let position, let owner):
      let instance = term(owner)
      let known = places[position] ?? []
      return members.map { member in
        guard let field = known.first(where: { $0.entity == member })?.field else {
          return system.bank.none(member)
        }
        return system.bank.field(field, .reference(member), of: instance)
      }
    case .choice(let condition, let yes, let no):
      let test = term(condition)
      let (left, right) = (placeComponents(yes, members), placeComponents(no, members))
      return zip(left, right).map { system.bank.choice(test, $0, $1) }
    default: return members.map { system.bank.none($0) }
    }
  }

  private func members(_ expression: TypedExpression) -> [EntityID] {
    switch expression.type {
    case .place(let members): members
    case .reference(let entity, _): [entity]
    default: []
    }
  }

  mutating func isSamePlace(_ left: TypedExpression, _ right: TypedExpression) -> Term {
    let (first, second) = (members(left), members(right))
    // What both can be is compared first, so that both sides are looked at in any case.
    let shared = first.filter { second.contains($0) }
    let rest = first.filter { !second.contains($0) } + second.filter { !first.contains($0) }
    let all = shared + rest
    let (a, b) = (placeComponents(left, all), placeComponents(right, all))
    let equal = zip(a, b).map { system.bank.equal($0, $1) }
    guard let instance = left.type.entity != nil ? left : right.type.entity != nil ? right : nil,
      shared.count == 1
    else { return system.bank.and(equal) }
    // One side is an instance: if it is not `none`, then the place is nowhere else.
    let (it, component) = left.type.entity != nil ? (a[0], b[0]) : (b[0], a[0])
    if isPresent(it) { return equal[0] }
    guard let entity = instance.type.entity, equal.count > 1 else { return equal[0] }
    let none = system.bank.none(entity)
    let isNone = system.bank.equal(component, none)
    let isSomewhere = system.bank.not(isNone)
    let nowhere = system.bank.and(Array(equal.dropFirst()))
    let either = system.bank.or([isSomewhere, nowhere])
    return system.bank.and([equal[0], either])
  }

  /// A thing is somewhere else from here on: all fields are read before one is written.
  mutating func placeAssignment(
    _ position: Int, of owner: TypedExpression, _ value: TypedExpression, _ range: SourceRange
  ) -> [Statement] {
    let place = origin(range)
    let known = places[position] ?? []
    var result: [Statement] = []
    var instance = term(owner)
    if case .variable = system.bank[instance] {
    } else {
      guard let entity = owner.type.entity else { fatalError("a field is of an instance") }
      instance = named(instance, entity, place, &result)
    }
    var components = placeComponents(value, known.map(\.entity))
    let isSimple = components.allSatisfy {
      switch system.bank[$0] {
      case .variable, .none: true
      default: false
      }
    }
    if !isSimple {
      // A term that has no value is arbitrary in a forged step, for each field anew: the first one counts.
      var isTaken = system.bank.boolean(false)
      for (offset, component) in components.enumerated() {
        let entity = known[offset].entity
        let none = system.bank.none(entity)
        let free = offset == 0 ? component : system.bank.choice(isTaken, none, component)
        let variable = named(free, entity, place, &result)
        components[offset] = variable
        let isElsewhere = system.bank.equal(variable, none)
        let isHere = system.bank.not(isElsewhere)
        isTaken = offset == 0 ? isHere : system.bank.or([isTaken, isHere])
      }
    }
    for (member, component) in zip(known, components) {
      result.append(.assign(.field(member.field, of: instance), component, place))
    }
    return result
  }

  /// Gives a value a name.
  mutating func named(
    _ term: Term, _ entity: EntityID, _ place: Origin, _ statements: inout [Statement]
  ) -> Term {
    let type = ValueType(.reference(entity), isOptional: true)
    let variable = system.bank.makeVariable(typed.entities[entity.index].name, type)
    statements.append(.bind(variable, term, place))
    return system.bank.variable(variable)
  }
}
