import EnsureFiles
import EnsureHorn
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureSyntax

/// A Horn problem from disk.
enum HornFile {
  /// Whether the name of a file says that it is a Horn problem, and no spec.
  static func isNamed(_ path: String) -> Bool { path.hasSuffix(".smt2") }

  /// The system that the file states. What is wrong with it is complained about; then nil.
  static func load(_ path: String) -> TransitionSystem? {
    let source: SourceFile
    do throws(ImportProblem) {
      source = try FileImporter.open(path).0
    } catch {
      let why: (DiagnosticCode, String) =
        switch error {
        case .notFound: (.fileNotFound, "there is no file `\(path)`")
        case .outsideRoot: (.importOutsideRoot, "`\(path)` lies outside its root")
        case .unreadable(let why): (.unreadableFile, "`\(path)` cannot be read: \(why)")
        }
      SpecProblem(code: why.0, message: why.1).complain()
      return nil
    }
    do throws(HornError) {
      return try HornCompiler.compile(source.bytes)
    } catch {
      let files = [ReportedFile(path: path, bytes: source.bytes)]
      let renderer = DiagnosticRenderer(files: files, style: Output.errorsAreColoured ? .coloured : .plain)
      Output.complain(renderer.text([error.diagnostic]))
      return nil
    }
  }

  /// The system that a spec or a Horn problem states; what is wrong with it is complained about.
  static func loadAny(_ path: String) -> TransitionSystem? {
    if isNamed(path) { return load(path) }
    guard let loaded = LoadedSpec.load(path) else { return nil }
    loaded.complain()
    return loaded.compilation.system
  }

  /// What the certificate for the problem is called.
  static func certificateName(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? "problem"
    if isNamed(name) { name.removeLast(5) }
    return "\(name).cert"
  }
}
