/// A JSON value to be written (RFC 8259). The members of an object keep their order, so that output is the same
/// each time.
public indirect enum JSON: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number that is an integer.
  case integer(Int)
  /// Text.
  case string(String)
  /// A list.
  case array([JSON])
  /// Members in order; no name stands twice.
  case object([(String, JSON)])

  /// The text, indented by two spaces; an empty list or object, and a list of simple values, stands on one line.
  public var text: String {
    var result = ""
    write(to: &result, indent: 0)
    return result
  }

  private func write(to output: inout String, indent: Int) {
    switch self {
    case .null: output += "null"
    case .boolean(let value): output += value ? "true" : "false"
    case .integer(let value): output += String(value)
    case .string(let value): JSON.quote(value, to: &output)
    case .array(let values):
      let isFlat = values.allSatisfy(\.isSimple)
      JSON.list(values, "[", "]", isFlat: isFlat, &output, indent) { value, output in
        value.write(to: &output, indent: indent + 1)
      }
    case .object(let members):
      JSON.list(members, "{", "}", isFlat: members.isEmpty, &output, indent) { member, output in
        JSON.quote(member.0, to: &output)
        output += ": "
        member.1.write(to: &output, indent: indent + 1)
      }
    }
  }

  private var isSimple: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func list<Part>(
    _ parts: [Part], _ open: String, _ close: String, isFlat: Bool, _ output: inout String, _ indent: Int,
    _ write: (Part, inout String) -> Void
  ) {
    output += open
    for (position, part) in parts.enumerated() {
      if position > 0 { output += isFlat ? ", " : "," }
      if !isFlat { output += "\n" + String(repeating: "  ", count: indent + 1) }
      write(part, &output)
    }
    if !isFlat { output += "\n" + String(repeating: "  ", count: indent) }
    output += close
  }

  private static func quote(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      // Beyond what the standard asks for: DEL, and the two that end a line in JavaScript.
      case _ where scalar.value < 0x20 || [0x7F, 0x2028, 0x2029].contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }

  /// Equality of values; the order of members matters.
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a.elementsEqual(b) { $0.0 == $1.0 && $0.1 == $1.1 }
    default: false
    }
  }

  /// Feeds the text to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
