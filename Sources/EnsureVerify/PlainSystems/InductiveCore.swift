public import EnsureModel
import EnsureSolver

/// Looks for the lemmas that a property's induction needs.
public struct InductiveCore {
  /// What came of it.
  public enum Outcome: Sendable {
    /// These lemmas, the property left out, are inductive together with it.
    case inductive([Term])
    /// The property does not follow, or this lemma does not.
    case fails(Term)
    /// The solver does not know, or the watch ended it.
    case unknown(String)
  }

  private let system: PlainSystem
  private let watch: Watch

  /// A search that stops when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch) {
    self.system = system
    self.watch = watch
  }

  /// The lemmas without which the induction does not go through. Beginning with the property, what a step needs is taken
  /// from the solver's cores, until nothing new is needed.
  public func reduce(_ lemmas: [Term], in bank: TermBank) -> Outcome {
    let encoder = FrameEncoder(system, bank, SolverContext())
    let context = encoder.context
    let solver = Solver(context)
    watch.guarding(solver)
    var from = encoder.anyFrame("s", solver.assert)
    var to = encoder.anyFrame("t", solver.assert)
    let initial = context.makeProposition("initial")
    let stepping = context.makeProposition("step")
    solver.assert(context.implies(initial, encoder.isInitial(&from)))
    _ = encoder.step(from, to) { solver.assert(context.implies(stepping, $0)) }
    solver.assert(context.implies(stepping, encoder.truth(system.goal, &from)))
    var literals: [Proposition] = []
    for lemma in lemmas {
      let literal = context.makeProposition("lemma")
      solver.assert(context.implies(literal, encoder.truth(lemma, &from)))
      literals.append(literal)
    }
    var needed: Set<Int> = []
    var open = [system.goal]
    while let goal = open.popLast() {
      let now = context.makeProposition("goal")
      solver.assert(context.implies(now, context.not(encoder.truth(goal, &from))))
      let later = context.makeProposition("goal")
      solver.assert(context.implies(later, context.not(encoder.truth(goal, &to))))
      let first = solver.check(assuming: [initial, now])
      if case .unknown(let reason) = first { return .unknown(watch.words(reason)) }
      if case .satisfiable = first { return .fails(goal) }
      // What is needed already costs nothing, so it is tried first.
      let known = needed.sorted().map { literals[$0] }
      var answer = solver.check(assuming: [stepping, later] + known)
      if case .satisfiable = answer { answer = solver.check(assuming: [stepping, later] + literals) }
      switch answer {
      case .satisfiable: return .fails(goal)
      case .unknown(let reason): return .unknown(watch.words(reason))
      case .unsatisfiable: break
      }
      let core = Set(solver.core())
      for (index, literal) in literals.enumerated() where core.contains(literal) {
        if needed.insert(index).inserted { open.append(lemmas[index]) }
      }
    }
    return .inductive(needed.sorted().map { lemmas[$0] })
  }
}
