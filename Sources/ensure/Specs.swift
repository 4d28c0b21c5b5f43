import EnsureFiles
import EnsureReport
import EnsureSemantics
import EnsureSyntax
import EnsureVerify

/// A spec from disk through the front end, and how to speak of it.
struct LoadedSpec {
  let compilation: Compilation
  /// The files, with what each import stands for.
  let bundle: SpecBundle

  /// The root of its imports.
  let root: String

  /// Compiles the spec at `path`, and everything it imports.
  ///
  /// - Throws: why the spec itself cannot be read.
  static func open(_ path: String) throws(SpecProblem) -> LoadedSpec {
    do throws(ImportProblem) {
      let (file, importer) = try FileImporter.open(path)
      let recorder = RecordingImporter(importer, main: file)
      let compilation = Compiler.compile(file, importer: recorder)
      return LoadedSpec(
        compilation: compilation, bundle: recorder.bundle, root: importer.root)
    } catch {
      let (code, why): (DiagnosticCode, String) =
        switch error {
        case .notFound: (.fileNotFound, "there is no file `\(path)`")
        case .outsideRoot: (.importOutsideRoot, "`\(path)` lies outside its root")
        case .unreadable(let why): (.unreadableFile, "`\(path)` cannot be read: \(why)")
        }
      throw SpecProblem(code: code, message: why)
    }
  }

  /// The same; what cannot be read is complained about in the same form as all else.
  static func load(_ path: String) -> LoadedSpec? {
    do throws(SpecProblem) {
      return try open(path)
    } catch {
      error.complain()
      return nil
    }
  }

  /// Whether the file is there to be imported: it has no `system` line, and nothing that could be meant as one.
  var isLibrary: Bool {
    guard let root = compilation.trees.first?.root, root.token(.system) == nil else { return false }
    return !compilation.diagnostics.contains {
      $0.code.rawValue.hasPrefix("E00") && $0.primary.range.file.index == 0
    }
  }

  /// The files, for showing places in them.
  var reportedFiles: [ReportedFile] {
    compilation.files.map { ReportedFile(path: $0.path, bytes: $0.bytes) }
  }

  /// What to render diagnostics with.
  func renderer(isColoured: Bool) -> DiagnosticRenderer {
    DiagnosticRenderer(files: reportedFiles, style: isColoured ? .coloured : .plain)
  }

  /// Prints the diagnostics to standard error, if there are any.
  func complain() {
    guard !compilation.diagnostics.isEmpty else { return }
    let renderer = renderer(isColoured: Output.errorsAreColoured)
    Output.complain(renderer.text(compilation.diagnostics))
    Self.complainOfOmission(compilation.omittedDiagnostics)
  }

  /// Says on standard error that not all diagnostics are shown.
  static func complainOfOmission(_ count: Int) {
    if count > 0 { Output.complain("and \(count) more, which are not shown\n") }
  }
}

extension SpecProblem {
  /// Says it on standard error.
  func complain() { Output.complain("error\(code.map { "[\($0.rawValue)]" } ?? ""): \(message)\n") }
}
