import EnsureKernel
public import EnsureModel
import EnsureObligations

/// A question as it crosses the pipe: its terms as the lemmas of a claim, all over the same variables, whose names are
/// written beside.
public struct QuestionMessage: Sendable {
  /// The invariant that it is about.
  public let property: PropertyID
  /// The world.
  public let threats: Set<ThreatID>
  /// The scope of the state and the step.
  public let scope: Scope
  private let state: State
  private let step: TraceStep
  private let values: [Integer]
  private let names: [String]
  private let units: [Unit]
  private let subjects: [Integer]
  private let decisive: Int
  /// The positions of the variables of what is suggested; nil if nothing is.
  private let suggested: [Int]?
  private let isInductive: Bool
  private let terms: [UInt8]

  /// A question about `system`.
  init(_ question: OpenQuestion, of system: TransitionSystem) {
    property = question.property
    threats = question.threats
    scope = question.scope
    state = question.state
    step = question.step
    values = question.values
    let variables = question.subjects.map(\.variable)
    names = variables.map { question.terms.variables[$0.index].name }
    units = variables.map { question.terms.variables[$0.index].type.unit }
    subjects = question.subjects.map(\.value)
    decisive = question.decisive
    suggested = question.suggestion.map { $0.variables.compactMap(variables.firstIndex) }
    isInductive = question.suggestion?.isInductive ?? false
    var claim = ProofClaim(terms: question.terms, lemmas: [])
    for body in question.facts + (question.suggestion.map { [$0.body] } ?? []) {
      claim.lemmas.append(Lemma(variables: variables, body: body))
    }
    terms = claim.encoded(for: system)
  }

  /// The question; nil if it is none. Whether it is true is for the replay to say.
  public func question(of system: TransitionSystem) -> OpenQuestion? {
    guard system.properties.indices.contains(property.index), names.count == subjects.count,
      units.count == subjects.count
    else { return nil }
    var claim = ProofClaim(terms: system.bank, lemmas: [])
    guard (try? claim.add(encoded: terms, of: system)) != nil else { return nil }
    var bank = system.bank
    var variables: [VariableID] = []
    var bodies: [Term] = []
    for lemma in claim.lemmas {
      guard lemma.variables.count == names.count else { return nil }
      if variables.isEmpty {
        variables = lemma.variables.enumerated().map { position, variable in
          let type = claim.terms.variables[variable.index].type
          return bank.makeVariable(names[position], ValueType(type.sort, unit: units[position]))
        }
      }
      var known = Dictionary(zip(lemma.variables, variables)) { first, _ in first }
      bodies.append(
        bank.copy(lemma.body, from: claim.terms) { variable, terms in
          if let known = known[variable] { return known }
          let bound = claim.terms.variables[variable.index]
          let copy = terms.makeVariable(bound.name, bound.type)
          known[variable] = copy
          return copy
        })
    }
    var suggestion: OpenQuestion.Suggestion?
    if let suggested {
      guard let body = bodies.popLast(), suggested.allSatisfy(variables.indices.contains) else { return nil }
      suggestion = OpenQuestion.Suggestion(
        variables: suggested.map { variables[$0] }, body: body, isInductive: isInductive)
    }
    guard (0...bodies.count).contains(decisive) else { return nil }
    return OpenQuestion(
      property: property, threats: threats, scope: scope, state: state, step: step, values: values, terms: bank,
      subjects: zip(variables, subjects).map { OpenQuestion.Subject(variable: $0, value: $1) }, facts: bodies,
      decisive: decisive, suggestion: suggestion)
  }
}

extension QuestionMessage: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(property)
    writer.write(threats)
    writer.write(scope)
    writer.write(state)
    writer.write(step)
    writer.write(values)
    writer.write(names)
    writer.write(units)
    writer.write(subjects)
    writer.write(decisive)
    writer.write(suggested)
    writer.write(isInductive)
    writer.raw(terms)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    property = try reader.read()
    threats = try reader.read()
    scope = try reader.read()
    state = try reader.read()
    step = try reader.read()
    values = try reader.read()
    names = try reader.read()
    units = try reader.read()
    subjects = try reader.read()
    decisive = try reader.read()
    suggested = try reader.read()
    isInductive = try reader.read()
    terms = try reader.raw()
  }
}
