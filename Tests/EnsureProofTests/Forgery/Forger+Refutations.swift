import EnsureKernel
import EnsureModel
import EnsureObligations

extension Forger {
  /// The original's refutations with something changed.
  mutating func refutations(_ kind: Kind) -> [Refutation]? {
    var all = original.refutations
    guard !all.isEmpty else { return nil }
    let position = numbers.below(all.count)
    switch kind {
    case .noRefutation: all.remove(at: position)
    case .swappedRefutations:
      let other = numbers.below(all.count)
      if all[position] == all[other] { return nil }
      all.swapAt(position, other)
    case .doubledRefutation: all.insert(all[position], at: position)
    case .emptyRefutation:
      if all[position] == Refutation() { return nil }
      all[position] = Refutation()
    case .foreignRefutation:
      guard let other = numbers.pick(others.flatMap(\.refutations)) else { return nil }
      all[position] = other
    default:
      let withSteps = all.indices.filter { !all[$0].steps.isEmpty }
      guard let position = numbers.pick(withSteps) else { return nil }
      guard let changed = changed(all[position], kind) else { return nil }
      all[position] = changed
    }
    return all
  }

  private mutating func changed(_ refutation: Refutation, _ kind: Kind) -> Refutation? {
    var refutation = refutation
    let position = numbers.below(refutation.steps.count)
    switch kind {
    case .step:
      // One step less, or the empty clause out of nothing.
      if numbers.below(2) == 0 {
        refutation.steps.remove(at: position)
      } else {
        refutation.steps.insert(.clause([]), at: position)
      }
    case .swappedSteps: refutation.steps.swapAt(position, numbers.below(refutation.steps.count))
    case .doubledStep: refutation.steps.insert(refutation.steps[position], at: position)
    case .newInequality:
      guard let atom = newAtom() else { return nil }
      if !refutation.atoms.isEmpty && numbers.below(2) == 0 {
        refutation.atoms[numbers.below(refutation.atoms.count)] = atom
      } else {
        refutation.atoms.append(atom)
      }
    default: refutation.steps[position] = changed(refutation.steps[position], kind)
    }
    return refutation
  }

  private mutating func changed(_ step: Refutation.Step, _ kind: Kind) -> Refutation.Step {
    switch step {
    case .clause(var literals):
      // A clause has no multipliers: a literal less is as good.
      if literals.isEmpty { return .lemma([]) }
      let position = numbers.below(literals.count)
      if kind == .literal {
        literals[position] = changed(literals[position])
      } else {
        literals.remove(at: position)
      }
      return .clause(literals)
    case .lemma(var multiples):
      if multiples.isEmpty { return .clause([]) }
      let position = numbers.below(multiples.count)
      let (literal, multiplier) = (multiples[position].literal, multiples[position].multiplier)
      switch kind {
      case .literal: multiples[position] = .init(changed(literal), multiplier)
      case .hugeMultiplier: multiples[position] = .init(literal, numbers.below(2) == 0 ? Self.huge : -Self.huge)
      default:
        let other =
          numbers.pick([multiplier + 1, multiplier - 1, -multiplier, 0, multiplier * 2] as [Integer]) ?? 0
        multiples[position] = .init(literal, other)
      }
      return .lemma(multiples)
    }
  }

  private mutating func changed(_ literal: Literal) -> Literal {
    switch numbers.below(3) {
    case 0: !literal
    case 1: Literal(code: numbers.below(2 * Int(literal.code) + 4)) ?? literal
    default: Literal(code: Int(Int32.max) - numbers.below(2)) ?? literal
    }
  }

  private mutating func newAtom() -> Atom? {
    let unknown = Unknown(numbers.pick([0, 1, 2, 3, 1_000_000, Int(Int32.max) - 1]) ?? 0)
    let bound = numbers.pick([0, 1, -1, Self.huge] as [Integer]) ?? 0
    return Atom(canonical: [LinearSum.Summand(unknown, 1)], bound: bound)
  }
}
