import EnsureKernel
import EnsureModel
import EnsureObligations

/// What to ask where nothing is proved.
extension Campaign {
  /// How often what answers a question may lead to another one.
  private static let mostAnswers = 3

  /// Asks about what is open, and tries what would answer a question as a lemma; as long as that shows something, what is still
  /// open is asked about anew.
  mutating func seekAnswers() {
    for _ in 0..<Self.mostAnswers {
      seekQuestions()
      if !options.triesAnswers { return }
      var asked: Set<PropertyID> = []
      for question in Self.unanswered(findings.questions, findings) {
        guard let suggestion = question.suggestion else { continue }
        let before = suggested.lemmas.count
        let lemma = Lemma(variables: suggestion.variables, body: suggestion.body)
        suggested.take(ProofClaim(terms: question.terms, lemmas: [lemma]), lemmas: [lemma])
        if suggested.lemmas.count > before { asked.insert(question.property) }
      }
      let known = Set(findings.certificates.keys)
      if asked.isEmpty || runner.isInterrupted { return }
      prove(titles) { property, threats in
        property.map(asked.contains) ?? false
          && !known.contains(Findings.Place(property: property, threats: threats))
      }
      if findings.certificates.count == known.count { return }
    }
  }

  /// Those of the questions whose property no certificate shows.
  private static func unanswered(_ questions: [OpenQuestion], _ findings: Findings) -> [OpenQuestion] {
    questions.filter {
      findings.certificates[Findings.Place(property: $0.property, threats: $0.threats)] == nil
    }
  }

  /// Looks for a question about each invariant that is neither violated nor certified, in the smallest world in which that is
  /// so. No verdict depends on it, and that it finds nothing is not told.
  mutating func seekQuestions() {
    if runner.isInterrupted { return }
    let jobs = open(invariants).map { title, properties in
      var job = Job(
        engine: .question, threats: title.threats, properties: properties, wantsDefinedness: false,
        scope: scopes.asked, depth: 0)
      job.lemmas = provedLemmas(in: title)
      job.runs = plays + findings.runs(within: title.threats)
      return job
    }
    if jobs.isEmpty { return }
    for (job, outcome) in zip(jobs, runner.run(jobs, until: deadline)) { take(outcome, of: job) }
  }

  /// What of some properties is neither violated nor certified, each in the smallest world in which that is so.
  func open(_ properties: [PropertyID]) -> [(WorldTitle, [PropertyID])] {
    var asked: Set<PropertyID> = []
    var found: [(WorldTitle, [PropertyID])] = []
    for title in titles {
      let open = properties.filter { property in
        if asked.contains(property) { return false }
        let isCertified =
          findings.certificates[Findings.Place(property: property, threats: title.threats)] != nil
        let isViolated = titles.contains { world in
          let place = Findings.Place(property: property, threats: world.threats)
          return world.threats.isSubset(of: title.threats)
            && findings.views[place]?.values.contains { $0.violation != nil } ?? false
        }
        return !isCertified && !isViolated
      }
      if open.isEmpty { continue }
      asked.formUnion(open)
      found.append((title, open))
    }
    return found
  }

  /// The lemmas of all certificates of a world, which hold there.
  func provedLemmas(in title: WorldTitle) -> [UInt8] {
    var all = ProofClaim(terms: system.bank, lemmas: [])
    for property in invariants.map(Optional.some) + [nil] {
      let place = Findings.Place(property: property, threats: title.threats)
      guard let claim = claim(of: place)?.claim else { continue }
      all.take(claim, lemmas: claim.lemmas)
    }
    return all.encoded(for: system)
  }

  /// Those of the questions whose cell is still open, in the order of the properties.
  static func open(_ questions: [OpenQuestion], _ cells: [Cell]) -> [OpenQuestion] {
    questions.filter { question in
      cells.contains { cell in
        guard cell.property == question.property, cell.threats == question.threats else { return false }
        switch cell.verdict {
        case .held, .unknown: return true
        case .proved, .violated, .vacuous: return false
        }
      }
    }.sorted { $0.property.index < $1.property.index }
  }
}
