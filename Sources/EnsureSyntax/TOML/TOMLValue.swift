/// A value of a TOML document (TOML 1.0.0), with the places where it and its parts were written.
public struct TOMLValue: Hashable, Sendable {
  /// What it is.
  public indirect enum Content: Hashable, Sendable {
    /// Text.
    case string(String)
    /// A whole number of 64 bits.
    case integer(Int)
    /// A number with a fraction, an exponent, infinity or not a number: as it was written.
    case float(String)
    /// `true` or `false`.
    case boolean(Bool)
    /// A date, a time, or both: as it was written.
    case dateTime(String)
    /// A list.
    case array([TOMLValue])
    /// Names and their values, in order of appearance.
    case table([TOMLMember])
  }

  /// What it is.
  public let content: Content
  /// Where it was written: byte offsets. For a table with a header, the header.
  public let range: Range<Int>

  /// A value written at `range`.
  public init(_ content: Content, _ range: Range<Int>) {
    self.content = content
    self.range = range
  }

  /// What it is called in messages: "a string", "a table".
  public var kind: String {
    switch content {
    case .string: "a string"
    case .integer: "a whole number"
    case .float: "a number with a fraction"
    case .boolean: "a boolean"
    case .dateTime: "a date or time"
    case .array: "an array"
    case .table: "a table"
    }
  }
}

/// One name in a table, with its value.
public struct TOMLMember: Hashable, Sendable {
  /// The name, without quotes.
  public let name: String
  /// Where the name was written first.
  public let nameRange: Range<Int>
  /// The value.
  public let value: TOMLValue

  /// A name with its value.
  public init(name: String, nameRange: Range<Int>, value: TOMLValue) {
    self.name = name
    self.nameRange = nameRange
    self.value = value
  }
}

/// Why a text is no TOML document: the first thing that is wrong.
public struct TOMLProblem: Error, Hashable, Sendable {
  /// One sentence, in the wording of diagnostics.
  public let message: String
  /// Where: byte offsets.
  public let range: Range<Int>

  /// A problem at `range`.
  public init(_ message: String, _ range: Range<Int>) {
    self.message = message
    self.range = range
  }
}
