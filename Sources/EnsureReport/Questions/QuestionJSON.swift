import EnsureModel

/// What to ask of a property that is not proved, for programs.
struct QuestionJSON {
  let system: TransitionSystem

  /// nil if it has no words.
  func json(_ question: OpenQuestion) -> JSON? {
    guard let words = QuestionWords(question, of: system) else { return nil }
    let values = ValueJSON(values: ValuePrinter(system))
    let facts = words.facts.enumerated().map { position, text in
      JSON.object([("text", .string(text)), ("isDecisive", .boolean(position < words.decisive))])
    }
    let example = words.example.map { place, value, type in
      JSON.object([("place", .string(place)), ("value", values.value(value, type))])
    }
    let lemma = words.lemma.map { text in
      JSON.object([
        ("text", .string(text)), ("isInductive", .boolean(question.suggestion?.isInductive ?? false)),
      ])
    }
    return .object([
      ("property", .string(system.properties[question.property.index].name)),
      ("world", .string(system.title(of: question.threats))),
      ("threats", .array(question.threats.sorted().map { .string(system.threats[$0.index].name) })),
      ("facts", .array(facts)), ("example", .array(example)), ("step", .string(words.step)),
      ("lemma", lemma ?? .null),
    ])
  }
}
