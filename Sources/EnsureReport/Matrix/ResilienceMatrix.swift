public import EnsureModel

/// The properties of a system against its worlds: a table of short verdicts, then what there is to say of each.
public struct ResilienceMatrix: Sendable {
  /// A column: a set of powers and what it is called.
  public struct World: Hashable, Sendable {
    /// Its name.
    public let title: String
    /// The powers.
    public let threats: Set<ThreatID>
    /// The world in which exactly `threats` are at work.
    public init(title: String, threats: Set<ThreatID>) {
      self.title = title
      self.threats = threats
    }
  }

  /// Which cell something is said of.
  public struct Place: Hashable, Sendable {
    /// The property; nil for the definedness of steps.
    public let property: PropertyID?
    /// The powers.
    public let threats: Set<ThreatID>
    /// A cell's place.
    public init(_ property: PropertyID?, _ threats: Set<ThreatID>) {
      self.property = property
      self.threats = threats
    }
  }

  let system: TransitionSystem
  let cells: [Cell]
  let worlds: [World]
  let remarks: [Place: String]

  /// A matrix.
  ///
  /// - Parameters:
  ///   - cells: what is known; places without a cell stay empty.
  ///   - worlds: the columns; all that the spec names if nil.
  ///   - remarks: a word on a cell, such as "accepted" or "expected".
  public init(
    _ system: TransitionSystem, cells: [Cell], worlds: [World]? = nil, remarks: [Place: String] = [:]
  ) {
    self.system = system
    self.cells = cells
    self.worlds = worlds ?? Self.worlds(of: system)
    self.remarks = remarks
  }

  /// The honest world, that of each threat, and the combinations that the spec names.
  public static func worlds(of system: TransitionSystem) -> [World] {
    [World(title: "honest", threats: [])]
      + system.threats.enumerated().map { World(title: $1.name, threats: [ThreatID($0)]) }
      + system.combinations.map { World(title: $0.name, threats: $0.threats) }
  }

  /// The verdict in a word or two, as the table has it.
  public static func short(_ verdict: Verdict) -> String {
    switch verdict {
    case .proved: "proved"
    case .held(let bound): "held(\(bound.depth))"
    case .violated(let violation): "violated, \(violation.trace.length)"
    case .vacuous: "vacuous"
    case .unknown: "unknown"
    }
  }

  /// The aligned table; it ends with a line feed.
  public func table(style: TextStyle = .plain) -> String {
    let header = [TextTable.Field("property", .strong)] + worlds.map { TextTable.Field($0.title, .strong) }
    let rows = properties.map { property in
      [TextTable.Field(title(property))]
        + worlds.map { world in
          guard let cell = cell(property, world.threats) else { return TextTable.Field("-") }
          let remark = remarks[Place(property, world.threats)].map { " (\($0))" } ?? ""
          return TextTable.Field(Self.short(cell.verdict) + remark, Self.role(cell.verdict))
        }
    }
    return TextTable(header: header, rows: rows).lines(style).joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  /// The rows: the properties in their order; in front the definedness of steps, if it was asked for.
  private var properties: [PropertyID?] {
    let hasDefinedness = cells.contains { $0.property == nil }
    return (hasDefinedness ? [nil] : [])
      + system.properties.indices.map { PropertyID($0) }.filter { property in
        cells.contains { $0.property == property }
      }
  }

  /// What a row is called.
  func title(_ property: PropertyID?) -> String {
    property.map { system.properties[$0.index].name } ?? "(definedness)"
  }

  private func cell(_ property: PropertyID?, _ threats: Set<ThreatID>) -> Cell? {
    cells.first { $0.property == property && $0.threats == threats }
  }

  static func role(_ verdict: Verdict) -> TextStyle.Role {
    switch verdict {
    case .proved, .held: .good
    case .violated: .bad
    case .vacuous, .unknown: .unclear
    }
  }
}

extension Trace {
  /// How many steps it has; idling counts for nothing (SEMANTICS, rule 21).
  public var length: Int { steps.count { $0.event != .idle } }
}
