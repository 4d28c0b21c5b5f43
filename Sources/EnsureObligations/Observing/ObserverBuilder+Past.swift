import EnsureModel

/// What is remembered of the past.
extension ObserverBuilder {
  /// A further global of the system that is watched.
  mutating func global(_ name: String, _ type: ValueType, _ initial: Initial, isMutable: Bool = true)
    -> GlobalID
  {
    system.globals.append(
      Global(name: name, type: type, initial: initial, isMutable: isMutable, origin: origin))
    return GlobalID(system.globals.count - 1)
  }

  /// The global that stands for a variable of the property.
  mutating func parameter(_ variable: VariableID) -> GlobalID {
    let declared = system.bank.variables[variable.index]
    return global("\(declared.name)*", declared.type, .arbitrary(where: nil), isMutable: false)
  }

  /// The formula with a memory for each of its operators; nil if it does not look back, or so that one would have to remember more.
  mutating func past(_ formula: Formula) -> PastFormula? {
    switch formula {
    case .state(let term): return .state(term)
    case .action(let action, let arguments, let agency):
      return .action(action, arguments, isGenuine: agency == .genuine)
    case .not(let operand): return past(operand).map { .not($0) }
    case .and(let operands): return all(operands) { $0.past($1) }
    case .or(let operands):
      guard case .and(let found)? = all(operands, { $0.past($1) }) else { return nil }
      return .or(found)
    case .implies(let left, let right):
      guard let left = past(left), let right = past(right) else { return nil }
      return .implies(left, right)
    case .iff(let left, let right):
      return past(.and([.implies(left, right), .implies(right, left)]))
    case .previously(let operand):
      guard let inner = past(operand) else { return nil }
      return .previously(inner, was: remember(operand, isTimed: false).was)
    case .historically(let operand): return past(.not(.once(.not(operand), nil)))
    case .once(let operand, let window): return since(nil, operand, window, isStrict: false)
    case .earlier(let operand, let window): return since(nil, operand, window, isStrict: true)
    case .since(let hold, let release, let window):
      return since(hold, release, window, isStrict: false)
    case .stuck, .always, .eventually, .next, .until, .unless: return nil
    }
  }

  private mutating func since(
    _ hold: Formula?, _ release: Formula, _ window: Window?, isStrict: Bool
  ) -> PastFormula? {
    // A window that begins later has to remember more than one instant.
    if let window, window.lower.signum != 0 { return nil }
    var holding: PastFormula?
    if let hold {
      guard let found = past(hold) else { return nil }
      holding = found
    }
    guard let releasing = past(release) else { return nil }
    let lasting = hold.map { Formula.since($0, release, nil) } ?? .once(release, nil)
    let memory = remember(lasting, isTimed: window != nil)
    var timed: (last: GlobalID, ticks: Integer)?
    if let window, let last = memory.last { timed = (last, window.upper) }
    return .since(
      holding, releasing, PastFormula.Recollection(was: memory.was, window: timed, isStrict: isStrict))
  }

  mutating func rememberFirst(_ formula: Formula) -> (was: GlobalID, first: GlobalID) {
    let number = memories.count + 1
    let was = global("past\(number)", ValueType(.boolean), .value(system.bank.boolean(false)))
    let first = global("since\(number)", ValueType(.instant), .value(system.bank.now()))
    memories.append(Proof.Memory(formula: formula, was: was, last: nil, first: first))
    return (was, first)
  }

  /// A memory for the formula; the same one each time that it is asked for, if it remembers no instant.
  private mutating func remember(_ formula: Formula, isTimed: Bool) -> Proof.Memory {
    let known = memories.first { $0.formula == formula && $0.instant == nil }
    if let known, !isTimed { return known }
    let number = memories.count + 1
    let was = global("past\(number)", ValueType(.boolean), .value(system.bank.boolean(false)))
    let last = isTimed ? global("when\(number)", ValueType(.instant), .value(system.bank.now())) : nil
    let memory = Proof.Memory(formula: formula, was: was, last: last)
    memories.append(memory)
    return memory
  }
}
