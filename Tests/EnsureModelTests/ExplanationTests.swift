import EnsureModel
import ModelSketch
import Testing

@Suite struct ExplanationTests {
  @Test func commitsAreExplainedBehindTheStep() throws {
    let spec = Sketch()
    let order = spec.entity("Order")
    let amount = spec.number(order, "amount")
    let (p, other) = spec.variable("p", spec.of(order))
    let raise = spec.action("raise", [("o", spec.of(order))]) { action, terms, _ in
      action.body = [spec.set(amount, terms[0], spec.int(5))]
      action.commits = [
        spec.clause(
          spec.and(
            spec.system.bank.exists(over: p, where: spec.lt(spec.int(0), spec.get(amount, other))),
            spec.lt(spec.get(amount, terms[0]), spec.int(5))))
      ]
    }
    let interpreter = try spec.interpreter(spec.scope(2))
    let move = try #require(interpreter.moves(raise, genuine: true).first)
    let start = try interpreter.start
    let explanation = try #require(interpreter.explain(move, arguments: [1], principal: nil, in: start))
    #expect(explanation.block == .commit(0))
    #expect(explanation.clause == move.commits[0])
    // The parameter and the amount that the step would have left; nothing of the bound variable.
    #expect(explanation.values.map(\.value) == [1, 5])
  }

  @Test func possibleStepsNeedNoExplanation() throws {
    let shop = CardCheckout()
    let interpreter = try shop.interpreter()
    let move = try #require(interpreter.moves(shop.place, genuine: true).first)
    #expect(interpreter.explain(move, arguments: [0, 3], principal: 0, in: try interpreter.start) == nil)
  }

  @Test func wrongArgumentsHaveNoClause() throws {
    let shop = CardCheckout()
    let interpreter = try shop.interpreter()
    let move = try #require(interpreter.moves(shop.place, genuine: true).first)
    let explanation = try #require(
      interpreter.explain(move, arguments: [7, 3], principal: 0, in: try interpreter.start))
    #expect(explanation.block == .argument(0))
    #expect(explanation.clause == nil && explanation.values.isEmpty)
  }

  /// A parameter without a range is refused, not guessed.
  @Test func unboundedParametersAreRefused() throws {
    let shop = CardCheckout()
    var scope = shop.spec.scope(1, 1, 1, 1, 1)
    scope.values = [:]
    let interpreter = try shop.spec.interpreter(scope)
    #expect(throws: RangeError.unbounded(name: "place.total")) {
      try interpreter.possibleSteps(in: try interpreter.start)
    }
    scope.named = [
      "place.total": ValueSet([0...9999]), "capture.amount": ValueSet([0...1]),
      "refund.amount": ValueSet([0...1]),
    ]
    let named = try shop.spec.interpreter(scope)
    #expect(throws: RangeError.tooMany(name: "place.total")) {
      try named.possibleSteps(in: try named.start, limit: 9999)
    }
    #expect(try named.possibleSteps(in: try named.start).count == 9999)
  }
}
