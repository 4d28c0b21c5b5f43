import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

/// The checker accepts what is right, and says what is wrong with the rest.
@Suite struct RefutationCheckerTests {
  private static func problem(
    _ refutation: Refutation, of form: ClauseForm, work: Int = RefutationChecker.usualWork
  ) -> KernelError? {
    do throws(KernelError) { try RefutationChecker.check(refutation, of: form, work: work) } catch {
      return error
    }
    return nil
  }

  // MARK: What is right

  @Test func clausesThatPropagationRefutesNeedNoSteps() {
    var bench = Workbench()
    let (a, b) = (bench.atMost(bench.x, 0), bench.atMost(bench.y, 0))
    let form = bench.form([a, bench.bank.implies(a, b), !b])
    #expect(Self.problem(Refutation(), of: form) == nil)
  }

  @Test func inequalitiesAreAddedUp() throws {
    var bench = Workbench()
    // x <= y, y <= z, z <= x - 1.
    let form = bench.form([
      bench.bank.lessOrEqual(bench.x, bench.y), bench.bank.lessOrEqual(bench.y, bench.z),
      bench.bank.less(bench.z, bench.x),
    ])
    let whole = try lemma(
      form.clauses.enumerated().map { ($0 + 1) * ($1[0].isNegated ? -1 : 1) }.map { ($0, 1) })
    #expect(Self.problem(Refutation(steps: [whole]), of: form) == nil)
    #expect(Self.problem(Refutation(), of: form) == .refutation(.noContradiction, step: nil))
  }

  @Test func multipliersBeyondAWordAreExact() throws {
    var bench = Workbench()
    let huge = try #require(Integer("1000000000000000000000000000000"))
    // huge x <= y and y <= -1 and x >= 0: only the exact product cancels.
    let form = bench.form([
      bench.bank.lessOrEqual(bench.x * huge, bench.y), bench.atMost(bench.y, -1), bench.atLeast(bench.x, 0),
    ])
    #expect(form.clauses.map(\.count) == [1, 1, 1])
    func refutation(_ multiplier: Integer) throws -> Refutation {
      Refutation(steps: [try lemma([(1, 1), (2, 1), (-3, multiplier)])])
    }
    #expect(Self.problem(try refutation(huge), of: form) == nil)
    #expect(Self.problem(try refutation(huge + 1), of: form) == .refutation(.unknownsRemain, step: 0))
  }

  @Test func casesAreDistinguishedByNewInequalities() throws {
    var bench = Workbench()
    // x = y and x + y = 1: only a fraction solves that.
    let form = bench.form([
      bench.bank.equal(bench.x, bench.y), bench.bank.equal(bench.x + bench.y, LinearSum(1)),
    ])
    let numbers = form.clauses.map { $0[0] }
    let split = try Workbench.atom(bench.x, atMost: 0)
    let new = try #require(Literal(code: 2 * form.atoms.count))
    var refutations = 0
    // Which of the four inequalities belong to which case, is found by trying: exactly one choice is right.
    for (first, second) in [(0, 1), (1, 0)] {
      for (third, fourth) in [(2, 3), (3, 2)] {
        let refutation = Refutation(
          atoms: [split],
          steps: [
            .lemma([.init(new, 2), .init(numbers[first], 1), .init(numbers[third], 1)]),
            .lemma([.init(!new, 2), .init(numbers[second], 1), .init(numbers[fourth], 1)]),
          ])
        if Self.problem(refutation, of: form) == nil { refutations += 1 }
      }
    }
    #expect(refutations == 1)
  }

  @Test func aClauseFollowsByPropagation() throws {
    var bench = Workbench()
    let (a, b) = (bench.atMost(bench.x, 0), bench.atMost(bench.y, 0))
    let form = bench.form([
      bench.bank.or([a, b]), bench.bank.or([a, !b]), bench.bank.or([!a, b]), bench.bank.or([!a, !b]),
    ])
    #expect(Self.problem(Refutation(), of: form) == .refutation(.noContradiction, step: nil))
    #expect(Self.problem(Refutation(steps: [try clause()]), of: form) == .refutation(.doesNotFollow, step: 0))
    #expect(Self.problem(Refutation(steps: [try clause(1)]), of: form) == nil)
    #expect(Self.problem(Refutation(steps: [try clause(1), try clause()]), of: form) == nil)
    #expect(Self.problem(Refutation(steps: [try clause(-2)]), of: form) == nil)
  }

  // MARK: What is wrong

  @Test func aLiteralThatDoesNotExistIsRefused() throws {
    var bench = Workbench()
    let form = bench.form([bench.atMost(bench.x, 0)])
    let beyond = try #require(Literal(code: Int(Int32.max)))
    for literal in [try literal(2), try literal(-2), beyond] {
      #expect(
        Self.problem(Refutation(steps: [.clause([literal])]), of: form)
          == .refutation(.noSuchProposition, step: 0))
      #expect(
        Self.problem(Refutation(steps: [.lemma([.init(literal, 1)])]), of: form)
          == .refutation(.noSuchProposition, step: 0))
    }
    #expect(Literal(code: -1) == nil)
    #expect(Literal(code: Int(Int32.max) + 1) == nil)
  }

  @Test func anUnknownThatDoesNotExistIsRefused() throws {
    var bench = Workbench()
    let form = bench.form([bench.atMost(bench.x, 0)])
    for index in [3, 1_000_000, Int(Int32.max)] {
      let atom = try Workbench.atom(LinearSum(Unknown(index)), atMost: 0)
      #expect(Self.problem(Refutation(atoms: [atom]), of: form) == .refutation(.noSuchUnknown, step: nil))
    }
  }

  @Test func anAuxiliaryPropositionIsNoInequality() throws {
    var bench = Workbench()
    let both = bench.bank.and([bench.atMost(bench.x, 1), bench.atMost(bench.y, 1)])
    let form = bench.form([bench.bank.or([bench.atMost(bench.z, 1), both])])
    #expect(
      Self.problem(Refutation(steps: [try lemma([(1, 1)])]), of: form) == .refutation(.notAnInequality, step: 0)
    )
  }

  @Test func aMultiplierOfZeroIsRefused() throws {
    var bench = Workbench()
    let form = bench.form([bench.atMost(bench.x, 0), bench.atLeast(bench.x, 1)])
    #expect(
      Self.problem(Refutation(steps: [try lemma([(1, 0), (1, 1), (-1, 1)])]), of: form)
        == .refutation(.multiplierIsNotPositive, step: 0))
  }

  @Test func theStepAtFaultIsNamed() throws {
    var bench = Workbench()
    let form = bench.form([bench.atMost(bench.x, 0), bench.atLeast(bench.x, 1)])
    let right = try lemma([(1, 1), (-1, 1)])
    let wrong = try lemma([(1, 2), (-1, 1)])
    #expect(
      Self.problem(Refutation(steps: [right, right, wrong]), of: form) == .refutation(.unknownsRemain, step: 2))
    #expect(
      Self.problem(Refutation(steps: [right, try lemma([])]), of: form) == .refutation(.sumIsTrue, step: 1))
  }

  // MARK: Hostile refutations

  @Test func workIsBounded() throws {
    var bench = Workbench()
    let (a, b) = (bench.atMost(bench.x, 0), bench.atMost(bench.y, 0))
    let form = bench.form([bench.bank.or([a, b])])
    let many = Array(repeating: try clause(1, 2), count: 1_000_000)
    guard
      case .refutation(.tooMuchWork, let step?) = Self.problem(Refutation(steps: many), of: form, work: 10_000)
    else {
      Issue.record("a million steps were checked with the work for thousands")
      return
    }
    #expect(step < 10_000)
    let long = try lemma(Array(repeating: (1, 1), count: 1_000_000))
    #expect(
      Self.problem(Refutation(steps: [long]), of: form, work: 10_000) == .refutation(.tooMuchWork, step: 0))
  }

  @Test func hugeMultipliersCostWork() throws {
    var bench = Workbench()
    var huge: Integer = 7
    for _ in 0..<16 { huge = huge * huge }
    let form = bench.form([bench.atMost(bench.x, 0)])
    let long = try lemma(Array(repeating: (1, huge), count: 1_000))
    #expect(
      Self.problem(Refutation(steps: [long]), of: form, work: 100_000) == .refutation(.tooMuchWork, step: 0))
  }

  @Test func clausesThatRepeatLiteralsAreHarmless() throws {
    var bench = Workbench()
    let (a, b) = (bench.atMost(bench.x, 0), bench.atMost(bench.y, 0))
    let form = bench.form([bench.bank.or([a, b]), bench.bank.or([a, !b])])
    #expect(
      Self.problem(
        Refutation(steps: [try clause(1, 1, 1), try clause(1, -1, 2), try clause(2, 2, -2)]), of: form)
        == .refutation(.noContradiction, step: nil))
    #expect(
      Self.problem(Refutation(steps: [try clause(-1, -1)]), of: form) == .refutation(.doesNotFollow, step: 0))
  }
}
