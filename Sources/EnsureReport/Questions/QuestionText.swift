import EnsureModel

/// What to ask of properties that are not proved, as text: states that nobody has shown to be reached, and no attacks.
struct QuestionText {
  let system: TransitionSystem
  let report: VerificationReport
  let style: TextStyle

  /// The text; empty if there is nothing to ask.
  var text: String { report.questions.compactMap(told).joined(separator: "\n") }

  private func told(_ asked: OpenQuestion) -> String? {
    guard let words = QuestionWords(asked, of: system) else { return nil }
    let name = system.properties[asked.property.index].name
    let values = ValuePrinter(system)
    func printed(_ text: String) -> String { TerminalWidth.printable(text) }
    let facts = words.facts.joined(separator: " and ")
    let question =
      facts.isEmpty ? "can \(words.step) be taken?" : "can \(words.step) be taken where this holds?"
    var text = style.paint("\(name) is not proved \(worlds(of: asked)): \(question)", .strong) + "\n"
    if !facts.isEmpty { text += "  \(printed(facts))\n" }
    if !words.example.isEmpty {
      let numbers = words.example.map { "\($0.place) = \(values.text($0.value, $0.type))" }
      text += "  for example \(printed(Sentence.list(numbers)))\n"
    }
    // States in which it holds may well be reached: with what the step needs beside none is known.
    let manner = facts.isEmpty ? "that takes it" : "that takes it from such a state"
    text += "  No run is known \(manner). One that did would break \(name).\n"
    guard let lemma = words.lemma, let suggestion = asked.suggestion else { return text }
    let outcome =
      suggestion.isInductive ? "both are proved" : "\(name) is proved once that is"
    text += "  If none does, say so in the spec, and \(outcome):\n"
    text += lemma.split(separator: "\n").map { "    \(printed(String($0)))\n" }.joined()
    return text
  }

  /// Where the property is open and the state and the step are possible.
  private func worlds(of question: OpenQuestion) -> String {
    let open = report.cells.filter { cell in
      guard cell.property == question.property, cell.threats.isSuperset(of: question.threats) else {
        return false
      }
      switch cell.verdict {
      case .held, .unknown: return true
      case .proved, .violated, .vacuous: return false
      }
    }
    let smallest =
      question.threats.isEmpty ? "in the honest world" : "under \(system.title(of: question.threats))"
    let larger = open.filter { $0.threats != question.threats }.map { system.title(of: $0.threats) }
    if larger.isEmpty { return smallest }
    // The matrix has the names of many.
    return larger.count <= 2
      ? "\(smallest), nor under \(larger.joined(separator: " or "))"
      : "\(smallest), nor in \(larger.count) larger ones"
  }
}
