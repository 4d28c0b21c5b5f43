import Foundation
func dbg(_ s: String) { let f = fopen("/tmp/dbg.txt", "a"); fputs("\(getpid()) \(s)\n", f); fclose(f) }
let dbgStart = ContinuousClock.now
func dbgT(_ s: String) { dbg("\(ContinuousClock.now - dbgStart) \(s)") }
