/// Writes formulas in Spot's syntax.
///
/// What is written reads back as the same formula: infix operands that are not single symbols or prefixed ones stand in
/// parentheses.
public struct FormulaPrinter {
  private let bank: FormulaBank

  /// A printer of a bank's formulas.
  public init(_ bank: FormulaBank) { self.bank = bank }

  /// The formula's text.
  public func text(_ formula: TemporalFormula) -> String {
    var output = ""
    write(formula, isOperand: false, &output)
    return output
  }

  private func write(_ formula: TemporalFormula, isOperand: Bool, _ output: inout String) {
    let connective = bank.connective(formula)
    switch connective {
    case .falsity: output += "0"
    case .truth: output += "1"
    case .atom: output += Self.quoted(bank.atoms[bank.atomNumber(formula)])
    case .not, .next, .finally, .globally, .yesterday, .weakYesterday, .once, .historically:
      let symbol = Self.symbol(connective)
      output += symbol
      let operand = bank.first(formula)
      // An atom may follow `!` directly; behind `F` a digit would make a name of it.
      if connective != .not, connective.isPast || bank.connective(operand).arity == 0 { output += " " }
      write(operand, isOperand: true, &output)
    default:
      if isOperand { output += "(" }
      for (index, operand) in bank.operands(formula).enumerated() {
        if index > 0 { output += " \(Self.symbol(connective)) " }
        write(operand, isOperand: true, &output)
      }
      if isOperand { output += ")" }
    }
  }

  /// An atom's name, in quotes where it would read as something else.
  static func quoted(_ name: String) -> String {
    FormulaLexer.isPlainAtom(name) ? name : QuotedText.written(name)
  }

  private static func symbol(_ connective: Connective) -> String {
    switch connective {
    case .falsity: "0"
    case .truth: "1"
    case .atom: ""
    case .not: "!"
    case .and: "&"
    case .or: "|"
    case .xor: "xor"
    case .implies: "->"
    case .equivalent: "<->"
    case .next: "X"
    case .finally: "F"
    case .globally: "G"
    case .until: "U"
    case .release: "R"
    case .weakUntil: "W"
    case .strongRelease: "M"
    case .yesterday: "Y"
    case .weakYesterday: "Z"
    case .once: "O"
    case .historically: "H"
    case .since: "S"
    case .trigger: "T"
    }
  }
}
