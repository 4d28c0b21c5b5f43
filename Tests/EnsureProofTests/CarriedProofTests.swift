import EnsureKernel
import EnsureModel
import EnsureObligations
import Testing

@testable import EnsureVerify

/// What shows a property in a smaller world is tried in a larger one as it is; it counts for what the kernel says of it there.
@Suite struct CarriedProofTests {
  static let text = """
    system Shop
    role Desk
    entity Order { price: Int = any where price > 0
      paid: Int = 0
      refunded: Int = 0
      state: { open, paid, closed } = open }
    action pay(o: Order) by Desk requires o.state == open { o.state = paid
      o.paid = o.price }
    action refund(o: Order) by Desk requires o.state == paid { o.state = closed
      o.refunded = o.paid }
    invariant NotMore(o: Order): o.refunded <= o.paid
    property Backwards(o: Order): always (refund(o) implies once pay(o))
    threat Clerk { attacker may refund as Desk }
    threat Thief { step grab(o: Order) requires o.state == open { o.refunded = o.refunded + 1 } }
    threat Ghost { step reopen(o: Order) requires o.state == open { o.state = paid } }
    """

  /// What shows a property in the honest world.
  private func proof(_ property: PropertyID, _ system: TransitionSystem) throws -> CarriedProof {
    let world = World(system, threats: [])
    let found = ProofSearch(world, [.property(property)]).run()
    let claim = try #require(found.claims[.property(property)])
    let certificate = try Certifier.certificate(of: claim, for: .property(property), in: world)
    let (meaning, whole, own) = try Kernel(system).claim(of: certificate)
    return CarriedProof(whole, own: own, of: meaning)
  }

  @Test(arguments: [("NotMore", ["Clerk", "Ghost"], ["Thief"]), ("Backwards", ["Clerk", "Thief"], ["Ghost"])])
  func itHoldsWhereNothingBreaksIt(_ name: String, _ harmless: [String], _ harmful: [String]) throws {
    let system = try ProofBench.system(Self.text)
    let property = PropertyID(try #require(system.properties.firstIndex { $0.name == name }))
    let carried = try proof(property, system)
    func certificate(under threat: String) throws -> Certificate? {
      let threat = try #require(system.threats.firstIndex { $0.name == threat })
      let world = World(system, threats: [ThreatID(threat)])
      return carried.certificate(for: .property(property), in: world)
    }
    for threat in harmless {
      let certificate = try #require(try certificate(under: threat), "\(threat)")
      #expect(certificate.threats == [threat])
      #expect(throws: Never.self) { try Kernel(system).claim(of: certificate) }
    }
    for threat in harmful { #expect(try certificate(under: threat) == nil) }
  }

  /// What is carried is of use to the other goals of its world, which would have to look for it otherwise.
  @Test func othersKnowWhatIsCarried() throws {
    let system = try ProofBench.system(Self.text)
    let world = World(system, threats: [ThreatID(0)])
    let (claim, _) = try #require(try proof(PropertyID(0), system).shown(.property(PropertyID(0)), in: world))
    func compares(_ carried: [ProofClaim]) -> Bool {
      let kept = ProofSearch(world, [.definedness], carried: carried).everythingKept()
      return kept.lemmas.contains { lemma in
        guard case .lessOrEqual(let left, let right) = kept.terms[lemma.body],
          case .field(let less, _) = kept.terms[left], case .field(let more, _) = kept.terms[right]
        else { return false }
        return system.fields[less.index].name == "refunded" && system.fields[more.index].name == "paid"
      }
    }
    #expect(!compares([]))
    #expect(compares([claim]))
  }

  @Test func whatCannotBeReadCarriesNothing() throws {
    let system = try ProofBench.system(Self.text)
    let bytes = try proof(PropertyID(0), system).bytes
    let world = World(system, threats: [])
    #expect(CarriedProof(bytes: bytes).certificate(for: .property(PropertyID(0)), in: world) != nil)
    for length in bytes.indices {
      let cut = CarriedProof(bytes: Array(bytes[..<length]))
      #expect(cut.certificate(for: .property(PropertyID(0)), in: world) == nil)
    }
  }
}
