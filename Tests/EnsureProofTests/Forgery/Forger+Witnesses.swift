import EnsureKernel
import EnsureModel

extension Forger {
  /// The original's witnesses with something changed.
  mutating func witnesses(_ kind: Kind) -> [Certificate.Witness]? {
    var all = original.witnesses
    guard !all.isEmpty else { return nil }
    let position = numbers.below(all.count)
    let (subject, trace) = (all[position].subject, all[position].trace)
    switch kind {
    case .noWitness: all.remove(at: position)
    case .swappedSubjects:
      guard let other = numbers.pick(all.map(\.subject).filter { $0 != subject } + strangeSubjects) else {
        return nil
      }
      all[position] = Certificate.Witness(other, trace)
    case .doubledWitness: all.append(all[position])
    default:
      guard let changed = changed(trace, kind) else { return nil }
      all[position] = Certificate.Witness(subject, changed)
    }
    return all
  }

  /// Things that no spec has.
  private var strangeSubjects: [Twin.Subject] {
    let far = Int(Int32.max) - 1
    return [
      .action(ActionID(far)), .permit(ActionID(0), rule: far), .forbid(ActionID(far), rule: far),
      .honest(ActionID(0), clause: far), .antecedent(PropertyID(far)),
    ]
  }

  private mutating func changed(_ trace: Trace, _ kind: Kind) -> Trace? {
    var (scope, threats, initial, steps) = (trace.scope, trace.threats, trace.initial, trace.steps)
    switch kind {
    case .state:
      let place = numbers.below(steps.count + 1)
      if place == 0 {
        guard let changed = changed(initial) else { return nil }
        initial = changed
      } else {
        guard let changed = changed(steps[place - 1].state) else { return nil }
        steps[place - 1] = steps[place - 1].replacing(state: changed)
      }
    case .lastStep:
      if steps.isEmpty { return nil }
      steps.removeLast()
    case .powers:
      threats.insert(ThreatID(numbers.pick([0, system.threats.count, Int(Int32.max), Int.max]) ?? 0))
      if threats == trace.threats { return nil }
    case .scope:
      var instances = scope.instances
      if instances.isEmpty || numbers.below(8) == 0 {
        instances.append(1)
      } else {
        let greatest = Layout.limit
        instances[numbers.below(instances.count)] = numbers.pick([0, 7, 1000, greatest, Int.max]) ?? 0
      }
      if instances == scope.instances { return nil }
      scope = Scope(instances: instances, delays: scope.delays)
    case .agency, .argument:
      guard !steps.isEmpty else { return nil }
      let place = numbers.below(steps.count)
      guard let changed = changed(steps[place], kind) else { return nil }
      steps[place] = changed
    default: return nil
    }
    return Trace(scope: scope, threats: threats, initial: initial, steps: steps)
  }

  private mutating func changed(_ state: State) -> State? {
    var values = state.values
    if values.isEmpty { return nil }
    switch numbers.below(6) {
    case 0: values.removeLast()
    case 1: values.append(0)
    default:
      let place = numbers.below(values.count)
      values[place] =
        numbers.pick([values[place] + 1, values[place] - 1, Self.huge, -Self.huge] as [Integer]) ?? 0
    }
    return State(values: values)
  }

  private mutating func changed(_ step: TraceStep, _ kind: Kind) -> TraceStep? {
    guard case .action(let action, var arguments, let agency) = step.event else {
      return step.replacing(event: .delay(numbers.pick([0, -1, 1, Self.huge] as [Integer]) ?? 0))
    }
    if kind == .agency {
      let threat = ThreatID(numbers.pick([0, 1, Int.max]) ?? 0)
      let other: Agency? = numbers.pick([
        .genuine, .forged(threat, power: numbers.below(3)), .threatStep(threat),
      ])
      guard let other, other != agency else { return step.replacing(event: .idle) }
      return step.replacing(event: .action(action, arguments: arguments, other))
    }
    switch numbers.below(4) {
    case 0:
      let far = ActionID(numbers.pick([0, 1, Int.max]) ?? 0)
      return far == action ? nil : step.replacing(event: .action(far, arguments: arguments, agency))
    case 1: arguments.append(0)
    default:
      if arguments.isEmpty { return nil }
      let place = numbers.below(arguments.count)
      let value = arguments[place]
      arguments[place] = numbers.pick([value + 1, value - 1, Self.huge, -Self.huge] as [Integer]) ?? 0
    }
    return step.replacing(event: .action(action, arguments: arguments, agency))
  }
}

extension TraceStep {
  fileprivate func replacing(event: Event? = nil, state: State? = nil) -> TraceStep {
    TraceStep(
      event: event ?? self.event, principal: principal, threats: threats, brokenHonesty: brokenHonesty,
      arbitrary: arbitrary, state: state ?? self.state)
  }
}
