/// Functions, effects, actions and their bodies.
extension SpecGenerator {
  private mutating func parameters(_ count: Int, preferring entity: Int? = nil) -> [GeneratedName] {
    (0..<count).map { position in
      if position == 0, let entity, random.chance(75) {
        let type = GeneratedType.reference(entity)
        return GeneratedName(name: fresh("a"), type: type, typeText: typeText(type), isMutable: false)
      }
      var name = declared(fresh("a"))
      name.isMutable = false
      return name
    }
  }

  private func written(_ parameters: [GeneratedName]) -> String {
    parameters.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ")
  }

  /// Some thing, which actions are most often about.
  private mutating func someThing() -> Int {
    random.pick(entities.indices.filter { entities[$0].kind == .thing && $0 < ordinary })
  }

  mutating func writeFunction() {
    let parameters = parameters(1 + random.below(2), preferring: someThing())
    var place = GeneratedPlace(locals: parameters)
    place.allowsTime = random.chance(50)
    // Some call may give a parameter `none`, which many untouched instances lead to as well.
    place.allowsAggregates = false
    if random.chance(50) {
      let name = fresh("holds")
      line("predicate \(name)(\(written(parameters))) = \(truth(2, place))")
      functions.append(GeneratedCallable(name: name, parameters: parameters, result: .truth))
    } else {
      let name = fresh("value")
      let type = numberType()
      line("function \(name)(\(written(parameters))): \(typeText(type)) = \(number(2, type, place))")
      functions.append(GeneratedCallable(name: name, parameters: parameters, result: type))
    }
  }

  mutating func writeEffect() {
    let parameters = parameters(1 + random.below(2), preferring: someThing())
    let name = fresh("change")
    block("effect \(name)(\(written(parameters)))") { generator in
      var place = GeneratedPlace(locals: parameters)
      place.allowsAggregates = false
      generator.writeStatements(2, place)
    }
    if hasChosenReference { effectsChoose = true }
    effects.append(GeneratedCallable(name: name, parameters: parameters))
  }

  // MARK: Actions

  mutating func writeAction() {
    var parameters = parameters(random.below(4), preferring: someThing())
    var role = random.pick(entities.indices.filter { entities[$0].kind != .thing })
    let secret = entities.indices.first { entities[$0].isSecret }
    if let secret, let holder = entities[secret].parent, role == holder || random.chance(50) {
      role = holder
      if random.chance(65) {
        let type = GeneratedType.reference(secret)
        parameters.append(
          GeneratedName(name: fresh("a"), type: type, typeText: typeText(type), isMutable: false))
      }
    }
    let channel = channels.isEmpty || random.chance(45) ? nil : random.pick(channels)
    if let channel {
      let type = GeneratedType.reference(channel.message)
      parameters.append(GeneratedName(name: fresh("a"), type: type, typeText: typeText(type), isMutable: false))
    }
    let name = fresh("act")
    var action = GeneratedCallable(name: name, parameters: parameters, role: role)
    action.isReceipt = channel != nil
    var place = GeneratedPlace(locals: parameters)
    for position in place.locals.indices { place.locals[position].isCertain = true }
    if let secret, entities[secret].parent == role { place.choosableSecret = secret }
    var by = entities[role].name
    if let ranks = entities[role].ranks, random.chance(40) {
      by += ".\(random.pick(enumerations[ranks].members))"
    }
    if random.chance(55) {
      let principal = fresh("p")
      by = "\(principal): \(by)"
      action.hasNamedPrincipal = true
      place.locals.append(
        GeneratedName(name: principal, type: .reference(role), isMutable: false, isCertain: true))
    }
    line("\(random.chance(10) ? "optional " : "")action \(name)(\(written(parameters))) by \(by)")
    indentation += 1
    if let channel, let message = parameters.last {
      line("receive \(message.name) on \(channel.name)")
      if random.chance(15) { line("honest \(message.name).\(random.pick(stages)) or \(truth(1, place))") }
    }
    place.allowsUniversal = true
    for _ in 0..<random.below(3) { line("requires \(truth(2, place))") }
    if random.chance(25) {
      var honest = place
      honest.allowsTruth = true
      line("honest \(truth(1, honest))")
    }
    writeDistinct(place)
    indentation -= 1
    place.allowsUniversal = false
    hasChosenReference = false
    block("") { $0.writeStatements(1 + $0.random.below(4), place) }
    action.choosesReferences = hasChosenReference || effectsChoose
    actions.append(action)
  }

  /// What happens by itself.
  mutating func writeWorldAction() {
    let parameters = parameters(random.below(3), preferring: someThing())
    let name = fresh("happens")
    var place = GeneratedPlace(locals: parameters)
    place.allowsTruth = true
    line("world action \(name)(\(written(parameters)))")
    indentation += 1
    place.allowsUniversal = true
    for _ in 0..<random.below(3) { line("requires \(truth(2, place))") }
    writeDistinct(place)
    indentation -= 1
    place.allowsUniversal = false
    block("") { $0.writeStatements(1 + $0.random.below(3), place) }
    worldActions.append(GeneratedCallable(name: name, parameters: parameters))
  }

  private mutating func writeDistinct(_ place: GeneratedPlace) {
    for first in place.locals {
      let same = place.locals.filter { $0.type == first.type }
      if same.count > 1, random.chance(30) {
        line("distinct \(same.map(\.name).joined(separator: ", "))")
        return
      }
    }
  }

  // MARK: Bodies

  mutating func writeStatements(_ count: Int, _ outer: GeneratedPlace) {
    var place = outer
    for _ in 0..<count { writeStatement(&place) }
  }

  private mutating func writeStatement(_ place: inout GeneratedPlace) {
    if !channels.isEmpty, random.chance(22), writeSend(&place) { return }
    if let secret = place.choosableSecret, random.chance(8) {
      let name = fresh("c")
      line("choose \(name): \(entities[secret].name)")
      place.locals.append(GeneratedName(name: name, type: .reference(secret), isMutable: false))
      return
    }
    switch random.below(15) {
    case 0:
      let type = random.chance(30) ? .truth : numberType(allowsAny: false)
      let name = fresh("v")
      let text = type == .truth ? truth(1, place) : number(2, type, place)
      line("let \(name) = \(type != .plain && text == "0" ? literal(1, type) : text)")
      place.locals.append(GeneratedName(name: name, type: type, isMutable: false))
    case 1:
      let entity = random.below(ordinary)
      guard let text = present(entity, place) else { return writeAssignment(place) }
      let name = fresh("v")
      line("let \(name) = \(text)")
      // What it names may be `none`, so that no filter may rest on it.
      place.allowsAggregates = false
      place.locals.append(GeneratedName(name: name, type: .reference(entity), isMutable: false))
    case 2:
      var name = random.chance(60) ? number(fresh("c")) : declared(fresh("c"))
      name.isMutable = false
      name.isCertain = true
      line("choose \(name.name): \(name.typeText)")
      if name.type.entity != nil { hasChosenReference = true }
      place.locals.append(name)
    case 3:
      let things = entities.indices.filter {
        entities[$0].kind == .thing && entities[$0].keys.isEmpty && !entities[$0].isMessage
      }
      let entity = random.pick(things)
      let name = fresh("m")
      line("new \(name): \(entities[entity].name)")
      place.locals.append(
        GeneratedName(name: name, type: .reference(entity), isMutable: false, isCertain: true))
    case 4, 5:
      let inner = place
      block("if \(truth(1, place))") { $0.writeStatements(1 + $0.random.below(2), inner) }
      if random.chance(60) {
        lines[lines.count - 1] += " else {"
        indentation += 1
        writeStatements(1, inner)
        indentation -= 1
        line("}")
      }
    case 6, 7:
      guard !effects.isEmpty, place.effects == 0 else { return writeAssignment(place) }
      let effect = random.pick(effects)
      guard let arguments = arguments(effect, 1, place) else { return writeAssignment(place) }
      line("\(effect.name)(\(arguments))")
    case 8: if !writeBulkEffect(place) { writeAssignment(place) }
    default: writeAssignment(place)
    }
  }

  private mutating func writeAssignment(_ place: GeneratedPlace) {
    // Everybody may change what is so.
    var open = place
    open.allowsTruth = true
    var targets = paths(open).filter(\.isAssignable)
    let physical = targets.filter { target in
      if case .place = target.name.type { return true }
      return target.name.side != nil
    }
    if !physical.isEmpty, random.chance(35) { targets = physical }
    for (position, entity) in entities.enumerated() where !entity.keys.isEmpty {
      guard let keyed = keyed(position, place) else { continue }
      for field in entity.fields where field.isMutable && field.side == nil {
        targets.append(GeneratedPath(text: "\(keyed).\(field.name)", name: field, isAssignable: true))
      }
    }
    guard !targets.isEmpty else { return }
    // Paths through references less often than fields of what is at hand.
    let near = targets.filter { $0.text.split(separator: ".").count <= ($0.name.side == nil ? 2 : 3) }
    let target = random.pick(near.isEmpty || random.chance(25) ? targets : near)
    if target.name.isSet {
      guard let entity = target.name.type.entity, let element = present(entity, place) else { return }
      line("\(target.text) \(random.chance(65) ? "+=" : "-=") \(element)")
      return
    }
    if target.name.type.isNumber, target.name.range == nil || random.chance(40), random.chance(45) {
      line("\(target.text) \(random.chance(60) ? "+=" : "-=") \(number(1, target.name.type, place))")
      return
    }
    if let (lower, upper) = target.name.range {
      // A literal lies in the range, or the spec is refused; a value that is read need not.
      let type = target.name.type
      if random.chance(25), let text = path(place, where: { $0.type == type }) {
        line("\(target.text) = \(random.chance(60) ? text : "(\(text) + \(literal(1, type)))")")
      } else {
        line("\(target.text) = \(literal(lower + random.below(upper - lower + 1), type))")
      }
      return
    }
    guard let text = value(1, target.name, place) else { return }
    line("\(target.text) = \(text)")
  }
}
