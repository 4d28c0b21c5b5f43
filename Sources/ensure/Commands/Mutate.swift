import ArgumentParser
import EnsureFiles
import EnsureModel
import EnsureMutation
import EnsureReport
import EnsureSemantics
import Glibc

/// `ensure mutate`: seeded faults of a spec, and whether verifying shows them.
struct Mutate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Seed faults into a spec: the mistakes that people make, one at a time.",
    discussion: """
      Prints some faults as differences, chosen by the seed and spread over the kinds. With `--judge` each is \
      verified, and told how it is caught: by a scenario that fails, a violation that nobody has expected, a \
      decision that is no longer borne out, or a twin that has lost its witness. What nothing shows is a hole in \
      the spec, unless the file of `--verdicts` says why it is equivalent; then the exit status is 1. \
      Docs/faults.md has the kinds.
      """)

  @Argument(help: "The spec.", completion: .file(extensions: ["ens"]))
  var spec: String

  @Option(help: "Chooses among the faults; equal seeds choose equally.")
  var seed: UInt64 = 1

  @Option(help: "How many faults to choose at most.")
  var count: Int = 24

  @Option(
    name: .customLong("kind"),
    help: "Only faults of this kind, such as `boundary-flip`. May be given several times.")
  var kinds: [String] = []

  @Flag(help: "Print the names of all faults, one a line.")
  var list = false

  @Option(help: "Print the whole spec with the fault of this name.")
  var apply: String?

  @Flag(help: "Verify each fault, and tell how it is caught.")
  var judge = false

  @Option(
    help: "With --judge: a file of verdicts on faults that nothing shows, lines `ID equivalent: REASON`.",
    completion: .file())
  var verdicts: String?

  @Option(
    help:
      "With --judge: how many steps deep to look at most; with 0 only the scenarios are played. 9 by default.")
  var depth: Int?

  @Option(help: "With --judge: what the solver may spend in each world, in its own units. 2000000 by default.")
  var effort: Int?

  func validate() throws {
    if let depth, depth < 0 { throw ValidationError("a depth is not negative") }
    if let effort, effort < 1 { throw ValidationError("an effort is at least 1") }
    if count < 1 { throw ValidationError("at least one fault is chosen") }
    let known = FaultKind.all.map(\.name)
    for kind in kinds where !known.contains(kind) {
      throw ValidationError("there is no kind of fault `\(kind)`; there are \(known.joined(separator: ", "))")
    }
    if [list, apply != nil, judge].count(where: { $0 }) > 1 {
      throw ValidationError("--list, --apply and --judge exclude each other")
    }
    if !judge, verdicts != nil || depth != nil || effort != nil {
      throw ValidationError("--verdicts, --depth and --effort belong to --judge")
    }
  }

  func run() throws {
    guard let loaded = LoadedSpec.load(spec) else { Output.finish(.specErrors) }
    loaded.complain()
    guard loaded.compilation.system != nil, let file = loaded.compilation.files.first else {
      Output.finish(.specErrors)
    }
    guard let catalogue = FaultCatalogue(file, importer: BundleImporter(bundle: loaded.bundle)) else {
      SpecProblem(message: "`\(spec)` has no `system` line: there is nothing to verify").complain()
      Output.finish(.specErrors)
    }
    if let apply {
      guard let fault = catalogue.fault(apply) else {
        throw ValidationError("`\(spec)` has no fault `\(apply)`; --list prints all")
      }
      Output.write(fault.text)
    } else if list {
      for fault in catalogue.faults where kinds.isEmpty || kinds.contains(fault.kind) {
        Output.write("\(fault.id) \(fault.kind): \(fault.description)\n")
      }
    } else if judge {
      try judge(catalogue)
    } else {
      for fault in catalogue.chosen(seed: seed, count: count, kinds: kinds) {
        Output.write("\(fault.id) \(fault.kind): \(fault.description)\n")
        Output.write(
          FaultDiff.text(catalogue.original, fault.text, path: spec, label: "fault \(fault.id)") + "\n")
      }
    }
    Output.finish(.success)
  }

  private func judge(_ catalogue: FaultCatalogue) throws {
    let verdicts = try readVerdicts()
    guard let system = catalogue.system else { Output.finish(.specErrors) }
    var bounds = JudgementBounds()
    if let depth { bounds.depth = depth }
    if let effort { bounds.budget = effort }
    let judge = FaultJudge(system, bounds)
    if let problem = judge.problem {
      SpecProblem(message: "`\(spec)` cannot be searched: \(problem)").complain()
      Output.finish(.undecided)
    }
    var chosen = catalogue.chosen(seed: seed, count: count, kinds: kinds)
    // What has a verdict is judged whether it was chosen or not, so that none goes stale unseen.
    for entry in verdicts.entries where !chosen.contains(where: { $0.id == entry.id }) {
      if let fault = catalogue.fault(entry.id) { chosen.append(fault) }
    }
    let judged = chosen.map { fault in
      let outcome = catalogue.system(with: fault).map(judge.judge) ?? .unjudged("it does not compile")
      return (fault: fault, outcome: outcome)
    }
    let report = FaultReport(judged, verdicts)
    Output.write(report.text(path: spec))
    Output.finish(report.status)
  }

  /// The verdicts of the file; ends the process if it cannot be read.
  private func readVerdicts() throws -> VerdictFile {
    guard let verdicts else { return VerdictFile() }
    do throws(ImportProblem) {
      guard let bytes = try FileImporter.settings(verdicts) else { throw .notFound }
      let file = VerdictFile(String(decoding: bytes, as: UTF8.self))
      for problem in file.problems {
        Output.complain("error: \(verdicts):\(problem.line): \(problem.message)\n")
      }
      if !file.problems.isEmpty { Output.finish(.specErrors) }
      return file
    } catch {
      let why = if case .unreadable(let why) = error { why } else { "it is not there" }
      SpecProblem(message: "`\(verdicts)` cannot be read: \(why)").complain()
      Output.finish(.specErrors)
    }
  }
}
