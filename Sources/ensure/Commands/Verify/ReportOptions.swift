import ArgumentParser
import EnsureModel
import EnsureReport

/// In which form a run is told, and where to.
struct ReportOptions: ParsableArguments {
  /// The forms.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif, junit, markdown
  }

  @Option(help: "How to tell the result: text, json, sarif, junit or markdown (see Docs/output-formats.md).")
  var format: Form = .text

  @Option(
    name: .shortAndLong, help: "Write the result to this file instead; it is replaced whole or not at all.",
    completion: .file())
  var output: String?

  /// Whether specs are told one by one, as they are verified.
  var isImmediate: Bool { format == .text && output == nil }

  /// The file to write to, if there is one; ends the process if it cannot be written.
  func file() -> OutputFile? {
    guard let output else { return nil }
    do throws(OutputFile.Problem) {
      return try OutputFile(output)
    } catch {
      error.complain()
      Output.finish(.internalError)
    }
  }

  /// Tells the run. What cannot be written to the file goes to standard output, so that no work is lost; the status
  /// says that it was not as asked.
  func write(_ report: RunReport, to file: OutputFile?) {
    let text = text(report)
    guard let file else { return Output.write(text) }
    do throws(OutputFile.Problem) {
      try file.write(text)
    } catch {
      error.complain()
      Output.write(text)
      Output.finish(.internalError)
    }
  }

  private func text(_ report: RunReport) -> String {
    switch format {
    case .text: report.text(style: .plain)
    case .json: report.json.text + "\n"
    case .sarif: report.sarif.text + "\n"
    case .junit: report.junit
    case .markdown: report.markdown()
    }
  }
}
