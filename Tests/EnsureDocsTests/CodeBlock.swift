import Foundation
import Testing

/// One fenced block of a page, with the line it begins at.
struct CodeBlock: Sendable, CustomTestStringConvertible {
  /// What a tag demands of a block.
  enum Demand: Equatable, Sendable {
    /// Compiles without a diagnostic.
    case compiles
    /// Gives exactly this diagnostic.
    case fails(code: String)
  }

  let page: String
  let line: Int
  let demand: Demand
  /// The whole spec: the block, behind its page's preamble where it is not complete by itself.
  let spec: String
  /// The page's blocks `ensure-import NAME` above it, by name: files that it can import.
  var files: [String: String] = [:]

  var testDescription: String { "\(page):\(line)" }
}

extension CodeBlock {
  /// All blocks of a page that are specs.
  ///
  /// `ensure` is a whole spec, `ensure-preamble` one that completes the page's other blocks. `ensure-fragment` and
  /// `ensure-error CODE` stand behind the preamble, or, on a page without one, behind the last whole spec.
  static func all(of page: String, text: String) -> [CodeBlock] {
    let hasPreamble = text.contains("```ensure-preamble")
    var blocks: [CodeBlock] = []
    var base = ""
    var files: [String: String] = [:]
    var open: (tag: String, line: Int, lines: [Substring])?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let block = open {
        guard line.hasPrefix("```") else {
          open?.lines.append(line)
          continue
        }
        open = nil
        let body = block.lines.joined(separator: "\n") + "\n"
        let words = block.tag.split(separator: " ")
        switch words.first {
        case "ensure", "ensure-preamble":
          if words[0] == "ensure-preamble" || !hasPreamble { base = body }
          blocks.append(CodeBlock(page: page, line: block.line, demand: .compiles, spec: body, files: files))
        case "ensure-import": if words.count > 1 { files[String(words[1])] = body }
        case "ensure-fragment":
          blocks.append(CodeBlock(page: page, line: block.line, demand: .compiles, spec: base + "\n" + body))
        case "ensure-error":
          let code = words.count > 1 ? String(words[1]) : ""
          blocks.append(
            CodeBlock(page: page, line: block.line, demand: .fails(code: code), spec: base + "\n" + body))
        default: break
        }
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), number + 1, [])
      }
    }
    return blocks
  }
}
