import EnsureModel

/// A model in words, without the places in the text that it comes from and the tables that only find things again.
enum ModelDescription {
  static func of(_ system: TransitionSystem) -> [String] { lines(system, depth: 0) }

  private static let left: Set<String> = ["start", "end", "integerPositions", "table", "hashes"]

  private static func lines(_ value: Any, depth: Int) -> [String] {
    let mirror = Mirror(reflecting: value)
    let indentation = String(repeating: " ", count: depth)
    if mirror.children.isEmpty { return ["\(indentation)\(value)"] }
    var parts = mirror.children.filter { !left.contains($0.label ?? "") }.map { child in
      ["\(indentation)\(child.label ?? "-")"] + lines(child.value, depth: depth + 1)
    }
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary {
      parts.sort { $0.joined() < $1.joined() }
    }
    return parts.flatMap { $0 }
  }
}
