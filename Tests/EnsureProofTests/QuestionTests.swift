import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureReport
import EnsureVerify
import Foundation
import Testing

/// What is asked of invariants that are not proved is true of the spec, names what matters, and is answered by what is
/// suggested.
@Suite struct QuestionTests {
  /// Socks go in in pairs, which no condition of the spec says.
  private static let socks = """
    system Drawers
    role Clerk
    entity Drawer {
      socks: Int = 0
      label: Int = 0
      colour: { red, blue } = red
    }
    action pack(d: Drawer) by Clerk { d.socks += 2 }
    action paint(d: Drawer) by Clerk requires d.colour == red { d.colour = blue
      d.label += 1 }
    invariant NeverFive(d: Drawer): d.socks != 5
    """

  /// What is refunded comes out of the balance, and fees do: a relation of three numbers, which is no equation.
  private static let accounts = """
    system Accounts
    currency EUR
    role Clerk
    entity Account {
      paid: Money = 0
      refunded: Money = 0
      balance: Money = 0
      note: Int = 0
      state: { open, closed } = open
    }
    action pay(a: Account, amount: 0.01 EUR..) by Clerk requires a.state == open {
      a.paid += amount
      a.balance += amount
    }
    action refund(a: Account, amount: 0.01 EUR..) by Clerk requires amount <= a.balance {
      a.balance -= amount
      a.refunded += amount
    }
    action charge(a: Account, fee: 0.01 EUR..) by Clerk requires fee <= a.balance { a.balance -= fee }
    action remark(a: Account, n: Int) by Clerk { a.note = n }
    action close(a: Account) by Clerk requires a.state == open { a.state = closed }
    invariant NeverMore(a: Account): a.refunded <= a.paid
    """

  /// The question about a property in the honest world, the whole way through verification.
  ///
  /// - Parameter isAnswered: whether what would answer it is tried.
  private static func question(_ text: String, _ name: String, isAnswered: Bool = false) throws -> (
    system: TransitionSystem, report: VerificationReport, question: OpenQuestion?
  ) {
    let system = try ProofBench.system(text)
    var options = VerificationOptions()
    options.triesAnswers = isAnswered
    options.asksForLemmas = isAnswered
    let report = try Verification(system, options).run()
    let property = try #require(system.properties.firstIndex { $0.name == name })
    return (system, report, report.questions.first { $0.property == PropertyID(property) })
  }

  /// The fields that the facts of a question speak of.
  private static func fields(_ question: OpenQuestion, _ system: TransitionSystem) -> Set<String> {
    var found: Set<String> = []
    for fact in question.facts {
      question.terms.walk(fact) { term in
        if case .field(let field, _) = question.terms[term] { found.insert(system.fields[field.index].name) }
        return true
      }
    }
    return found
  }

  /// Takes the step with the interpreter, and evaluates the property and what is suggested, without a word of the production
  /// code about questions.
  private static func check(_ question: OpenQuestion, _ system: TransitionSystem) throws {
    let interpreter = try Interpreter(World(system, threats: question.threats), scope: question.scope)
    let property = system.properties[question.property.index]
    guard case .invariant(let term) = property.kind else {
      Issue.record("no invariant")
      return
    }
    let environment = Dictionary(zip(property.variables, question.values)) { first, _ in first }
    #expect(try interpreter.evaluate(term, in: question.state, environment) == 1)
    let next: State
    switch question.step.event {
    case .action(let action, let arguments, let agency):
      let results = interpreter.world.moves.filter { $0.action == action && $0.agency == agency }.map {
        interpreter.step(
          $0, arguments: arguments, principal: question.step.principal?.instance, in: question.state,
          tape: question.step.arbitrary)
      }
      let states = results.compactMap { result -> State? in
        if case .taken(let taken) = result { return taken.state }
        return nil
      }
      next = try #require(states.first, "nobody can take the step")
    case .delay(let ticks): next = try #require(interpreter.delay(ticks, in: question.state))
    case .idle: next = question.state
    }
    #expect(try interpreter.evaluate(term, in: next, environment) == 0)
    let reader = interpreter.reading(question.terms)
    for fact in question.facts {
      #expect(try reader.evaluate(fact, in: question.state, question.environment) == 1)
    }
    if let suggestion = question.suggestion {
      #expect(try reader.evaluate(suggestion.body, in: question.state, question.environment) == 0)
    }
  }

  /// The declaration that the report prints, and the report of the spec with it.
  private static func answered(_ text: String, _ report: VerificationReport, _ system: TransitionSystem) throws
    -> (
      lemma: String, report: VerificationReport, system: TransitionSystem
    )
  {
    let printed = VerificationText(system, report, style: .plain, files: []).text
    let start = try #require(printed.range(of: "    invariant "), "\(printed)")
    let block = printed[start.lowerBound...].split(separator: "\n", omittingEmptySubsequences: false)
    let lemma = block.prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
    let more = try ProofBench.system(text + "\n" + lemma + "\n")
    return (lemma, try Verification(more).run(), more)
  }

  private static func isProved(_ name: String, _ report: VerificationReport, _ system: TransitionSystem) -> Bool
  {
    report.cells.contains { cell in
      guard let property = cell.property, system.properties[property.index].name == name, cell.threats.isEmpty,
        case .proved = cell.verdict
      else { return false }
      return true
    }
  }

  @Test func aRemainderThatNoConditionNamesIsFound() throws {
    let (system, report, found) = try Self.question(Self.socks, "NeverFive")
    let question = try #require(found)
    try Self.check(question, system)
    #expect(Self.fields(question, system) == ["socks"])
    let (lemma, answer, more) = try Self.answered(Self.socks, report, system)
    #expect(lemma == "invariant NeverFiveLemma(d: Drawer): d.socks mod 2 == 0")
    #expect(Self.isProved("NeverFive", answer, more))
    #expect(Self.isProved("NeverFiveLemma", answer, more))
    #expect(answer.questions.isEmpty)
  }

  @Test func aRelationOfThreeNumbersIsFound() throws {
    let (system, report, found) = try Self.question(Self.accounts, "NeverMore")
    let question = try #require(found)
    try Self.check(question, system)
    #expect(Self.fields(question, system).isSubset(of: ["paid", "refunded", "balance"]))
    #expect(Self.fields(question, system).contains("paid"))
    let (lemma, answer, more) = try Self.answered(Self.accounts, report, system)
    #expect(lemma.contains("balance") && lemma.contains("paid") && lemma.contains("refunded"), "\(lemma)")
    #expect(Self.isProved("NeverMore", answer, more))
    #expect(Self.isProved("NeverMoreLemma", answer, more))
  }

  @Test(arguments: [(socks, "NeverFive"), (accounts, "NeverMore")])
  func whatWouldAnswerItIsTried(_ text: String, _ name: String) throws {
    let (system, report, question) = try Self.question(text, name, isAnswered: true)
    #expect(Self.isProved(name, report, system))
    #expect(question == nil)
  }

  @Test func itIsClearThatAQuestionIsNoAttack() throws {
    let (system, report, _) = try Self.question(Self.socks, "NeverFive")
    let text = VerificationText(system, report, style: .plain, files: []).text
    #expect(
      text.contains("NeverFive is not proved in the honest world: can `pack(d)` be taken where this holds?"),
      "\(text)")
    #expect(
      text.contains("No run is known that takes it from such a state. One that did would break NeverFive."))
    #expect(report.status == .success)
    #expect(!report.cells.contains { $0.verdict.isViolated })
  }

  @Test func whereTheStepAloneBreaksThePropertyItIsAskedWhetherItCanBeTaken() throws {
    let text = Self.socks.replacing(
      "invariant NeverFive(d: Drawer): d.socks != 5",
      with: """
        global torn: Bool = false
        action tear(d: Drawer) by Clerk requires d.socks == 3 { torn = true }
        invariant Whole: not torn
        """)
    let (system, report, found) = try Self.question(text, "Whole")
    let question = try #require(found)
    try Self.check(question, system)
    #expect(question.decisive == 0)
    let printed = VerificationText(system, report, style: .plain, files: []).text
    #expect(
      printed.contains(": can `tear(d)` be taken?\n") && printed.contains("No run is known that takes it. One"),
      "\(printed)")
  }

  @Test func whatIsProvedOrViolatedIsNotAskedAbout() throws {
    let proved = Self.socks.replacing("d.socks != 5", with: "d.socks >= 0")
    #expect(try Self.question(proved, "NeverFive").report.questions.isEmpty)
    let violated = Self.socks.replacing("d.socks != 5", with: "d.socks != 4")
    #expect(try Self.question(violated, "NeverFive").report.questions.isEmpty)
  }

  @Test func theSameQuestionIsAskedAgain() throws {
    let texts = try (0..<2).map { _ in
      let (system, report, _) = try Self.question(Self.accounts, "NeverMore")
      return VerificationText(system, report, style: .plain, files: []).text
    }
    #expect(texts[0] == texts[1])
  }

  @Test func aQuestionThatIsNotTrueIsRefused() throws {
    let (system, _, found) = try Self.question(Self.socks, "NeverFive")
    let question = try #require(found)
    let interpreter = try Interpreter(World(system, threats: []), scope: question.scope)
    try interpreter.replay(question)
    var state = question.state
    for slot in state.values.indices { state.values[slot] = 0 }
    let reached = OpenQuestion(
      property: question.property, threats: [], scope: question.scope, state: state, step: question.step,
      values: question.values, terms: question.terms, subjects: question.subjects, facts: question.facts,
      decisive: question.decisive, suggestion: question.suggestion)
    #expect(throws: Refusal.self) { try interpreter.replay(reached) }
    let unfounded = OpenQuestion(
      property: question.property, threats: [], scope: question.scope, state: question.state,
      step: question.step, values: question.values, terms: question.terms, subjects: question.subjects,
      facts: question.facts, decisive: question.decisive,
      suggestion: OpenQuestion.Suggestion(
        variables: question.subjects.map(\.variable), body: question.facts[0], isInductive: false))
    #expect(throws: Refusal.self) { try interpreter.replay(unfounded) }
  }
}
