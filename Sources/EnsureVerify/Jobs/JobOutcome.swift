public import EnsureModel

/// What became of a job: everything that was told before it ended, and how it ended.
public struct JobOutcome: Sendable {
  /// How a job ended.
  public enum End: Hashable, Sendable {
    /// The engine said that it is done.
    case finished
    /// The engine said that it cannot be done.
    case failed(JobFailure)
    /// Its time was over.
    case timedOut
    /// It wanted more memory than it was allowed.
    case outOfMemory
    /// The worker ended without an answer, or said something that is no answer; how.
    case crashed(String)
    /// The user interrupted the run, before or while it was done.
    case interrupted
  }

  /// All runs of up to so many steps were looked at; nil if the engine has not said so of any.
  public private(set) var depth: Int?
  /// Claims that are still to be replayed.
  public private(set) var violations: [PropertyID?: Violation] = [:]
  /// Claims that are still to be replayed.
  public private(set) var witnesses: [Twin.Subject: Trace] = [:]
  /// What holds within a bound.
  public private(set) var held: [PropertyID?: Bound] = [:]
  /// What was given up.
  public private(set) var abandoned: [PropertyID?: Abandonment] = [:]
  /// How many states were looked at.
  public private(set) var states = 0
  /// What has been certified, by property; nil is definedness.
  public private(set) var certificates: [PropertyID?: [UInt8]] = [:]
  /// Certificates that nothing will ever witness a twin.
  public private(set) var impossible: [Twin.Subject: [UInt8]] = [:]
  /// Questions that are still to be replayed.
  public private(set) var questions: [QuestionMessage] = []
  /// Lemmas that may show properties, encoded.
  public private(set) var lemmas: [PropertyID: [UInt8]] = [:]
  /// Numbers with which scenarios may come out otherwise.
  public private(set) var scenarios: [ScenarioNumbers] = []
  /// How many questions the solver was asked.
  public private(set) var checks = 0
  /// How it ended.
  public var end = End.interrupted

  /// One of which nothing is known.
  public init() {}

  /// Takes an event into account.
  ///
  /// - Returns: what is wrong with it, if it is none that this job can have.
  mutating func note(_ event: JobEvent, of job: Job) -> String? {
    let foreign = "it answers what nobody has asked"
    switch event {
    case .depthDone(let depth):
      guard depth >= 0, depth <= job.depth else { return foreign }
      self.depth = max(self.depth ?? depth, depth)
    case .violated(let property, let violation):
      guard job.asks(about: property) else { return foreign }
      if violations[property] == nil { violations[property] = violation }
    case .witness(let subject, let trace):
      guard job.twins.contains(subject) else { return foreign }
      if witnesses[subject] == nil { witnesses[subject] = trace }
    case .held(let property, let bound):
      guard job.asks(about: property), bound.scope == job.scope, bound.depth >= 0 else { return foreign }
      held[property] = bound
    case .undecided(let property, let why):
      guard job.asks(about: property) else { return foreign }
      abandoned[property] = why
    case .certified(let property, let certificate):
      guard job.asks(about: property) else { return foreign }
      certificates[property] = certificate
    case .impossible(let subject, let certificate):
      guard job.twins.contains(subject) else { return foreign }
      impossible[subject] = certificate
    case .question(let question):
      guard job.asks(about: question.property), question.threats == job.threats, question.scope == job.scope
      else {
        return foreign
      }
      questions.append(question)
    case .scenario(let numbers):
      guard job.scenarios.contains(where: { $0.scenario == numbers.scenario }) else { return foreign }
      scenarios.append(numbers)
    case .lemmas(let property, let lemmas):
      guard job.asks(about: property) else { return foreign }
      self.lemmas[property] = lemmas
    case .finished(let states, let checks):
      (self.states, self.checks) = (states, checks)
      end = .finished
    case .failed(let failure): end = .failed(failure)
    }
    return nil
  }
}

/// Does jobs, somewhere.
public protocol JobRunner {
  /// Does all of them, in any order, and gives their outcomes in theirs.
  ///
  /// - Parameter deadline: when all has to be over; what is not is ended then.
  func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome]
  /// Whether the user has interrupted the run, so that nothing more is to be begun.
  var isInterrupted: Bool { get }
  /// How much may be done at a time.
  var width: Int { get }
}

extension JobRunner {
  /// One thing after the other.
  public var width: Int { 1 }
}

/// Does jobs in this process, one after the other. Nothing limits their time and memory but they themselves.
public struct InProcessRunner: JobRunner {
  let system: TransitionSystem

  /// A runner for jobs on `system`.
  public init(_ system: TransitionSystem) { self.system = system }

  /// Never: whoever interrupts the process ends it.
  public var isInterrupted: Bool { false }

  /// Does all of them.
  public func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
    jobs.map { job in
      var outcome = JobOutcome()
      JobExecutor(system: system).run(job) { event in
        if let problem = outcome.note(event, of: job) {
          outcome.end = .crashed(problem)
          return false
        }
        if !event.isLast, deadline?.isOver == true {
          outcome.end = .timedOut
          return false
        }
        return true
      }
      return outcome
    }
  }
}
