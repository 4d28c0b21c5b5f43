import EnsureModel
import EnsureReport
import Testing

/// Stories of the physical world.
@Suite struct WorldStoryTests {
  @Test func aPlaceIsOneValueHoweverManyFieldsItIs() throws {
    let text = try Specs.text("Corpus/good/place.ens")
    Snapshot.check(try Specs.story(text, threats: ["Thief"], property: 1), "story/theft")
  }

  @Test func theWorldActsAndTheAttackerHoldsASensor() throws {
    let text = try Specs.text("Corpus/good/sensor-sampled.ens")
    let story = try Specs.story(text, threats: ["Frost"], delays: 1...3, property: 2)
    Snapshot.check(story, "story/sampled")
  }

  @Test func whatASampledSensorSaysIsWrittenAsTheAuthorDid() throws {
    let text = try Specs.text("Corpus/good/sensor-sampled.ens")
    Snapshot.check(try Specs.story(text, delays: 1...3, property: 0), "story/behind")
  }
}
