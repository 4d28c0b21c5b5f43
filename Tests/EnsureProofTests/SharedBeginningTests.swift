import EnsureModel
import EnsureObligations
import Testing

/// The cases of a step go on from where they are still the same: what comes out is what comes out if each starts over.
@Suite struct SharedBeginningTests {
  @Test(arguments: [
    "Specs/card-checkout.ens", "Specs/gift-cards.ens", "Specs/webhook-outbox.ens", "Specs/parcel-lockers.ens",
    "Specs/four-eyes-refunds.ens",
  ])
  func casesAreThoseThatStartOver(_ path: String) throws {
    let system = try ProofBench.compiled(path)
    let (shared, alone) = (Counter(), Counter())
    for threats in [[], Set(system.threats.indices.map { ThreatID($0) })] {
      let world = World(system, threats: threats)
      for property in system.properties.indices.map({ PropertyID($0) }) {
        let rule = ProofRule(for: .property(property), in: world)
        guard let claim = try? ProofBench.claim(rule, for: .property(property)) else { continue }
        let found = try #require(obligations(rule, claim, property, shared))
        var slow = rule
        slow.sharesBeginnings = false
        #expect(try #require(obligations(slow, claim, property, alone)) == found)
      }
    }
    #expect(shared.count == alone.count && shared.count > 20)
  }

  private final class Counter { var count = 0 }

  private struct Refused: Error { let refusal: ProofRefusal }

  /// All that has to be shown, with every sentence that it is made of.
  private func obligations(_ rule: ProofRule, _ claim: ProofClaim, _ property: PropertyID, _ counter: Counter)
    -> [String]?
  {
    var found: [String] = []
    do throws(Refused) {
      try rule.obligations(of: claim, for: .property(property), { Refused(refusal: $0) }) {
        subject, obligation throws(Refused) in
        counter.count += 1
        found.append(
          "\(subject) \(obligation.denial) \(obligation.bank.nodes.hashValue) \(obligation.bank.names)")
      }
    } catch {
      found.append("\(error.refusal)")
    }
    return found
  }
}
