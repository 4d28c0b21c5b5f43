public import EnsureModel

/// What proofs rest on, in the words of the spec.
public struct ProofText {
  private let system: TransitionSystem
  private let report: VerificationReport
  private let words: ConditionText

  /// The proofs of a report.
  ///
  /// - Parameter files: the text of the spec.
  public init(_ system: TransitionSystem, _ report: VerificationReport, files: [ReportedFile] = []) {
    self.system = system
    self.report = report
    words = ConditionText(system, files)
  }

  /// For each property the lemmas that together are inductive and what of the spec they need, for all worlds in which these
  /// are the same at once; then what no proof needs.
  public var text: String {
    var told: [(head: String, rest: String, worlds: [String])] = []
    for proof in report.proofs {
      let head =
        proof.property.map { system.properties[$0.index].name } ?? "That every genuine step has a value"
      let rest = lemmas(proof) + memories(proof) + promises(proof) + waysOn(proof) + uses(proof)
      let world = proof.threats.isEmpty ? "the honest world" : system.title(of: proof.threats)
      if let position = told.firstIndex(where: { $0.head == head && $0.rest == rest }) {
        told[position].worlds.append(world)
      } else {
        told.append((head, rest, [world]))
      }
    }
    return told.map { "\n\($0.head) is proved in \(Sentence.list($0.worlds)); it holds with\n\($0.rest)" }
      .joined()
      + coverage
  }

  // MARK: Uses

  private func uses(_ proof: Proof) -> String {
    guard let uses = proof.uses else { return "" }
    var text = uses.isMinimal ? "" : "  (some of this may not be needed: to find out was too hard)\n"
    text += clauses(uses.conditions) { "  needs \($0)" }
    for sensor in uses.sensors { text += "  reads the sensor \(self.sensor(sensor))\n" }
    if proof.property == nil { return text }
    if uses.conditions.isEmpty { text += "  needs no condition of any step\n" }
    let names = uses.untouching.map { system.actions[$0.index] }.filter { $0.deed == nil && $0.threat == nil }
    return names.isEmpty ? text : "\(text)  not touched by \(Sentence.list(names.map(\.name)))\n"
  }

  /// A line for each clause: the action, what it says, where it stands.
  private func clauses(_ conditions: [StepCondition], _ line: (String) -> String) -> String {
    words.clauses(conditions).map { clause in
      let name = system.actions[clause.action.index].name
      return "\(line("\(name): \(clause.text)"))   (\(words.place(clause.origin)))\n"
    }.joined()
  }

  private func sensor(_ id: FieldID) -> String {
    let field = system.fields[id.index]
    return "\(system.entities[field.entity.index].name).\(field.wholeName)   (\(words.place(field.origin)))"
  }

  /// What no proof needs; empty if nobody has asked.
  private var coverage: String {
    guard let coverage = ProofCoverage(system, report, words) else { return "" }
    var lines = clauses(coverage.conditions) { "  \($0)" }
    for sensor in coverage.sensors { lines += "  the sensor \(self.sensor(sensor))\n" }
    if lines.isEmpty { return "\nEvery condition of the spec is needed by some proof\n" }
    let names = coverage.unproved.map { system.properties[$0.index].name }
    let others =
      names.isEmpty
      ? "" : "  only proofs count: \(Sentence.list(names)), which no proof shows, may need some of it\n"
    return "\nNo proof needs\n\(lines)\(others)"
  }

  // MARK: Lemmas

  /// A line for each lemma.
  private func lemmas(_ proof: Proof) -> String {
    if proof.lemmas.isEmpty {
      let isUnconditional = proof.uses?.conditions.isEmpty ?? false
      return "  nothing: it follows from \(isUnconditional ? "what steps do" : "the guards") alone\n"
    }
    return Self.lemmas(of: proof, in: system).enumerated().map { position, lemma in
      "  \(lemma)\(position < proof.own ? "   (what it says)" : "")\n"
    }.joined()
  }

  /// What the names of an observer's globals stand for, where lemmas use them.
  private func memories(_ proof: Proof) -> String {
    var used: Set<GlobalID> = []
    for lemma in proof.lemmas {
      proof.terms.walk(lemma.body) { term in
        if case .global(let global) = proof.terms[term] { used.insert(global) }
        return true
      }
    }
    let formulas = FormulaPrinter(system)
    func line(_ global: GlobalID, _ what: String, _ formula: Formula) -> String {
      if !used.contains(global) { return "" }
      let formula = TerminalWidth.printable(formulas.text(formula))
      return "  where \(proof.system.globals[global.index].name) is \(what) `\(formula)`\n"
    }
    return proof.memories.map { memory in
      let was = line(memory.was, "whether this held one step before:", memory.formula)
      let last = memory.last.map { line($0, "the last instant of", memory.formula.event) } ?? ""
      let first = memory.first.map { line($0, "the instant since which this holds:", memory.formula) } ?? ""
      return was + last + first
    }.joined()
  }

  /// What leads on in each stage of waiting for what is promised, the last stage at the end.
  private func promises(_ proof: Proof) -> String {
    let terms = TermPrinter(proof.system, proof.terms)
    let formulas = FormulaPrinter(system)
    return proof.promises.map { promise in
      let goal = TerminalWidth.printable(formulas.text(promise.goal))
      let due = proof.system.globals[promise.due.index].name
      let waits = promise.goal == .never ? "from there on" : "while `\(goal)` is waited for"
      let head = "  \(waits) (\(due)), what comes next is, in the first of these states that fits\n"
      let rounds = promise.rounds.map {
        "  and it starts over only if that makes `\(TerminalWidth.printable(terms.text($0)))` smaller, which is at least 0 then\n"
      }
      return head + stages(promise.stages, proof) + (rounds ?? "")
    }.joined()
  }

  /// What may happen to the instance that is never stuck.
  private func waysOn(_ proof: Proof) -> String {
    if proof.waysOn.isEmpty { return "" }
    return "  as long as it is in no final state, what may happen is, in the first of these states that fits\n"
      + stages(proof.waysOn, proof)
  }

  /// For whom a condition holds that speaks of others: `for some d: Dispute: `.
  private func others(in condition: Term, of proof: Proof) -> String {
    let variables = proof.terms.freeVariables(condition).sorted { $0.index < $1.index }
    let names = variables.map { variable in
      let declared = proof.terms.variables[variable.index]
      guard case .reference(let entity) = declared.type.sort else { return declared.name }
      return "\(declared.name): \(proof.system.entities[entity.index].name)"
    }
    return names.isEmpty ? "" : "for some \(names.joined(separator: ", ")): "
  }

  /// The stages, each on a line, those inside of one further to the right.
  private func stages(_ stages: [Proof.Promise.Stage], _ proof: Proof, depth: Int = 2) -> String {
    let terms = TermPrinter(proof.system, proof.terms)
    let indentation = String(repeating: "  ", count: depth)
    func text(_ term: Term) -> String { TerminalWidth.printable(terms.text(term)) }
    return stages.map { stage in
      let head = "\(indentation)\(others(in: stage.condition, of: proof))\(text(stage.condition)): "
      let line = head + cause(stage.cause, terms)
      guard let opening = stage.opening else { return line + "\n" }
      return line + ", which is possible again and again, where `\(text(opening))`; until then\n"
        + self.stages(stage.inner, proof, depth: depth + 1)
    }.joined()
  }

  private func cause(_ cause: Proof.Promise.Cause, _ terms: TermPrinter) -> String {
    switch cause {
    case .time: "that time passes"
    case .assumed(let formula):
      "`\(TerminalWidth.printable(FormulaPrinter(system).text(formula)))`, as is assumed"
    case .supposed(let formula):
      "`\(TerminalWidth.printable(FormulaPrinter(system).text(formula)))`, without which there is nothing to show"
    case .steps(let steps): steps.map { step($0, terms) }.joined(separator: " or ")
    }
  }

  private func step(_ step: Proof.Promise.Step, _ terms: TermPrinter) -> String {
    let action = system.actions[step.action.index]
    let arguments = action.parameters.enumerated().filter { $0.element.kind == .declared }.map { position, _ in
      step.instances[position].map { terms.text($0) } ?? "_"
    }
    return TerminalWidth.printable("`\(action.name)(\(arguments.joined(separator: ", ")))`")
  }

  /// The lemmas of a proof, in its order.
  static func lemmas(of proof: Proof, in system: TransitionSystem) -> [String] {
    let printer = TermPrinter(proof.system, proof.terms)
    return proof.lemmas.map { lemma in
      let names = lemma.variables.map { variable in
        let declared = proof.terms.variables[variable.index]
        guard case .reference(let entity) = declared.type.sort else { return declared.name }
        return "\(declared.name): \(system.entities[entity.index].name)"
      }
      let head = names.isEmpty ? "" : "for all \(names.joined(separator: ", ")): "
      return TerminalWidth.printable(head + printer.text(lemma.body))
    }
  }
}

extension Formula {
  /// What it looks back at.
  fileprivate var event: Formula {
    switch self {
    case .once(let event, _), .since(_, let event, _): event
    default: self
    }
  }
}
