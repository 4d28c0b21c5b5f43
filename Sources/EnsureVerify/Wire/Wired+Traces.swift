import EnsureModel

extension State: Wired {
  func write(to writer: inout ByteWriter) { writer.write(values) }
  init(from reader: inout ByteReader) throws(WireError) { self.init(values: try reader.read()) }
}

extension Agency: Wired {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .genuine: writer.byte(0)
    case .forged(let threat, let power):
      writer.byte(1)
      writer.write(threat)
      writer.write(power)
    case .threatStep(let threat):
      writer.byte(2)
      writer.write(threat)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .genuine
    case 1: self = .forged(try reader.read(), power: try reader.read())
    case 2: self = .threatStep(try reader.read())
    case let other: throw .unknown(other)
    }
  }
}

extension TraceStep.Event: Wired {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .action(let action, let arguments, let agency):
      writer.byte(0)
      writer.write(action)
      writer.write(arguments)
      writer.write(agency)
    case .delay(let ticks):
      writer.byte(1)
      writer.write(ticks)
    case .idle: writer.byte(2)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .action(try reader.read(), arguments: try reader.read(), try reader.read())
    case 1: self = .delay(try reader.read())
    case 2: self = .idle
    case let other: throw .unknown(other)
    }
  }
}

extension TraceStep.Principal: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(entity)
    writer.write(instance)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(entity: try reader.read(), instance: try reader.read())
  }
}

extension TraceStep: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(event)
    writer.write(principal)
    writer.write(threats)
    writer.write(brokenHonesty)
    writer.write(arbitrary)
    writer.write(state)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      event: try reader.read(), principal: try reader.read(), threats: try reader.read(),
      brokenHonesty: try reader.read(), arbitrary: try reader.read(), state: try reader.read())
  }
}

extension Trace: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(scope)
    writer.write(threats)
    writer.write(initial)
    writer.write(steps)
    writer.write(loop)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(
      scope: try reader.read(), threats: try reader.read(), initial: try reader.read(),
      steps: try reader.read(), loop: try reader.read())
  }
}

extension Undefined: Wired {
  func write(to writer: inout ByteWriter) {
    switch reason {
    case .divisionByZero: writer.byte(0)
    case .none: writer.byte(1)
    case .outOfRange: writer.byte(2)
    }
    writer.write(term)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    let reason: Reason
    switch try reader.byte() {
    case 0: reason = .divisionByZero
    case 1: reason = .none
    case 2: reason = .outOfRange
    case let other: throw .unknown(other)
    }
    self.init(reason: reason, term: try reader.read())
  }
}

extension Violation.Failure: Wired {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .property(let values):
      writer.byte(0)
      writer.write(values)
    case .propertyUndefined(let values, let undefined):
      writer.byte(1)
      writer.write(values)
      writer.write(undefined)
    case .stepUndefined(let undefined):
      writer.byte(2)
      writer.write(undefined)
    case .temporal(let values):
      writer.byte(3)
      writer.write(values)
    case .stuck(let values, let certificate):
      writer.byte(4)
      writer.write(values)
      writer.raw(certificate)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .property(try reader.read())
    case 1: self = .propertyUndefined(try reader.read(), try reader.read())
    case 2: self = .stepUndefined(try reader.read())
    case 3: self = .temporal(try reader.read())
    case 4: self = .stuck(try reader.read(), certificate: try reader.raw())
    case let other: throw .unknown(other)
    }
  }
}

extension Violation: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(trace)
    writer.write(failure)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(trace: try reader.read(), failure: try reader.read())
  }
}

extension Twin.Subject: Wired {
  func write(to writer: inout ByteWriter) {
    func pair(_ tag: UInt8, _ action: ActionID, _ position: Int) {
      writer.byte(tag)
      writer.write(action)
      writer.write(position)
    }
    switch self {
    case .action(let action):
      writer.byte(0)
      writer.write(action)
    case .permit(let action, let rule): pair(1, action, rule)
    case .forbid(let action, let rule): pair(2, action, rule)
    case .honest(let action, let clause): pair(3, action, clause)
    case .antecedent(let property):
      writer.byte(4)
      writer.write(property)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .action(try reader.read())
    case 1: self = .permit(try reader.read(), rule: try reader.read())
    case 2: self = .forbid(try reader.read(), rule: try reader.read())
    case 3: self = .honest(try reader.read(), clause: try reader.read())
    case 4: self = .antecedent(try reader.read())
    case let other: throw .unknown(other)
    }
  }
}
