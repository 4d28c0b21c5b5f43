import ArgumentParser
import EnsureModel
import EnsureSemantics
import EnsureVerify

/// `ensure worker`: what `ensure verify` starts for each of its jobs. Not for people: it reads a job on standard
/// input and writes what it finds to standard output, in a form that only `ensure verify` reads.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Do one job of a verification.", shouldDisplay: false)

  func run() throws {
    Worker.run { bundle in
      guard let main = bundle.files.first else { return nil }
      return Compiler.compile(SourceFile(main), importer: BundleImporter(bundle: bundle)).system
    }
  }
}
