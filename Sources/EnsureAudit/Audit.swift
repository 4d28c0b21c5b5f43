public import EnsureKernel
public import EnsureModel
import EnsureObligations

/// The recheck of certificates, for somebody who trusts nothing of whoever made them.
public struct Audit: Sendable {
  /// A certificate that was looked at.
  public struct Entry: Sendable {
    /// The name of its file.
    public let name: String
    /// What was accepted, or why it is refused.
    public let result: Result<Kernel.Acceptance, KernelError>
  }

  let system: TransitionSystem
  /// The certificates, in order.
  public private(set) var entries: [Entry] = []

  /// An audit of certificates for a spec.
  public init(_ system: TransitionSystem) { self.system = system }

  /// Looks at the bytes of a certificate.
  public mutating func look(at bytes: [UInt8], name: String) { take(judge(bytes, name: name)) }

  /// What the kernel says of a certificate, for `take` of the same audit: several may be judged at a time.
  package func judge(_ bytes: [UInt8], name: String) -> Entry {
    let result = Result<Kernel.Acceptance, KernelError> { () throws(KernelError) in
      try Kernel(system).check(try Certificate(bytes: bytes))
    }
    return Entry(name: name, result: result)
  }

  /// Takes what has been judged.
  package mutating func take(_ entry: Entry) { entries.append(entry) }

  /// 0 if all were accepted, else 1.
  public var status: ExitStatus {
    for entry in entries { if case .failure = entry.result { return .violated } }
    return .success
  }

  // MARK: Words

  /// What was checked, under which assumptions, and what has to be trusted for that.
  public var text: String {
    var lines = [system.name, ""]
    for entry in entries {
      switch entry.result {
      case .success(let acceptance):
        lines.append("accepted  \(entry.name)")
        lines.append("          \(words(acceptance))")
      case .failure(let error):
        lines.append("refused   \(entry.name)")
        lines.append("          \(AuditWords(system).text(error))")
      }
    }
    lines.append("")
    lines += assumptions.map { "assumed: \($0)" }
    lines.append("trusted, in lines of code:")
    let trusted = TrustedBase.parts(for: system.language)
    let width = trusted.map(\.name.count).max() ?? 0
    for part in trusted {
      let padding = String(repeating: " ", count: width - part.name.count)
      lines.append("  \(part.name)\(padding)  \(part.lines)  \(part.role)")
    }
    lines.append("  and GMP, the Swift compiler and its standard library, and the machine")
    let accepted = entries.count { if case .success = $0.result { true } else { false } }
    lines.append("")
    lines.append("\(accepted) accepted, \(entries.count - accepted) refused")
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ acceptance: Kernel.Acceptance) -> String {
    let what =
      switch acceptance.goal {
      case _ where acceptance.deadEnd != nil:
        "an instance that \(acceptance.deadEnd.map { system.properties[$0.property.index].name } ?? "") speaks of is stuck behind a run"
      case .property(let property): system.properties[property.index].name
      case .definedness: "every genuine step has a value"
      case .impossible(.antecedent(let property)):
        system.properties[property.index].obligation == nil
          ? "the left side of \(system.properties[property.index].name) never holds"
          : "\(system.properties[property.index].name) never asks for anything that is not so already"
      case .impossible(.action(let action)): "\(system.actions[action.index].name) never happens"
      case .impossible(.permit(let action, let rule)):
        "rule \(rule + 1) of \(system.actions[action.index].name) never permits anything"
      case .impossible(.forbid(let action, let rule)):
        "rule \(rule + 1) of \(system.actions[action.index].name) never forbids anything that the rest allows"
      case .impossible(.honest(let action, let clause)):
        "discipline \(clause + 1) of \(system.actions[action.index].name) never excludes anything that the rest allows"
      }
    let world = place(acceptance.threats)
    let claim =
      system.language == .hornClauses
      ? "the clauses are satisfiable, and not since nothing happens"
      : "\(what) \(world), for any number of instances"
    let lemmas = acceptance.claim.lemmas.count
    return "\(claim): \(lemmas) \(lemmas == 1 ? "lemma" : "lemmas"), "
      + "\(acceptance.obligations) obligations refuted, \(acceptance.plain) plain, "
      + "\(acceptance.witnesses.count) witnesses replayed"
  }

  private func place(_ threats: Set<ThreatID>) -> String {
    if threats.isEmpty { return "in the honest world" }
    return "under " + threats.sorted().map { system.threats[$0.index].name }.joined(separator: "+")
  }

  /// What holds only because the spec says so, or since somebody else has shown it.
  private var assumptions: [String] {
    var found: [String] = []
    if system.personsAreDistinct { found.append("no two principals are one person (`distinct persons`)") }
    if system.language == .hornClauses { return ["nothing"] }
    found += defined + forced + timely
    if !found.isEmpty { return found }
    let isAnyAccepted = entries.contains { if case .success = $0.result { true } else { false } }
    return [
      isAnyAccepted
        ? "nothing: these proofs rest on no fairness and on no deadlines" : "nothing, since nothing is shown"
    ]
  }

  /// In which worlds no certificate here shows that every genuine step has a value. Of what is behind a step that has none the
  /// proofs say nothing, since it ends the run.
  private var defined: [String] {
    var claimed: [Set<ThreatID>] = []
    var shown: [Set<ThreatID>] = []
    for case .success(let acceptance) in entries.map(\.result) {
      if acceptance.goal == .definedness {
        shown.append(acceptance.threats)
      } else if !claimed.contains(acceptance.threats) {
        claimed.append(acceptance.threats)
      }
    }
    // What holds in a world holds in each smaller one.
    return claimed.filter { world in !shown.contains { world.isSubset(of: $0) } }.map {
      "that every genuine step has a value \(place($0)): no certificate here says so"
    }
  }

  /// Which steps the proofs rely on being forced by fairness, for each property.
  private var forced: [String] {
    var found: [String] = []
    for entry in entries {
      guard case .success(let acceptance) = entry.result, let property = acceptance.goal.property else {
        continue
      }
      for step in acceptance.promises.flatMap(\.stages).flatMap(\.steps) {
        let line =
          "for \(acceptance.system.properties[property.index].name), that `\(system.actions[step.action.index].name)` "
          + "is not put off for ever (\(step.isStrong ? "strongly " : "")\(words(step.source)))"
        if !found.contains(line) { found.append(line) }
      }
      let needsTime = acceptance.promises.contains { $0.stages.contains(where: \.needsTime) }
      let line = "for \(acceptance.system.properties[property.index].name), that time passes without bound"
      if needsTime, !found.contains(line) { found.append(line) }
      if acceptance.promises.contains(where: { $0.stages.contains { !$0.assumed.isEmpty } }) {
        found.append(
          "for \(acceptance.system.properties[property.index].name), that what it assumes to come some day does"
        )
      }
      let lasts =
        "for \(acceptance.system.properties[property.index].name), that what it assumes to hold always, or in the end, does"
      if !acceptance.presumed.isEmpty, !found.contains(lasts) { found.append(lasts) }
    }
    return found
  }

  /// Which steps the proofs rely on being taken within their deadlines, for each property.
  private var timely: [String] {
    var found: [String] = []
    for entry in entries {
      guard case .success(let acceptance) = entry.result, let property = acceptance.goal.property else {
        continue
      }
      let world = World(system, threats: acceptance.threats)
      for action in world.timely(acceptance.claim.lemmas.map(\.body), in: acceptance.claim.terms) {
        let line =
          "for \(acceptance.system.properties[property.index].name), that `\(system.actions[action.index].name)` "
          + "is taken within its deadline"
        if !found.contains(line) { found.append(line) }
      }
    }
    return found
  }

  private func words(_ source: Duty.Source) -> String {
    switch source {
    case .anybody: return "nobody forces it"
    case .channel(let channel): return "channel `\(system.channels[channel.index].name)`"
    case .fair(let fair):
      let role = system.entities[fair.role.index]
      let field = role.fields.first { system.fields[$0.index].kind == .rank }
      guard let rank = fair.rank, let field,
        case .enumeration(let id) = system.fields[field.index].type.sort
      else { return "fair \(role.name)" }
      return "fair \(role.name).\(system.enumerations[id.index].members[rank])"
    }
  }
}
