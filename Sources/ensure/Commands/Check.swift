import ArgumentParser
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax

/// `ensure check`: syntax, names, types, units and rules; no verification.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check specs for errors, without verifying them.")

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, lines, json }

  @Argument(help: "The specs.", completion: .file(extensions: ["ens"]))
  var specs: [String]

  @Option(help: "How to print what was found: text, lines (one each), or json.")
  var format: Form = .text

  func run() throws {
    var status = ExitStatus.success
    for path in specs {
      guard let spec = LoadedSpec.load(path) else {
        status = .specErrors
        continue
      }
      if spec.compilation.hasErrors { status = .specErrors }
      print(spec, path)
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
