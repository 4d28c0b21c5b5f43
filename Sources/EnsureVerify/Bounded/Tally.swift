import EnsureSolver

/// Counts propositions: for each number, that exactly so many of the first ones hold.
struct Tally {
  /// `exactly[k][n]`: of the first k propositions n hold.
  let exactly: [[Proposition]]

  init(_ propositions: [Proposition], _ context: SolverContext) {
    var rows: [[Proposition]] = [[context.yes]]
    for proposition in propositions {
      let last = rows[rows.count - 1]
      var next = [Proposition](repeating: context.no, count: last.count + (proposition == context.no ? 0 : 1))
      for (count, holds) in last.enumerated() {
        next[count] = context.or(next[count], context.and(holds, context.not(proposition)))
        if proposition != context.no {
          next[count + 1] = context.or(next[count + 1], context.and(holds, proposition))
        }
      }
      rows.append(next)
    }
    exactly = rows
  }

  /// That at most so many hold.
  func atMost(_ count: Int, _ context: SolverContext) -> Proposition {
    let last = exactly[exactly.count - 1]
    return last.count <= count + 1 ? context.yes : context.not(context.or(Array(last[(count + 1)...])))
  }
}
