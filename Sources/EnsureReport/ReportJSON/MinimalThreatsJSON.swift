import EnsureModel

/// The smallest combinations of threats that break a property, for programs.
struct MinimalThreatsJSON {
  let system: TransitionSystem
  let places: PlaceJSON

  func json(_ found: MinimalThreats) -> JSON {
    .object([
      ("property", .string(system.properties[found.property.index].name)),
      ("breaking", .array(found.breaking.map { breaking($0, found.property) })),
      ("others", others(found.others)),
      (
        "undecided",
        .array(found.undecided.map { .object(world($0.threats) + [("reason", .string($0.reason))]) })
      ),
    ])
  }

  private func world(_ threats: Set<ThreatID>) -> [(String, JSON)] {
    [
      ("world", .string(system.title(of: threats))),
      ("threats", .array(threats.sorted().map { .string(system.threats[$0.index].name) })),
    ]
  }

  private func breaking(_ breaking: MinimalThreats.Breaking, _ property: PropertyID) -> JSON {
    let violation = breaking.violation
    let interpreter = try? Interpreter(
      World(system, threats: breaking.threats), scope: violation.trace.scope)
    let told = interpreter.map { interpreter in
      ViolationJSON(violation: violation, property: property, interpreter: interpreter, places: places).json
    }
    return .object(
      world(breaking.threats) + [
        ("length", .integer(violation.trace.length)), ("violation", told ?? .null),
      ])
  }

  private func others(_ others: MinimalThreats.Others) -> JSON {
    func object(_ verdict: String, _ depth: Int?, _ size: Int?) -> JSON {
      .object([
        ("verdict", .string(verdict)), ("depth", depth.map { .integer($0) } ?? .null),
        ("upTo", size.map { .integer($0) } ?? .null),
      ])
    }
    switch others {
    case .none: return object("none", nil, nil)
    case .unknown, .undecided: return object("unknown", nil, nil)
    case .safe(let depth, let size): return object(depth == nil ? "proved" : "held", depth, size)
    }
  }
}
