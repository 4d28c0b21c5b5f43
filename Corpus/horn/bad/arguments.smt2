; code: E0602 at 5:31
(set-logic HORN)
(declare-fun Inv (Int) Bool)
(assert (forall ((x Int)) (=> (= x 0) (Inv x))))
(assert (forall ((x Int)) (=> (Inv x x) false)))
(assert (forall ((x Int)) (=> (and (Inv x) (< x 0)) false)))
(check-sat)
