import EnsureModel

/// Which steps proofs rely on being forced (SEMANTICS, rule 16), or taken in time (rule 18), and that persons are distinct (rule 6).
struct ForcedText {
  private let system: TransitionSystem
  private let report: VerificationReport

  init(_ system: TransitionSystem, _ report: VerificationReport) {
    self.system = system
    self.report = report
  }

  /// A line for each property that is proved since something is forced; worlds in which it is the same share it.
  var text: String {
    var told: [(property: PropertyID, cause: String, worlds: [Set<ThreatID>])] = []
    for proof in report.proofs {
      let isConditional =
        !proof.promises.isEmpty || !proof.timely.isEmpty || !proof.presumed.isEmpty
        || proof.needsDistinctPersons
      guard let property = proof.property, isConditional else { continue }
      let cause = self.cause(proof)
      if let known = told.firstIndex(where: { $0.property == property && $0.cause == cause }) {
        told[known].worlds.append(proof.threats)
      } else {
        told.append((property, cause, [proof.threats]))
      }
    }
    return told.map { entry in
      "\(system.properties[entry.property.index].name) is proved since \(entry.cause) (\(places(entry.worlds)))\n"
    }.joined()
  }

  /// What happens in time, and what cannot be put off for ever.
  private func cause(_ proof: Proof) -> String {
    let timely = proof.timely.map(name)
    let needsTime = proof.promises.contains { $0.stages.contains(where: \.needsTime) }
    let forced = proof.forced.map(name) + (needsTime ? ["the passing of time"] : [])
    var causes: [String] = []
    if !timely.isEmpty {
      causes.append("\(Sentence.list(timely)) \(timely.count == 1 ? "is" : "are") taken in time")
    }
    if !forced.isEmpty { causes.append("\(Sentence.list(forced)) cannot be put off for ever") }
    let assumed = assumed(proof)
    if !assumed.isEmpty { causes.append("\(Sentence.list(assumed)) comes about, as is assumed") }
    let presumed = proof.presumed.map { "`\(FormulaPrinter(system).text($0))`" }
    if !presumed.isEmpty { causes.append("\(Sentence.list(presumed)) holds, as is assumed") }
    if proof.needsDistinctPersons { causes.append("no two principals are one person, as is declared") }
    return causes.isEmpty ? "waiting ends by itself" : causes.joined(separator: " and ")
  }

  /// What the proof takes for granted to come, each once.
  private func assumed(_ proof: Proof) -> [String] {
    let printer = FormulaPrinter(system)
    var told: [String] = []
    for formula in (proof.promises.flatMap(\.stages) + proof.waysOn).flatMap(\.assumed) {
      let text = "`\(printer.text(formula))`"
      if !told.contains(text) { told.append(text) }
    }
    return told
  }

  private func name(_ action: ActionID) -> String { "`\(system.actions[action.index].name)`" }

  private func places(_ worlds: [Set<ThreatID>]) -> String {
    let all = report.worlds.filter { world in worlds.contains(world.threats) }
    if all.count == report.worlds.count { return "in all worlds" }
    return all.map(\.name).joined(separator: ", ")
  }
}
