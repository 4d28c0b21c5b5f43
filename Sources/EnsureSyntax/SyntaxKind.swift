/// What a node of the tree is. The names are those of the rules in `Grammar/ensure.ebnf`.
///
/// A rule that only chooses (`Declaration`, `Statement`, `Type`, `Primary`, ...) makes no node of its own, and
/// neither does an expression level that has no operator, so `a` is a `nameExpr` and not eight nodes.
public enum SyntaxKind: UInt8, Sendable, CaseIterable {
  /// The whole file: `[ "system" Name ]`, imports, declarations.
  case file
  case importDecl
  case currencyDecl, resolutionDecl, enumDecl, constDecl, parameterDecl, globalDecl
  case roleDecl, actorDecl, entityDecl, finalDecl, uniqueDecl, personsDecl
  case predicateDecl, functionDecl, effectDecl, actionDecl, policyDecl
  case invariantDecl, propertyDecl, threatDecl, scenarioDecl, acceptDecl, expectDecl, observeDecl

  case enumBody, ranks, keys, field, initial
  case setType, namedType, rangeType, bound
  case parameters, parameter, principal, roleRef
  case requiresClause, honestClause, distinctClause, withinClause

  case block, assignment, place, letStmt, chooseStmt, newStmt, ifStmt, effectStmt
  case policyRule, pattern
  case assumption
  case combination, corruptPower, outagePower, attackerPower, stepPower
  case scenarioGiven, scenarioStep, scenarioWait, scenarioExpect, scenarioThen
  case threatSet, mapping

  /// `Expr` with at least one `iff` or `xor`; operands are the child nodes, operators the child tokens.
  case equivalence
  case implication, disjunction, conjunction
  /// `until`, `unless`, `since [Window]`: two operands, with a `window` between them where there is one.
  case binaryTemporal
  /// One `PrefixOperator` (with its `number` or `window`, if any) and its operand, which is the last child node.
  case prefix
  case window
  case allQuantifier, comparison, additive, multiplicative, share, negation
  /// `a.b.c`: one child node, then the dots and names as tokens.
  case selection
  case number, stringLiteral, booleanLiteral, noneLiteral, nowLiteral
  /// A name alone, called with `argument`s, or keyed (`[...]`); the child nodes are the arguments.
  case nameExpr
  /// `[ Expr, ... ]` behind a name.
  case keyed
  /// `( Argument, ... )` behind a name.
  case arguments
  case wildcard
  case group, ifExpr, sum, quantifier, markedAtom, binder

  /// Tokens that the parser skipped to get on; a diagnostic has been given.
  case unexpected
}

/// What a token is. Reserved words have a kind each; words that mean something in one place only are
/// `identifier`s.
public enum TokenKind: UInt8, Sendable, CaseIterable {
  case identifier, integer, decimal, string
  case leftParen, rightParen, leftBrace, rightBrace, leftBracket, rightBracket
  case comma, semicolon, colon, dot, dotDot, question, percent, underscore
  case equal, plusEqual, minusEqual, plus, minus, star
  case equalEqual, notEqual, less, lessEqual, greater, greaterEqual, pipe
  case accept, action, actor, all, always, and, any, assuming, attacker, because, by
  case choose, const, corrupt, count, currency, distinct, div, earlier, effect, `else`
  case entity, `enum`, eventually, exists, expect, `false`, final, finite, forbid
  case function, genuine, given, global, historically, honest, `if`, iff, implies
  case `import`, `in`, invariant, `let`, mod, new, next, none, not, now, observe, of
  case once, optional, or, outage, parameter, permit, policy, predicate, previously
  case property, requires, resolution, role, rounded, scenario, set, since, step, sum
  case system, then, threat, `true`, under, unique, unless, until, wait, when, `where`
  case within, without, xor
  /// Bytes that begin no token (a diagnostic has been given).
  case unknown
  case endOfFile
}
