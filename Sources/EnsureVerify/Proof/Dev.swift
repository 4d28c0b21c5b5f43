public import EnsureModel
import EnsureKernel
import EnsureObligations
import Glibc
nonisolated(unsafe) var devStart = 0.0
nonisolated(unsafe) var devOn = false
func devLog(_ text: String) { if !devOn { return }; var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); let now = Double(t.tv_sec) + Double(t.tv_nsec) / 1e9; print("    \(now - devStart) \(text)"); devStart = now }
public func devProve(_ system: TransitionSystem, _ print: (TransitionSystem, TermBank, [VariableID], Term) -> String, _ say: (String) -> Void) {
  func clock() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9 }
  devOn = true; devLog("")
  for title in system.worlds().prefix(1) {
    let world = World(system, threats: title.threats)
    let t0 = clock()
    let invs = system.properties.indices.filter { if case .invariant = system.properties[$0].kind { return true }; return false }.map { PropertyID($0) }
    let result = ProofSearch(world, invs.map { .property($0) } + [.definedness]).run()
    say("== \(title.name): \(clock() - t0) s, refusal \(String(describing: result.refusal))")
    for (goal, claim) in result.claims { let c = try? Certifier.certificate(of: claim, for: goal, in: world); devLog("cert \(goal) \(c?.bytes.count ?? 0) bytes \(c?.refutations.count ?? 0)"); if let c { _ = try? Kernel(system).check(c); devLog("checked") } }
    say("  definedness: \(result.claims[.definedness].map { "PROVED \($0.lemmas.count)" } ?? "-")")
    for p in invs {
      let name = system.properties[p.index].name
      devLog("")
      if let claim = result.claims[.property(p)] {
        say("  \(name): PROVED with \(claim.lemmas.count) lemmas")
        for l in claim.lemmas { say("      " + print(system, claim.terms, l.variables, l.body)) }
      } else { say("  \(name): -") }
    }
  }
}
