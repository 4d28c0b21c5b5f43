import EnsureExplore
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import Foundation
import Testing

/// The one way in which these tests come from text to what they look at.
enum Specs {
  /// A spec of the repository.
  static func text(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: name), encoding: .utf8)
  }

  /// The diagnostics of a text, rendered.
  static func rendered(_ text: String, style: TextStyle = .plain, width: Int = 100) -> String {
    let compilation = Compiler.compile(text: text)
    let files = compilation.files.map { ReportedFile(path: $0.path, bytes: $0.bytes) }
    return DiagnosticRenderer(files: files, style: style, width: width).text(compilation.diagnostics)
  }

  /// The meaning of a text that has no errors.
  static func system(_ text: String) throws -> TransitionSystem {
    let compilation = Compiler.compile(text: text)
    guard let system = compilation.system else {
      throw Wrong(problems: compilation.diagnostics.map { "\($0.code.rawValue): \($0.message)" })
    }
    return system
  }

  /// A text that was meant to be right.
  struct Wrong: Error { let problems: [String] }

  /// A scope with `count` instances of each entity and these values for money, plain numbers and time.
  static func scope(
    _ system: TransitionSystem, _ count: Int, _ values: ClosedRange<Int> = -1...3,
    delays: ClosedRange<Int>? = nil,
    counts: [String: Int] = [:]
  ) -> Scope {
    var units: [EnsureModel.Unit: ValueSet] = [.plain: ValueSet([values]), .duration: ValueSet([values])]
    for currency in system.currencies.indices { units[.money(currency: currency)] = ValueSet([values]) }
    return Scope(
      instances: system.entities.map { counts[$0.name] ?? count }, values: units,
      delays: ValueSet(delays.map { [$0] } ?? []))
  }

  /// All cells of the spec's matrix, by search.
  static func cells(_ system: TransitionSystem, _ scope: Scope, depth: Int) throws -> [Cell] {
    try ResilienceMatrix.worlds(of: system).flatMap { world -> [Cell] in
      let search = Search(
        World(system, threats: world.threats), scope: scope, limits: SearchLimits(depth: depth))
      let report = try search.run(system.properties.indices.map { PropertyID($0) })
      var cells = [Cell(property: nil, threats: world.threats, verdict: verdict(report.definedness))]
      for (position, property) in system.properties.enumerated() {
        let id = PropertyID(position)
        switch property.kind {
        case .invariant:
          guard let outcome = report.outcomes[id] else { continue }
          cells.append(Cell(property: id, threats: world.threats, verdict: verdict(outcome)))
        case .temporal:
          let reason = "temporal properties are not decided yet"
          cells.append(Cell(property: id, threats: world.threats, verdict: .unknown(reason)))
        }
      }
      return cells
    }
  }

  private static func verdict(_ outcome: Search.Outcome) -> Verdict {
    switch outcome {
    case .held(let bound): .held(bound)
    case .violated(let violation): .violated(violation)
    }
  }

  /// The story of the first thing that fails in a world: a defect, else the property.
  static func story(
    _ text: String, threats: [String] = [], scope count: Int = 1, _ values: ClosedRange<Int> = -1...3,
    delays: ClosedRange<Int>? = nil, counts: [String: Int] = [:], property: Int = 0
  ) throws -> String {
    let system = try system(text)
    let ids = Set(
      system.threats.indices.filter { threats.contains(system.threats[$0].name) }.map { ThreatID($0) })
    let world = World(system, threats: ids)
    let scope = scope(system, count, values, delays: delays, counts: counts)
    let report = try Search(world, scope: scope, limits: SearchLimits(depth: 8)).run([PropertyID(property)])
    let interpreter = try Interpreter(world, scope: scope)
    if case .violated(let violation) = report.definedness {
      return Story(violation, of: nil, interpreter).text()
    }
    guard case .violated(let violation)? = report.outcomes[PropertyID(property)] else {
      return "nothing fails\n"
    }
    return Story(violation, of: PropertyID(property), interpreter).text()
  }
}
