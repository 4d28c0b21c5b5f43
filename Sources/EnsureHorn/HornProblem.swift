import EnsureModel
import EnsureSyntax

/// A predicate that the file asks for.
struct HornPredicate {
  let name: String
  let sorts: [Sort]
}

/// A predicate with terms for its arguments.
struct HornApplication {
  let predicate: Int
  let arguments: [Term]
}

/// A linear Horn clause: for all values of its variables, if `body` and all `constraints` hold then `head` does. No
/// body is one that holds; no head is one that does not.
struct HornClause {
  var body: HornApplication?
  var head: HornApplication?
  var constraints: [Term] = []
  /// Its variables, those bound inside included.
  var variables: [VariableID] = []
  let range: SourceRange
}

/// What a file says.
struct HornProblem {
  var bank = TermBank()
  var predicates: [HornPredicate] = []
  var clauses: [HornClause] = []
}
