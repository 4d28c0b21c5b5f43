; code: E0604 at 5:35
(set-logic HORN)
(declare-fun Inv (Int) Bool)
(assert (forall ((x Int)) (=> (= x 0) (Inv x))))
(assert (forall ((x Int)) (=> (or (Inv x) (< x 0)) false)))
(check-sat)
