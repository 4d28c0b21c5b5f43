public import EnsureModel
public import EnsureObligations

/// Writes the auxiliary lemmas, the combinations, the related instances and the rankings of a claim.
struct HintWriter {
  let claim: ProofClaim
  let numbering: Numbering

  init(_ claim: ProofClaim, _ numbering: Numbering) {
    self.claim = claim
    self.numbering = numbering
  }

  func write(_ lemmas: [Lemma], to writer: inout CanonicalWriter) {
    writer.write(lemmas) { writer, lemma in write(lemma.variables, [lemma.body], to: &writer) }
    writer.write(claim.combinations) { writer, combination in
      var numbering = self.numbering
      writer.write(natural: numbering.number(combination.entity))
      writer.write(combination.parts) { writer, part in writer.write(part.coefficient) }
      write(combination.variables, combination.parts.map(\.total), to: &writer)
    }
    writer.write(claim.related) { writer, related in write(related.variables, [related.term], to: &writer)
    }
    writer.write(claim.rankings) { writer, ranking in
      writer.write(ranking.stages) { writer, stage in
        write(stage, to: &writer)
        write(stage.variables, stage.withInner.flatMap(\.terms), to: &writer)
      }
      writer.write(ranking.rounds.map { [$0] } ?? []) { writer, rounds in write([], [rounds], to: &writer) }
      writer.write(ranking.bystanders) { writer, bystander in
        switch bystander {
        case .contributor(let aggregate):
          writer.write(natural: 0)
          write([], [aggregate], to: &writer)
        case .untouched(let entity):
          var numbering = self.numbering
          writer.write(natural: 1 + numbering.number(entity))
        }
      }
    }
  }

  /// A stage and those inside of it, apart from their terms.
  private func write(_ stage: Ranking.Stage, to writer: inout CanonicalWriter) {
    switch stage.help {
    case .time: writer.write(natural: 0)
    case .duties(let helpers):
      writer.write(natural: stage.opening == nil ? 1 : 2)
      write(helpers, to: &writer)
    case .assumed(let position): writer.write(natural: 3 + position)
    }
    if let opening = stage.opening {
      writer.write(opening.stages) { writer, inner in write(inner, to: &writer) }
    }
  }

  private func write(_ helpers: [Ranking.Helper], to writer: inout CanonicalWriter) {
    writer.write(helpers) { writer, helper in
      writer.write(natural: helper.duty)
      writer.write(natural: helper.way)
      writer.write(natural: helper.tuple.count)
      writer.write(helper.choices) { writer, choice in
        switch choice {
        case .term: writer.write(natural: 0)
        case .untouched(let rank): writer.write(natural: rank.map { $0 + 2 } ?? 1)
        }
      }
    }
  }

  /// Terms with the variables that they are about: the types of these, then the entities that aggregates range over, then
  /// the terms.
  private func write(_ variables: [VariableID], _ terms: [Term], to writer: inout CanonicalWriter) {
    var numbering = self.numbering
    writer.write(variables) { writer, variable in
      writer.write(claim.terms.variables[variable.index].type, &numbering)
    }
    var inner = CanonicalWriter()
    var numbers: [VariableID: Int] = [:]
    for variable in variables { numbers[variable] = numbers.count }
    for term in terms {
      var coding = TermWriter(bank: claim.terms, numbering: numbering, variables: numbers)
      coding.write(term, to: &inner)
      numbers = coding.variables
    }
    let bound = numbers.sorted { $0.value < $1.value }.dropFirst(variables.count).map(\.key)
    writer.write(Array(bound)) { writer, variable in
      if case .reference(let entity) = claim.terms.variables[variable.index].type.sort {
        writer.write(natural: numbering.number(entity))
      }
    }
    writer.write(bytes: inner.bytes)
  }
}

/// Reads auxiliary lemmas, combinations, related instances and rankings.
struct HintReader {
  let system: TransitionSystem
  let numbering: Numbering
  var terms: TermBank

  /// How many variables a lemma or a combination may have.
  static let mostVariables = 1_000

  /// Reads them, and adds them to the claim.
  mutating func read(_ bytes: [UInt8], into claim: inout ProofClaim) throws(KernelError) {
    var reader = CanonicalReader(bytes)
    for _ in 0..<(try reader.count()) {
      let (variables, found) = try terms(1, from: &reader)
      guard let body = found.first, terms.sort(body) == .boolean else {
        throw reader.error("a lemma is no condition")
      }
      claim.lemmas.append(Lemma(variables: variables, body: body))
    }
    for _ in 0..<(try reader.count()) {
      let entity = numbering.entities[try reader.natural(below: numbering.entities.count)]
      let coefficients = try reader.array { reader throws(KernelError) in try reader.integer() }
      let (variables, totals) = try terms(coefficients.count, from: &reader)
      let parts = zip(coefficients, totals).map { TotalCombination.Part($0, $1) }
      claim.combinations.append(TotalCombination(variables: variables, entity: entity, parts: parts))
    }
    for _ in 0..<(try reader.count()) {
      let (variables, found) = try terms(1, from: &reader)
      for term in found { claim.related.append(RelatedInstances(variables: variables, term)) }
    }
    for _ in 0..<(try reader.count()) {
      var stages: [Ranking.Stage] = []
      for _ in 0..<(try reader.count()) { stages.append(try stage(from: &reader)) }
      var rounds: Term?
      if try reader.natural(below: 2) == 1 { rounds = try terms(1, from: &reader).1.first }
      var bystanders: [Ranking.Bystander] = []
      for _ in 0..<(try reader.count()) {
        let kind = try reader.natural(below: numbering.entities.count + 1)
        if kind > 0 {
          bystanders.append(.untouched(numbering.entities[kind - 1]))
        } else {
          bystanders += try terms(1, from: &reader).1.map { .contributor(to: $0) }
        }
      }
      claim.rankings.append(Ranking(stages: stages, rounds: rounds, bystanders: bystanders))
    }
    try reader.end()
    claim.terms = terms
  }

  private mutating func stage(from reader: inout CanonicalReader) throws(KernelError) -> Ranking.Stage {
    let form = try StageForm(from: &reader, depth: 0)
    let (variables, found) = try terms(form.terms, from: &reader)
    var rest = found[...]
    return form.stage(variables, &rest)
  }

  /// A stage without its terms.
  private struct StageForm {
    let kind: Int
    let helpers: [HelperForm]
    let inner: [StageForm]

    /// How deep stages stand inside of others at most.
    static let mostDepth = 8

    init(from reader: inout CanonicalReader, depth: Int) throws(KernelError) {
      if depth > Self.mostDepth { throw reader.error("stages are nested too deeply") }
      kind = try reader.natural(below: Int(Int32.max))
      let hasHelpers = kind == 1 || kind == 2
      helpers =
        hasHelpers ? try reader.array { reader throws(KernelError) in try HelperForm(from: &reader) } : []
      inner =
        kind == 2
        ? try reader.array { reader throws(KernelError) in try StageForm(from: &reader, depth: depth + 1) } : []
    }

    private var hasOpening: Bool { kind == 2 }

    /// How many terms it has, with those inside of it.
    var terms: Int {
      2 + (hasOpening ? 1 : 0) + helpers.reduce(0) { $0 + $1.terms } + inner.reduce(0) { $0 + $1.terms }
    }

    /// The stage with its terms, which are taken from the front; there are as many as it has.
    func stage(_ variables: [VariableID], _ rest: inout ArraySlice<Term>) -> Ranking.Stage {
      let (condition, measure) = (rest.removeFirst(), rest.removeFirst())
      let duties = helpers.map { $0.helper(&rest) }
      let help: Ranking.Help =
        switch kind {
        case 0: .time
        case 1, 2: .duties(duties)
        default: .assumed(kind - 3)
        }
      var opening: Ranking.Opening?
      if hasOpening {
        let isOpen = rest.removeFirst()
        opening = Ranking.Opening(condition: isOpen, stages: inner.map { $0.stage([], &rest) })
      }
      return Ranking.Stage(
        variables: variables, condition: condition, measure: measure, help: help, opening: opening)
    }
  }

  /// A helper without its terms.
  private struct HelperForm {
    let duty: Int
    let way: Int
    let components: Int
    /// 0 for a term, else what `HintWriter` says of somebody untouched.
    let choices: [Int]

    init(from reader: inout CanonicalReader) throws(KernelError) {
      duty = try reader.natural(below: Int(Int32.max))
      way = try reader.natural(below: Int(Int32.max))
      components = try reader.natural(below: HintReader.mostVariables)
      choices = try reader.array { reader throws(KernelError) in try reader.natural(below: Int(Int32.max)) }
    }

    /// How many terms it has.
    var terms: Int { components + choices.count { $0 == 0 } }

    /// The helper with its terms, which are taken from the front.
    func helper(_ terms: inout ArraySlice<Term>) -> Ranking.Helper {
      let tuple = Array(terms.prefix(components))
      terms = terms.dropFirst(components)
      let choices = choices.compactMap { kind -> Ranking.Choice? in
        kind == 0 ? terms.popFirst().map { .term($0) } : .untouched(rank: kind == 1 ? nil : kind - 2)
      }
      return Ranking.Helper(duty: duty, way: way, tuple: tuple, choices: choices)
    }
  }

  private mutating func terms(_ count: Int, from reader: inout CanonicalReader) throws(KernelError)
    -> ([VariableID], [Term])
  {
    let types = try reader.array { [numbering] reader throws(KernelError) in try reader.type(numbering) }
    let entities = try reader.array { [numbering] reader throws(KernelError) in
      numbering.entities[try reader.natural(below: numbering.entities.count)]
    }
    if types.count + entities.count > Self.mostVariables { throw reader.error("too many variables") }
    var variables: [VariableID] = []
    for type in types { variables.append(terms.makeVariable(of: type, beside: variables, in: system)) }
    let bound = entities.map { terms.makeVariable("each", ValueType(.reference($0))) }
    var coding = TermReader(system: system, numbering: numbering, bank: terms, variables: variables + bound)
    // There is one copy of the bank at a time, so that growing it copies nothing.
    terms = TermBank()
    var found: [Term] = []
    for _ in 0..<count { found.append(try coding.term(from: &reader)) }
    terms = coding.bank
    return (variables, found)
  }
}

extension ProofClaim {
  /// The lemmas and combinations as bytes, to be read for any world of the system.
  public func encoded(for system: TransitionSystem) -> [UInt8] {
    var writer = CanonicalWriter()
    HintWriter(self, Numbering(everythingIn: system)).write(lemmas, to: &writer)
    return writer.bytes
  }

  /// Reads lemmas and combinations, and adds them.
  ///
  /// - Throws: what is wrong with the bytes.
  public mutating func add(encoded bytes: [UInt8], of system: TransitionSystem) throws(KernelError) {
    var hints = HintReader(system: system, numbering: Numbering(everythingIn: system), terms: terms)
    try hints.read(bytes, into: &self)
  }
}
