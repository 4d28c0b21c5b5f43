; Two predicates, one for each phase; a query with a number of its own. Safe.
(set-logic HORN)
(declare-fun Up (Int Int) Bool)
(declare-fun Down (Bool Int Int) Bool)
(assert (forall ((n Int) (start Int)) (=> (and (> n 0) (= start 0)) (Up start n))))
(assert (forall ((x Int) (n Int)) (=> (and (Up x n) (< x n)) (Up (+ x 1) n))))
(assert (forall ((x Int) (n Int)) (=> (and (Up x n) (>= x n)) (Down true x n))))
(assert (forall ((x Int) (n Int)) (=> (and (Down true x n) (> x 0)) (Down true (- x 1) n))))
(assert
  (not (exists ((b Bool) (x Int) (n Int) (k Int)) (and (Down b x n) (= (* 2 k) (- 0 x 1)) (< k 0) (< x 0)))))
(check-sat)
