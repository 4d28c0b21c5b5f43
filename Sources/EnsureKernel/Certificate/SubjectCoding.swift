package import EnsureModel
package import EnsureObligations

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
    case .neverDecides(let name, let position, let clause):
      writer.write(byte: 5)
      writer.write(name)
      writer.write(natural: position)
      let (kind, number): (Int, Int) =
        switch clause {
        case .permit(let rule): (0, rule)
        case .forbid(let rule): (1, rule)
        case .honest(let clause): (2, clause)
        }
      writer.write(natural: kind)
      writer.write(natural: number)
    }
  }

  init(from reader: inout CanonicalReader) throws(KernelError) {
    switch try reader.natural(below: 6) {
    case 0: self = .definedness
    case 1: self = .property(try reader.string())
    case 2: self = .neverHappens(try reader.string(), try reader.natural(below: Int(Int32.max)))
    case 3: self = .neverApplies(try reader.string())
    case 4:
      let name = try reader.string()
      self = .deadEnd(name, Array(try reader.bytes(try reader.natural(below: Int(Int32.max)))))
    default:
      let (name, position) = (try reader.string(), try reader.natural(below: Int(Int32.max)))
      let (kind, number) = (try reader.natural(below: 3), try reader.natural(below: Int(Int32.max)))
      let clause: Certificate.Clause = [.permit(number), .forbid(number), .honest(number)][kind]
      self = .neverDecides(name, position, clause)
    }
  }

  /// That nothing ever witnesses the twin.
  init(impossible subject: Twin.Subject, _ system: TransitionSystem) {
    func decided(_ action: ActionID, _ clause: Certificate.Clause) -> Self {
      .neverDecides(system.actions[action.index].name, system.position(amongNamesakesOf: action), clause)
    }
    switch subject {
    case .antecedent(let property): self = .neverApplies(system.properties[property.index].name)
    case .action(let action):
      self = .neverHappens(system.actions[action.index].name, system.position(amongNamesakesOf: action))
    case .permit(let action, let rule): self = decided(action, .permit(rule))
    case .forbid(let action, let rule): self = decided(action, .forbid(rule))
    case .honest(let action, let clause): self = decided(action, .honest(clause))
    }
  }
}

extension Certificate.Clause {
  /// The clause of an action, as something that could be empty.
  func subject(of action: ActionID) -> Twin.Subject {
    switch self {
    case .permit(let rule): .permit(action, rule: rule)
    case .forbid(let rule): .forbid(action, rule: rule)
    case .honest(let clause): .honest(action, clause: clause)
    }
  }
}

extension DeadEnd {
  /// The name of the property.
  var name: String { system.properties[property.index].name }

  /// The condition, as bytes that make sense with the spec at hand.
  var encoded: [UInt8] { ProofClaim(terms: system.bank, lemmas: [condition]).encoded(for: system) }

  /// The same as whoever reads its certificate sees it: terms that differ in the names of what they range over may have become one.
  ///
  /// - Parameter system: the system that the property is part of.
  /// - Throws: why it cannot be written so.
  package func asRead(in system: TransitionSystem) throws(KernelError) -> DeadEnd? {
    try DeadEnd(of: property, encoded: encoded, in: system)
  }

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
