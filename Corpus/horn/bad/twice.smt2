; code: E0602 at 5:14
(set-logic HORN)
(declare-fun Inv (Int) Bool)
(assert (forall ((x Int)) (=> (= x 0) (Inv x))))
(declare-fun Inv (Bool) Bool)
(assert (forall ((x Int)) (=> (and (Inv x) (< x 0)) false)))
(check-sat)
