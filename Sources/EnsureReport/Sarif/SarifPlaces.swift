import EnsureModel
import EnsureSyntax

/// Places in files as SARIF has them (SARIF 2.1.0, section 3.29): columns are Unicode code points, as the run's
/// `columnKind` says.
struct SarifPlaces {
  let files: [ReportedFile]

  /// A physical location; nil for what stands nowhere.
  func physical(_ origin: Origin?) -> JSON? {
    origin.flatMap { physical(file: $0.file, start: $0.start, end: $0.end) }
  }

  /// A physical location; nil if there is no such file.
  func physical(_ range: SourceRange) -> JSON? {
    physical(file: Int(range.file.index), start: Int(range.start), end: Int(range.end))
  }

  private func physical(file: Int, start: Int, end: Int) -> JSON? {
    guard files.indices.contains(file) else { return nil }
    return .object([
      ("artifactLocation", Self.artifact(files[file].path)), ("region", region(files[file], start, end)),
    ])
  }

  /// A location with a message, if one is given.
  func location(_ origin: Origin?, _ message: String? = nil) -> JSON? {
    physical(origin).map { Self.location($0, message) }
  }

  /// A location.
  static func location(_ physical: JSON, _ message: String?) -> JSON {
    var members = [("physicalLocation", physical)]
    if let message { members.append(("message", .object([("text", .string(message))]))) }
    return .object(members)
  }

  /// A region of text.
  func region(_ file: ReportedFile, _ start: Int, _ end: Int) -> JSON {
    let (from, to) = (file.lines.position(start), file.lines.position(max(start, end)))
    return .object([
      ("startLine", .integer(from.line)), ("startColumn", .integer(from.column)),
      ("endLine", .integer(to.line)), ("endColumn", .integer(to.column)),
      ("byteOffset", .integer(start)), ("byteLength", .integer(max(0, end - start))),
    ])
  }

  /// The location of a file.
  static func artifact(_ path: String) -> JSON { .object([("uri", .string(uri(path)))]) }

  /// A path as a URI reference (RFC 3986): absolute with the scheme `file`, relative ones as they are, without `.`
  /// segments in front; everything that is not unreserved is percent-encoded.
  static func uri(_ path: String) -> String {
    var rest = path[...]
    while rest.hasPrefix("./") {
      rest = rest.dropFirst(2)
      while rest.hasPrefix("/") { rest = rest.dropFirst() }
    }
    var result = rest.hasPrefix("/") ? "file://" : ""
    for byte in rest.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
