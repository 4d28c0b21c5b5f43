import ArgumentParser
import EnsureExplore
import EnsureModel
import EnsureReport
import EnsureSemantics
import EnsureVerify

/// `ensure simulate`: a walk through the states, by chance or step by step.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Walk through a spec: by chance, or step by step.",
    discussion: """
      Step by step (`--interactive`) it shows the state, what is possible next, and why the rest is not; answer \
      with a number, `b` to go back or `q` to end. Numbers without bounds need a range, as in `explore`.
      """)

  @Argument(help: "The spec.", completion: .file(extensions: ["ens"]))
  var spec: String

  @Option(help: "The scope, such as `Order=2,Money=0..3`.")
  var scope: ScopeArgument?

  @Option(name: .customLong("threat"), help: "The world of this threat, or of several: `A+B`.")
  var threat: String?

  @Option(help: "How many steps to take by chance.")
  var steps = 10

  @Option(help: "What decides the chances; the same number gives the same walk.")
  var seed: UInt64 = 1

  @Flag(help: "Ask for each step.")
  var interactive = false

  func validate() throws {
    if steps < 0 { throw ValidationError("a number of steps is not negative") }
  }

  func run() throws {
    guard let loaded = LoadedSpec.load(spec) else { Output.finish(.specErrors) }
    loaded.complain()
    guard let system = loaded.compilation.system else { Output.finish(.specErrors) }
    let threats = try threat.map { try Names.threats($0, in: system) } ?? []
    do throws(VerificationError) {
      let scope = try system.explicitScope(self.scope, threats: threats)
      try walk(World(system, threats: threats), scope)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private func walk(_ world: World, _ scope: Scope) throws(VerificationError) {
    do throws(ExploreError) {
      let simulation = try Simulation(world, scope: scope)
      if interactive {
        try Walkthrough(simulation).run()
      } else {
        let trace = try simulation.walk(seed: seed, steps: steps)
        Output.write(Story(trace, simulation.interpreter).text(style: Output.isColoured ? .coloured : .plain))
        if trace.steps.count < steps { Output.write("  nothing is possible here\n") }
      }
    } catch {
      throw .scope(error.words)
    }
  }
}

/// A walk that asks for each step.
struct Walkthrough {
  private let simulation: Simulation
  private let refusals: RefusalPrinter
  private var world: World { simulation.interpreter.world }

  init(_ simulation: Simulation) {
    self.simulation = simulation
    refusals = RefusalPrinter(simulation.interpreter)
  }

  func run() throws(ExploreError) {
    guard let start = try simulation.initialStates().first(where: { _ in true }) else { throw .noInitialState }
    var taken: [TraceStep] = []
    while true {
      let state = taken.last?.state ?? start
      let possible = try simulation.steps(in: state)
      show(start, taken, possible, try simulation.obstacles(in: state))
      guard let answer = readLine(strippingNewline: true) else { return }
      switch answer {
      case "q": return
      case "b": if !taken.isEmpty { taken.removeLast() }
      default:
        if let number = Int(answer), possible.indices.contains(number - 1) {
          taken.append(possible[number - 1])
        } else {
          Output.write("answer with a number from 1 to \(possible.count), `b` to go back, or `q` to end\n")
        }
      }
    }
  }

  private func show(
    _ start: State, _ taken: [TraceStep], _ possible: [TraceStep], _ obstacles: [Simulation.Obstacle]
  ) {
    let interpreter = simulation.interpreter
    if let last = taken.last {
      let before = taken.dropLast().last?.state ?? start
      let trace = Trace(
        scope: interpreter.layout.scope, threats: world.threats, initial: before, steps: [last])
      Output.write("\n" + Story(trace, interpreter).text())
    }
    Output.write("\npossible:\n")
    for (number, step) in possible.enumerated() {
      let trace = Trace(
        scope: interpreter.layout.scope, threats: world.threats, initial: taken.last?.state ?? start,
        steps: [step])
      let title = Story(trace, interpreter).steps.first?.title ?? ""
      Output.write("  \(number + 1). \(title)\n")
    }
    if !obstacles.isEmpty { Output.write("not possible:\n") }
    for obstacle in obstacles {
      let move = world.moves[obstacle.move]
      let name = world.system.actions[move.action.index].name
      Output.write("  \(name): \(refusals.text(obstacle.explanation, of: move))\n")
    }
    Output.write("> ")
  }
}
