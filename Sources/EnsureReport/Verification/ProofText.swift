public import EnsureModel

/// What proofs rest on, in the words of the spec.
public struct ProofText {
  private let system: TransitionSystem
  private let report: VerificationReport

  /// The proofs of a report.
  public init(_ system: TransitionSystem, _ report: VerificationReport) {
    self.system = system
    self.report = report
  }

  /// For each property the lemmas that together are inductive, for all worlds in which they are the same at once.
  public var text: String {
    var text = ""
    var told: [(key: String, worlds: [String], proof: Proof)] = []
    for proof in report.proofs {
      let lemmas = lemmas(proof)
      let name =
        proof.property.map { system.properties[$0.index].name } ?? "That every genuine step has a value"
      let key = name + "\n" + lemmas.joined(separator: "\n")
      let world = proof.threats.isEmpty ? "the honest world" : system.title(of: proof.threats)
      if let position = told.firstIndex(where: { $0.key == key }) {
        told[position].worlds.append(world)
      } else {
        told.append((key, [world], proof))
      }
    }
    for (key, worlds, proof) in told {
      let lines = key.split(separator: "\n").map(String.init)
      text += "\n\(lines[0]) is proved in \(Sentence.list(worlds)); it holds with\n"
      for (position, lemma) in lines.dropFirst().enumerated() {
        text += "  \(lemma)\(position < proof.own ? "   (what it says)" : "")\n"
      }
      text += memories(proof)
      if lines.count == 1 { text += "  nothing: it follows from the guards alone\n" }
    }
    return text
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
      return was + (memory.last.map { line($0, "the last instant of", memory.formula.event) } ?? "")
    }.joined()
  }

  private func lemmas(_ proof: Proof) -> [String] {
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
