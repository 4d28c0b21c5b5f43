import EnsureModel
import EnsureSyntax

/// Refuses what later parts, which walk terms by recursion and the interpreter as trees, would take too long for.
enum SizeCheck {
  /// Checks the terms of a problem, before anything walks them.
  static func check(_ problem: HornProblem) throws(HornError) {
    let depths = depths(problem.bank)
    for clause in problem.clauses {
      let arguments = (clause.body?.arguments ?? []) + (clause.head?.arguments ?? [])
      for term in clause.constraints + arguments where depths[Int(term.index)] > HornLimits.depth {
        throw HornError(
          .nestedTooDeeply,
          "once its names are replaced, this is nested more than \(HornLimits.depth) levels deep",
          clause.range)
      }
    }
  }

  /// Checks the terms of a system.
  static func check(_ system: TransitionSystem) throws(HornError) {
    let depths = depths(system.bank)
    var terms: [(Term, Origin)] = []
    for global in system.globals {
      if case .arbitrary(where: let restriction?) = global.initial {
        terms.append((restriction, global.origin))
      }
    }
    for action in system.actions {
      terms += action.requires.map { ($0.term, $0.origin) }
      terms += Statement.terms(action.body).map { ($0, action.origin) }
    }
    for property in system.properties {
      if case .invariant(let term) = property.kind { terms.append((term, property.origin)) }
    }
    for (term, origin) in terms {
      let range = SourceRange(file: FileID(index: 0), start: origin.start, end: origin.end)
      if system.bank.size(term) > HornLimits.size {
        throw HornError(
          .tooLarge, "once its names are replaced, this has more than \(HornLimits.size) parts", range)
      }
      if depths[Int(term.index)] > HornLimits.depth + 100 {
        throw HornError(
          .nestedTooDeeply,
          "once its names are replaced, this is nested more than \(HornLimits.depth) levels deep",
          range)
      }
    }
  }

  /// How deep each term of a bank is. Terms are made of terms in front of them.
  private static func depths(_ bank: TermBank) -> [Int] {
    var depths = Array(repeating: 1, count: bank.count)
    for index in 0..<bank.count {
      let below = bank.children(Term(index: Int32(index))).map { depths[Int($0.index)] }.max() ?? 0
      depths[index] = below + 1
    }
    return depths
  }
}
