// How many lines a second the front end reads: text of n services to tokens and tree, and to a model; for
// growing n, so that time and memory can be seen to be linear.
//
//   swift run -c release --package-path Benchmarks FrontEndBenchmark [SERVICES ...]
import EnsureModel
import EnsureSemantics
import EnsureSyntax
import Glibc

/// A system of `count` services after the pattern of the card checkout, each with its own entity, actions,
/// policy and properties.
func services(_ count: Int) -> String {
  var text = "system Generated\n\ncurrency EUR\n\nrole Clerk { junior < senior }\nactor Customer\n\n"
  for n in 0..<count {
    text += """
      /// Service \(n): an order with delayed capture.
      entity Order\(n) {
        owner:    Customer
        total:    Money = 0
        captured: Money = 0
        refunded: Money = 0
        payment:  { unpaid, authorized, captured, voided } = unpaid
      }

      role Gateway\(n)

      action place\(n)(o: Order\(n), total: Money) by c: Customer
        requires o.total == 0 and total > 0
      {
        o.owner = c
        o.total = total
      }

      action authorize\(n)(o: Order\(n)) by Gateway\(n)
        requires o.payment == unpaid and o.total > 0
      {
        o.payment = authorized
      }

      action capture\(n)(o: Order\(n), amount: Money) by Gateway\(n)
        requires o.payment == authorized and 0 < amount and amount <= o.total
      {
        if amount == o.total {
          o.payment = captured
        } else {
          o.payment = voided
        }
        o.captured = amount
      }

      optional action refund\(n)(o: Order\(n), amount: Money) by m: Clerk
        requires o.payment == captured and 0 < amount and amount <= o.captured - o.refunded
      {
        o.refunded += amount
      }

      policy Refunds\(n) {
        permit Clerk.junior refund\(n)(o, amount) when amount <= 50.00 EUR
        permit Clerk.senior refund\(n)
      }

      invariant NoOverRefund\(n)(o: Order\(n)): o.refunded <= o.captured and o.captured <= o.total
      invariant Books\(n): sum(o: Order\(n)) o.refunded <= sum(o: Order\(n)) o.captured
      property Paid\(n)(o: Order\(n)): always (refund\(n)(o, _) implies once capture\(n)(o, _))


      """
  }
  return text
}

func seconds(_ body: () -> Void) -> Double {
  let start = ContinuousClock.now
  body()
  let elapsed = ContinuousClock.now - start
  return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}

func peakMegabytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1024
}

let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
print("services     lines   parse lines/s   front end lines/s   peak MiB")
for size in sizes.isEmpty ? [20, 200, 2000] : sizes {
  let text = services(size)
  let bytes = Array(text.utf8)
  let lines = bytes.count { $0 == 10 }
  var parse = Double.infinity
  var whole = Double.infinity
  for _ in 0..<3 {
    parse = min(parse, seconds { _ = Parser.parse(bytes, file: FileID(index: 0)) })
    whole = min(
      whole,
      seconds {
        let compilation = Compiler.compile(text: text)
        precondition(compilation.system != nil, "the generated system compiles")
      })
  }
  func padded(_ value: Int, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - "\(value)".count)) + "\(value)"
  }
  print(
    padded(size, 8), padded(lines, 9), padded(Int(Double(lines) / parse), 15),
    padded(Int(Double(lines) / whole), 19), padded(peakMegabytes(), 10))
}
