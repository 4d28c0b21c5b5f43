/// How many columns text takes on a terminal, and how it is made safe to print.
enum TerminalWidth {
  /// How many columns a tab is shown with.
  static let tab = 4

  /// The columns of one scalar: 0 for combining ones, 2 for wide ones (East Asian, emoji), else 1. A tab counts
  /// as it is shown, and whatever cannot be printed counts as its replacement.
  static func columns(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return scalar == "\t" ? tab : 1 }
    if !isPrintable(scalar) { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    // Zero-width joiner, and the selectors of a glyph's variant.
    if scalar == "\u{200D}" || (0xFE00...0xFE0F).contains(scalar.value) { return 0 }
    return isWide(scalar) ? 2 : 1
  }

  /// The columns of a text.
  static func columns(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The text with tabs as spaces and everything else that would move the cursor, colour the terminal or reorder
  /// the line replaced: what a spec holds must not speak to the terminal.
  static func printable(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        result.append(contentsOf: String(repeating: " ", count: tab).unicodeScalars)
      } else {
        result.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return String(result)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    // The joiner of emoji is needed; the other format characters hide or reorder text.
    case .format: scalar == "\u{200D}"
    default: true
    }
  }

  /// Whether the scalar is of East Asian width W or F (Unicode Standard Annex 11), by its large blocks.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: scalar.properties.isEmojiPresentation
    }
  }
}
