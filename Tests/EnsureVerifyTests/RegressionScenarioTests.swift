import EnsureExplore
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureVerify
import Foundation
import Testing

/// A violation, turned into a scenario, shows the mistake in the spec that has it, and stands in the spec that was
/// mended.
@Suite struct RegressionScenarioTests {
  private static let faulty = ExpectedResult.specs(in: "Specs").filter { $0.hasSuffix(".bug.ens") }

  @Test(arguments: faulty) func theFaultIsKeptAsAScenario(_ path: String) throws {
    let expected = try ExpectedResult(path)
    let fault = try #require(
      expected.text.firstMatch(of: /(?m)^\/\/\/ fails: (\w+)( under [\w +]+)? in (\d+) step/))
    let position = try #require(expected.system.properties.firstIndex { $0.name == String(fault.1) })
    let property = PropertyID(position)
    var options = VerificationOptions()
    options.engines = [.bounded, .explicit]
    options.scope = expected.scope
    options.properties = [property]
    options.worlds = [[]]
    let report = try Verification(expected.system, options).run()
    guard case .violated(let violation)? = report.cells.first(where: { $0.property == property })?.verdict
    else {
      // What fails under a threat only, or is not decided here, has tests of its own.
      return
    }
    let trace = try ViolatedTrace(expected.system, violation, of: property)
    let files = [ReportedFile(path: path, bytes: Array(expected.text.utf8))]
    let regression = try trace.scenario(in: files)
    let outcome = try ScenarioRunner.run(regression.text, in: path)
    switch regression.kind {
    case .lastStep:
      guard case .failed(let failure) = outcome, case .possible = failure.reason else {
        Issue.record("it does not show the mistake: \(outcome)\n\(regression.text)")
        return
      }
      let mended = path.replacing(".bug.ens", with: ".ens")
      switch try ScenarioRunner.run(regression.text, in: mended) {
      case .passed: break
      case .failed(let failure):
        if case .possible = failure.reason, let expecting = regression.expecting,
          case .passed = try ScenarioRunner.run(expecting, in: mended)
        {
          // The step stays possible, and does no harm any more.
          guard case .failed(let other) = try ScenarioRunner.run(expecting, in: path),
            case .expectation = other.reason
          else {
            Issue.record("it does not show the mistake: \(expecting)")
            return
          }
          return
        }
        // The mended system stops it earlier: then the steps are no story there any more.
        guard case .blocked = failure.reason else {
          Issue.record("it does not stand in \(mended): \(failure)\n\(regression.text)")
          return
        }
      case .undecided(let tried): Issue.record("\(tried) steps were not enough in \(mended)")
      }
    case .guardedStep: Issue.record("the honest world has no threats to guard against")
    case .way:
      guard case .passed = outcome else {
        Issue.record("the way cannot be gone: \(outcome)\n\(regression.text)")
        return
      }
    }
  }

  private static let shop = """
    system Shop

    currency EUR

    role Clerk { junior, senior }

    actor Guest

    const guest1 = 3

    entity Order {
      owner: Guest
      total: Money = any where total >= 0 and total <= 2 EUR
      sent: Bool = false
      paid: Money = 0
    }

    action pay(o: Order, v: Money) by g: Guest
      requires o.paid == 0 and v == o.total and v > 0
    {
      o.paid = v
      o.owner = g
    }

    action send(o: Order) by c: Clerk
      requires not o.sent
      honest o.paid > 0
    {
      o.sent = true
    }

    policy Senders { permit Clerk.senior send }

    invariant Paid(o: Order): o.sent implies o.paid > 0

    invariant NeverSent(o: Order): not o.sent

    invariant Empty(o: Order): o.total == 0

    invariant Owned(o: Order): o.paid > 0 implies o.owner != none

    threat Corrupt { corrupt Clerk }

    threat Forged { attacker may pay(o, v) without requires }

    threat Own { step break(o: Order) { o.sent = true } }

    invariant Exact(o: Order): o.paid == 0 or o.paid == o.total

    scenario "not again: NeverSent" { send(o) }
    """

  private func regression(_ property: String, _ threats: [String]) throws -> ViolatedTrace.Regression {
    let system = try #require(Compiler.compile(text: Self.shop).system)
    let id = PropertyID(try #require(system.properties.firstIndex { $0.name == property }))
    let world = Set(
      system.threats.indices.filter { threats.contains(system.threats[$0].name) }.map { ThreatID($0) })
    var options = VerificationOptions()
    options.engines = [.bounded, .explicit]
    options.properties = [id]
    options.worlds = [world]
    let report = try Verification(system, options).run()
    let cell = try #require(report.cells.first { $0.property == id })
    guard case .violated(let violation) = cell.verdict else { throw Unexpected(what: "\(cell.verdict)") }
    let files = [ReportedFile(path: "shop.ens", bytes: Array(Self.shop.utf8))]
    return try ViolatedTrace(system, violation, of: id).scenario(in: files)
  }

  private struct Unexpected: Error { let what: String }

  @Test func theLastGenuineStepHasToBeImpossible() throws {
    let regression = try regression("NeverSent", [])
    #expect(regression.kind == .lastStep)
    #expect(regression.text.contains("then send(o) by senior1: Clerk.senior is impossible"))
    #expect(regression.text.contains("by guest1_: Guest"))
    #expect(regression.suggestion.contains("//   expect not o.sent\n"))
    #expect(regression.text.contains("scenario \"not again: NeverSent (2)\""))
    #expect(regression.text.contains("given o.total == "))
    guard case .failed(let failure) = try ScenarioRunner.play(Self.shop + "\n" + regression.text),
      case .possible = failure.reason
    else {
      Issue.record("\(regression.text)")
      return
    }
  }

  @Test(arguments: ["Corrupt", "Forged"]) func aThreatsStepIsGuarded(_ threat: String) throws {
    let regression = try regression(threat == "Corrupt" ? "Paid" : "Exact", [threat])
    #expect(regression.kind == .guardedStep)
    guard case .passed = try ScenarioRunner.play(Self.shop + "\n" + regression.text) else {
      Issue.record("\(regression.text)")
      return
    }
  }

  @Test func whatCannotBeToldIsSaid() {
    #expect(throws: ViolatedTrace.NoScenario.firstState) { try regression("Empty", []) }
    #expect(throws: ViolatedTrace.NoScenario.threatFirst) { try regression("Paid", ["Own"]) }
  }
}

/// Plays the last scenario of a text.
private enum ScenarioRunner {
  /// The scenario, added to a spec of the repository.
  static func run(_ scenario: String, in path: String) throws -> ScenarioResult.Outcome {
    let known = try ExpectedResult(path)
    let folder = ExpectedResult.root.appendingPathComponent(path).deletingLastPathComponent().standardized.path
    let compilation = Compiler.compile(
      SourceFile(path: path, identity: path, bytes: Array("\(known.text)\n\(scenario)".utf8)),
      importer: Siblings(folder: folder))
    let system = try #require(compilation.system, "\(compilation.diagnostics.map(\.message))\n\(scenario)")
    return try play(system, known.scope)
  }

  /// Files below one folder.
  private struct Siblings: Importer {
    let folder: String

    func read(_ name: String, from file: SourceFile) throws(ImportProblem) -> SourceFile {
      let full = URL(fileURLWithPath: folder + "/" + name).standardized.path
      guard let data = FileManager.default.contents(atPath: full) else { throw .notFound }
      return SourceFile(path: name, identity: full, bytes: Array(data))
    }
  }

  static func play(_ text: String) throws -> ScenarioResult.Outcome {
    let compilation = Compiler.compile(text: text)
    return try play(try #require(compilation.system, "\(compilation.diagnostics.map(\.message))\n\(text)"), nil)
  }

  private static func play(_ system: TransitionSystem, _ argument: ScopeArgument?) throws
    -> ScenarioResult.Outcome
  {
    var scope = Scope.defaults(for: World(system, threats: []))
    try argument?.apply(to: &scope, of: system)
    let scenario = try #require(system.scenarios.last)
    return try scenario.run(in: system, scope: scope).outcome
  }
}
