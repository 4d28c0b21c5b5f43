import EnsureModel

/// The smallest combinations of threats that break each property, as a table.
struct MinimalThreatsText {
  let system: TransitionSystem
  let report: VerificationReport
  let style: TextStyle

  /// The text; empty if nobody has asked.
  var text: String {
    if report.minimalThreats.isEmpty { return "" }
    let header = ["property", "smallest combinations of threats that break it", "all others"].map {
      TextTable.Field($0, .strong)
    }
    let rows = report.minimalThreats.map { found in
      [
        TextTable.Field(system.properties[found.property.index].name), breaking(found), others(found),
      ]
    }
    return TextTable(header: header, rows: rows).lines(style).map { "\($0)\n" }.joined()
  }

  private func breaking(_ found: MinimalThreats) -> TextTable.Field {
    if found.breaking.isEmpty { return TextTable.Field("none", .good) }
    let parts = found.breaking.map { breaking in
      "\(system.title(of: breaking.threats)), \(Sentence.count(breaking.violation.trace.length, "step"))"
    }
    return TextTable.Field(parts.joined(separator: "; "), .bad)
  }

  private func others(_ found: MinimalThreats) -> TextTable.Field {
    var words: [String] = []
    switch found.others {
    case .none: return TextTable.Field("")
    case .unknown: if found.undecided.isEmpty { words.append("unknown") }
    case .undecided: break
    case .safe(let depth, let size):
      var known = depth.map { "held to \(Sentence.count($0, "step"))" } ?? "proved"
      if let size {
        known +=
          size == 0
          ? " in the honest world; the rest is unknown" : ", of up to \(Sentence.count(size, "threat"))"
      }
      words.append(known)
    }
    for (word, isVacuous) in [("vacuous", true), ("unknown", false)] {
      let own = found.undecided.filter { $0.isVacuous == isVacuous }
      guard let first = own.first else { continue }
      let more = own.count > 1 ? ", and \(own.count - 1) more" : ""
      words.append("\(word): \(system.title(of: first.threats))\(more)")
    }
    if found.others == .unknown, !found.undecided.isEmpty { words.append("the rest is unknown") }
    return TextTable.Field(words.joined(separator: "; "))
  }
}
