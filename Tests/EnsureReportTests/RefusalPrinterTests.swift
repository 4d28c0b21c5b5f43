import EnsureModel
import EnsureReport
import Testing

@Suite struct RefusalPrinterTests {
  /// Why the genuine step of an action is impossible in the first state.
  private func refusal(_ action: String, _ arguments: [Integer], principal: Int?) throws -> String? {
    let system = try Specs.system(Specs.text("Specs/card-checkout.ens"))
    let interpreter = try Interpreter(World(system, threats: []), scope: Specs.scope(system, 1))
    let state = try #require(interpreter.initialStates().first { _ in true })
    let move = try #require(
      interpreter.world.moves.first { system.actions[$0.action.index].name == action && $0.isGenuine })
    return interpreter.explain(move, arguments: arguments, principal: principal, in: state).map {
      RefusalPrinter(interpreter).text($0, of: move)
    }
  }

  @Test func aRequirementIsNamedWithTheValuesThatItReads() throws {
    #expect(
      try refusal("refund", [0, 1], principal: 0)
        == "`requires o.payment == captured and amount > 0 and amount <= o.captured - o.refunded` fails: "
        + "o.payment = unpaid, amount = 0.01 EUR, o.captured = 0.00 EUR, o.refunded = 0.00 EUR")
  }

  @Test func aValueOfAnotherTypeIsNamed() throws {
    #expect(try refusal("ship", [7], principal: nil) == "`o` has no value of its type `Order`")
  }

  @Test func aPossibleStepIsNotRefused() throws {
    #expect(try refusal("place", [0, 1], principal: 0) == nil)
  }
}
