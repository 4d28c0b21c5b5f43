import EnsureModel
import EnsureObligations

/// Lemmas about numbers that are given out one by one: a ticket of a queue, the number of an invoice.
extension LemmaCandidates {
  /// How many fields are looked at, and how many globals for each.
  private static let (mostNumbers, mostCounters) = (3, 3)

  /// For each number of an instance that steps take from globals, or compare with some: how it compares with these in each state of the
  /// instance, how these compare with each other, and that no two instances in such a state have the same.
  mutating func addNumbering() {
    for (field, counters) in numberings().prefix(Self.mostNumbers) {
      let entity = system.fields[field.index].entity
      let (one, other) = (variable(entity), second(entity))
      let (first, second) = (terms.variable(one), terms.variable(other))
      let number = place(field, of: first)
      let counters = counters.prefix(Self.mostCounters).map { terms.global($0, .integer) }
      var comparisons: [Term] = []
      for counter in counters {
        comparisons += [
          terms.less(number, counter), terms.lessOrEqual(counter, number), terms.less(counter, number),
        ]
        for another in counters where another != counter {
          add(Lemma(variables: [], body: terms.lessOrEqual(counter, another)))
        }
      }
      for comparison in comparisons { add(Lemma(variables: [one], body: comparison)) }
      let areSame = terms.equal(first, second)
      let differ = terms.not(terms.equal(number, place(field, of: second)))
      for state in states(of: entity, first) {
        for comparison in comparisons {
          add(Lemma(variables: [one], body: terms.implies(state, comparison)))
        }
        let both = terms.and([terms.not(areSame), state, terms.replacing([first: second], in: state)])
        add(Lemma(variables: [one, other], body: terms.implies(both, differ)))
      }
    }
  }

  private mutating func second(_ entity: EntityID) -> VariableID {
    if let known = names.another[entity] { return known }
    let type = ValueType(.reference(entity))
    let other = terms.makeVariable(of: type, beside: [variable(entity)], in: system)
    names.another[entity] = other
    return other
  }

  /// The numbers of instances that steps take from a global or compare with one, with these.
  private func numberings() -> [(FieldID, [GlobalID])] {
    var found: [(field: FieldID, counters: [GlobalID])] = []
    func relate(_ field: FieldID, _ other: Term) {
      guard case .global(let global) = world.bank[other], fields.contains(field),
        system.fields[field.index].type.sort == .integer, system.globals[global.index].isMutable
      else { return }
      if let known = found.firstIndex(where: { $0.field == field }) {
        if !found[known].counters.contains(global) { found[known].counters.append(global) }
      } else {
        found.append((field, [global]))
      }
    }
    func relate(_ one: Term, _ other: Term) {
      if case .field(let field, of: _) = world.bank[one] { relate(field, other) }
    }
    for move in world.moves {
      for (location, value) in Statement.assignments(world.system.effects(of: move)) {
        guard case .field(let field, of: _) = location else { continue }
        if case .sum(let parts) = world.bank[value] { for part in parts { relate(field, part) } }
        relate(field, value)
      }
      for condition in move.guards {
        world.bank.walk(condition.clause.term) { term in
          switch world.bank[term] {
          case .equal(let left, let right), .less(let left, let right), .lessOrEqual(let left, let right):
            relate(left, right)
            relate(right, left)
          default: break
          }
          return true
        }
      }
    }
    return found
  }
}
