import EnsureModel

/// A value as the author of a spec thinks of it: members by their names, instants on a clock that starts at 0.
enum NaiveValue: Hashable, Sendable {
  case truth(Bool)
  case number(Integer)
  /// Minor units, and the code of their currency.
  case money(Integer, String)
  case member(String)
  case instant(Integer)
  case instance(NaiveInstance)
  /// `none` of a reference.
  case nothing
}

/// An identity: of a keyed entity the keys, of any other a number.
struct NaiveInstance: Hashable, Sendable {
  enum Identity: Hashable, Sendable {
    case number(Int)
    case keys([NaiveValue])
  }

  let entity: String
  let identity: Identity
}

/// A state in dictionaries. It knows nothing of hidden entities and fields: a set is a set, what `new` has made is
/// a set, a person is a number for each principal.
struct NaiveState: Hashable, Sendable {
  struct Place: Hashable, Sendable {
    let instance: NaiveInstance
    let field: String
  }

  var fields: [Place: NaiveValue] = [:]
  var sets: [Place: Set<NaiveInstance>] = [:]
  var globals: [String: NaiveValue] = [:]
  var globalSets: [String: Set<NaiveInstance>] = [:]
  var made: Set<NaiveInstance> = []
  var persons: [NaiveInstance: Int] = [:]
  var now: Integer = 0
  /// The sensors, by their readings, that an attacker holds.
  var held: Set<Place> = []
  /// Since when the sampled sensors, by their readings, have been behind, if they are.
  var late: [Place: Integer] = [:]
  /// The messages that have been sent.
  var letters: [NaiveInstance: NaiveLetter] = [:]
  /// The secrets that the attacker knows.
  var known: Set<NaiveInstance> = []
  /// How often he has guessed.
  var guesses: [NaiveGuess: Int] = [:]
}

/// A message that has been sent. Each of its ends (the receiving actions of a channel that is broadcast, else one end
/// without a name) waits for it, has received it, or never will.
struct NaiveLetter: Hashable, Sendable {
  /// The position of the channel.
  let channel: Int
  var waiting: Set<String>
  var received: Set<String> = []
  var lost: Set<String> = []
}

/// Where guesses are counted: for a power of a threat, at an instance.
struct NaiveGuess: Hashable, Sendable {
  let threat: Int
  let power: Int
  let instance: NaiveInstance
}
