extension Certificate.Subject {
  func write(to writer: inout CanonicalWriter) {
    switch self {
    case .definedness: writer.write(byte: 0)
    case .property(let name):
      writer.write(byte: 1)
      writer.write(name)
    case .neverHappens(let name, let position):
      writer.write(byte: 2)
      writer.write(name)
      writer.write(natural: position)
    case .neverApplies(let name):
      writer.write(byte: 3)
      writer.write(name)
    }
  }

  init(from reader: inout CanonicalReader) throws(KernelError) {
    switch try reader.natural(below: 4) {
    case 0: self = .definedness
    case 1: self = .property(try reader.string())
    case 2: self = .neverHappens(try reader.string(), try reader.natural(below: Int(Int32.max)))
    default: self = .neverApplies(try reader.string())
    }
  }
}
