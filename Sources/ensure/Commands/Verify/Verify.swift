public import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
public import EnsureVerify

/// `ensure verify`: every property under every threat, the scenarios, and the team's decisions.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Verify specs: what holds for any number of instances, and the shortest attack where it does not.",
    discussion: """
      The scope is a number of instances of each entity and a set of values for each unit; \
      `--scope Order=2,Money=0..3` changes it. Without options it is 2 instances and the values around the \
      spec's own constants. A folder stands for all specs below it; files that are there to be imported, and what \
      is hidden, are left out. Limits that belong to a folder of specs can stand in its `ensure.toml`; the command \
      line wins.
      """)

  @Argument(help: "The specs, or folders of them.", completion: .file(extensions: ["ens"]))
  var specs: [String]

  @OptionGroup var bounds: BoundOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var cache: CacheOptions

  @Option(name: .customLong("property"), help: "Only this property. May be given several times.")
  var properties: [String] = []

  @Option(
    name: .customLong("threat"),
    help:
      "Only the world of this threat; `A+B` for several at once, `honest` for none. May be given several times."
  )
  var threats: [String] = []

  @Option(
    help: "Write the certificates of what is proved into this folder.", completion: .directory)
  var certificates: String?

  @Flag(
    name: .customLong("explain-proof"),
    help: "Show for each proof its invariant and what it needs of the spec; then what no proof needs.")
  var explainsProof = false

  @Flag(
    name: .customLong("minimal-threats"),
    help: ArgumentHelp(
      "Find the smallest combinations of threats that break each property.",
      discussion: "Also such as the spec does not ask about, which have no influence on the exit status."))
  var seeksMinimalThreats = false

  @Flag(help: "Say on standard error how long reading and verifying have taken, in seconds.")
  var timings = false

  func validate() throws {
    if seeksMinimalThreats && !threats.isEmpty {
      throw ValidationError("--minimal-threats is about all combinations, and --threat about some")
    }
  }

  func run() throws {
    Interrupts.listen()
    let file = report.file()
    let folder = try certificates.map { try CertificateFolder($0) }
    let watch = Stopwatch(isOn: timings)
    var run = try VerificationRun(specs, bounds, limits, properties: properties, threats: threats)
    if seeksMinimalThreats { run.seekMinimalThreats() }
    if explainsProof { run.explainProofs() }
    watch.tell("reading")
    var reports: [SpecReport] = []
    for spec in run.specs {
      if let settings = spec.settings { reports.append(settings) }
      if Interrupts.haveCome, !reports.isEmpty {
        let problem = SpecProblem(message: "`\(spec.path)` was not verified: interrupted", status: .undecided)
        problem.complain()
        reports.append(SpecReport(path: spec.path, outcome: .problem(problem)))
        continue
      }
      if report.isImmediate, run.specs.count > 1 {
        Output.write(RunReport.heading(spec.path, isFirst: reports.isEmpty))
      }
      let told = run.verify(spec, cache.proofs)
      watch.tell("verifying \(spec.path)")
      if report.isImmediate { Output.write(told.text(style: Output.isColoured ? .coloured : .plain)) }
      if case .verified(let system, let found) = told.outcome {
        if let why = folder?.write(found, of: system) {
          Output.complain("ensure: \(why)\n")
          Output.finish(.internalError)
        }
      }
      reports.append(told)
    }
    if reports.isEmpty {
      Output.complain("error: there is nothing to verify: no spec with a `system` line was found\n")
      Output.finish(.specErrors)
    }
    let whole = RunReport(version: Version.number, specs: reports)
    if report.isImmediate {
      Output.write(whole.summary(style: Output.isColoured ? .coloured : .plain))
    } else {
      report.write(whole, to: file)
    }
    Output.finish(whole.status)
  }
}

/// Tells how long the parts of a run have taken. Times are no part of any report, which has to be the same each time.
final class Stopwatch {
  private let isOn: Bool
  private var last = ContinuousClock.now

  init(isOn: Bool) { self.isOn = isOn }

  /// Says how long it has been since the last time.
  func tell(_ what: String) {
    let now = ContinuousClock.now
    let (seconds, attoseconds) = (now - last).components
    last = now
    if !isOn { return }
    let digits = String(1000 + attoseconds / 1_000_000_000_000_000).dropFirst()
    Output.complain("timing: \(what): \(seconds).\(digits) s\n")
  }
}

/// How far to look.
struct BoundOptions: ParsableArguments {
  @Option(help: "The scope, such as `Order=2,Money=0..3`.")
  var scope: ScopeArgument?

  @Option(help: "How many steps deep to look at most.")
  var depth: Int?

  @Option(help: "How many states to look at in each world at most.")
  var states: Int?

  func validate() throws {
    if let depth, depth < 0 { throw ValidationError("a depth is not negative") }
    if let states, states < 1 { throw ValidationError("at least one state is looked at") }
  }

  func apply(to options: inout VerificationOptions) {
    if let scope { options.scope = scope }
    if let depth { options.depth = depth }
    if let states { options.states = states }
  }
}

extension ScopeArgument: ExpressibleByArgument {
  /// Reads what stands behind `--scope`.
  public init?(argument: String) {
    guard let value = try? ScopeArgument(argument) else { return nil }
    self = value
  }
}

/// Names on the command line.
enum Names {
  static func property(_ name: String, in system: TransitionSystem) throws -> PropertyID {
    if let position = system.properties.firstIndex(where: { $0.name == name }) { return PropertyID(position) }
    throw ValidationError(
      "there is no property `\(name)`; there are \(system.properties.map(\.name).joined(separator: ", "))")
  }

  static func threats(_ text: String, in system: TransitionSystem) throws -> Set<ThreatID> {
    if text == "honest" { return [] }
    var result: Set<ThreatID> = []
    for name in text.split(separator: "+") {
      if let position = system.threats.firstIndex(where: { $0.name == name }) {
        result.insert(ThreatID(position))
      } else if let combination = system.combinations.first(where: { $0.name == name }) {
        result.formUnion(combination.threats)
      } else {
        let known = system.threats.map(\.name) + system.combinations.map(\.name)
        let others = known.isEmpty ? "the spec has none" : "there are \(known.joined(separator: ", "))"
        throw ValidationError("there is no threat `\(name)`; \(others)")
      }
    }
    return result
  }
}
