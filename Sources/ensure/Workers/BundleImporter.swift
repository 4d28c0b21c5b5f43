import EnsureSemantics
import EnsureVerify

/// Reads files as another importer does, and remembers what each import stands for, so that a worker can compile the
/// same spec without looking at any file.
final class RecordingImporter<Source: Importer>: Importer {
  private let source: Source
  private var files: [SourceFile]
  private var links: [SpecBundle.Link] = []

  /// A recorder of what `main` imports.
  init(_ source: Source, main: SourceFile) {
    self.source = source
    files = [main]
  }

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    let target = try source.read(path, from: file)
    let position = files.firstIndex { $0.identity == target.identity && $0.path == target.path } ?? files.count
    if position == files.count { files.append(target) }
    links.append(SpecBundle.Link(source: file.identity, path: path, target: position))
    return target
  }

  /// What was read.
  var bundle: SpecBundle {
    SpecBundle(
      files: files.map { SpecBundle.File(path: $0.path, identity: $0.identity, bytes: $0.bytes) }, links: links)
  }
}

/// Finds the files of a bundle.
struct BundleImporter: Importer {
  let bundle: SpecBundle

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    guard let link = bundle.links.first(where: { $0.source == file.identity && $0.path == path }) else {
      throw .notFound
    }
    return SourceFile(bundle.files[link.target])
  }
}

extension SourceFile {
  init(_ file: SpecBundle.File) { self.init(path: file.path, identity: file.identity, bytes: file.bytes) }
}
