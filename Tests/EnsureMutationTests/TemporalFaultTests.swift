import EnsureModel
import EnsureSemantics
import Testing

@testable import EnsureMutation

/// The mistakes in what a spec says of time and of order.
@Suite struct TemporalFaultTests {
  private func faults(_ kind: String, _ text: String = Parcels.text) throws -> [String] {
    try Parcels.catalogue(text).faults.filter { $0.kind == kind }.map(\.description)
  }

  /// The faults of a spec in which `LostLate` says something else.
  private func faults(_ kind: String, saying formula: String) throws -> [String] {
    let text = Parcels.text.replacing("always (lose(p) implies not earlier[0, 3 days] send(p))", with: formula)
    try #require(text != Parcels.text)
    return try faults(kind, text).filter { $0.contains("`LostLate`") }
  }

  @Test func sidesOfAnOrderChangePlaces() throws {
    #expect(
      try faults("swapped-order") == [
        "`pay(p) implies once bring(p)` of `BroughtFirst` becomes `bring(p) implies once pay(p)`",
        "`lose(p) implies not earlier[0, 3 days] send(p)` of `LostLate` becomes "
          + "`send(p) implies not earlier[0, 3 days] lose(p)`",
      ])
  }

  @Test(arguments: [
    ("p.state == fresh unless p.state == sent", "p.state == sent unless p.state == fresh"),
    ("p.state == fresh until p.state == sent", "p.state == sent until p.state == fresh"),
    (
      "(not pay(p) and not lose(p)) since[0, 3 days] send(p)",
      "send(p) since[0, 3 days] (not pay(p) and not lose(p))"
    ),
    (
      "bring(p) implies p.isPaid or once (send(p) or pay(p))",
      "send(p) or pay(p) implies p.isPaid or once bring(p)"
    ),
    ("send(p) and p.isPaid implies once pay(p)", "pay(p) implies once (send(p) and p.isPaid)"),
    ("lose(p) implies always not (pay(p) or send(p))", "pay(p) or send(p) implies always not lose(p)"),
  ]) func everyOrderIsSwapped(_ formula: String, _ other: String) throws {
    #expect(
      try faults("swapped-order", saying: "always (\(formula))")
        == ["`\(formula)` of `LostLate` becomes `\(other)`"])
  }

  @Test(arguments: [
    "bring(p) implies eventually p.isPaid", "bring(p) implies p.state == sent",
    "p.isPaid implies always p.isPaid", "bring(p) implies once bring(p)",
  ]) func whatIsNoOrderStays(_ formula: String) throws {
    #expect(try faults("swapped-order", saying: "always (\(formula))").isEmpty)
  }

  @Test func deadlinesAreDroppedAndAreOthers() throws {
    let text = """
      system S

      resolution 1 h

      role R

      entity O { state: { a, b, c } = a }

      action go(o: O) by R
        requires o.state == a
      {
        o.state = b
      }

      action finish(o: O) by R
        requires o.state == b
        within 3 h
      {
        o.state = c
      }

      invariant Fine(o: O): o.state != a or o.state == a
      """
    #expect(try faults("dropped-response", text) == ["`within 3 h` of `finish` is dropped"])
    #expect(
      try faults("wrong-bound", text).map { $0.split(separator: " becomes ").last.map(String.init) } == [
        "`4 h`", "`2 h`", "`3 days`",
      ])
  }

  @Test func answersAreDropped() throws {
    #expect(
      try faults("dropped-response") == [
        "`p.state == home or p.state == back` of `Answered` becomes `p.state == back`",
        "`p.state == home or p.state == back` of `Answered` becomes `p.state == home`",
        "`bring` becomes `optional`",
      ], "`Desk` is not assumed to be fair, and `lose` is optional already")
  }

  @Test(arguments: [
    ("send(p) or bring(p) implies eventually p.isPaid", ["bring(p)", "send(p)"]),
    ("send(p) implies p.isPaid until (p.isPaid and p.state == home)", ["p.state == home", "p.isPaid"]),
    (
      "send(p) implies eventually within 3 days (p.isPaid and p.state == home)",
      ["p.state == home", "p.isPaid"]
    ),
    ("send(p) implies eventually p.isPaid and p.state == sent", ["p.state == sent"]),
    ("send(p) implies p.isPaid and p.state == home", []),
  ]) func everyPartOfAPromiseIsDropped(_ formula: String, _ left: [String]) throws {
    let found = try faults("dropped-response", saying: "always (\(formula))")
    #expect(found.map { $0.split(separator: "becomes `").last.map(String.init) } == left.map { "\($0)`" })
  }

  @Test func spansAreLongerShorterAndInOtherUnits() throws {
    let found = try faults("wrong-bound")
    let changes = ["`3 days` of `Wait`", "`1 day` of `pay`", "`3 days` of `LostLate`"]
    let others = [["4 days", "2 days", "3 weeks"], ["2 days", "1 week"], ["4 days", "2 days", "3 weeks"]]
    #expect(found == zip(changes, others).flatMap { what, words in words.map { "\(what) becomes `\($0)`" } })
  }

  @Test func assumptionsAreLost() throws {
    #expect(
      try faults("lost-fairness") == [
        "`assuming strongly fair Courier` of `Answered` is dropped",
        "`strongly fair Courier` of `Answered` becomes `fair Courier`",
        "`assuming always not p.isPaid` of `Answered` is dropped",
      ])
    let only = Parcels.text.replacing(", always not p.isPaid", with: "")
    let catalogue = try Parcels.catalogue(only)
    let fault = try Shop.fault("lost-fairness", "`assuming strongly fair Courier`", in: catalogue)
    #expect(!String(decoding: fault.text, as: UTF8.self).contains("assuming"))
  }

  @Test func allOfThemCompile() throws {
    let catalogue = try Parcels.catalogue()
    for fault in catalogue.faults { #expect(catalogue.system(with: fault) != nil, "\(fault.description)") }
  }

  @Test(arguments: [
    ("swapped-order", "`BroughtFirst`", FaultOutcome.Means.violation),
    ("swapped-order", "`LostLate`", .expectation),
    ("dropped-response", "`bring` becomes", .violation),
    ("dropped-response", "becomes `p.state == home`", .violation),
    ("wrong-bound", "`3 days` of `Wait` becomes `4 days`", .scenario),
    ("wrong-bound", "`3 days` of `LostLate` becomes `4 days`", .violation),
    ("wrong-bound", "`3 days` of `LostLate` becomes `2 days`", .expectation),
    ("lost-fairness", "`assuming strongly fair Courier`", .violation),
  ]) func theyAreCaught(_ kind: String, _ words: String, _ means: FaultOutcome.Means) throws {
    let catalogue = try Parcels.catalogue()
    var bounds = JudgementBounds()
    bounds.depth = 5
    let judge = FaultJudge(try #require(catalogue.system), bounds)
    #expect(judge.problem == nil)
    let fault = try Shop.fault(kind, words, in: catalogue)
    let outcome = judge.judge(try #require(catalogue.system(with: fault)))
    #expect(outcome.means == means, "\(outcome)")
  }
}
