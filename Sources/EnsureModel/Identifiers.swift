/// An entity, actor or role: its position in `TransitionSystem.entities`.
public struct EntityID: Hashable, Sendable, Comparable {
  /// The position, from 0.
  public let index: Int
  /// Names the entity at `index`.
  public init(_ index: Int) { self.index = index }
  /// The order of declaration.
  public static func < (left: EntityID, right: EntityID) -> Bool { left.index < right.index }
}

/// A field of any entity: its position in `TransitionSystem.fields`.
public struct FieldID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Names the field at `index`.
  public init(_ index: Int) { self.index = index }
}

/// A global or a parameter: its position in `TransitionSystem.globals`.
public struct GlobalID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Names the global at `index`.
  public init(_ index: Int) { self.index = index }
}

/// An enumeration: its position in `TransitionSystem.enumerations`.
public struct EnumerationID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Names the enumeration at `index`.
  public init(_ index: Int) { self.index = index }
}

/// An action or a threat's own step: its position in `TransitionSystem.actions`.
public struct ActionID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Names the action at `index`.
  public init(_ index: Int) { self.index = index }
}

/// A channel: its position in `TransitionSystem.channels`.
public struct ChannelID: Hashable, Sendable, Comparable {
  /// The position, from 0.
  public let index: Int
  /// Names the channel at `index`.
  public init(_ index: Int) { self.index = index }
  /// The order of declaration.
  public static func < (left: ChannelID, right: ChannelID) -> Bool { left.index < right.index }
}

/// An invariant or temporal property: its position in `TransitionSystem.properties`.
public struct PropertyID: Hashable, Sendable, Comparable {
  /// The position, from 0.
  public let index: Int
  /// Names the property at `index`.
  public init(_ index: Int) { self.index = index }
  /// The order of declaration.
  public static func < (left: PropertyID, right: PropertyID) -> Bool { left.index < right.index }
}

/// A threat: its position in `TransitionSystem.threats`.
public struct ThreatID: Hashable, Sendable, Comparable {
  /// The position, from 0.
  public let index: Int
  /// Names the threat at `index`.
  public init(_ index: Int) { self.index = index }
  /// The order of declaration.
  public static func < (left: ThreatID, right: ThreatID) -> Bool { left.index < right.index }
}

/// A variable of terms: a parameter, a principal, a tracked instance, a local or a bound name; its position in
/// `TermBank.variables`.
public struct VariableID: Hashable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Names the variable at `index`.
  public init(_ index: Int) { self.index = index }
}

/// Where in the spec's text something was written: a half-open range of UTF-8 byte offsets in a file. The model
/// holds it for reports and never looks at it.
public struct Origin: Hashable, Sendable {
  /// The position of the file in the list of loaded files.
  public let file: Int
  /// Offset of the first byte.
  public let start: Int
  /// Offset behind the last byte.
  public let end: Int

  /// The bytes from `start` up to, but without, `end`.
  public init(file: Int, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }
}
