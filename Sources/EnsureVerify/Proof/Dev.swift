public import EnsureModel
import EnsureObligations
import Glibc
public func devProve(_ system: TransitionSystem, _ print: (TransitionSystem, TermBank, [VariableID], Term) -> String, _ say: (String) -> Void) {
  func clock() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9 }
  for title in system.worlds() {
    let world = World(system, threats: title.threats)
    let t0 = clock()
    let invs = system.properties.indices.filter { if case .invariant = system.properties[$0].kind { return true }; return false }.map { PropertyID($0) }
    let result = ProofSearch(world, invs.map { .property($0) } + [.definedness]).run()
    say("== \(title.name): \(clock() - t0) s, refusal \(String(describing: result.refusal))")
    say("  definedness: \(result.claims[.definedness].map { "PROVED \($0.lemmas.count)" } ?? "-")")
    for p in invs {
      let name = system.properties[p.index].name
      if let claim = result.claims[.property(p)] {
        say("  \(name): PROVED with \(claim.lemmas.count) lemmas")
        for l in claim.lemmas { say("      " + print(system, claim.terms, l.variables, l.body)) }
      } else { say("  \(name): -") }
    }
  }
}
