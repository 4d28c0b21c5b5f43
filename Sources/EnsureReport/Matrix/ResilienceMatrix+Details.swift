import EnsureModel

extension ResilienceMatrix {
  /// What stands behind the table: how far was looked, the story of each violation, the reasons for what is not
  /// known. Cells of which the same is to be said are told together.
  public func details(style: TextStyle = .plain) -> String {
    var blocks: [String] = []
    let bounds = bounds()
    if !bounds.isEmpty { blocks.append(bounds.map { $0 + "\n" }.joined()) }
    for property in orderedProperties {
      let own = cells.filter { $0.property == property }
      blocks += stories(own, property, style)
      blocks += reasons(own, property, style)
    }
    return blocks.joined(separator: "\n")
  }

  private var orderedProperties: [PropertyID?] {
    var seen: Set<PropertyID?> = []
    return cells.map(\.property).filter { seen.insert($0).inserted }
  }

  /// What `held` means here, for each bound once.
  private func bounds() -> [String] {
    var seen: Set<Bound> = []
    let printer = ScopePrinter(system)
    return cells.compactMap { cell in
      guard case .held(let bound) = cell.verdict, seen.insert(bound).inserted else { return nil }
      return "held(\(bound.depth)): \(printer.text(bound))"
    }
  }

  /// What a world is called in a sentence, in one name or several; nil for the honest one.
  private func names(_ threats: Set<ThreatID>) -> [String]? {
    if threats.isEmpty { return nil }
    if let world = worlds.first(where: { $0.threats == threats }) { return [world.title] }
    return threats.sorted().map { system.threats[$0.index].name }
  }

  /// "in the honest world, and under A and B"; nil names the honest world.
  private func places(_ names: [String?]) -> String {
    let threats = names.compactMap { $0 }
    let under = threats.isEmpty ? nil : "under \(Sentence.list(threats))"
    if threats.count == names.count { return under ?? "nowhere" }
    return (["in the honest world"] + (under.map { [$0] } ?? [])).joined(separator: ", and ")
  }

  /// The stories of what is violated; worlds with the same story share it.
  private func stories(_ cells: [Cell], _ property: PropertyID?, _ style: TextStyle) -> [String] {
    var groups: [(text: String, length: Int, places: [String?])] = []
    for cell in cells {
      guard case .violated(let violation) = cell.verdict else { continue }
      let remark = remarks[Place(cell.property, cell.threats)].map { " (\($0))" } ?? ""
      let place = names(cell.threats).map { $0.joined(separator: " + ") + remark }
      let text = story(violation, cell, style)
      if let known = groups.firstIndex(where: { $0.text == text }) {
        groups[known].places.append(place)
      } else {
        groups.append((text, violation.trace.length, [place]))
      }
    }
    return groups.map { text, length, places in
      let count = length == 0 ? "in the first state" : "in \(Sentence.count(length, "step"))"
      let title = "\(title(property)) is violated \(count), \(self.places(places))"
      return style.paint(title, .strong) + "\n" + text
    }
  }

  private func story(_ violation: Violation, _ cell: Cell, _ style: TextStyle) -> String {
    let world = EnsureModel.World(system, threats: cell.threats)
    guard let interpreter = try? Interpreter(world, scope: violation.trace.scope) else { return "" }
    return Story(violation, of: cell.property, interpreter).text(style: style)
  }

  /// Verdicts that are a reason and no trace, those of one text together.
  private func reasons(_ cells: [Cell], _ property: PropertyID?, _ style: TextStyle) -> [String] {
    var order: [String] = []
    var places: [String: [Set<ThreatID>]] = [:]
    for cell in cells {
      let text: String
      switch cell.verdict {
      case .vacuous(let why): text = "vacuous: \(why)"
      case .unknown(let why): text = "unknown: \(why)"
      case .proved, .held, .violated: continue
      }
      if places[text] == nil { order.append(text) }
      places[text, default: []].append(cell.threats)
    }
    return order.map { text in
      let sets = places[text] ?? []
      let isEverywhere = sets.count == cells.count && sets.count > 1
      let place =
        isEverywhere ? "in every world" : self.places(sets.map { names($0)?.joined(separator: " + ") })
      return style.paint("\(title(property)) \(place)", .strong) + "\n  \(TerminalWidth.printable(text))\n"
    }
  }
}
