import Testing

@testable import EnsureSyntax

@Suite struct TreeTests {
  @Test func theDesignsExampleIsCorrect() {
    let result = parse(designExample)
    #expect(result.diagnostics.map { "\($0.code) \($0.message) \($0.primary.range)" } == [])
    let kinds = result.tree.root.nodes.map(\.kind)
    #expect(kinds.count == 25)
  }

  @Test(arguments: [
    ("a", "(nameExpr a)"),
    ("a + b - c * d", "(additive (nameExpr a) + (nameExpr b) - (multiplicative (nameExpr c) * (nameExpr d)))"),
    (
      "a implies b implies c",
      "(implication (nameExpr a) implies (implication (nameExpr b) implies (nameExpr c)))"
    ),
    (
      "a or b and not c",
      "(disjunction (nameExpr a) or (conjunction (nameExpr b) and (prefix not (nameExpr c))))"
    ),
    ("a iff b xor c", "(equivalence (nameExpr a) iff (nameExpr b) xor (nameExpr c))"),
    ("not a == b", "(prefix not (comparison (nameExpr a) == (nameExpr b)))"),
    (
      "a until b since [0, 5 min] c",
      "(binaryTemporal (nameExpr a) until (binaryTemporal (nameExpr b) since (window [ (number 0) , (number 5 min) ]) (nameExpr c)))"
    ),
    ("eventually within 5 days (a)", "(prefix eventually within (number 5 days) (group ( (nameExpr a) )))"),
    ("-a.b.c", "(negation - (selection (nameExpr a) . b . c))"),
    ("f(a, _).b[0]", "E0006 (selection (nameExpr f (arguments ( (nameExpr a) , (wildcard _) ))) . b)"),
    ("T[a, b].c", "(selection (nameExpr T (keyed [ (nameExpr a) , (nameExpr b) ])) . c)"),
    (
      "if a then b else c == d",
      "(ifExpr if (nameExpr a) then (nameExpr b) else (comparison (nameExpr c) == (nameExpr d)))"
    ),
    (
      "if a then b else c == d == e",
      "(comparison (ifExpr if (nameExpr a) then (nameExpr b) else (comparison (nameExpr c) == (nameExpr d))) == (nameExpr e))"
    ),
    ("5 % of a rounded up", "(share (number 5 %) of (nameExpr a) rounded up)"),
    (
      "sum(o: O where o.a) o.b <= 3 EUR",
      "(comparison (sum sum ( (binder o : O where (selection (nameExpr o) . a)) ) (selection (nameExpr o) . b)) <= (number 3 EUR))"
    ),
    (
      "none(o: O) and x == none",
      "(conjunction (quantifier none ( (binder o : O) )) and (comparison (nameExpr x) == (noneLiteral none)))"
    ),
    (
      "all(o: O) a implies b",
      "(implication (allQuantifier all ( (binder o : O) ) (nameExpr a)) implies (nameExpr b))"
    ),
    ("any f(_)", "(markedAtom any f (arguments ( (wildcard _) )))"),
    ("now - a <= 14 days", "(comparison (additive (nowLiteral now) - (nameExpr a)) <= (number 14 days))"),
    ("(a", "E0006 (group ( (nameExpr a) <rightParen>)"),
    ("", "E0006 (nameExpr <identifier>)"),
  ])
  func anExpressionHasThisTree(_ text: String, _ tree: String) { #expect(dump(expression: text) == tree) }

  @Test(arguments: [
    ("x = 5 y = 6", "(block { (assignment (place x) = (number 5)) (assignment (place y) = (number 6)) })"),
    (
      "x = 5 EUR y.z += 6",
      "(block { (assignment (place x) = (number 5 EUR)) (assignment (place y . z) += (number 6)) })"
    ),
    (
      "x = 5 f(y)",
      "(block { (assignment (place x) = (number 5)) (effectStmt f (arguments ( (nameExpr y) ))) })"
    ),
    (
      "choose x: 0..5 T[y] = 6",
      "(block { (chooseStmt choose x : (rangeType (bound (number 0)) .. (bound (number 5)))) (assignment (place T (keyed [ (nameExpr y) ])) = (number 6)) })"
    ),
    (
      "if a { } else if b { } else { new x: O }",
      "(block { (ifStmt if (nameExpr a) (block { }) else (ifStmt if (nameExpr b) (block { }) else (block { (newStmt new x : O) }))) })"
    ),
    (
      "x = 5 for each l: O where a { l.x = 6 }",
      "(block { (assignment (place x) = (number 5)) (forEachStmt for each (binder l : O where (nameExpr a)) (block { (assignment (place l . x) = (number 6)) })) })"
    ),
    (
      "for = 5 each = 6",
      "(block { (assignment (place for) = (number 5)) (assignment (place each) = (number 6)) })"
    ),
  ])
  func aNameBehindANumberIsItsUnitUnlessItBeginsAStatement(_ text: String, _ tree: String) {
    #expect(dump("effect e() { \(text) }") == "(effectDecl effect e (parameters ( )) \(tree))")
  }

  @Test(arguments: [
    (
      "a: 0 EUR..50 EUR = 0 EUR b: -5..",
      "(field a : (rangeType (bound (number 0 EUR)) .. (bound (number 50 EUR))) = (initial (number 0 EUR))) (field b : (rangeType (bound - (number 5)) ..))"
    ),
    (
      "a: 0..5 b: O?",
      "(field a : (rangeType (bound (number 0)) .. (bound (number 5)))) (field b : (namedType O ?))"
    ),
    (
      "a: set of O b: Money<any> = 0 EUR",
      "(field a : (setType set of O)) (field b : (namedType Money < any >) = (initial (number 0 EUR)))"
    ),
    (
      "a: set of O b: Money<EUR> = any where b > 0",
      "(field a : (setType set of O)) (field b : (namedType Money < EUR >) = (initial any where (comparison (nameExpr b) > (number 0))))"
    ),
  ])
  func aNameBehindABoundIsItsUnitUnlessItBeginsAField(_ text: String, _ tree: String) {
    #expect(dump("entity E { \(text) }") == "(entityDecl entity E { \(tree) })")
  }

  @Test func missingTokensHaveNoTextAndStandBehindTheTokenBefore() {
    let tree = parse("entity A { a Money }").tree
    let missing = tree.tokens.filter(\.isMissing)
    #expect(missing.map(\.kind) == [.colon])
    #expect(missing.map(\.start) == [12])
    #expect(dump(tree.root) == "(file (entityDecl entity A { (field a <colon> (namedType Money)) }))")
  }
}
