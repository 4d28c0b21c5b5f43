import EnsureModel
import EnsureSemantics
import Foundation
import Testing

@testable import EnsureVerify

/// The twins of the peer's specs come to what the peer comes to on its own.
@Suite struct PeerTwinTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Benchmarks/Peers")

  private static func system(_ name: String) throws -> TransitionSystem {
    let file = folder.appendingPathComponent("\(name).ens")
    return try #require(Compiler.compile(text: try String(contentsOf: file, encoding: .utf8)).system)
  }

  /// For any number of instances, and with nothing in the spec that the peer does not have.
  @Test(arguments: ["payment", "inventory-reservation", "order-workflow", "bank"], ["", "-ranged"])
  func everyInvariantOfATwinIsProved(_ name: String, _ variant: String) throws {
    let system = try Self.system("\(name)\(variant)")
    let report = try Verification(system, VerificationOptions()).run()
    #expect(!report.cells.isEmpty)
    for cell in report.cells {
      guard case .proved = cell.verdict else {
        Issue.record(
          "\(cell.property.map { system.properties[$0.index].name } ?? "definedness"): \(cell.verdict)")
        continue
      }
    }
  }

  /// What the peer needs its auxiliary invariants for.
  @Test(
    arguments: [
      ("payment", ["RefundWithinAmount", "LedgerMatches", "LedgerNonNegative"]),
      ("inventory-reservation", ["Conservation"]),
      ("order-workflow", ["RevenueConsistent", "NonNegativeRevenue"]),
    ])
  func auxiliaryInvariantsAreNotNeeded(_ name: String, _ wanted: [String]) throws {
    let system = try Self.system(name)
    var options = VerificationOptions()
    options.properties = system.properties.indices.map { PropertyID($0) }
      .filter { wanted.contains(system.properties[$0.index].name) }
    let report = try Verification(system, options).run()
    #expect(report.cells.count == wanted.count)
    #expect(report.proofs.filter { $0.property != nil }.count == wanted.count)
  }

  /// The peer's spec, as many instances as it has, and the length of the violation that it finds.
  @Test(
    arguments: [
      ("payment", "Payment=2", nil), ("inventory-reservation", "Item=2,Reservation=3", nil),
      ("order-workflow", "Order=3", nil), ("bank", "Account=1", nil), ("cart-v1-buggy", "User=2,Item=2", 4),
    ] as [(String, String, Int?)], ["", "-ranged"])
  func aTwinComesToTheSame(_ spec: (String, String, Int?), _ variant: String) throws {
    let (name, scope, length) = spec
    let system = try Self.system("\(name)\(variant)")
    var options = VerificationOptions()
    options.engines = [.bounded, .explicit]
    options.depth = 8
    options.scope = try ScopeArgument(scope)
    let report = try Verification(system, options).run()
    #expect(!report.cells.isEmpty)
    for cell in report.cells {
      switch cell.verdict {
      case .violated(let violation): #expect(violation.trace.steps.count == length)
      case .held: #expect(length == nil)
      case .proved, .vacuous, .unknown: Issue.record("\(cell.verdict)")
      }
    }
    for outcome in report.scenarios {
      guard case .passed? = outcome.result?.outcome else {
        Issue.record("a scenario does not pass: \(system.scenarios[outcome.scenario].name)")
        continue
      }
    }
    #expect(report.scenarios.count == 1)
  }
}
