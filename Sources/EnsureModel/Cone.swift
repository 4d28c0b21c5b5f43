/// What a property's verdict can depend on in a world: the fields and globals that it reads, the steps that write
/// one of these or that it names, what those steps read, and so on.
public struct Cone: Sendable {
  /// The actions whose steps matter, genuine, forged or a threat's own.
  public private(set) var actions: Set<ActionID> = []
  /// The fields that matter.
  public private(set) var fields: Set<FieldID> = []
  /// The globals that matter.
  public private(set) var globals: Set<GlobalID> = []

  private let world: World

  /// The cone of `property` in `world`.
  public init(of property: PropertyID, in world: World) {
    self.world = world
    switch world.system.properties[property.index].kind {
    case .invariant(let term): read(term)
    case .temporal(let formula, let assumptions):
      read(formula)
      for case .formula(let assumption) in assumptions { read(assumption) }
    }
    close()
  }

  /// What it can depend on in `world` whether steps of `action` come about.
  public init(of action: ActionID, in world: World) {
    self.world = world
    actions.insert(action)
    close()
  }

  /// What it can depend on in `world` whether anything witnesses `subject`.
  public init(of subject: Twin.Subject, in world: World) {
    switch subject {
    case .antecedent(let property): self.init(of: property, in: world)
    case .action(let action), .permit(let action, _), .forbid(let action, _), .honest(let action, _):
      self.init(of: action, in: world)
    }
  }

  /// Whether an answer about `subject` is part of what a verdict on `property` rests on.
  public func contains(_ subject: Twin.Subject, of property: PropertyID) -> Bool {
    if case .antecedent(let other) = subject { return other == property }
    return subject.action.map(actions.contains) ?? false
  }

  // MARK: Growing

  /// Adds moves until none is missing.
  private mutating func close() {
    // What is due keeps time from passing, whatever the question is about.
    for deadline in world.deadlines { read(deadline.maySpendTick) }
    var pending = world.moves.map { ($0, Statement.assignments(world.system.effects(of: $0)).map(\.location)) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      pending.removeAll { move, writes in
        let isNamed = actions.contains(move.action)
        guard isNamed || writes.contains(where: matters) else { return false }
        add(move)
        isGrowing = true
        return true
      }
    }
  }

  private mutating func add(_ move: Move) {
    actions.insert(move.action)
    let action = world.system.actions[move.action.index]
    for condition in move.guards { read(condition.clause.term) }
    for clause in move.commits + action.honest { read(clause.term) }
    for corruption in move.corruptions { if let condition = corruption.condition { read(condition) } }
    for term in Statement.terms(world.system.effects(of: move)) { read(term) }
  }

  private func matters(_ location: Location) -> Bool {
    switch location {
    case .field(let field, _): fields.contains(field)
    case .global(let global): globals.contains(global)
    }
  }

  // MARK: Reading

  private mutating func read(_ root: Term) {
    var (fields, globals) = (fields, globals)
    let bank = world.bank
    bank.walk(root) { term in
      switch bank[term] {
      case .field(let field, _): fields.insert(field)
      case .global(let global): globals.insert(global)
      case .untouched(let instance):
        // An instance is untouched as long as all its fields are as at first.
        if case .reference(let entity) = bank.sort(instance) {
          fields.formUnion(world.system.entities[entity.index].fields)
        }
      default: break
      }
      return true
    }
    (self.fields, self.globals) = (fields, globals)
  }

  private mutating func read(_ formula: Formula) {
    switch formula {
    case .state(let term): read(term)
    case .action(let action, let arguments, _):
      actions.insert(action)
      for (index, other) in world.system.actions.enumerated() where other.imitates == action {
        actions.insert(ActionID(index))
      }
      for argument in arguments { if let argument { read(argument) } }
    case .stuck(let instance):
      // Any step may concern the instance; whether it is untouched or final hangs on its fields.
      read(instance)
      if case .reference(let entity) = world.bank.sort(instance) {
        let declared = world.system.entities[entity.index]
        fields.formUnion(declared.fields)
        for final in declared.finals { read(final.condition) }
      }
      for move in world.moves { actions.insert(move.action) }
    case .not(let operand), .always(let operand), .eventually(let operand, _), .next(let operand),
      .previously(let operand), .historically(let operand), .once(let operand, _), .earlier(let operand, _):
      read(operand)
    case .and(let operands), .or(let operands): for operand in operands { read(operand) }
    case .implies(let left, let right), .iff(let left, let right), .until(let left, let right),
      .unless(let left, let right), .since(let left, let right, _):
      read(left)
      read(right)
    }
  }
}
