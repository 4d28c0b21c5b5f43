import EnsureModel
import EnsureSemantics

/// From the naive evaluator's states to the interpreter's. Everything that the lowering hides is spelled out here:
/// the membership of sets, what `new` has made, persons, ranks, and instants as ages.
struct StateMapping {
  let scope: NaiveScope
  let interpreter: Interpreter
  private let readers: [(NaiveState) -> Integer]

  init(_ scope: NaiveScope, _ interpreter: Interpreter) {
    self.scope = scope
    self.interpreter = interpreter
    let layout = interpreter.layout
    readers = layout.places.map { Self.reader(of: $0, scope, layout) }
  }

  /// The state, with all ages as they are.
  func state(_ naive: NaiveState) -> State { State(values: readers.map { $0(naive) }) }

  /// What can be told of a state: of instants behind the horizon only their order. The interpreter shortens the
  /// gaps between those as it goes, so that their ages depend on the way that led to the state.
  func known(_ state: State) -> State {
    guard let horizon = interpreter.horizon else { return state }
    let slots = interpreter.layout.instantSlots
    let old = Set(slots.map { state.values[$0] }.filter { $0 + horizon.ticks < 0 }).sorted(by: >)
    var result = state
    for slot in slots {
      guard let rank = old.firstIndex(of: state.values[slot]) else { continue }
      result.values[slot] = 0 - horizon.ticks - Integer(rank + 1)
    }
    return result
  }

  private static func reader(of place: Layout.Place, _ scope: NaiveScope, _ layout: Layout) -> (NaiveState)
    -> Integer
  {
    let system = layout.system
    switch place {
    case .start: return { 0 - $0.now }
    case .global(let id):
      let global = system.globals[id.index]
      if let money = currencyOwner(global.name), global.type.sort == currencySort(system) {
        return { naive in currency(naive.globals[money], scope) }
      }
      guard let declared = scope.system.globals.first(where: { $0.name == global.name }) else {
        fatalError("a global is declared")
      }
      return { naive in encoded(naive.globals[declared.name], declared.type.type, naive, scope, layout) }
    case .field(let id, let number):
      let field = system.fields[id.index]
      if field.kind == .membership { return membership(field, number, scope, layout) }
      let instance = self.instance(number, of: field.entity, scope, layout)
      switch field.kind {
      case .created: return { $0.made.contains(instance) ? 1 : 0 }
      case .held, .late:
        let reading = NaiveState.Place(instance: instance, field: "\(field.name.prefix { $0 != "." }).reading")
        if field.kind == .held { return { $0.held.contains(reading) ? 1 : 0 } }
        return { ($0.late[reading] ?? 0) - $0.now }
      case .place:
        // One field for each entity that the place can be of.
        let parts = field.name.split(separator: ".").map(String.init)
        let place = NaiveState.Place(instance: instance, field: parts[0])
        return { naive in
          guard case .instance(let target)? = naive.fields[place], target.entity == parts[1] else { return -1 }
          return Integer(Self.number(of: target, scope, layout))
        }
      case .delivery: return delivery(id, instance, scope, layout)
      case .known: return { $0.known.contains(instance) ? 1 : 0 }
      case .guesses: return guesses(id, instance, scope, layout)
      case .person: return { Integer($0.persons[instance] ?? 0) }
      case .currency:
        let place = NaiveState.Place(instance: instance, field: currencyOwner(field.name) ?? field.name)
        return { naive in currency(naive.fields[place], scope) }
      default:
        let known = scope.entity(of: instance).fields.map { scope.system.fields[$0] }
        guard let declared = known.first(where: { $0.name == field.name }) else {
          fatalError("a field is declared")
        }
        let place = NaiveState.Place(instance: instance, field: field.name)
        return { naive in encoded(naive.fields[place], declared.type.type, naive, scope, layout) }
      }
    }
  }

  /// How far a message has come at an end of a channel. The model has a channel for each end.
  private static func delivery(
    _ field: FieldID, _ message: NaiveInstance, _ scope: NaiveScope, _ layout: Layout
  ) -> (NaiveState) -> Integer {
    var ends: [(channel: Int, end: String)] = []
    for channel in scope.system.channels.indices {
      let names = scope.system.receivers(of: channel).map { scope.system.actions[$0].name }
      let own = scope.system.channels[channel].isBroadcast && !names.isEmpty ? names : [""]
      ends += own.map { (channel, $0) }
    }
    guard let position = layout.system.channels.firstIndex(where: { $0.delivery == field }) else {
      fatalError("a message travels on some channel")
    }
    let (channel, end) = ends[position]
    return { state in
      guard let letter = state.letters[message], letter.channel == channel else { return 0 }
      if letter.waiting.contains(end) { return 1 }
      return letter.received.contains(end) ? 2 : 3
    }
  }

  /// How often has been guessed there. The model has a counter for each power.
  private static func guesses(
    _ field: FieldID, _ instance: NaiveInstance, _ scope: NaiveScope, _ layout: Layout
  ) -> (NaiveState) -> Integer {
    let counters = layout.system.fields.indices.filter { layout.system.fields[$0].kind == .guesses }
    var powers: [(threat: Int, power: Int)] = []
    for (threat, known) in scope.system.threats.enumerated() {
      for (position, power) in known.powers.enumerated() {
        if case .guess = power { powers.append((threat, position)) }
      }
    }
    guard let position = counters.firstIndex(of: field.index) else { fatalError("a counter is a counter") }
    let place = NaiveGuess(threat: powers[position].threat, power: powers[position].power, instance: instance)
    return { Integer($0.guesses[place] ?? 0) }
  }

  /// The name of what a currency is that of: `total` for `total.currency`.
  private static func currencyOwner(_ name: String) -> String? {
    name.hasSuffix(".currency") ? String(name.dropLast(".currency".count)) : nil
  }

  private static func currencySort(_ system: TransitionSystem) -> Sort? {
    system.currencyEnumeration.map { .enumeration($0) }
  }

  private static func currency(_ value: NaiveValue?, _ scope: NaiveScope) -> Integer {
    guard case .money(_, let code)? = value else { fatalError("every place has a value") }
    return Integer(scope.system.currencies.firstIndex { $0.code == code } ?? 0)
  }

  /// A set is a hidden entity, named for the field or global, with one instance for each owner and member.
  private static func membership(_ field: Field, _ number: Int, _ scope: NaiveScope, _ layout: Layout) -> (
    NaiveState
  ) -> Integer {
    let hidden = layout.system.entities[field.entity.index]
    let keys = layout.keys(of: number, in: field.entity)
    let instances = zip(keys, hidden.keys).map { key, declared in
      guard case .reference(let entity) = declared.type.sort else { fatalError("sets are of instances") }
      return instance(key, of: entity, scope, layout)
    }
    guard instances.count == 2 else {
      return { $0.globalSets[hidden.name]?.contains(instances[0]) == true ? 1 : 0 }
    }
    let name = String(hidden.name.split(separator: ".")[1])
    let place = NaiveState.Place(instance: instances[0], field: name)
    return { $0.sets[place]?.contains(instances[1]) == true ? 1 : 0 }
  }

  // MARK: Values

  /// The instance with that number.
  static func instance(_ number: Int, of entity: EntityID, _ scope: NaiveScope, _ layout: Layout)
    -> NaiveInstance
  {
    let known = scope.system.entities[entity.index]
    if known.keys.isEmpty { return NaiveInstance(entity: known.name, identity: .number(number)) }
    let keys = zip(layout.keys(of: number, in: entity), known.keys).map { key, declared in
      value(Integer(key), declared.type.type, scope, layout)
    }
    return NaiveInstance(entity: known.name, identity: .keys(keys))
  }

  private static func value(_ word: Integer, _ type: SpecType, _ scope: NaiveScope, _ layout: Layout)
    -> NaiveValue
  {
    switch type {
    case .boolean: return .truth(word != 0)
    case .enumeration(let enumeration):
      return .member(scope.system.enumerations[enumeration.index].members[word.asInt ?? 0])
    case .reference(let entity, _):
      guard let number = word.asInt, number >= 0 else { return .nothing }
      return .instance(instance(number, of: entity, scope, layout))
    default: return .number(word)
    }
  }

  /// A value of that type as the interpreter writes it: one number, or two for money with its currency.
  func encoded(_ value: NaiveValue, _ type: SpecType, in naive: NaiveState) -> [Integer] {
    let first = Self.encoded(value, type, naive, scope, interpreter.layout)
    if case .money = value { return [first, Self.currency(value, scope)] }
    return [first]
  }

  private static func encoded(
    _ value: NaiveValue?, _ type: SpecType, _ naive: NaiveState, _ scope: NaiveScope, _ layout: Layout
  ) -> Integer {
    switch value {
    case .truth(let value)?: return value ? 1 : 0
    case .number(let value)?, .money(let value, _)?: return value
    case .instant(let value)?: return value - naive.now
    case .nothing?: return -1
    case .member(let name)?:
      guard case .enumeration(let enumeration) = type,
        let position = scope.system.enumerations[enumeration.index].members.firstIndex(of: name)
      else { fatalError("a member is of its enumeration") }
      return Integer(position)
    case .instance(let instance)?: return Integer(number(of: instance, scope, layout))
    case nil: fatalError("every place has a value")
    }
  }

  /// The number of an instance: its own, or the one that its keys spell.
  static func number(of instance: NaiveInstance, _ scope: NaiveScope, _ layout: Layout) -> Int {
    switch instance.identity {
    case .number(let number): return number
    case .keys(let keys):
      let position = scope.system.entities.firstIndex { $0.name == instance.entity } ?? 0
      let state = NaiveState()
      let words = zip(keys, scope.system.entities[position].keys).map { key, declared in
        encoded(key, declared.type.type, state, scope, layout).asInt ?? 0
      }
      guard let number = layout.instance(of: EntityID(position), keys: words) else {
        fatalError("an instance has its keys")
      }
      return number
    }
  }
}
