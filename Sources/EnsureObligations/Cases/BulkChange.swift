import EnsureModel

/// What a bulk effect does, and to whom.
struct BulkStatement: Sendable {
  let variable: VariableID
  let filter: Term
  let body: [Statement]
}

/// A bulk effect that a step has had.
struct BulkEffect: Sendable {
  let statement: BulkStatement
  /// The state in front of it, which all of it reads, and what stands in its scope.
  let front: Frame
  /// The state behind it.
  let behind: SymbolicState
}

/// What a bulk effect does to a total, as a sum of aggregates of the state in front of the effect.
///
/// Of the instances that pass the effect's filter, those count behind it that satisfy the total's filter with what the effect
/// writes in place of what they had; those that satisfied it before count no more. All others are as they were. Where a field
/// has few values, the instances are told apart by them, so that the same aggregates come up for different totals.
struct BulkChange: Sendable {
  /// An aggregate, and how many times it is added.
  struct Part: Sendable {
    let aggregate: Term
    var factor: Integer
  }

  /// The aggregates. They are taken with what stands in the bulk effect's scope, and with `arguments`.
  private(set) var parts: [Part] = []
  /// The variables that stand for what the total's arguments come to.
  let arguments: [VariableID]

  /// Into how many groups instances are told apart at most.
  private static let mostGroups = 16
  /// How large the terms of an effect and a total may be together.
  private static let greatestSize = 1 << 10

  /// What is known of the variables in an effect's scope, and of a total's arguments.
  struct Scope {
    /// The variables that stand for instances, and not for `none`; where the number of the instance is known, that as well.
    let named: [(variable: VariableID, number: Integer?)]
    /// The numbers of the instances that the arguments stand for, where these are known.
    let arguments: [Integer?]

    /// Of variables and arguments some values are known.
    init(_ numbers: [(key: VariableID, number: Integer)], _ arguments: [LinearSum]) {
      named = numbers.filter { $0.number >= 0 }.map { ($0.key, $0.number) }
      self.arguments = arguments.map(\.known)
    }

    /// Nothing is known but that parameters are instances.
    init(parameters: [VariableID], of total: Total) {
      named = parameters.map { ($0, nil) }
      arguments = total.arguments.map { _ in nil }
    }
  }

  /// Takes the change apart; nil where that is not known, since something may lack a value or fall out of its range.
  ///
  /// - Parameter bank: the terms, to which those of the parts are added.
  init?(
    of total: Total, by effect: BulkStatement, in scope: Scope, _ system: TransitionSystem,
    _ bank: inout TermBank
  ) {
    guard total.reads != nil, total.isLocal, !total.mayLackValue else { return nil }
    arguments = total.arguments.map { bank.makeVariable("group", ValueType(bank.sort($0))) }
    // Variables that stand for one instance are one, so that different ones stand for different instances.
    var people = People()
    var aliases: [Term: Term] = [:]
    for (variable, number) in scope.named + zip(arguments, scope.arguments) {
      guard let number, let first = people.first(variable, number, &bank) else { continue }
      aliases[bank.variable(variable)] = first
    }
    let effect = effect.replacing(aliases, &bank)
    guard let writes = BulkWrites(effect, system, &bank) else { return nil }
    let instance = bank.variable(effect.variable)
    var names = [bank.variable(total.variable): instance]
    for (term, variable) in zip(total.arguments, arguments) {
      let own = bank.variable(variable)
      names[term] = aliases[own] ?? own
    }

    let filter = bank.conjuncts(effect.filter)
    let before = Contribution(of: total, replacing: names, &bank)
    let after = before.replacing(writes.values, &bank)
    let terms = filter + before.terms + after.terms
    let named = Set(scope.named.map(\.variable) + [effect.variable] + arguments)
    guard terms.allSatisfy({ bank.surelyHasValue($0, named) }),
      terms.reduce(0, { $0 + bank.size($1) }) <= Self.greatestSize
    else { return nil }

    let groups = Group.all(
      passing: filter, asking: before.terms + after.terms, instance, people.different, system,
      limit: Self.mostGroups, &bank)
    for group in groups {
      add(after, group, times: 1, effect.variable, &bank)
      add(before, group, times: -1, effect.variable, &bank)
    }
    parts.removeAll { $0.factor == 0 }
  }

  /// Adds what the instances of a group contribute.
  private mutating func add(
    _ contribution: Contribution, _ group: Group, times factor: Integer, _ variable: VariableID,
    _ bank: inout TermBank
  ) {
    var conditions = group.conditions
    var open = contribution.conditions
    while !open.isEmpty {
      let condition = bank.simplified(open.removeFirst(), knowing: group.values, different: group.different)
      if case .and(let operands) = bank[condition] {
        open = operands + open
        continue
      }
      switch bank.truth(condition) {
      case true: continue
      case false: return
      case nil: if !conditions.contains(condition) { conditions.append(condition) }
      }
    }
    let body = contribution.summand.map {
      bank.simplified($0, knowing: group.values, different: group.different)
    }
    add(body, where: conditions, times: factor, variable, &bank)
  }

  /// Adds the sum of a term over all instances that satisfy the conditions; without a term how many there are. A sum of sums is
  /// taken apart.
  private mutating func add(
    _ body: Term?, where conditions: [Term], times factor: Integer, _ variable: VariableID,
    _ bank: inout TermBank
  ) {
    if factor == 0 { return }
    guard let body else {
      return add(bank.count(over: variable, where: bank.and(conditions)), times: factor)
    }
    switch bank[body] {
    case .integer(let value): add(nil, where: conditions, times: factor * value, variable, &bank)
    case .sum(let operands):
      for operand in operands { add(operand, where: conditions, times: factor, variable, &bank) }
    case .difference(let left, let right):
      add(left, where: conditions, times: factor, variable, &bank)
      add(right, where: conditions, times: -factor, variable, &bank)
    case .negated(let operand): add(operand, where: conditions, times: -factor, variable, &bank)
    case .choice(let condition, let yes, let no):
      add(yes, where: conditions + [condition], times: factor, variable, &bank)
      add(no, where: conditions + [bank.not(condition)], times: factor, variable, &bank)
    default: add(bank.total(of: body, over: variable, where: bank.and(conditions)), times: factor)
    }
  }

  private mutating func add(_ aggregate: Term, times factor: Integer) {
    if let position = parts.firstIndex(where: { $0.aggregate == aggregate }) {
      parts[position].factor += factor
    } else {
      parts.append(Part(aggregate: aggregate, factor: factor))
    }
  }
}

/// Variables that stand for known instances.
private struct People {
  private struct Key: Hashable {
    let sort: Sort
    let number: Integer
  }
  private var known: [Key: Term] = [:]

  /// The first ones for each instance.
  var different: Set<Term> { Set(known.values) }

  /// The first variable that stands for the same instance; nil if it stands for none.
  mutating func first(_ variable: VariableID, _ number: Integer, _ bank: inout TermBank) -> Term? {
    let sort = bank.variables[variable.index].type.sort
    guard case .reference = sort, number >= 0 else { return nil }
    let key = Key(sort: sort, number: number)
    if let first = known[key] { return first }
    let term = bank.variable(variable)
    known[key] = term
    return term
  }
}

extension BulkStatement {
  /// The same about other terms.
  fileprivate func replacing(_ terms: [Term: Term], _ bank: inout TermBank) -> BulkStatement {
    if terms.isEmpty { return self }
    let filter = bank.replacing(terms, in: filter)
    return BulkStatement(variable: variable, filter: filter, body: Self.replacing(terms, in: body, &bank))
  }

  private static func replacing(_ terms: [Term: Term], in body: [Statement], _ bank: inout TermBank)
    -> [Statement]
  {
    body.map { statement in
      switch statement {
      case .bind(let variable, let term, let origin): .bind(variable, bank.replacing(terms, in: term), origin)
      case .branch(let condition, let yes, let no, let origin):
        .branch(
          bank.replacing(terms, in: condition), replacing(terms, in: yes, &bank),
          replacing(terms, in: no, &bank),
          origin)
      case .assign(let place, let term, let origin): .assign(place, bank.replacing(terms, in: term), origin)
      case .update: statement
      }
    }
  }
}

/// What an instance contributes to a total.
private struct Contribution {
  /// The conditions under which it does.
  var conditions: [Term]
  /// What it contributes; nil for 1.
  var summand: Term?

  var terms: [Term] { conditions + (summand.map { [$0] } ?? []) }

  init(of total: Total, replacing names: [Term: Term], _ bank: inout TermBank) {
    let filter = bank.replacing(names, in: total.filter)
    conditions = bank.conjuncts(filter)
    let body = total.body.map { bank.replacing(names, in: $0) }
    switch total.shape.summand {
    case .term: summand = body
    // Of what is claimed of all, those are counted that speak against it.
    case .one: if let body { conditions.append(bank.not(body)) }
    }
  }

  func replacing(_ values: [Term: Term], _ bank: inout TermBank) -> Contribution {
    var result = self
    result.conditions = conditions.map { bank.replacing(values, in: $0) }
    result.summand = summand.map { bank.replacing(values, in: $0) }
    return result
  }
}

/// Instances that pass the filter of a bulk effect, and of which more is known.
private struct Group {
  /// What is known of them, as conditions.
  var conditions: [Term]
  /// The values of some of their fields.
  var values: [Term: Term]
  /// Variables that stand for different instances.
  let different: Set<Term>

  /// Groups that all instances which pass belong to, each to one: told apart by the fields with few values that the filter or the
  /// terms read.
  static func all(
    passing filter: [Term], asking terms: [Term], _ instance: Term, _ different: Set<Term>,
    _ system: TransitionSystem, limit: Int, _ bank: inout TermBank
  ) -> [Group] {
    var whole = Group(conditions: [], values: [:], different: different)
    var open: [Term] = []
    for condition in filter {
      guard let (place, value) = bank.fixes(condition, of: instance, different) else {
        open.append(condition)
        continue
      }
      if let known = whole.values[place], known != value { return [] }
      whole.values[place] = value
    }
    var groups = [whole]
    for place in bank.places(in: open + terms, of: instance) where whole.values[place] == nil {
      let values = bank.fewValues(of: place, system)
      if values.isEmpty { continue }
      if groups.count * values.count > limit { break }
      groups = groups.flatMap { group in
        values.map { value in
          var part = group
          part.values[place] = value
          part.conditions.append(bank.fixing(place, at: value))
          return part
        }
      }
    }
    return groups.compactMap { group in
      // In the order in which the filter says it.
      var conditions: [Term] = []
      for condition in filter {
        let isFixing = bank.fixes(condition, of: instance, different) != nil
        let left =
          isFixing ? condition : bank.simplified(condition, knowing: group.values, different: different)
        switch bank.truth(left) {
        case true: continue
        case false: return nil
        case nil: conditions.append(left)
        }
      }
      return Group(conditions: conditions + group.conditions, values: group.values, different: different)
    }
  }
}

extension TermBank {
  /// The field of the instance that a condition fixes, and its value.
  fileprivate mutating func fixes(_ condition: Term, of instance: Term, _ different: Set<Term>) -> (
    place: Term, value: Term
  )? {
    func isPlace(_ term: Term) -> Bool {
      if case .field(_, of: let owner) = self[term] { owner == instance } else { false }
    }
    func isValue(_ term: Term) -> Bool { isLiteral(term) || different.contains(term) }
    if isPlace(condition) { return (condition, boolean(true)) }
    switch self[condition] {
    case .not(let operand): return isPlace(operand) ? (operand, boolean(false)) : nil
    case .equal(let left, let right):
      if isPlace(left), isValue(right) { return (left, right) }
      if isPlace(right), isValue(left) { return (right, left) }
      return nil
    default: return nil
    }
  }

  /// The condition that a field has a value.
  fileprivate mutating func fixing(_ place: Term, at value: Term) -> Term {
    switch truth(value) {
    case true: place
    case false: not(place)
    case nil: equal(place, value)
    }
  }

  /// The instance's fields that terms read, in the order in which they do.
  fileprivate func places(in terms: [Term], of instance: Term) -> [Term] {
    var found: [Term] = []
    for term in terms {
      walk(term) { part in
        if case .field(_, of: instance) = self[part], !found.contains(part) { found.append(part) }
        return true
      }
    }
    return found
  }

  /// All values of a field, if it has few; else none.
  fileprivate mutating func fewValues(of place: Term, _ system: TransitionSystem) -> [Term] {
    switch sort(place) {
    case .boolean: [boolean(true), boolean(false)]
    case .enumeration(let id):
      system.enumerations[id.index].members.indices.map { member(id, $0) }
    default: []
    }
  }
}

/// What a bulk effect writes.
private struct BulkWrites {
  /// For each field of the instance that it writes what the field holds behind it, if the instance passes.
  private(set) var values: [Term: Term] = [:]
  /// What `let` names.
  private var names: [Term: Term] = [:]
  private let instance: Term
  private let system: TransitionSystem

  /// Reads the effect's statements; nil where a value may be none of the field's type.
  init?(_ effect: BulkStatement, _ system: TransitionSystem, _ bank: inout TermBank) {
    instance = bank.variable(effect.variable)
    self.system = system
    guard read(effect.body, [], &bank) else { return nil }
  }

  private mutating func read(_ body: [Statement], _ path: [Term], _ bank: inout TermBank) -> Bool {
    for statement in body {
      switch statement {
      case .bind(let variable, let term, _):
        names[bank.variable(variable)] = bank.replacing(names, in: term)
      case .branch(let condition, let yes, let no, _):
        let condition = bank.replacing(names, in: condition)
        guard read(yes, path + [condition], &bank), read(no, path + [bank.not(condition)], &bank) else {
          return false
        }
      case .assign(.field(let field, of: let owner), let term, _):
        let declared = system.fields[field.index]
        guard bank.replacing(names, in: owner) == instance else { return false }
        let value = bank.replacing(names, in: term)
        guard fits(value, declared.type, bank) else { return false }
        let place = bank.field(field, declared.type.sort, of: instance)
        values[place] = path.isEmpty ? value : bank.choice(bank.and(path), value, values[place] ?? place)
      case .assign(.global, _, _), .update: return false
      }
    }
    return true
  }

  /// Whether a value is for sure one that a field of that type can hold.
  private func fits(_ value: Term, _ type: ValueType, _ bank: TermBank) -> Bool {
    guard type.sort == .integer, type.lower != nil || type.upper != nil else { return true }
    guard case .integer(let number) = bank[value] else { return false }
    return (type.lower.map { $0 <= number } ?? true) && (type.upper.map { number <= $0 } ?? true)
  }
}
