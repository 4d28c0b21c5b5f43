// The auditor's program: `ensure-kernel SPEC CERTIFICATE...`. It reads a spec or a Horn problem (.smt2), checks
// certificates against it, and says what was checked. No solver is linked into it.
import EnsureAudit
import EnsureFiles
import EnsureHorn
import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Glibc

/// Writes everything; ends the program if that fails.
func write(_ text: String, to descriptor: Int32) {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      exit(ExitStatus.internalError.rawValue)
    }
  }
}

func complain(_ text: String) { write("ensure-kernel: \(text)\n", to: STDERR_FILENO) }

func words(_ problem: ImportProblem) -> String {
  switch problem {
  case .notFound: "there is no such file"
  case .outsideRoot(let root): "it lies outside of \(root)"
  case .unreadable(let why): why
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
let usage = "ensure-kernel SPEC CERTIFICATE..."
if arguments == ["--help"] || arguments == ["-h"] {
  write(
    """
    usage: \(usage)

    Rechecks certificates of `ensure verify` against a spec, or those of `ensure prove` against a Horn problem (.smt2).
    Says of each what it proves, in which worlds, under which assumptions, and what has to be trusted.
    Exit status: 0 all accepted, 1 one refused, 2 the spec has errors, 64 usage, 70 internal error.

    """, to: STDOUT_FILENO)
  exit(ExitStatus.success.rawValue)
}
guard arguments.count >= 2, arguments.allSatisfy({ !$0.hasPrefix("-") }) else {
  complain("say which spec and which certificates: \(usage)")
  exit(ExitStatus.usage.rawValue)
}

/// Says what is wrong with the spec, and ends the program.
func refuse(_ diagnostics: [Diagnostic], shownBy command: String) -> Never {
  complain("`\(arguments[0])` has errors; `ensure \(command)` shows them")
  for diagnostic in diagnostics.prefix(3) { complain("\(diagnostic.code.rawValue): \(diagnostic.message)") }
  exit(ExitStatus.specErrors.rawValue)
}

let (file, importer): (SourceFile, FileImporter)
do throws(ImportProblem) {
  (file, importer) = try FileImporter.open(arguments[0])
} catch {
  complain("`\(arguments[0])` cannot be read: \(words(error))")
  exit(ExitStatus.specErrors.rawValue)
}
let system: TransitionSystem
if arguments[0].hasSuffix(".smt2") {
  do throws(HornError) {
    system = try HornCompiler.compile(file.bytes)
  } catch {
    refuse([error.diagnostic], shownBy: "prove")
  }
} else {
  let compilation = Compiler.compile(file, importer: importer)
  guard let compiled = compilation.system else { refuse(compilation.diagnostics, shownBy: "check") }
  system = compiled
}
var audit = Audit(system)
for path in arguments.dropFirst() {
  do throws(ImportProblem) {
    audit.look(at: try FileImporter.contents(of: path), name: path)
  } catch {
    complain("`\(path)` cannot be read: \(words(error))")
    exit(ExitStatus.usage.rawValue)
  }
}
write(audit.text, to: STDOUT_FILENO)
exit(audit.status.rawValue)
