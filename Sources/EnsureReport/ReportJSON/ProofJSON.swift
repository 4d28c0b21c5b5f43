import EnsureModel

/// What proofs rest on, for programs.
struct ProofJSON {
  let system: TransitionSystem
  let report: VerificationReport
  let places: PlaceJSON
  private let words: ConditionText

  init(system: TransitionSystem, report: VerificationReport, places: PlaceJSON) {
    self.system = system
    self.report = report
    self.places = places
    words = ConditionText(system, places.files)
  }

  /// The members of a system; none if nobody has asked.
  var members: [(String, JSON)] {
    guard let coverage = ProofCoverage(system, report, words) else { return [] }
    return [
      ("proofs", .array(report.proofs.compactMap(proof))),
      (
        "coverage",
        .object([
          ("unneeded", clauses(coverage.conditions)), ("sensors", sensors(coverage.sensors)),
          ("unproved", .array(coverage.unproved.map { .string(system.properties[$0.index].name) })),
        ])
      ),
    ]
  }

  private func proof(_ proof: Proof) -> JSON? {
    guard let uses = proof.uses else { return nil }
    let lemmas = ProofText.lemmas(of: proof, in: system)
    return .object([
      ("property", proof.property.map { .string(system.properties[$0.index].name) } ?? .null),
      ("world", .string(system.title(of: proof.threats))),
      ("threats", .array(proof.threats.sorted().map { .string(system.threats[$0.index].name) })),
      ("obligations", .integer(proof.obligations)),
      (
        "lemmas",
        .array(
          lemmas.enumerated().map { position, text in
            .object([("text", .string(text)), ("isOwn", .boolean(position < proof.own))])
          })
      ),
      ("needs", clauses(uses.conditions)), ("isMinimal", .boolean(uses.isMinimal)),
      ("sensors", sensors(uses.sensors)),
      (
        "untouchedBy",
        .array(
          uses.untouching.map { system.actions[$0.index] }.filter { $0.deed == nil }.map { .string($0.name) })
      ),
    ])
  }

  private func clauses(_ conditions: [StepCondition]) -> JSON {
    .array(
      words.clauses(conditions).map { clause in
        .object([
          ("action", .string(system.actions[clause.action.index].name)),
          ("kind", .string(word(clause.kind))), ("text", .string(clause.text)),
          ("location", places.location(clause.origin)),
        ])
      })
  }

  private func sensors(_ sensors: [FieldID]) -> JSON {
    .array(
      sensors.map { id in
        let field = system.fields[id.index]
        return .object([
          ("name", .string("\(system.entities[field.entity.index].name).\(field.wholeName)")),
          ("location", places.location(field.origin)),
        ])
      })
  }

  private func word(_ kind: StepCondition.Kind) -> String {
    switch kind {
    case .by: "by"
    case .holding: "holding"
    case .knowledge: "knowledge"
    case .distinct: "distinct"
    case .requires: "requires"
    case .policy: "permit"
    case .forbid: "forbid"
    case .honest: "honest"
    case .unique: "unique"
    case .when: "when"
    case .impersonation: "impersonation"
    }
  }
}
