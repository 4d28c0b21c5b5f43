import EnsureModel
import EnsureSyntax

/// Sensors: fields with two sides, what is so and what the sensor says (SEMANTICS 12).
extension Checker {
  // MARK: Declaration

  /// Declares the two fields that a sensor is.
  func declareSensor(_ node: Syntax, _ token: Token, _ field: Syntax, of entity: EntityID) {
    let name = field.text(token)
    var type = declaredType(of: node, inlineName: "\(system.entities[entity.index].name).\(name)")
    switch type.type {
    case .boolean, .integer, .enumeration, .error: break
    default:
      complain(
        .notMeasured,
        "a sensor measures a `Bool`, a number, an amount, a span or a member, not \(describe(type.type))",
        at: node.range)
      type = DeclaredType(.error)
    }
    var lag: Integer?
    if let number = node.node(.number) {
      lag = ticks(number)
      if lag == 0 {
        complain(
          .notMeasured, "a sensor that is never late is not sampled", at: number.range,
          notes: ["leave `sampled within` out"])
        lag = nil
      }
    }
    let truth = system.fields.count
    let reading = truth + 1
    func add(_ side: SensorSide, _ kind: Field.Kind) {
      addField(
        TypedField(
          name: "\(name).\(side.word)", owner: entity, type: type, initial: .implied, isMutable: true,
          kind: kind,
          sensor: side, range: field.range(token)))
    }
    add(.truth(reading: reading), .declared)
    add(.reading(truth: truth, lag: lag), .reading)
    bodies.append { [unowned self] in
      checkInitial(of: field, field: truth)
      system.fields[reading].initial = firstReading(reading, of: truth, field.range)
    }
    if lag != nil { sampled.append((reading, entity, field.range(token))) }
  }

  /// At first a sensor says what is so.
  private func firstReading(_ reading: Int, of truth: Int, _ range: SourceRange) -> TypedInitial {
    let (field, owner) = (system.fields[truth], system.fields[truth].owner)
    guard case .arbitrary = field.initial else { return field.initial }
    let local = makeLocal(
      system.entities[owner.index].name, DeclaredType(.reference(owner, isOptional: false)), range)
    let sides = [reading, truth].map {
      TypedExpression(.field($0, of: self.local(local, range)), field.type.type, range)
    }
    return .arbitrary(
      local, where: TypedExpression(.compare(.equal, sides[0], sides[1]), .boolean, range))
  }

  /// The steps by which sampled sensors are read anew, which happen by themselves.
  func declareSampling() {
    for (reading, entity, range) in sampled {
      guard case .reading(let truth, _)? = system.fields[reading].sensor else { continue }
      let owner = system.entities[entity.index].name
      let local = makeLocal(lowerCamel(owner), DeclaredType(.reference(entity, isOptional: false)), range)
      let sides = [reading, truth].map {
        TypedExpression(.field($0, of: self.local(local, range)), system.fields[truth].type.type, range)
      }
      var action = TypedAction(
        name: "sample \(owner).\(sensorName(reading))", parameters: [local], principal: nil, isOptional: true,
        threat: nil, range: range)
      action.isWorld = true
      action.isImplied = true
      action.requires = [TypedExpression(.compare(.notEqual, sides[0], sides[1]), .boolean, range)]
      action.body = [.assign(.field(reading, of: self.local(local, range)), .set, sides[1], range)]
      system.actions.append(action)
    }
  }

  // MARK: Names

  /// The name of the sensor that the field is a side of.
  func sensorName(_ position: Int) -> String {
    let name = system.fields[position].name
    return String(name.prefix { $0 != "." })
  }

  /// The position of the truth of the entity's sensor of that name.
  func sensor(_ name: String, of entity: EntityID) -> Int? {
    system.entities[entity.index].fields.first {
      guard case .truth? = system.fields[$0].sensor else { return false }
      return sensorName($0) == name
    }
  }

  /// The names that stand behind an instance of the entity.
  func memberNames(of entity: EntityID) -> [String] {
    let known = system.entities[entity.index]
    var names: [String] = []
    for field in known.fields {
      let name = system.fields[field].sensor == nil ? system.fields[field].name : sensorName(field)
      if names.last != name { names.append(name) }
    }
    return names + known.keys.map(\.name)
  }

  /// The side of a sensor that `side` names. A sensor alone has no value: the author says which side he means.
  func side(_ truth: Int, of instance: TypedExpression, _ name: Token, _ side: Token?, in node: Syntax)
    -> TypedExpression
  {
    let failed = TypedExpression(.error, .error, node.range)
    guard case .truth(let reading)? = system.fields[truth].sensor else { return failed }
    let range = SourceRange(
      file: instance.range.file, start: Int(instance.range.start), end: Int(node.range(side ?? name).end))
    switch side.map(node.text) {
    case "truth"?: return TypedExpression(.field(truth, of: instance), system.fields[truth].type.type, range)
    case "reading"?:
      return TypedExpression(.field(reading, of: instance), system.fields[reading].type.type, range)
    default:
      let place = node.range(name)
      let end = SourceRange(file: place.file, start: Int(place.end), end: Int(place.end))
      complain(
        .sensorSide, "`\(node.text(name))` is a sensor: say which side of it is meant", at: place,
        secondary: [Label(system.fields[truth].range, "it is declared here")],
        notes: ["`.reading` is what it says, which is all that software knows; `.truth` is what is so"],
        fixIts: [
          FixIt("write `\(node.text(name)).reading`", end, ".reading"),
          FixIt("write `\(node.text(name)).truth`", end, ".truth"),
        ])
      // Enough is known to look at the rest.
      return TypedExpression(.field(truth, of: instance), system.fields[truth].type.type, range)
    }
  }

  /// What a path of names leads to from `base`.
  func path(_ tokens: [Token], in node: Syntax, from base: TypedExpression) -> TypedExpression {
    var result = base
    var rest = tokens[...]
    while let token = rest.popFirst() {
      if token.isMissing { return TypedExpression(.error, .error, node.range) }
      if let entity = result.type.entity, let truth = sensor(node.text(token), of: entity) {
        result = side(truth, of: result, token, rest.popFirst(), in: node)
      } else {
        result = member(token, in: node, of: result)
      }
      if result.type == .error { return result }
    }
    return result
  }

  /// A sensor of the instance whose initial values are being restricted.
  func bareSensor(_ name: String) -> Int? {
    guard lookUp(name) == nil, let (entity, _) = context.bareFields else { return nil }
    return sensor(name, of: entity)
  }

  // MARK: Spoofing

  /// `spoof Locker.door`: a step of the threat's own, which sets what a sensor says.
  func checkSpoof(_ node: Syntax, of threat: ThreatID) {
    let names = node.names.dropFirst()
    guard let owner = names.first, let name = names.dropFirst().first, !name.isMissing,
      let entity = entityNamed(owner, in: node)
    else { return }
    guard let truth = sensor(node.text(name), of: entity),
      case .truth(let reading)? = system.fields[truth].sensor
    else {
      let known = system.entities[entity.index]
      if let field = known.fields.first(where: { system.fields[$0].name == node.text(name) }) {
        complain(
          .notASensor, "`\(node.text(name))` is no sensor, so there is nothing to spoof", at: node.range(name),
          secondary: [Label(system.fields[field].range, "it is declared here")],
          notes: ["a field that measures is declared so: `\(node.text(name)): sensor ...`"])
      } else {
        complainUnknown(
          .unknownField, "`\(known.name)` has no sensor `\(node.text(name))`", name, in: node,
          among: known.fields.filter { system.fields[$0].sensor != nil }.map { sensorName($0) })
      }
      return
    }
    let (type, range) = (system.fields[reading].type, node.range)
    let instance = makeLocal(
      lowerCamel(system.entities[entity.index].name), DeclaredType(.reference(entity, isOptional: false)), range
    )
    let value = makeLocal("reading", type, range)
    var action = TypedAction(
      name: "spoof \(system.entities[entity.index].name).\(node.text(name))", parameters: [instance, value],
      principal: nil, isOptional: true, threat: threat, range: range)
    action.isImplied = true
    action.body = [
      .assign(.field(reading, of: local(instance, range)), .set, local(value, range), range)
    ]
    system.threats[threat.index].powers.append(.step(action: system.actions.count))
    system.actions.append(action)
  }

  func lowerCamel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
