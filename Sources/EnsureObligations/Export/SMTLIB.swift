internal import EnsureModel

/// An obligation as an SMT-LIB 2 script (Barrett, Fontaine and Tinelli, *The SMT-LIB Standard*, version 2.6), so that any
/// solver may decide it: `unsat` says that the obligation is valid.
///
/// Nothing of ours is needed to read it but the obligation itself: the script is written from the sentences, not from
/// their clause form.
public struct SMTLIB {
  private let bank: SentenceBank
  private var text = ""
  /// The nodes that have a name, since more than one sentence is made of them.
  private var isNamed: [Bool]
  /// How often each node occurs.
  private var uses: [Int]

  /// The script that asserts the obligation's denial.
  ///
  /// - Parameter title: what the obligation is, for a comment; may have several lines.
  public static func script(_ obligation: Obligation, title: String = "") -> String {
    var writer = SMTLIB(obligation.bank)
    writer.write(obligation, title)
    return writer.text
  }

  private init(_ bank: SentenceBank) {
    self.bank = bank
    isNamed = Array(repeating: false, count: bank.nodes.count)
    uses = Array(repeating: 0, count: bank.nodes.count)
  }

  private mutating func write(_ obligation: Obligation, _ title: String) {
    for line in title.split(whereSeparator: \.isNewline) { text += "; \(line)\n" }
    text += """
      (set-info :smt-lib-version 2.6)
      (set-info :status unsat)
      (set-logic QF_LIA)

      """
    let denial = obligation.denial
    let occurring = count(denial)
    for unknown in unknowns(of: occurring) { text += "(declare-const \(symbol(unknown)) Int)\n" }
    // A node is made of nodes in front of it: each name is defined before it is used.
    for node in occurring where uses[node] > 1 {
      if case .and = bank.nodes[node] {
        text += "(define-fun \(name(node)) () Bool \(written(node)))\n"
        isNamed[node] = true
      }
    }
    for sentence in denial { text += "(assert \(written(sentence)))\n" }
    text += "(check-sat)\n"
  }

  /// Counts the uses of nodes; returns those that occur, ascending.
  private mutating func count(_ sentences: [Sentence]) -> [Int] {
    var open = sentences.map(\.node)
    var occurring: [Int] = []
    while let node = open.popLast() {
      uses[node] += 1
      if uses[node] > 1 { continue }
      occurring.append(node)
      if case .and(let operands) = bank.nodes[node] { open += operands.map(\.node) }
    }
    return occurring.sorted()
  }

  private func unknowns(of nodes: [Int]) -> [Unknown] {
    var unknowns: Set<Unknown> = []
    for node in nodes {
      if case .atom(let atom) = bank.nodes[node] { unknowns.formUnion(atom.summands.map(\.unknown)) }
    }
    return unknowns.sorted()
  }

  // MARK: Terms

  private func written(_ sentence: Sentence) -> String {
    // An inequality that does not hold reads better turned around.
    if sentence.isNegated, !isNamed[sentence.node], case .atom(let atom) = bank.nodes[sentence.node] {
      return "(> \(sum(atom)) \(numeral(atom.bound)))"
    }
    let positive = isNamed[sentence.node] ? name(sentence.node) : written(sentence.node)
    return sentence.isNegated ? "(not \(positive))" : positive
  }

  private func written(_ node: Int) -> String {
    switch bank.nodes[node] {
    case .yes: "true"
    case .atom(let atom): "(<= \(sum(atom)) \(numeral(atom.bound)))"
    case .and(let operands): "(and \(operands.map(written).joined(separator: " ")))"
    }
  }

  private func sum(_ atom: Atom) -> String {
    let summands = atom.summands.map { summand in
      switch summand.coefficient {
      case 1: symbol(summand.unknown)
      case -1: "(- \(symbol(summand.unknown)))"
      default: "(* \(numeral(summand.coefficient)) \(symbol(summand.unknown)))"
      }
    }
    return summands.count == 1 ? summands[0] : "(+ \(summands.joined(separator: " ")))"
  }

  private func numeral(_ value: Integer) -> String { value < 0 ? "(- \(value.magnitude))" : "\(value)" }

  /// A quoted symbol: the unknown's name, and its position, since names may repeat.
  private func symbol(_ unknown: Unknown) -> String {
    // Printable characters, of which a quoted symbol may contain all but these two.
    let name = bank.names[Int(unknown.index)].unicodeScalars.map { scalar in
      (0x20...0x7E).contains(scalar.value) && scalar != "|" && scalar != "\\" ? Character(scalar) : "_"
    }
    return "|\(String(name)) #\(unknown.index)|"
  }

  private func name(_ node: Int) -> String { "s\(node)" }
}
