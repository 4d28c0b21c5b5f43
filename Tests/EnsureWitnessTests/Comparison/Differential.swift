import EnsureModel
import EnsureSemantics
import EnsureSyntax

/// Compares the naive evaluator with the interpreter on one spec: in several worlds, along random traces, all steps
/// for a sample of arguments, and all properties.
struct Differential {
  /// What the tests of the tests change in the model.
  typealias Sabotage = @Sendable (inout TransitionSystem) -> Void

  var traces = 2
  var depth = 6
  /// How many tuples of arguments are tried for each action in each state.
  var samples = 6
  var sabotage: Sabotage?

  /// Compares on the spec `text`; the seed decides scope, worlds and traces.
  func compare(_ text: String, seed: UInt64) -> Comparison {
    let compilation = Compiler.compile(text: text)
    guard var system = compilation.system else {
      return .refused(compilation.diagnostics.filter { $0.severity == .error }.map(\.message))
    }
    sabotage?(&system)
    var random = SeededGenerator(seed)
    let scope = Self.scope(compilation.typed, hasTime: system.hasTime, &random)
    var worlds: [Set<Int>] = [[]]
    let threats = Array(system.threats.indices)
    if !threats.isEmpty {
      worlds.append(Set(threats))
      let some = Set(threats.filter { _ in random.chance(50) })
      if !worlds.contains(some) { worlds.append(some) }
    }
    var counts = ComparisonCounts()
    for threats in worlds {
      do {
        var comparison = try WorldComparison(system, scope, threats, self, random)
        if let found = comparison.run() { return .disagreed(found) }
        counts += comparison.counts
      } catch {
        return .disagreed(Disagreement(subject: "layout", threats: [], details: "\(error)"))
      }
    }
    return .agreed(counts)
  }

  /// Few instances, and numbers around zero.
  static func scope(_ system: TypedSystem, hasTime: Bool, _ random: inout SeededGenerator) -> NaiveScope {
    var counts: [String: Int] = [:]
    for entity in system.entities {
      counts[entity.name] = entity.ranks != nil ? 1 : entity.isFinite ? 1 + random.below(2) : 2
    }
    return NaiveScope(system, counts: counts, numbers: [0, 1, -1, 2, 3], delays: hasTime ? [1, 2] : [])
  }
}

extension NaiveScope {
  /// The same scope for the model, whose last entities are the hidden ones.
  func scope(for model: TransitionSystem) -> Scope {
    let all = ValueSet(numbers.map { $0...$0 })
    var values: [Unit: ValueSet] = [.plain: all, .duration: all, .anyMoney: all]
    for currency in system.currencies.indices { values[.money(currency: currency)] = all }
    return Scope(
      instances: model.entities.map { counts[$0.name] ?? 0 }, values: values,
      delays: ValueSet(delays.map { $0...$0 }))
  }
}
