public import EnsureModel

/// A piece of work for one engine: a world, and what is asked about it. Nothing in it depends on time or place, so
/// that the same job has the same outcome wherever it runs, as long as no limit fires.
public struct Job: Sendable {
  /// Who does it.
  public enum Engine: UInt8, Hashable, Sendable {
    /// Bounded search with a solver.
    case bounded = 0
    /// Explicit search, state by state.
    case explicit = 1
    /// Looks for invariants that show goals for any number of instances, and for their certificates.
    case proof = 2
    /// Looks for what to ask of invariants that have no proof.
    case question = 3
    /// Follows scenarios with all numbers that they leave open.
    case scenario = 4
    /// Asks a solver of Horn clauses for invariants.
    case clauses = 5

    /// What it is called in reports.
    var title: String {
      switch self {
      case .bounded: "bounded search"
      case .explicit: "explicit search"
      case .proof: "search for a proof"
      case .question: "search for a question"
      case .scenario: "search through the scenarios"
      case .clauses: "search for invariants"
      }
    }
  }

  /// Who does it.
  public var engine: Engine
  /// The world.
  public var threats: Set<ThreatID>
  /// The properties to decide.
  public var properties: [PropertyID]
  /// Whether to look for genuine steps that have no value.
  public var wantsDefinedness: Bool
  /// What to find a witness of; for a proof, what to show to have none.
  public var twins: [Twin.Subject]
  /// The scope.
  public var scope: Scope
  /// The longest traces to look at, in steps.
  public var depth: Int
  /// How many states explicit search keeps at most.
  public var states: Int
  /// What the solver may spend on one question, in its own units, which repeat from run to run; 0 is no limit.
  public var effort: Int
  /// What the solver may spend on the whole search, in the same units: then it goes as deep as that lasts, and at most
  /// to `depth`; 0 is no limit.
  public var budget: Int
  /// Lemmas that have been of use in another world, for a proof (`ProofClaim.encoded`).
  public var lemmas: [UInt8] = []
  /// The same for each temporal property, in words of what is remembered for it, with the rankings of a smaller world.
  public var remembered: [PropertyID: [UInt8]] = [:]
  /// What shows properties (nil: definedness) in a smaller world, for a proof (`CarriedProof`).
  public var proofs: [PropertyID?: [UInt8]] = [:]
  /// Runs of this world or a smaller one, for a proof: what they contradict need not be tried.
  public var runs: [Trace] = []

  /// Scenarios to follow, with what their variables stand for, and how many instances of each entity there are.
  public var scenarios: [PlayedScenario] = []

  /// Whether a bounded search proves of instances that may be stuck that they are.
  public var provesDeadEnds = false

  /// A job.
  public init(
    engine: Engine, threats: Set<ThreatID>, properties: [PropertyID], wantsDefinedness: Bool,
    twins: [Twin.Subject] = [], scope: Scope, depth: Int, states: Int = 100_000, effort: Int = 0,
    budget: Int = 0
  ) {
    self.engine = engine
    self.threats = threats
    self.properties = properties
    self.wantsDefinedness = wantsDefinedness
    self.twins = twins
    self.scope = scope
    self.depth = depth
    self.states = states
    self.effort = effort
    self.budget = budget
  }

  /// Whether the job asks about the property (nil: definedness).
  func asks(about property: PropertyID?) -> Bool {
    property.map(properties.contains) ?? wantsDefinedness
  }
}

extension Job: Wired {
  func write(to writer: inout ByteWriter) {
    writer.byte(engine.rawValue)
    writer.write(threats)
    writer.write(properties)
    writer.write(wantsDefinedness)
    writer.write(twins)
    writer.write(scope)
    writer.write(depth)
    writer.write(states)
    writer.write(effort)
    writer.write(budget)
    writer.raw(lemmas)
    let observed = remembered.keys.sorted { $0.index < $1.index }
    writer.write(observed)
    for property in observed { writer.raw(remembered[property] ?? []) }
    let proved = proofs.keys.sorted { ($0?.index ?? -1) < ($1?.index ?? -1) }
    writer.write(proved)
    for property in proved { writer.raw(proofs[property] ?? []) }
    writer.write(runs)
    writer.write(provesDeadEnds)
    writer.write(scenarios)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    let tag = try reader.byte()
    guard let engine = Engine(rawValue: tag) else { throw .unknown(tag) }
    self.init(
      engine: engine, threats: try reader.read(), properties: try reader.read(),
      wantsDefinedness: try reader.read(), twins: try reader.read(), scope: try reader.read(),
      depth: try reader.read(), states: try reader.read(), effort: try reader.read(), budget: try reader.read())
    lemmas = try reader.raw()
    for property in try reader.read([PropertyID].self) { remembered[property] = try reader.raw() }
    for property in try reader.read([PropertyID?].self) { proofs[property] = try reader.raw() }
    runs = try reader.read()
    provesDeadEnds = try reader.read()
    scenarios = try reader.read()
  }
}
