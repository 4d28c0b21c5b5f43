import EnsureModel
import EnsureSyntax

/// Predicates, functions and effects are put in place where they are called, so a chain of them that each call
/// the next one twice doubles with every link. What would grow beyond a limit is refused.
extension Checker {
  /// How many nodes an expression, or all of a body, may have once everything is put in place.
  static var expansionLimit: Int { 100_000 }

  func checkExpansion() {
    var sizes = ExpansionSizes(system: system)
    func check(_ size: Int, _ what: String, _ range: SourceRange) {
      guard size > Self.expansionLimit else { return }
      complain(
        .expansionTooLarge,
        "\(what) has more than \(Self.expansionLimit) parts once its predicates, functions and effects are put in place",
        at: range, notes: ["let them call each other less often"])
    }
    for action in system.actions {
      let guards = (action.requires + action.honest).map { sizes.size(of: $0) }.max() ?? 0
      check(max(guards, sizes.size(of: action.body)), "`\(action.name)`", action.range)
    }
    for property in system.properties {
      let parts = ([property.body] + property.assumptions).map { sizes.size(of: $0) }.max() ?? 0
      check(parts, "`\(property.name)`", property.range)
    }
    for rule in system.policies.flatMap(\.rules) {
      check(rule.cases.map { $0.condition.map { sizes.size(of: $0) } ?? 0 }.max() ?? 0, "this rule", rule.range)
    }
    for final in system.entities.flatMap(\.finals) {
      check(sizes.size(of: final.condition), "`\(final.name)`", final.condition.range)
    }
    for threat in system.threats {
      for case .attacker(_, _, _, _, let when?, let range) in threat.powers {
        check(sizes.size(of: when), "this power", range)
      }
    }
    for scenario in system.scenarios {
      let expectations = scenario.items.compactMap {
        if case .expect(let condition) = $0 { condition } else { nil }
      }
      check(
        (scenario.givens + expectations).map { sizes.size(of: $0) }.max() ?? 0, "the scenario", scenario.range)
    }
    for unique in system.uniques {
      check(unique.condition.map { sizes.size(of: $0) } ?? 0, "this", unique.range)
    }
    let initials =
      system.fields.map { ($0.initial, $0.name, $0.range) }
      + system.globals.map { ($0.initial, $0.name, $0.range) }
    for (initial, name, range) in initials {
      switch initial {
      case .value(let value), .arbitrary(_, let value?): check(sizes.size(of: value), "`\(name)`", range)
      default: break
      }
    }
  }
}

/// How large things are once everything that they call is put in place; numbers stop growing at a bound.
private struct ExpansionSizes {
  let system: TypedSystem
  private var functions: [Int: Int] = [:]
  private var effects: [Int: Int] = [:]
  private static let bound = 1 << 40

  init(system: TypedSystem) { self.system = system }

  private static func sum(_ left: Int, _ right: Int) -> Int { min(left + right, bound) }

  mutating func size(of expression: TypedExpression) -> Int {
    var result = 1
    for child in expression.children { result = Self.sum(result, size(of: child)) }
    if case .call(let function, let arguments) = expression.kind {
      // An argument is put in place wherever its parameter stands; the body's size bounds how often that is.
      let body = size(ofFunction: function)
      let largest = arguments.map { size(of: $0) }.max() ?? 1
      result = Self.sum(result, largest > 1 && body < Self.bound / largest ? body * largest : body)
    }
    return result
  }

  private mutating func size(ofFunction position: Int) -> Int {
    if let known = functions[position] { return known }
    let size = system.functions[position].body.map { self.size(of: $0) } ?? 1
    functions[position] = size
    return size
  }

  mutating func size(of statements: [TypedStatement]) -> Int {
    var result = 0
    for statement in statements {
      result = Self.sum(result, 1)
      for expression in statement.expressions { result = Self.sum(result, size(of: expression)) }
      result = Self.sum(result, size(of: statement.nested))
      if case .call(let effect, _, _) = statement { result = Self.sum(result, size(ofEffect: effect)) }
    }
    return result
  }

  private mutating func size(ofEffect position: Int) -> Int {
    if let known = effects[position] { return known }
    let size = self.size(of: system.effects[position].body)
    effects[position] = size
    return size
  }
}
