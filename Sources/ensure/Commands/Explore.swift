import ArgumentParser
import EnsureExplore
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureVerify

/// `ensure explore`: all reachable states of a scope, and what entities do in them.
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count the reachable states of a spec in a scope, and draw what its entities do.",
    discussion: """
      Every number that a parameter takes has to come from somewhere: a parameter whose type has no bounds needs \
      a range, as in `--scope Order=2,Money=0..3`. Exit status 3 if the exploration was cut short.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case mermaid, dot }

  @Argument(help: "The spec.", completion: .file(extensions: ["ens"]))
  var spec: String

  @OptionGroup var bounds: BoundOptions

  @Option(name: .customLong("threat"), help: "The world of this threat, or of several: `A+B`.")
  var threat: String?

  @Flag(help: "Count states once that differ only in the numbering of interchangeable instances.")
  var symmetry = false

  @Option(help: "Print a state diagram of each entity instead: mermaid or dot.")
  var diagram: Form?

  @Option(help: "Only the diagram of this entity.")
  var entity: String?

  func run() throws {
    guard let loaded = LoadedSpec.load(spec) else { Output.finish(.specErrors) }
    loaded.complain()
    guard let system = loaded.compilation.system else { Output.finish(.specErrors) }
    let threats = try threat.map { try Names.threats($0, in: system) } ?? []
    let world = World(system, threats: threats)
    let scope: Scope
    do throws(VerificationError) {
      scope = try system.explicitScope(bounds.scope, threats: threats)
    } catch {
      throw ValidationError(error.description)
    }
    let limits = SearchLimits(depth: bounds.depth ?? .max, states: bounds.states ?? 20_000_000)
    do throws(ExploreError) {
      let exploration = try Exploration.of(world, scope: scope, limits: limits, symmetry: symmetry)
      try print(exploration, world)
      Output.finish(exploration.bound.isExhaustive ? .success : .undecided)
    } catch {
      switch error {
      case .unbounded, .layout: throw ValidationError(error.words)
      case .disagreement:
        Output.complain("internal error: \(error.words)\n")
        Output.finish(.internalError)
      case .noInitialState, .tooLarge:
        Output.complain("error: \(error.words)\n")
        Output.finish(.undecided)
      }
    }
  }

  private func print(_ exploration: Exploration, _ world: World) throws(ExploreError) {
    guard let diagram else { return Output.write(ExplorationText(world, exploration).summary) }
    let chosen = exploration.diagrams.filter {
      entity == nil || world.system.entities[$0.entity.index].name == entity
    }
    if chosen.isEmpty {
      Output.complain(
        "note: there is nothing to draw: no such entity has a field of an enumeration or `Bool`\n")
    }
    for drawing in chosen.map({ DiagramText(world.system, $0) }) {
      Output.write(diagram == .dot ? drawing.dot : drawing.mermaid)
    }
  }
}
