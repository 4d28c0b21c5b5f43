import EnsureModel
import Testing

@testable import EnsureObligations

/// What an observer asks of a run is never less than its property, whatever shape that has.
@Suite struct WatchedFormulaTests {
  private struct Tally {
    var (watched, kept, asked) = (0, 0, 0)
    var wrong: [String] = []
  }

  /// Compares what observers of formulas at random ask with what these say, on runs at random.
  private static func compare(_ seeds: Range<UInt64>, assuming: Bool) throws -> Tally {
    let system = try ProofBench.system(
      """
      system Switches
      role R
      global a: Bool = false
      global b: Bool = false
      global c: Bool = false
      action turn() by R {
        a = b
        b = c
        c = a
      }
      property P: always a
      """)
    var bank = system.bank
    let switches = system.globals.indices.map { Formula.state(bank.global(GlobalID($0), .boolean)) }
    var tally = Tally()
    for seed in seeds {
      var luck = SwitchFormulas(luck: SeededNumbers(seed), switches: switches)
      let formula = luck.formula(2 + luck.luck.below(3))
      let assumptions =
        assuming ? (0...luck.luck.below(2)).map { _ in luck.formula(1 + luck.luck.below(3)) } : []
      var extended = system
      extended.bank = bank
      let declared = system.properties[0]
      extended.properties[0] = Property(
        name: declared.name, variables: [],
        kind: .temporal(formula, assuming: assumptions.map { .formula($0) }),
        origin: declared.origin, body: declared.body)
      guard let observer = Observer(of: PropertyID(0), in: extended) else { continue }
      tally.watched += 1
      for _ in 0..<40 {
        let run = luck.run(8, bank)
        let isKept = isKept(observer, run)
        let holds = run.values(of: .implies(.and(assumptions), formula))[0]
        if isKept && !holds { tally.wrong.append("seed \(seed): \(formula) assuming \(assumptions)") }
        if holds { tally.asked += 1 }
        if isKept { tally.kept += 1 }
      }
    }
    return tally
  }

  /// Whether a run is one that a proof may be made of.
  private static func isKept(_ observer: Observer, _ run: SwitchRun) -> Bool {
    func isDueForEver(_ promise: Observer.Promise) -> Bool { run.inTheEnd(run.values(of: promise.memory)) }
    guard run.always(run.values(of: observer.condition)) else { return false }
    return observer.promises.allSatisfy { promise in
      !isDueForEver(promise)
        || promise.assuming.contains { isDueForEver(observer.assumed[$0]) }
        || promise.settling.contains { !run.inTheEnd(run.values(of: observer.settled[$0].memory)) }
    }
  }

  @Test func whatIsWatchedIsNoLessThanThePropertySays() throws {
    let tally = try Self.compare(0..<6_000, assuming: false)
    #expect(tally.wrong.isEmpty, "\(tally.wrong.prefix(3))")
    #expect(tally.watched > 3_500)
    // Little is asked for that the property does not say.
    #expect(tally.kept * 100 > tally.asked * 90, "\(tally)")
  }

  @Test func whatIsAssumedIsNoMoreThanTheAssumptionsSay() throws {
    let tally = try Self.compare(0..<4_000, assuming: true)
    #expect(tally.wrong.isEmpty, "\(tally.wrong.prefix(3))")
    #expect(tally.watched > 2_000)
  }
}
