import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureSemantics
import EnsureVerify
import Foundation
import Testing

/// Specs for the tests of proofs.
enum ProofBench {
  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private struct NoImports: Importer {
    func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile { throw .notFound }
  }

  /// Compiles a text that imports nothing.
  static func system(_ text: String) throws -> TransitionSystem {
    let file = SourceFile(path: "test.ens", identity: "/test.ens", bytes: Array(text.utf8))
    let compilation = Compiler.compile(file, importer: NoImports())
    return try #require(compilation.system, "\(compilation.diagnostics.map(\.message))")
  }

  private struct Disk: Importer {
    let folder: URL
    func read(_ path: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      let full = folder.appendingPathComponent(path).standardized.path
      guard let data = FileManager.default.contents(atPath: full) else { throw .notFound }
      return SourceFile(path: path, identity: full, bytes: Array(data))
    }
  }

  /// Compiles a spec of the repository with what it imports.
  static func compiled(_ path: String) throws -> TransitionSystem {
    let url = root.appendingPathComponent(path)
    let file = SourceFile(path: path, identity: url.path, bytes: Array(try Data(contentsOf: url)))
    let compilation = Compiler.compile(file, importer: Disk(folder: url.deletingLastPathComponent()))
    return try #require(compilation.system)
  }

  /// Compiles a spec of the repository that imports nothing.
  static func system(at path: String) throws -> TransitionSystem {
    try system(String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
  }

  static func invariants(_ system: TransitionSystem) -> [PropertyID] {
    system.properties.indices.map { PropertyID($0) }.filter { id in
      if case .invariant = system.properties[id.index].kind { true } else { false }
    }
  }

  /// What a goal and the invariants of a spec come to, all together, as a claim.
  static func claim(_ rule: ProofRule, for goal: ProofGoal) throws -> ProofClaim {
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    let plain = ProofRule(rule.world)
    for property in invariants(rule.world.system) {
      claim.lemmas += try #require(plain.ownLemmas(of: .property(property), &claim.terms))
    }
    if rule.observer != nil { claim.lemmas += try #require(rule.ownLemmas(of: goal, &claim.terms)) }
    return claim
  }

  /// What a goal comes to by itself, and how many lemmas that are.
  static func own(of goal: ProofGoal, in world: World) throws -> (ProofClaim, own: Int) {
    let rule = ProofRule(for: goal, in: world)
    var claim = ProofClaim(terms: rule.world.bank, lemmas: [])
    claim.lemmas = try #require(rule.ownLemmas(of: goal, &claim.terms))
    return (claim, claim.lemmas.count)
  }

  /// What of the claim is not valid; nil if the claim cannot be shown at all.
  static func open(_ claim: ProofClaim, for goal: ProofGoal, _ rule: ProofRule) -> [ObligationSubject]? {
    struct Refused: Error {}
    var open: [ObligationSubject] = []
    do {
      try rule.obligations(of: claim, for: goal, { _ in Refused() }) { subject, obligation throws(Refused) in
        if case .refuted = Refuter.refute(obligation) { return }
        open.append(subject)
      }
    } catch {
      return nil
    }
    return open
  }

  /// A property (nil: that steps have values) as a goal in a world of which the bounded search shows that it is false.
  static func falsehood(
    _ name: String?, of system: TransitionSystem, under threats: [String], instances: Int = 2, depth: Int = 5,
    isSeen: Bool = true
  ) throws -> (World, ProofGoal) {
    let chosen = system.threats.indices.filter { threats.contains(system.threats[$0].name) }
    let world = World(system, threats: Set(chosen.map { ThreatID($0) }))
    let property = try name.map { name in
      PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
    }
    if isSeen {
      #expect(
        try isViolated(property, in: world, instances: instances, depth: depth), "it is no falsehood")
    }
    return (world, ProofGoal(property))
  }

  /// Whether the bounded search finds a violation of a property; nil is definedness.
  static func isViolated(_ property: PropertyID?, in world: World, instances: Int = 2, depth: Int = 5) throws
    -> Bool
  {
    let query = BoundedQuery(
      properties: property.map { [$0] } ?? [], wantsDefinedness: property == nil,
      scope: Scope(instances: world.system.entities.map { _ in instances }), depth: depth)
    let report = try BoundedSearch(world, query).run()
    let outcome = property.map { report.outcomes[$0] } ?? report.definedness
    if case .violated = outcome { return true }
    return false
  }
}
