import EnsureModel
import EnsureSemantics
import EnsureVerify
import Testing

/// A property that is asked for alone gets the same answer as among all others: what it rests on is shown without a word.
@Suite struct SupportTests {
  private static let shop = """
    system Shop
    role Clerk
    entity Order {
      small: 0.. = 0
      large: 0.. = 0
      isPaid: Bool = false
    }
    action addSmall(o: Order) by Clerk requires o.small + 2 * o.large <= 6 { o.small += 1 }
    action addLarge(o: Order) by Clerk requires o.small + 2 * o.large <= 5 { o.large += 1 }
    action pay(o: Order) by Clerk { o.isPaid = true }
    action ship(o: Order) by Clerk requires o.isPaid or (o.small >= 6 and o.large >= 2) {}
    property PaidFirst(o: Order): always (ship(o) implies once pay(o))

    """
  private static let fits = "invariant Fits(o: Order): o.small + 2 * o.large <= 7\n"
  private static let careless = "threat Careless { step cram(o: Order) { o.large = 9 } }\n"

  private func report(_ text: String, only name: String?) throws -> VerificationReport {
    let compilation = Compiler.compile(text: text)
    let system = try #require(compilation.system, "\(compilation.diagnostics.map(\.message))")
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.depth = 3
    options.asksForLemmas = false
    if let name {
      options.properties = [PropertyID(try #require(system.properties.firstIndex { $0.name == name }))]
    }
    return try Verification(system, options).run()
  }

  private func isProved(_ report: VerificationReport, _ threats: Int) -> Bool {
    report.cells.contains { cell in
      guard case .proved = cell.verdict else { return false }
      return cell.property == PropertyID(0) && cell.threats.count == threats
    }
  }

  @Test func whatNobodyHasAskedAboutHelps() throws {
    #expect(try isProved(report(Self.shop + Self.fits, only: nil), 0))
    let alone = try report(Self.shop + Self.fits, only: "PaidFirst")
    #expect(isProved(alone, 0))
    #expect(alone.cells.allSatisfy { $0.property == PropertyID(0) })
    #expect(alone.proofs.allSatisfy { $0.property != PropertyID(1) })
    // Without it there is nothing that would help.
    #expect(try !isProved(report(Self.shop, only: "PaidFirst"), 0))
  }

  @Test func whatDoesNotHoldIsOfNoHelp() throws {
    let report = try report(Self.shop + Self.fits + Self.careless, only: "PaidFirst")
    #expect(isProved(report, 0) && !isProved(report, 1))
    #expect(report.notes.allSatisfy { !$0.text.contains("Fits") })
  }

  /// Does jobs here, and remembers which of them look for a proof of an invariant that nobody has asked about.
  private final class Watched: JobRunner {
    let runner: InProcessRunner
    var worlds: [Int] = []
    init(_ system: TransitionSystem) { runner = InProcessRunner(system) }
    var isInterrupted: Bool { false }
    func run(_ jobs: [Job], until deadline: Deadline?) -> [JobOutcome] {
      worlds += jobs.filter { $0.engine == .proof && $0.properties.contains(PropertyID(1)) }.map(
        \.threats.count)
      return runner.run(jobs, until: deadline)
    }
  }

  /// Where an invariant has no proof, larger worlds need not look for one; nor where it is decided to be violated.
  @Test(arguments: [
    ("", [1]), ("expect Fits violated under Careless\n", []),
  ])
  func whatCannotBeShownIsLookedForOnce(_ decision: String, _ worlds: [Int]) throws {
    let text = """
      \(Self.shop)\(Self.fits)\(Self.careless)
      property Comes(o: Order): always (addSmall(o) implies eventually o.isPaid) assuming fair Clerk
      threat Idle { step lose(o: Order) requires o.large > 0 { o.large -= 1 } }
      threat Both = Careless + Idle
      \(decision)
      """
    let compilation = Compiler.compile(text: text)
    let system = try #require(compilation.system, "\(compilation.diagnostics.map(\.message))")
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.depth = 2
    options.properties = [PropertyID(2)]
    let runner = Watched(system)
    let report = try Verification(system, options, runner: runner).run()
    #expect(report.proofs.count == 4, "\(report.cells.map(\.verdict)) \(report.notes.map(\.text))")
    // In the honest world and under `Idle` it holds.
    #expect(runner.worlds.count { $0 == 0 } == 1)
    #expect(runner.worlds.count { $0 == 1 } == worlds.count + 1)
    #expect(!runner.worlds.contains(2))
  }
}
