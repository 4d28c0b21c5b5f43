/// Expressions of a wanted type, everything in brackets.
extension SpecGenerator {
  // MARK: Conditions

  mutating func truth(_ depth: Int, _ place: GeneratedPlace) -> String {
    var inner = place
    inner.allowsUniversal = false
    if depth <= 0 || random.chance(35) { return comparison(place) }
    switch random.below(12) {
    case 0: return "(not \(truth(depth - 1, inner)))"
    case 1, 2: return "(\(truth(depth - 1, place)) and \(truth(depth - 1, place)))"
    case 3: return "(\(truth(depth - 1, place)) or \(truth(depth - 1, place)))"
    case 4: return "(\(truth(depth - 1, inner)) implies \(truth(depth - 1, place)))"
    case 5:
      return "(\(truth(depth - 1, inner)) \(random.chance(50) ? "iff" : "xor") \(truth(depth - 1, inner)))"
    case 6:
      return "(if \(truth(depth - 1, inner)) then \(truth(depth - 1, inner)) else \(truth(depth - 1, inner)))"
    case 7, 8: return call(.truth, depth - 1, inner) ?? comparison(place)
    default: return quantifier(depth - 1, place) ?? comparison(place)
    }
  }

  /// A condition without connectives.
  mutating func comparison(_ place: GeneratedPlace) -> String {
    switch random.below(14) {
    case 12, 13:
      if let found = whereabouts(place) { return found }
    case 0, 1:
      if let found = path(place, where: { $0.type == .truth }) { return found }
    case 2, 3, 4:
      if let found = members(place) { return found }
    case 5:
      if let found = membership(place) { return found }
    case 6, 7:
      if let found = references(place) { return found }
    case 8 where place.allowsTime && hasTime: return times(place)
    case 9:
      if let found = persons(place) { return found }
    case 10, 11:
      if let found = currency(place) { return found }
    default: break
    }
    let type = somePathType(place) ?? .plain
    let sign = random.pick(["==", "!=", "<", "<=", ">", ">=", "<=", ">="])
    return "(\(number(1, type, place)) \(sign) \(number(1, type, place)))"
  }

  /// The type of some number that can be read, so that comparisons are of something.
  private mutating func somePathType(_ place: GeneratedPlace) -> GeneratedType? {
    let types = paths(place).filter { !$0.name.isSet && $0.name.type.isNumber }.map(\.name.type)
    return types.isEmpty ? nil : random.pick(types)
  }

  private mutating func members(_ place: GeneratedPlace) -> String? {
    let found = paths(place).filter {
      if case .member = $0.name.type { return !$0.name.isSet }
      return false
    }
    guard !found.isEmpty else { return nil }
    let left = random.pick(found)
    let sign = random.chance(60) ? "==" : "!="
    let right = member(left.name.type, place)
    return random.chance(80) || right.contains(".")
      ? "(\(left.text) \(sign) \(right))" : "(\(right) \(sign) \(left.text))"
  }

  /// A comparison of the currency that an amount carries.
  private mutating func currency(_ place: GeneratedPlace) -> String? {
    let found = paths(place).filter { $0.name.type == .anyMoney && !$0.name.isSet }
    guard !found.isEmpty else { return nil }
    let left = "\(random.pick(found).text).currency"
    let sign = random.chance(60) ? "==" : "!="
    let code = random.pick(currencies).code
    switch random.below(3) {
    case 0: return "(\(left) \(sign) \(random.pick(found).text).currency)"
    case 1: return "(\(code) \(sign) \(left))"
    default: return "(\(left) \(sign) \(code))"
    }
  }

  /// A value of an enumeration.
  mutating func member(_ type: GeneratedType, _ place: GeneratedPlace) -> String {
    guard case .member(let enumeration) = type else { return "?" }
    if random.chance(25), let other = path(place, where: { $0.type == type }) { return other }
    let known = enumerations[enumeration]
    let member = random.pick(known.members)
    guard let name = known.name, member != "none", random.chance(30) else { return member }
    return "\(name).\(member)"
  }

  private mutating func membership(_ place: GeneratedPlace) -> String? {
    let sets = paths(place).filter(\.name.isSet)
    guard !sets.isEmpty else { return nil }
    let set = random.pick(sets)
    guard let entity = set.name.type.entity, let element = present(entity, place) else { return nil }
    return "(\(element) in \(set.text))"
  }

  private mutating func references(_ place: GeneratedPlace) -> String? {
    let found = paths(place).filter { $0.name.type.entity != nil && !$0.name.isSet }
    guard !found.isEmpty else { return nil }
    let left = random.pick(found)
    let sign = random.chance(60) ? "==" : "!="
    guard let entity = left.name.type.entity, random.chance(60), let right = reference(entity, place) else {
      return "(\(left.text) \(sign) none)"
    }
    return "(\(left.text) \(sign) \(right))"
  }

  private mutating func persons(_ place: GeneratedPlace) -> String? {
    let found = paths(place).filter { path in
      path.name.type.entity.map { entities[$0].kind != .thing } == true && !path.name.isSet
    }
    guard found.count > 1 else { return nil }
    let sign = random.chance(50) ? "==" : "!="
    return "(person(\(random.pick(found).text)) \(sign) person(\(random.pick(found).text)))"
  }

  private mutating func times(_ place: GeneratedPlace) -> String {
    let instant = path(place, where: { $0.type == .instant }) ?? "now"
    let sign = random.pick(["<", "<=", ">", ">=", "=="])
    switch random.below(3) {
    case 0: return "(now - \(instant) \(sign) \(random.below(3)) s)"
    case 1: return "(\(instant) \(sign) now)"
    default: return "(\(instant) + \(1 + random.below(2)) s \(sign) now)"
    }
  }

  // MARK: Numbers

  mutating func number(_ depth: Int, _ type: GeneratedType, _ place: GeneratedPlace) -> String {
    if depth <= 0 || random.chance(45) { return simpleNumber(type, place) }
    switch random.below(17) {
    case 15, 16: return call(type, depth - 1, place) ?? simpleNumber(type, place)
    case 0, 1, 2:
      let sign = random.chance(60) ? "+" : "-"
      let more = random.chance(20) ? " - \(number(depth - 1, type, place))" : ""
      return "(\(number(depth - 1, type, place)) \(sign) \(number(depth - 1, type, place))\(more))"
    case 3: return "(\(number(depth - 1, type, place)) * \(number(depth - 1, .plain, place)))"
    case 4, 5:
      let word = random.chance(50) ? "div" : "mod"
      let divisor =
        random.chance(60)
        ? "\(random.pick([2, 3, -2]))" : path(place, where: { $0.type == .plain }) ?? "2"
      return "(\(number(depth - 1, type, place)) \(word) \(divisor))"
    case 6: return "(-(\(number(depth - 1, type, place))))"
    case 7, 8:
      let rate =
        rates.isEmpty || random.chance(60)
        ? random.pick(["50%", "50%", "2.5%", "33%", "150%"]) : random.pick(rates)
      let rule = random.pick(["down", "up", "towardsZero", "halfAwayFromZero", "halfUp", "halfEven"])
      return "(\(rate) of (\(number(depth - 1, type, place))) rounded \(rule))"
    case 9: return "min(\(number(depth - 1, type, place)), \(number(depth - 1, type, place)))"
    case 10:
      return random.chance(50)
        ? "max(\(number(depth - 1, type, place)), \(number(depth - 1, type, place)))"
        : "abs(\(number(depth - 1, type, place)))"
    case 11:
      return
        "(if \(comparison(place)) then \(number(depth - 1, type, place)) else \(number(depth - 1, type, place)))"
    case 12: return call(type, depth - 1, place) ?? simpleNumber(type, place)
    default: return total(type, place) ?? simpleNumber(type, place)
    }
  }

  private mutating func simpleNumber(_ type: GeneratedType, _ place: GeneratedPlace) -> String {
    if random.chance(70), let found = path(place, where: { $0.type == type }) { return found }
    let known = constants.filter { $0.type == type }
    if place.allowsCalls, random.chance(30), !known.isEmpty { return random.pick(known).name }
    // Amounts of two currencies in one expression have no common type, whatever is wanted.
    let written = type == .anyMoney ? .money(currencies[0].code) : type
    return literal(random.pick([0, 1, 1, 2, 3, -1]), written)
  }

  /// Any value of that type; nil where it is an instance and nothing names one.
  mutating func value(_ depth: Int, _ name: GeneratedName, _ place: GeneratedPlace) -> String? {
    switch name.type {
    case .truth: return random.chance(40) ? (random.chance(50) ? "true" : "false") : truth(depth, place)
    case .member: return member(name.type, place)
    case .place(let members): return destination(members, place)
    case .reference(let entity):
      if name.isOptional { return random.chance(25) ? "none" : reference(entity, place) }
      return present(entity, place)
    case .instant:
      if random.chance(40), let found = path(place, where: { $0.type == .instant }) { return found }
      return random.chance(50) ? "now" : random.chance(50) ? "(now + 1 s)" : "(now - 2 s)"
    default: return number(depth, name.type, place)
    }
  }

  /// A call of a predicate or function.
  private mutating func call(_ type: GeneratedType, _ depth: Int, _ place: GeneratedPlace) -> String? {
    let known = functions.filter { $0.result == type }
    guard place.allowsCalls, !known.isEmpty else { return nil }
    let function = random.pick(known)
    guard let arguments = arguments(function, min(depth, 1), place) else { return nil }
    return "\(function.name)(\(arguments))"
  }

  /// Values for all parameters; nil if an instance is wanted and nothing names one.
  mutating func arguments(_ callable: GeneratedCallable, _ depth: Int, _ place: GeneratedPlace) -> String? {
    var texts: [String] = []
    for parameter in callable.parameters {
      guard let text = value(depth, parameter, place) else { return nil }
      texts.append(text)
    }
    return texts.joined(separator: ", ")
  }
}
