import EnsureModel

/// When an action is possible for an instance, for some principal and some values of its other parameters, as one
/// condition on the state (SEMANTICS, rules 16 and 18). There is one for actions whose guards ask nothing of what may be
/// chosen freely; all others have an `Obstacle`.
struct ActionPossibility {
  /// Why there is no such condition, or it may not have a deadline.
  enum Obstacle: Error, Hashable {
    /// It is taken for several instances at once.
    case severalInstances
    /// A guard asks something of a parameter that may be chosen freely.
    case chosen(VariableID)
    /// A guard asks who takes it, other than by his rank or as the one that is named.
    case principal
    /// A guard reads the time.
    case time
    /// What must hold behind it.
    case unique
    /// `new` needs an instance of which there are not always others.
    case new
    /// It may be possible for an untouched instance.
    case untouched
    /// Whether it is possible at first is not known.
    case atFirst
  }

  /// When an action is possible.
  struct Condition {
    /// The condition, of the instance that the variable names.
    var term: Term
    /// The instances for each of which it may be possible or not; nil if it is taken for none.
    var instances: (variable: VariableID, entity: EntityID)?
    /// The ranks of which anybody can take it whenever anyone can; nil if ranks make no difference.
    var keepers: [Int]?
    /// Whether it is possible at first.
    var atFirst = false
    /// The fields and globals on which that hangs.
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    /// Whether it hangs on fields of the instance alone.
    var isOwn = true
  }

  /// The system's terms, and those made here.
  var bank: TermBank { folding.bank }

  private let system: TransitionSystem
  private let action: Action
  private let move: Move?
  private var folding: Folding

  init(of id: ActionID, in system: TransitionSystem) {
    self.system = system
    action = system.actions[id.index]
    let world = World(system, threats: [])
    move = world.dutifulMoves.first { $0.action == id }
    folding = Folding(world.bank)
  }

  mutating func term() throws(Obstacle) -> Condition {
    guard let move else { throw .principal }
    if !action.commits.isEmpty { throw .unique }
    var condition = Condition(term: folding.bank.boolean(true))
    let references = action.parameters.filter {
      guard $0.kind == .declared, case .reference = type($0.variable).sort else { return false }
      return true
    }
    if references.count > 1 { throw .severalInstances }
    if let variable = references.first?.variable, case .reference(let entity) = type(variable).sort {
      condition.instances = (variable, entity)
    }
    for parameter in action.parameters where parameter.kind == .created {
      guard case .reference(let entity) = type(parameter.variable).sort else { throw .new }
      let declared = system.entities[entity.index]
      if declared.isFinite || !declared.keys.isEmpty { throw .new }
    }
    let guards = move.guards.compactMap { condition -> Term? in
      if case .freshness = condition.kind { return nil }
      return condition.clause.term
    }
    let whole = folding.bank.and(guards)
    condition.term = folding.simplified(whole)
    try choosePrincipal(move, &condition)
    try look(&condition)
    try judgeStart(&condition)
    return condition
  }

  private func type(_ variable: VariableID) -> ValueType { bank.variables[variable.index].type }

  private func mentions(_ term: Term, _ wanted: (TermNode) -> Bool) -> Bool {
    var found = false
    bank.walk(term) { inner in
      if wanted(bank[inner]) { found = true }
      return !found
    }
    return found
  }

  private func mentions(_ term: Term, _ variable: VariableID) -> Bool {
    mentions(term) { if case .variable(variable) = $0 { true } else { false } }
  }

  // MARK: Principals

  /// Takes the principal out: some rank will do, or he is the one that a guard names.
  private mutating func choosePrincipal(_ move: Move, _ condition: inout Condition) throws(Obstacle) {
    guard let principal = move.principal, let role = move.principalRole else { return }
    let declared = system.entities[role.index]
    guard let rank = declared.rankField, case .enumeration(let ranks) = system.fields[rank.index].type.sort
    else {
      if mentions(condition.term, principal) { try name(principal, role, &condition) }
      return
    }
    let rankTerm = folding.bank.field(rank, .enumeration(ranks), of: folding.bank.variable(principal))
    let all = system.enumerations[ranks.index].members.indices
    var terms: [Term] = []
    for member in all {
      let literal = folding.bank.member(ranks, member)
      let replaced = folding.bank.replacing([rankTerm: literal], in: condition.term)
      terms.append(folding.simplified(replaced))
    }
    if terms.contains(where: { mentions($0, principal) }) {
      condition.keepers = []
      return try name(principal, role, &condition)
    }
    let some = folding.bank.or(terms)
    condition.term = folding.simplified(some)
    condition.keepers = all.filter { terms[$0] == condition.term }
  }

  /// Where a guard says that he is a certain one, he is.
  private mutating func name(_ principal: VariableID, _ role: EntityID, _ condition: inout Condition)
    throws(Obstacle)
  {
    let variable = folding.bank.variable(principal)
    var parts = [condition.term]
    if case .and(let operands) = bank[condition.term] { parts = operands }
    for part in parts {
      guard case .equal(let left, let right) = bank[part] else { continue }
      let other = left == variable ? right : left
      guard left == variable || right == variable, !mentions(other, principal) else { continue }
      let none = folding.bank.none(role)
      let isSome = folding.bank.not(folding.bank.equal(other, none))
      let replaced = folding.bank.replacing([variable: other], in: condition.term)
      let both = folding.bank.and([isSome, replaced])
      condition.term = folding.simplified(both)
      return
    }
    throw .principal
  }

  // MARK: What it hangs on

  private func look(_ condition: inout Condition) throws(Obstacle) {
    var obstacle: Obstacle?
    var (fields, globals, isOwn) = (condition.fields, condition.globals, true)
    let own = condition.instances?.variable
    let free = Set(action.parameters.map(\.variable)).subtracting(own.map { [$0] } ?? [])
    bank.walk(condition.term) { term in
      switch bank[term] {
      case .now: obstacle = obstacle ?? .time
      case .variable(let variable): if free.contains(variable) { obstacle = obstacle ?? .chosen(variable) }
      case .global(let global):
        globals.insert(global)
        if system.globals[global.index].isMutable { isOwn = false }
      case .field(let field, let instance):
        fields.insert(field)
        if case .variable(let variable) = bank[instance], variable == own { break }
        if system.fields[field.index].isMutable { isOwn = false }
      case .untouched(let instance):
        if case .reference(let entity) = bank.sort(instance) {
          fields.formUnion(system.entities[entity.index].fields)
        }
        isOwn = false
      case .total, .count, .all, .exists: isOwn = false
      default: break
      }
      return obstacle == nil
    }
    if let obstacle { throw obstacle }
    (condition.fields, condition.globals, condition.isOwn) = (fields, globals, isOwn)
  }

  /// Whether it is possible at first. For an instance it must not be: of those there are infinitely many, and their
  /// deadlines would keep time from passing.
  private mutating func judgeStart(_ condition: inout Condition) throws(Obstacle) {
    var known: [Term: Term] = [:]
    if let (variable, entity) = condition.instances {
      let instance = folding.bank.variable(variable)
      for field in system.entities[entity.index].fields {
        guard case .value(let value) = system.fields[field.index].initial else { continue }
        let place = folding.bank.field(field, system.fields[field.index].type.sort, of: instance)
        known[place] = value
      }
      let isUntouched = folding.bank.untouched(instance)
      known[isUntouched] = folding.bank.boolean(true)
    } else {
      for (index, global) in system.globals.enumerated() {
        guard case .value(let value) = global.initial else { continue }
        let place = folding.bank.global(GlobalID(index), global.type.sort)
        known[place] = value
      }
    }
    let replaced = folding.bank.replacing(known, in: condition.term)
    let first = folding.simplified(replaced)
    let truth = folding.truth(first)
    if condition.instances != nil {
      if truth != false { throw .untouched }
    } else {
      guard let truth else { throw .atFirst }
      condition.atFirst = truth
    }
  }
}

extension ActionPossibility.Obstacle {
  /// What to say of it, and how to mend it.
  func words(_ action: String, in system: TransitionSystem) -> (message: String, note: String) {
    let cannot = "the deadline of `\(action)` cannot be kept track of"
    switch self {
    case .severalInstances:
      return (
        "\(cannot): it is taken for several instances at once",
        "let its head name one of them, and find the others from there, or with `choose`"
      )
    case .chosen(let variable):
      let name = system.bank.variables[variable.index].name
      return (
        "\(cannot): whether it is possible hangs on `\(name)`, which may be chosen freely",
        "ask in `requires` only for what is so already, such as a field of the instance that it is taken for"
      )
    case .principal:
      return (
        "\(cannot): whether it is possible hangs on who takes it",
        "ask for his rank only, or for the one whom a field names: `requires o.seller == s`"
      )
    case .time:
      return (
        "\(cannot): whether it is possible changes by itself as time passes",
        "leave the time out of its guards, or let a step say that it has come"
      )
    case .unique:
      return (
        "\(cannot): a `unique` may forbid it",
        "ask in `requires` for what keeps it unique, or let another step set the field"
      )
    case .new:
      return (
        "\(cannot): it makes an instance of which there need not be another one",
        "only an entity that is neither `finite` nor keyed always has an untouched instance"
      )
    case .untouched:
      return (
        "`\(action)` may be possible for an instance that nothing has happened to, so that its deadline would stop time",
        "of these there are infinitely many; ask in `requires` for what another step sets first, such as `o.state == paid`"
      )
    case .atFirst:
      return (
        "\(cannot): whether it is possible at first is arbitrary",
        "give what its guards read an initial value"
      )
    }
  }
}
