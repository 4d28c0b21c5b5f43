/// Policies, properties, threats and scenarios.
extension SpecGenerator {
  // MARK: Policies

  mutating func writePolicies() {
    guard random.chance(65) else { return }
    var permitted: Set<String> = []
    var forbidden: Set<String> = []
    for _ in 0..<(1 + random.below(2)) {
      block("policy \(fresh("Rules"))") { generator in
        for _ in 0..<(1 + generator.random.below(3)) { generator.writeRule(&permitted, &forbidden) }
      }
    }
    ruled = permitted.union(forbidden)
    let open = forbidden.subtracting(permitted).sorted()
    if !open.isEmpty {
      block("policy \(fresh("Rules"))") { $0.line("permit any \(open.joined(separator: ", "))") }
    }
  }

  private mutating func writeRule(_ permitted: inout Set<String>, _ forbidden: inout Set<String>) {
    let isPermit = random.chance(65)
    let word = isPermit ? "permit" : "forbid"
    func note(_ names: [String], _ permitted: inout Set<String>, _ forbidden: inout Set<String>) {
      if isPermit { permitted.formUnion(names) } else { forbidden.formUnion(names) }
    }
    if random.chance(15) {
      line("\(word) any *")
      return note(actions.map(\.name), &permitted, &forbidden)
    }
    let action = random.pick(actions)
    guard let role = action.role else { return }
    var place = GeneratedPlace()
    var subject = "any"
    var subjectRole: Int?
    if random.chance(65) {
      subjectRole = role
      subject = entities[role].name
      if let ranks = entities[role].ranks, random.chance(60) {
        subject += ".\(random.pick(enumerations[ranks].members))"
      }
      if random.chance(45) {
        let name = fresh("q")
        subject = "\(name): \(subject)"
        place.locals.append(GeneratedName(name: name, type: .reference(role), isMutable: false))
      }
    }
    var patterns: [String] = []
    var names: [String] = []
    if random.chance(25), action.parameters.isEmpty == false || actions.count > 1 {
      // Several actions: the condition speaks of none of their parameters.
      for other in actions where subjectRole == nil || other.role == subjectRole {
        patterns.append(other.name)
        names.append(other.name)
      }
    } else {
      let bound = action.parameters.map { parameter in
        var renamed = GeneratedName(name: fresh("b"), type: parameter.type, range: parameter.range)
        renamed.isMutable = false
        return renamed
      }
      let kept = bound.map { _ in random.chance(75) }
      let written = zip(bound, kept).map { $1 ? $0.name : "_" }.joined(separator: ", ")
      patterns.append(random.chance(80) ? "\(action.name)(\(written))" : action.name)
      if patterns[0] != action.name {
        place.locals += zip(bound, kept).filter { $0.1 }.map { $0.0 }
      }
      names.append(action.name)
    }
    place.allowsUniversal = isPermit
    let condition = random.chance(60) ? " when \(truth(1, place))" : ""
    line("\(word) \(subject) \(patterns.joined(separator: ", "))\(condition)")
    note(names, &permitted, &forbidden)
  }

  // MARK: Properties

  mutating func writeProperties() {
    for position in 0..<(1 + random.below(3)) {
      var place = GeneratedPlace(allowsUniversal: true)
      place.allowsTruth = true
      let parameters = (0..<random.below(3)).map { _ in
        var name = declared(fresh("i"))
        name.isMutable = false
        return name
      }
      place.locals = parameters
      let head =
        parameters.isEmpty ? "" : "(\(parameters.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ")))"
      if position == 0 { firstProperty = parameters }
      line("invariant Safe\(position)\(head): \(truth(2, place))")
    }
    writeMessageProperties()
    if random.chance(20), let entity = entities.indices.first(where: { entities[$0].name == "Order" }) {
      let name = fresh("o")
      let place = GeneratedPlace(locals: [GeneratedName(name: name, type: .reference(entity))])
      line("final \(fresh("Done"))(\(name): Order): \(truth(1, place))")
    }
    if random.chance(20), let action = actions.first(where: { !$0.parameters.isEmpty }) {
      let wildcards = action.parameters.map { _ in "_" }.joined(separator: ", ")
      line(
        "property \(fresh("Soon")): always (\(action.name)(\(wildcards)) implies eventually \(truth(1, GeneratedPlace(allowsAggregates: false))))"
      )
    }
  }

  // MARK: Threats

  mutating func writeThreats() {
    for _ in 0..<random.below(4) {
      let name = fresh("Threat")
      threats.append(name)
      block("threat \(name)") { generator in
        if generator.random.chance(50), generator.writeGuess() { return }
        for _ in 0..<(1 + generator.random.below(2)) { generator.writePower() }
      }
    }
    if threats.count > 1, random.chance(60) {
      line("threat \(fresh("Both")) = \(threats.prefix(2).joined(separator: " + "))")
    }
  }

  private mutating func writePower() {
    if random.chance(45), writeMessagePower() { return }
    let people = entities.indices.filter { entities[$0].kind != .thing }
    if random.chance(28), writeWorldPower() { return }
    switch random.below(6) {
    case 0, 1:
      let role = random.pick(people)
      var text = entities[role].name
      if let ranks = entities[role].ranks, random.chance(90) {
        text += ".\(random.pick(enumerations[ranks].members))"
      }
      line("\(random.chance(75) ? "corrupt" : "outage") \(text)")
    case 2: writeStep()
    default: writeAttacker()
    }
  }

  private mutating func writeStep() {
    var parameters = (0..<random.below(3)).map { _ in
      var name = declared(fresh("a"))
      name.isMutable = false
      return name
    }
    if let secret = entities.indices.first(where: { entities[$0].isSecret }), random.chance(40) {
      let type = GeneratedType.reference(secret)
      parameters.append(GeneratedName(name: fresh("a"), type: type, typeText: typeText(type), isMutable: false))
    }
    var place = GeneratedPlace(locals: parameters)
    place.allowsTruth = true
    place.setsReadings = true
    place.isAttack = true
    let head = parameters.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ")
    let condition = random.chance(60) ? " requires \(truth(1, place))" : ""
    block("step \(fresh("break"))(\(head))\(condition)") { $0.writeStatements(1 + $0.random.below(2), place) }
  }

  private mutating func writeAttacker() {
    let restricted = actions.filter { ruled.contains($0.name) }
    var action = random.pick(restricted.isEmpty || random.chance(50) ? actions : restricted)
    if !worldActions.isEmpty, random.chance(40) { action = random.pick(worldActions) }
    var bound: [GeneratedName] = []
    let names = action.parameters.map { parameter -> String in
      guard random.chance(70) else { return "_" }
      let name = GeneratedName(name: fresh("t"), type: parameter.type, range: parameter.range, isMutable: false)
      bound.append(name)
      return name.name
    }
    var text = "attacker may \(action.name)(\(names.joined(separator: ", ")))"
    if let role = action.role, random.chance(45) {
      let people = entities.indices.filter { entities[$0].kind != .thing }
      let other = action.hasNamedPrincipal ? role : random.pick(people)
      text += " as \(entities[other].name)"
      let isMutable = entities[other].fields.contains { $0.name == "rank" && $0.isMutable }
      if let ranks = entities[other].ranks, !isMutable, random.chance(50) {
        text += ".\(random.pick(enumerations[ranks].members))"
      }
    }
    if random.chance(45), !action.isReceipt { text += " without requires" }
    if action.role != nil, random.chance(30) { text += " without policy" }
    if random.chance(30) { text += " when \(truth(1, GeneratedPlace(locals: bound)))" }
    line(text)
  }

  // MARK: Scenarios

  mutating func writeScenario() {
    let action = random.pick(actions)
    block("scenario \"a story\"") { generator in
      var place = GeneratedPlace(allowsTime: false, allowsAggregates: false)
      place.allowsCalls = false
      var texts: [String] = []
      for parameter in action.parameters {
        switch parameter.type {
        case .reference: texts.append(generator.fresh("s"))
        case .truth: texts.append("true")
        default: texts.append(generator.value(0, parameter, place) ?? "0")
        }
      }
      generator.line("\(action.name)(\(texts.joined(separator: ", ")))")
      generator.line("expect \(generator.random.chance(50) ? "true" : "1 > 0")")
    }
  }
}
