import EnsureSyntax
import Testing

/// What is suggested in place of an unknown name.
@Suite struct SuggestionTests {
  @Test(arguments: [
    ("capturd", ["captured", "refunded"], "captured"), ("holdr", ["holder", "stage"], "holder"),
    ("ORDER", ["order", "other"], "order"), ("oder", ["order", "other"], "order"),
    ("stauts", ["state", "status"], "status"), ("o", ["O", "p"], "O"), ("x", ["xy", "o"], "xy"),
    // Of two that are equally near the first in the alphabet.
    ("bat", ["cat", "bad"], "bad"),
  ])
  func whatIsNearIsMeant(_ name: String, _ candidates: [String], _ meant: String) {
    #expect(Suggestion.nearest(to: name, among: candidates) == meant)
  }

  @Test(arguments: [
    ("x", ["o", "q"]), ("é", ["o"]), ("total", ["amount", "refunded"]), ("pay", ["ship"]), ("", ["o", ""]),
    ("m", []),
  ])
  func whatHasNothingInCommonIsNot(_ name: String, _ candidates: [String]) {
    #expect(Suggestion.nearest(to: name, among: candidates) == nil)
  }
}
