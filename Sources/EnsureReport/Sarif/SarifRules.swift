import EnsureSyntax

/// The rules of a run: one for each kind of finding and one for each diagnostic code, as far as the run has them.
struct SarifRules {
  private var positions: [String: Int] = [:]
  private(set) var rules: [JSON] = []

  /// `ruleId` and `ruleIndex` of a result.
  mutating func reference(_ kind: Finding.Kind) -> [(String, JSON)] {
    reference(kind.rawValue) {
      let page = FindingPage(kind)
      return Self.rule(
        kind.rawValue, name: Self.pascal(kind.rawValue), title: page.title, full: page.meaning, help: page.help,
        level: SarifResults.level(kind))
    }
  }

  /// The same for a diagnostic; its help is the explanation page.
  mutating func reference(_ code: DiagnosticCode) -> [(String, JSON)] {
    reference(code.rawValue) {
      let page = DiagnosticPage(code)
      return Self.rule(
        code.rawValue, name: Self.pascal("\(code)"), title: page.title, full: page.happened, help: page.text(),
        level: SarifResults.level(code.severity))
    }
  }

  private mutating func reference(_ id: String, _ rule: () -> JSON) -> [(String, JSON)] {
    let position: Int
    if let known = positions[id] {
      position = known
    } else {
      position = rules.count
      positions[id] = position
      rules.append(rule())
    }
    return [("ruleId", .string(id)), ("ruleIndex", .integer(position))]
  }

  private static func rule(
    _ id: String, name: String, title: String, full: String, help: String, level: String
  ) -> JSON {
    func message(_ text: String) -> JSON { .object([("text", .string(text))]) }
    return .object([
      ("id", .string(id)), ("name", .string(name)), ("shortDescription", message(title)),
      ("fullDescription", message(Paragraph.oneLine(full))), ("help", message(help)),
      ("defaultConfiguration", .object([("level", .string(level))])),
    ])
  }

  /// `property-violated` gives `PropertyViolated`.
  private static func pascal(_ id: String) -> String {
    id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
