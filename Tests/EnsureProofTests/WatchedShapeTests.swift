import EnsureKernel
import EnsureModel
import EnsureObligations
import EnsureVerify
import Foundation
import Testing

/// Temporal properties of all shapes about workflows at random: what is proved for any number of instances no run of a few breaks.
@Suite struct WatchedShapeTests {
  /// A formula about the instance `o`, as text.
  private struct Shapes {
    var luck: SeededNumbers
    let actions: Int

    mutating func atom() -> String {
      luck.below(3) == 0
        ? "a\(luck.below(actions))(o)"
        : "o.state \(luck.below(4) == 0 ? "!=" : "==") \(["a", "b", "c", "d"][luck.below(4)])"
    }

    mutating func formula(_ depth: Int) -> String {
      if depth == 0 { return atom() }
      func inner() -> String { formula(depth - 1 - luck.below(2) * (depth - 1)) }
      switch luck.below(12) {
      case 0: return "(\(inner()) and \(inner()))"
      case 1: return "(\(inner()) or \(inner()))"
      case 2, 3: return "(\(inner()) implies \(inner()))"
      case 4: return "(always \(inner()))"
      case 5, 6: return "(eventually \(inner()))"
      case 7: return "(\(inner()) until \(inner()))"
      case 8: return "(\(inner()) unless \(inner()))"
      case 9: return "(not \(inner()))"
      case 10: return "(eventually always \(inner()))"
      default: return "(always eventually \(inner()))"
      }
    }

    mutating func assumptions() -> String {
      var found = ["\(luck.below(3) == 0 ? "strongly " : "")fair Fair"]
      switch luck.below(8) {
      case 0: found.append("always eventually \(atom())")
      case 1: found.append("eventually always \(atom())")
      case 2: found.append("always \(atom())")
      case 3: found.append("always (\(atom()) implies eventually \(atom()))")
      default: break
      }
      return found.joined(separator: ", ")
    }
  }

  private struct Tally {
    var (proved, violated, held, refused) = (0, 0, 0, 0)
    var contradictions: [String] = []
  }

  private static func text(_ seed: UInt64) -> String {
    var luck = SeededNumbers(seed)
    let workflow = PromiseProofTests.workflow(&luck).text
    let declaration = workflow.split(separator: "property P(o: O): ", maxSplits: 1)
    let rest = declaration[1].split(separator: "fair Fair", maxSplits: 1)
    var shapes = Shapes(luck: luck, actions: 3)
    let formula = "\(["", "always "][luck.below(2)])\(shapes.formula(2 + shapes.luck.below(2)))"
    return declaration[0] + "property P(o: O): \(formula)\n  assuming \(shapes.assumptions())" + rest[1]
  }

  private static func run(_ seeds: Range<UInt64>) throws -> Tally {
    var tally = Tally()
    for seed in seeds {
      let text = text(seed)
      guard let system = try? ProofBench.system(text) else {
        tally.refused += 1
        continue
      }
      let world = World(system, threats: Set(system.threats.indices.map { ThreatID($0) }))
      let goal = ProofGoal.property(PropertyID(0))
      let isProved = ProofSearch(world, [goal], limit: 20_000).run().claims[goal] != nil
      let isViolated = try ProofBench.isViolated(PropertyID(0), in: world, instances: 2, depth: 5)
      switch (isProved, isViolated) {
      case (true, true): tally.contradictions.append("seed \(seed) is proved:\n\(text)")
      case (true, false): tally.proved += 1
      case (false, true): tally.violated += 1
      case (false, false): tally.held += 1
      }
    }
    return tally
  }

  @Test func whatIsProvedNoRunBreaks() throws {
    let tally = try Self.run(0..<400)
    print(
      "shapes: \(tally.proved) proved, \(tally.violated) violated, \(tally.held) held, \(tally.refused) refused"
    )
    #expect(tally.contradictions.isEmpty, "\(tally.contradictions.prefix(2))")
    #expect(tally.proved > 60 && tally.violated > 100)
    #expect(tally.held < tally.proved)
  }
}
