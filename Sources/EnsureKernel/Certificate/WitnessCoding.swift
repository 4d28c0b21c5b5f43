import EnsureModel

extension Certificate.Witness {
  func write(to writer: inout CanonicalWriter) {
    func pair(_ tag: UInt8, _ first: Int, _ second: Int) {
      writer.write(byte: tag)
      writer.write(natural: first)
      writer.write(natural: second)
    }
    switch subject {
    case .action(let action): pair(0, action.index, 0)
    case .permit(let action, let rule): pair(1, action.index, rule)
    case .forbid(let action, let rule): pair(2, action.index, rule)
    case .honest(let action, let clause): pair(3, action.index, clause)
    case .antecedent(let property): pair(4, property.index, 0)
    }
    trace.write(to: &writer)
  }

  init(from reader: inout CanonicalReader) throws(KernelError) {
    let tag = try reader.byte()
    let end = Int(Int32.max)
    let (first, second) = (try reader.natural(below: end), try reader.natural(below: end))
    let subject: Twin.Subject
    switch tag {
    case 0: subject = .action(ActionID(first))
    case 1: subject = .permit(ActionID(first), rule: second)
    case 2: subject = .forbid(ActionID(first), rule: second)
    case 3: subject = .honest(ActionID(first), clause: second)
    case 4: subject = .antecedent(PropertyID(first))
    default: throw reader.error("there is no twin of kind \(tag)")
    }
    self.init(subject, try Trace(from: &reader))
  }
}

extension Trace {
  /// Writes the run: how many instances there are, the first state, each step with the state behind it, and where a loop
  /// begins, if there is one. Witnesses have no ranges.
  fileprivate func write(to writer: inout CanonicalWriter) {
    writer.write(scope.instances) { $0.write(natural: $1) }
    writer.write(scope.delays.ranges) { writer, range in
      writer.write(Integer(range.lowerBound))
      writer.write(Integer(range.upperBound))
    }
    writer.write(threats.sorted()) { $0.write(natural: $1.index) }
    writer.write(initial.values) { $0.write($1) }
    writer.write(steps) { writer, step in
      switch step.event {
      case .idle: writer.write(byte: 0)
      case .delay(let ticks):
        writer.write(byte: 1)
        writer.write(ticks)
      case .action(let action, let arguments, let agency):
        writer.write(byte: 2)
        writer.write(natural: action.index)
        writer.write(arguments) { $0.write($1) }
        switch agency {
        case .genuine: writer.write(byte: 0)
        case .forged(let threat, let power):
          writer.write(byte: 1)
          writer.write(natural: threat.index)
          writer.write(natural: power)
        case .threatStep(let threat):
          writer.write(byte: 2)
          writer.write(natural: threat.index)
        }
      }
      writer.write(byte: step.principal == nil ? 0 : 1)
      if let principal = step.principal {
        writer.write(natural: principal.entity.index)
        writer.write(natural: principal.instance)
      }
      writer.write(step.threats.sorted()) { $0.write(natural: $1.index) }
      writer.write(step.brokenHonesty) { $0.write(natural: $1) }
      writer.write(step.arbitrary) { $0.write($1) }
      writer.write(step.state.values) { $0.write($1) }
    }
    writer.write(natural: loop.map { $0 + 1 } ?? 0)
  }

  fileprivate init(from reader: inout CanonicalReader) throws(KernelError) {
    let instances = try reader.array { reader throws(KernelError) in try reader.natural() }
    let ranges = try reader.array { reader throws(KernelError) in
      guard let lower = try reader.integer().asInt, let upper = try reader.integer().asInt, lower <= upper
      else {
        throw reader.error("no range of delays")
      }
      return lower...upper
    }
    let threats = try reader.array { reader throws(KernelError) in ThreatID(try reader.natural()) }
    let initial = try reader.array { reader throws(KernelError) in try reader.integer() }
    let steps = try reader.array { reader throws(KernelError) in try TraceStep(from: &reader) }
    let loop = try reader.natural(below: steps.count + 2)
    self.init(
      scope: Scope(instances: instances, delays: ValueSet(ranges)), threats: Set(threats),
      initial: State(values: initial), steps: steps, loop: loop == 0 ? nil : loop - 1)
  }
}

extension TraceStep {
  fileprivate init(from reader: inout CanonicalReader) throws(KernelError) {
    let event: Event
    switch try reader.byte() {
    case 0: event = .idle
    case 1: event = .delay(try reader.integer())
    case 2:
      let action = ActionID(try reader.natural())
      let arguments = try reader.array { reader throws(KernelError) in try reader.integer() }
      let agency: Agency
      switch try reader.byte() {
      case 0: agency = .genuine
      case 1: agency = .forged(ThreatID(try reader.natural()), power: try reader.natural())
      case 2: agency = .threatStep(ThreatID(try reader.natural()))
      case let tag: throw reader.error("there is no agency \(tag)")
      }
      event = .action(action, arguments: arguments, agency)
    case let tag: throw reader.error("there is no event \(tag)")
    }
    var principal: Principal?
    if try reader.natural(below: 2) == 1 {
      principal = Principal(entity: EntityID(try reader.natural()), instance: try reader.natural())
    }
    let threats = try reader.array { reader throws(KernelError) in ThreatID(try reader.natural()) }
    let broken = try reader.array { reader throws(KernelError) in try reader.natural() }
    let arbitrary = try reader.array { reader throws(KernelError) in try reader.integer() }
    let state = try reader.array { reader throws(KernelError) in try reader.integer() }
    self.init(
      event: event, principal: principal, threats: Set(threats), brokenHonesty: broken, arbitrary: arbitrary,
      state: State(values: state))
  }
}
