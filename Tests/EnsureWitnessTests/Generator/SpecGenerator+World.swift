/// The physical world: sensors, places, and the powers over them.
extension SpecGenerator {
  mutating func writeSensor(of entity: Int) {
    var field: GeneratedName
    switch random.below(3) {
    case 0: field = GeneratedName(name: fresh("lamp"), type: .truth, typeText: "Bool")
    case 1:
      let members = ["open", "shut", "lost"]
      enumerations.append((nil, members))
      field = GeneratedName(
        name: fresh("door"), type: .member(enumerations.count - 1),
        typeText: "{ \(members.joined(separator: ", ")) }")
    default: field = number(fresh("weight"), allowsAny: false)
    }
    let isSampled = hasTime && random.chance(80)
    var initial = ""
    switch field.type {
    case .truth: field.first = random.chance(80) ? "false" : nil
    case .member: field.first = random.chance(80) ? random.pick(["open", "shut"]) : nil
    default:
      let (lower, upper) = field.range ?? (-1, 2)
      field.first = random.chance(75) ? literal(lower + random.below(upper - lower + 1), field.type) : nil
      if field.first == nil, random.chance(50) {
        initial = " = any where \(field.name).truth >= \(literal(lower, field.type))"
      }
    }
    if let first = field.first { initial = " = \(first)" }
    line(
      "\(field.name): sensor \(field.typeText)\(isSampled ? " sampled within \(1 + random.below(2)) s" : "")\(initial)"
    )
    for side in [GeneratedSide.truth, isSampled ? .sampledReading : .reading] {
      let name = "\(field.name).\(side == .truth ? "truth" : "reading")"
      var half = GeneratedName(name: name, type: field.type, range: field.range, typeText: field.typeText)
      half.first = field.first
      half.side = side
      entities[entity].fields.append(half)
    }
  }

  /// What can be asked of a place; nil if nothing has one.
  mutating func whereabouts(_ place: GeneratedPlace) -> String? {
    let found = places(place)
    guard !found.isEmpty else { return nil }
    let left = random.pick(found)
    guard case .place(let members) = left.name.type else { return nil }
    let sign = random.chance(60) ? "==" : "!="
    switch random.below(6) {
    case 0, 1: return "(\(left.text) is \(entities[random.pick(members)].name))"
    case 2: return "(\(left.text) \(sign) none)"
    case 3:
      let others = found.filter { other in
        guard case .place(let more) = other.name.type else { return false }
        return more.contains { members.contains($0) }
      }
      return "(\(left.text) \(sign) \(random.pick(others).text))"
    default:
      guard let instance = reference(random.pick(members), place) else { return "(\(left.text) == none)" }
      return random.chance(80) ? "(\(left.text) \(sign) \(instance))" : "(\(instance) \(sign) \(left.text))"
    }
  }

  private func places(_ place: GeneratedPlace) -> [GeneratedPath] {
    paths(place).filter {
      if case .place = $0.name.type { return true }
      return false
    }
  }

  /// Where something may be put.
  mutating func destination(_ members: [Int], _ place: GeneratedPlace) -> String {
    let others = places(place).filter { other in
      guard case .place(let more) = other.name.type else { return false }
      return more.allSatisfy { members.contains($0) }
    }
    if !others.isEmpty, random.chance(30) { return random.pick(others).text }
    guard let instance = reference(random.pick(members), place) else { return "none" }
    if random.chance(15) { return "(if \(comparison(place)) then \(instance) else none)" }
    return random.chance(85) ? instance : "none"
  }

  /// `spoof` or `steal`; false if there is nothing to.
  mutating func writeWorldPower() -> Bool {
    var powers: [String] = []
    for entity in entities {
      for field in entity.fields {
        if field.side == .truth { powers.append("spoof \(entity.name).\(field.name.prefix { $0 != "." })") }
        if case .place = field.type { powers.append("steal \(entity.name).\(field.name)") }
      }
    }
    guard !powers.isEmpty else { return false }
    line(random.pick(powers))
    return true
  }
}
