public import EnsureSyntax

/// What an `ensure.toml` says about the specs below its folder: how far to look, and what that may take. The command
/// line wins over it.
public struct Settings: Sendable {
  /// What can be said in the table `verify`. The names are those of the options of `ensure verify`.
  public enum Key: String, CaseIterable, Sendable {
    case depth, jobs, memory, require, scope, states, timeout

    /// The kinds of value that fit, in words.
    var kinds: String {
      switch self {
      case .depth, .jobs, .states: "a whole number"
      case .memory: "a whole number of bytes, or a string such as `\"2G\"`"
      case .timeout: "a whole number of seconds, or a string such as `\"5min\"`"
      case .require: "`\"proved\"` or `\"held\"`"
      case .scope: "a string such as `\"Order=2,Money=0..3\"`"
      }
    }

    /// The value as the command line would have it; nil if it is of the wrong kind.
    func text(_ value: TOMLValue) -> String? {
      switch (value.content, self) {
      case (.integer(let number), .depth), (.integer(let number), .jobs), (.integer(let number), .states),
        (.integer(let number), .memory), (.integer(let number), .timeout):
        String(number)
      case (.string(let text), .memory), (.string(let text), .timeout), (.string(let text), .scope),
        (.string(let text), .require):
        text
      default: nil
      }
    }
  }

  /// One setting.
  public struct Entry: Hashable, Sendable {
    /// The value, as the command line would have it.
    public let text: String
    /// Where the value was written.
    public let range: SourceRange
  }

  /// What is set.
  public private(set) var entries: [Key: Entry] = [:]
  /// What is wrong with the file.
  public private(set) var diagnostics: [Diagnostic] = []
  private let file: FileID

  /// Reads the bytes of an `ensure.toml`, which is `file` in the diagnostics.
  public init(_ bytes: [UInt8], file: FileID) {
    self.file = file
    do throws(TOMLProblem) {
      for member in try TOMLParser.parse(bytes) { read(member) }
    } catch {
      diagnostics.append(
        Diagnostic(
          .badSettings, error.message, at: range(error.range),
          notes: ["`ensure.toml` is written in TOML 1.0"]))
    }
  }

  private func range(_ range: Range<Int>) -> SourceRange {
    SourceRange(file: file, start: range.lowerBound, end: range.upperBound)
  }

  private mutating func read(_ member: TOMLMember) {
    guard member.name == "verify" else {
      let isKey = Key(rawValue: member.name) != nil
      complain(
        .unknownSetting, "there is no setting `\(member.name)`", member.nameRange,
        notes: [
          isKey
            ? "it belongs into the table `verify`: write `[verify]` on a line above it"
            : "the only table is `verify`"
        ])
      return
    }
    guard case .table(let members) = member.value.content else {
      complain(.settingValue, "`verify` is a table, and this is \(member.value.kind)", member.value.range)
      return
    }
    for member in members {
      guard let key = Key(rawValue: member.name) else {
        let known = Key.allCases.map(\.rawValue)
        let note =
          Suggestion.nearest(to: member.name, among: known).map { "did you mean `\($0)`?" }
          ?? "there are \(known.map { "`\($0)`" }.joined(separator: ", "))"
        complain(
          .unknownSetting, "there is no setting `verify.\(member.name)`", member.nameRange, notes: [note])
        continue
      }
      if let text = key.text(member.value) {
        entries[key] = Entry(text: text, range: range(member.value.range))
      } else {
        complain(
          .settingValue, "`\(key.rawValue)` is \(key.kinds), and this is \(member.value.kind)",
          member.value.range)
      }
    }
  }

  private mutating func complain(
    _ code: DiagnosticCode, _ message: String, _ place: Range<Int>, notes: [String] = []
  ) {
    diagnostics.append(Diagnostic(code, message, at: range(place), notes: notes))
  }

  /// A complaint about a value that is of the right kind and makes no sense all the same.
  public func complaint(about key: Key, _ message: String) -> Diagnostic? {
    entries[key].map { Diagnostic(.settingValue, message, at: $0.range) }
  }
}
