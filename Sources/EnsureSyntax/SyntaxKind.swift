/// What a node of the tree is. The names are those of the rules in `Grammar/ensure.ebnf`.
///
/// A rule that only chooses (`Declaration`, `Statement`, `Type`, `Primary`, ...) makes no node of its own, and
/// neither does an expression level that has no operator, so `a` is a `nameExpr` and not eight nodes.
///
/// The comments say what a node's child nodes are (`nodes`) and which tokens are its own (`tokens`, `names`); "own
/// names" are the node's own identifiers, among which stand the words that mean something in one place only.
public enum SyntaxKind: UInt8, Sendable, CaseIterable {
  /// The whole file. Own tokens: `system` and its name, if any, and `endOfFile`. Nodes: imports, then declarations.
  case file
  /// Own token: the `string`; nodes: `renaming`s.
  case importDecl
  /// Own names: the one in the imported file, the one that stands for it.
  case renaming
  /// Own names: the currency, then `decimals` if an `integer` token follows.
  case currencyDecl
  /// Node: `number`.
  case resolutionDecl
  /// Own name; node: `enumBody`.
  case enumDecl
  /// Own name; nodes: a type, if there is a `colon` token, and the value.
  case constDecl
  /// Own name; nodes: a type and perhaps `initial`.
  case parameterDecl, globalDecl
  /// Own name; nodes: perhaps `ranks`, then `field`s.
  case roleDecl
  /// Own name; nodes: `field`s.
  case actorDecl
  /// Own token `finite`, if it is; own names: perhaps the word `secret` (it stands in front of the `entity` token), the
  /// entity, then the one that it is `of`, if any. Nodes: perhaps `keys`, then `field`s.
  case entityDecl
  /// Own names: the word `message`, the message; nodes: `field`s.
  case messageDecl
  /// Own names: the word `channel`, the channel, its message, then the words of its options: `exactly` (with an own
  /// token `once`), `ordered` (with an own token `by`) and the name of a field, `lossy`, `broadcast`.
  case channelDecl
  /// Own name; nodes: `parameters`, the condition.
  case finalDecl
  /// Own names: the entity, then its fields; node: the condition behind `when`, if any.
  case uniqueDecl
  /// `distinct persons`; the word `persons` is an own name.
  case personsDecl
  /// Own name; nodes: `parameters`, the condition.
  case predicateDecl
  /// Own name; nodes: `parameters`, the type, the value.
  case functionDecl
  /// Own names: the word `pattern`, the pattern; nodes: `parameters`, the formula. A `parameter` of it without a type
  /// stands for a formula.
  case patternDecl
  /// Own name; nodes: `parameters`, `block`.
  case effectDecl
  /// Own token `optional`, if it is; own name; nodes: `parameters`, `principal`, clauses, `block`.
  case actionDecl
  /// `world action`: own name; nodes: `parameters`, clauses, `block`.
  case worldActionDecl
  /// Own name; nodes: `policyRule`s.
  case policyDecl
  /// Own name; nodes: perhaps `parameters`, then the condition.
  case invariantDecl
  /// Own name; nodes: perhaps `parameters`, the formula, then `assumption`s.
  case propertyDecl
  /// Own name; nodes: one `combination`, or the powers.
  case threatDecl
  /// Own token: the `string`; nodes: the items.
  case scenarioDecl
  /// Own names: the properties; behind them, and behind the `or` token, `more`, if it is there. Own token: the
  /// `string`, the reason. Node: `threatSet`.
  case acceptDecl
  /// Own names: the properties, then the word `violated`. Node: `threatSet`.
  case expectDecl
  /// An event: before the `string` token perhaps an own token `sensor`, or the kind of event as an own name; behind it
  /// the own names `as`, then the action, or an entity and its sensor. Nodes: `eventTest`s, `mapping`s, `vouching`.
  case observeDecl
  /// `observe within 5 min`. Node: `number`.
  case latenessDecl
  /// Own name `baseline`; nodes: `sum` or `quantifier`, the value.
  case baselineDecl
  /// `observe Order for 30 days`. Own names: the entity, `for`; node: `number`.
  case memoryDecl
  /// Own names `respond`, `to`; nodes: `pattern`, perhaps `number`, then the responses.
  case respondDecl

  /// Own tokens: the values, identifiers or `none`, between braces and commas.
  case enumBody
  /// Own names: perhaps the word `mutable` (it is the word if another name follows it without a comma or `less`
  /// between), then the ranks, with `comma` or `less` tokens between.
  case ranks
  /// `[ Parameter, ... ]`. Nodes: `parameter`s.
  case keys
  /// Own name; nodes: the type, perhaps `initial`.
  case field
  /// Behind `=`: own token `any`, then perhaps a condition as the node (behind `where`); or else the value as the node.
  case initial
  /// Nodes: the type of what is measured, perhaps a `number` behind the own word `sampled` and the token `within`.
  case sensorType
  /// `set of Name`; own name.
  case setType
  /// Own names: the word `place`, then the entities.
  case placeType
  /// Own names: the type, perhaps the currency between `<` and `>`; own token `question`, if it may be none.
  case namedType
  /// Nodes: one or two `bound`s.
  case rangeType
  /// Own token `minus`, if it is negative; node: `number`.
  case bound
  /// Nodes: `parameter`s.
  case parameters
  /// Own name; node: the type, which a parameter of a pattern may lack.
  case parameter
  /// Own name, if there is a `colon` token; node: `roleRef`.
  case principal
  /// Own names: the role (or actor), perhaps the rank.
  case roleRef
  /// Node: the condition.
  case requiresClause, honestClause
  /// Own names: two or more.
  case distinctClause
  /// Own names: the word `receive`, the parameter, the word `on`, the channel.
  case receiveClause
  /// Node: `number`.
  case withinClause

  /// Nodes: the statements.
  case block
  /// Own token `equal`, `plusEqual` or `minusEqual`; nodes: `place`, the value.
  case assignment
  /// Own names: a variable, global, or keyed entity, then fields; node: `keyed`, if it is there.
  case place
  /// Own name; node: the value.
  case letStmt
  /// Own name; node: the type.
  case chooseStmt
  /// Own names: the new thing, its entity.
  case newStmt
  /// Own names: the word `send`, the new message, its type, the word `on`, the channel; nodes: `payload`s.
  case sendStmt
  /// Own name: a field of the message; node: its value.
  case payload
  /// Nodes: the condition, `block`, then perhaps what is behind `else`: an `ifStmt` or a `block`.
  case ifStmt
  /// Own names: the words `for` and `each`; nodes: `binder`, `block`.
  case forEachStmt
  /// Own name: the effect; node: `arguments`.
  case effectStmt
  /// Own token `permit` or `forbid`; own token `any`, or the node `principal`; own token `star`, or `pattern` nodes;
  /// behind an own token `when` the condition as the last node.
  case policyRule
  /// Own names: the action, then its arguments' names; an argument may be an own token `underscore`, the last one
  /// `dotDot`. There is an own token `leftParen` if there is a list of arguments.
  case pattern
  /// `fair R`: own names `fair`, or `strongly` and `fair`, and the node `roleRef`; else the node is a formula.
  case assumption
  /// Own names: two or more threats.
  case combination
  /// Node: `roleRef`.
  case corruptPower, outagePower
  /// Own names: the word `may`, perhaps `as`. Nodes: `pattern`, then `roleRef` if there is `as`, then the condition if
  /// there is an own token `when`. Own tokens behind `without`: `requires`, `policy`.
  case attackerPower
  /// Own name; nodes: `parameters`, `requiresClause`s, `block`.
  case stepPower
  /// Own names: the word `spoof`, the entity, its sensor.
  case spoofPower
  /// Own names: the word `steal`, the entity, its place.
  case stealPower
  /// Own names: the word `forge`, `replay` or `drop`, the message.
  case forgePower, replayPower, dropPower
  /// Own names: the word `tamper`, the message, its field.
  case tamperPower
  /// Own names: the word `leak`, the secret entity.
  case leakPower
  /// Own names: the words and names of `guess S at most n per E`: `guess`, S, `at`, `most`, `per`, E; own token: the
  /// `integer`.
  case guessPower
  /// Node: the condition.
  case scenarioGiven
  /// Own name: the action; nodes: `arguments`, perhaps `principal`, perhaps `sendsClause`.
  case scenarioStep
  /// Own names: the word `sends`, then a name for each message that the step sends.
  case sendsClause
  /// Node: `number`.
  case scenarioWait
  /// Node: the condition.
  case scenarioExpect
  /// Node: `scenarioStep`; own token `is`, own name `impossible`.
  case scenarioThen
  /// Own names: the threats.
  case threatSet
  /// Own name: the parameter, or an own token `by`; node: `path`.
  case mapping
  /// Own tokens: identifiers and strings between dots; integers in brackets.
  case path
  /// Node: `path`; own tokens: `equalEqual` or `notEqual`, then the value.
  case eventTest
  /// Own names: `authenticated` and by what; or `claimed`, perhaps `corroborated`, with an own `string` and the node
  /// `number`.
  case vouching
  /// Own name `alert`; own token: the `string`.
  case alertResponse
  /// Own name: the action; node: `arguments`.
  case actionResponse

  /// `Expr` with at least one `iff` or `xor`; operands are the child nodes, operators the child tokens.
  case equivalence
  /// `a implies b`: two nodes; `a implies b implies c` is `a implies (b implies c)`.
  case implication
  /// All operands are the nodes; the operators are the own tokens.
  case disjunction, conjunction
  /// `until`, `unless`, `since [Window]`: two operands, with a `window` between them where there is one.
  case binaryTemporal
  /// One `PrefixOperator` (with its `number`, `spanName` or `window`, if any) and its operand, which is the last child
  /// node.
  case prefix
  /// Nodes: two `number`s, or a `number` and a `spanName`.
  case window
  /// Own name: a constant, or a parameter of a pattern, that is a span of time.
  case spanName
  /// Nodes: `binder`, the formula.
  case allQuantifier
  /// Nodes: two operands; own token: the operator.
  case comparison
  /// `a is E`: one node; own name: the entity.
  case isTest
  /// Nodes: two or more operands; own tokens: the operators, to be applied from the left.
  case additive, multiplicative
  /// `a of b rounded how`: two nodes; own name: how.
  case share
  /// `- a`: one node.
  case negation
  /// `a.b.c`: one child node, then the dots and names (or the word `currency`) as tokens.
  case selection
  /// Own tokens: `integer` or `decimal`, then perhaps the unit, an identifier or `percent`.
  case number
  /// Own token: the `string`; see `SyntaxTree.stringValue`.
  case stringLiteral
  /// Own token: `true` or `false`.
  case booleanLiteral
  /// One own token.
  case noneLiteral, nowLiteral
  /// A name alone, called or keyed. Own name; node, if any: `arguments` or `keyed`.
  case nameExpr
  /// `[ Expr, ... ]` behind a name; nodes: the expressions.
  case keyed
  /// `( Argument, ... )` behind a name; nodes: expressions, or `wildcard` where there is `_`, `rest` where `..`.
  case arguments
  /// The argument `_`.
  case wildcard
  /// The arguments `..`: however many there still are.
  case rest
  /// `( a )`: one node.
  case group
  /// Nodes: condition, value, other value.
  case ifExpr
  /// Nodes: `binder`, what is added up.
  case sum
  /// Own token `count`, `exists` or `none`; node: `binder`.
  case quantifier
  /// Own token `any` or `genuine`; own name: the action; node: `arguments`.
  case markedAtom
  /// `o: Order where c`. Own names: the variable, the entity; node: the condition, if any.
  case binder

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
  case `import`, `in`, invariant, `is`, `let`, mod, new, next, none, not, now, observe, of
  case once, optional, or, outage, parameter, permit, policy, predicate, previously
  case property, requires, resolution, role, rounded, scenario, sensor, set, since, step, sum
  case system, then, threat, `true`, under, unique, unless, until, wait, when, `where`
  case within, without, world, xor
  /// Bytes that begin no token (a diagnostic has been given).
  case unknown
  case endOfFile
}
