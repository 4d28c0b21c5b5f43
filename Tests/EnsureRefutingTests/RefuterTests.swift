import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Testing

/// What the prover says is so.
@Suite struct RefuterTests {
  /// How many obligations of each flavour there are.
  private static let seeds = 150

  @Test(arguments: RandomObligation.Flavour.allCases)
  func theAnswerIsThatOfZ3(_ flavour: RandomObligation.Flavour) throws {
    var (refuted, satisfiable, open, missed) = (0, 0, 0, 0)
    for seed in 0..<Self.seeds {
      let obligation = RandomObligation.make(flavour, seed: seed)
      let form = ClauseForm(obligation)
      // What is known of the signs of products takes longer to exclude.
      switch Refuter.refute(form, budget: flavour == .conditional ? 2_000 : 300) {
      case .refuted(let refutation):
        refuted += 1
        #expect(throws: Never.self, "\(flavour) \(seed)") { try RefutationChecker.check(refutation, of: form) }
        #expect(Deciders.z3(obligation) != true, "\(flavour) \(seed)")
      case .satisfiable(let model):
        satisfiable += 1
        #expect(model.count == obligation.bank.names.count)
        for sentence in obligation.denial {
          #expect(Deciders.holds(sentence, obligation.bank, model), "\(flavour) \(seed)")
        }
      case .gaveUp:
        open += 1
        if Deciders.z3(obligation) == false { missed += 1 }
      }
    }
    #expect(refuted > Self.seeds / 10)
    #expect(satisfiable > Self.seeds / 10)
    // Fractions are easy to exclude; it is integers that may be hard to find, among all that there are.
    #expect(missed <= (flavour == .huge ? 3 : 0))
    #expect(open < (flavour == .huge ? Self.seeds / 2 : Self.seeds / 10))
  }

  @Test func theAnswerRepeats() {
    for flavour in RandomObligation.Flavour.allCases {
      for seed in 0..<20 {
        let answers = (0..<2).map { _ in
          switch Refuter.refute(RandomObligation.make(flavour, seed: seed), budget: 300) {
          case .refuted(let refutation): "\(refutation)"
          case .satisfiable(let model): "\(model)"
          case .gaveUp: "gave up"
          }
        }
        #expect(answers[0] == answers[1])
      }
    }
  }

  /// That nine pigeons have no places in eight holes, each of them one, takes resolution exponentially many steps.
  @Test func whatIsTooHardIsGivenUp() {
    var bank = SentenceBank()
    let places = (0..<9).map { _ in (0..<8).map { _ in bank.holds(LinearSum(bank.makeUnknown("is in"))) } }
    var premises = places.map { bank.or($0) }
    for hole in 0..<8 {
      for pigeon in 0..<9 {
        for other in 0..<pigeon { premises.append(!bank.and([places[pigeon][hole], places[other][hole]])) }
      }
    }
    let form = ClauseForm(Obligation(bank, premises: premises, conclusion: .no))
    guard case .gaveUp = Refuter.refute(form, budget: 100) else {
      Issue.record("a hundred conflicts were enough")
      return
    }
  }

  /// With numbers for the holes it takes cases of a pigeon's place.
  @Test func whatIsHardButNotTooHardIsRefuted() throws {
    var bank = SentenceBank()
    let pigeons = (0..<5).map { _ in LinearSum(bank.makeUnknown("hole")) }
    var premises: [Sentence] = []
    for (index, pigeon) in pigeons.enumerated() {
      premises += [bank.lessOrEqual(LinearSum(1), pigeon), bank.lessOrEqual(pigeon, LinearSum(4))]
      for other in pigeons[..<index] { premises.append(!bank.equal(pigeon, other)) }
    }
    let form = ClauseForm(Obligation(bank, premises: premises, conclusion: .no))
    guard case .refuted(let refutation) = Refuter.refute(form) else {
      Issue.record("five pigeons have no places in four holes")
      return
    }
    try RefutationChecker.check(refutation, of: form)
  }

  /// 6x + 10y + 15z = 2t + 1 has solutions; 6x + 10y = 2t + 1 has none, in integers without bounds.
  @Test func parityIsRefutedWithoutBounds() throws {
    var bank = SentenceBank()
    let (x, y, z) = (bank.makeUnknown("x"), bank.makeUnknown("y"), bank.makeUnknown("z"))
    let even = bank.equal(LinearSum(x), LinearSum(y) * 2)
    let odd = bank.equal(LinearSum(x), LinearSum(z) * 2 + LinearSum(1))
    let form = ClauseForm(Obligation(bank, premises: [even, odd], conclusion: .no))
    guard case .refuted(let refutation) = Refuter.refute(form) else {
      Issue.record("no number is even and odd")
      return
    }
    #expect(refutation.atoms.count == 1)
    #expect(refutation.steps.count == 2)
    try RefutationChecker.check(refutation, of: form)
  }

  /// What a number leaves is the same behind a step by a multiple of the divisor. No unknown has a bound here, only how far two
  /// quotients are apart.
  @Test(arguments: [(3, 3), (6, 3), (12, 4), (10, 5), (7, 7), (-9, 3), (24, 12), (1_000, 1_000)])
  func quotientsOfTwoNumbersAreApartByWholeSteps(_ step: Int, _ divisor: Int) throws {
    for rest in [0, 1, divisor - 1] {
      var bank = SentenceBank()
      let number = LinearSum(bank.makeUnknown("x"))
      func leaves(_ dividend: LinearSum, _ bank: inout SentenceBank) -> Sentence {
        let whole = bank.quotient(dividend, by: Integer(divisor))
        return bank.equal(dividend - whole * Integer(divisor), LinearSum(Integer(rest)))
      }
      let before = leaves(number, &bank)
      let after = leaves(number + LinearSum(Integer(step)), &bank)
      let wrong = leaves(number + LinearSum(Integer(step + 1)), &bank)
      let form = ClauseForm(Obligation(bank, premises: [before], conclusion: after))
      guard case .refuted(let refutation) = Refuter.refute(form, budget: 1_000) else {
        Issue.record("\(step) mod \(divisor)")
        continue
      }
      try RefutationChecker.check(refutation, of: form)
      guard case .satisfiable = Refuter.refute(Obligation(bank, premises: [before], conclusion: wrong)) else {
        Issue.record("\(step + 1) mod \(divisor)")
        continue
      }
    }
  }

  /// What is not needed is left out: of a hundred premises two.
  @Test func onlyWhatIsNeededRemains() throws {
    var bank = SentenceBank()
    let unknowns = (0..<100).map { LinearSum(bank.makeUnknown("x\($0)")) }
    var premises = zip(unknowns, unknowns.dropFirst()).map { bank.lessOrEqual($0, $1) }
    premises.append(bank.less(unknowns[51], unknowns[49]))
    let form = ClauseForm(Obligation(bank, premises: premises, conclusion: .no))
    guard case .refuted(let refutation) = Refuter.refute(form) else {
      Issue.record("x49 <= x50 <= x51 < x49")
      return
    }
    #expect(refutation.steps.count == 1)
    guard case .lemma(let multiples) = refutation.steps[0] else {
      Issue.record("a lemma is all it takes")
      return
    }
    #expect(multiples.count == 3)
    try RefutationChecker.check(refutation, of: form)
  }
}
