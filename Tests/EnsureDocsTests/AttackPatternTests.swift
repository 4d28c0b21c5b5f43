import Foundation
import Testing

/// The attack patterns that specs name exist under that number and name in MITRE's catalogue.
@Suite struct AttackPatternTests {
  private static let catalogue = Repository.root.appendingPathComponent(
    "../shared/data/capec/capec-ecommerce-subset.stix21.json")

  private static var isThere: Bool { FileManager.default.fileExists(atPath: catalogue.path) }

  @Test(.enabled(if: isThere, "the foreign data in ../shared is not here"))
  func aPatternHasItsNumberAndName() throws {
    let names = try Self.names()
    var mentioned = 0
    for path in Repository.files(in: "Specs", ending: ".ens")
      + Repository.files(in: "Specs/library/threats", ending: ".ens")
    {
      let text = Repository.text(path).replacing(/\n *\/{2,3} ?/, with: " ")
      for mention in text.matches(of: /CAPEC-(\d+)(?:, ([^.]*)\.)?/) {
        mentioned += 1
        let name = try #require(
          mention.2, "\(path): CAPEC-\(mention.1) is named in full, with a full stop behind")
        #expect(names[String(mention.1)] == String(name), "\(path)")
      }
    }
    #expect(mentioned > 20)
  }

  /// The patterns' names, by their numbers.
  private static func names() throws -> [String: String] {
    struct Bundle: Decodable { let objects: [Pattern] }
    struct Pattern: Decodable {
      let name: String?
      let external_references: [Reference]?
    }
    struct Reference: Decodable {
      let source_name: String
      let external_id: String?
    }
    let bundle = try JSONDecoder().decode(Bundle.self, from: Data(contentsOf: catalogue))
    var names: [String: String] = [:]
    for pattern in bundle.objects {
      for reference in pattern.external_references ?? [] where reference.source_name == "capec" {
        guard let number = reference.external_id?.split(separator: "-").last else { continue }
        names[String(number)] = pattern.name
      }
    }
    return names
  }
}
