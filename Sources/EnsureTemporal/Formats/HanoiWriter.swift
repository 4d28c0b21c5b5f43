/// Writes automata in the Hanoi Omega-Automata format, version 1 (Babiak et al., CAV 2015).
public enum HanoiWriter {
  /// The automaton as text, with `name` as its name if there is one.
  public static func text(_ automaton: Automaton, name: String? = nil) -> String {
    var lines = ["HOA: v1"]
    if let name { lines.append("name: \(QuotedText.written(name))") }
    lines.append("tool: \"ensure\"")
    lines.append("States: \(automaton.stateCount)")
    lines.append("Start: \(automaton.initial)")
    let atoms = automaton.atoms.map { " \(QuotedText.written($0))" }.joined()
    lines.append("AP: \(automaton.atoms.count)\(atoms)")
    lines += acceptance(automaton.setCount)
    var properties = "trans-labels explicit-labels \(automaton.isStateBased ? "state-acc" : "trans-acc")"
    if automaton.isComplete { properties += " complete" }
    if automaton.isDeterministic { properties += " deterministic" }
    lines.append("properties: \(properties)")
    lines.append("--BODY--")
    for state in automaton.edges.indices {
      lines.append("State: \(state)\(automaton.isStateBased ? sets(automaton.marks(of: state)) : "")")
      for edge in automaton.edges[state] {
        let label = LabelText.text(edge.label) { "\($0)" }
        lines.append("[\(label)] \(edge.target)\(automaton.isStateBased ? "" : sets(edge.marks))")
      }
    }
    lines.append("--END--")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func acceptance(_ count: Int) -> [String] {
    switch count {
    case 0: ["acc-name: all", "Acceptance: 0 t"]
    case 1: ["acc-name: Buchi", "Acceptance: 1 Inf(0)"]
    default:
      [
        "acc-name: generalized-Buchi \(count)",
        "Acceptance: \(count) " + (0..<count).map { "Inf(\($0))" }.joined(separator: "&"),
      ]
    }
  }

  private static func sets(_ marks: Marks) -> String {
    guard !marks.isEmpty else { return "" }
    let numbers = (0..<64).filter { marks.contains(.set($0)) }.map { "\($0)" }
    return " {\(numbers.joined(separator: " "))}"
  }
}
