import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureVerify

/// `ensure trace`: one violation, for other programs or for the spec itself.
struct TraceExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Tell one violation: as a story, for trace viewers, as a diagram, or as a scenario to keep.",
    discussion: """
      Without --property and --threat it is the first violation that nobody has written down, or else the first one. \
      A scenario means genuine steps in the honest world: its last line says that a step is impossible. Where the \
      violation needs no threat it fails until the system is mended; where it needs one it guards what the threat \
      goes round. Exit status 0 if there is a trace, 3 if nothing is violated.
      """)

  /// What the trace is told as.
  enum Form: String, EnumerableFlag {
    case itf, mermaid, scenario

    static func name(for value: Form) -> NameSpecification { .customLong("as-\(value.rawValue)") }

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .itf: "In Apalache's Informal Trace Format (JSON)."
      case .mermaid: "As a sequence diagram for Mermaid."
      case .scenario: "As a scenario to keep in the spec."
      }
    }
  }

  @Argument(help: "The spec.", completion: .file(extensions: ["ens"]))
  var spec: String

  @OptionGroup var bounds: BoundOptions
  @OptionGroup var limits: LimitOptions

  @Option(help: "The property.")
  var property: String?

  @Option(help: "The world of this threat, or of several: `A+B`; `honest` for none.")
  var threat: String?

  @Flag(exclusivity: .exclusive, help: "")
  var form: Form?

  @Option(
    name: .shortAndLong, help: "Write to this file instead; it is replaced whole or not at all.",
    completion: .file())
  var output: String?

  func run() throws {
    Interrupts.listen()
    let file = ReportOptions.file(output)
    let run = try VerificationRun(
      [spec], bounds, limits, properties: property.map { [$0] } ?? [], threats: threat.map { [$0] } ?? [])
    guard let asked = run.specs.first else { Output.finish(.specErrors) }
    let told = run.verify(asked)
    guard case .verified(let system, let report) = told.outcome else { Output.finish(told.status) }
    if report.status == .internalError { Output.finish(.internalError) }
    guard let cell = report.cellToTell, case .violated(let violation) = cell.verdict else {
      Output.complain("nothing is violated as far as was looked, so there is no trace\n")
      Output.finish(.undecided)
    }
    guard let trace = try? ViolatedTrace(system, violation, of: cell.property) else {
      Output.complain("internal error: the trace does not fit its scope\n")
      Output.finish(.internalError)
    }
    ReportOptions.write(text(trace, told.files), to: file)
    Output.finish(.success)
  }

  private func text(_ trace: ViolatedTrace, _ files: [ReportedFile]) -> String {
    switch form {
    case nil: return trace.text(style: output == nil && Output.isColoured ? .coloured : .plain)
    case .itf?: return trace.itf.text + "\n"
    case .mermaid?: return trace.mermaid
    case .scenario?:
      do throws(ViolatedTrace.NoScenario) {
        return try trace.scenario(in: files).suggestion
      } catch {
        Output.complain("there is no scenario for this violation: \(error)\n")
        Output.finish(.undecided)
      }
    }
  }
}

extension VerificationReport {
  /// The violation that a reader wants to see first: one that no decision covers, else any; properties in front of
  /// steps without meaning.
  fileprivate var cellToTell: Cell? {
    let violated = zip(cells, standings).filter { $0.0.verdict.isViolated }
    return
      (violated.first { $0.1 == .open && $0.0.property != nil } ?? violated.first { $0.1 == .open }
      ?? violated.first)?.0
  }
}
