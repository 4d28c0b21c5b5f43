import EnsureModel
import EnsureSemantics
import EnsureVerify
import Foundation
import Testing

/// On random specs every question that is asked is true: the interpreter takes its step from its state, and the property
/// holds before it and not behind it. The state is no known one where a lemma excludes it.
@Suite struct QuestionDifferentialTests {
  #if DEBUG
    private static let usualCount: UInt64 = 5
  #else
    private static let usualCount: UInt64 = 60
  #endif

  @Test func theInterpreterAgreesWithEveryQuestion() throws {
    let count = ProcessInfo.processInfo.environment["ENSURE_SPECS"].flatMap { UInt64($0) } ?? Self.usualCount
    var (asked, suggested, looked) = (0, 0, 0)
    for seed in 0..<count {
      let compilation = Compiler.compile(text: SpecGenerator.spec(seed))
      guard let compiled = compilation.system else { continue }
      var random = SeededGenerator(seed)
      let small = Differential.scope(compilation.typed, hasTime: compiled.hasTime, &random).scope(for: compiled)
      let system = PlantedInvariants.planted(in: compiled, small, seed: seed, count: 2)
      let scope = Scope(instances: small.instances)
      let properties = system.properties.indices.map { PropertyID($0) }.filter { id in
        if case .invariant = system.properties[id.index].kind { true } else { false }
      }
      let all = Set(system.threats.indices.map { ThreatID($0) })
      for threats in all.isEmpty ? [[]] : [[], all] {
        let world = World(system, threats: threats)
        let runner = InProcessRunner(system)
        var job = Job(
          engine: .proof, threats: threats, properties: properties, wantsDefinedness: false, scope: scope,
          depth: 0)
        let proofs = runner.run([job], until: nil)[0]
        let open = properties.filter { proofs.certificates[$0] == nil }
        if open.isEmpty { continue }
        job.engine = .question
        job.properties = open
        looked += open.count
        for message in runner.run([job], until: nil)[0].questions {
          let question = try #require(message.question(of: system), "seed \(seed)")
          asked += 1
          if question.suggestion != nil { suggested += 1 }
          try check(question, World(system, threats: threats), seed)
        }
      }
    }
    print("questions:", asked, "of", looked, "open properties;", suggested, "with a lemma")
    #expect(asked * 5 >= looked, "\(asked) of \(looked)")
  }

  private func check(_ question: OpenQuestion, _ world: World, _ seed: UInt64) throws {
    let system = world.system
    let interpreter = try Interpreter(world, scope: question.scope)
    let property = system.properties[question.property.index]
    guard case .invariant(let term) = property.kind else { return }
    let environment = Dictionary(zip(property.variables, question.values)) { first, _ in first }
    #expect(try interpreter.evaluate(term, in: question.state, environment) == 1, "seed \(seed)")
    var states: [State] = []
    switch question.step.event {
    case .idle: states = [question.state]
    case .delay(let ticks): states = [interpreter.delay(ticks, in: question.state)].compactMap { $0 }
    case .action(let action, let arguments, let agency):
      for move in world.moves where move.action == action && move.agency == agency {
        let result = interpreter.step(
          move, arguments: arguments, principal: question.step.principal?.instance, in: question.state,
          tape: question.step.arbitrary)
        if case .taken(let taken) = result { states.append(taken.state) }
      }
    }
    #expect(
      states.contains { (try? interpreter.evaluate(term, in: $0, environment)) == 0 }, "seed \(seed)")
  }
}
