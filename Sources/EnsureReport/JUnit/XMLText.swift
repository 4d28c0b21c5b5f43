/// An XML element to be written (XML 1.0, fifth edition).
struct XMLElement {
  let name: String
  let attributes: [(name: String, value: String)]
  var children: [XMLElement] = []
  /// Text inside; an element has text or children.
  var text = ""

  init(
    _ name: String, _ attributes: [(name: String, value: String)] = [], children: [XMLElement] = [],
    text: String = ""
  ) {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.text = text
  }

  /// The element, indented, and a line feed.
  func write(to output: inout String, indent: Int = 0) {
    let margin = String(repeating: "  ", count: indent)
    output += "\(margin)<\(name)"
    for (name, value) in attributes { output += " \(name)=\"\(Self.escaped(value, isAttribute: true))\"" }
    if children.isEmpty && text.isEmpty {
      output += "/>\n"
      return
    }
    output += ">"
    if children.isEmpty {
      output += Self.escaped(text, isAttribute: false)
    } else {
      output += "\n"
      for child in children { child.write(to: &output, indent: indent + 1) }
      output += margin
    }
    output += "</\(name)>\n"
  }

  /// The text with what XML reserves escaped, and what XML cannot hold replaced: most control characters have no
  /// place in XML 1.0, not even as references.
  static func escaped(_ text: String, isAttribute: Bool) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"" where isAttribute: result.append(contentsOf: "&quot;".unicodeScalars)
      // Without a reference a reader would turn these into a space or a line feed.
      case "\t" where isAttribute, "\n" where isAttribute, "\r":
        result.append(contentsOf: "&#\(scalar.value);".unicodeScalars)
      case "\t", "\n": result.append(scalar)
      default: result.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return String(result)
  }

  /// The production `Char`, without the controls that the standard discourages.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD: true
    case 0x10000...0x10FFFF: scalar.value & 0xFFFE != 0xFFFE
    default: false
    }
  }
}
