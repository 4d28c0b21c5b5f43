public import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureVerify
import Glibc

/// `ensure prove`: decides a transition system that is given as a Horn problem.
struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide a transition system that is written as linear Horn clauses (SMT-LIB, logic HORN).",
    discussion: """
      The clauses say what begins, which steps there are, and what must never be reached; Docs/horn.md says which \
      files are read. `proved` means that the kernel has accepted a certificate in this run. Exit status 0 if that is \
      so, 1 if something that must not be reached is, 2 if the file is not read, 3 if neither is known.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

  /// The engines, for comparisons.
  enum Engine: String, ExpressibleByArgument, CaseIterable { case portfolio, bounded, spacer }

  @Argument(help: "The problem.", completion: .file(extensions: ["smt2"]))
  var file: String

  @Option(help: "How long to try: seconds, or such as `90s`, `5min`, `1h`; a minute by default.")
  var timeout: DurationArgument?

  @Option(help: "The form of the report: text or json.")
  var format: Form = .text

  @Flag(help: "Show the invariant that was found.")
  var explainProof = false

  @Option(
    help: "Write the certificate of a proof to this folder; `ensure audit` rechecks it.", completion: .directory
  )
  var certificates: String?

  /// For comparisons on busy machines.
  @Flag(help: .private)
  var cpu = false

  @Option(help: .private)
  var engine: Engine = .portfolio

  func run() throws {
    Interrupts.listen()
    let folder = try certificates.map { try CertificateFolder($0) }
    guard let system = HornFile.load(file) else { Output.finish(.specErrors) }
    guard let plain = PlainSystem(World(system, threats: []), property: PropertyID(0)) else {
      Output.complain("internal error: a Horn problem is no plain system\n")
      Output.finish(.internalError)
    }
    let prover = PlainProver(
      plain, seconds: timeout?.seconds ?? 60, clock: cpu ? .cpu : .wall, engines: engine.engines)
    let outcome: HornReport.Outcome
    switch prover.run(isInterrupted: { Interrupts.haveCome }) {
    case .proved(let proof):
      if let why = folder?.write(proof.certificate, as: HornFile.certificateName(file)) {
        Output.complain("ensure: \(why)\n")
        Output.finish(.internalError)
      }
      outcome = .proved(.init(proof.lemmas, proof.bank, by: proof.engine), obligations: proof.obligations)
    case .inductive(let lemmas, let bank, let engine, let reason):
      outcome = .candidate(.init(lemmas, bank, by: engine), reason: reason)
    case .violated(let violation): outcome = .violated(violation)
    case .open(let depth, _, let reason): outcome = .open(depth: depth, reason: reason)
    case .disagreement(let what, _):
      Output.complain("internal error: Ensure contradicts itself: \(what)\n")
      Output.finish(.internalError)
    }
    let report = HornReport(path: file, system, outcome)
    switch format {
    case .text:
      let style: TextStyle = Output.isColoured ? .coloured : .plain
      Output.write(report.text(style: style, isExplained: explainProof))
    case .json: Output.write(report.json(version: Version.number))
    }
    // An engine that did not listen to the limit may still run: nothing is taken down beneath it.
    _exit(report.status.rawValue)
  }
}

extension Prove.Engine {
  /// What it stands for.
  fileprivate var engines: PlainProver.Engines {
    switch self {
    case .portfolio: .all
    case .bounded: .bounded
    case .spacer: .spacer
    }
  }
}
