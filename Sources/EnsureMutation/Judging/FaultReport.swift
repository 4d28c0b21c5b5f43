public import EnsureModel

/// The faults of one spec that were judged, and what people say of those that nothing shows.
public struct FaultReport: Sendable {
  /// The faults, each with what came of it.
  public let judged: [(fault: Fault, outcome: FaultOutcome)]
  /// What people say.
  public let verdicts: VerdictFile

  /// A report.
  public init(_ judged: [(fault: Fault, outcome: FaultOutcome)], _ verdicts: VerdictFile) {
    self.judged = judged
    self.verdicts = verdicts
  }

  /// The faults that nothing shows and of which nobody says why.
  public var holes: [Fault] {
    judged.filter { $0.outcome == .survived && verdicts.reason($0.fault.id) == nil }.map(\.fault)
  }

  /// The faults that nothing shows, and that mean nothing.
  public var equivalents: [Fault] {
    judged.filter { $0.outcome == .survived && verdicts.reason($0.fault.id) != nil }.map(\.fault)
  }

  /// Verdicts on what is no fault of the spec, or is caught after all.
  public var stale: [VerdictFile.Entry] {
    let surviving = Set(judged.filter { $0.outcome.means == nil }.map(\.fault.id))
    return verdicts.entries.filter { !surviving.contains($0.id) }
  }

  /// 1 if there is a hole or a verdict is stale, 3 if something could not be judged.
  public var status: ExitStatus {
    if !holes.isEmpty || !stale.isEmpty { return .violated }
    let isUndecided = judged.contains { if case .unjudged = $0.outcome { true } else { false } }
    return isUndecided ? .undecided : .success
  }

  /// The columns of `row`.
  public static let columns =
    ["faults"] + FaultOutcome.Means.allCases.map(\.rawValue) + ["equivalent", "holes"]

  /// How many there are of each.
  public var row: [Int] {
    let caught = FaultOutcome.Means.allCases.map { means in judged.count { $0.outcome.means == means } }
    return [judged.count] + caught + [equivalents.count, holes.count]
  }

  /// All of it, a fault a line, what survives with the reason behind it.
  public func text(path: String) -> String {
    var result = "\(path)\n"
    for (fault, outcome) in judged {
      result += "  \(fault.id) \(fault.kind): \(fault.description)\n"
      switch outcome {
      case .caught(let means, let what): result += "    caught by \(means.rawValue): \(what)\n"
      case .unjudged(let why): result += "    not judged: \(why)\n"
      case .survived:
        let verdict = verdicts.reason(fault.id).map { "equivalent: \($0)" } ?? "HOLE: nothing shows it"
        result += "    survives, \(verdict)\n"
      }
    }
    for entry in stale {
      let isCaught = judged.contains { $0.fault.id == entry.id }
      result +=
        "  \(entry.id): the verdict on line \(entry.line) is stale: "
        + (isCaught ? "the fault is caught\n" : "the spec has no such fault\n")
    }
    let counts = zip(row, Self.columns).map { "\($0) \($1)" }.joined(separator: ", ")
    return result + "\(path): \(counts)\n"
  }
}
