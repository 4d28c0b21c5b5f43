import EnsureModel

/// What instances are called: the entity's name with a small letter and a number from 1 (`order1`); principals of
/// a role with fixed ranks by their rank (`clerk1`, `manager1`).
struct InstanceNames: Sendable {
  private let system: TransitionSystem
  private let layout: Layout?
  /// For each entity the word in front of the number.
  private let words: [String]
  /// For each entity whose principals are named by rank: the word of each rank.
  private let rankWords: [EntityID: [String]]

  /// Names for the instances of `system`. Ranks and keys are known only with a layout.
  init(_ system: TransitionSystem, _ layout: Layout?) {
    self.system = system
    self.layout = layout
    var uses: [String: Int] = [:]
    let plain = system.entities.map { Sentence.lowerCamel($0.name == "(person)" ? "person" : $0.name) }
    for word in plain { uses[word, default: 0] += 1 }
    let ranked = system.entities.indices.filter { position in
      system.entities[position].rankField.map { !system.fields[$0.index].isMutable } ?? false
    }
    var ranks: [(entity: EntityID, members: [String])] = []
    for position in ranked {
      guard let enumeration = system.entities[position].ranks else { continue }
      let members = system.enumerations[enumeration.index].members
      ranks.append((EntityID(position), members))
      for member in members { uses[member, default: 0] += 1 }
    }
    // Where two would be called the same, the entity's own name is the clearer one.
    words = plain.enumerated().map { offset, word in
      Self.closed(uses[word] == 1 ? word : system.entities[offset].name)
    }
    var rankWords: [EntityID: [String]] = [:]
    for (entity, members) in ranks {
      rankWords[entity] = members.map { member in
        if uses[member] == 1 { return Self.closed(member) }
        return Self.closed(plain[entity.index] + member.prefix(1).uppercased() + member.dropFirst())
      }
    }
    self.rankWords = rankWords
  }

  /// A word behind which a number can stand without being read as part of it.
  private static func closed(_ word: String) -> String {
    word.last.map { $0.isNumber } ?? false ? word + "_" : word
  }

  /// The name of an instance that has no keys.
  func name(_ number: Int, of entity: EntityID) -> String {
    if let layout, let words = rankWords[entity], let rank = layout.rank(of: number, in: entity),
      words.indices.contains(rank)
    {
      let each = max(1, layout.instances(of: entity) / words.count)
      return words[rank] + String(number - rank * each + 1)
    }
    return words[entity.index] + String(number + 1)
  }
}
