public import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
public import EnsureVerify

/// `ensure verify`: every property under every threat, the scenarios, and the team's decisions.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verify specs: what holds in a bounded scope, and the shortest attack where it does not.",
    discussion: """
      The scope is a number of instances of each entity and a set of values for each unit; \
      `--scope Order=2,Money=0..3` changes it. Without options it is 2 instances and the values around the \
      spec's own constants.
      """)

  @Argument(help: "The specs.", completion: .file(extensions: ["ens"]))
  var specs: [String]

  @OptionGroup var bounds: BoundOptions
  @OptionGroup var limits: LimitOptions

  @Option(name: .customLong("property"), help: "Only this property. May be given several times.")
  var properties: [String] = []

  @Option(
    name: .customLong("threat"),
    help:
      "Only the world of this threat; `A+B` for several at once, `honest` for none. May be given several times."
  )
  var threats: [String] = []

  func run() throws {
    Interrupts.listen()
    var status = ExitStatus.success
    for (position, path) in specs.enumerated() {
      if Interrupts.haveCome {
        Output.complain("ensure: interrupted before `\(path)`\n")
        status = max(status, .undecided)
        break
      }
      if specs.count > 1 { Output.write("\(position == 0 ? "" : "\n")== \(path)\n\n") }
      status = max(status, try verify(path))
    }
    Output.finish(status)
  }

  private func verify(_ path: String) throws -> ExitStatus {
    guard let spec = LoadedSpec.load(path) else { return .specErrors }
    spec.complain()
    guard let system = spec.compilation.system else { return .specErrors }
    guard !system.name.isEmpty else {
      Output.complain("error: `\(path)` has no `system` line: it is there to be imported, not to be verified\n")
      return .specErrors
    }
    var options = VerificationOptions()
    bounds.apply(to: &options)
    limits.apply(to: &options)
    options.properties = try properties.map { try Names.property($0, in: system) }
    options.worlds = try threats.map { try Names.threats($0, in: system) }
    do throws(VerificationError) {
      let report = try Verification(system, options, runner: limits.pool(spec.bundle, system)).run()
      limits.saveCases(report, of: spec.bundle)
      let rendered = VerificationText(
        system, report, style: Output.isColoured ? .coloured : .plain, files: spec.reportedFiles)
      Output.write(rendered.text)
      return report.status
    } catch {
      throw ValidationError(error.description)
    }
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
    options.scope = scope
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
        throw ValidationError("there is no threat `\(name)`; there are \(known.joined(separator: ", "))")
      }
    }
    return result
  }
}
