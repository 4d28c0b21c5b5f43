import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax

/// `ensure check`: syntax, names, types, units and rules; no verification.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check specs for errors, without verifying them.",
    discussion: """
      A folder stands for all specs below it; files that are there to be imported, and what is hidden, are left out.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, lines, json }

  @Argument(help: "The specs, or folders of them.", completion: .file(extensions: ["ens"]))
  var specs: [String]

  @Option(help: "How to print what was found: text, lines (one each), or json.")
  var format: Form = .text

  func run() throws {
    var status = ExitStatus.success
    let files = NamedFiles(specs)
    for (path, why) in files.problems {
      Output.complain(
        "error[\(DiagnosticCode.unreadableFile.rawValue)]: `\(path)` cannot be searched: \(why)\n")
      status = .specErrors
    }
    var count = files.problems.count
    for entry in files.entries {
      guard let spec = LoadedSpec.load(entry.path) else {
        status = .specErrors
        count += 1
        continue
      }
      if entry.isFound && spec.isLibrary { continue }
      count += 1
      if spec.compilation.hasErrors { status = .specErrors }
      print(spec, entry.path)
    }
    if count == 0 {
      Output.complain("error: there is nothing to check: no spec with a `system` line was found\n")
      status = .specErrors
    }
    Output.finish(status)
  }

  private func print(_ spec: LoadedSpec, _ path: String) {
    let diagnostics = spec.compilation.diagnostics
    switch format {
    case .text:
      spec.complain()
      if diagnostics.isEmpty { Output.write("\(path): no errors\n") }
    case .lines:
      Output.write(spec.renderer(isColoured: false).lines(diagnostics))
      LoadedSpec.complainOfOmission(spec.compilation.omittedDiagnostics)
    case .json:
      Output.write(spec.renderer(isColoured: false).json(diagnostics).text + "\n")
      LoadedSpec.complainOfOmission(spec.compilation.omittedDiagnostics)
    }
  }
}
