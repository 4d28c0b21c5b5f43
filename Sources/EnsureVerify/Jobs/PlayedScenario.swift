public import EnsureModel

/// A scenario that has been tried with some numbers, and is to be followed with all of them.
public struct PlayedScenario: Sendable {
  /// Its position.
  public let scenario: Int
  /// How many instances of each entity it needs.
  public let instances: [Int]
  /// What its variables stand for, in their order.
  public let variables: [Integer]
}

extension PlayedScenario: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(scenario)
    writer.write(instances)
    writer.write(variables)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      scenario: try reader.read(), instances: try reader.read(), variables: try reader.read())
  }
}

extension ScenarioNumbers: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(scenario)
    writer.write(failing)
    writer.write(whole)
    writer.write(isComplete)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      scenario: try reader.read(), failing: try reader.read(), whole: try reader.read(),
      isComplete: try reader.read())
  }
}
