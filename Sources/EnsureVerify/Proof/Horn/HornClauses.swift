import EnsureModel
import EnsureObligations
import EnsureSolver

/// Horn clauses about what pictures show, one for each case of a step.
struct HornClauses {
  /// How often predicates are applied in all clauses together, at most.
  private static let mostApplications = 20_000

  /// A predicate that holds of all that a picture can show.
  private struct Predicate {
    let picture: StatePicture
    let types: [ValueType]
    let symbol: HornSolver.Predicate
  }

  /// What a part of a picture comes to.
  fileprivate enum Value: Hashable {
    case truth(Sentence)
    case number(LinearSum)
  }

  private let solver = HornSolver(SolverContext())
  private let claim: ProofClaim
  private let predicates: [Predicate]
  /// What follows where a goal does not hold.
  private let failed: HornSolver.Predicate
  private var applications = 0

  /// No clauses yet.
  ///
  /// - Parameters:
  ///   - claim: what is known, and the terms.
  ///   - pictures: what there are predicates for.
  init(_ claim: ProofClaim, _ pictures: [StatePicture]) {
    self.claim = claim
    let solver = self.solver
    predicates = pictures.map { picture in
      let sorts = picture.parts.map { claim.terms.sort($0) == .boolean ? Sort.boolean : .integer }
      return Predicate(
        picture: picture, types: claim.types(picture.variables),
        symbol: solver.makePredicate("reached", sorts))
    }
    failed = solver.makePredicate("failed", [])
  }

  /// Says that a case keeps what the picture with that position shows of those who are tracked.
  mutating func add(_ given: ProofCase, keeps position: Int) throws(ProofRefusal) {
    var found = given
    let predicate = predicates[position]
    let behind = values(predicate.picture, at: found.tracked, isBehind: true, &found)
    if found.step != .start, behind == values(predicate.picture, at: found.tracked, isBehind: false, &found) {
      return
    }
    try tell(&found, nil, implies: predicate.symbol, behind)
  }

  /// Says that a sentence should hold in a case.
  mutating func add(_ given: ProofCase, _ sentence: (inout ProofCase) -> Sentence) throws(ProofRefusal) {
    var found = given
    let wanted = sentence(&found)
    if wanted != .yes { try tell(&found, !wanted, implies: failed, []) }
  }

  /// What the engine takes to hold, part by part; nil if it does not think that what should hold does.
  func lemmas(budget: UInt32) -> ProofClaim? {
    guard case .unreachable = solver.query(failed, budget: budget) else { return nil }
    var terms = claim.terms
    var lemmas: [Lemma] = []
    for predicate in predicates {
      let picture = predicate.picture
      guard let answer = solver.interpretation(predicate.symbol, picture.parts, &terms) else { continue }
      for part in terms.conjuncts(answer) {
        let body = terms.clearer(part)
        let free = terms.freeVariables(body)
        lemmas.append(Lemma(variables: picture.variables.filter(free.contains), body: body))
      }
    }
    return ProofClaim(terms: terms, lemmas: lemmas)
  }

  // MARK: Clauses

  private func values(
    _ picture: StatePicture, at tuple: [LinearSum], isBehind: Bool, _ found: inout ProofCase
  ) -> [Value] {
    picture.parts.map { part in
      let said = Lemma(variables: picture.variables, body: part)
      return switch (claim.terms.sort(part) == .boolean, isBehind) {
      case (true, false): .truth(found.before(said, at: tuple))
      case (true, true): .truth(found.after(said, at: tuple))
      case (false, false): .number(found.numberBefore(part, picture.variables, at: tuple))
      case (false, true): .number(found.numberAfter(part, picture.variables, at: tuple))
      }
    }
  }

  /// Tells the engine that a predicate holds wherever the case comes about, and a sentence holds in it.
  private mutating func tell(
    _ found: inout ProofCase, _ sentence: Sentence?, implies head: HornSolver.Predicate, _ values: [Value]
  ) throws(ProofRefusal) {
    var body: [(HornSolver.Predicate, [Value])] = []
    var assumed = sentence.map { [$0] } ?? []
    if found.step != .start {
      for predicate in predicates {
        for tuple in found.tuples(of: predicate.types) {
          body.append((predicate.symbol, self.values(predicate.picture, at: tuple, isBehind: false, &found)))
        }
      }
      for lemma in claim.lemmas { assumed += found.instances(of: lemma) }
    }
    assumed += found.assumptions(claim)
    applications += body.count
    if let refusal = found.refusal { throw refusal }
    if applications > Self.mostApplications { throw .tooManyCases(found.step) }

    let bank = found.bank
    for value in body.flatMap(\.1) + values { assumed += bank.definitions(in: value) }
    var translation = SentenceTranslation(solver.context)
    var parts = Obligation(bank, premises: assumed, conclusion: .no).denial.map {
      translation.proposition($0, in: bank)
    }
    parts += body.map { solver.apply($0, arguments($1, bank, &translation)) }
    solver.add(solver.context.and(parts), implies: solver.apply(head, arguments(values, bank, &translation)))
  }

  private func arguments(_ values: [Value], _ bank: SentenceBank, _ translation: inout SentenceTranslation)
    -> [HornSolver.Argument]
  {
    values.map { value in
      switch value {
      case .truth(let sentence): .truth(translation.proposition(sentence, in: bank))
      case .number(let sum): .number(translation.number(sum))
      }
    }
  }
}

extension SentenceBank {
  /// What defines the unknowns that a value mentions itself.
  fileprivate func definitions(in value: HornClauses.Value) -> [Sentence] {
    var mentioned: Set<Unknown> = []
    switch value {
    case .number(let sum): mentioned.formUnion(sum.summands.map(\.unknown))
    case .truth(let sentence):
      var seen: Set<Int> = [sentence.node]
      var open = [sentence.node]
      while let node = open.popLast() {
        switch nodes[node] {
        case .yes: break
        case .atom(let atom): mentioned.formUnion(atom.summands.map(\.unknown))
        case .and(let operands): open += operands.map(\.node).filter { seen.insert($0).inserted }
        }
      }
    }
    return mentioned.sorted().flatMap { definitions[Int($0.index)] }
  }
}
