import EnsureModel

/// Names for the instances of a scope and for the numbers of a step: the property's own, then the action's, then new ones.
struct StepSubjects {
  /// A name.
  struct Subject {
    let variable: VariableID
    /// What it stands for, in the encoding of `State`.
    let value: Integer
    /// Whether the property or the step names it.
    let isInvolved: Bool
    /// The position among the amounts of the step.
    var amount: Int?
  }

  private(set) var all: [Subject] = []
  /// What the property's own variables are called here.
  private(set) var own: [VariableID: VariableID] = [:]
  private var taken: Set<String>

  /// Words that name something else.
  private static let reserved: Set<String> = [
    "all", "and", "any", "by", "count", "div", "else", "exists", "false", "if", "iff", "implies", "in", "is",
    "max",
    "min", "mod", "none", "not", "now", "of", "or", "sum", "then", "true", "where", "xor",
  ]

  /// - Parameter terms: the bank; it gets a variable for each name.
  init(
    _ property: Property, _ values: [Integer], _ ground: GroundMove, _ step: TraceStep, _ world: World,
    _ layout: Layout, _ cone: Cone, _ terms: inout TermBank
  ) {
    let system = world.system
    taken = Self.reserved.union(system.globals.map(\.name)).union(system.enumerations.flatMap(\.members))
      .union(system.actions.map(\.name))
    for (variable, value) in zip(property.variables, values) {
      let known = world.bank.variables[variable.index]
      add(known.name, known.type, value, isInvolved: true, &terms)
      let isReference = if case .reference = known.type.sort { true } else { false }
      own[variable] =
        all.first { subject in
          terms.variables[subject.variable.index].type.sort == known.type.sort && subject.value == value
            && (isReference || terms.variables[subject.variable.index].name == known.name)
        }?.variable
    }
    if let index = ground.move, case .action(_, let arguments, _) = step.event {
      let move = world.moves[index]
      let action = system.actions[move.action.index]
      var amounts = 0
      for (parameter, value) in zip(action.parameters, arguments) {
        let known = world.bank.variables[parameter.variable.index]
        var amount: Int?
        if known.type.sort == .integer || known.type.sort == .instant {
          amount = amounts
          amounts += 1
        }
        add(known.name, known.type, value, isInvolved: true, amount: amount, &terms)
      }
      if let role = move.principalRole, let principal = ground.principal, move.principalUse != .nothing {
        let own = action.principalIsNamed ? action.principal?.variable : nil
        let name = own.map { world.bank.variables[$0.index].name } ?? system.entities[role.index].name
        add(name, ValueType(.reference(role)), Integer(principal), isInvolved: true, &terms)
      }
    }
    for (index, entity) in system.entities.enumerated()
    where !entity.isHidden && entity.fields.contains(where: cone.fields.contains) {
      for number in 0..<min(layout.instances(of: EntityID(index)), 4) {
        add(entity.name, ValueType(.reference(EntityID(index))), Integer(number), isInvolved: false, &terms)
      }
    }
  }

  private mutating func add(
    _ name: String, _ type: ValueType, _ value: Integer, isInvolved: Bool, amount: Int? = nil,
    _ terms: inout TermBank
  ) {
    if case .reference = type.sort {
      let isKnown = all.contains {
        terms.variables[$0.variable.index].type.sort == type.sort && $0.value == value
      }
      if isKnown || value < 0 { return }
    }
    let free = taken.contains(name) || name.first?.isUppercase == true ? freeName(for: name) : name
    taken.insert(free)
    let variable = terms.makeVariable(free, ValueType(type.sort, unit: type.unit))
    all.append(Subject(variable: variable, value: value, isInvolved: isInvolved, amount: amount))
  }

  /// A name that nothing has, after that of an entity.
  func freeName(for name: String) -> String {
    let letter = name.prefix(1).lowercased()
    if !taken.contains(letter) { return letter }
    var number = 2
    while taken.contains("\(letter)\(number)") { number += 1 }
    return "\(letter)\(number)"
  }

  /// What each name stands for.
  var environment: [VariableID: Integer] {
    Dictionary(all.map { ($0.variable, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
