/// Where the lines of a file begin, so that a byte offset can be told as a line and a column.
public struct LineMap: Sendable {
  /// A line and a column, both counted from 1.
  public struct Position: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The column, in Unicode scalars.
    public let column: Int

    /// The place at `line` and `column`.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  private let source: [UInt8]
  private let starts: [Int32]
  /// How many scalars begin in front of each block of bytes, so that a place on a line of megabytes is found without
  /// counting from the line's beginning.
  private let scalars: [Int32]
  private static let block = 1 << 10

  /// Finds the lines of `source`; a line ends with its line feed.
  public init(_ source: [UInt8]) {
    self.source = source
    var starts: [Int32] = [0]
    var scalars: [Int32] = [0]
    source.withUnsafeBufferPointer { bytes in
      var count: Int32 = 0
      for index in bytes.indices {
        if bytes[index] == 0x0A { starts.append(Int32(index + 1)) }
        if bytes[index] & 0xC0 != 0x80 { count += 1 }
        if (index + 1) % Self.block == 0 { scalars.append(count) }
      }
    }
    self.starts = starts
    self.scalars = scalars
  }

  /// How many lines there are; an empty file has one.
  public var lineCount: Int { starts.count }

  /// The line and column of a byte offset; an offset beyond the file counts as its end.
  public func position(_ offset: Int) -> Position {
    let offset = min(max(offset, 0), source.count)
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return Position(line: low + 1, column: scalars(before: offset) - scalars(before: Int(starts[low])) + 1)
  }

  private func scalars(before offset: Int) -> Int {
    let block = offset / Self.block
    var count = Int(scalars[block])
    for byte in source[(block * Self.block)..<offset] where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The bytes of a line (from 1) without its line end.
  public func bytes(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= starts.count else { return source.count..<source.count }
    let start = Int(starts[line - 1])
    var end = line < starts.count ? Int(starts[line]) - 1 : source.count
    if end > start, source[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  /// The text of a line (from 1) without its line end.
  public func text(ofLine line: Int) -> String {
    String(decoding: source[bytes(ofLine: line)], as: UTF8.self)
  }
}
