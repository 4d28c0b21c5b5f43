; One of the ways in which money moves loses a coin where the amount is odd and more than ten. Unsafe.
(set-logic HORN)
(declare-fun Inv (Int Int) Bool)
(define-fun odd ((n Int)) Bool (= (mod n 2) 1))
(assert (forall ((A Int) (B Int)) (=> (and (= A 20) (= B 0)) (Inv A B))))
(assert
  (forall ((A Int) (B Int) (m Int))
    (=>
      (and (Inv A B) (<= 0 m A))
      (Inv (- A m) (+ B (ite (and (odd m) (> m 10)) (- m 1) m))))))
(assert (forall ((A Int) (B Int)) (=> (and (Inv A B) (distinct (+ A B) 20)) false)))
(check-sat)
