public import EnsureModel

/// A sum of multiples of totals over one entity, `c1 T1 + ... + cn Tn`, to which each instance contributes at least 0. So it
/// is at least what any few instances contribute together (SEMANTICS 25).
public struct TotalCombination: Hashable, Sendable {
  /// A multiple of a total.
  public struct Part: Hashable, Sendable {
    /// What the total is multiplied by.
    public let coefficient: Integer
    /// The aggregate.
    public let total: Term
    /// A multiple of a total.
    public init(_ coefficient: Integer, _ total: Term) {
      self.coefficient = coefficient
      self.total = total
    }
  }

  /// The free variables of the aggregates.
  public let variables: [VariableID]
  /// The entity that is summed over.
  public let entity: EntityID
  /// The multiples.
  public let parts: [Part]

  /// A combination.
  public init(variables: [VariableID], entity: EntityID, parts: [Part]) {
    self.variables = variables
    self.entity = entity
    self.parts = parts
  }
}

extension ProofRule {
  /// What a combination of a state comes to behind each bulk effect that changes it, as combinations of the state in front.
  package func behindBulkEffects(_ combination: TotalCombination, _ terms: inout TermBank) -> [TotalCombination]
  {
    var found: [TotalCombination] = []
    for move in world.moves {
      let parameters = world.system.actions[move.action.index].parameters.map(\.variable)
      for statement in BulkStatement.all(in: world.system.effects(of: move)) {
        let type = terms.variables[statement.variable.index].type
        guard type.instances == combination.entity,
          let behind = behind(statement, parameters, combination, &terms), !found.contains(behind)
        else { continue }
        found.append(behind)
      }
    }
    return found
  }

  private func behind(
    _ statement: BulkStatement, _ parameters: [VariableID], _ combination: TotalCombination,
    _ terms: inout TermBank
  ) -> TotalCombination? {
    var factors: [Term: Integer] = [:]
    var order: [Term] = []
    func add(_ total: Term, _ factor: Integer) {
      if factors[total] == nil { order.append(total) }
      factors[total, default: 0] += factor
    }
    for part in combination.parts {
      add(part.total, part.coefficient)
      guard let total = Total(part.total, in: terms),
        let change = BulkChange(
          of: total, by: statement, in: .init(parameters: parameters, of: total), world.system, &terms)
      else { return nil }
      var names: [Term: Term] = [:]
      for (variable, argument) in zip(change.arguments, total.arguments) {
        names[terms.variable(variable)] = argument
      }
      for moved in change.parts {
        add(terms.replacing(names, in: moved.aggregate), part.coefficient * moved.factor)
      }
    }
    let parts = order.compactMap { total in
      factors[total].flatMap { $0 == 0 ? nil : TotalCombination.Part($0, total) }
    }
    if parts.isEmpty || parts == combination.parts { return nil }
    let variables = parts.reduce(into: Set<VariableID>()) { $0.formUnion(terms.freeVariables($1.total)) }
    guard variables.allSatisfy({ terms.variables[$0.index].type.instances != nil }) else { return nil }
    return TotalCombination(
      variables: variables.sorted { $0.index < $1.index }, entity: combination.entity, parts: parts)
  }
}

extension BulkStatement {
  /// All of a body.
  static func all(in body: [Statement]) -> [BulkStatement] {
    body.flatMap { statement -> [BulkStatement] in
      switch statement {
      case .update(let variable, where: let filter, let body, _):
        [BulkStatement(variable: variable, filter: filter, body: body)]
      case .branch(_, let yes, let no, _): all(in: yes) + all(in: no)
      case .assign, .bind: []
      }
    }
  }
}
