import EnsureTemporal
import Foundation

/// The tables of formulas that lie beside the repository.
enum SharedTables {
  private static let folder: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("../shared/data/ltl").standardized
  }()

  static let automata = rows("automata-reference.csv")
  static let monitors = rows("ltl3-reference.csv")

  /// Whether the tables are there.
  static var areThere: Bool { !automata.isEmpty && !monitors.isEmpty }

  private static func rows(_ name: String) -> [ReferenceRow] {
    // The scratch package of a developer links to this folder from somewhere else.
    for path in [folder.appendingPathComponent(name).path, "/work/shared/data/ltl/\(name)"] {
      if let data = FileManager.default.contents(atPath: path) {
        return ReferenceTable.rows(String(decoding: data, as: UTF8.self)) ?? []
      }
    }
    return []
  }
}
