public import EnsureModel

/// How the instances of an entity move, as text that diagram programs draw.
public struct DiagramText: Sendable {
  private let system: TransitionSystem
  private let diagram: Diagram

  /// A diagram of one of the system's entities.
  public init(_ system: TransitionSystem, _ diagram: Diagram) {
    self.system = system
    self.diagram = diagram
  }

  /// A Mermaid state diagram (`stateDiagram-v2`); it ends with a line feed.
  public var mermaid: String {
    var lines = ["stateDiagram-v2", "  %% \(title)"]
    for (position, node) in diagram.nodes.enumerated() {
      lines.append("  state \"\(label(node))\" as s\(position)")
    }
    for (position, node) in diagram.nodes.enumerated() where node.isInitial {
      lines.append("  [*] --> s\(position)")
    }
    for edge in diagram.edges { lines.append("  s\(edge.source) --> s\(edge.target): \(label(edge))") }
    for (position, node) in diagram.nodes.enumerated() where node.isFinal {
      lines.append("  s\(position) --> [*]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A directed graph in the language of Graphviz; final nodes have a double border. It ends with a line feed.
  public var dot: String {
    var lines = [
      "// \(title)", "digraph \"\(system.entities[diagram.entity.index].name)\" {", "  rankdir=LR;",
      "  node [shape=box, style=rounded];",
    ]
    for (position, node) in diagram.nodes.enumerated() {
      let border = node.isFinal ? ", peripheries=2" : ""
      lines.append("  s\(position) [label=\"\(label(node))\"\(border)];")
    }
    for (position, node) in diagram.nodes.enumerated() where node.isInitial {
      lines += ["  start\(position) [shape=point, label=\"\"];", "  start\(position) -> s\(position);"]
    }
    for edge in diagram.edges {
      lines.append("  s\(edge.source) -> s\(edge.target) [label=\"\(label(edge))\"];")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  // MARK: Words

  /// `Order: payment / parcel`.
  private var title: String {
    let fields = diagram.fields.map { system.fields[$0.index].name }
    return "\(system.entities[diagram.entity.index].name): \(fields.joined(separator: " / "))"
  }

  /// The values, with the names of their fields where a member's name alone would not say whose it is.
  private func label(_ node: Diagram.Node) -> String {
    zip(diagram.fields, node.values).map { id, value in
      let field = system.fields[id.index]
      guard case .enumeration(let enumeration) = field.type.sort else {
        return value == 0 ? "not \(field.name)" : field.name
      }
      let members = system.enumerations[enumeration.index].members
      let member = members.indices.contains(value) ? members[value] : String(value)
      return isShared(member) ? "\(field.name) \(member)" : member
    }.joined(separator: " / ")
  }

  private func isShared(_ member: String) -> Bool {
    diagram.fields.count {
      guard case .enumeration(let enumeration) = system.fields[$0.index].type.sort else { return false }
      return system.enumerations[enumeration.index].members.contains(member)
    } > 1
  }

  /// The actions; a threat's own step says whose it is.
  private func label(_ edge: Diagram.Edge) -> String {
    edge.actions.map { id in
      let action = system.actions[id.index]
      return action.threat.map { "\(action.name) (\(system.threats[$0.index].name))" } ?? action.name
    }.joined(separator: ", ")
  }
}
