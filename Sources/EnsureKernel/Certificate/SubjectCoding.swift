import EnsureModel
import EnsureObligations

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
    case .deadEnd(let name, let condition):
      writer.write(byte: 4)
      writer.write(name)
      writer.write(natural: condition.count)
      writer.write(bytes: condition)
    }
  }

  init(from reader: inout CanonicalReader) throws(KernelError) {
    switch try reader.natural(below: 5) {
    case 0: self = .definedness
    case 1: self = .property(try reader.string())
    case 2: self = .neverHappens(try reader.string(), try reader.natural(below: Int(Int32.max)))
    case 3: self = .neverApplies(try reader.string())
    default:
      let name = try reader.string()
      self = .deadEnd(name, Array(try reader.bytes(try reader.natural(below: Int(Int32.max)))))
    }
  }
}

extension DeadEnd {
  /// The name of the property.
  var name: String { system.properties[property.index].name }

  /// The condition, as bytes that make sense with the spec at hand.
  var encoded: [UInt8] { ProofClaim(terms: system.bank, lemmas: [condition]).encoded(for: system) }

  /// Reads a condition.
  ///
  /// - Returns: nil if the property is none that it could be about, or there is no condition.
  /// - Throws: what is wrong with the bytes.
  init?(of property: PropertyID, encoded bytes: [UInt8], in system: TransitionSystem) throws(KernelError) {
    var claim = ProofClaim(terms: system.bank, lemmas: [])
    try claim.add(encoded: bytes, of: system)
    guard let condition = claim.lemmas.first else { return nil }
    self.init(of: property, where: condition, claim.terms, in: system)
  }
}
