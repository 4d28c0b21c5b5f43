package import EnsureModel

/// Temporal properties and fairness, in few words.
extension Sketch {
  package func property(
    _ name: String = "P", over variables: [VariableID], assuming assumptions: [Assumption] = [],
    _ formula: Formula
  ) -> PropertyID {
    system.properties.append(
      Property(
        name: name, variables: variables, kind: .temporal(formula, assuming: assumptions), origin: here,
        body: here))
    return PropertyID(system.properties.count - 1)
  }

  package func fair(_ role: EntityID, rank: Int? = nil, strongly: Bool = false) -> Assumption {
    .fair(RoleReference(role, rank: rank), strongly: strongly)
  }
}
