/// Which file of a spec a range is in; the index into the list of files that were loaded together.
public struct FileID: Hashable, Sendable, Comparable {
  /// The position in the list of loaded files, from 0.
  public let index: Int32

  /// Names the file at `index`.
  public init(index: Int) { self.index = Int32(index) }

  /// The order in which the files were loaded.
  public static func < (left: FileID, right: FileID) -> Bool { left.index < right.index }
}

/// A half-open range of UTF-8 byte offsets in one file.
public struct SourceRange: Hashable, Sendable {
  /// The file.
  public let file: FileID
  /// Offset of the first byte.
  public let start: Int32
  /// Offset behind the last byte; equal to `start` for a place between two bytes.
  public let end: Int32

  /// The bytes from `start` up to, but without, `end`.
  public init(file: FileID, start: Int, end: Int) {
    self.file = file
    self.start = Int32(start)
    self.end = Int32(end)
  }
}
