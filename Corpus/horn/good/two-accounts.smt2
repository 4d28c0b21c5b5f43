; Money moves between two accounts, in the form in which tools write transition systems. Safe.
(set-logic HORN)
(set-info :status sat)
(declare-fun |bank state| (Int Int Int Bool) Bool)
(assert
  (forall ((A Int) (B Int) (T Int) (S Bool))
    (=> (and (= T 100) (= A T) (= B 0) (not S)) (|bank state| A B T S))))
(assert
  (forall ((A Int) (B Int) (T Int) (S Bool) (A1 Int) (B1 Int) (S1 Bool) (m Int))
    (=>
      (and
        (|bank state| A B T S)
        (let ((moves (and (<= 0 m) (<= m A) (= A1 (- A m)) (= B1 (+ B m)))))
          (let ((rests (and (= A1 B) (= B1 A))))
            (and (or (and (not S) moves S1) (and S rests (not S1)))))))
      (|bank state| A1 B1 T S1))))
(assert
  (forall ((A Int) (B Int) (T Int) (S Bool))
    (=> (and (|bank state| A B T S) (not (= (+ A B) T))) false)))
(check-sat)
(exit)
