/// The text that a string literal stands for.
enum StringLiteral {
  /// Takes the quotes off and resolves the escapes, which the lexer has checked.
  static func value(of literal: String) -> String {
    var result = ""
    var rest = literal.dropFirst().dropLast()[...]
    while let character = rest.popFirst() {
      guard character == "\\", let escape = rest.popFirst() else {
        result.append(character)
        continue
      }
      switch escape {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "u":
        let digits = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(digits.count + 2)
        if let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) {
          result.unicodeScalars.append(scalar)
        }
      default: result.append(escape)
      }
    }
    return result
  }
}
