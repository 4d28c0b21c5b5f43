import EnsureModel
import EnsureSemantics
import EnsureSyntax

/// The one way in which these tests compile: text to diagnostics, written as `E0101 3:7`, or to a model.
enum Compiling {
  /// A small system that most tests build on.
  static let shop = """
    system Shop
    currency EUR
    role Merchant { clerk < manager }
    role Gateway
    actor Customer { banned: Bool = false }
    enum Channel { web, phone }
    entity Order {
      owner: Customer
      total: Money = 0
      captured: Money = 0
      payment: { unpaid, authorized, captured } = unpaid
      via: Channel = web
      items: 0..10 = 0
      placed: Instant = now
    }
    action place(o: Order, total: Money) by c: Customer
      requires o.payment == unpaid and total > 0
    { o.owner = c o.total = total o.via = phone }
    action authorize(o: Order) by Gateway requires o.payment == unpaid { o.payment = authorized }
    action capture(o: Order) by Gateway
      requires o.payment == authorized
    { o.payment = captured o.captured = o.total }
    invariant Bounded(o: Order): o.captured <= o.total

    """

  /// The codes and places of all diagnostics of a text.
  static func diagnostics(_ text: String) -> [String] {
    let compilation = Compiler.compile(text: text)
    let lines = LineMap(Array(text.utf8))
    return compilation.diagnostics.map { diagnostic in
      let position = lines.position(Int(diagnostic.primary.range.start))
      return "\(diagnostic.code.rawValue) \(position.line):\(position.column)"
    }
  }

  /// The codes that `declarations` add to the shop, with lines counted from the first of them.
  static func added(_ declarations: String) -> [String] {
    let offset = shop.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    return diagnostics(shop + declarations).map { text in
      let parts = text.split(separator: " ")
      let place = parts[1].split(separator: ":")
      return "\(parts[0]) \((Int(place[0]) ?? 0) - offset):\(place[1])"
    }
  }
}
