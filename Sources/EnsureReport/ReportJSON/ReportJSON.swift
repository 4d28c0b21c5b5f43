import EnsureModel
import EnsureSyntax

extension RunReport {
  /// The name of the JSON report's shape. `Docs/schemas/ensure-report-1.json` describes it; what changes it in a way
  /// that readers could notice changes the number.
  public static let schema = "ensure-report-1"

  /// The whole run for programs.
  public var json: JSON {
    .object([
      ("schema", .string(Self.schema)),
      ("tool", .object([("name", .string("ensure")), ("version", .string(version))])),
      ("status", status.json),
      ("specs", .array(specs.map { SpecJSON(spec: $0).json })),
    ])
  }
}

extension ExitStatus {
  /// The number and its name.
  var json: JSON { .object([("code", .integer(Int(rawValue))), ("name", .string(word))]) }

  /// The name, as `Docs/exit-status.md` has it.
  var word: String {
    switch self {
    case .success: "fine"
    case .violated: "violated"
    case .specErrors: "error in the spec"
    case .undecided: "undecided"
    case .usage: "usage"
    case .internalError: "internal error"
    }
  }
}

/// One spec for programs.
struct SpecJSON {
  let spec: SpecReport

  var json: JSON {
    .object([
      ("path", .string(spec.path)),
      ("status", spec.status.json),
      ("problem", problem),
      ("diagnostics", DiagnosticRenderer(files: spec.files, style: .plain).json(spec.diagnostics)),
      ("omittedDiagnostics", .integer(spec.omittedDiagnostics)),
      ("system", system),
    ])
  }

  private var problem: JSON {
    guard case .problem(let problem) = spec.outcome else { return .null }
    return .object([
      ("code", problem.code.map { .string($0.rawValue) } ?? .null), ("message", .string(problem.message)),
    ])
  }

  private var system: JSON {
    guard case .verified(let system, let report) = spec.outcome else { return .null }
    return SystemJSON(system: system, report: report, places: PlaceJSON(files: spec.files)).json
  }
}
