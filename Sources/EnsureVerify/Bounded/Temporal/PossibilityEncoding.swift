import EnsureModel
import EnsureSolver

/// Says when something can be done in one of several ways (SEMANTICS, rule 16): for some principal and some values of
/// the other parameters, over all integers.
final class PossibilityEncoding {
  /// When something is possible, and when it cannot be told: where a guard has no value, is not linear, or a commit
  /// hangs on an unknown number. At least one is false.
  struct Answer {
    let isPossible: Proposition
    let isUnclear: Proposition
  }

  private struct Question: Hashable {
    let number: Int
    let tuple: [Int]
    let depth: Int
    let wait: Integer
  }

  let unrolling: Unrolling
  /// For each thing that is asked about: the ways in which it can be done.
  private let ways: [[Duty.Way]]
  private var encoding: Encoding { unrolling.encoding }
  private var context: SolverContext { encoding.context }
  private var known: [Question: Answer] = [:]

  /// How many combinations of values are looked at for one way.
  private static let limit = 4096

  init(_ unrolling: Unrolling, _ ways: [[Duty.Way]]) {
    self.unrolling = unrolling
    self.ways = ways
  }

  /// Whether what has that position in `ways` can be done for the tuple in the state at a depth, once so many ticks have
  /// passed.
  func answer(_ number: Int, _ tuple: [Int], at depth: Int, behind wait: Integer = 0) -> Answer {
    let question = Question(number: number, tuple: tuple, depth: depth, wait: wait)
    if let answer = known[question] { return answer }
    var (possible, unclear): ([Proposition], [Proposition]) = ([], [])
    for way in ways[number] {
      let answer = self.answer(way, tuple, depth, wait)
      possible.append(answer.isPossible)
      unclear.append(answer.isUnclear)
    }
    let answer = Answer(isPossible: context.or(possible), isUnclear: context.or(unclear))
    known[question] = answer
    return answer
  }

  private func answer(_ way: Duty.Way, _ tuple: [Int], _ depth: Int, _ wait: Integer) -> Answer {
    let move = way.move
    let action = encoding.system.actions[move.action.index]
    var unknown: [VariableID] = []
    var environments: [[VariableID: SymbolicValue]] = [[:]]
    let now = context.add(unrolling.instants[depth], .constant(wait))
    var start = SymbolicEvaluator(encoding, unrolling.states[depth], now: now)
    for (position, parameter) in action.parameters.enumerated() {
      let type = encoding.world.bank.variables[parameter.variable.index].type
      let values: [SymbolicValue]
      if let component = way.parameters.firstIndex(of: position) {
        values = [context.one(tuple[component])]
      } else {
        switch type.sort {
        case .boolean: values = [.truth(context.no), .truth(context.yes)]
        case .enumeration(let id):
          values = encoding.system.enumerations[id.index].members.indices.map { context.one($0) }
        case .reference(let entity):
          values = (0..<encoding.layout.instances(of: entity)).map { context.one($0) }
        case .integer:
          unknown.append(parameter.variable)
          continue
        case .instant: return Answer(isPossible: context.no, isUnclear: context.yes)
        }
      }
      guard environments.count * max(1, values.count) <= Self.limit else {
        return Answer(isPossible: context.no, isUnclear: context.yes)
      }
      environments = environments.flatMap { known in
        values.map { value in
          var next = known
          next[parameter.variable] = value
          return next
        }
      }
    }
    var (possible, unclear): ([Proposition], [Proposition]) = ([], [])
    for principal in GroundMoves.principals(move, encoding.world, encoding.layout) {
      for environment in environments {
        start.environment = environment
        if let principal, let variable = move.principal { start.environment[variable] = context.one(principal) }
        let answer = self.answer(move, start, unknown)
        possible.append(answer.isPossible)
        unclear.append(answer.isUnclear)
      }
    }
    return Answer(isPossible: context.or(possible), isUnclear: context.or(unclear))
  }

  /// The answer where everything but some integers is given.
  private func answer(_ move: Move, _ start: SymbolicEvaluator, _ unknown: [VariableID]) -> Answer {
    let guards = move.guards.map(\.clause.term)
    var environments = [start.environment]
    for variable in unknown {
      guard
        let points = TestPoints.find(for: variable, in: guards, start, others: Set(unknown)),
        environments.count * points.count <= Self.limit
      else { return Answer(isPossible: context.no, isUnclear: context.yes) }
      environments = environments.flatMap { known in
        points.map { point in
          var next = known
          next[variable] = .number(point)
          return next
        }
      }
    }
    var (possible, unclear): ([Proposition], [Proposition]) = ([], [])
    for environment in environments {
      var evaluator = start
      evaluator.environment = environment
      for variable in unknown {
        guard case .number(let number)? = environment[variable] else { continue }
        let type = encoding.world.bank.variables[variable.index].type
        evaluator.path = context.and(evaluator.path, encoding.isWithin(type, number))
      }
      for condition in move.guards where evaluator.path != context.no {
        let holds = evaluator.truth(condition.clause.term)
        evaluator.path = context.and(evaluator.path, holds)
      }
      if move.commits.isEmpty {
        possible.append(context.and(evaluator.path, context.not(evaluator.defect)))
        unclear.append(evaluator.defect)
      } else if unknown.isEmpty {
        evaluator.run(encoding.system.actions[move.action.index].body)
        for commit in move.commits where evaluator.path != context.no {
          let holds = evaluator.truth(commit.term)
          evaluator.path = context.and(evaluator.path, holds)
        }
        possible.append(context.and(evaluator.path, context.not(evaluator.defect)))
        unclear.append(evaluator.defect)
      } else {
        unclear.append(context.or(evaluator.path, evaluator.defect))
      }
    }
    return Answer(isPossible: context.or(possible), isUnclear: context.or(unclear))
  }
}
