import EnsureModel
import EnsureSyntax

/// Conditions of steps in the words of the spec: each clause once, whole or as far as it counts.
struct ConditionText {
  /// A clause, or the part of it that counts.
  struct Clause {
    let action: ActionID
    let kind: StepCondition.Kind
    /// What the spec says, with the word that it begins with.
    let text: String
    let origin: Origin
  }

  private let system: TransitionSystem
  private let files: [ReportedFile]
  private let terms: TermPrinter

  init(_ system: TransitionSystem, _ files: [ReportedFile]) {
    self.system = system
    self.files = files
    terms = TermPrinter(system, system.bank)
  }

  /// What the conditions say, in their order; the parts of a clause together.
  func clauses(_ conditions: [StepCondition]) -> [Clause] {
    struct Key: Hashable {
      let action: ActionID
      let kind: StepCondition.Kind
    }
    var order: [Key] = []
    var parts: [Key: [Int]] = [:]
    for condition in conditions {
      var (kind, part) = (condition.kind, condition.part)
      // What `distinct` says is a condition for each pair.
      if case .distinct(let pair) = kind { (kind, part) = (.distinct(0), pair) }
      let key = Key(action: condition.action, kind: kind)
      if parts[key] == nil { order.append(key) }
      parts[key, default: []].append(part)
    }
    return order.flatMap { clauses($0.action, $0.kind, (parts[$0] ?? []).sorted()) }
  }

  private func clauses(_ id: ActionID, _ kind: StepCondition.Kind, _ parts: [Int]) -> [Clause] {
    let action = system.actions[id.index]
    func clause(_ text: String, _ origin: Origin) -> Clause {
      Clause(action: id, kind: kind, text: TerminalWidth.printable(text), origin: origin)
    }
    func written(_ word: String, _ clause: EnsureModel.Clause) -> Clause {
      Clause(
        action: id, kind: kind, text: TerminalWidth.printable("\(word) \(text(clause, parts))"),
        origin: clause.origin)
    }
    func rule(_ position: Int) -> Clause {
      let rule = action.rules[position]
      let what = source(rule.origin) ?? (rule.effect == .permit ? "permit" : "forbid")
      return clause("policy \(rule.policy): \(what)", rule.origin)
    }
    switch kind {
    case .by: return [clause("by \(action.principal.map { name($0.role) } ?? "nobody")", action.origin)]
    case .distinct:
      let pairs = parts.map { terms.text(action.distinct[$0].term) }.joined(separator: ", ")
      return [clause("distinct, \(pairs)", action.distinct[parts[0]].origin)]
    case .requires(let position):
      if isReceipt(id, position) { return [clause("the message is on its way", action.origin)] }
      return [written("requires", action.requires[position])]
    case .honest(let position): return [written("honest", action.honest[position])]
    case .policy: return action.rules.indices.filter { action.rules[$0].effect == .permit }.map(rule)
    case .forbid(let position): return [rule(position)]
    case .unique(let position):
      let commit = action.commits[position]
      return [clause(source(commit.origin) ?? "unique", commit.origin)]
    case .holding(let position), .knowledge(let position):
      let secret = action.secrets[position]
      let name = system.bank.variables[secret.variable.index].name
      let who = if case .holding = kind { "the principal holds" } else { "the attacker knows" }
      return [clause("\(who) \(name)", secret.origin)]
    case .when(let threat, let power):
      guard case .attacker(let known) = system.threats[threat.index].powers[power], let when = known.when else {
        return []
      }
      return [written("\(system.threats[threat.index].name): when", when)]
    case .impersonation(let threat, let power):
      guard case .attacker(let known) = system.threats[threat.index].powers[power] else { return [] }
      let who = known.impersonates.map { name($0) } ?? "anybody"
      return [clause("\(system.threats[threat.index].name): as \(who)", known.origin)]
    }
  }

  /// Whether the clause says no more than that the action receives a message.
  func isReceipt(_ action: ActionID, _ position: Int) -> Bool {
    position == 0 && system.channels.contains { $0.receivers.contains(action) }
  }

  private func name(_ role: RoleReference) -> String {
    let entity = system.entities[role.role.index]
    guard let rank = role.rank, let ranks = entity.ranks else { return entity.name }
    return "\(entity.name).\(system.enumerations[ranks.index].members[rank])"
  }

  // MARK: Texts

  /// The clause as it was written; if only some of the parts count, these.
  private func text(_ clause: EnsureModel.Clause, _ parts: [Int]) -> String {
    let all = system.bank.conjuncts(clause.term)
    if parts.count >= all.count { return source(clause.origin) ?? terms.text(clause.term) }
    if parts.count == 1 { return terms.text(all[parts[0]]) }
    return parts.map { terms.text(all[$0], at: .conjunction.tighter) }.joined(separator: " and ")
  }

  /// What stands there, on one line, without comments; nil if nobody knows.
  private func source(_ origin: Origin) -> String? {
    guard files.indices.contains(origin.file), origin.start < origin.end,
      origin.end <= files[origin.file].bytes.count
    else { return nil }
    let text = String(decoding: files[origin.file].bytes[origin.start..<origin.end], as: UTF8.self)
    return Paragraph.oneLine(
      text.split(separator: "\n").map { line in
        line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
      }.joined(separator: " "))
  }

  /// `line 12`; with the file in front where it is none of the spec's own.
  func place(_ origin: Origin) -> String {
    guard files.indices.contains(origin.file) else { return "?" }
    let file = files[origin.file]
    let line = file.lines.position(origin.start).line
    return origin.file == 0 ? "line \(line)" : "\(TerminalWidth.printable(file.path)):\(line)"
  }
}
