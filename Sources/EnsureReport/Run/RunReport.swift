public import EnsureModel
public import EnsureSyntax

/// Everything that one run of `ensure verify` has to tell: what the formats for pipelines are made of.
public struct RunReport: Sendable {
  /// Which program ran: `0.1.0`.
  public let version: String
  /// The specs, in the order in which they were looked at.
  public let specs: [SpecReport]

  /// A run.
  public init(version: String, specs: [SpecReport]) {
    self.version = version
    self.specs = specs
  }

  /// What the run answers: the status that matters most (SEMANTICS, rule 22).
  public var status: ExitStatus { specs.map(\.status).max() ?? .success }
}

/// One spec of a run: what was wrong with its text, or what verifying it has shown.
public struct SpecReport: Sendable {
  /// The path under which it was asked for.
  public let path: String
  /// Its text and that of everything it imports; `Origin.file` and `FileID.index` are positions here.
  public let files: [ReportedFile]
  /// What the front end has to say.
  public let diagnostics: [Diagnostic]
  /// How many further diagnostics there are.
  public let omittedDiagnostics: Int
  /// What became of it.
  public let outcome: Outcome

  /// What became of a spec.
  public enum Outcome: Sendable {
    /// It was verified.
    case verified(TransitionSystem, VerificationReport)
    /// Its text has errors, which are among the diagnostics.
    case wrong
    /// It could not be verified for a reason that has no place in its text, such as a file that is not there.
    case problem(SpecProblem)
  }

  /// A spec.
  public init(
    path: String, files: [ReportedFile] = [], diagnostics: [Diagnostic] = [], omittedDiagnostics: Int = 0,
    outcome: Outcome
  ) {
    self.path = path
    self.files = files
    self.diagnostics = diagnostics
    self.omittedDiagnostics = omittedDiagnostics
    self.outcome = outcome
  }

  /// What the spec alone would have the run answer.
  public var status: ExitStatus {
    switch outcome {
    case .verified(_, let report): report.status
    case .wrong: .specErrors
    case .problem(let problem): problem.status
    }
  }

  /// What it is called: the system's name, or its path where there is no system.
  public var title: String {
    if case .verified(let system, _) = outcome { return system.name }
    return path
  }
}

/// Why a spec was not verified, where no diagnostic says it.
public struct SpecProblem: Error, Hashable, Sendable {
  /// The kind of problem, if the catalogue has it.
  public let code: DiagnosticCode?
  /// One sentence, in the wording of diagnostics.
  public let message: String
  /// What the run answers.
  public let status: ExitStatus

  /// A problem.
  public init(code: DiagnosticCode? = nil, message: String, status: ExitStatus = .specErrors) {
    self.code = code
    self.message = message
    self.status = status
  }
}
