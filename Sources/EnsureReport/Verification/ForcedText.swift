import EnsureModel

/// Which steps proofs rely on being forced (SEMANTICS, rule 16).
struct ForcedText {
  private let system: TransitionSystem
  private let report: VerificationReport

  init(_ system: TransitionSystem, _ report: VerificationReport) {
    self.system = system
    self.report = report
  }

  /// A line for each property that is proved since something is forced; worlds in which it is the same share it.
  var text: String {
    var told: [(property: PropertyID, forced: [String], worlds: [Set<ThreatID>])] = []
    for proof in report.proofs {
      guard let property = proof.property, !proof.promises.isEmpty else { continue }
      let forced = self.forced(proof)
      if let known = told.firstIndex(where: { $0.property == property && $0.forced == forced }) {
        told[known].worlds.append(proof.threats)
      } else {
        told.append((property, forced, [proof.threats]))
      }
    }
    return told.map { entry in
      let name = system.properties[entry.property.index].name
      let cause =
        entry.forced.isEmpty
        ? "since waiting ends by itself" : "since \(Sentence.list(entry.forced)) cannot be put off for ever"
      return "\(name) is proved \(cause) (\(places(entry.worlds)))\n"
    }.joined()
  }

  /// The actions, and whether it is needed that time passes.
  private func forced(_ proof: Proof) -> [String] {
    let actions = proof.forced.map { "`\(system.actions[$0.index].name)`" }
    let needsTime = proof.promises.contains { $0.stages.contains { $0.steps.isEmpty } }
    return actions + (needsTime ? ["the passing of time"] : [])
  }

  private func places(_ worlds: [Set<ThreatID>]) -> String {
    let all = report.worlds.filter { world in worlds.contains(world.threats) }
    if all.count == report.worlds.count { return "in all worlds" }
    return all.map(\.name).joined(separator: ", ")
  }
}
