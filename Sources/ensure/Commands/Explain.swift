import ArgumentParser
import EnsureReport
import EnsureSyntax

/// `ensure explain E0123`: the long page on a kind of problem.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain a code such as E0101, with a wrong and a mended example.")

  @Argument(help: "The code; without one, all codes are listed.")
  var code: String?

  func run() throws {
    guard let code else {
      for known in DiagnosticCode.allCases {
        Output.write("\(known.rawValue)  \(DiagnosticPage(known).title)\n")
      }
      return
    }
    guard let known = DiagnosticPage.code(code) else {
      throw ValidationError("there is no code `\(code)`; `ensure explain` lists them all")
    }
    Output.write(DiagnosticPage(known).text(style: Output.isColoured ? .coloured : .plain))
  }
}
