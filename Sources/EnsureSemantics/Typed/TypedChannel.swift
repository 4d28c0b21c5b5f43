public import EnsureModel
public import EnsureSyntax

/// A channel.
public struct TypedChannel: Sendable {
  /// Its name.
  public let name: String
  /// The message that travels on it.
  public var message: EntityID
  /// Whether what has been received is gone.
  public var isExactlyOnce = false
  /// The field (a position in `TypedSystem.fields`) whose least value is received first.
  public var orderedBy: Int?
  /// Whether messages may vanish.
  public var isLossy = false
  /// Whether each receiving action receives a message for itself.
  public var isBroadcast = false
  /// Where its name stands.
  public let range: SourceRange
}

/// `receive h on hooks`.
public struct TypedReceipt: Sendable {
  /// The parameter.
  public let local: LocalID
  /// The position in `TypedSystem.channels`.
  public let channel: Int
  /// Where it stands.
  public let range: SourceRange
}

/// A field of a message that is being sent.
public struct TypedPayload: Sendable {
  /// The position in `TypedSystem.fields`.
  public let field: Int
  /// Its value.
  public let value: TypedExpression
}

extension TypedSystem {
  /// The actions that receive from a channel, in order.
  public func receivers(of channel: Int) -> [Int] {
    actions.indices.filter { actions[$0].threat == nil && actions[$0].receipt?.channel == channel }
  }

  /// The channels that a message travels on, in order.
  public func channels(of message: EntityID) -> [Int] {
    channels.indices.filter { channels[$0].message == message }
  }

  /// The messages that a body sends, in order, with those of the effects that it calls. An effect that calls itself, which
  /// is refused, sends what it sends once.
  public func sends(in body: [TypedStatement]) -> [LocalID] { sends(in: body, calledBy: []) }

  private func sends(in body: [TypedStatement], calledBy callers: Set<Int>) -> [LocalID] {
    body.flatMap { statement -> [LocalID] in
      switch statement {
      case .send(let local, _, _, _): [local]
      case .branch(_, let yes, let no, _):
        sends(in: yes, calledBy: callers) + sends(in: no, calledBy: callers)
      case .call(let effect, _, _) where !callers.contains(effect):
        sends(in: effects[effect].body, calledBy: callers.union([effect]))
      default: []
      }
    }
  }
}
