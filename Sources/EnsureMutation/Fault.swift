/// A seeded fault: one small edit of a spec, after which it still compiles and says something else.
public struct Fault: Sendable {
  /// What sort of mistake it is; the name of a `FaultKind`.
  public let kind: String
  /// Names the fault. It depends on the kind, the declaration and the words before and after, and not on where they
  /// stand, so that formatting and edits elsewhere leave it alone.
  public let id: String
  /// What is changed, in the spec's words.
  public let description: String
  /// The whole changed file, in canonical form.
  public let text: [UInt8]
}

/// A change of a spec's text that a kind of fault proposes; whether the outcome compiles is not known yet.
public struct ProposedEdit: Sendable {
  /// The declaration that is changed, such as `action capture`.
  public let declaration: String
  /// UTF-8 offsets of what is replaced.
  public let range: Range<Int>
  /// What stands there then.
  public let replacement: String
  /// The change in the spec's words.
  public let description: String

  /// An edit.
  public init(_ declaration: String, _ range: Range<Int>, _ replacement: String, _ description: String) {
    self.declaration = declaration
    self.range = range
    self.replacement = replacement
    self.description = description
  }
}
