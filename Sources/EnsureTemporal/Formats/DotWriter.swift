/// Draws automata and monitors in Graphviz's language.
public enum DotWriter {
  /// The automaton: accepting states have two circles, marks on edges stand in braces.
  public static func text(_ automaton: Automaton) -> String {
    var lines = head(initial: automaton.initial)
    for state in automaton.edges.indices {
      let accepts = automaton.isStateBased && !automaton.marks(of: state).isEmpty
      lines.append("  \(state) [shape=\(accepts ? "doublecircle" : "circle")]")
      for edge in automaton.edges[state] {
        var label = LabelText.text(edge.label) { FormulaPrinter.quoted(automaton.atoms[$0]) }
        let marks = (0..<automaton.setCount).filter { edge.marks.contains(.set($0)) }.map { "\($0)" }
        if !automaton.isStateBased, !marks.isEmpty { label += " {\(marks.joined(separator: ","))}" }
        lines.append("  \(state) -> \(edge.target) [label=\(QuotedText.written(label))]")
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  /// The monitor, with the verdict in each state.
  public static func text(_ monitor: Monitor) -> String {
    var lines = head(initial: monitor.initial)
    for state in monitor.edges.indices {
      lines.append("  \(state) [shape=box, label=\"\(state): \(monitor.verdicts[state])\"]")
      for edge in monitor.edges[state] {
        let label = LabelText.text(edge.label) { FormulaPrinter.quoted(monitor.atoms[$0]) }
        lines.append("  \(state) -> \(edge.target) [label=\(QuotedText.written(label))]")
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func head(initial: Int) -> [String] {
    ["digraph automaton {", "  rankdir=LR", "  start [shape=point]", "  start -> \(initial)"]
  }
}
