public import EnsureModel
public import EnsureObligations

/// Everything that is needed to recheck without a solver that a goal holds in a world.
///
/// It is hints only: auxiliary lemmas, combinations of totals, and a refutation for each obligation that is not plain.
/// Which obligations there are the kernel says, from the spec. `Docs/certificates.md` has the format.
public struct Certificate: Sendable {
  /// What the first bytes are.
  static let mark = Array("ensure certificate".utf8) + [0, 15]

  /// What is claimed.
  public let subject: Subject
  /// The names of the threats of the world, in the order of the spec.
  public let threats: [String]
  /// The digest of what the goal means (`Meaning`).
  public let digest: [UInt8]
  /// The auxiliary lemmas and the combinations, as bytes that make sense with the spec at hand.
  package let hints: [UInt8]
  /// The refutations, in the order of the obligations.
  public let refutations: [Refutation]
  /// Runs which show that nothing holds emptily.
  public let witnesses: [Witness]

  /// What is claimed, by name.
  public enum Subject: Hashable, Sendable {
    /// Every genuine step has a value.
    case definedness
    /// The property of that name holds.
    case property(String)
    /// An action never happens: of those with that name the one at that position, from 0. What arrives on several
    /// channels is several actions with one name.
    case neverHappens(String, Int)
    /// A clause of an action, which is named in the same way, never decides anything: it excludes nothing that the others
    /// allow, or, being a permit, grants nothing.
    case neverDecides(String, Int, Clause)
    /// The antecedent of the property of that name never comes about.
    case neverApplies(String)
    /// The property of that name says that an instance is never stuck, and one is, where a condition holds.
    case deadEnd(String, [UInt8])
  }

  /// A clause of an action's guard, with its position, from 0, among the rules or disciplines of the action.
  public enum Clause: Hashable, Sendable {
    case permit(Int)
    case forbid(Int)
    case honest(Int)
  }

  /// A run that shows that something could happen.
  public struct Witness: Sendable {
    /// What it shows.
    public let subject: Twin.Subject
    /// The run.
    public let trace: Trace

    /// A witness.
    public init(_ subject: Twin.Subject, _ trace: Trace) {
      self.subject = subject
      self.trace = trace
    }
  }

  /// A certificate for a claim whose first lemmas are the goal's own.
  ///
  /// - Parameter own: how many lemmas those are.
  public init(
    _ meaning: Meaning, _ claim: ProofClaim, own: Int, refutations: [Refutation], witnesses: [Witness] = []
  ) {
    let system = meaning.world.system
    subject =
      switch meaning.goal {
      case _ where meaning.deadEnd != nil: .deadEnd(meaning.deadEnd?.name ?? "", meaning.deadEnd?.encoded ?? [])
      case .definedness: .definedness
      case .property(let property): .property(system.properties[property.index].name)
      case .impossible(let subject): Subject(impossible: subject, system)
      }
    threats = meaning.world.threats.sorted().map { system.threats[$0.index].name }
    digest = meaning.digest
    var writer = CanonicalWriter()
    HintWriter(claim, meaning.numbering).write(Array(claim.lemmas.dropFirst(own)), to: &writer)
    hints = writer.bytes
    self.refutations = refutations
    self.witnesses = witnesses
  }

  /// A certificate of any parts, for tests of the kernel.
  package init(
    _ subject: Subject, threats: [String], digest: [UInt8], hints: [UInt8], refutations: [Refutation],
    witnesses: [Witness]
  ) {
    self.subject = subject
    self.threats = threats
    self.digest = digest
    self.hints = hints
    self.refutations = refutations
    self.witnesses = witnesses
  }

  /// The same with other parts, for tests of the kernel.
  package func replacing(refutations: [Refutation]? = nil, hints: [UInt8]? = nil, witnesses: [Witness]? = nil)
    -> Certificate
  {
    Certificate(
      subject, threats: threats, digest: digest, hints: hints ?? self.hints,
      refutations: refutations ?? self.refutations, witnesses: witnesses ?? self.witnesses)
  }

  /// The same with these witnesses.
  public func witnessed(by witnesses: [Witness]) -> Certificate { replacing(witnesses: witnesses) }

  /// The bytes: the mark, the parts, and the SHA-256 of both.
  public var bytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(bytes: Self.mark)
    subject.write(to: &writer)
    writer.write(threats) { $0.write($1) }
    writer.write(bytes: digest)
    writer.write(natural: hints.count)
    writer.write(bytes: hints)
    writer.write(refutations) { $1.write(to: &$0) }
    writer.write(witnesses) { $1.write(to: &$0) }
    return writer.bytes + SHA256.digest(writer.bytes)
  }

  /// Reads a certificate.
  ///
  /// - Throws: what is wrong with the bytes. There is one form for each certificate; any other is refused.
  public init(bytes: [UInt8]) throws(KernelError) { try self.init(bytes: bytes, omitting: []) }

  /// The same with some of the checks left out.
  package init(bytes: [UInt8], omitting omitted: Set<CertificateCheck>) throws(KernelError) {
    func require(_ check: CertificateCheck, _ holds: Bool, else problem: String) throws(KernelError) {
      if !holds && !omitted.contains(check) { throw .encoding(problem) }
    }
    guard bytes.count > Self.mark.count + 64 else { throw .encoding("too short for a certificate") }
    try require(.mark, bytes.starts(with: Self.mark), else: "no certificate of this version")
    let end = bytes.count - 32
    try require(
      .checksum, SHA256.digest(bytes[..<end]) == Array(bytes[end...]),
      else: "the checksum is wrong: the file is damaged")
    var reader = CanonicalReader(Array(bytes[..<end]))
    _ = try reader.bytes(Self.mark.count)
    let subject = try Subject(from: &reader)
    let threats = try reader.array { reader throws(KernelError) in try reader.string() }
    let digest = Array(try reader.bytes(32))
    let hints = Array(try reader.bytes(try reader.natural()))
    let refutations = try reader.array { reader throws(KernelError) in try Refutation(from: &reader) }
    let witnesses = try reader.array { reader throws(KernelError) in try Witness(from: &reader) }
    try reader.end()
    self.init(
      subject, threats: threats, digest: digest, hints: hints, refutations: refutations,
      witnesses: witnesses)
    // The mark and the checksum have been judged; what is in between may have been written in another form.
    try require(
      .canonicalBytes, self.bytes[Self.mark.count..<self.bytes.count - 32] == bytes[Self.mark.count..<end],
      else: "the form is not canonical")
  }
}
