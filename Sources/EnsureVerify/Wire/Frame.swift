/// How messages follow each other in a pipe: four bytes that say how long the message is, the highest first, then
/// the message.
enum Frame {
  /// The longest message: more than a spec of the greatest size that is read.
  static let limit = 256 << 20

  static func wrap(_ payload: [UInt8]) -> [UInt8] {
    let count = UInt32(truncatingIfNeeded: payload.count)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
  }

  /// How long a message is, by its first four bytes.
  static func length(_ head: some Collection<UInt8>) throws(WireError) -> Int {
    let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else { throw .tooLong(length) }
    return length
  }
}

/// Cuts what comes from a pipe, in pieces of any size, into messages.
struct FrameBuffer {
  private var bytes: [UInt8] = []

  mutating func append(_ piece: ArraySlice<UInt8>) { bytes += piece }

  /// The next message, if all of it is there.
  mutating func next() throws(WireError) -> ArraySlice<UInt8>? {
    guard bytes.count >= 4 else { return nil }
    let length = try Frame.length(bytes)
    guard bytes.count >= 4 + length else { return nil }
    let message = bytes[4..<4 + length]
    bytes.removeFirst(4 + length)
    return message
  }

  /// Whether part of a message is left.
  var isInterrupted: Bool { !bytes.isEmpty }
}

/// The first message that a worker sends: which protocol it speaks, and what it has read.
struct Greeting: Wired, Hashable {
  /// Changes whenever the meaning of any message does.
  static let version = 1

  let version: Int
  let fingerprint: Int

  func write(to writer: inout ByteWriter) {
    writer.write(version)
    writer.write(fingerprint)
  }

  init(version: Int, fingerprint: Int) {
    self.version = version
    self.fingerprint = fingerprint
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(version: try reader.read(), fingerprint: try reader.read())
  }
}

/// The only message that a worker gets.
struct WorkOrder: Wired {
  let version: Int
  /// Bytes that the worker may allocate; 0 is as many as there are.
  let memory: Int
  let spec: SpecBundle
  let job: Job

  init(version: Int = Greeting.version, memory: Int, spec: SpecBundle, job: Job) {
    self.version = version
    self.memory = memory
    self.spec = spec
    self.job = job
  }

  func write(to writer: inout ByteWriter) {
    writer.write(version)
    writer.write(memory)
    writer.write(spec)
    writer.write(job)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      version: try reader.read(), memory: try reader.read(), spec: try reader.read(), job: try reader.read())
  }
}
