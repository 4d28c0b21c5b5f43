/// The states that a search has found, each once, numbered from 0 in the order of their finding: rows of words in
/// chunks, and an open-addressing table of numbers with a part of the hash. A class, since it owns its memory.
final class StateStore {
  /// Words per state.
  let width: Int
  /// How many states there are.
  private(set) var count = 0

  private static let chunkShift = 14
  private static let chunkRows = 1 << chunkShift
  private var chunks: [UnsafeMutablePointer<Int32>] = []
  private var hashChunks: [UnsafeMutablePointer<UInt64>] = []
  /// High half: the high half of the hash. Low half: the state's number plus 1, or 0 for an empty place.
  private var table: UnsafeMutablePointer<UInt64>
  private var mask: Int

  init(width: Int) {
    self.width = width
    let capacity = 1 << 16
    table = .allocate(capacity: capacity)
    table.initialize(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  deinit {
    for chunk in chunks { chunk.deallocate() }
    for chunk in hashChunks { chunk.deallocate() }
    table.deallocate()
  }

  /// The words of a state; they stay where they are.
  @inline(__always) func row(_ index: Int) -> UnsafeMutablePointer<Int32> {
    chunks[index >> Self.chunkShift] + (index & (Self.chunkRows - 1)) * width
  }

  /// The hash of a state.
  @inline(__always) func hash(_ index: Int) -> UInt64 {
    hashChunks[index >> Self.chunkShift][index & (Self.chunkRows - 1)]
  }

  /// Reads the table where the hash belongs, so that several reads from memory overlap.
  @inline(__always) func touch(_ hash: UInt64) -> UInt64 { table[Int(truncatingIfNeeded: hash) & mask] }

  /// The number of a state, if it is known.
  func find(_ row: UnsafePointer<Int32>, _ hash: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] != 0 {
      if let known = match(table[slot], row, hash) { return known }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a state unless it is known; says which number it has and whether it is new.
  @inline(__always)
  func insert(_ row: UnsafePointer<Int32>, _ hash: UInt64) -> (index: Int, isNew: Bool) {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = table[slot]
      if entry == 0 { break }
      if let known = match(entry, row, hash) { return (known, false) }
      slot = (slot + 1) & mask
    }
    let index = count
    if index & (Self.chunkRows - 1) == 0 { addChunk() }
    self.row(index).update(from: row, count: width)
    hashChunks[index >> Self.chunkShift][index & (Self.chunkRows - 1)] = hash
    table[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(index + 1)
    count = index + 1
    if count * 2 > mask { grow() }
    return (index, true)
  }

  @inline(__always)
  private func match(_ entry: UInt64, _ row: UnsafePointer<Int32>, _ hash: UInt64) -> Int? {
    guard entry >> 32 == hash >> 32 else { return nil }
    let index = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
    let known = self.row(index)
    var difference: Int32 = 0
    for word in 0..<width { difference |= known[word] ^ row[word] }
    return difference == 0 ? index : nil
  }

  private func addChunk() {
    chunks.append(.allocate(capacity: max(1, width * Self.chunkRows)))
    hashChunks.append(.allocate(capacity: Self.chunkRows))
  }

  private func grow() {
    let capacity = (mask + 1) * 4
    table.deallocate()
    table = .allocate(capacity: capacity)
    table.initialize(repeating: 0, count: capacity)
    mask = capacity - 1
    for index in 0..<count {
      let hash = self.hash(index)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(index + 1)
    }
  }
}
