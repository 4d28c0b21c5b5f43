/// The numbers that a run only adds up: a till, what an account has brought in. Whatever they are, the same steps are
/// possible and do the same to all else, fairness forces the same, and a property says the same. So a loop that comes back to
/// a state in all but these goes round for ever (SEMANTICS, rule 17), as often as it may, and they go on growing.
///
/// A place is a tally if it is an integer that no type bounds, and is read by nothing but what tallies are assigned, in sums,
/// differences and products, and on the sides of a choice. There a term has a value whatever the numbers are.
public struct Tallies: Sendable {
  /// The fields.
  public private(set) var fields: Set<FieldID>
  /// The globals.
  public private(set) var globals: Set<GlobalID>
  /// An assignment: what its value reads counts if its target does.
  private struct Addition {
    let target: Location
    let value: Term
  }

  private let world: World
  /// What the locals of a body stand for.
  private var locals: [VariableID: Term] = [:]

  /// The tallies of runs that are judged by a temporal property.
  public init(of property: PropertyID, in world: World) {
    self.world = world
    let system = world.system
    fields = Set(
      system.fields.indices.map(FieldID.init).filter {
        let field = system.fields[$0.index]
        return field.isMutable && field.kind == .declared && Self.isUnbounded(field.type)
      })
    globals = Set(
      system.globals.indices.map(GlobalID.init).filter {
        let global = system.globals[$0.index]
        return global.isMutable && Self.isUnbounded(global.type)
      })
    if world.sabotage == .everyNumberIsATally { return }
    removeWhatIsAsked(system.properties[property.index], in: system)
    if let vacuity = system.vacuity(of: property) { removeWhatIsAsked(vacuity, in: system) }
    removeWhatStepsAsk(system)
  }

  /// Whether the place is one.
  public func contains(_ place: Layout.Place) -> Bool {
    switch place {
    case .field(let field, _): fields.contains(field)
    case .global(let global): globals.contains(global)
    case .start: false
    }
  }

  private static func isUnbounded(_ type: ValueType) -> Bool {
    type.sort == .integer && type.lower == nil && type.upper == nil
  }

  // MARK: What is asked

  private mutating func removeWhatIsAsked(_ property: Property, in system: TransitionSystem) {
    if let obligation = property.obligation { remove(readBy: obligation) }
    for case .formula(let assumption) in property.assumptions { remove(readBy: assumption) }
    for duty in world.duties(assuming: property.assumptions) {
      for way in duty.ways { removeGuards(of: way.move) }
    }
  }

  private mutating func remove(readBy formula: Formula) {
    switch formula {
    case .state(let term): remove(readBy: term)
    case .action(_, let arguments, _):
      for argument in arguments { if let argument { remove(readBy: argument) } }
    case .stuck: (fields, globals) = ([], [])
    default: for operand in formula.operands { remove(readBy: operand) }
    }
  }

  private mutating func removeGuards(of move: Move) {
    for condition in move.guards { remove(readBy: condition.clause.term) }
    for clause in move.commits { remove(readBy: clause.term) }
    for corruption in move.corruptions { if let condition = corruption.condition { remove(readBy: condition) } }
  }

  private mutating func removeWhatStepsAsk(_ system: TransitionSystem) {
    for deadline in world.deadlines { remove(readBy: deadline.maySpendTick) }
    var additions: [Addition] = []
    for move in world.moves { removeGuards(of: move) }
    for action in Set(world.moves.map(\.action)).sorted(by: { $0.index < $1.index }) {
      for clause in system.actions[action.index].honest { remove(readBy: clause.term) }
    }
    for move in world.moves { collect(system.effects(of: move), &additions) }
    // Until nothing is left out that something else which counts is computed from.
    var count = -1
    while count != fields.count + globals.count {
      count = fields.count + globals.count
      for addition in additions {
        if contains(addition.target) {
          removeDecisive(addition.value)
        } else {
          remove(readBy: addition.value)
        }
      }
    }
  }

  private func contains(_ location: Location) -> Bool {
    switch location {
    case .field(let field, _): fields.contains(field)
    case .global(let global): globals.contains(global)
    }
  }

  /// Notes what a body assigns, and takes out what decides where and whether.
  private mutating func collect(_ body: [Statement], _ additions: inout [Addition]) {
    for statement in body {
      switch statement {
      case .assign(let location, let value, _):
        if case .field(_, of: let instance) = location { remove(readBy: instance) }
        additions.append(Addition(target: location, value: value))
      case .bind(let variable, let value, _):
        locals[variable] = value
        // A value that cannot be told decides whether the step can be taken.
        removeDecisive(value)
      case .branch(let condition, let yes, let no, _):
        remove(readBy: condition)
        collect(yes + no, &additions)
      case .update(_, where: let filter, let inner, _):
        remove(readBy: filter)
        collect(inner, &additions)
      }
    }
  }

  // MARK: Reading

  /// Takes out what a term reads.
  private mutating func remove(readBy root: Term) {
    var open = [root]
    var seen: Set<Term> = []
    while let root = open.popLast() {
      guard seen.insert(root).inserted else { continue }
      var (fields, globals) = (fields, globals)
      world.bank.walk(root) { term in
        switch world.bank[term] {
        case .field(let field, _): fields.remove(field)
        case .global(let global): globals.remove(global)
        case .untouched(let instance):
          if case .reference(let entity) = world.bank.sort(instance) {
            fields.subtract(world.system.entities[entity.index].fields)
          }
        case .variable(let variable): if let local = locals[variable] { open.append(local) }
        default: break
        }
        return true
      }
      (self.fields, self.globals) = (fields, globals)
    }
  }

  /// Takes out what decides whether a term has a value, or on which of its parts that hangs.
  private mutating func removeDecisive(_ term: Term) {
    switch world.bank[term] {
    case .sum, .difference, .negated, .product:
      for operand in world.bank.children(term) { removeDecisive(operand) }
    case .choice(let condition, let yes, let no):
      remove(readBy: condition)
      removeDecisive(yes)
      removeDecisive(no)
    case .field(_, of: let instance): remove(readBy: instance)
    case .variable(let variable): if let local = locals[variable] { removeDecisive(local) }
    case .global: break
    default: remove(readBy: term)
    }
  }
}
