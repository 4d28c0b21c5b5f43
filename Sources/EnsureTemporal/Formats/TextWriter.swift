/// Writes automata and monitors for a reader: a state a line, its edges below.
public enum TextWriter {
  /// The automaton; `accepting` stands behind states, or the sets behind edges.
  public static func text(_ automaton: Automaton) -> String {
    var lines: [String] = []
    let names = automaton.atoms.map(FormulaPrinter.quoted)
    for state in automaton.edges.indices {
      var line = "  state \(state)"
      if state == automaton.initial { line += ", initial" }
      if automaton.isStateBased, !automaton.marks(of: state).isEmpty { line += ", accepting" }
      lines.append(line)
      for edge in automaton.edges[state] {
        let label = LabelText.text(edge.label) { names[$0] }
        let marks = (0..<automaton.setCount).filter { edge.marks.contains(.set($0)) }.map { "\($0)" }
        let sets = automaton.isStateBased || marks.isEmpty ? "" : "  {\(marks.joined(separator: ", "))}"
        lines.append("    \(label) -> \(edge.target)\(sets)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The monitor, with the verdict behind each state.
  public static func text(_ monitor: Monitor) -> String {
    var lines: [String] = []
    let names = monitor.atoms.map(FormulaPrinter.quoted)
    for state in monitor.edges.indices {
      let initial = state == monitor.initial ? ", initial" : ""
      lines.append("  state \(state)\(initial), \(monitor.verdicts[state])")
      for edge in monitor.edges[state] {
        let label = LabelText.text(edge.label) { names[$0] }
        lines.append("    \(label) -> \(edge.target)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
