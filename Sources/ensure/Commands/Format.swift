import ArgumentParser
import EnsureFiles
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import Glibc

/// `ensure fmt`: one way to lay a spec out.
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lay specs out in the one canonical way.",
    discussion: """
      Without options the files are rewritten in place. A spec with syntax errors is left alone, and said so. \
      A folder stands for all `.ens` files below it, except hidden ones.
      """)

  @Flag(help: "Change nothing; exit 1 if a file is not laid out canonically, and name it.")
  var check = false

  @Flag(help: "Read from standard input and write to standard output.")
  var stdin = false

  @Argument(help: "The specs, or folders of them.", completion: .file(extensions: ["ens"]))
  var paths: [String] = []

  func validate() throws {
    if stdin != paths.isEmpty {
      throw ValidationError(stdin ? "give either --stdin or files" : "give the files to lay out, or --stdin")
    }
  }

  func run() throws {
    if stdin { Output.finish(formatStandardInput()) }
    var status = ExitStatus.success
    let files = NamedFiles(paths)
    for (path, why) in files.problems {
      Output.complain(
        "error[\(DiagnosticCode.unreadableFile.rawValue)]: `\(path)` cannot be searched: \(why)\n")
      status = .specErrors
    }
    for entry in files.entries { status = max(status, format(entry.path)) }
    Output.finish(status)
  }

  private func formatStandardInput() -> ExitStatus {
    do throws(ImportProblem) {
      let bytes = try FileImporter.readAll(STDIN_FILENO, limit: FileImporter.limit)
      guard let formatted = formatted(bytes, path: "<stdin>") else { return .specErrors }
      if check { return formatted == bytes ? .success : .violated }
      Output.write(formatted)
      return .success
    } catch {
      Output.complain("error[\(DiagnosticCode.unreadableFile.rawValue)]: standard input cannot be read\n")
      return .specErrors
    }
  }

  private func format(_ path: String) -> ExitStatus {
    do throws(ImportProblem) {
      let (file, _) = try FileImporter.open(path)
      guard let formatted = formatted(file.bytes, path: path) else { return .specErrors }
      if formatted == file.bytes { return .success }
      if check {
        Output.write("\(path): not laid out canonically\n")
        return .violated
      }
      if let problem = AtomicFile.replace(file.identity, with: formatted) {
        Output.complain(
          "error[\(DiagnosticCode.unreadableFile.rawValue)]: `\(path)` cannot be written: \(problem)\n")
        return .specErrors
      }
      return .success
    } catch {
      _ = LoadedSpec.load(path)
      return .specErrors
    }
  }

  private func formatted(_ bytes: [UInt8], path: String) -> [UInt8]? {
    do throws(UnreadableSpec) {
      return try Formatter.format(Parser.parse(bytes, file: FileID(index: 0)))
    } catch {
      let renderer = DiagnosticRenderer(
        files: [ReportedFile(path: path, bytes: bytes)], style: Output.errorsAreColoured ? .coloured : .plain)
      let (shown, omitted) = Diagnostic.selection(of: error.diagnostics)
      Output.complain(renderer.text(shown))
      LoadedSpec.complainOfOmission(omitted)
      return nil
    }
  }
}
