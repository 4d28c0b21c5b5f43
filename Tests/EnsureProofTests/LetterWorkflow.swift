/// A workflow at random: cases, letters about them that anybody may write, and a door.
struct LetterWorkflow {
  /// What an oracle knows of it.
  var oracle: LetterOracle

  private static let states = ["none", "x", "y", "z"]
  private static let doors = ["shut", "ajar"]

  /// One that is likely to lead somewhere.
  init(_ luck: inout SeededNumbers) {
    var rules = [
      LetterOracle.Rule(
        mover: .newLetter, from: 0, to: 1, needs: luck.has(50) ? 0 : nil, makes: luck.has(50) ? 1 : nil)
    ]
    let length = luck.one(1...2)
    for number in 1...length {
      rules.append(
        LetterOracle.Rule(
          mover: .letter, fairness: luck.fairness, from: number, to: number + 1,
          needs: luck.has(15) ? luck.one(0...2) : nil, makes: number == length && luck.has(85) ? 2 : nil,
          needsOpen: luck.has(30)))
    }
    for _ in 0..<luck.one(0...2) {
      let from = luck.one(1...3)
      rules.append(
        LetterOracle.Rule(
          mover: .letter, fairness: luck.has(50) ? .none : luck.fairness, from: from,
          to: luck.other(than: from),
          needs: luck.has(25) ? luck.one(0...2) : nil, makes: luck.has(25) ? luck.one(0...2) : nil,
          needsOpen: luck.has(20), isForged: luck.has(30)))
    }
    if luck.has(30) { rules.append(luck.inheritance) }
    if luck.has(50) {
      let from = luck.one(0...2)
      rules.append(
        LetterOracle.Rule(
          mover: .file, fairness: luck.fairness, from: from, to: (from + luck.one(1...2)) % 3,
          needsOpen: luck.has(30)))
    }
    for door in 0...1 {
      rules.append(
        LetterOracle.Rule(
          mover: .door, fairness: luck.has(60) ? .none : luck.fairness, from: door, to: 1 - door))
    }
    let trigger = luck.has(60) ? .step(0) : luck.atom(0...1)
    let goal = luck.has(80) ? .file(2) : luck.atom(1...2)
    var assumed: [(trigger: LetterOracle.Atom?, goal: LetterOracle.Atom)] = []
    if luck.has(60) { assumed.append((luck.has(70) ? .door(0) : nil, .door(1))) }
    if luck.has(15) { assumed.append((.file(luck.one(0...1)), .file(luck.one(1...2)))) }
    oracle = LetterOracle(rules: rules, trigger: trigger, goal: goal, assumed: assumed)
  }

  /// The same with one change, which declares the same names.
  func varied(_ luck: inout SeededNumbers) -> LetterWorkflow {
    var other = self
    let number = luck.one(1...oracle.rules.count - 1)
    var rule = oracle.rules[number]
    let isOfDoor = rule.mover == .door
    if rule.heir != nil && luck.has(50) {
      other.oracle.rules[number] = luck.inheritance
      return other
    }
    switch luck.one(0...3) {
    case 0 where !isOfDoor: rule.from = luck.one((rule.mover == .letter ? 1 : 0)...2)
    case 1 where !isOfDoor: rule.to = luck.other(than: rule.from)
    case 2 where rule.mover == .letter: rule.makes = rule.makes == nil ? luck.one(0...2) : nil
    case 3 where !oracle.assumed.isEmpty: other.oracle.assumed[0] = (luck.atom(0...2), luck.atom(0...2))
    default: if !isOfDoor { rule.needsOpen.toggle() }
    }
    other.oracle.rules[number] = rule
    return other
  }

  /// The spec.
  var text: String {
    let given = oracle.assumed.map { assumption in
      let comes = "eventually \(text(assumption.goal))"
      return assumption.trigger.map { "always (\(text($0)) implies \(comes))" } ?? "always \(comes)"
    }
    return """
      system S
      role Fair
      role Keen
      role Slow
      entity Case { state: { none, x, y, z } = none }
      entity Letter {
        about: Case
        state: { none, x, y, z } = none
      }
      global door: { shut, ajar } = shut
      \(oracle.rules.indices.map(step).joined(separator: "\n"))
      property P(c: Case): always (\(text(oracle.trigger)) implies eventually \(text(oracle.goal)))
        assuming \((["fair Fair", "strongly fair Keen"] + given).joined(separator: ", "))
      """
  }

  private func text(_ atom: LetterOracle.Atom) -> String {
    switch atom {
    case .file(let state): "c.state == \(Self.states[state])"
    case .door(let state): "door == \(Self.doors[state])"
    case .step: "a0(c, _)"
    }
  }

  /// A step of a letter `m` about the case `m.about`, of a case `c`, or of the door.
  private func step(_ number: Int) -> String {
    let rule = oracle.rules[number]
    let (mover, parameters, file) =
      switch rule.mover {
      case .letter: ("m.state", rule.heir == nil ? "m: Letter" : "m: Letter, other: Letter", "m.about.state")
      case .newLetter: ("m.state", "c: Case, m: Letter", "c.state")
      case .file: ("c.state", "c: Case", "c.state")
      case .door: ("door", "", "")
      }
    let members = rule.mover == .door ? Self.doors : Self.states
    var guards = ["\(mover) == \(members[rule.from])"]
    var effects = ["\(mover) = \(members[rule.to])"]
    if let needs = rule.needs { guards.append("\(file) == \(Self.states[needs])") }
    if rule.needsOpen { guards.append("door == ajar") }
    if rule.mover == .newLetter { effects.append("m.about = c") }
    if let heir = rule.heir {
      guards += ["other.state == \(Self.states[heir.from])", "other != m"]
      effects += ["other.about = m.about", "other.state = \(Self.states[heir.to])"]
    }
    if let makes = rule.makes { effects.append("\(file) = \(Self.states[makes])") }
    let body = "requires \(guards.joined(separator: " and ")) { \(effects.joined(separator: "\n  ")) }"
    if rule.isForged { return "threat T\(number) { step a\(number)(\(parameters)) \(body) }" }
    let role =
      switch rule.fairness {
      case .none: "Slow"
      case .weak: "Fair"
      case .strong: "Keen"
      }
    return "\(rule.mover == .newLetter ? "optional " : "")action a\(number)(\(parameters)) by \(role) \(body)"
  }
}

/// What is chosen at random.
extension SeededNumbers {
  fileprivate mutating func has(_ percent: Int) -> Bool { one(0...99) < percent }
  fileprivate mutating func one(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  fileprivate mutating func other(than state: Int) -> Int { (state + one(1...3)) % 4 }

  fileprivate var fairness: LetterOracle.Rule.Fairness {
    mutating get { has(55) ? .weak : has(85) ? .strong : .none }
  }

  /// One letter takes over from another one.
  fileprivate var inheritance: LetterOracle.Rule {
    mutating get {
      let (from, to) = (one(1...2), has(50) ? 0 : 3)
      let heir = (from: has(50) ? to : one(0...3), to: has(70) ? from : one(1...3))
      return LetterOracle.Rule(mover: .letter, from: from, to: to, heir: heir)
    }
  }

  fileprivate mutating func atom(_ states: ClosedRange<Int>) -> LetterOracle.Atom {
    has(85) ? .file(one(states)) : .door(one(0...1))
  }
}
