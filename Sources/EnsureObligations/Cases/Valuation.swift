import EnsureModel

/// What a few keys stand for. They are gone through to find one: where there are a dozen, that takes less time than to
/// hash it.
struct Valuation<Key: Equatable & Sendable>: Sendable, ExpressibleByDictionaryLiteral {
  private var entries: [(key: Key, value: LinearSum)]

  init(dictionaryLiteral elements: (Key, LinearSum)...) {
    entries = []
    for (key, value) in elements { self[key] = value }
  }

  /// What the keys stand for, one by one; of equal keys the first one counts.
  init(_ keys: [Key], _ values: [LinearSum]) {
    entries = []
    entries.reserveCapacity(keys.count)
    for (key, value) in zip(keys, values) where self[key] == nil { entries.append((key, value)) }
  }

  /// What the key stands for; nil for nothing.
  subscript(key: Key) -> LinearSum? {
    get {
      for entry in entries where entry.key == key { return entry.value }
      return nil
    }
    set {
      let position = entries.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (let position?, let value?): entries[position].value = value
      case (let position?, nil): entries.remove(at: position)
      case (nil, let value?): entries.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// The keys whose values are known, in their order.
  var numbers: [(key: Key, number: Integer)] {
    entries.compactMap { entry in entry.value.known.map { (entry.key, $0) } }
  }
}
