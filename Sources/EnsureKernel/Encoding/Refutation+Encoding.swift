internal import EnsureModel
internal import EnsureObligations

/// A refutation as bytes: the new inequalities, each as its summands and its bound; then the steps. A step begins with
/// three times the number of its literals, plus its kind.
extension Refutation {
  /// What a step is.
  private enum Kind: Int {
    case clause = 0
    /// A lemma all of whose multipliers are 1: its literals follow.
    case sum = 1
    /// Another lemma: its literals follow, each with its multiplier.
    case combination = 2
  }

  /// Writes the refutation.
  public func write(to writer: inout CanonicalWriter) {
    writer.write(atoms) { writer, atom in
      writer.write(atom.summands) { writer, summand in
        writer.write(natural: Int(summand.unknown.index))
        writer.write(summand.coefficient)
      }
      writer.write(atom.bound)
    }
    writer.write(steps) { writer, step in
      switch step {
      case .clause(let literals):
        writer.write(natural: 3 * literals.count + Kind.clause.rawValue)
        for literal in literals { writer.write(natural: Int(literal.code)) }
      case .lemma(let multiples):
        let kind = multiples.allSatisfy { $0.multiplier == 1 } ? Kind.sum : .combination
        writer.write(natural: 3 * multiples.count + kind.rawValue)
        for multiple in multiples {
          writer.write(natural: Int(multiple.literal.code))
          if kind == .combination { writer.write(multiple.multiplier) }
        }
      }
    }
  }

  /// Reads a refutation.
  public init(from reader: inout CanonicalReader) throws(KernelError) {
    let atoms = try reader.array { reader throws(KernelError) in try Refutation.atom(&reader) }
    let steps = try reader.array { reader throws(KernelError) in try Refutation.step(&reader) }
    self.init(atoms: atoms, steps: steps)
  }

  private static func atom(_ reader: inout CanonicalReader) throws(KernelError) -> Atom {
    let summands = try reader.array { reader throws(KernelError) in
      let unknown = Unknown(try reader.natural(below: Int(Int32.max)))
      return LinearSum.Summand(unknown, try reader.integer())
    }
    guard let atom = Atom(canonical: summands, bound: try reader.integer()) else {
      throw reader.error("an inequality is not in its canonical form")
    }
    return atom
  }

  private static func step(_ reader: inout CanonicalReader) throws(KernelError) -> Step {
    let header = try reader.natural()
    let (count, remainder) = header.quotientAndRemainder(dividingBy: 3)
    if count > reader.left { throw reader.error("\(count) literals should follow") }
    switch Kind(rawValue: remainder) {
    case .clause, nil:
      var literals: [Literal] = []
      for _ in 0..<count { literals.append(try literal(&reader)) }
      return .clause(literals)
    case .sum:
      var multiples: [Multiple] = []
      for _ in 0..<count { multiples.append(Multiple(try literal(&reader), 1)) }
      return .lemma(multiples)
    case .combination:
      var multiples: [Multiple] = []
      for _ in 0..<count { multiples.append(Multiple(try literal(&reader), try reader.integer())) }
      if multiples.allSatisfy({ $0.multiplier == 1 }) {
        throw reader.error("multipliers that are all 1 are not written")
      }
      return .lemma(multiples)
    }
  }

  private static func literal(_ reader: inout CanonicalReader) throws(KernelError) -> Literal {
    guard let literal = Literal(code: try reader.natural()) else {
      throw reader.error("there are not that many propositions")
    }
    return literal
  }
}
