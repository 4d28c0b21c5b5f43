public import EnsureModel

/// A violation with what is needed to tell it in other languages: ITF, Mermaid, a scenario.
public struct ViolatedTrace: Sendable {
  /// The violation.
  public let violation: Violation
  /// The property; nil for the definedness of steps.
  public let property: PropertyID?
  /// The interpreter of the trace's world and scope.
  let interpreter: Interpreter
  let teller: StoryTeller
  let story: Story

  /// The violation of `property` in a world of the system.
  ///
  /// - Throws: what is wrong with the trace's scope.
  public init(_ system: TransitionSystem, _ violation: Violation, of property: PropertyID?) throws(LayoutError)
  {
    self.violation = violation
    self.property = property
    let world = World(system, threats: violation.trace.threats)
    interpreter = try Interpreter(world, scope: violation.trace.scope)
    teller = StoryTeller(interpreter, violation.trace)
    story = Story(violation, of: property, interpreter)
  }

  /// The story, for people.
  public func text(style: TextStyle) -> String { story.text(style: style) }

  var trace: Trace { violation.trace }
  var system: TransitionSystem { interpreter.world.system }

  /// What is violated and where: `NoOverRefund under ForgedWebhook`.
  var title: String {
    let name = property.map { system.properties[$0.index].name } ?? "(definedness)"
    return trace.threats.isEmpty ? name : "\(name) under \(system.title(of: trace.threats))"
  }
}
