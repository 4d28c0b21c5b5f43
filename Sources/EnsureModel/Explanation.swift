/// Why a step cannot be taken, in the spec's own terms.
public struct Explanation: Sendable {
  /// What stands in its way.
  public let block: Block
  /// The condition that fails, if it is one.
  public let clause: Clause?
  /// The values of the fields, globals and variables that the condition reads, in order of reading; parts
  /// without a value and what stands under a quantifier are left out.
  public let values: [(term: Term, value: Integer)]
}

extension Interpreter {
  /// Why the step is blocked; nil if it is not.
  public func explain(
    _ move: Move, arguments: [Integer], principal: Int?, in state: State, tape: [Integer] = []
  ) -> Explanation? {
    guard
      case .blocked(let block) = step(move, arguments: arguments, principal: principal, in: state, tape: tape)
    else { return nil }
    var environment: [VariableID: Integer] = [:]
    _ = bind(move, arguments, principal, &environment)
    switch block {
    case .argument, .principal: return Explanation(block: block, clause: nil, values: [])
    case .guard(let position):
      let clause = move.guards[position].clause
      return Explanation(block: block, clause: clause, values: readings(clause.term, in: state, environment))
    case .commit(let position):
      // A commit speaks of the state that the step would have led to: the same step without commits shows it.
      let clause = move.commits[position]
      let open = move.withoutCommits
      for length in (0...tape.count).reversed() {
        let result = step(
          open, arguments: arguments, principal: principal, in: state, tape: Array(tape.prefix(length)))
        guard case .taken(let taken) = result else { continue }
        return Explanation(
          block: block, clause: clause, values: readings(clause.term, in: taken.state, environment))
      }
      return Explanation(block: block, clause: clause, values: [])
    }
  }

  /// The values of the fields, globals and variables that `root` reads.
  public func readings(_ root: Term, in state: State, _ environment: [VariableID: Integer])
    -> [(term: Term, value: Integer)]
  {
    var found: [(term: Term, value: Integer)] = []
    _ = collect(root, state, environment, &found)
    return found
  }

  /// Collects below `term`; false if the term mentions a variable that has no value here.
  private func collect(
    _ term: Term, _ state: State, _ environment: [VariableID: Integer],
    _ found: inout [(term: Term, value: Integer)]
  ) -> Bool {
    switch world.bank[term] {
    case .total, .count, .all, .exists: return false
    case .variable(let variable) where environment[variable] == nil: return false
    default: break
    }
    var isClosed = true
    for child in world.bank.children(term) where !collect(child, state, environment, &found) {
      isClosed = false
    }
    switch world.bank[term] {
    case .variable, .global, .field, .key, .keyed, .untouched:
      if !isClosed || found.contains(where: { $0.term == term }) { return isClosed }
      if let value = try? evaluate(term, in: state, environment) { found.append((term, value)) }
    default: break
    }
    return isClosed
  }
}

extension Move {
  /// The same move, free of commits.
  fileprivate var withoutCommits: Move {
    Move(
      action: action, agency: agency, principalRole: principalRole, principal: principal,
      principalUse: principalUse, guards: guards, commits: [], corruptions: corruptions)
  }
}
