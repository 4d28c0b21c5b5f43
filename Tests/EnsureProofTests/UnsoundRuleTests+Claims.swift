import EnsureModel
import EnsureObligations

/// What the cases of the unsound rules are made of: specs of one shape, and claims that are found by hand.
extension UnsoundRuleTests {
  /// That the only deadline is kept, that its clock runs as long as its action is possible, and that nobody waits longer
  /// than that for what the observer watches.
  static func waiting(
    _ observer: Observer, _ o: VariableID, isPossible: Term, isDone: Term, _ terms: inout TermBank
  ) -> [Lemma] {
    guard let deadline = observer.system.deadlines.first, let instances = deadline.instances else { return [] }
    func clock(_ instance: Term, _ terms: inout TermBank) -> (isRunning: Term, age: Term) {
      let names = [terms.variable(instances.variable): instance]
      return (terms.replacing(names, in: deadline.isRunning), terms.replacing(names, in: deadline.age))
    }
    let (any, own) = (
      clock(terms.variable(o), &terms), clock(Self.watched(observer, &terms), &terms)
    )
    let memory = observer.memories[0]
    let was = terms.global(memory.was, .boolean)
    let since = terms.global(memory.first ?? memory.was, .instant)
    let wait = terms.difference(terms.now(), since)
    let isMet = terms.lessOrEqual(any.age, terms.integer(deadline.ticks))
    let isCounted = terms.and([own.isRunning, terms.lessOrEqual(wait, own.age)])
    let isOver = terms.and([isDone, terms.lessOrEqual(wait, terms.integer(deadline.ticks))])
    let isShort = terms.or([isCounted, isOver])
    return [
      Lemma(variables: [o], body: terms.implies(any.isRunning, isMet)),
      Lemma(variables: [o], body: terms.equal(any.isRunning, isPossible)),
      Lemma(variables: [o], body: terms.lessOrEqual(terms.integer(0), any.age)),
      Lemma(variables: [], body: terms.implies(was, isShort)),
    ]
  }

  /// A case that is done once somebody has read one of the letters about it, where one letter may stand in for another one.
  static func letters(swap condition: String) -> String {
    """
    system S
    role Clerk
    entity Case { isDone: Bool = false }
    entity Letter { about: Case
      state: { none, sent, read } = none }
    optional action write(c: Case, m: Letter) by Clerk requires m.state == none { m.about = c
      m.state = sent }
    action read(m: Letter) by Clerk requires m.state == sent { m.state = read
      m.about.isDone = true }
    optional action swap(m: Letter, other: Letter) by Clerk requires \(condition) {
      other.about = m.about
      m.state = none
      other.state = sent
    }
    property False(c: Case): always (write(c, _) implies eventually c.isDone) assuming fair Clerk
    """
  }

  /// A locker whose door anybody may slam.
  static func locker(_ opening: String, _ property: String) -> String {
    """
    system S
    role Courier
    role Controller
    entity Locker { door: { open, shut } = shut
      isFull: Bool = true
      isFree: Bool = false }
    action open(l: Locker) by Courier requires \(opening) { l.door = open }
    world action slam(l: Locker) requires l.door == open { l.door = shut }
    action takeOut(l: Locker) by Courier requires l.door == open and l.isFull { l.isFull = false }
    action settle(l: Locker) by Controller requires l.door == shut and not l.isFull { l.isFree = true }
    property False(l: Locker): \(property)
    """
  }
  static let empties =
    "always (l.isFull implies eventually not l.isFull) assuming strongly fair Courier"
  static let frees = "always (takeOut(l) implies eventually l.isFree) assuming strongly fair Controller"

  static func index(_ entity: String, of system: TransitionSystem) -> Int {
    system.entities.firstIndex { $0.name == entity } ?? 0
  }

  /// What the first of an observer's variables stands for.
  static func watched(_ observer: Observer, _ terms: inout TermBank) -> Term {
    let global = observer.parameters[0]
    return terms.global(global, observer.system.globals[global.index].type.sort)
  }

  static func field(
    _ name: String, of instance: Term, _ system: TransitionSystem, _ terms: inout TermBank
  ) -> Term {
    let field = FieldID(index(name, system))
    return terms.field(field, system.fields[field.index].type.sort, of: instance)
  }

  /// One stage, which an action leads out of.
  static func ranking(
    where condition: Term, _ action: String, _ tuple: [Term], _ rule: ProofRule, _ terms: inout TermBank,
    beside variables: [VariableID] = []
  ) -> Ranking {
    let duty = rule.duties.firstIndex { duty in
      rule.world.system.actions[duty.ways[0].move.action.index].name == action
    }
    let helper = Ranking.Helper(duty: duty ?? 0, way: 0, tuple: tuple, choices: [])
    let stage = Ranking.Stage(
      variables: variables, condition: condition, measure: terms.integer(0), help: .duties([helper]))
    return Ranking(stages: [stage])
  }

  /// The end comes at once, or behind a wait, or once somebody has unlocked the gate.
  static func waitingForTheEnd(_ rule: ProofRule, _ terms: inout TermBank) -> Ranking {
    guard let observer = rule.observer else { return Ranking(stages: []) }
    let o = watched(observer, &terms)
    func global(_ name: String) -> Term {
      let index = observer.system.globals.firstIndex { $0.name == name } ?? 0
      return terms.global(GlobalID(index), observer.system.globals[index].type.sort)
    }
    let (isShut, opened) = (global("isShut"), global("opened"))
    let (passed, day) = (terms.difference(terms.now(), opened), terms.integer(24))
    let state = field("state", of: o, observer.system, &terms)
    guard case .enumeration(let id) = terms.sort(state) else { return Ranking(stages: []) }
    let isBegun = terms.equal(state, terms.member(id, 1))
    let isOpen = terms.and([isBegun, terms.not(isShut)])
    let isLongEnough = terms.lessOrEqual(day, passed)
    let end = ranking(where: terms.and([isOpen, isLongEnough]), "end", [o], rule, &terms)
    let wait = Ranking.Stage(
      condition: terms.and([isOpen, terms.not(isLongEnough)]), measure: terms.difference(day, passed),
      help: .time)
    let unlock = ranking(where: terms.and([isBegun, isShut]), "unlock", [], rule, &terms)
    return Ranking(stages: end.stages + [wait] + unlock.stages)
  }

  static func index(_ field: String, _ system: TransitionSystem) -> Int {
    system.fields.firstIndex { $0.name == field } ?? 0
  }
}
