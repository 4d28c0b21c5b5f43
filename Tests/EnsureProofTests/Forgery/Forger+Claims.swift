import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify

extension Forger {
  /// The original's claim with something changed in the lemmas and combinations that the certificate gives.
  mutating func claim(_ kind: Kind) -> ProofClaim? {
    var claim = claim
    let hinted = Array(own..<claim.lemmas.count)
    switch kind {
    case .lemma:
      guard let position = numbers.pick(hinted) else { return nil }
      claim.lemmas.remove(at: position)
    case .swappedLemmas:
      guard let one = numbers.pick(hinted), let other = numbers.pick(hinted), one != other else { return nil }
      claim.lemmas.swapAt(one, other)
    case .doubledLemma:
      // The goal's own lemmas may be claimed once more.
      guard let lemma = numbers.pick(claim.lemmas) else { return nil }
      claim.lemmas.append(lemma)
    case .constant, .hugeConstant:
      guard let position = numbers.pick(hinted) else { return nil }
      guard let body = changedConstant(claim.lemmas[position].body, kind == .hugeConstant, &claim.terms) else {
        return nil
      }
      claim.lemmas[position] = Lemma(variables: claim.lemmas[position].variables, body: body)
    case .falsehood, .truth:
      let body = claim.terms.boolean(kind == .truth)
      let replaced = numbers.pick(hinted)
      let variables = replaced.map { claim.lemmas[$0].variables } ?? []
      if let replaced { claim.lemmas.remove(at: replaced) }
      claim.lemmas.append(Lemma(variables: variables, body: body))
    case .negation:
      guard let lemma = numbers.pick(claim.lemmas) else { return nil }
      let body = claim.terms.not(lemma.body)
      claim.lemmas.append(Lemma(variables: lemma.variables, body: body))
    case .bounds: claim.lemmas.append(falsehoodWithinBounds(&claim))
    case .path:
      guard let lemma = lemmaAlongAPath(&claim) else { return nil }
      claim.lemmas.append(lemma)
    case .combination, .coefficient: return combination(kind, claim)
    case .stage, .stageOrder, .stageCondition, .stageMeasure, .helper, .bystander: return ranking(kind, claim)
    case .foreignRanking:
      // Something is said of a promise where there is none, or of one too many.
      let always = claim.terms.boolean(true)
      let zero = claim.terms.integer(0)
      claim.rankings.append(
        Ranking(stages: [Ranking.Stage(condition: always, measure: zero, help: .duties([]))]))
    default: return nil
    }
    return claim
  }

  /// That there are no numbers between two bounds, the first of which is the greater one: nothing has to be shown for
  /// that, and nothing may follow from it.
  private mutating func falsehoodWithinBounds(_ claim: inout ProofClaim) -> Lemma {
    let bounds = numbers.pick([(1, 0), (5, 5), (0, -1)]) ?? (1, 0)
    let type = ValueType(.integer, lower: Integer(bounds.0), upper: Integer(bounds.1))
    let variable = claim.terms.makeVariable("x", type)
    let body =
      bounds.0 > bounds.1
      ? claim.terms.boolean(false)
      : claim.terms.equal(claim.terms.variable(variable), claim.terms.integer(Integer(bounds.0)))
    return Lemma(variables: [variable], body: body)
  }

  /// That a field behind a reference is what it is: a lemma may not ask for that.
  private mutating func lemmaAlongAPath(_ claim: inout ProofClaim) -> Lemma? {
    var found: [(reference: FieldID, end: FieldID)] = []
    for (index, field) in system.fields.enumerated() {
      guard field.isMutable, case .reference(let entity) = field.type.sort else { continue }
      for end in system.entities[entity.index].fields { found.append((FieldID(index), end)) }
    }
    guard let (reference, end) = numbers.pick(found) else { return nil }
    let declared = system.fields[reference.index]
    let variable = claim.terms.makeVariable("it", ValueType(.reference(declared.entity)))
    let instance = claim.terms.field(reference, declared.type.sort, of: claim.terms.variable(variable))
    let value = claim.terms.field(end, system.fields[end.index].type.sort, of: instance)
    return Lemma(variables: [variable], body: claim.terms.equal(value, value))
  }

  private mutating func changedConstant(_ body: Term, _ isHuge: Bool, _ terms: inout TermBank) -> Term? {
    var constants: [(Term, Integer)] = []
    terms.walk(body) { [terms] term in
      if case .integer(let value) = terms[term] { constants.append((term, value)) }
      return true
    }
    guard let (term, value) = numbers.pick(constants) else { return nil }
    let other =
      isHuge ? Self.huge : numbers.pick([value + 1, value - 1, -value, value * 10, 0] as [Integer]) ?? 0
    let changed = terms.integer(other)
    return terms.replacing([term: changed], in: body)
  }

  /// Something else about the stages by which a promise is kept.
  private mutating func ranking(_ kind: Kind, _ given: ProofClaim) -> ProofClaim? {
    var claim = given
    guard let promise = numbers.pick(Array(claim.rankings.indices)) else { return nil }
    var stages = claim.rankings[promise].stages
    guard let position = numbers.pick(Array(stages.indices)) else { return nil }
    let old = stages[position]
    var (condition, measure, help, opening) = (old.condition, old.measure, old.help, old.opening)
    var rounds = claim.rankings[promise].rounds
    var bystanders = claim.rankings[promise].bystanders
    switch kind {
    case .bystander:
      let entities = system.entities.indices.map { Ranking.Bystander.untouched(EntityID($0)) }
      let others = entities + [.contributor(to: condition), .contributor(to: measure)]
      switch numbers.below(3) {
      case 0: bystanders.insert(numbers.pick(others) ?? others[0], at: 0)
      case 1: bystanders += Array(repeating: numbers.pick(bystanders + others) ?? others[0], count: 12)
      default: bystanders = Array(bystanders.dropLast())
      }
      if bystanders == claim.rankings[promise].bystanders { return nil }
    case .stage where numbers.below(2) == 0: stages.remove(at: position)
    case .stage: stages.append(old)
    case .stageOrder:
      let other = numbers.below(stages.count)
      if other == position { return nil }
      stages.swapAt(position, other)
    case .stageCondition:
      switch numbers.below(3) {
      case 0: condition = claim.terms.boolean(true)
      case 1: condition = claim.terms.boolean(false)
      default: condition = claim.terms.not(condition)
      }
    case .stageMeasure:
      let number = numbers.pick([-1, 1, Self.huge, -Self.huge] as [Integer]) ?? 1
      // Of the rounds that may begin, or of how far it is in a stage.
      switch numbers.below(3) {
      case 0: rounds = claim.terms.integer(number)
      case 1: rounds = rounds == nil ? condition : nil
      default: measure = claim.terms.integer(number)
      }
    default:
      guard let helper = numbers.pick(help.helpers) else { return nil }
      let choices: [Ranking.Choice] = [.untouched(rank: nil), .untouched(rank: 1 << 20), .term(condition)]
      let others = [helper.duty + 1, max(0, helper.duty - 1), 1 << 30]
      let changed = [
        Ranking.Helper(
          duty: numbers.pick(others) ?? 0, way: helper.way, tuple: helper.tuple, choices: helper.choices),
        Ranking.Helper(duty: helper.duty, way: helper.way + 1, tuple: helper.tuple, choices: helper.choices),
        Ranking.Helper(duty: helper.duty, way: helper.way, tuple: [], choices: helper.choices),
        Ranking.Helper(
          duty: helper.duty, way: helper.way, tuple: helper.tuple,
          choices: helper.choices + [numbers.pick(choices) ?? .untouched(rank: nil)]),
      ]
      switch numbers.below(8) {
      case 0: help = .time
      case 1: help = .assumed(numbers.pick([0, 1, 1 << 30]) ?? 0)
      case 2: opening = Ranking.Opening(condition: claim.terms.boolean(false), stages: [old])
      case 3: opening = Ranking.Opening(condition: claim.terms.boolean(numbers.below(2) == 0), stages: [])
      case 4 where opening != nil: opening = nil
      default: help = .duties([numbers.pick(changed) ?? helper])
      }
    }
    if stages.indices.contains(position), ![.stage, .stageOrder, .bystander].contains(kind) {
      stages[position] = Ranking.Stage(
        variables: old.variables, condition: condition, measure: measure, help: help, opening: opening)
    }
    claim.rankings[promise] = Ranking(stages: stages, rounds: rounds, bystanders: bystanders)
    return claim
  }

  private mutating func combination(_ kind: Kind, _ given: ProofClaim) -> ProofClaim? {
    var claim = given
    guard !claim.combinations.isEmpty else { return invented(kind, claim) }
    let position = numbers.below(claim.combinations.count)
    let chosen = claim.combinations[position]
    if kind == .combination && numbers.below(2) == 0 {
      claim.combinations.remove(at: position)
      return claim
    }
    let factor = numbers.pick([-1, 0, 2, Self.huge, -Self.huge] as [Integer]) ?? 0
    var parts = chosen.parts
    let part = numbers.below(parts.count)
    parts[part] = .init(parts[part].coefficient * factor, parts[part].total)
    let changed = TotalCombination(variables: chosen.variables, entity: chosen.entity, parts: parts)
    if kind == .coefficient {
      claim.combinations[position] = changed
    } else {
      claim.combinations.append(changed)
    }
    return claim
  }

  /// A combination of a total that the claim speaks of: it may not be known to be at least 0.
  private mutating func invented(_ kind: Kind, _ given: ProofClaim) -> ProofClaim? {
    var claim = given
    let terms = claim.terms
    var found: [([VariableID], Term, EntityID)] = []
    for lemma in claim.lemmas {
      terms.walk(lemma.body) { term in
        switch terms[term] {
        case .total(_, let variable, _), .count(let variable, _):
          if case .reference(let entity) = terms.variables[variable.index].type.sort {
            found.append((lemma.variables, term, entity))
          }
        default: break
        }
        return true
      }
    }
    guard let (variables, total, entity) = numbers.pick(found) else { return nil }
    let entities = [entity] + system.entities.indices.map { EntityID($0) }
    let coefficient = numbers.pick([1, -1, 2, Self.huge] as [Integer]) ?? 1
    claim.combinations.append(
      TotalCombination(
        variables: variables, entity: kind == .combination ? entity : numbers.pick(entities) ?? entity,
        parts: [.init(coefficient, total)]))
    return claim
  }

  /// A certificate of a claim: with the original's refutations, or with all those that there are for what is claimed, and
  /// empty ones for what is not valid.
  mutating func certificate(of claim: ProofClaim) -> Certificate {
    var refutations = original.refutations
    if numbers.below(2) == 0 {
      struct Refused: Error {}
      var found: [Refutation] = []
      let rule = meaning.rule
      try? rule.obligations(of: claim, for: meaning.goal, { _ in Refused() }) {
        _, obligation throws(Refused) in
        if case .refuted(let refutation) = Refuter.refute(obligation) {
          found.append(refutation)
        } else {
          found.append(Refutation())
        }
      }
      refutations = found
    }
    return Certificate(meaning, claim, own: own, refutations: refutations, witnesses: original.witnesses)
  }

  /// The original's hints with something changed in their bytes, or those of another certificate.
  mutating func hints(_ kind: Kind) -> [UInt8]? {
    if kind == .foreignHints { return numbers.pick(others.map(\.hints).filter { $0 != original.hints }) }
    var hints = original.hints
    let position = numbers.below(hints.count)
    switch numbers.below(4) {
    case 0: hints.remove(at: position)
    case 1: hints.insert(UInt8(numbers.below(256)), at: position)
    case 2: hints[position] = UInt8(numbers.below(40))
    default: hints[position] ^= UInt8(1 << numbers.below(8))
    }
    return hints == original.hints ? nil : hints
  }
}
