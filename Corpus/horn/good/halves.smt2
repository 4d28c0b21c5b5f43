; Quotients and remainders of negative numbers, as SMT-LIB defines them. Safe.
(set-logic HORN)
(declare-fun Inv (Int Int Bool) Bool)
(assert (forall ((x Int)) (Inv x (mod x 3) (= (mod x 3) 0))))
(assert
  (forall ((x Int) (r Int) (z Bool))
    (=> (Inv x r z) (Inv (- (div x (- 2)) 1) (mod (- (div x (- 2)) 1) 3) (= (mod (- (div x (- 2)) 1) 3) 0)))))
(assert (forall ((x Int) (r Int) (z Bool)) (=> (Inv x r z) (and (<= 0 r) (< r 3) (= z (= r 0))))))
(check-sat)
