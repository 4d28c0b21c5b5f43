/// Units, enumerations, entities, globals.
extension SpecGenerator {
  mutating func writeUnits() {
    let known = [("EUR", 2), ("JPY", 0), ("KWD", 3), ("PTS", 1)]
    for currency in known where random.chance(currency.0 == "EUR" ? 60 : 15) {
      currencies.append((code: currency.0, decimals: currency.1))
      line("currency \(currency.0)" + (currency.0 == "PTS" ? " decimals 1" : ""))
    }
    if random.chance(10) { line("resolution 1 s") }
  }

  private var memberNames: [String] { ["open", "paid", "shut", "lost", "none"] }

  private mutating func someMembers() -> [String] {
    let members = memberNames.filter { _ in random.chance(60) }
    return members.count < 2 ? ["open", "paid"] : members
  }

  mutating func writeEnumerations() {
    for _ in 0..<random.below(3) {
      let name = fresh("Phase")
      let members = someMembers()
      enumerations.append((name, members))
      line("enum \(name) { \(members.joined(separator: ", ")) }")
    }
  }

  // MARK: Entities

  /// Which entities there are, before their fields can refer to them.
  mutating func planEntities() {
    entities.append(GeneratedEntity(name: "Customer", kind: .actor))
    if random.chance(60) {
      var role = GeneratedEntity(name: "Merchant", kind: .role)
      if random.chance(75) {
        role.ranks = enumerations.count
        enumerations.append((nil, random.chance(20) ? ["clerk", "manager", "auditor"] : ["clerk", "manager"]))
      }
      entities.append(role)
    }
    for name in ["Order", "Hook"].prefix(1 + random.below(2)) {
      entities.append(GeneratedEntity(name: name, kind: .thing, isFinite: random.chance(30)))
    }
    if random.chance(25) {
      var keyed = GeneratedEntity(name: "Grant", kind: .thing)
      let other = random.below(entities.count)
      keyed.keys.append(
        GeneratedName(
          name: fresh("owner"), type: .reference(other), typeText: typeText(.reference(other)), isMutable: false
        ))
      if random.chance(50) {
        let (type, text, range): (GeneratedType, String, (Int, Int)?) =
          random.chance(50) ? (.truth, "Bool", nil) : (.plain, "0..1", (0, 1))
        keyed.keys.append(
          GeneratedName(name: fresh("slot"), type: type, range: range, typeText: text, isMutable: false))
      }
      entities.append(keyed)
    }
    if random.chance(20) {
      var part = GeneratedEntity(name: "Part", kind: .thing, isFinite: random.chance(30))
      part.parent = random.below(entities.count)
      entities.append(part)
    }
    ordinary = entities.count
    planMessages()
  }

  mutating func writeEntity(_ position: Int) {
    let known = entities[position]
    if known.isMessage { return writeMessage(position) }
    let keys = known.keys.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ")
    let word =
      known.kind == .role
      ? "role"
      : known.kind == .actor
        ? "actor" : known.isFinite ? "finite entity" : known.isSecret ? "secret entity" : "entity"
    let parent = known.parent.map { " of \(entities[$0].name)" } ?? ""
    block("\(word) \(known.name)\(keys.isEmpty ? "" : "[\(keys)]")\(parent)") { generator in
      if let ranks = known.ranks {
        let members = generator.enumerations[ranks].members
        let isMutable = generator.random.chance(20)
        let separators = members.map { _ in generator.random.chance(60) ? " < " : ", " }
        var text = members[0]
        for (separator, member) in zip(separators, members.dropFirst()) { text += separator + member }
        generator.line((isMutable ? "mutable " : "") + text)
        generator.entities[position].fields.append(
          GeneratedName(name: "rank", type: .member(ranks), isMutable: isMutable))
      }
      if let parent = known.parent {
        generator.entities[position].fields.append(
          GeneratedName(name: "parent", type: .reference(parent), isMutable: false))
      }
      let count = known.kind == .thing ? 1 + generator.random.below(3) : generator.random.below(2)
      for _ in 0..<count { generator.writeField(of: position) }
    }
  }

  private mutating func writeField(of entity: Int) {
    var field: GeneratedName
    switch random.below(24) {
    case 20, 21:
      let members = (0..<ordinary).filter { _ in random.chance(50) }
      let type = GeneratedType.place(members.isEmpty ? [0] : members)
      field = GeneratedName(name: fresh("at"), type: type, typeText: typeText(type), isNoneFirst: true)
      line("\(field.name): \(field.typeText)\(random.chance(20) ? " = none" : "")")
      entities[entity].fields.append(field)
      return
    case 22, 23: return writeSensor(of: entity)
    case 0, 1:
      let member = random.below(ordinary)
      field = GeneratedName(name: fresh("set"), type: .reference(member), isSet: true)
      line("\(field.name): set of \(entities[member].name)")
      entities[entity].fields.append(field)
      return
    case 2, 3, 4:
      let name = fresh("phase")
      let members = someMembers()
      enumerations.append((nil, members))
      let type = GeneratedType.member(enumerations.count - 1)
      field = GeneratedName(name: name, type: type, typeText: "{ \(members.joined(separator: ", ")) }")
    case 5 where hasTime, 6 where hasTime, 7 where hasTime:
      field = GeneratedName(name: fresh("time"), type: .instant, typeText: "Instant")
    default: field = declared(fresh("field"))
    }
    if field.type.entity != nil, random.chance(40) {
      field.isOptional = true
      field.typeText += "?"
    }
    let initial = initial(&field, bare: entity)
    line("\(field.name): \(field.typeText)\(initial)")
    entities[entity].fields.append(field)
  }

  /// What stands behind the type; notes the value if it is known.
  private mutating func initial(_ field: inout GeneratedName, bare entity: Int?) -> String {
    switch field.type {
    case .place: return ""
    case .instant: return " = now" + (random.chance(50) ? "" : random.chance(50) ? " - 1 s" : " + 2 s")
    case .reference:
      if random.chance(20) { return " = any" }
      field.isNoneFirst = true
      return ""
    case .truth:
      if random.chance(25) { return "" }
      field.first = random.chance(75) ? "false" : "true"
    case .member(let enumeration):
      if random.chance(15) { return "" }
      field.first = random.pick(enumerations[enumeration].members)
    default:
      if random.chance(25) { return random.chance(50) ? "" : " = any where \(restriction(field, entity))" }
      let (lower, upper) = field.range ?? (-1, 2)
      field.first =
        random.chance(60) && lower <= 0 && upper >= 0 && field.type != .anyMoney
        ? "0" : literal(lower + random.below(upper - lower + 1), field.type)
      if field.range == nil, random.chance(15), let parameter = parameter(field.type) {
        field.first = nil
        return " = \(parameter)"
      }
    }
    return " = \(field.first ?? "")"
  }

  private func parameter(_ type: GeneratedType) -> String? {
    globals.first { !$0.isMutable && $0.type == type && $0.range == nil }?.name
  }

  /// A restriction that some value satisfies.
  private mutating func restriction(_ field: GeneratedName, _ entity: Int?) -> String {
    let (lower, upper) = field.range ?? (-1, 3)
    let bound = lower + random.below(upper - lower + 1)
    let sign = random.chance(50) ? ">=" : "<="
    let simple =
      field.type == .anyMoney
      ? "\(field.name).amount \(sign) \(bound)" : "\(field.name) \(sign) \(literal(bound, field.type))"
    if let entity, random.chance(40),
      let other = entities[entity].fields.last(where: { $0.type == .truth && !$0.isSet })
    {
      return random.chance(50)
        ? "\(other.name) or \(simple)" : "\(simple) and (\(other.name) implies \(simple))"
    }
    return simple
  }

  // MARK: Constants and globals

  mutating func writeConstants() {
    for _ in 0..<random.below(3) {
      let type = numberType(allowsAny: false)
      let name = fresh("Limit")
      // Not 0: to divide by a constant that is 0 is an error.
      let number = random.below(4) - 1
      let value = literal(number == 0 ? 3 : number, type)
      line(
        "const \(name)" + (value.contains(" ") && random.chance(60) ? "" : ": \(typeText(type))")
          + " = \(value)")
      constants.append(GeneratedName(name: name, type: type))
    }
    if random.chance(20) {
      let name = fresh("Fee")
      line("const \(name) = \(random.pick(["50%", "2.5%", "150%"]))")
      rates.append(name)
    }
  }

  mutating func writeGlobals() {
    for _ in 0..<random.below(3) {
      let isMutable = random.chance(60)
      if isMutable, random.chance(15) {
        let member = random.below(ordinary)
        let name = fresh("global")
        globals.append(GeneratedName(name: name, type: .reference(member), isSet: true))
        line("global \(name): set of \(entities[member].name)")
        continue
      }
      var global = declared(fresh(isMutable ? "global" : "Cap"))
      global.isMutable = isMutable
      let initial = isMutable || random.chance(50) ? initial(&global, bare: nil) : ""
      line("\(isMutable ? "global" : "parameter") \(global.name): \(global.typeText)\(initial)")
      globals.append(global)
    }
  }

  /// Whether software keeps the field, so that it can be unique.
  private func isKept(_ field: GeneratedName) -> Bool {
    if case .place = field.type { return false }
    return !field.isSet && field.name != "parent" && field.side == nil
  }

  mutating func writeUnique() {
    let things = entities.indices.filter { entity in
      entities[entity].kind == .thing && !entities[entity].isMessage
        && entities[entity].fields.contains { isKept($0) }
    }
    guard !things.isEmpty else { return }
    let entity = random.pick(things)
    let fields = entities[entity].fields.filter { isKept($0) }
    var names = [random.pick(fields).name]
    if random.chance(30), let other = fields.first(where: { $0.name != names[0] }) { names.append(other.name) }
    var condition = ""
    if random.chance(80) {
      var place = GeneratedPlace(
        bareFields: entity, allowsTime: false, allowsCalls: false, allowsAggregates: false)
      place.allowsGlobals = false
      place.allowsSensors = false
      condition = " when \(truth(1, place))"
    }
    line("unique \(entities[entity].name)(\(names.joined(separator: ", ")))\(condition)")
  }
}
