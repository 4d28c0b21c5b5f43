; code: E0606 at 5:1
(set-logic HORN)
(declare-fun Inv (Int) Bool)
(assert (forall ((x Int)) (=> (Inv x) false)))
