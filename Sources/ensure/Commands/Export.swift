import ArgumentParser
import EnsureAudit
import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureSemantics
import Glibc

/// `ensure export`: what the kernel checks, for other solvers.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the obligations of certificates as files for other solvers.",
    discussion: """
      Each obligation becomes a file of its own in SMT-LIB 2 (logic QF_LIA) that any solver may decide: `unsat` says that \
      it is valid. The obligations come from the spec, the lemmas from the certificate; its refutations are not used. What follows \
      on its face, as the last line counts it, needs no file.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case smtlib }

  @Option(help: "The form: smtlib.")
  var to: Form

  @Argument(help: "The spec, or the Horn problem (.smt2).", completion: .file(extensions: ["ens", "smt2"]))
  var spec: String

  @Argument(help: "The certificates.", completion: .file(extensions: ["cert"]))
  var certificates: [String]

  @Option(
    name: .shortAndLong, help: "The folder to write to; it is made if it is not there.", completion: .directory)
  var output: String

  func run() throws {
    guard let system = HornFile.loadAny(spec) else { Output.finish(.specErrors) }
    let folder = try CertificateFolder(output)
    var (files, plain) = (0, 0)
    for path in certificates {
      let bytes = try CertificateFile.read(path)
      var name = path.split(separator: "/").last.map(String.init) ?? path
      if name.hasSuffix(".cert") { name.removeLast(5) }
      do throws(ExportFailure) {
        let written = try write(bytes, name, system, to: folder.path)
        (files, plain) = (files + written.files, plain + written.plain)
      } catch {
        Output.complain("ensure: `\(path)`: \(error.why)\n")
        Output.finish(error.status)
      }
    }
    Output.write("\(files) obligations written to `\(folder.path)`; \(plain) more follow on their face\n")
    Output.finish(.success)
  }

  private struct ExportFailure: Error {
    let why: String
    let status: ExitStatus
  }

  /// Writes the obligations of a certificate; says how many, and how many there are beside.
  private func write(_ bytes: [UInt8], _ name: String, _ system: TransitionSystem, to folder: String)
    throws(ExportFailure) -> (files: Int, plain: Int)
  {
    let words = AuditWords(system)
    func failure(_ error: KernelError) -> ExportFailure {
      ExportFailure(why: words.text(error), status: .violated)
    }
    let (meaning, claim): (Meaning, ProofClaim)
    do throws(KernelError) {
      let (found, lemmas, _) = try Kernel(system).claim(of: try Certificate(bytes: bytes))
      (meaning, claim) = (found, lemmas)
    } catch {
      throw failure(error)
    }
    var number = 0
    let plain = try meaning.rule.obligations(
      of: claim, for: meaning.goal, { failure(.refusal($0)) }
    ) { subject, obligation throws(ExportFailure) in
      number += 1
      let file =
        "\(folder)/\(name).\(String(repeating: "0", count: max(0, 4 - String(number).count)))\(number).smt2"
      let text = SMTLIB.script(obligation, title: "\(name), obligation \(number): \(words.text(subject))")
      if let why = AtomicFile.replace(file, with: Array(text.utf8)) {
        throw ExportFailure(why: "`\(file)` cannot be written: \(why)", status: .internalError)
      }
    }
    return (number, plain)
  }
}
