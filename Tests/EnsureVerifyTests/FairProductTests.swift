import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureVerify

/// Properties of runs under weak and strong fairness, of small systems at random: what an explicit product says, and what the
/// engines do.
@Suite struct FairProductTests {
  /// What the engines say of the only property, in one word.
  private static func verdict(_ product: FairProduct) throws -> String {
    let compiled = Compiler.compile(text: product.spec).system
    let system = try #require(compiled, "\(product.spec)")
    var options = VerificationOptions()
    options.engines = [.bounded, .proof]
    options.asksForLemmas = false
    let report = try Verification(system, options).run()
    switch report.cells.first(where: { $0.property != nil })?.verdict {
    case .proved: return "proved"
    case .violated: return "violated"
    case .held: return "held"
    case .vacuous: return "vacuous"
    case .unknown, nil: return "unknown"
    }
  }

  /// Whether a verdict is wrong. The systems are so small that a violation is to be found.
  private static func isWrong(_ verdict: String, isViolated: Bool) -> Bool {
    isViolated ? verdict != "violated" : verdict == "violated"
  }

  /// The smallest system of its kind that is judged wrongly.
  private static func shrunk(_ product: FairProduct) throws -> FairProduct {
    for smaller in product.smaller
    where isWrong(try verdict(smaller), isViolated: try smaller.isViolated()) {
      return try shrunk(smaller)
    }
    return product
  }

  @Test func theEnginesSayWhatTheProductSays() throws {
    var numbers = SystemNumbers(state: 17)
    var histogram: [String: Int] = [:]
    for _ in 0..<600 {
      let product = FairProduct(&numbers)
      let isViolated = try product.isViolated()
      let verdict = try Self.verdict(product)
      histogram["\(isViolated ? "false" : "true"), \(verdict)", default: 0] += 1
      if Self.isWrong(verdict, isViolated: isViolated) {
        Issue.record(
          "\(verdict), and it is \(isViolated ? "false" : "true"):\n\(try Self.shrunk(product).spec)")
      }
    }
    // All kinds come up, and few of those that are true are open.
    let open = histogram["true, held", default: 0] + histogram["true, unknown", default: 0]
    #expect(histogram["false, violated", default: 0] > 300, "\(histogram)")
    #expect(
      histogram["true, proved", default: 0] > 10 && histogram["true, vacuous", default: 0] > 100, "\(histogram)"
    )
    #expect(open < 60, "\(histogram)")
  }

  /// Kept cases: what was overlooked once.
  @Test(arguments: [
    "always (state == hot implies once vent()) assuming fair Valve",
    "once vent() assuming fair Valve",
    "always (state == hot implies (state == cold since vent())) assuming fair Valve",
    "always (state == cold or (not heat() since vent())) assuming fair Valve",
  ])
  func nothingHappensForAWhile(_ property: String) throws {
    let compiled = Compiler.compile(
      text: """
        system Boiler
        role Valve
        role Pump
        global state: { cold, hot, safe } = cold
        optional action heat() by Pump requires state == cold { state = hot }
        action vent() by Valve requires state == hot { state = safe }
        property P: \(property)
        """
    ).system
    let report = try Verification(try #require(compiled), VerificationOptions()).run()
    guard case .violated = report.cells.first?.verdict else {
      Issue.record("\(String(describing: report.cells.first?.verdict))")
      return
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SystemNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
