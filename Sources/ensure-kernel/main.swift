// The auditor's program: `ensure-kernel SPEC CERTIFICATE...`. It reads a spec, checks certificates against it, and says
// what was checked. No solver is linked into it.
import EnsureAudit
import EnsureFiles
import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Glibc

func complain(_ text: String) { fputs("ensure-kernel: \(text)\n", stderr) }

func words(_ problem: ImportProblem) -> String {
  switch problem {
  case .notFound: "there is no such file"
  case .outsideRoot(let root): "it lies outside of \(root)"
  case .unreadable(let why): why
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, arguments.allSatisfy({ !$0.hasPrefix("-") }) else {
  complain("say which spec and which certificates: ensure-kernel SPEC CERTIFICATE...")
  exit(ExitStatus.usage.rawValue)
}
let compilation: Compilation
do throws(ImportProblem) {
  let (file, importer) = try FileImporter.open(arguments[0])
  compilation = Compiler.compile(file, importer: importer)
} catch {
  complain("`\(arguments[0])` cannot be read: \(words(error))")
  exit(ExitStatus.specErrors.rawValue)
}
guard let system = compilation.system else {
  complain("`\(arguments[0])` has errors; `ensure check` shows them")
  for diagnostic in compilation.diagnostics.prefix(3) {
    complain("\(diagnostic.code.rawValue): \(diagnostic.message)")
  }
  exit(ExitStatus.specErrors.rawValue)
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
fputs(audit.text, stdout)
if fflush(stdout) != 0 { exit(ExitStatus.internalError.rawValue) }
exit(audit.status.rawValue)
