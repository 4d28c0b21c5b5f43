/// Why a run violates a temporal property, in the spec's own terms.
public struct TemporalExplanation: Sendable {
  /// A part of the formula that decides, at one position of the run.
  public struct Finding: Sendable {
    /// The part.
    public let formula: Formula
    /// Whether it holds there.
    public let holds: Bool
    /// Whether it stands where something is promised, so that its action atoms mean genuine steps only.
    public let promises: Bool
    /// The step (from 0) that leaves the position; nil behind the last step of the trace.
    public let step: Int?
    /// The state.
    public let state: State
    /// Steps that would have kept the promise, if they were genuine.
    public let forged: [Int]
  }

  /// An action that could have helped, and why nobody has to take it.
  public struct Unforced: Hashable, Sendable {
    /// Why fairness does not force an action.
    public enum Reason: Hashable, Sendable {
      /// It is `optional`.
      case optional
      /// The property does not assume that the role is fair; nil if nobody takes the action.
      case notAssumed(RoleReference?)
      /// The threats take the fairness away that the property assumes.
      case freed([ThreatID])
      /// The threats take its deadline away.
      case late([ThreatID])
      /// The role is assumed to be fair, which asks for what stays possible; this is possible now and then only.
      case interrupted(RoleReference)
    }

    /// The action.
    public let action: ActionID
    /// Why.
    public let reason: Reason
  }

  /// What decides, from the outside to the inside; in the order of the formula.
  public let findings: [Finding]
  /// For a lasso: actions that are possible in its loop and not taken there; those on the property's instances, and where there are
  /// none of these, any that it may depend on.
  public let unforced: [Unforced]
}

extension Interpreter {
  /// Why the trace violates the property for these values; nil if it does not, or that cannot be told.
  public func explain(_ id: PropertyID, _ values: [Integer], on trace: Trace) -> TemporalExplanation? {
    guard judge(id, values, on: trace) == .violated else { return nil }
    let property = world.system.properties[id.index]
    guard case .temporal(let formula, _) = property.kind, let obligation = property.obligation,
      let environment = environment(of: property, values),
      let timeline = try? Timeline(self, trace, Timeline.Measure(obligation), environment)
    else { return nil }
    var walk = ExplanationWalk(FormulaEvaluation(self, timeline, environment), trace)
    walk.explain(formula, promises: true, at: 0, is: false)
    let unforced = trace.loop.map { unforcedActions(id, values, of: trace, from: $0) } ?? []
    return TemporalExplanation(findings: walk.findings, unforced: unforced)
  }

  /// The actions that are possible in the loop, that it does not take, and that nothing forces.
  private func unforcedActions(_ id: PropertyID, _ values: [Integer], of trace: Trace, from loop: Int)
    -> [TemporalExplanation.Unforced]
  {
    let property = world.system.properties[id.index]
    let cone = Cone(of: id, in: world)
    let moves = world.dutifulMoves.filter { cone.actions.contains($0.action) }
    let steps = trace.steps[loop...]
    let states = [loop == 0 ? trace.initial : trace.steps[loop - 1].state] + steps.dropLast().map(\.state)
    func isTaken(_ move: Move, _ fixed: [Int: Integer]) -> Bool {
      steps.contains { step in
        guard case .action(move.action, let arguments, .genuine) = step.event else { return false }
        return fixed.allSatisfy { arguments[$0.key] == $0.value }
      }
    }
    func unforced(_ ways: (Move) -> [[Int: Integer]]) -> [TemporalExplanation.Unforced] {
      moves.compactMap { move in
        let answers = ways(move).filter { !isTaken(move, $0) }.map { fixed in
          states.map { Possibility(interpreter: self, move: move, fixed: fixed).answer(in: $0) == .possible }
        }
        guard answers.contains(where: { $0.contains(true) }) else { return nil }
        let stays = answers.contains { !$0.contains(false) }
        return reason(for: move.action, in: property, stays: stays).map {
          .init(action: move.action, reason: $0)
        }
      }
    }
    let own = unforced { move in
      let parameters = world.system.actions[move.action.index].parameters
      return zip(property.variables, values).flatMap { variable, value in
        parameters.indices.filter { position in
          let sort = world.bank.variables[parameters[position].variable.index].type.sort
          guard case .reference = sort, parameters[position].kind == .declared else { return false }
          return sort == world.bank.variables[variable.index].type.sort
        }.map { [$0: value] }
      }
    }
    return own.isEmpty ? unforced { _ in [[:]] } : own
  }

  /// Why nobody has to take an action that is possible, always or now and then; nil if somebody has to.
  private func reason(for id: ActionID, in property: Property, stays: Bool)
    -> TemporalExplanation.Unforced.Reason?
  {
    let action = world.system.actions[id.index]
    if action.isOptional { return .optional }
    let role = action.principal?.role
    var (isAssumed, isStrong) = (false, false)
    for case .fair(let fair, strongly: let strongly) in property.assumptions where fair.role == role?.role {
      (isAssumed, isStrong) = (true, isStrong || strongly)
    }
    let freeing = role.map { world.threats(freeing: $0.role) } ?? []
    let hasDeadline = world.system.deadlines.contains { $0.action == id }
    if hasDeadline, !freeing.isEmpty, !isAssumed { return .late(freeing) }
    if !isAssumed { return .notAssumed(role) }
    if !freeing.isEmpty { return .freed(freeing) }
    return !stays && !isStrong ? role.map { .interrupted($0) } : nil
  }
}

/// Goes down a formula that is false at the start of a run, to the parts and positions that make it so.
private struct ExplanationWalk {
  var evaluation: FormulaEvaluation
  let trace: Trace
  private(set) var findings: [TemporalExplanation.Finding] = []

  private var timeline: Timeline { evaluation.timeline }

  init(_ evaluation: FormulaEvaluation, _ trace: Trace) {
    self.evaluation = evaluation
    self.trace = trace
  }

  /// The positions from one on, each once, in the order of time.
  private func later(_ index: Int) -> [Int] {
    Array(index..<timeline.positions.count) + (timeline.loop.map { $0 < index ? Array($0..<index) : [] } ?? [])
  }

  private mutating func values(_ formula: Formula, _ promises: Bool) -> [Outcome] {
    evaluation.values(of: formula.resolved(promises: promises))
  }

  mutating func explain(_ formula: Formula, promises: Bool, at index: Int, is wanted: Bool) {
    let target = Outcome(wanted)
    switch formula {
    case .not(let operand): explain(operand, promises: !promises, at: index, is: !wanted)
    case .implies(let left, let right) where !wanted:
      explain(left, promises: !promises, at: index, is: true)
      explain(right, promises: promises, at: index, is: false)
    case .and(let operands) where wanted, .or(let operands) where !wanted:
      for operand in operands { explain(operand, promises: promises, at: index, is: wanted) }
    case .and(let operands), .or(let operands):
      for operand in operands where values(operand, promises)[index] == target {
        return explain(operand, promises: promises, at: index, is: wanted)
      }
      add(formula, promises, index, wanted)
    case .always(let operand) where !wanted, .eventually(let operand, within: nil) where wanted:
      let values = values(operand, promises)
      guard let decisive = later(index).first(where: { values[$0] == target }) else {
        return add(formula, promises, index, wanted)
      }
      explain(operand, promises: promises, at: decisive, is: wanted)
    case .historically(let operand) where !wanted, .once(let operand, nil) where wanted:
      let values = values(operand, promises)
      guard let decisive = (0...index).reversed().first(where: { values[$0] == target }) else {
        return add(formula, promises, index, wanted)
      }
      explain(operand, promises: promises, at: decisive, is: wanted)
    case .until(let left, let right) where !wanted, .unless(let left, let right) where !wanted:
      let (holds, comes) = (values(left, promises), values(right, promises))
      for position in later(index) {
        if comes[position] != .fails { break }
        if holds[position] == .fails {
          add(.eventually(right, within: nil), promises, position, false, isBefore: true)
          return explain(left, promises: promises, at: position, is: false)
        }
      }
      add(.eventually(right, within: nil), promises, index, false)
    default: add(formula, promises, index, wanted)
    }
  }

  private mutating func add(
    _ formula: Formula, _ promises: Bool, _ index: Int, _ holds: Bool, isBefore: Bool = false
  ) {
    let position = timeline.positions[index]
    let shown: Formula =
      if isBefore, case .eventually(let operand, within: _) = formula { .once(operand, nil) } else { formula }
    findings.append(
      TemporalExplanation.Finding(
        formula: shown, holds: holds, promises: promises, step: position.step, state: position.state,
        forged: holds ? [] : forged(shown, promises, index)))
  }

  /// The steps that would make the formula true if they were genuine.
  private mutating func forged(_ formula: Formula, _ promises: Bool, _ index: Int) -> [Int] {
    let (atom, range): (Formula, [Int])
    switch formula {
    case .once(let operand, _), .earlier(let operand, _): (atom, range) = (operand, Array(0...index))
    case .eventually(let operand, within: _): (atom, range) = (operand, later(index))
    case .action: (atom, range) = (formula, [index])
    default: return []
    }
    guard promises, case .action(let action, let arguments, .byPolarity) = atom else { return [] }
    let any = evaluation.values(of: .action(action, arguments, .any))
    let genuine = evaluation.values(of: .action(action, arguments, .genuine))
    var steps: [Int] = []
    // A genuine one may have come too early or too late.
    for position in range where any[position] == .holds && genuine[position] != .holds {
      if let step = timeline.positions[position].step, !steps.contains(step) { steps.append(step) }
    }
    return steps
  }
}

extension Formula {
  /// The terms that the formula reads.
  public var terms: [Term] {
    switch self {
    case .state(let term), .stuck(let term): [term]
    case .action(_, let arguments, _): arguments.compactMap { $0 }
    default: operands.flatMap(\.terms)
    }
  }
}
