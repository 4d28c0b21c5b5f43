import EnsureKernel
import EnsureModel
import EnsureObligations

/// Changes refutations and obligations at random.
struct Forger {
  var numbers: SeededNumbers

  /// Kinds of changes to a refutation.
  enum Change: CaseIterable {
    case multiplier, negation, proposition, drop, swap, repeated, insertedClause, insertedLemma, fewerLiterals
    case moreLiterals, bound, coefficient, unknown, truncation, bytes
  }

  /// The refutation with a change; nil if its bytes can no longer be read, or if there is nothing to change.
  mutating func changed(_ refutation: Refutation, _ change: Change, propositions: Int) -> Refutation? {
    var new = refutation
    let step = refutation.steps.isEmpty ? nil : numbers.number(0...refutation.steps.count - 1)
    switch change {
    case .multiplier:
      guard let step, case .lemma(var multiples) = new.steps[step], !multiples.isEmpty else { return nil }
      let place = numbers.number(0...multiples.count - 1)
      multiples[place] = .init(multiples[place].literal, multiplier(multiples[place].multiplier))
      new.steps[step] = .lemma(multiples)
    case .negation:
      guard let step else { return nil }
      new.steps[step] = changedLiteral(new.steps[step]) { !$0 }
    case .proposition:
      guard let step else { return nil }
      let other = literal(propositions + 1)
      new.steps[step] = changedLiteral(new.steps[step]) { _ in other }
    case .drop:
      guard let step else { return nil }
      new.steps.remove(at: step)
    case .swap:
      guard let step else { return nil }
      new.steps.swapAt(step, numbers.number(0...new.steps.count - 1))
    case .repeated:
      guard let step else { return nil }
      new.steps.insert(new.steps[step], at: numbers.number(0...new.steps.count))
    case .insertedClause:
      let clause = (0..<numbers.number(0...3)).map { _ in literal(propositions) }
      new.steps.insert(.clause(clause), at: numbers.number(0...new.steps.count))
    case .insertedLemma:
      let lemma = (0..<numbers.number(0...3)).map { _ in
        Refutation.Multiple(literal(propositions), Integer(numbers.number(1...3)))
      }
      new.steps.insert(.lemma(lemma), at: numbers.number(0...new.steps.count))
    case .fewerLiterals:
      guard let step else { return nil }
      switch new.steps[step] {
      case .clause(var literals):
        if literals.isEmpty { return nil }
        literals.remove(at: numbers.number(0...literals.count - 1))
        new.steps[step] = .clause(literals)
      case .lemma(var multiples):
        if multiples.isEmpty { return nil }
        multiples.remove(at: numbers.number(0...multiples.count - 1))
        new.steps[step] = .lemma(multiples)
      }
    case .moreLiterals:
      guard let step else { return nil }
      switch new.steps[step] {
      case .clause(let literals): new.steps[step] = .clause(literals + [literal(propositions)])
      case .lemma(let multiples): new.steps[step] = .lemma(multiples + [.init(literal(propositions), 1)])
      }
    case .bound:
      return changedAtom(refutation) { atom, amount in
        Atom(canonical: atom.summands, bound: atom.bound + amount)
      }
    case .coefficient:
      return changedAtom(refutation) { atom, amount in
        let summands = atom.summands.map { LinearSum.Summand($0.unknown, $0.coefficient + amount) }
        return Atom(canonical: summands, bound: atom.bound)
      }
    case .unknown:
      guard let atom = Atom(canonical: [.init(Unknown(numbers.number(0...30)), 1)], bound: 0) else {
        return nil
      }
      new.atoms.append(atom)
    case .truncation:
      guard let step else { return nil }
      new.steps.removeLast(new.steps.count - step)
    case .bytes:
      return changedBytes(refutation)
    }
    return new
  }

  private mutating func multiplier(_ old: Integer) -> Integer {
    let huge: Integer = 1_000_000_000_000_000_000
    return numbers.pick([
      old + 1, old - 1, -old, 0, old * 2, old * huge * huge * huge + 1, huge * huge * 10 * -1,
    ])
  }

  private mutating func literal(_ propositions: Int) -> Literal {
    guard let literal = Literal(code: numbers.number(0...max(2 * propositions - 1, 1))) else {
      preconditionFailure("codes are not negative")
    }
    return literal
  }

  private mutating func changedLiteral(_ step: Refutation.Step, _ change: (Literal) -> Literal)
    -> Refutation.Step
  {
    switch step {
    case .clause(var literals):
      if literals.isEmpty { return step }
      let place = numbers.number(0...literals.count - 1)
      literals[place] = change(literals[place])
      return .clause(literals)
    case .lemma(var multiples):
      if multiples.isEmpty { return step }
      let place = numbers.number(0...multiples.count - 1)
      multiples[place] = .init(change(multiples[place].literal), multiples[place].multiplier)
      return .lemma(multiples)
    }
  }

  private mutating func changedAtom(
    _ refutation: Refutation, _ change: (Atom, Integer) -> Atom?
  ) -> Refutation? {
    if refutation.atoms.isEmpty { return nil }
    var new = refutation
    let place = numbers.number(0...new.atoms.count - 1)
    guard let atom = change(new.atoms[place], Integer(numbers.pick([-2, -1, 1, 2]))) else { return nil }
    new.atoms[place] = atom
    return new
  }

  private mutating func changedBytes(_ refutation: Refutation) -> Refutation? {
    var writer = CanonicalWriter()
    refutation.write(to: &writer)
    var bytes = writer.bytes
    for _ in 0..<numbers.number(1...2) {
      let place = numbers.number(0...bytes.count - 1)
      bytes[place] = UInt8(numbers.number(0...255))
    }
    var reader = CanonicalReader(bytes)
    guard let read = try? Refutation(from: &reader), (try? reader.end()) != nil else { return nil }
    return read
  }

  // MARK: Obligations

  /// The obligation with weaker premises.
  mutating func weakened(_ obligation: Obligation) -> Obligation {
    var bank = obligation.bank
    var premises = obligation.premises
    guard !premises.isEmpty else { return obligation }
    let place = numbers.number(0...premises.count - 1)
    if case .atom(let atom) = bank[premises[place]], let left = LinearSum(canonical: atom.summands, 0),
      numbers.isLucky(70)
    {
      // The inequality excludes less, so that propositions keep their numbers.
      let amount = Integer(numbers.number(1...4))
      premises[place] =
        premises[place].isNegated
        ? !bank.lessOrEqual(left, LinearSum(atom.bound - amount))
        : bank.lessOrEqual(left, LinearSum(atom.bound + amount))
    } else {
      premises.remove(at: place)
    }
    return Obligation(bank, premises: premises, conclusion: obligation.conclusion)
  }
}
