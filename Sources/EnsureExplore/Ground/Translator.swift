import EnsureModel

/// Turns terms of a world into ground terms of a layout: variables become what they stand for, quantifiers and
/// aggregates become connectives and sums over the scope's instances, and paths become places of the state.
struct Translator {
  let world: World
  let layout: Layout
  var bank = GroundBank()
  /// What the variables stand for: constants, or registers.
  var environment: [VariableID: GroundTerm] = [:]
  /// What `now` is; nil means 0, since instants are stored relative to the present.
  private var present: GroundTerm?
  /// How many registers the statements translated so far need.
  private(set) var localCount = 0

  init(_ world: World, _ layout: Layout) {
    self.world = world
    self.layout = layout
  }

  // MARK: Terms

  mutating func translate(_ term: Term) -> GroundTerm {
    switch world.bank[term] {
    case .boolean(let value): return bank.boolean(value)
    case .integer(let value): return constant(value)
    case .member(_, let position): return bank.constant(position)
    case .none: return bank.constant(-1)
    case .variable(let variable):
      guard let value = environment[variable] else { fatalError("a term mentions a variable without a value") }
      return value
    case .global(let global): return read(global)
    case .now: return present ?? bank.constant(0)
    case .field(let field, let instance): return read(field, of: translate(instance))
    case .keyed(let entity, let keys): return instance(of: entity, keys.map { translate($0) })
    case .key(let position, let instance): return key(position, of: instance)
    case .untouched(let instance): return untouched(instance)
    case .not(let operand): return bank.not(translate(operand))
    case .and(let operands): return conjunction(operands.map { translate($0) })
    case .or(let operands):
      return operands.reduce(bank.boolean(false)) { sofar, next in bank.or(sofar, translate(next)) }
    case .implies(let left, let right):
      let negated = bank.not(translate(left))
      return bank.or(negated, translate(right))
    case .choice(let condition, let yes, let no):
      return bank.choice(translate(condition), translate(yes), translate(no))
    case .equal(let left, let right): return bank.equal(translate(left), translate(right))
    case .less(let left, let right): return bank.less(translate(left), translate(right))
    case .lessOrEqual(let left, let right): return bank.lessOrEqual(translate(left), translate(right))
    case .sum(let operands):
      return operands.reduce(bank.constant(0)) { sofar, next in bank.add(sofar, translate(next)) }
    case .difference(let left, let right): return bank.subtract(translate(left), translate(right))
    case .negated(let operand): return bank.subtract(bank.constant(0), translate(operand))
    case .product(let left, let right): return bank.multiply(translate(left), translate(right))
    case .quotient(let left, let right): return bank.quotient(translate(left), translate(right))
    case .remainder(let left, let right): return bank.remainder(translate(left), translate(right))
    case .total(let summand, let variable, let filter):
      return fold(over: variable, bank.constant(0)) { translator, sofar in
        let zero = translator.bank.constant(0)
        let holds = translator.translate(filter)
        let part = translator.bank.choice(holds, translator.translate(summand), zero)
        return translator.bank.add(sofar, part)
      }
    case .count(let variable, let filter):
      return fold(over: variable, bank.constant(0)) { translator, sofar in
        let (zero, one) = (translator.bank.constant(0), translator.bank.constant(1))
        return translator.bank.add(sofar, translator.bank.choice(translator.translate(filter), one, zero))
      }
    case .all(let variable, let filter, let body):
      return none(over: variable) { translator in
        let holds = translator.translate(filter)
        return translator.bank.and(holds, translator.bank.not(translator.translate(body)))
      }
    case .exists(let variable, let filter):
      return bank.not(none(over: variable) { $0.translate(filter) })
    }
  }

  /// Whether no instance satisfies the condition. All instances are looked at where one may have no value, so
  /// that definedness does not hang on how they are numbered.
  private mutating func none(
    over variable: VariableID, _ condition: (inout Translator) -> GroundTerm
  ) -> GroundTerm {
    var conditions: [GroundTerm] = []
    _ = fold(over: variable, bank.boolean(true)) { translator, sofar in
      conditions.append(condition(&translator))
      return sofar
    }
    if conditions.allSatisfy({ bank.isTotal($0) }) {
      return conditions.reduce(bank.boolean(true)) { sofar, next in bank.and(sofar, bank.not(next)) }
    }
    let (zero, one) = (bank.constant(0), bank.constant(1))
    let count = conditions.reduce(zero) { sofar, next in bank.add(sofar, bank.choice(next, one, zero)) }
    return bank.equal(count, zero)
  }

  mutating func constant(_ value: Integer) -> GroundTerm {
    value.asInt.map { bank.constant($0) } ?? bank.trap()
  }

  mutating func conjunction(_ terms: [GroundTerm]) -> GroundTerm {
    terms.reduce(bank.boolean(true)) { sofar, next in bank.and(sofar, next) }
  }

  /// Goes through the instances of the entity that `variable` ranges over.
  private mutating func fold(
    over variable: VariableID, _ start: GroundTerm, _ next: (inout Translator, GroundTerm) -> GroundTerm
  ) -> GroundTerm {
    guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else {
      fatalError("a bound variable ranges over instances")
    }
    let outer = environment[variable]
    var result = start
    for instance in 0..<layout.instances(of: entity) {
      environment[variable] = bank.constant(instance)
      result = next(&self, result)
    }
    environment[variable] = outer
    return result
  }

  // MARK: Paths

  private mutating func read(_ global: GlobalID) -> GroundTerm {
    switch layout.storage(global) {
    case .slots(let first): return bank.slot(first)
    case .fixed(let term): return translate(term)
    case .rank: fatalError("a global is not a rank")
    }
  }

  private mutating func read(_ field: FieldID, of instance: GroundTerm) -> GroundTerm {
    let entity = world.system.fields[field.index].entity
    let count = layout.instances(of: entity)
    switch layout.storage(field) {
    case .slots(let first): return bank.lookup(instance, slots: (0..<count).map { Int32(first + $0) })
    case .rank:
      return bank.table(instance, entries: (0..<count).map { Int32(layout.rank(of: $0, in: entity) ?? 0) })
    case .fixed(let term):
      let value = translate(term)
      // The value is everywhere the same, but `none` has none.
      if let known = bank.constant(of: instance) { return known >= 0 ? value : bank.trap() }
      return bank.choice(bank.less(instance, bank.constant(0)), bank.trap(), value)
    }
  }

  private mutating func key(_ position: Int, of instance: Term) -> GroundTerm {
    guard case .reference(let entity) = world.bank.sort(instance) else { fatalError("a key is an instance's") }
    let count = layout.instances(of: entity)
    let entries = (0..<count).compactMap { Int32(exactly: layout.keys(of: $0, in: entity)[position]) }
    guard entries.count == count else { return bank.trap() }
    return bank.table(translate(instance), entries: entries)
  }

  private mutating func instance(of entity: EntityID, _ keys: [GroundTerm]) -> GroundTerm {
    // The number is the mixed radix of the keys' positions in their domains.
    let first = layout.instances(of: entity) > 0 ? layout.keys(of: 0, in: entity) : []
    let last =
      layout.instances(of: entity) > 0 ? layout.keys(of: layout.instances(of: entity) - 1, in: entity) : []
    guard first.count == keys.count else { return bank.trap() }
    var number = bank.constant(0)
    for (position, key) in keys.enumerated() {
      let size = last[position] - first[position] + 1
      let offset = bank.within(bank.subtract(key, bank.constant(first[position])), size)
      number = bank.add(bank.multiply(number, bank.constant(size)), offset)
    }
    return number
  }

  /// Whether every field of the instance has a value that it may have at first.
  private mutating func untouched(_ instance: Term) -> GroundTerm {
    guard case .reference(let entity) = world.bank.sort(instance) else {
      fatalError("only instances are touched")
    }
    let number = translate(instance)
    if bank.constant(of: number) != nil { return untouched(entity, number) }
    var result = bank.trap()
    for candidate in (0..<layout.instances(of: entity)).reversed() {
      let known = bank.constant(candidate)
      result = bank.choice(bank.equal(number, known), untouched(entity, known), result)
    }
    return result
  }

  mutating func untouched(_ entity: EntityID, _ instance: GroundTerm) -> GroundTerm {
    guard let number = bank.constant(of: instance), number >= 0 else { return bank.trap() }
    let declaration = world.system.entities[entity.index]
    let outer = environment[declaration.initialVariable]
    environment[declaration.initialVariable] = instance
    // Given instants are reckoned from the start of the run.
    let outerPresent = present
    present = layout.startSlot.map { bank.slot($0) }
    var result = bank.boolean(true)
    for field in declaration.fields {
      let declared = world.system.fields[field.index]
      guard declared.isMutable, declared.kind != .rank, case .slots = layout.storage(field) else { continue }
      switch declared.initial {
      case .value(let term): result = bank.and(result, bank.equal(translate(term), read(field, of: instance)))
      case .arbitrary(where: let restriction?): result = bank.and(result, translate(restriction))
      case .arbitrary(where: nil): break
      }
    }
    environment[declaration.initialVariable] = outer
    present = outerPresent
    return result
  }

  // MARK: Bodies

  mutating func translate(_ body: [Statement]) -> [GroundStatement] {
    var result: [GroundStatement] = []
    for statement in body {
      switch statement {
      case .assign(.global(let global), let value, _):
        guard let slot = layout.slot(global) else { fatalError("a parameter is never assigned") }
        result.append(.assign(nil, [Int32(slot)], translate(value)))
      case .assign(.field(let field, let instance), let value, _):
        guard case .slots(let first) = layout.storage(field) else {
          fatalError("a fixed field is never assigned")
        }
        let count = layout.instances(of: world.system.fields[field.index].entity)
        let slots = (0..<count).map { Int32(first + $0) }
        let target = translate(instance)
        result.append(.assign(target, slots, translate(value)))
      case .bind(let variable, let value, _):
        let meaning = translate(value)
        if bank.constant(of: meaning) != nil {
          environment[variable] = meaning
        } else {
          result.append(.bind(localCount, meaning))
          environment[variable] = bank.local(localCount)
          localCount += 1
        }
      case .branch(let condition, let yes, let no, _):
        let test = translate(condition)
        let outer = environment
        let first = translate(yes)
        environment = outer
        let second = translate(no)
        environment = outer
        result.append(.branch(test, first, second))
      case .update(let variable, where: let filter, let body, _):
        result += update(variable, where: filter, body)
      }
    }
    return result
  }

  /// A bulk effect: first what each instance would be given, put into registers, then all assignments.
  private mutating func update(_ variable: VariableID, where filter: Term, _ body: [Statement])
    -> [GroundStatement]
  {
    guard case .reference(let entity) = world.bank.variables[variable.index].type.sort else {
      fatalError("a bulk effect ranges over instances")
    }
    let outer = environment
    var readings: [GroundStatement] = []
    var writings: [GroundStatement] = []
    for instance in 0..<layout.instances(of: entity) {
      environment = outer
      environment[variable] = bank.constant(instance)
      let holds = kept(translate(filter), &readings)
      if bank.constant(of: holds) == 0 { continue }
      let (read, write) = split(translate(body))
      readings.append(.branch(holds, read, []))
      writings.append(.branch(holds, write, []))
    }
    environment = outer
    return readings + writings
  }

  /// The statements in two parts: what finds out where to write what, and what writes it.
  private mutating func split(_ body: [GroundStatement]) -> (read: [GroundStatement], write: [GroundStatement])
  {
    var read: [GroundStatement] = []
    var write: [GroundStatement] = []
    for statement in body {
      switch statement {
      case .bind: read.append(statement)
      case .assign(let instance, let slots, let value):
        let place = instance.map { kept($0, &read) }
        write.append(.assign(place, slots, kept(value, &read)))
      case .branch(let condition, let yes, let no):
        let test = kept(condition, &read)
        let (first, second) = (split(yes), split(no))
        read.append(.branch(test, first.read, second.read))
        write.append(.branch(test, first.write, second.write))
      }
    }
    return (read, write)
  }

  /// The term's present value, in a register unless it is a constant.
  private mutating func kept(_ term: GroundTerm, _ statements: inout [GroundStatement]) -> GroundTerm {
    if bank.constant(of: term) != nil { return term }
    statements.append(.bind(localCount, term))
    localCount += 1
    return bank.local(localCount - 1)
  }
}

/// A statement of which everything but the state is known.
indirect enum GroundStatement {
  /// Gives a value to the place that the table has for the instance, or to the table's only place.
  case assign(GroundTerm?, [Int32], GroundTerm)
  /// Puts a value into a register.
  case bind(Int, GroundTerm)
  /// Runs the first list if the condition holds, else the second.
  case branch(GroundTerm, [GroundStatement], [GroundStatement])
}
