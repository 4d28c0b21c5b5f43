public import EnsureModel

/// Why a step cannot be taken, in words: which clause stands in its way, and the values that it reads.
public struct RefusalPrinter: Sendable {
  private let interpreter: Interpreter
  private let terms: TermPrinter
  private let values: ValuePrinter

  /// A printer for the steps of the interpreter's world.
  public init(_ interpreter: Interpreter) {
    self.interpreter = interpreter
    terms = TermPrinter(interpreter.world.system, interpreter.world.bank)
    values = ValuePrinter(interpreter.world.system, layout: interpreter.layout)
  }

  /// "`requires o.payment == captured` fails: o.payment = unpaid".
  public func text(_ explanation: Explanation, of move: Move) -> String {
    let system = interpreter.world.system
    guard let clause = explanation.clause else {
      switch explanation.block {
      case .argument(let position):
        let parameters = system.actions[move.action.index].parameters
        guard parameters.indices.contains(position) else { return "it has fewer parameters" }
        let known = interpreter.world.bank.variables[parameters[position].variable.index]
        return "`\(known.name)` has no value of its type `\(values.type(known.type))`"
      default: return "there is nobody to take it"
      }
    }
    let told = explanation.values.filter { term, _ in
      // What only leads to a field is not told again.
      if case .variable = interpreter.world.bank[term], case .reference = interpreter.world.bank.sort(term) {
        return explanation.values.count <= 1
      }
      return true
    }
    let readings = terms.readings(told, values)
    let detail = readings.isEmpty ? "" : ": \(readings.joined(separator: ", "))"
    return "\(name(explanation.block, clause, move))\(detail)"
  }

  private func name(_ block: Block, _ clause: Clause, _ move: Move) -> String {
    let text = terms.text(clause.term)
    guard case .guard(let position) = block else { return "`unique` stands against it, `\(text)` would fail" }
    switch move.guards[position].kind {
    case .by: return "its `by` asks for another rank, `\(text)` fails"
    case .holding: return "nobody names a secret that he does not hold, and `\(text)` fails"
    case .knowledge: return "the attacker names secrets that he knows, and `\(text)` fails"
    case .distinct: return "`distinct` fails, `\(text)`"
    case .requires: return "`requires \(text)` fails"
    case .freshness: return "what `new` names is untouched, and `\(text)` fails"
    case .policy: return "no permit applies, `\(text)` fails"
    case .forbid(let rule):
      let rules = interpreter.world.system.actions[move.action.index].rules
      let policy = rules.indices.contains(rule) ? " of `\(rules[rule].policy)`" : ""
      return "a forbid\(policy) applies, `\(text)` fails"
    case .honest: return "`honest \(text)` fails"
    case .impersonation: return "the attacker is taken for another rank, `\(text)` fails"
    case .dutiful: return "fairness binds somebody else, `\(text)` fails"
    case .when: return "`when \(text)` fails"
    }
  }
}
