/// That a property holds in a world for any number of instances, as the kernel has accepted it.
public struct Proof: Sendable {
  /// The property; nil for "every step has a value".
  public let property: PropertyID?
  /// The world.
  public let threats: Set<ThreatID>
  /// The system whose names the lemmas use: the spec's, and behind its globals what is remembered of the past.
  public let system: TransitionSystem
  /// What is remembered of the past.
  public let memories: [Memory]

  /// What a global of an observer stands for.
  public struct Memory: Sendable {
    /// What is remembered.
    public let formula: Formula
    /// What it came to at the last position.
    public let was: GlobalID
    /// The instant at which what it looks back at last was, if that is remembered.
    public let last: GlobalID?
    /// The instant since which it has held, if that is remembered.
    public let first: GlobalID?

    /// A memory.
    public init(formula: Formula, was: GlobalID, last: GlobalID?, first: GlobalID? = nil) {
      self.formula = formula
      self.was = was
      self.last = last
      self.first = first
    }

    /// The instant that is remembered, whichever it is.
    public var instant: GlobalID? { last ?? first }
  }

  /// What comes some day, and why; empty where nothing is promised.
  public let promises: [Promise]
  /// What may happen to the instance that is never stuck, or what leads to that; empty where none is spoken of.
  public let waysOn: [Promise.Stage]
  /// What the property's assumptions say of all positions, or of all but finitely many, as far as it is used.
  public let presumed: [Formula]

  /// Something that comes some day.
  public struct Promise: Sendable {
    /// Whether it is due, among the globals of an observer.
    public let due: GlobalID
    /// What comes.
    public let goal: Formula
    /// The stages of waiting for it, the last one first: a state is in the first one whose condition holds.
    public let stages: [Stage]
    /// How many times steps may still lead back to a later stage; nil if none does.
    public let rounds: Term?

    /// A promise.
    public init(due: GlobalID, goal: Formula, stages: [Stage], rounds: Term?) {
      self.rounds = rounds
      self.due = due
      self.goal = goal
      self.stages = stages
    }

    /// A stage of waiting.
    public struct Stage: Sendable {
      /// What holds in it.
      public let condition: Term
      /// What leads on.
      public let cause: Cause
      /// Where it is possible, if not in all of the stage.
      public let opening: Term?
      /// The stages of waiting for that.
      public let inner: [Stage]

      /// A stage.
      public init(condition: Term, cause: Cause, opening: Term? = nil, inner: [Stage] = []) {
        self.condition = condition
        self.cause = cause
        self.opening = opening
        self.inner = inner
      }

      /// What is forced to happen in it and in the stages inside of it.
      public var steps: [Step] {
        causes.flatMap { cause -> [Step] in if case .steps(let steps) = cause { steps } else { [] } }
      }
      /// What is assumed to come, in it and in the stages inside of it.
      public var assumed: [Formula] {
        causes.compactMap { if case .assumed(let formula) = $0 { formula } else { nil } }
      }
      /// Whether somebody waits in it, or in a stage inside of it, for time to pass.
      public var needsTime: Bool { causes.contains { if case .time = $0 { true } else { false } } }

      private var causes: [Cause] { [cause] + inner.flatMap(\.causes) }
    }

    /// What leads on from a stage.
    public enum Cause: Sendable {
      /// That time passes.
      case time
      /// One of these steps.
      case steps([Step])
      /// That this comes, as is assumed.
      case assumed(Formula)
      /// That this comes: where it does not the property has nothing to ask.
      case supposed(Formula)
    }

    /// A step that fairness forces.
    public struct Step: Sendable {
      /// Why it is forced.
      public let source: Duty.Source
      /// Whether it is enough that it is possible again and again.
      public let isStrong: Bool
      /// The action.
      public let action: ActionID
      /// The instances for which it is forced, by the position of the parameter; all others may be any.
      public let instances: [Int: Term]

      /// A step.
      public init(source: Duty.Source, isStrong: Bool, action: ActionID, instances: [Int: Term]) {
        self.source = source
        self.isStrong = isStrong
        self.action = action
        self.instances = instances
      }
    }
  }

  /// The actions that the proof relies on being forced (SEMANTICS, rule 16), each once, in the order of the spec.
  public var forced: [ActionID] {
    Set(promises.flatMap(\.stages).flatMap(\.steps).map(\.action)).sorted { $0.index < $1.index }
  }

  /// The actions whose deadlines the proof relies on (SEMANTICS, rule 18), in the order of the spec: those of whose clocks
  /// its lemmas speak.
  public var timely: [ActionID] { World(system, threats: threats).timely(lemmas.map(\.body), in: terms) }

  /// Whether the proof speaks of persons, and takes for granted that no two principals are one (`distinct persons`).
  public var needsDistinctPersons: Bool {
    if !system.personsAreDistinct { return false }
    var speaks = false
    for (_, body) in lemmas {
      terms.walk(body) { term in
        if case .field(let field, _) = terms[term], system.fields[field.index].kind == .person { speaks = true }
        return !speaks
      }
    }
    return speaks
  }

  /// The terms of the lemmas.
  public let terms: TermBank
  /// What holds in every reachable state, with its variables: first what the property itself says, then the lemmas that
  /// were found.
  public let lemmas: [(variables: [VariableID], body: Term)]
  /// How many of them the property itself comes to.
  public let own: Int
  /// How many obligations have a refutation in the certificate.
  public let obligations: Int
  /// The certificate, with its witnesses.
  public let certificate: [UInt8]
  /// What of the spec it needs; nil if nobody has asked.
  public var uses: ProofUses?

  /// A proof.
  public init(
    property: PropertyID?, threats: Set<ThreatID>, system: TransitionSystem,
    memories: [Memory] = [], promises: [Promise] = [], waysOn: [Promise.Stage] = [],
    presumed: [Formula] = [], terms: TermBank,
    lemmas: [(variables: [VariableID], body: Term)], own: Int, obligations: Int, certificate: [UInt8]
  ) {
    self.property = property
    self.threats = threats
    self.system = system
    self.memories = memories
    self.promises = promises
    self.waysOn = waysOn
    self.presumed = presumed
    self.terms = terms
    self.lemmas = lemmas
    self.own = own
    self.obligations = obligations
    self.certificate = certificate
  }
}
