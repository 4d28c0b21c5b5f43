; code: E0605 at 3:19
(set-logic HORN)
(declare-fun Inv ((Array Int Int)) Bool)
(check-sat)
