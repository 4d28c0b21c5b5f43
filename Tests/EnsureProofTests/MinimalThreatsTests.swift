import EnsureKernel
import EnsureModel
import EnsureReport
import Foundation
import Testing

@testable import EnsureVerify

/// The smallest combinations of threats, found and replayed.
@Suite struct MinimalThreatsTests {
  /// Does jobs here, and remembers the worlds of bounded searches.
  private final class Watched: JobRunner {
    private let runner: InProcessRunner
    private(set) var searched: [(threats: Set<ThreatID>, properties: [PropertyID])] = []

    init(_ system: TransitionSystem) { runner = InProcessRunner(system) }

    var isInterrupted: Bool { false }

    func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
      for job in jobs where job.engine == .bounded { searched.append((job.threats, job.properties)) }
      return runner.run(jobs, until: deadline)
    }
  }

  private struct Outcome {
    let system: TransitionSystem
    let report: VerificationReport
    let searched: [(threats: Set<ThreatID>, properties: [PropertyID])]

    subscript(_ name: String) -> MinimalThreats? {
      report.minimalThreats.first { system.properties[$0.property.index].name == name }
    }

    /// The breaking combinations of a property, with their lengths.
    func breaking(_ name: String) -> [String]? {
      self[name]?.breaking.map { "\(system.title(of: $0.threats)) \($0.violation.trace.length)" }
    }
  }

  private func run(_ system: TransitionSystem, _ change: (inout VerificationOptions) -> Void = { _ in }) throws
    -> Outcome
  {
    let runner = Watched(system)
    var options = VerificationOptions()
    options.seeksMinimalThreats = true
    options.engines = [.bounded, .proof]
    change(&options)
    let report = try Verification(system, options, runner: runner).run()
    for found in report.minimalThreats {
      for breaking in found.breaking {
        let world = World(system, threats: breaking.threats)
        try Interpreter(world, scope: breaking.violation.trace.scope).replay(
          breaking.violation, of: found.property)
      }
    }
    return Outcome(system: system, report: report, searched: runner.searched)
  }

  /// Where what a property is about can never happen it is not unknown.
  @Test func whereNothingIsSaidItIsVacuous() throws {
    let system = try ProofBench.system(
      """
      system Gate
      role Guard
      entity Door { isOpen: Bool = false
        isSealed: Bool = false }
      action open(d: Door) by Guard requires d.isSealed { d.isOpen = true }
      invariant Shut(d: Door): not d.isOpen
      threat Burglar { attacker may open(d) without requires }
      """)
    let found = try run(system)
    #expect(found.breaking("Shut") == ["Burglar 1"])
    #expect(found["Shut"]?.undecided.map(\.isVacuous) == [true])
    let text = VerificationText(system, found.report, style: .plain, files: []).text
    #expect(text.contains("vacuous: honest"), "\(text)")
    #expect(!text.contains("unknown: honest"), "\(text)")
  }

  /// `Shut` falls to `Master` alone, or to `Left` and `Right` together, which no world of the spec is; `Lamp` to nobody;
  /// `Count` in the honest world.
  private static let text = """
    system Vault
    role Clerk
    global left: Bool = false
    global right: Bool = false
    global open: Bool = false
    global lamp: Int = 0
    global total: Int = 0
    action pull() by Clerk requires left and right { open = true }
    action light() by Clerk { lamp += 1 }
    action tally() by Clerk { total += 1 }
    invariant Shut: not open
    invariant Lamp: lamp >= 0
    invariant Count: total <= 1
    threat Master { step force() { open = true } }
    threat Left { step turnLeft() { left = true } }
    threat Right { step turnRight() { right = true } }
    threat Noise { step shout() { lamp += 2 } }
    """

  @Test func combinationsAreFoundThatNoWorldOfTheSpecIs() throws {
    let outcome = try run(try ProofBench.system(Self.text))
    #expect(outcome.breaking("Shut") == ["Master 1", "Left+Right 3"])
    #expect(outcome.breaking("Lamp") == [])
    #expect(outcome.breaking("Count") == ["honest 2"])
    #expect(outcome["Lamp"]?.others == .safe(depth: nil, size: nil))
    #expect(outcome["Count"]?.others == MinimalThreats.Others.none)
    // `pull` can never happen without the two, which is why the honest world is undecided.
    let all = Set(outcome.system.threats.indices.map { ThreatID($0) })
    #expect(outcome.report.proofs.contains { $0.threats == all }, "the certificate for all threats is there")
  }

  @Test func nothingIsAskedThatIsKnown() throws {
    let outcome = try run(try ProofBench.system(Self.text))
    let shut = PropertyID(0)
    let pair: Set<ThreatID> = [ThreatID(1), ThreatID(2)]
    let worlds = outcome.searched.filter { $0.properties.contains(shut) }.map(\.threats)
    #expect(Set(worlds).count == worlds.count, "each world once")
    for threats in worlds where threats.count > 1 {
      #expect(!threats.contains(ThreatID(0)), "a superset of what breaks it: \(threats)")
    }
    // The largest that is left, before anything is known of pairs, is the only superset of a pair.
    #expect(worlds.count { $0.isStrictSuperset(of: pair) } == 1)
    #expect(!outcome.searched.contains { $0.threats.count > 1 && $0.properties.contains(PropertyID(2)) })
  }

  @Test func theMatrixAndTheStatusStayAsTheyAre() throws {
    let system = try ProofBench.system(Self.text)
    let asked = try run(system).report
    let plain = try run(system) { $0.seeksMinimalThreats = false }.report
    #expect(plain.minimalThreats.isEmpty)
    #expect(asked.status == plain.status)
    #expect(asked.worlds == plain.worlds)
    #expect(asked.cells.map { "\($0)".count } == plain.cells.map { "\($0)".count })
    #expect(asked.contradictions.isEmpty)
  }

  @Test func aLimitIsSaid() throws {
    let outcome = try run(try ProofBench.system(Self.text)) { $0.combinations = 2 }
    // The largest combination was looked at, and none of its parts.
    #expect(outcome.breaking("Shut") == ["Master 1", "Left+Right+Noise 3"])
    #expect(outcome["Shut"]?.others == .unknown)
    let text = VerificationText(outcome.system, outcome.report, style: .plain, files: []).text
    #expect(
      text.contains("Left+Right+Noise, 3 steps") && text.contains("vacuous: honest")
        && text.contains("; the rest is unknown"), "\(text)")
  }

  @Test func theFlagshipsThreatsBreakWhatItSays() throws {
    let outcome = try run(try ProofBench.system(at: "Specs/card-checkout.ens"))
    #expect(outcome.breaking("NoOverRefund")?.map { $0.prefix(13) } == ["ForgedWebhook"])
    #expect(outcome.breaking("Books")?.map { $0.prefix(13) } == ["ForgedWebhook"])
    #expect(outcome.breaking("PaidBeforeShipped")?.map { $0.prefix(7) } == ["Corrupt", "ForgedW"])
    #expect(outcome.breaking("Settled")?.map { $0.prefix(7) } == ["Corrupt"])
    #expect(outcome["NoOverRefund"]?.others == .safe(depth: nil, size: nil))
    #expect(outcome["Books"]?.others == .safe(depth: nil, size: nil))
    #expect(outcome["PaidBeforeShipped"]?.others == .safe(depth: nil, size: nil))
    #expect(outcome["Settled"]?.others == .safe(depth: nil, size: nil))
    // The spec's own worlds are all combinations of its two threats.
    #expect(Set(outcome.searched.map(\.threats)).count == 4)
    #expect(outcome.report.status == .success)
  }

  @Test func aSpecWithoutThreatsHasTheHonestWorld() throws {
    let text = """
      system Plain
      role Clerk
      global total: Int = 0
      action tally() by Clerk { total += 1 }
      invariant Fine: total >= 0
      invariant Few: total <= 2
      """
    let outcome = try run(try ProofBench.system(text))
    #expect(outcome.breaking("Fine") == [])
    #expect(outcome["Fine"]?.others == .safe(depth: nil, size: nil))
    #expect(outcome.breaking("Few") == ["honest 3"])
    let spec = SpecReport(
      path: "plain.ens", files: [], diagnostics: [], omittedDiagnostics: 0,
      outcome: .verified(outcome.system, outcome.report))
    let run = RunReport(version: "0", specs: [spec])
    #expect(run.text(style: .plain).contains("Few       honest, 3 steps"), "\(run.text(style: .plain))")
    #expect(run.json.text.contains("\"length\": 3"), "\(run.json.text)")
  }

  /// With a kernel that refuses, nothing is said to be proved under any threats.
  @Test func whatTheKernelRefusesIsNotProved() throws {
    let system = try ProofBench.system(Self.text)
    var options = VerificationOptions()
    options.seeksMinimalThreats = true
    let report = try Verification(system, options, runner: nil, kernel: Kernel(system, refuses: true)).run()
    for found in report.minimalThreats {
      if case .safe(depth: nil, _) = found.others { Issue.record("\(found.property) is proved") }
    }
    #expect(report.status == .internalError)
  }
}
