import EnsureSemantics
import EnsureVerify

/// Reads files as another importer does, and remembers what each import stands for, so that a worker can compile the
/// same spec without looking at any file.
final class RecordingImporter<Source: Importer>: Importer {
  private let source: Source
  private var links: [(source: String, path: String, target: String)] = []

  init(_ source: Source) { self.source = source }

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    let target = try source.read(path, from: file)
    links.append((file.identity, path, target.identity))
    return target
  }

  /// What was read.
  func bundle(_ files: [SourceFile]) -> SpecBundle {
    func position(_ identity: String) -> Int? { files.firstIndex { $0.identity == identity } }
    return SpecBundle(
      files: files.map { SpecBundle.File(path: $0.path, identity: $0.identity, bytes: $0.bytes) },
      links: links.compactMap { link in
        guard let from = position(link.source), let to = position(link.target) else { return nil }
        return SpecBundle.Link(source: from, path: link.path, target: to)
      })
  }
}

/// Finds the files of a bundle.
struct BundleImporter: Importer {
  let bundle: SpecBundle

  func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
    let link = bundle.links.first { link in
      bundle.files[link.source].identity == file.identity && link.path == path
    }
    guard let link else { throw .notFound }
    return SourceFile(bundle.files[link.target])
  }
}

extension SourceFile {
  init(_ file: SpecBundle.File) { self.init(path: file.path, identity: file.identity, bytes: file.bytes) }
}
