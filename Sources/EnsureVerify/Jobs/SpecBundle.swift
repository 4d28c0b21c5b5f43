/// A spec with all that it imports, so that another process can compile it again without looking at any file.
public struct SpecBundle: Hashable, Sendable {
  /// One file.
  public struct File: Hashable, Sendable {
    /// The name to show.
    public let path: String
    /// Names the file itself, whatever way it was reached.
    public let identity: String
    /// The bytes.
    public let bytes: [UInt8]

    /// A file.
    public init(path: String, identity: String, bytes: [UInt8]) {
      self.path = path
      self.identity = identity
      self.bytes = bytes
    }
  }

  /// What an import stands for.
  public struct Link: Hashable, Sendable {
    /// The identity of the importing file, which may be one that an import has made (with other names).
    public let source: String
    /// What is written there.
    public let path: String
    /// The imported file, as it is on disk: its position in `files`.
    public let target: Int

    /// An import.
    public init(source: String, path: String, target: Int) {
      self.source = source
      self.path = path
      self.target = target
    }
  }

  /// The files as they are on disk, the main one first.
  public let files: [File]
  /// All imports.
  public let links: [Link]

  /// A spec.
  public init(files: [File], links: [Link]) {
    self.files = files
    self.links = links
  }
}

extension SpecBundle.File: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(path)
    writer.write(identity)
    writer.raw(bytes)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(path: try reader.read(), identity: try reader.read(), bytes: try reader.raw())
  }
}

extension SpecBundle.Link: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(source)
    writer.write(path)
    writer.write(target)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(source: try reader.read(), path: try reader.read(), target: try reader.read())
  }
}

extension SpecBundle: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(files)
    writer.write(links)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(files: try reader.read(), links: try reader.read())
    let positions = files.indices
    guard !files.isEmpty,
      links.allSatisfy({ positions.contains($0.target) })
    else { throw .notCanonical }
  }
}
