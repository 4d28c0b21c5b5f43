import EnsureModel

/// When an action is possible for an instance, for some principal and some values of its other parameters, as one
/// condition on the state (SEMANTICS, rules 16 and 18). There is one for actions whose guards ask nothing of what may be
/// chosen freely; all others have an `Obstacle`.
struct ActionPossibility {
  /// Why there is no such condition, or it may not have a deadline.
  enum Obstacle: Error, Hashable {
    /// It is taken for several instances, and none says which the others are.
    case severalInstances
    /// The instance that a field names is one that it is taken for, and the field may name another one later.
    case passedOn(FieldID)
    /// A guard asks something of a parameter that may be chosen freely, and no one condition says whether some value will do.
    case chosen(VariableID)
    /// A guard asks who takes it, other than by his rank or as the one that is named.
    case principal
    /// A guard reads the time, other than to ask that so much has passed since a moment.
    case time
    /// A guard asks how much time has passed since a moment that a step may set so far back that enough has at once.
    case moment
    /// What must hold behind it.
    case unique
    /// `new` needs an instance of which there are not always others.
    case new
    /// It may be possible for an untouched instance.
    case untouched
    /// Threats free too many ranks of its role, each by itself.
    case ranks
    /// Whether it is possible at first is not known.
    case atFirst
  }

  /// When an action is possible.
  struct Condition {
    /// The condition, of the instance that the variable names, but for the waits.
    var term: Term
    /// How much time has to have passed since which moments.
    var waits: [Wait] = []
    /// The instances for each of which it may be possible or not; nil if it is taken for none.
    var instances: (variable: VariableID, entity: EntityID)?
    /// The ranks without which it is possible then: a list of lists, each in order; nil if ranks make no difference.
    var freed: [[Int]]?
    /// Whether it is possible at first.
    var atFirst = false
    /// The fields and globals on which that hangs.
    var fields: Set<FieldID> = []
    var globals: Set<GlobalID> = []
    /// Whether it hangs on fields of the instance alone.
    var isOwn = true
  }

  /// That so many ticks have passed since a moment that a place holds.
  struct Wait {
    /// The place.
    let moment: Term
    /// How many ticks; negative if the moment is to come when a step sets it.
    let ticks: Integer
    /// For how many ticks it is not so, at most, when a step has set the moment.
    var longest: Integer
  }

  /// The system's terms, and those made here.
  var bank: TermBank { folding.bank }

  let system: TransitionSystem
  let action: Action
  private let move: Move?
  var folding: Folding

  init(of id: ActionID, in system: TransitionSystem) {
    self.system = system
    action = system.actions[id.index]
    let world = World(system, threats: [])
    move = world.forcedMove(of: id)
    folding = Folding(world.bank)
  }

  /// When the action is possible for anybody; and, where that is something else, for whoever has none of the ranks that a threat may
  /// free of their duties.
  mutating func conditions() throws(Obstacle) -> [Condition] {
    guard let move else { throw .principal }
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
    var condition = Condition(term: folding.simplified(whole))
    for commit in action.commits where !isKept(commit.term, by: condition.term) { throw .unique }
    try chooseInstance(&condition)
    condition.waits = try takeOutWaits(&condition.term)
    for index in condition.waits.indices { try judge(&condition.waits[index], condition.instances?.variable) }
    var found = try choosePrincipal(move, condition)
    for index in found.indices {
      try look(&found[index])
      try judgeStart(&found[index])
    }
    return found
  }

  private func type(_ variable: VariableID) -> ValueType { bank.variables[variable.index].type }

  private func isReference(_ variable: VariableID) -> Bool {
    if case .reference = type(variable).sort { return true }
    return false
  }

  // MARK: Instances

  /// The one instance that has the clock: the others are those that its fields name.
  private mutating func chooseInstance(_ condition: inout Condition) throws(Obstacle) {
    var left = action.parameters.filter { $0.kind != .created && isReference($0.variable) }
    func isTakenFor(_ parameter: Parameter) -> Bool { parameter.kind == .declared }
    while let (parameter, path) = named(of: left, in: condition.term) {
      if isTakenFor(parameter) {
        guard let fields = path.fields else { throw .severalInstances }
        for field in fields where isMutable(field) && !isSetOnce(field) { throw .passedOn(field) }
      }
      condition.term = replacing(parameter.variable, by: path, in: condition.term)
      left.removeAll { $0.variable == parameter.variable }
    }
    let owners = left.filter(isTakenFor)
    if owners.count > 1 { throw .severalInstances }
    if let variable = owners.first?.variable, case .reference(let entity) = type(variable).sort {
      condition.instances = (variable, entity)
    }
  }

  /// A term that names an instance.
  private struct Path {
    let term: Term
    /// All that is named on the way, the last one included.
    let stops: [Term]
    /// The fields that lead there from a parameter; nil if it is named in another way.
    let fields: [FieldID]?
  }

  /// The first of the parameters that the condition says who they are.
  private mutating func named(of parameters: [Parameter], in condition: Term) -> (Parameter, Path)? {
    for parameter in parameters {
      if let path = naming(parameter.variable, in: condition) { return (parameter, path) }
    }
    return nil
  }

  /// Who a variable is, as a part of the condition says.
  private mutating func naming(_ variable: VariableID, in condition: Term) -> Path? {
    let own = folding.bank.variable(variable)
    for case .equal(let left, let right) in folding.conjuncts(condition).map({ bank[$0] }) {
      guard left == own || right == own else { continue }
      let other = left == own ? right : left
      if !folding.mentions(other, own) { return path(other) }
    }
    return nil
  }

  private func path(_ term: Term) -> Path {
    var (stops, fields): ([Term], [FieldID]) = ([], [])
    var place = term
    while case .field(let field, let instance) = bank[place] {
      stops.insert(place, at: 0)
      fields.append(field)
      place = instance
    }
    if case .variable = bank[place] { return Path(term: term, stops: stops, fields: fields) }
    return Path(term: term, stops: [place] + stops, fields: nil)
  }

  /// The condition of the instance that the path names: there is one.
  private mutating func replacing(_ variable: VariableID, by path: Path, in condition: Term) -> Term {
    let replaced = folding.bank.replacing([folding.bank.variable(variable): path.term], in: condition)
    var parts: [Term] = []
    for stop in path.stops {
      guard case .reference(let entity) = bank.sort(stop) else { continue }
      let none = folding.bank.none(entity)
      let isNobody = folding.bank.equal(stop, none)
      parts.append(folding.bank.not(isNobody))
    }
    let all = folding.bank.and(parts + [replaced])
    return folding.simplified(all)
  }

  /// Whether the field of an instance is assigned only by the step that makes the instance, so that it says the same from
  /// then on.
  private func isSetOnce(_ field: FieldID) -> Bool {
    system.actions.allSatisfy { action in
      let made = Set(action.parameters.filter { $0.kind == .created }.map(\.variable))
      return Statement.assignments(action.body).allSatisfy { location, _ in
        guard case .field(field, let instance) = location else { return true }
        if case .variable(let variable) = bank[instance] { return made.contains(variable) }
        return false
      }
    }
  }

  // MARK: Principals and choices

  /// How many ranks of a role threats may free, each by itself.
  static let mostFreed = 10

  /// Takes the principal out: some rank will do, or he is the one that a guard names. Then what may be chosen freely.
  private mutating func choosePrincipal(_ move: Move, _ given: Condition) throws(Obstacle) -> [Condition] {
    var condition = given
    guard let principal = move.principal, let role = move.principalRole else {
      condition.term = try withoutChoices(condition.term)
      return [condition]
    }
    let declared = system.entities[role.index]
    let who = folding.bank.variable(principal)
    guard let rank = declared.rankField, case .enumeration(let ranks) = system.fields[rank.index].type.sort
    else {
      if folding.mentions(condition.term, who) { try name(principal, &condition) }
      condition.term = try withoutChoices(condition.term)
      return [condition]
    }
    let rankTerm = folding.bank.field(rank, .enumeration(ranks), of: who)
    var terms: [Term] = []
    for member in system.enumerations[ranks.index].members.indices {
      let literal = folding.bank.member(ranks, member)
      let replaced = folding.bank.replacing([rankTerm: literal], in: condition.term)
      terms.append(folding.simplified(replaced))
    }
    let freeable = system.freeableRanks(of: role)
    if freeable.count > Self.mostFreed { throw .ranks }
    let isNamed = terms.contains { folding.mentions($0, who) }
    var possible: [Term] = []
    if !isNamed { for term in terms { possible.append(try withoutChoices(term)) } }
    var found: [Condition] = []
    for freed in Self.sublists(of: freeable) {
      condition.term = given.term
      if isNamed {
        condition.term = without(freed, rankTerm, ranks, condition.term)
        if folding.truth(condition.term) == false { continue }
        try name(principal, &condition)
        condition.term = try withoutChoices(condition.term)
      } else {
        let left = possible.indices.filter { !freed.contains($0) }
        if left.isEmpty { continue }
        condition.term = some(of: left.map { possible[$0] })
      }
      // Nobody else can ever take it.
      if !freed.isEmpty, folding.truth(condition.term) == false { continue }
      if let known = found.firstIndex(where: { $0.term == condition.term }) {
        found[known].freed?.append(freed)
      } else {
        condition.freed = [freed]
        found.append(condition)
      }
    }
    return found
  }

  /// A condition, and that the rank is none of some, where that is not said already.
  private mutating func without(_ freed: [Int], _ rank: Term, _ ranks: EnumerationID, _ condition: Term) -> Term
  {
    for part in folding.conjuncts(condition) {
      guard case .equal(rank, let literal) = bank[part], case .member(_, let member) = bank[literal] else {
        continue
      }
      return freed.contains(member) ? folding.bank.boolean(false) : condition
    }
    if freed.isEmpty { return condition }
    let others = freed.map { member in
      let literal = folding.bank.member(ranks, member)
      let isIt = folding.bank.equal(rank, literal)
      return folding.bank.not(isIt)
    }
    return folding.bank.and([condition] + others)
  }

  /// All sublists, the shorter ones first.
  private static func sublists(of ranks: some Sequence<Int>) -> [[Int]] {
    var found: [[Int]] = [[]]
    for rank in ranks { found += found.map { $0 + [rank] } }
    return found.sorted { ($0.count, $0.description) < ($1.count, $1.description) }
  }

  /// That one of some conditions holds.
  private mutating func some(of possible: [Term]) -> Term {
    // Who may where more is asked may where less is.
    let conjuncts = possible.map { Set(folding.conjuncts($0)) }
    let weakest = possible.indices.filter { rank in
      !conjuncts.indices.contains { conjuncts[$0].isStrictSubset(of: conjuncts[rank]) }
    }
    let some = folding.bank.or(weakest.map { possible[$0] })
    return folding.simplified(some)
  }

  /// Where a guard says that he is a certain one, he is.
  private mutating func name(_ principal: VariableID, _ condition: inout Condition) throws(Obstacle) {
    guard let path = naming(principal, in: condition.term) else { throw .principal }
    condition.term = replacing(principal, by: path, in: condition.term)
  }

  /// That some values of what may be chosen freely will do.
  private mutating func withoutChoices(_ condition: Term) throws(Obstacle) -> Term {
    let free = action.parameters.filter { $0.kind != .created && !isReference($0.variable) }.map(\.variable)
    var choices = FreeChoices(folding, in: system)
    defer { folding = choices.folding }
    return try choices.condition(condition, without: free)
  }

  // MARK: Time

  /// Takes out of a condition what it asks of the time: that so much has passed since a moment.
  private mutating func takeOutWaits(_ condition: inout Term) throws(Obstacle) -> [Wait] {
    var (waits, rest): ([Wait], [Term]) = ([], [])
    let now = folding.bank.now()
    for part in folding.conjuncts(condition) {
      guard folding.mentions(part, now) else {
        rest.append(part)
        continue
      }
      guard let wait = wait(part, now) else { throw .time }
      waits.append(wait)
    }
    condition = folding.bank.and(rest)
    return waits
  }

  /// What a condition asks of the time: `moment + ticks <= now`, however it is written.
  private func wait(_ condition: Term, _ now: Term) -> Wait? {
    let (early, late, gap): (Term, Term, Integer)
    switch bank[condition] {
    case .lessOrEqual(let left, let right): (early, late, gap) = (left, right, 0)
    case .less(let left, let right): (early, late, gap) = (left, right, 1)
    case .not(let operand):
      switch bank[operand] {
      case .lessOrEqual(let left, let right): (early, late, gap) = (right, left, 1)
      case .less(let left, let right): (early, late, gap) = (right, left, 0)
      default: return nil
      }
    default: return nil
    }
    guard let early = folding.linear(early, in: system), let late = folding.linear(late, in: system) else {
      return nil
    }
    let form = early - late
    let others = form.without(Int(now.index))
    guard form[Int(now.index)] == -1, others.unknowns.count == 1, let moment = others.unknowns.first,
      others[moment] == 1
    else { return nil }
    let place = Term(index: Int32(moment))
    switch bank[place] {
    case .field, .global: return Wait(moment: place, ticks: form.constant + gap, longest: form.constant + gap)
    default: return nil
    }
  }

  /// A moment is the instance's own, or its place stays the same one; and when a step sets it, it takes time until enough has
  /// passed, so that a clock never has to run on over a change of the moment.
  private mutating func judge(_ wait: inout Wait, _ owner: VariableID?) throws(Obstacle) {
    let now = folding.bank.now()
    if case .field(_, let instance) = bank[wait.moment] {
      let own = owner.map { folding.bank.variable($0) }
      guard let own, folding.mentions(instance, own), let fields = path(instance).fields,
        fields.allSatisfy({ !isMutable($0) || isSetOnce($0) })
      else { throw .moment }
    }
    for action in system.actions {
      for (location, value) in Statement.assignments(action.body) where isPlace(location, wait.moment) {
        guard let form = folding.linear(value, in: system), form.without(Int(now.index)).isConstant,
          form[Int(now.index)] == 1, form.constant + wait.ticks > 0
        else { throw .moment }
        wait.longest = max(wait.longest, form.constant + wait.ticks)
      }
    }
  }

  private func isMutable(_ field: FieldID) -> Bool { system.fields[field.index].isMutable }

  private func isPlace(_ location: Location, _ term: Term) -> Bool {
    switch (location, bank[term]) {
    case (.field(let written, of: _), .field(let read, _)): written == read
    case (.global(let written), .global(let read)): written == read
    default: false
    }
  }

  // MARK: What it hangs on

  private func look(_ condition: inout Condition) throws(Obstacle) {
    var obstacle: Obstacle?
    var (fields, globals, isOwn) = (condition.fields, condition.globals, true)
    let own = condition.instances?.variable
    var free = Set(action.parameters.map(\.variable)).subtracting(own.map { [$0] } ?? [])
    if let principal = move?.principal { free.insert(principal) }
    bank.walk(condition.term) { term in
      switch bank[term] {
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
