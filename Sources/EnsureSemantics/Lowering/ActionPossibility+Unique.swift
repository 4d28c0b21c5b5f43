import EnsureModel

/// Actions that a `unique` never stops, though they write what it speaks of.
extension ActionPossibility {
  /// What a `unique` says behind a step: of two instances with the condition, no two have these fields alike.
  private struct Uniqueness {
    let instance: VariableID
    let condition: Term
    let compared: Set<FieldID>
    /// What decides for whom it holds.
    var asked: Set<FieldID> = []

    /// Nil if the condition reads anything else than the instance's own fields.
    init?(_ commit: Term, _ bank: TermBank) {
      guard case .all(let instance, let condition, let inner) = bank[commit],
        case .all(let other, let filter, _) = bank[inner]
      else { return nil }
      var compared: Set<FieldID> = []
      var parts = [filter]
      if case .and(let operands) = bank[filter] { parts = operands }
      for case .equal(let left, let right) in parts.map({ bank[$0] }) {
        if case .field(let field, let first) = bank[left], case .field(field, let second) = bank[right],
          bank[first] == .variable(instance), bank[second] == .variable(other)
        {
          compared.insert(field)
        }
      }
      var asked: Set<FieldID> = []
      var isOwn = true
      bank.walk(condition) { term in
        switch bank[term] {
        case .field(let field, let owner):
          asked.insert(field)
          if bank[owner] != .variable(instance) { isOwn = false }
        case .global, .now, .keyed, .key, .untouched, .total, .count, .all, .exists: isOwn = false
        default: break
        }
        return isOwn
      }
      guard isOwn else { return nil }
      (self.instance, self.condition, self.compared, self.asked) = (instance, condition, compared, asked)
    }

    var fields: Set<FieldID> { compared.union(asked) }
  }

  /// Whether what a `unique` asks behind the step holds there in any case: it holds at first, every step keeps it, since nobody
  /// is freed of it; and this one writes no field that is compared, and makes no instance one that it speaks of.
  mutating func isKept(_ commit: Term, by guards: Term) -> Bool {
    guard let unique = Uniqueness(commit, folding.bank), !holdsAtFirst(unique), !isLifted(unique) else {
      return false
    }
    for (location, _) in Statement.assignments(action.body) {
      guard case .field(let field, let owner) = location, unique.fields.contains(field) else { continue }
      guard case .variable(let variable) = bank[owner],
        action.parameters.contains(where: { $0.variable == variable && $0.kind != .created }),
        !unique.compared.contains(field), holds(unique, of: owner, where: guards)
      else { return false }
    }
    return true
  }

  /// Whether some untouched instance may be one that it speaks of, so that all of them might be.
  private mutating func holdsAtFirst(_ unique: Uniqueness) -> Bool {
    let instance = folding.bank.variable(unique.instance)
    var known: [Term: Term] = [:]
    for field in unique.asked {
      guard case .value(let value) = system.fields[field.index].initial else { return true }
      known[folding.bank.field(field, system.fields[field.index].type.sort, of: instance)] = value
    }
    return truth(of: unique.condition, known) != false
  }

  /// Whether a threat lets somebody write what it speaks of without regard to it.
  private func isLifted(_ unique: Uniqueness) -> Bool {
    system.threats.flatMap(\.powers).contains { power in
      guard case .attacker(let power) = power, power.liftsRequires else { return false }
      return Statement.assignments(system.actions[power.action.index].body).contains { location, _ in
        if case .field(let field, of: _) = location { unique.fields.contains(field) } else { false }
      }
    }
  }

  /// Whether it speaks of the instance already, if the guards hold.
  private mutating func holds(_ unique: Uniqueness, of owner: Term, where guards: Term) -> Bool {
    let name = folding.bank.variable(unique.instance)
    let condition = folding.bank.replacing([name: owner], in: unique.condition)
    let yes = folding.bank.boolean(true)
    var known: [Term: Term] = [:]
    for part in folding.conjuncts(guards) {
      known[part] = yes
      guard case .equal(let left, let right) = bank[part] else { continue }
      if case .field = bank[left], case .member = bank[right] { known[left] = right }
      if case .field = bank[right], case .member = bank[left] { known[right] = left }
    }
    return truth(of: condition, known) == true
  }

  private mutating func truth(of term: Term, _ known: [Term: Term]) -> Bool? {
    let replaced = folding.bank.replacing(known, in: term)
    let simplified = folding.simplified(replaced)
    return folding.truth(simplified)
  }
}
