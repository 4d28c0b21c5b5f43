/// The rules of the rooms, as a function of what the package declares, what its files import and what the page on the
/// architecture says.
struct RoomLaws {
  let targets: [ManifestTarget]
  let table: RoomTable
  /// For each room, the imports of each of its files.
  let imports: [String: [String: Set<String>]]

  /// Rooms on whose word an auditor relies, who does not trust a solver.
  static let trusted: Set<String> = [
    "EnsureSyntax", "EnsureModel", "EnsureSemantics", "EnsureHorn", "EnsureObligations", "EnsureKernel",
    "EnsureAudit", "ensure-kernel",
  ]

  /// Rooms that call a solver, and rooms that call those.
  static let solving: Set<String> = ["CZ3", "EnsureSolver", "EnsureVerify"]

  /// Rooms that compute, and touch no file, clock or process.
  static let pure: Set<String> = [
    "EnsureSyntax", "EnsureModel", "EnsureExplore", "EnsureSemantics", "EnsureHorn", "EnsureTemporal",
    "EnsureObligations", "EnsureKernel", "EnsureRank", "EnsureReport",
  ]

  /// Modules that come with Swift or the system.
  static let system: Set<String> = [
    "Dispatch", "Foundation", "FoundationEssentials", "FoundationInternationalization", "FoundationNetworking",
    "FoundationXML", "Glibc", "Musl", "Darwin", "Android", "WinSDK", "Observation", "RegexBuilder",
    "Synchronization",
  ]

  /// Everything that is not as it must be.
  var violations: [String] {
    let rooms = targets.filter { !$0.isTest }
    var found: [String] = []
    found += listing(rooms)
    for room in rooms {
      found += order(room)
      for (file, modules) in (imports[room.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
        for module in modules.sorted() { found += importing(module, file, room) }
      }
    }
    for room in rooms where Self.trusted.contains(room.name) {
      for reached in reach(of: room.name, rooms).intersection(Self.solving).sorted() {
        found.append("\(room.name) reaches \(reached): the auditor's trust rests on that arrow not existing")
      }
    }
    return found
  }

  /// Every room has a row, a row has a room, and a folder of sources belongs to a room.
  private func listing(_ rooms: [ManifestTarget]) -> [String] {
    let named = table.rows.map(\.name)
    let declared = Set(rooms.map(\.name))
    var found: [String] = []
    for name in declared.subtracting(named).sorted() {
      found.append("the page on the architecture does not name \(name)")
    }
    for name in named where !declared.contains(name) {
      found.append("there is no room \(name), which the page names")
    }
    for name in Set(imports.keys).subtracting(declared).sorted() {
      found.append("Sources/\(name) belongs to no target")
    }
    if Set(named).count != named.count { found.append("the page names a room twice") }
    return found
  }

  /// A room depends on what its row says, all of which stands above it.
  private func order(_ room: ManifestTarget) -> [String] {
    guard let position = table.rows.firstIndex(where: { $0.name == room.name }) else { return [] }
    let row = table.rows[position]
    let all = Set(table.rows.map(\.name))
    let above = Set(table.rows[..<position].map(\.name))
    let dependencies = room.dependencies.intersection(all)
    var found: [String] = []
    for name in dependencies.union(row.imports).intersection(all).subtracting(above).sorted() {
      found.append("\(room.name) imports \(name), which does not stand above it")
    }
    if !row.importsAll, dependencies != Set(row.imports) {
      found.append(
        "\(room.name) depends on \(dependencies.sorted()), and the page says \(row.imports.sorted())")
    }
    return found
  }

  /// A file imports what its target declares, and a pure room nothing that touches the world.
  private func importing(_ module: String, _ file: String, _ room: ManifestTarget) -> [String] {
    let place = "\(room.name)/\(file) imports \(module)"
    if Self.system.contains(module) {
      return Self.pure.contains(room.name) && !["Synchronization", "RegexBuilder"].contains(module)
        ? ["\(place): the room is pure"] : []
    }
    if module == room.name || room.dependencies.contains(module) { return [] }
    return ["\(place), which its target does not declare"]
  }

  /// All that a room gets to by what is declared and by what its files import.
  private func reach(of room: String, _ rooms: [ManifestTarget]) -> Set<String> {
    var reached: Set<String> = []
    var pending = [room]
    while let next = pending.popLast() {
      let declared = rooms.first { $0.name == next }?.dependencies ?? []
      let imported = (imports[next] ?? [:]).values.reduce(into: Set<String>()) { $0.formUnion($1) }
      for name in declared.union(imported) where reached.insert(name).inserted { pending.append(name) }
    }
    return reached
  }
}
