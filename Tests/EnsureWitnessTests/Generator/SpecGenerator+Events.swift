/// Events of the outside, and responses: they mean nothing to steps and states, and must not change what those mean.
extension SpecGenerator {
  mutating func writeEvents() {
    for action in actions.prefix(2) {
      let mapped = action.parameters.map { "\($0.name): data.\($0.name)" }
      let vouching = random.pick(["claimed", "authenticated by signature"])
      line(
        "observe \"com.shop.\(action.name)\" as \(action.name)(\(mapped.joined(separator: ", "))) \(vouching)")
    }
    if random.chance(50) {
      let action = random.pick(actions)
      var mapped = action.parameters.map { "\($0.name): \"example:\($0.name)\"" }
      if action.role != nil, random.chance(50) { mapped.append("by: readPoint.id") }
      line(
        "observe epcis \"shipping\" when disposition == \"in_transit\" and epcList[0] != \"none\" as \(action.name)(\(mapped.joined(separator: ", "))) claimed corroborated by \"com.shop.\(actions[0].name)\" within 1 s"
      )
    }
    for entity in entities {
      guard let sensor = entity.fields.first(where: { $0.side == .truth })?.name.prefix(while: { $0 != "." })
      else {
        continue
      }
      let instance = entity.name.prefix(1).lowercased() + entity.name.dropFirst()
      line(
        "observe sensor \"com.shop.\(sensor)\" as \(entity.name).\(sensor)(\(instance): subject, reading: data.value) claimed"
      )
    }
    if random.chance(50) { line("observe within 5 s") }
    if random.chance(50) { line("observe Customer for 60 s") }
    writeBaseline()
    writeResponse()
  }

  private mutating func writeBaseline() {
    for entity in entities {
      guard let field = entity.fields.first(where: { $0.first == "0" && $0.side == nil && $0.type.isNumber })
      else {
        continue
      }
      return line("observe baseline sum(y: \(entity.name)) y.\(field.name) = \(literal(2, field.type))")
    }
  }

  private mutating func writeResponse() {
    let action = random.pick(actions)
    let names = firstProperty.map { _ in fresh("r") }
    var place = GeneratedPlace(allowsTime: false, allowsAggregates: false)
    place.locals = zip(firstProperty, names).map { known, name in
      var local = GeneratedName(name: name, type: known.type, range: known.range)
      local.isMutable = false
      return local
    }
    let head = names.isEmpty ? "Safe0" : "Safe0(\(names.joined(separator: ", ")))"
    let deadline = random.chance(40) ? " within 5 s" : ""
    let arguments = self.arguments(action, 0, place)
    block("respond to \(head)\(deadline)") { generator in
      if let arguments { generator.line("\(action.name)(\(arguments))") }
      generator.line("alert \"look at this\"")
    }
  }
}
