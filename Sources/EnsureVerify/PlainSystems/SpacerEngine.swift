public import EnsureModel
import EnsureSolver

/// Asks Z3's fixedpoint engine about a plain system. Its answer is a candidate, which `InductiveCore` has to confirm.
public struct SpacerEngine {
  /// What came of it.
  public enum Outcome: Sendable {
    /// Lemmas that may be inductive and imply the property, in the terms of the bank that was given.
    case candidates([Term])
    /// There seems to be a violation; only a trace is one.
    case refuted
    /// Nothing came of it, and why.
    case unknown(String)
  }

  private let system: PlainSystem
  private let watch: Watch

  /// A question that ends when the watch says so.
  public init(_ system: PlainSystem, _ watch: Watch) {
    self.system = system
    self.watch = watch
  }

  /// Asks.
  ///
  /// - Parameter lemmas: what holds in every reachable state, in terms of `bank`.
  public func run(_ lemmas: [Term] = [], in bank: inout TermBank, isPlain: Bool = false) -> Outcome {
    let encoder = FrameEncoder(system, bank, SolverContext())
    let context = encoder.context
    let solver = HornSolver(context, isPlain: isPlain)
    watch.add(solver.interrupter)
    let sorts = system.globals.map { global in
      system.world.system.globals[global.index].type.sort == .boolean ? Sort.boolean : .integer
    }
    let reached = solver.makePredicate("reached", sorts)
    let failed = solver.makePredicate("failed", [])
    var parts: [Proposition] = []
    func assume(_ proposition: Proposition) { parts.append(proposition) }

    var first = encoder.anyFrame("s", assume)
    assume(encoder.isInitial(&first))
    solver.add(context.and(parts), implies: apply(solver, reached, first))

    parts = []
    var from = encoder.anyFrame("s", assume)
    assume(apply(solver, reached, from))
    for lemma in lemmas { assume(encoder.truth(lemma, &from)) }
    let known = context.and(parts)
    let to = encoder.anyFrame("t", assume)
    _ = encoder.step(from, to, assume)
    solver.add(context.and(parts), implies: apply(solver, reached, to))
    solver.add(
      context.and(known, context.not(encoder.truth(system.goal, &from))), implies: solver.apply(failed, []))

    switch solver.query(failed) {
    case .reachable: return .refuted
    case .unknown(let reason): return .unknown(watch.words(reason))
    case .unreachable: break
    }
    // A member is a position to the solver, and no number to a term.
    let isReadable = system.globals.allSatisfy { global in
      if case .enumeration = system.world.system.globals[global.index].type.sort { return false }
      return true
    }
    guard isReadable else { return .unknown("the answer is about places") }
    let arguments = zip(system.globals, sorts).map { bank.global($0, $1) }
    guard let term = solver.interpretation(reached, arguments, &bank) else {
      return .unknown("the engine's answer cannot be read")
    }
    if case .and(let conjuncts) = bank[term] { return .candidates(conjuncts) }
    return .candidates([term])
  }

  private func apply(_ solver: HornSolver, _ predicate: HornSolver.Predicate, _ frame: SymbolicFrame)
    -> Proposition
  {
    solver.apply(
      predicate,
      frame.values.map { value in
        switch value {
        case .truth(let proposition): .truth(proposition)
        case .number(let number): .number(number)
        }
      })
  }
}
