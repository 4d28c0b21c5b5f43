/// A channel, for fairness and for reports. What travelling means (which message is in flight, who can receive it,
/// how often) is in the fields of the message's entity and in the guards and bodies of the actions.
///
/// A channel that is neither lossy nor dropped is fair in every property: for each message, if some receipt of it is
/// possible for ever from some point on while it is still owed, one happens (SEMANTICS 12). A channel that is declared
/// `broadcast` is several ones here, one for each receiver.
public struct Channel: Sendable {
  /// The name in the spec.
  public var name: String
  /// The message's entity: its instances travel here.
  public var entity: EntityID
  /// How far a message has come here: an enumeration with the members of `Channel.stages`, in that order.
  public var delivery: FieldID
  /// The actions that receive from it, in order.
  public var receivers: [ActionID] = []
  /// For each of `receivers`: the position in `Action.parameters` of the message that it receives.
  public var messageParameters: [Int] = []
  /// Whether messages may vanish, so that no receipt is ever forced.
  public var isLossy = false
  /// Where it is declared.
  public var origin: Origin

  /// What `delivery` can be. A receipt is owed while the message is in flight: what has been received may come again
  /// (unless the channel delivers exactly once), but need not.
  public static let stages = ["unsent", "inFlight", "received", "lost"]
  /// The position of `inFlight` in `stages`: the message is owed to the channel's receivers.
  public static let owedStage = 1
  /// The position of `received` in `stages`.
  public static let receivedStage = 2

  /// A channel that nobody receives from.
  public init(name: String, entity: EntityID, delivery: FieldID, origin: Origin) {
    self.name = name
    self.entity = entity
    self.delivery = delivery
    self.origin = origin
  }
}
