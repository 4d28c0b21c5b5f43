import EnsureKernel
import EnsureModel
import EnsureVerify

/// A system with the certificates that verifying it gives.
struct CertifiedSystem {
  let system: TransitionSystem
  let certificates: [Certificate]

  /// Verifies a system; only some properties and worlds if they are named.
  init(_ system: TransitionSystem, properties: [String] = [], worlds: [[String]] = []) throws {
    self.system = system
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.properties = properties.compactMap { name in
      system.properties.firstIndex { $0.name == name }.map { PropertyID($0) }
    }
    options.worlds = worlds.map { names in
      Set(system.threats.indices.filter { names.contains(system.threats[$0].name) }.map { ThreatID($0) })
    }
    let report = try Verification(system, options).run()
    certificates = try report.proofs.map { try Certificate(bytes: $0.certificate) }
  }
}

/// Small systems, so that thousands of certificates can be judged in little time; between them they have what
/// certificates can speak of: totals and combinations, references, enumerations, times, parameters, numbers within
/// bounds, threats of several kinds, policies and disciplines.
enum ForgedSystems {
  static let till = """
    system Till
    role Clerk
    global till: Int = 0
    entity Order {
      paid: Int = 0
      refunded: Int = 0
    }
    action pay(o: Order, a: Int) by Clerk requires a > 0 {
      o.paid += a
      till += a
    }
    action refund(o: Order, a: Int) by Clerk requires a > 0 and a <= o.paid - o.refunded {
      o.refunded += a
      till -= a
    }
    threat ForgedPay { attacker may pay(o, a) without requires }
    threat Leaking { step lose(a: Int) requires a > 0 { till -= a } }
    invariant Books: till == sum(o: Order) (o.paid - o.refunded)
    invariant NoOverRefund(o: Order): o.refunded <= o.paid
    invariant Positive: sum(o: Order) (o.paid - o.refunded) >= 0
    """

  static let loans = """
    system Loans
    enum Condition { Good, Lost }
    role Reader
    role Librarian
    parameter Most: 1..5
    entity Card of Reader { out: Int = 0 }
    entity Book {
      condition: Condition = Good
      holder: Card?
      price: 5..90
    }
    action lend(b: Book, c: Card) by l: Librarian
      requires b.holder == none and b.condition != Lost and c.out < Most
    {
      b.holder = c
      c.out += 1
    }
    action bring(b: Book) by r: Reader
      requires b.holder != none and b.holder.out > 0
      honest b.holder.parent == r
    {
      b.holder.out -= 1
      b.holder = none
    }
    action lose(b: Book) by Librarian requires b.holder == none { b.condition = Lost }
    threat CorruptReaders { corrupt Reader }
    threat Stolen { attacker may lose(b) without requires }
    invariant WithinMost(c: Card): c.out <= Most
    invariant NeverBelow(c: Card): c.out >= 0
    invariant LostStays(b: Book): b.condition == Lost implies b.holder == none
    """
}
