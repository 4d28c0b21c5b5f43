/// Writes random specs that are well typed by construction. One seed, one spec; one declaration, clause or statement
/// a line, so that a disagreement can be shrunk by leaving lines out.
struct SpecGenerator {
  var random: SeededGenerator
  var lines: [String] = []
  var indentation = 0
  var counter = 0

  var currencies: [(code: String, decimals: Int)] = []
  var enumerations: [(name: String?, members: [String])] = []
  var entities: [GeneratedEntity] = []
  /// How many of them are no messages and no secrets; those stand behind.
  var ordinary = 0
  /// Whether a body has chosen an instance since this was last set back, and whether some effect does.
  var hasChosenReference = false
  var effectsChoose = false
  var channels: [(name: String, message: Int)] = []
  var constants: [GeneratedName] = []
  var rates: [String] = []
  var globals: [GeneratedName] = []
  var functions: [GeneratedCallable] = []
  var effects: [GeneratedCallable] = []
  var actions: [GeneratedCallable] = []
  var worldActions: [GeneratedCallable] = []
  /// The actions that some policy rule mentions.
  var ruled: Set<String> = []
  var threats: [String] = []
  /// What the first invariant speaks of.
  var firstProperty: [GeneratedName] = []
  var hasTime = false

  init(_ seed: UInt64) { random = SeededGenerator(seed) }

  /// The spec of that seed.
  static func spec(_ seed: UInt64) -> String {
    var generator = SpecGenerator(seed)
    generator.write()
    return generator.lines.joined(separator: "\n") + "\n"
  }

  private mutating func write() {
    hasTime = random.chance(25)
    line("system Generated")
    writeUnits()
    writeEnumerations()
    planEntities()
    writeConstants()
    writeGlobals()
    for position in entities.indices { writeEntity(position) }
    writeChannels()
    if random.chance(20) { writeUnique() }
    if random.chance(15) { line("distinct persons") }
    for _ in 0..<random.below(3) { writeFunction() }
    for _ in 0..<random.below(3) { writeEffect() }
    for _ in 0..<(1 + random.below(3)) { writeAction() }
    if random.chance(30) { writeWorldAction() }
    writePolicies()
    writeProperties()
    writeThreats()
    if random.chance(15) { writeScenario() }
    if random.chance(35) { writeEvents() }
  }

  // MARK: Writing

  mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: indentation) + text)
  }

  mutating func block(_ head: String, _ body: (inout SpecGenerator) -> Void) {
    line(head + " {")
    indentation += 1
    body(&self)
    indentation -= 1
    line("}")
  }

  /// A name that nothing else has.
  mutating func fresh(_ stem: String) -> String {
    counter += 1
    return "\(stem)\(counter)"
  }

  // MARK: Types

  /// A small number of that type, as it is written.
  func literal(_ value: Int, _ type: GeneratedType) -> String {
    let sign = value < 0 ? "-" : ""
    let digits = String(abs(value))
    switch type {
    case .money(let code):
      let decimals = currencies.first { $0.code == code }?.decimals ?? 0
      if decimals == 0 { return "\(sign)\(digits) \(code)" }
      let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
      return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals)) \(code)"
    case .anyMoney: return literal(value, .money(currencies[abs(value) % currencies.count].code))
    case .duration: return "\(sign)\(digits) s"
    default: return sign + digits
    }
  }

  func typeText(_ type: GeneratedType) -> String {
    switch type {
    case .truth: "Bool"
    case .plain: "Int"
    case .money(let code): currencies.count == 1 ? "Money" : "Money<\(code)>"
    case .anyMoney: "Money<any>"
    case .duration: "Duration"
    case .instant: "Instant"
    case .member(let enumeration): enumerations[enumeration].name ?? "?"
    case .reference(let entity): entities[entity].name
    case .place(let members): "place of \(members.map { entities[$0].name }.joined(separator: " | "))"
    }
  }

  /// A type of numbers.
  mutating func numberType(allowsAny: Bool = true) -> GeneratedType {
    var types: [GeneratedType] = [.plain, .plain]
    types += currencies.map { .money($0.code) } + currencies.map { .money($0.code) }
    if random.chance(20) { types.append(.duration) }
    if allowsAny, !currencies.isEmpty, random.chance(60) { types.append(.anyMoney) }
    return random.pick(types)
  }

  /// A type for a parameter, a local or a field that is no set, with how it is written.
  mutating func declared(_ name: String, references: Bool = true) -> GeneratedName {
    let named = enumerations.indices.filter { enumerations[$0].name != nil }
    switch random.below(10) {
    case 0, 1: return GeneratedName(name: name, type: .truth, typeText: "Bool")
    case 2 where !named.isEmpty, 3 where !named.isEmpty:
      let type = GeneratedType.member(random.pick(named))
      return GeneratedName(name: name, type: type, typeText: typeText(type))
    case 4 where references, 5 where references, 6 where references:
      let type = GeneratedType.reference(random.below(ordinary))
      return GeneratedName(name: name, type: type, typeText: typeText(type))
    default: return number(name)
    }
  }

  /// A number, now and then with a range.
  mutating func number(_ name: String, allowsAny: Bool = true) -> GeneratedName {
    let type = numberType(allowsAny: allowsAny)
    guard type != .anyMoney, random.chance(35) else {
      return GeneratedName(name: name, type: type, typeText: typeText(type))
    }
    let lower = random.pick([0, 0, -1, 1])
    let upper = lower + 1 + random.below(3)
    let text: String
    if case .money = type {
      text = "\(literal(lower, type))..\(literal(upper, type))"
    } else {
      text = "\(literal(lower, type))..\(literal(upper, type))"
    }
    return GeneratedName(name: name, type: type, range: (lower, upper), typeText: text)
  }

  /// The entities with infinitely many instances.
  func isInfinite(_ entity: Int) -> Bool {
    let known = entities[entity]
    if known.keys.isEmpty { return !known.isFinite }
    return known.keys.contains { $0.type.entity.map(isInfinite) ?? false }
  }
}
