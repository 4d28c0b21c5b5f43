/// The tables of a document while it is being read, and TOML's rules on what may be said twice.
struct TOMLTree {
  /// How a table has come about, which decides who may add to it.
  enum Origin {
    /// By a header of its own: no second one may come.
    case header
    /// On the way to another header: a header of its own may come.
    case path
    /// By a dotted key: only dotted keys of the same table may add to it.
    case dotted
  }

  /// What a name stands for.
  enum Slot {
    case value(TOMLValue)
    case table(Int)
    /// `[[name]]`: the position of the list of tables, the last of which is open.
    case tables(Int)
  }

  struct Table {
    var origin: Origin
    var range: Range<Int>
    var names: [(name: String, range: Range<Int>, slot: Slot)] = []
    var positions: [String: Int] = [:]
  }

  private var lists: [[Int]] = []
  private(set) var tables = [Table(origin: .header, range: 0..<0)]

  /// A part of a key and where it stands.
  typealias Part = (name: String, range: Range<Int>)

  private func slot(_ table: Int, _ name: String) -> Slot? {
    tables[table].positions[name].map { tables[table].names[$0].slot }
  }

  private mutating func set(_ table: Int, _ part: Part, _ slot: Slot) {
    if let known = tables[table].positions[part.name] {
      tables[table].names[known].slot = slot
    } else {
      tables[table].positions[part.name] = tables[table].names.count
      tables[table].names.append((part.name, part.range, slot))
    }
  }

  private mutating func make(_ origin: Origin, _ range: Range<Int>) -> Int {
    tables.append(Table(origin: origin, range: range))
    return tables.count - 1
  }

  private func twice(_ part: Part) -> TOMLProblem {
    TOMLProblem("`\(part.name)` is defined twice", part.range)
  }

  /// The table behind all parts but the last of a header.
  private mutating func walk(_ path: ArraySlice<Part>) throws(TOMLProblem) -> Int {
    var at = 0
    for part in path {
      switch slot(at, part.name) {
      case .table(let next)?:
        at = next
      case .tables(let list)?:
        guard let last = lists[list].last else { throw twice(part) }
        at = last
      case .value?: throw TOMLProblem("`\(part.name)` has a value and is no table", part.range)
      case nil:
        let next = make(.path, part.range)
        set(at, part, .table(next))
        at = next
      }
    }
    return at
  }

  /// `[a.b]`: the table whose members follow.
  mutating func open(_ path: [Part], _ range: Range<Int>) throws(TOMLProblem) -> Int {
    guard let last = path.last else { return 0 }
    let parent = try walk(path.dropLast())
    switch slot(parent, last.name) {
    case .table(let known)?:
      guard tables[known].origin == .path else { throw twice(last) }
      tables[known].origin = .header
      tables[known].range = range
      return known
    case .tables?, .value?: throw twice(last)
    case nil:
      let table = make(.header, range)
      set(parent, last, .table(table))
      return table
    }
  }

  /// `[[a.b]]`: a new table at the end of the list.
  mutating func append(_ path: [Part], _ range: Range<Int>) throws(TOMLProblem) -> Int {
    guard let last = path.last else { return 0 }
    let parent = try walk(path.dropLast())
    let table = make(.header, range)
    switch slot(parent, last.name) {
    case .tables(let list)?: lists[list].append(table)
    case .table?, .value?: throw twice(last)
    case nil:
      lists.append([table])
      set(parent, last, .tables(lists.count - 1))
    }
    return table
  }

  /// `a.b = value` in the table.
  mutating func define(_ path: [Part], in table: Int, _ value: TOMLValue) throws(TOMLProblem) {
    guard let last = path.last else { return }
    var at = table
    for part in path.dropLast() {
      switch slot(at, part.name) {
      case .table(let next)? where tables[next].origin != .header:
        // From here on it is a dotted table: no header may open it any more.
        tables[next].origin = .dotted
        at = next
      case .table?:
        throw TOMLProblem("`\(part.name)` has a header, so a dotted key cannot add to it", part.range)
      case .tables?, .value?: throw twice(part)
      case nil:
        let next = make(.dotted, part.range)
        set(at, part, .table(next))
        at = next
      }
    }
    if slot(at, last.name) != nil { throw twice(last) }
    set(at, last, .value(value))
  }

  /// The members of a table, with all that is in them.
  func members(of table: Int = 0) -> [TOMLMember] {
    tables[table].names.map { name, range, slot in
      TOMLMember(name: name, nameRange: range, value: value(slot, range))
    }
  }

  private func value(_ slot: Slot, _ range: Range<Int>) -> TOMLValue {
    switch slot {
    case .value(let value): value
    case .table(let table): TOMLValue(.table(members(of: table)), tables[table].range)
    case .tables(let list):
      TOMLValue(
        .array(lists[list].map { TOMLValue(.table(members(of: $0)), tables[$0].range) }), range)
    }
  }
}
