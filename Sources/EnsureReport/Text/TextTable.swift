/// A table of aligned columns.
struct TextTable {
  /// One field of a table: its text, and what it is.
  struct Field {
    let text: String
    let role: TextStyle.Role?

    init(_ text: String, _ role: TextStyle.Role? = nil) {
      self.text = TerminalWidth.printable(text)
      self.role = role
    }
  }

  let header: [Field]
  let rows: [[Field]]

  /// The lines: the header, a rule, the rows; each column as wide as its widest field, two spaces between.
  func lines(_ style: TextStyle) -> [String] {
    var widths = header.map { TerminalWidth.columns($0.text) }
    for row in rows {
      for (column, field) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], TerminalWidth.columns(field.text))
      }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return [line(header, widths, style), rule] + rows.map { line($0, widths, style) }
  }

  private func line(_ row: [Field], _ widths: [Int], _ style: TextStyle) -> String {
    var result = ""
    var pending = 0
    for (field, width) in zip(row, widths) {
      result += String(repeating: " ", count: pending)
      result += field.role.map { style.paint(field.text, $0) } ?? field.text
      pending = width - TerminalWidth.columns(field.text) + 2
    }
    // Nothing is left hanging behind the last field that says something.
    while result.last == " " { result.removeLast() }
    return result
  }
}
