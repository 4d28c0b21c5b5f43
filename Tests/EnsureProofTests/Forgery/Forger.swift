import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify

/// Makes false certificates of a right one: each is written down in the canonical form with a checksum that fits, unless
/// that is what is forged, so that the part in question is judged.
struct Forger {
  let system: TransitionSystem
  let original: Certificate
  let meaning: Meaning
  let claim: ProofClaim
  let own: Int
  /// Certificates of other goals and worlds of the same system, and of other systems.
  let others: [Certificate]
  var numbers: SeededNumbers

  init(_ system: TransitionSystem, _ original: Certificate, others: [Certificate], seed: UInt64)
    throws(KernelError)
  {
    self.system = system
    self.original = original
    self.others = others
    (meaning, claim, own) = try Kernel(system).claim(of: original)
    numbers = SeededNumbers(seed)
  }

  /// What is forged.
  enum Kind: CaseIterable {
    // Refutations.
    case multiplier, hugeMultiplier, literal, step, swappedSteps, doubledStep, newInequality
    case noRefutation, swappedRefutations, doubledRefutation, emptyRefutation, foreignRefutation
    // Claims, with the original's refutations, or with all those that can be found for what is claimed.
    case lemma, swappedLemmas, doubledLemma, constant, hugeConstant, falsehood, truth, negation, bounds
    case path, combination, coefficient, foreignHints, hintByte
    case stage, stageOrder, stageCondition, stageMeasure, helper, bystander, foreignRanking
    // What the certificate speaks of.
    case largerWorld, renamedWorld, otherProperty, unknownName, twiceNamedWorld, digest
    // Witnesses.
    case noWitness, swappedSubjects, doubledWitness, state, lastStep, powers, scope, agency, argument
    // Bytes.
    case truncation, moreBytes, otherByte, hugeCount, longNumber, version, checksum
  }

  /// A forgery of that kind, as bytes; nil where the original has nothing that could be forged so.
  mutating func forge(_ kind: Kind) -> [UInt8]? {
    switch kind {
    case .multiplier, .hugeMultiplier, .literal, .step, .swappedSteps, .doubledStep, .newInequality,
      .noRefutation, .swappedRefutations, .doubledRefutation, .emptyRefutation, .foreignRefutation:
      refutations(kind).map { original.replacing(refutations: $0).bytes }
    case .lemma, .swappedLemmas, .doubledLemma, .constant, .hugeConstant, .falsehood, .truth, .negation,
      .bounds, .path, .combination, .coefficient, .stage, .stageOrder, .stageCondition, .stageMeasure, .helper,
      .bystander,
      .foreignRanking:
      claim(kind).map { certificate(of: $0).bytes }
    case .foreignHints, .hintByte: hints(kind).map { original.replacing(hints: $0).bytes }
    case .largerWorld, .renamedWorld, .otherProperty, .unknownName, .twiceNamedWorld, .digest:
      subject(kind)?.bytes
    case .noWitness, .swappedSubjects, .doubledWitness, .state, .lastStep, .powers, .scope, .agency, .argument:
      witnesses(kind).map { original.replacing(witnesses: $0).bytes }
    case .truncation, .moreBytes, .otherByte, .hugeCount, .longNumber, .version, .checksum: bytes(kind)
    }
  }

  /// 7 to the power of 4096: some 3,500 digits.
  static let huge: Integer = {
    var value: Integer = 7
    for _ in 0..<12 { value = value * value }
    return value
  }()

  // MARK: What the certificate speaks of

  private mutating func subject(_ kind: Kind) -> Certificate? {
    var (subject, threats, digest) = (original.subject, original.threats, original.digest)
    switch kind {
    case .largerWorld:
      guard let threat = numbers.pick(system.threats.map(\.name).filter { !threats.contains($0) }) else {
        return nil
      }
      threats = system.threats.map(\.name).filter { threats.contains($0) || $0 == threat }
      digest = digestOfNamed(subject, threats) ?? digest
    case .renamedWorld:
      // The digest stays that of the right world.
      guard let threat = numbers.pick(system.threats.map(\.name)) else { return nil }
      threats = threats.contains(threat) ? threats.filter { $0 != threat } : threats + [threat]
    case .otherProperty:
      let properties = system.properties.map(\.name)
      let others: [Certificate.Subject] =
        [.definedness] + properties.map { .property($0) } + properties.map { .neverApplies($0) }
        + system.actions.map { .neverHappens($0.name, 0) }
        + system.actions.flatMap { action in
          action.rules.indices.flatMap { rule in
            [.neverDecides(action.name, 0, .permit(rule)), .neverDecides(action.name, 0, .forbid(rule))]
          } + action.honest.indices.map { .neverDecides(action.name, 0, .honest($0)) }
        }
      guard let other = numbers.pick(others.filter { $0 != subject }) else { return nil }
      subject = other
      if numbers.below(4) > 0 { digest = digestOfNamed(subject, threats) ?? digest }
    case .unknownName:
      if numbers.below(2) == 0 { subject = .property("Nothing\u{1B}[2J") } else { threats.append("Nobody") }
    case .twiceNamedWorld:
      guard let threat = numbers.pick(threats) else { return nil }
      threats.append(threat)
    default:
      digest[numbers.below(digest.count)] ^= UInt8(1 << numbers.below(8))
    }
    return Certificate(
      subject, threats: threats, digest: digest, hints: original.hints,
      refutations: original.refutations, witnesses: original.witnesses)
  }

  /// The digest of what these names mean.
  private func digestOfNamed(_ subject: Certificate.Subject, _ threats: [String]) -> [UInt8]? {
    let ids = threats.compactMap { name in system.threats.firstIndex { $0.name == name }.map { ThreatID($0) } }
    let world = World(system, threats: Set(ids))
    func property(_ name: String) -> PropertyID? {
      system.properties.firstIndex { $0.name == name }.map { PropertyID($0) }
    }
    let goal: ProofGoal? =
      switch subject {
      case .definedness: .definedness
      case .property(let name): property(name).map { .property($0) }
      case .neverApplies(let name): property(name).map { .impossible(.antecedent($0)) }
      case .neverHappens(let name, let position):
        system.action(named: name, at: position).map { .impossible(.action($0)) }
      case .neverDecides(let name, let position, let clause):
        system.action(named: name, at: position).map { action in
          switch clause {
          case .permit(let rule): .impossible(.permit(action, rule: rule))
          case .forbid(let rule): .impossible(.forbid(action, rule: rule))
          case .honest(let clause): .impossible(.honest(action, clause: clause))
          }
        }
      case .deadEnd: nil
      }
    return goal.map { Meaning(of: $0, in: world).digest }
  }
}
