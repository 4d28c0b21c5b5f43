import EnsureModel

extension ViolatedTrace {
  /// The trace as a Mermaid sequence diagram: who does what to the system, what that changes in which instance, where
  /// time passes, and what fails. Steps that need a threat stand on a red ground. It ends with a line feed.
  public var mermaid: String { SequenceDiagram(trace: self).text }
}

/// Draws one trace.
private struct SequenceDiagram {
  let trace: ViolatedTrace

  private struct Participant {
    let id: String
    let name: String
    let isActor: Bool
  }

  /// The system, which all steps are taken in.
  private static let system = "s"

  var text: String {
    var participants: [Participant] = []
    var lines: [String] = []
    /// The identifier of somebody or something, who is introduced when first seen.
    func id(_ name: String, isActor: Bool) -> String {
      if let known = participants.first(where: { $0.name == name && $0.isActor == isActor }) { return known.id }
      let id = (isActor ? "p" : "e") + String(participants.count + 1)
      participants.append(Participant(id: id, name: name, isActor: isActor))
      return id
    }
    for line in trace.story.opening { lines.append("Note over \(Self.system): at first \(Self.escaped(line))") }
    for (position, step) in trace.trace.steps.enumerated() {
      if trace.trace.loop == position { lines.append("loop again and again, for ever") }
      let told = trace.story.steps[position]
      if told.isAttack { lines.append("rect rgb(255, 225, 225)") }
      let (who, what) = Self.halves(told.title)
      if let who {
        lines.append("\(id(who, isActor: true))->>\(Self.system): \(Self.escaped(what))")
      } else {
        lines.append("Note over \(Self.system): \(Self.escaped(what))")
      }
      for power in told.powers { lines.append("Note over \(Self.system): \(Self.escaped(power))") }
      for (owner, change) in changes(step, position) {
        if let owner {
          lines.append("\(Self.system)-->>\(id(owner, isActor: false)): \(Self.escaped(change))")
        } else {
          lines.append("Note over \(Self.system): \(Self.escaped(change))")
        }
      }
      if told.isAttack { lines.append("end") }
    }
    if let loop = trace.trace.loop, loop < trace.trace.steps.count { lines.append("end") }
    if trace.trace.loop == trace.trace.steps.count {
      lines.append("Note over \(Self.system): then nothing more, for ever")
    }
    for line in trace.story.ending { lines.append("Note over \(Self.system): \(Self.escaped(line))") }
    let head =
      ["title \(Self.escaped("\(trace.system.name): \(trace.title)"))"]
      + participants.filter(\.isActor).map { "actor \($0.id) as \(Self.escaped($0.name))" }
      + ["participant \(Self.system) as \(Self.escaped(trace.system.name))"]
      + participants.filter { !$0.isActor }.map { "participant \($0.id) as \(Self.escaped($0.name))" }
    return "sequenceDiagram\n" + (head + lines).map { "  \($0)\n" }.joined()
  }

  /// Who and what of a step's title; nobody for time and idling.
  private static func halves(_ title: String) -> (who: String?, what: String) {
    guard let colon = title.range(of: ": ") else { return (nil, title) }
    return (String(title[..<colon.lowerBound]), String(title[colon.upperBound...]))
  }

  /// The changes of a step: of which instance, and what.
  private func changes(_ step: TraceStep, _ position: Int) -> [(owner: String?, text: String)] {
    if case .delay = step.event { return [] }
    let (old, new) = (trace.teller.before(position), step.state)
    let layout = trace.interpreter.layout
    return layout.places.indices.compactMap { slot in
      let place = layout.places[slot]
      guard let text = trace.teller.places.change(at: slot, from: old, to: new) else { return nil }
      guard case .field(let id, let number) = place, trace.system.fields[id.index].kind == .declared else {
        return (nil, text)
      }
      let owner = trace.teller.values.instance(number, of: trace.system.fields[id.index].entity)
      // The instance is the addressee: its name need not be said again.
      return (owner, text.hasPrefix("\(owner).") ? String(text.dropFirst(owner.count + 1)) : text)
    }
  }

  /// Text for a message or a name. Mermaid ends a statement at `;` and a line feed, takes `#` for the beginning of a
  /// character's number, `%%` for a comment, and hands the rest to HTML.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in TerminalWidth.printable(Paragraph.oneLine(text)).unicodeScalars {
      switch scalar {
      case "#", ";", "<", ">", "&", "\"", "%", "`": result += "#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension String {
  /// Where `part` stands first.
  fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
