import EnsureModel

extension RunReport {
  /// The run as a SARIF 2.1.0 log (OASIS, errata 01): one result for each finding and diagnostic. What is held has no
  /// result.
  public var sarif: JSON {
    var rules = SarifRules()
    let results = specs.flatMap { SarifResults($0).results(&rules) }
    let driver = JSON.object([
      ("name", .string("ensure")), ("version", .string(version)), ("semanticVersion", .string(version)),
      ("rules", .array(rules.rules)),
    ])
    let run = JSON.object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", .string("unicodeCodePoints")),
      ("invocations", .array([invocation])),
      ("artifacts", .array(artifacts)),
      ("results", .array(results)),
    ])
    return .object([
      (
        "$schema",
        .string("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
      ),
      ("version", .string("2.1.0")), ("runs", .array([run])),
    ])
  }

  private var invocation: JSON {
    var members: [(String, JSON)] = [
      ("executionSuccessful", .boolean(status != .internalError && status != .usage)),
      ("exitCode", .integer(Int(status.rawValue))), ("exitCodeDescription", .string(status.word)),
    ]
    if !notifications.isEmpty { members.append(("toolExecutionNotifications", .array(notifications))) }
    return .object(members)
  }

  /// What concerns the run and not the specs: Ensure's own mistakes, and specs that could not be looked at.
  private var notifications: [JSON] {
    specs.flatMap { spec -> [JSON] in
      switch spec.outcome {
      case .verified(_, let report):
        return report.contradictions.map {
          notification("\(spec.path): Ensure contradicts itself: \($0); please report it")
        }
      case .problem(let problem) where problem.code == nil: return [notification(problem.message)]
      default:
        return spec.omittedDiagnostics == 0
          ? [] : [notification("\(spec.path): \(spec.omittedDiagnostics) more diagnostics are not shown")]
      }
    }
  }

  private func notification(_ text: String) -> JSON {
    .object([("level", .string("error")), ("message", .object([("text", .string(text))]))])
  }

  /// Every file that was read, once.
  private var artifacts: [JSON] {
    var seen: Set<String> = []
    return specs.flatMap { $0.files.map(\.path) }.filter { seen.insert($0).inserted }.map { path in
      .object([
        ("location", SarifPlaces.artifact(path)), ("sourceLanguage", .string("ensure")),
        ("roles", .array([.string("analysisTarget")])),
      ])
    }
  }
}
