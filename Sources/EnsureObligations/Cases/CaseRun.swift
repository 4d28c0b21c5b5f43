public import EnsureModel

/// Why nothing can be proved of something.
public enum ProofRefusal: Error, Hashable, Sendable {
  /// A lemma follows a path; lemmas read fields of their variables only.
  case path(Term)
  /// A step has more cases than `CaseRun.limit`.
  case tooManyCases(ProofStep)
  /// The cases of a step could not be told apart, which is a mistake of ours.
  case confusedCases(ProofStep)
  /// The claim is so large that it would take too long to go through it.
  case tooLarge
  /// It is not said, or makes no sense, why a promise is fulfilled some day.
  case unranked
}

/// One case of a step: who is looked at, what they are before the step and behind it, and under which assumptions.
///
/// Running the step again and again, with other `Alternatives`, gives all of its cases. Whenever an instance is read or
/// written whose identity is not known, the run decides whether it is `none`, one of the instances at hand, or another
/// one, which then is at hand too.
struct CaseRun: Sendable {
  /// How many runs the cases of a step may take.
  static let limit = 1 << 12

  /// What is the same for all cases of a step. They are copied often, and a reference costs as much as one array of it would.
  final class Setting: Sendable {
    let world: World
    let sabotage: ProofSabotage?
    /// Whether the state before the step is an initial one.
    let isInitial: Bool

    init(_ world: World, _ sabotage: ProofSabotage?, isInitial: Bool) {
      self.world = world
      self.sabotage = sabotage
      self.isInitial = isInitial
    }
  }

  private let setting: Setting
  /// The terms, with those of lemmas and of what bulk effects do to totals.
  var terms: TermBank
  var alternatives: Alternatives
  /// How many instances of each entity the state has room for.
  let room: [Int]
  /// How many decisions were taken before room was missing.
  private(set) var soundDecisions = Int.max
  /// The room that is missing.
  private(set) var missing: [Int]

  var bank = SentenceBank()
  /// What holds in this case.
  private(set) var assumptions: [Sentence] = []
  private var assumed: Set<Sentence> = []
  /// Whether what holds contradicts itself on its face, so that the case says nothing.
  private(set) var isImpossible = false
  /// The state before the step.
  private(set) var before: SymbolicState
  /// How many instances of each entity are at hand: those with smaller numbers.
  private(set) var atHand: [Int]
  /// How many tracked variables and parameters name each of them.
  private(set) var namings: [[Int]]
  /// What the references are that have been followed.
  private var followed: [Followed: Int] = [:]
  /// The bulk effects of the step.
  var bulks: [BulkEffect] = []
  /// The totals that have been spoken of.
  var totals = Totals()
  /// How many instances each finite entity has.
  private(set) var sizes: [EntityID: LinearSum] = [:]
  /// Collects where terms have no value; nil if nobody asks.
  var defects: [Sentence]?
  /// Collects what the step needs instead of assuming it; nil if it is assumed.
  var needs: [StepNeed]?
  /// The conditions under which the present term is evaluated; only kept where defects are collected.
  var path: [Sentence] = []
  /// Whether references may be followed that are not known to be at hand.
  var mayFollow = true
  /// What becomes of a step that meets a term without a value.
  var ending = Ending.none
  /// How many conditions there are, not known to hold, without which the present term is not evaluated.
  var doubts = 0
  /// How many terms have had no value. Each time that one is evaluated it is something else.
  private(set) var arbitraries = 0
  /// How far a promise is, where that is asked.
  var progress = Progress()
  /// Why nothing follows from what this run has evaluated.
  var refusal: ProofRefusal?

  /// What becomes of a step that meets a term without a value (SEMANTICS 3). Under a condition that is not known to hold it always
  /// goes on with something arbitrary.
  enum Ending {
    /// It goes on with something arbitrary.
    case none
    /// The run ends there, so that nothing is behind the step: it is genuine.
    case ofCase
    /// The same of a step that is only asked about.
    case ofTrial
    /// It has ended, and nothing that is evaluated matters any more.
    case reached
  }

  private enum Followed: Hashable {
    case reference(EntityID, LinearSum)
    case keys(EntityID, [LinearSum])
  }

  var world: World { setting.world }
  var system: TransitionSystem { setting.world.system }
  var sabotage: ProofSabotage? { setting.sabotage }
  var isInitial: Bool { setting.isInitial }

  init(_ setting: Setting, _ terms: TermBank, _ alternatives: Alternatives, room: [Int]) {
    self.setting = setting
    self.terms = terms
    self.alternatives = alternatives
    self.room = room
    missing = room
    atHand = room.map { _ in 0 }
    namings = room.map { Array(repeating: 0, count: $0) }
    before = SymbolicState(instances: room.map { _ in [] }, globals: [], now: LinearSum(0))
    makeState()
  }

  // MARK: The state before the step

  private mutating func makeState() {
    if system.hasTime && !isInitial {
      before.now = LinearSum(bank.makeUnknown("now"))
      assume(bank.lessOrEqual(LinearSum(0), before.now))
    }
    before.globals = system.globals.map { _ in LinearSum(0) }
    // Parameters first, since given values mention them.
    for isMutable in [false, true] {
      for (index, global) in system.globals.enumerated() where global.isMutable == isMutable {
        before.globals[index] = place(
          global.name, global.type, global.initial, isFixed: !global.isMutable, kind: nil, Frame(before))
      }
    }
    if isInitial {
      for case .arbitrary(where: let restriction?) in system.globals.map(\.initial) {
        restrict(restriction, [:])
      }
    }
    for (index, entity) in system.entities.enumerated() where entity.isFinite {
      let size = LinearSum(bank.makeUnknown("number of \(entity.name)"))
      assume(bank.lessOrEqual(LinearSum(1), size))
      sizes[EntityID(index)] = size
    }
    for index in system.entities.indices {
      let entity = EntityID(index)
      for number in 0..<room[index] { before.instances[index].append(makeInstance(entity, number)) }
    }
    if isInitial {
      for index in system.entities.indices {
        let entity = system.entities[index]
        for number in 0..<room[index] {
          for field in entity.fields {
            if case .arbitrary(where: let restriction?) = system.fields[field.index].initial {
              restrict(restriction, [entity.initialVariable: LinearSum(Integer(number))])
            }
          }
        }
      }
    }
  }

  /// A restriction of initial values without a value allows nothing, but to allow more is sound.
  private mutating func restrict(_ term: Term, _ environment: Valuation<VariableID>) {
    var frame = Frame(before, environment)
    assume(truth(term, &frame))
  }

  /// Says what a global holds before the step.
  mutating func setGlobal(_ global: GlobalID, _ value: LinearSum) { before.globals[global.index] = value }

  mutating func makeInstance(_ entity: EntityID, _ number: Int) -> SymbolicState.Instance {
    let declared = system.entities[entity.index]
    let name = "\(declared.name)\(number)"
    let keys = declared.keys.map { key in
      let unknown = anything(of: key.type, "\(name).\(key.name)")
      if case .reference = key.type.sort { assume(bank.lessOrEqual(LinearSum(0), unknown)) }
      return unknown
    }
    var instance = SymbolicState.Instance(fields: [:], keys: keys)
    for id in declared.fields {
      let field = system.fields[id.index]
      let isFixed = !field.isMutable && field.kind != .rank
      instance.fields[id] = place(
        "\(name).\(field.name)", field.type, field.initial, isFixed: isFixed, kind: field.kind, Frame(before))
    }
    return instance
  }

  /// What a field or global holds before the step.
  private mutating func place(
    _ name: String, _ type: ValueType, _ initial: Initial, isFixed: Bool, kind: Field.Kind?, _ frame: Frame
  ) -> LinearSum {
    if isInitial || isFixed, kind != .rank, case .value(let term) = initial {
      var frame = frame
      // What is given is reckoned from the start of the run.
      frame.state.now = LinearSum(0)
      return number(term, &frame)
    }
    let value = anything(of: keepsItsBounds(type, initial, frame) ? type : ValueType(type.sort), name)
    var isSome = kind == .person || kind == .parent
    if isInitial, case .arbitrary = initial, !type.isOptional { isSome = true }
    if isSome, case .reference = type.sort { assume(bank.lessOrEqual(LinearSum(0), value)) }
    return value
  }

  /// Whether a place is within its type's bounds from the start, so that it always is: steps store nothing else.
  private mutating func keepsItsBounds(_ type: ValueType, _ initial: Initial, _ frame: Frame) -> Bool {
    guard type.sort == .integer, type.lower != nil || type.upper != nil, case .value(let term) = initial else {
      return true
    }
    var frame = frame
    frame.state.now = LinearSum(0)
    let first = number(term, &frame)
    return contains(type, first) == .yes
  }

  /// A new unknown of that type; a reference may be `none`.
  mutating func anything(of type: ValueType, _ name: @autoclosure () -> String) -> LinearSum {
    let value = LinearSum(bank.makeUnknown(name()))
    assume(contains(type, value))
    return value
  }

  /// That a value is one of that type; a reference may be `none`.
  mutating func contains(_ type: ValueType, _ value: LinearSum) -> Sentence {
    func within(_ lower: Integer?, _ upper: Integer?) -> Sentence {
      var bounds: [Sentence] = []
      if let lower { bounds.append(bank.lessOrEqual(LinearSum(lower), value)) }
      if let upper { bounds.append(bank.lessOrEqual(value, LinearSum(upper))) }
      return bank.and(bounds)
    }
    switch type.sort {
    case .boolean: return within(0, 1)
    case .enumeration(let id): return within(0, Integer(system.enumerations[id.index].members.count - 1))
    case .reference: return within(-1, nil)
    case .instant: return .yes
    case .integer: return within(type.lower, type.upper)
    }
  }

  mutating func assume(_ sentence: Sentence) {
    if ending == .reached || sentence == .yes || !assumed.insert(sentence).inserted { return }
    assumptions.append(sentence)
    if sentence == .no || assumed.contains(!sentence) { isImpossible = true }
  }

  /// One of `count` ways. Where the case is impossible already all are alike.
  mutating func decide(outOf count: Int) -> Int {
    isImpossible || ending == .reached ? 0 : alternatives.decide(outOf: count)
  }

  // MARK: Instances at hand

  /// Brings another instance of the entity to hand, and says its number.
  mutating func bring(_ entity: EntityID, keys: [LinearSum]? = nil) -> Int {
    let number = atHand[entity.index]
    atHand[entity.index] += 1
    guard number < room[entity.index] else {
      makeRoom(entity, number + 1)
      return number
    }
    if let size = sizes[entity] { assume(bank.lessOrEqual(LinearSum(Integer(number + 1)), size)) }
    if !system.entities[entity.index].keys.isEmpty {
      let own = before.instances[entity.index][number].keys
      if let keys {
        for (one, other) in zip(own, keys) { assume(bank.equal(one, other)) }
        before.instances[entity.index][number].keys = keys
      }
      // There is one instance for each tuple of keys.
      for other in 0..<number {
        let others = before.instances[entity.index][other].keys
        let equal = zip(keys ?? own, others).map { bank.equal($0, $1) }
        assume(!bank.and(equal))
      }
    }
    separatePersons(entity, number)
    return number
  }

  /// Has the run done again with room for so many instances. What it decides from here on means nothing.
  mutating func makeRoom(_ entity: EntityID, _ count: Int) {
    soundDecisions = min(soundDecisions, alternatives.count)
    missing[entity.index] = max(missing[entity.index], count)
  }

  /// `distinct persons`: no two principals are one person.
  private mutating func separatePersons(_ entity: EntityID, _ number: Int) {
    guard system.personsAreDistinct, let person = person(of: entity, number) else { return }
    for index in system.entities.indices {
      for other in 0..<atHand[index] where index != entity.index || other != number {
        guard other < room[index], let another = self.person(of: EntityID(index), other) else { continue }
        assume(!bank.equal(person, another))
      }
    }
  }

  private func person(of entity: EntityID, _ number: Int) -> LinearSum? {
    let field = system.entities[entity.index].fields.first { system.fields[$0.index].kind == .person }
    return field.flatMap { before.instances[entity.index][number].fields[$0] }
  }

  /// Whether the run needs more room than it has, so that what it has found means nothing.
  var lacksRoom: Bool { missing != room }

  /// An instance that is at hand, or a new one: the decision that parameters and tracked variables need.
  mutating func anyInstance(of entity: EntityID) -> LinearSum {
    let count = sabotage == .nothingCoincides ? 0 : atHand[entity.index]
    let choice = decide(outOf: count + 1)
    let number = choice < count ? choice : bring(entity)
    if number < room[entity.index] { namings[entity.index][number] += 1 }
    return LinearSum(Integer(number))
  }

  /// The number of the instance that a reference names; nil for `none`.
  ///
  /// - Throws: in a lemma, which follows no paths.
  mutating func follow(_ reference: LinearSum, of entity: EntityID, _ term: Term) throws(ProofRefusal) -> Int? {
    if let number = reference.known?.asInt { return number < 0 ? nil : number }
    let key = Followed.reference(entity, reference)
    if let known = followed[key] { return known < 0 ? nil : known }
    if !mayFollow { throw .path(term) }
    if ending == .reached { return nil }
    var ways: [(Int, Sentence)] = []
    let isNone = bank.equal(reference, LinearSum(-1))
    if isNone != .no, sabotage != .referencesAreSome { ways.append((-1, isNone)) }
    for number in 0..<atHand[entity.index] where sabotage != .nothingCoincides {
      let isThis = bank.equal(reference, LinearSum(Integer(number)))
      if isThis != .no { ways.append((number, isThis)) }
    }
    let next = atHand[entity.index]
    ways.append((next, bank.equal(reference, LinearSum(Integer(next)))))
    let (number, condition) = ways[decide(outOf: ways.count)]
    assume(condition)
    if number == next { _ = bring(entity) }
    followed[key] = number
    return number < 0 ? nil : number
  }

  /// The number of the instance of a keyed entity with these keys; nil if a key is `none` or outside its type.
  mutating func find(_ entity: EntityID, _ given: [LinearSum], _ term: Term) throws(ProofRefusal) -> Int? {
    // Whom the keys name may matter as much.
    if mayFollow {
      for (value, declared) in zip(given, system.entities[entity.index].keys) {
        guard case .reference(let owner) = declared.type.sort else { continue }
        if try follow(value, of: owner, term) == nil { return nil }
      }
    }
    let keys = zip(given, system.entities[entity.index].keys).map { settled($0, $1.type) }
    let key = Followed.keys(entity, keys)
    if let known = followed[key] { return known < 0 ? nil : known }
    if !mayFollow { throw .path(term) }
    if ending == .reached { return nil }
    let valid = zip(keys, system.entities[entity.index].keys).map { value, declared in
      if case .reference = declared.type.sort { return bank.lessOrEqual(LinearSum(0), value) }
      return contains(declared.type, value)
    }
    let isValid = bank.and(valid)
    var ways: [(Int, Sentence)] = []
    if isValid != .yes { ways.append((-1, !isValid)) }
    for number in 0..<atHand[entity.index] where sabotage != .nothingCoincides {
      guard number < room[entity.index] else { continue }
      let own = before.instances[entity.index][number].keys
      let isThis = bank.and(zip(own, keys).map { bank.equal($0, $1) })
      if isThis == .yes {
        followed[key] = number
        return number
      }
      if isThis != .no { ways.append((number, isThis)) }
    }
    let next = atHand[entity.index]
    ways.append((next, isValid))
    let (number, condition) = ways[decide(outOf: ways.count)]
    assume(condition)
    if number == next { _ = bring(entity, keys: keys) }
    followed[key] = number
    return number < 0 ? nil : number
  }

  /// What a reference is, if that has been decided.
  private func settled(_ value: LinearSum, _ type: ValueType) -> LinearSum {
    guard case .reference(let entity) = type.sort, let known = followed[.reference(entity, value)] else {
      return value
    }
    return LinearSum(Integer(known))
  }

  // MARK: Terms without a value

  /// Something arbitrary, for a term that has no value.
  mutating func arbitrary(of type: ValueType) -> LinearSum {
    arbitraries += 1
    note(.yes)
    if sabotage == .undefinedBlocks { assume(.no) }
    endWithoutValue()
    return anything(of: type, "arbitrary")
  }

  /// Ends the run if it is one that ends where it meets something without a value, and does so here for sure.
  mutating func endWithoutValue() {
    guard doubts == 0 || sabotage == .doubtsAreNone else { return }
    switch ending {
    case .ofCase: assume(.no)
    case .ofTrial: ending = .reached
    case .none, .reached: break
    }
  }

  /// That the present term has no value if `condition` holds.
  mutating func note(_ condition: Sentence) {
    if defects == nil { return }
    let defect = bank.and(path + [condition])
    if defect != .no { defects?.append(defect) }
  }
}
