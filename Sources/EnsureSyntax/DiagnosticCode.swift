/// The catalogue: every kind of problem that Ensure tells an author about, in order of its code.
///
/// `E` codes are errors, `W` codes warnings, `N` codes notes. E00xx: bytes and syntax; E01xx: names and files;
/// E02xx: types and units; E03xx: rules of meaning (`Docs/semantics.md`); E09xx: not yet supported. A code that
/// has been published is never given another meaning.
public enum DiagnosticCode: String, Sendable, CaseIterable {
  // Bytes and syntax
  case notUTF8 = "E0001"
  case nulByte = "E0002"
  case unknownCharacter = "E0003"
  case badString = "E0004"
  case badNumber = "E0005"
  case unexpectedToken = "E0006"
  case nestedTooDeeply = "E0007"
  case reservedWord = "E0008"
  case chainedComparison = "E0009"
  case tooLarge = "E0010"
  case otherLanguage = "E0011"

  // Not yet supported
  case notYet = "E0901"

  /// How much it matters, read off the code's first letter.
  public var severity: Severity {
    switch rawValue.first {
    case "W": .warning
    case "N": .note
    default: .error
    }
  }
}
