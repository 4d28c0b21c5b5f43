import EnsureModel
import EnsureSyntax

/// Sensors: a field for what is so, and one for what the sensor says. Whatever writes the truth writes the reading
/// too, unless an attacker holds the sensor; that of a sampled one is left as it is, and whoever reads it asks how
/// long it has been behind.
extension Lowering {
  // MARK: Hidden fields

  mutating func addSensorFields() {
    let spoofed = spoofedReadings()
    for (position, field) in typed.fields.enumerated() {
      guard case .reading(_, let lag)? = field.sensor else { continue }
      let name = String(field.name.prefix { $0 != "." })
      if spoofed.contains(position) {
        let no = system.bank.boolean(false)
        held[position] = addField(
          Field(
            name: "\(name).held", entity: field.owner, type: ValueType(.boolean), initial: .value(no),
            kind: .held,
            origin: origin(field.range)))
      }
      if lag != nil {
        let start = system.bank.now()
        late[position] = addField(
          Field(
            name: "\(name).late", entity: field.owner, type: ValueType(.instant), initial: .value(start),
            kind: .late, origin: origin(field.range)))
      }
    }
  }

  /// The readings that some step of a threat sets.
  private func spoofedReadings() -> Set<Int> {
    var found: Set<Int> = []
    for body in typed.actions.filter({ $0.threat != nil }).map(\.body) + typed.effects.map(\.body) {
      for statement in body {
        statement.walk { inner in
          if case .assign(.field(let position, _), _, _, _) = inner,
            case .reading? = typed.fields[position].sensor
          {
            found.insert(position)
          }
        }
      }
    }
    return found
  }

  // MARK: Reading

  /// The field as it is stored.
  mutating func stored(_ position: Int, of instance: Term) -> Term {
    let field = fields[position]
    return system.bank.field(field, system.fields[field.index].type.sort, of: instance)
  }

  /// What a sampled sensor says: what it said last, as long as that may be; then what is so. An attacker who holds it
  /// says what he wants.
  mutating func currentReading(_ position: Int, _ truth: Int, _ lag: Integer, of instance: Term) -> Term {
    guard let late = late[position] else { fatalError("a sampled sensor is late at times") }
    let since = system.bank.field(late, .instant, of: instance)
    let now = system.bank.now()
    let age = system.bank.difference(now, since)
    let most = system.bank.integer(lag)
    var isOld = system.bank.lessOrEqual(age, most)
    if let held = held[position] {
      let isHeld = system.bank.field(held, .boolean, of: instance)
      isOld = system.bank.or([isHeld, isOld])
    }
    let (last, so) = (stored(position, of: instance), stored(truth, of: instance))
    return system.bank.choice(isOld, last, so)
  }

  // MARK: Writing

  mutating func sensorAssignment(
    _ position: Int, _ side: SensorSide, of owner: TypedExpression, _ sign: AssignmentOperator,
    _ value: TypedExpression, _ range: SourceRange
  ) -> [Statement] {
    // The instance is named once: what is written may stand on the way to it.
    var instance = term(owner)
    var result: [Statement] = []
    if case .variable = system.bank[instance] {
    } else {
      guard let entity = owner.type.entity else { fatalError("a field is of an instance") }
      instance = named(instance, entity, origin(range), &result)
    }
    let old = stored(position, of: instance)
    var new = term(value)
    switch sign {
    case .set: break
    case .add: new = system.bank.sum([old, new])
    case .subtract: new = system.bank.difference(old, new)
    }
    let place = origin(range)
    let write = Statement.assign(.field(fields[position], of: instance), new, place)
    switch side {
    case .truth(let reading):
      guard case .reading(_, let lag)? = typed.fields[reading].sensor else { return result + [write] }
      if let lag { return result + fallBehind(reading, position, lag, of: instance, write, place) }
      // In a bulk effect the new truth cannot be read; its value lies in the type, as the checker sees to.
      let so = isBulk ? new : stored(position, of: instance)
      return result + [write, follow(reading, so, of: instance, place)]
    case .reading(let truth, _):
      guard isThreatStep else {
        return result + [follow(position, stored(truth, of: instance), of: instance, place)]
      }
      result.append(write)
      if let held = held[position] {
        let yes = system.bank.boolean(true)
        result.append(.assign(.field(held, of: instance), yes, place))
      }
      return result
    }
  }

  /// The reading becomes the truth, unless an attacker holds the sensor.
  private mutating func follow(_ reading: Int, _ truth: Term, of instance: Term, _ place: Origin) -> Statement {
    var value = truth
    if let held = held[reading] {
      let isHeld = system.bank.field(held, .boolean, of: instance)
      let last = stored(reading, of: instance)
      value = system.bank.choice(isHeld, last, value)
    }
    return .assign(.field(fields[reading], of: instance), value, place)
  }

  /// A sampled sensor keeps saying what it says; if that was so until now, it is behind from now on.
  private mutating func fallBehind(
    _ reading: Int, _ truth: Int, _ lag: Integer, of instance: Term, _ write: Statement, _ place: Origin
  ) -> [Statement] {
    guard let late = late[reading] else { fatalError("a sampled sensor is late at times") }
    let field = fields[reading]
    let current = currentReading(reading, truth, lag, of: instance)
    let says = system.bank.makeVariable("reading", system.fields[field.index].type)
    let since = system.bank.makeVariable("since", ValueType(.instant))
    let so = stored(truth, of: instance)
    let isSo = system.bank.equal(current, so)
    let now = system.bank.now()
    let before = system.bank.field(late, .instant, of: instance)
    let start = system.bank.choice(isSo, now, before)
    let (reads, begins) = (system.bank.variable(says), system.bank.variable(since))
    return [
      .bind(says, current, place), .bind(since, start, place), write,
      .assign(.field(field, of: instance), reads, place), .assign(.field(late, of: instance), begins, place),
    ]
  }
}
