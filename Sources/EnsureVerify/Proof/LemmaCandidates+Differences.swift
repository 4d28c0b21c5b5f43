import EnsureModel
import EnsureObligations

/// Lemmas that reached states suggest: equations with a constant that no condition of the spec need mention.
extension LemmaCandidates {
  /// For each entity: numbers that are constant, and pairs of one unit whose difference is, in all states reached in
  /// which an instance is in one of its states (`b.state == out implies b.loans == b.returns + 1`); and whatever other equations hold of numbers of one unit.
  mutating func addDifferences(_ reached: ReachedStates) {
    for index in system.entities.indices {
      let entity = EntityID(index)
      let variable = variable(entity)
      let instance = terms.variable(variable)
      let places = system.entities[index].fields.filter(fields.contains).map { place($0, of: instance) }
      let numbers = places.filter { terms.sort($0) == .integer }
      if numbers.isEmpty { continue }
      let premises = conditions(places).filter { $0.isPremise && terms.sort($0.place) != .integer }.map(\.term)
      let rows = reached.values(of: numbers + premises, for: variable, entity, terms)
      for (position, premise) in ([nil] + premises.map(Optional.some)).enumerated() {
        let chosen = position == 0 ? rows : rows.filter { $0[numbers.count + position - 1] == 1 }
        addEquations(numbers, variable, premise, chosen)
      }
      for unit in units(of: numbers) {
        let own = numbers.filter { self.unit($0) == unit }
        if own.count > 1 { addBalances(own, for: variable, entity, reached) }
      }
    }
  }

  private mutating func addEquations(
    _ numbers: [Term], _ variable: VariableID, _ premise: Term?, _ rows: [[Integer]]
  ) {
    guard let first = rows.first else { return }
    func offer(_ equation: Term) {
      let body = premise.map { terms.implies($0, equation) } ?? equation
      add(Lemma(variables: [variable], body: body))
    }
    for (left, number) in numbers.enumerated() {
      // Where the constant is 0, two inequalities say it already.
      if first[left] != 0, rows.allSatisfy({ $0[left] == first[left] }) {
        offer(terms.equal(number, terms.integer(first[left])))
      }
      for right in numbers.indices.dropFirst(left + 1) where unit(number) == unit(numbers[right]) {
        let difference = first[left] - first[right]
        if difference != 0, rows.allSatisfy({ $0[left] - $0[right] == difference }) {
          offer(terms.equal(number, terms.sum([numbers[right], terms.integer(difference)])))
        }
      }
    }
  }
}
