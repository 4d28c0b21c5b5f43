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
}
