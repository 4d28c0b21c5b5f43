import EnsureSemantics
import Testing

@testable import EnsureMutation

/// A spec in which every kind of fault has a place.
enum Shop {
  static let text = """
    system Shop

    role Clerk { junior, senior }
    role Gateway
    actor Customer

    entity Order {
      owner:    Customer
      total:    Int = 0
      refunded: Int = 0
      isGift:   Bool = false
      state:    { fresh, placed, paid } = fresh
    }

    action place(o: Order, total: Int) by c: Customer
      requires o.state == fresh and 0 < total and total <= 100
    {
      o.owner = c
      o.total = total
      o.state = placed
    }

    action pay(o: Order) by Gateway
      requires o.state == placed
    {
      o.state = paid
    }

    optional action refund(o: Order, amount: Int) by Clerk
      requires o.state == paid
      requires 0 < amount and amount <= o.total - o.refunded
    {
      o.refunded += amount
    }

    policy Refunds {
      permit Clerk.junior refund(o, amount) when amount <= 50
      permit Clerk.senior refund
      forbid any refund(o, amount) when amount > 90 or o.isGift
    }

    invariant Bounded(o: Order): o.refunded <= o.total and o.total <= 100

    threat Leak { attacker may refund(o, amount) without requires }

    scenario "an order is placed once" {
      place(o, 20)
      then place(o, 20) is impossible
    }

    expect Bounded violated under Leak

    """

  static func catalogue(_ text: String = text) throws -> FaultCatalogue {
    let file = SourceFile(path: "shop.ens", identity: "shop.ens", bytes: Array(text.utf8))
    return try #require(FaultCatalogue(file, importer: NoImports()))
  }

  /// The only fault whose description has all of these words.
  static func fault(_ kind: String, _ words: String, in catalogue: FaultCatalogue) throws -> Fault {
    let found = catalogue.faults.filter { $0.kind == kind && $0.description.contains(words) }
    try #require(found.count == 1, "\(catalogue.faults.map(\.description))")
    return found[0]
  }
}
