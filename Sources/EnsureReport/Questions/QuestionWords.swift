import EnsureModel
import EnsureSyntax

/// A question in the words of the spec.
struct QuestionWords {
  /// What holds in the state, what matters most first.
  let facts: [String]
  /// How many of the facts are enough for the step to break the property.
  let decisive: Int
  /// Numbers with which that is so.
  let example: [(place: String, value: Integer, type: ValueType)]
  /// The step: `payOut(r)`.
  let step: String
  /// What would answer the question, as it would stand in the spec; nil if nothing is suggested.
  let lemma: String?

  /// The words for a question about `system`; nil if it has no words, being no question about it.
  init?(_ question: OpenQuestion, of system: TransitionSystem) {
    let world = World(system, threats: question.threats)
    guard let interpreter = try? Interpreter(world, scope: question.scope) else { return nil }
    let printer = TermPrinter(system, question.terms)
    facts = question.facts.map { printer.text($0) }
    decisive = question.decisive
    let reader = interpreter.reading(question.terms)
    let types = TermTypes(system: system, bank: question.terms)
    var places: [Term] = []
    for fact in question.facts.prefix(question.decisive) { Self.numbers(fact, question.terms, types, &places) }
    example = places.compactMap { place in
      guard let value = try? reader.evaluate(place, in: question.state, question.environment) else {
        return nil
      }
      return (printer.text(place), value, types.type(place))
    }
    step = Self.step(question, system)
    lemma = question.suggestion.map { Self.declaration($0, question, system) }
  }

  /// The numbers that a condition compares; not those that it says already.
  private static func numbers(_ fact: Term, _ terms: TermBank, _ types: TermTypes, _ places: inout [Term]) {
    if case .equal(_, let right) = terms[fact], case .integer = terms[right] { return }
    var found: [Term] = []
    terms.walk(fact) { term in
      switch terms[term] {
      case .field, .global, .variable:
        if terms.sort(term) == .integer { found.append(term) }
        return false
      case .exists, .all, .count, .total: return false
      default: return true
      }
    }
    for term in found where !places.contains(term) { places.append(term) }
  }

  // MARK: The step

  private static func step(_ question: OpenQuestion, _ system: TransitionSystem) -> String {
    let values = ValuePrinter(system)
    switch question.step.event {
    case .idle: return "nothing"
    case .delay(let ticks): return "the passing of \(values.number(ticks, .duration))"
    case .action(let id, let arguments, let agency):
      let action = system.actions[id.index]
      let told = zip(action.parameters, arguments).map { parameter, value in
        let declared = system.bank.variables[parameter.variable.index]
        return name(declared, value, question) ?? values.text(value, declared.type)
      }
      let call = "`\(action.name)(\(told.joined(separator: ", ")))`"
      switch agency {
      case .genuine where question.step.brokenHonesty.isEmpty: return call
      case .genuine: return "\(call) by somebody corrupt"
      case .forged, .threatStep: return "the attacker's \(call)"
      }
    }
  }

  /// What a question calls the value of a parameter.
  private static func name(_ parameter: Variable, _ value: Integer, _ question: OpenQuestion) -> String? {
    let named = question.subjects.filter { subject in
      let variable = question.terms.variables[subject.variable.index]
      guard variable.type.sort == parameter.type.sort, subject.value == value else { return false }
      if case .reference = variable.type.sort { return true }
      return variable.name == parameter.name
    }
    return named.first.map { question.terms.variables[$0.variable.index].name }
  }

  // MARK: The suggestion

  /// As `ensure fmt` writes it.
  private static func declaration(
    _ suggestion: OpenQuestion.Suggestion, _ question: OpenQuestion, _ system: TransitionSystem
  ) -> String {
    let printer = TermPrinter(system, question.terms)
    let values = ValuePrinter(system)
    let variables = suggestion.variables.map { variable in
      let known = question.terms.variables[variable.index]
      return "\(known.name): \(values.type(known.type))"
    }
    let head = variables.isEmpty ? "" : "(\(variables.joined(separator: ", ")))"
    let name = freeName(system.properties[question.property.index].name + "Lemma", system)
    let plain = "invariant \(name)\(head): \(printer.text(suggestion.body))"
    let parsed = Parser.parse(Array((plain + "\n").utf8), file: FileID(index: 0))
    guard let bytes = try? Formatter.format(parsed), let text = String(validating: bytes, as: UTF8.self) else {
      return plain
    }
    return String(text.drop(while: \.isNewline).reversed().drop(while: \.isNewline).reversed())
  }

  private static func freeName(_ name: String, _ system: TransitionSystem) -> String {
    let names = [
      system.properties.map(\.name), system.entities.map(\.name), system.threats.map(\.name),
      system.enumerations.map(\.name), system.globals.map(\.name), [system.name],
    ]
    let taken = Set(names.joined())
    if !taken.contains(name) { return name }
    var number = 2
    while taken.contains("\(name)\(number)") { number += 1 }
    return "\(name)\(number)"
  }
}
