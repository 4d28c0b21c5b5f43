public import EnsureModel
public import EnsureSyntax

/// Which event stands for an action, or for what a sensor says; monitors will read it. It means nothing to the
/// verification of the system.
public struct Observation: Sendable {
  /// What kind of event it is.
  public enum Format: String, Sendable, CaseIterable {
    /// A CloudEvent 1.0; its `type` is the event's name.
    case cloudEvent = "cloudevent"
    /// An event of EPCIS 2.0; its `bizStep` is the event's name. `epc` is one of the things that it is about: an event
    /// with several stands for as many steps.
    case epcis
  }

  /// What the event reports.
  public enum Target: Hashable, Sendable {
    /// A step: the position of the action.
    case action(Int)
    /// That a sensor says something: the position of the reading.
    case reading(Int)
  }

  /// The kind of event.
  public let format: Format
  /// The event's name.
  public let event: String
  /// What must hold of the event, else it is not this one.
  public let tests: [EventTest]
  /// What it reports.
  public let target: Target
  /// For each mapped parameter, by its name: the path in the event. Of a reading the parameters are the instance, named
  /// for its entity, and `reading`.
  public let mappings: [(parameter: String, path: EventPath)]
  /// Where the event says who acted.
  public let principal: EventPath?
  /// What vouches for the event.
  public let vouching: Vouching
  /// Where it stands.
  public let range: SourceRange
}

/// A path to a value in an event.
public struct EventPath: Hashable, Sendable {
  /// One step of a path.
  public enum Part: Hashable, Sendable {
    /// The value of that name in an object.
    case name(String)
    /// The value at that position, from 0, in an array.
    case position(Int)
  }

  /// The parts, outer ones first; not empty.
  public let parts: [Part]
}

/// A condition on the values in an event.
public struct EventTest: Hashable, Sendable {
  /// A value that stands in an event.
  public enum Value: Hashable, Sendable {
    case text(String)
    case integer(Integer)
    case truth(Bool)
  }

  /// Where the value stands.
  public let path: EventPath
  /// Whether it is this one, or another.
  public let isEqual: Bool
  /// The value that it is compared with.
  public let value: Value
}

/// What vouches for an event (SEMANTICS 29).
public enum Vouching: Hashable, Sendable {
  /// Something that only the right source can produce.
  case authenticated(by: String)
  /// Nothing: the event may be forged.
  case claimed
  /// Another event that is observed, at most so many ticks apart.
  case corroborated(by: String, within: Integer)
}

/// What there is of a total when the watching begins.
public struct Baseline: Sendable {
  /// A `sum` or `count`.
  public let total: TypedExpression
  /// How much.
  public let value: TypedExpression
}

/// What is to be done when a property is found violated.
public struct TypedResponse: Sendable {
  /// One thing that is to be done.
  public enum Step: Sendable {
    /// Somebody is told.
    case alert(String)
    /// An action of the system is taken, with these arguments over the property's variables.
    case action(Int, [TypedExpression])
  }

  /// The property.
  public let property: PropertyID
  /// How soon it must be done, in ticks; nil: at some time.
  public let deadline: Integer?
  /// What is to be done, in order.
  public let steps: [Step]
  /// Where it stands.
  public let range: SourceRange
}
