import Foundation

/// The rooms as `Docs/architecture.md` lists them: from above to below, with what each may import.
struct RoomTable {
  struct Row {
    let name: String
    let imports: [String]
    /// The command line: whatever stands above it.
    let importsAll: Bool
  }

  let rows: [Row]

  init(_ page: String) {
    var rows: [Row] = []
    var isTable = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("| room |") {
        isTable = true
      } else if isTable, !line.hasPrefix("|") {
        break
      } else if isTable, !line.hasPrefix("| ---") {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard cells.count >= 4, let name = Self.names(cells[1]).first else { continue }
        let imports = cells[cells.count - 2]
        rows.append(Row(name: name, imports: Self.names(imports), importsAll: imports.contains("all of them")))
      }
    }
    self.rows = rows
  }

  private static func names(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }
}
