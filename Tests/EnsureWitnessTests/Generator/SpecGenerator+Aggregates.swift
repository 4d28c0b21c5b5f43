/// What ranges over all instances, as SEMANTICS 5 and 25 allow it.
extension SpecGenerator {
  /// `exists`, `none`, `all` or a comparison of a count.
  mutating func quantifier(_ depth: Int, _ place: GeneratedPlace) -> String? {
    guard place.allowsAggregates else { return nil }
    let entity = random.below(ordinary)
    let name = fresh("x")
    let local = GeneratedName(name: name, type: .reference(entity), isMutable: false)
    let binder = "\(name): \(entities[entity].name)"
    let mayBeUniversal = !isInfinite(entity) || place.allowsUniversal
    switch random.below(mayBeUniversal ? 4 : 2) {
    case 0:
      guard let filter = filter(entity, local, place, reach: false) else { return nil }
      return "exists(\(binder)\(filter.isEmpty ? "" : " where \(filter)"))"
    case 1:
      guard let filter = filter(entity, local, place, reach: true) else { return nil }
      let sign = random.pick(["==", "<", "<=", ">="])
      return "(count(\(binder)\(filter.isEmpty ? "" : " where \(filter)")) \(sign) \(random.below(3)))"
    case 2:
      guard let filter = filter(entity, local, place, reach: false) else { return nil }
      return "none(\(binder)\(filter.isEmpty ? "" : " where \(filter)"))"
    default:
      guard let filter = filter(entity, local, place, reach: false) else { return nil }
      var inner = place
      inner.locals.append(local)
      inner.allowsAggregates = false
      return "(all(\(binder)\(filter.isEmpty ? "" : " where \(filter)")) \(truth(depth, inner)))"
    }
  }

  /// `sum` or `count`.
  mutating func total(_ type: GeneratedType, _ place: GeneratedPlace) -> String? {
    guard place.allowsAggregates, type != .anyMoney else { return nil }
    let entity = random.below(ordinary)
    let name = fresh("x")
    let local = GeneratedName(name: name, type: .reference(entity), isMutable: false)
    let binder = "\(name): \(entities[entity].name)"
    let own = GeneratedPlace(
      locals: [local], allowsGlobals: false, allowsTime: false, allowsCalls: true, allowsAggregates: false)
    let numbers = paths(own).filter {
      $0.name.type == type && $0.text.split(separator: ".").count == 2 && !$0.name.isSet
    }
    guard !numbers.isEmpty else {
      guard type == .plain, let filter = filter(entity, local, place, reach: true) else { return nil }
      return "count(\(binder)\(filter.isEmpty ? "" : " where \(filter)"))"
    }
    let summand = random.pick(numbers)
    if summand.name.first == "0", random.chance(40) { return "(sum(\(binder)) \(summand.text))" }
    guard let filter = filter(entity, local, place, reach: true) else { return nil }
    let text = random.chance(70) ? summand.text : "(\(summand.text) + \(literal(1, type)))"
    return "(sum(\(binder)\(filter.isEmpty ? "" : " where \(filter)")) \(text))"
  }

  /// A filter that no untouched instance satisfies; empty where none is needed; nil if there is none.
  ///
  /// - Parameter reach: whether it may read only its own instance and identities.
  private mutating func filter(_ entity: Int, _ local: GeneratedName, _ place: GeneratedPlace, reach: Bool)
    -> String?
  {
    var parts: [String] = []
    if isInfinite(entity) {
      guard let excluded = exclusion(entity, local.name, place, reach) else { return nil }
      parts.append(excluded)
    }
    if parts.isEmpty ? random.chance(60) : random.chance(35) {
      var inner = place
      inner.allowsAggregates = false
      inner.locals.append(local)
      if reach {
        inner = GeneratedPlace(
          locals: [local], allowsGlobals: false, allowsTime: false, allowsCalls: false, allowsAggregates: false)
        parts.append(ownCondition(entity, local.name, place) ?? "true")
      } else {
        parts.append(truth(1, inner))
      }
    }
    if parts.count == 2, random.chance(50) { parts.reverse() }
    return parts.joined(separator: " and ")
  }

  /// A condition on the instance's own fields and on which instances others are.
  mutating func ownCondition(_ entity: Int, _ name: String, _ place: GeneratedPlace) -> String? {
    var timeless = place
    timeless.allowsTime = false
    let fields = (entities[entity].fields + entities[entity].keys).filter {
      !$0.isSet && $0.type != .instant && isReadable($0, timeless)
    }
    guard !fields.isEmpty else { return nil }
    let references = fields.filter { field in
      place.locals.contains { $0.type == field.type && $0.type.entity != nil }
    }
    let field = random.pick(references.isEmpty || random.chance(40) ? fields : references)
    let text = "\(name).\(field.name)"
    switch field.type {
    case .truth: return random.chance(50) ? text : "not \(text)"
    case .member: return "(\(text) == \(member(field.type, GeneratedPlace(allowsGlobals: false))))"
    case .reference(let target):
      let known = place.locals.filter { $0.type == .reference(target) && !$0.isOptional }
      return known.isEmpty ? "(\(text) != none)" : "(\(text) == \(random.pick(known).name))"
    case .place(let members): return at(text, members, place)
    case .anyMoney where random.chance(70):
      return random.chance(50)
        ? "(\(text).currency == \(random.pick(currencies).code))" : "(\(text).amount > \(random.below(2)))"
    default: return "(\(text) \(random.pick(["<", ">=", "=="])) \(literal(random.below(3), field.type)))"
    }
  }

  /// That something is at some place, which no untouched instance is.
  private mutating func at(_ text: String, _ members: [Int], _ place: GeneratedPlace) -> String {
    let known = place.locals.filter { local in
      local.type.entity.map { members.contains($0) } == true && !local.isOptional
    }
    return known.isEmpty || random.chance(30)
      ? "(\(text) is \(entities[random.pick(members)].name))" : "(\(text) == \(random.pick(known).name))"
  }

  /// A condition that is false of an untouched instance for certain.
  mutating func exclusion(_ entity: Int, _ name: String, _ outer: GeneratedPlace, _ reach: Bool) -> String? {
    var found: [String] = []
    var place = outer
    if reach { place.allowsTime = false }
    for field in entities[entity].fields where field.isMutable && isReadable(field, place) {
      let text = "\(name).\(field.name)"
      if field.isSet {
        for local in place.locals where local.type == field.type && !local.isOptional {
          found.append("(\(local.name) in \(text))")
        }
        continue
      }
      switch field.type {
      case .reference(let target):
        guard field.isNoneFirst else { continue }
        found.append("(\(text) != none)")
        for local in place.locals where local.type == .reference(target) && !local.isOptional {
          found += Array(repeating: "(\(text) == \(local.name))", count: 6)
        }
      case .place(let members): found += Array(repeating: at(text, members, place), count: 2)
      case .truth:
        if field.first == "false" { found.append(text) }
        if field.first == "true" { found.append("(not \(text))") }
      case .member(let enumeration):
        guard let first = field.first else { continue }
        found.append("(\(text) != \(first))")
        if let other = enumerations[enumeration].members.first(where: { $0 != first }) {
          found.append("(\(text) == \(other))")
        }
      default:
        guard let first = field.first, field.type.isNumber else { continue }
        found.append("(\(text) \(random.pick([">", "!=", "<"])) \(first))")
      }
    }
    return found.isEmpty ? nil : random.pick(found)
  }
}
