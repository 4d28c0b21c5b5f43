/// Why a property that no run is seen to break is not proved: a state in which all that is known holds, and a step from
/// there that breaks it. Nobody has shown that any run comes to the state, so that this is no violation; whether one can
/// is the question.
public struct OpenQuestion: Sendable {
  /// A name for something that is spoken of.
  public struct Subject: Sendable {
    /// The variable.
    public let variable: VariableID
    /// What it stands for in the state that is shown, in the encoding of `State`.
    public let value: Integer

    /// A name.
    public init(variable: VariableID, value: Integer) {
      self.variable = variable
      self.value = value
    }
  }

  /// What would answer the question: if it holds in every reachable state, the property does.
  public struct Suggestion: Sendable {
    /// The variables.
    public let variables: [VariableID]
    /// What it says of all their values.
    public let body: Term
    /// Whether no step breaks it, so that with it both are proved.
    public let isInductive: Bool

    /// A suggestion.
    public init(variables: [VariableID], body: Term, isInductive: Bool) {
      self.variables = variables
      self.body = body
      self.isInductive = isInductive
    }
  }

  /// The invariant.
  public let property: PropertyID
  /// The world in which it is asked.
  public let threats: Set<ThreatID>
  /// The scope of the state and the step.
  public let scope: Scope
  /// A state in which the property holds.
  public let state: State
  /// A step from there, as the interpreter takes it. Behind it the property does not hold.
  public let step: TraceStep
  /// For which values of its variables it does not.
  public let values: [Integer]
  /// The terms of the facts and of the suggestion.
  public let terms: TermBank
  /// What the facts speak of. No two of them stand for one instance.
  public let subjects: [Subject]
  /// What holds in the state: the first of them are enough for the step to break the property wherever it can be taken;
  /// the others say what lets it be taken.
  public let facts: [Term]
  /// How many of the facts are enough.
  public let decisive: Int
  /// What would answer the question; nil if nothing was found.
  public let suggestion: Suggestion?

  /// A question.
  public init(
    property: PropertyID, threats: Set<ThreatID>, scope: Scope, state: State, step: TraceStep,
    values: [Integer], terms: TermBank, subjects: [Subject], facts: [Term], decisive: Int,
    suggestion: Suggestion?
  ) {
    self.property = property
    self.threats = threats
    self.scope = scope
    self.state = state
    self.step = step
    self.values = values
    self.terms = terms
    self.subjects = subjects
    self.facts = facts
    self.decisive = decisive
    self.suggestion = suggestion
  }

  /// What each name stands for.
  public var environment: [VariableID: Integer] {
    Dictionary(subjects.map { ($0.variable, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Interpreter {
  /// Takes the step of a question from its state, and looks at the property before and behind it, at the facts, and at what
  /// is suggested, which has to exclude the state.
  ///
  /// That the state can be reached is not asked.
  ///
  /// - Throws: what is wrong with the question.
  public func replay(_ question: OpenQuestion) throws(Refusal) {
    guard question.scope == layout.scope, question.threats == world.threats else { throw .otherWorld }
    guard question.state.values.count == layout.count, isOfItsTypes(question.state) else { throw .initial }
    if let refusal = refusal(of: question.step, in: question.state) { throw .step(0, refusal) }
    guard let (term, environment) = invariant(question.property, question.values),
      (try? evaluate(term, in: question.state, environment)) == 1,
      (try? evaluate(term, in: question.step.state, environment)) == 0
    else { throw .noFailure }
    let reader = reading(question.terms)
    let subjects = question.environment
    for fact in question.facts where (try? reader.evaluate(fact, in: question.state, subjects)) != 1 {
      throw .noWitness
    }
    if let suggestion = question.suggestion {
      guard suggestion.variables.allSatisfy({ subjects[$0] != nil }),
        (try? reader.evaluate(suggestion.body, in: question.state, subjects)) == 0
      else { throw .noWitness }
    }
  }

  /// Whether each place holds a value of its type.
  private func isOfItsTypes(_ state: State) -> Bool {
    zip(layout.places, state.values).allSatisfy { place, value in
      let type: ValueType
      switch place {
      case .start: return value <= 0
      case .field(let field, _): type = world.system.fields[field.index].type
      case .global(let global): type = world.system.globals[global.index].type
      }
      return layout.contains(value, type)
    }
  }
}
