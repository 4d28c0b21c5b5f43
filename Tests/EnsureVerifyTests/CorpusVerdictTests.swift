import EnsureExplore
import EnsureModel
import EnsureVerify
import Testing

/// What the files of the repository say of themselves is what comes out.
@Suite struct StatedResults {
  @Test(arguments: ExpectedResult.specs(in: "Corpus/good") + ExpectedResult.specs(in: "Corpus/counts"))
  func aGoodSpecComesToItsVerdicts(_ path: String) throws {
    let expected = try ExpectedResult(path)
    guard !expected.system.name.isEmpty else { return }
    let report = try expected.verify()
    let stated = Set(expected.verdicts).subtracting(["held"])
    #expect(report.facts(expected.system) == stated, "\(path)")
    #expect(report.status.rawValue == expected.status, "\(path)")
    #expect(report.contradictions == [])
  }

  @Test(arguments: ExpectedResult.specs(in: "Specs").filter { $0.hasSuffix(".bug.ens") })
  func aFaultySiblingFailsOnItsNamedPropertyAtTheStatedLength(_ path: String) throws {
    let expected = try ExpectedResult(path)
    #expect(!expected.faults.isEmpty, "\(path) does not say what fails")
    let report = try expected.verify()
    #expect(report.status == .violated)
    let facts = report.facts(expected.system)
    for fault in expected.faults {
      #expect(facts.contains("violated \(fault)") || facts.contains("defect \(fault)"), "\(path): \(fault)")
    }
  }

  @Test(arguments: ExpectedResult.specs(in: "Specs").filter { !$0.hasSuffix(".bug.ens") })
  func aWorkedSystemHasNoViolationThatNobodyDecided(_ path: String) throws {
    let expected = try ExpectedResult(path)
    let report = try expected.verify()
    #expect(report.status == .success || report.status == .undecided, "nothing is wrong, as far as is known")
    #expect(report.contradictions == [])
    for (cell, standing) in zip(report.cells, report.standings) where cell.verdict.isViolated {
      #expect(standing != .open)
    }
    // One that leaves too much open to be tried through is not refuted.
    for scenario in report.scenarios { #expect(scenario.status != .violated) }
  }

  @Test(arguments: ExpectedResult.specs(in: "Corpus/counts"))
  func publishedCountsAreMatchedExactly(_ path: String) throws {
    let expected = try ExpectedResult(path)
    let stated = expected.text.matches(of: /(?m)^\/\/ states: (\d+)(?: with (.+))?$/)
    for match in stated {
      var scope = Scope.defaults(for: World(expected.system, threats: []))
      if let argument = match.2 { try ScopeArgument(String(argument)).apply(to: &scope, of: expected.system) }
      let exploration = try Exploration.of(World(expected.system, threats: []), scope: scope)
      #expect(exploration.states == Int(match.1), "\(path)")
      #expect(exploration.bound.isExhaustive)
    }
  }

  @Test func theCountsOfThePublishedModelsAreThere() throws {
    let texts = try ExpectedResult.specs(in: "Corpus/counts").map { try ExpectedResult($0).text }
    #expect(texts.contains { $0.contains("// states: 34 with RM=3") })
    #expect(texts.contains { $0.contains("// states: 14 with Writer=2") })
  }
}

/// The worked matrix of `Docs/semantics.md`.
@Suite struct WorkedMatrix {
  @Test(
    arguments: [
      ("NoOverRefund", "honest", nil), ("NoOverRefund", "CorruptCourier", nil),
      ("NoOverRefund", "ForgedWebhook", 1), ("NoOverRefund", "Both", 1),
      ("Books", "honest", nil), ("Books", "CorruptCourier", nil), ("Books", "ForgedWebhook", 1),
      ("Books", "Both", 1),
      ("PaidBeforeShipped", "honest", nil), ("PaidBeforeShipped", "CorruptCourier", 1),
      ("PaidBeforeShipped", "ForgedWebhook", 2), ("PaidBeforeShipped", "Both", 1),
      ("Settled", "honest", nil), ("Settled", "CorruptCourier", 3), ("Settled", "ForgedWebhook", nil),
      ("Settled", "Both", 1),
    ] as [(String, String, Int?)])
  func eachCellComesOutAsItStandsThere(_ property: String, _ world: String, _ length: Int?) throws {
    let expected = try ExpectedResult("Specs/card-checkout.ens")
    let report = try expected.verify(withProofs: true)
    let cell = try #require(
      report.cells.first { cell in
        cell.property.map { expected.system.properties[$0.index].name } == property
          && expected.system.title(of: cell.threats) == world
      })
    switch cell.verdict {
    case .proved: #expect(length == nil)
    case .violated(let violation): #expect(violation.trace.steps.count == length)
    default: Issue.record("the cell is not decided")
    }
  }

  @Test func booksFallsToANegativeAmount() throws {
    let expected = try ExpectedResult("Specs/card-checkout.ens")
    let report = try expected.verify(withProofs: true)
    let violation = report.cells.compactMap { cell -> Violation? in
      guard let property = cell.property, expected.system.properties[property.index].name == "Books",
        case .violated(let violation) = cell.verdict
      else { return nil }
      return violation
    }.first
    guard case .action(_, let arguments, .forged)? = violation?.trace.steps.first?.event else {
      Issue.record("the attack is no forged step")
      return
    }
    #expect(arguments.last == -1)
  }
}
