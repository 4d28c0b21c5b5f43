; code: E0605 at 2:12
(set-logic QF_LIA)
(check-sat)
