import EnsureModel
import EnsureSyntax

/// Which events of the outside stand for which steps (SEMANTICS 28 to 30).
extension Checker {
  func checkObservation(_ node: Syntax) {
    let tokens = node.tokens
    guard let string = node.token(.string),
      let asWord = tokens.firstIndex(where: { $0.kind == .identifier && node.text($0) == "as" }),
      let format = format(of: node)
    else { return }
    let names = tokens.dropFirst(asWord + 1).filter { $0.kind == .identifier }
    guard let name = names.first, !name.isMissing else { return }
    let event = StringLiteral.value(of: node.text(string))
    checkEvent(event, format, at: node.range(string))
    let paths = node.nodes.filter { $0.kind == .eventTest || $0.kind == .mapping }.compactMap { $0.node(.path) }
    for path in paths { checkRoot(of: path, format) }
    let tests = node.nodes.filter { $0.kind == .eventTest }.compactMap { test($0) }
    guard let target = target(node, name, names.dropFirst().first) else { return }
    let (mappings, principal) = mappings(node, target.parameters, target.action)
    let observation = Observation(
      format: format, event: event, tests: tests, target: target.target, mappings: mappings,
      principal: principal,
      vouching: vouching(node.node(.vouching)), range: node.range)
    if let other = system.observations.first(where: {
      $0.format == format && $0.event == event && $0.tests == tests
    }) {
      complain(
        .duplicateName, "this event is observed twice, and nothing tells the two apart", at: node.range(string),
        secondary: [Label(other.range, "the other one")], notes: ["say with `when` which event is which"])
    }
    system.observations.append(observation)
  }

  // MARK: Events

  private func format(of node: Syntax) -> Observation.Format? {
    guard let token = node.tokens.dropFirst().first, token.kind == .identifier else { return .cloudEvent }
    if let format = Observation.Format(rawValue: node.text(token)) { return format }
    complainUnknown(
      .unknownEventKind, "there is no kind of event `\(node.text(token))`", token, in: node,
      among: Observation.Format.allCases.map(\.rawValue),
      notes: ["without a word in front the event is a CloudEvent of that type"])
    return nil
  }

  /// An EPCIS event is named for its business step: a word of the Core Business Vocabulary, or an own URI.
  private func checkEvent(_ event: String, _ format: Observation.Format, at range: SourceRange) {
    if event.isEmpty { return complain(.badEvent, "an event has a name", at: range) }
    guard format == .epcis, !event.contains(":"), !BusinessStep.all.contains(event) else { return }
    let nearest = Suggestion.nearest(to: event, among: BusinessStep.all)
    complain(
      .badEvent,
      "`\(event)` is no business step of EPCIS" + (nearest.map { "; did you mean `\($0)`?" } ?? ""), at: range,
      notes: ["it is a word of the Core Business Vocabulary, such as `shipping`, or a URI of your own"],
      fixIts: nearest.map { [FixIt("replace it with `\($0)`", range, "\"\($0)\"")] } ?? [])
  }

  /// What a path begins with is an attribute of the event.
  private func checkRoot(of node: Syntax, _ format: Observation.Format) {
    guard let token = node.tokens.first(where: { $0.kind == .identifier || $0.kind == .string }),
      !token.isMissing,
      case .name(let root)? = path(node)?.parts.first
    else { return }
    switch format {
    case .cloudEvent:
      let isAttribute =
        !root.isEmpty && root.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".contains($0) }
      if isAttribute, root == "data_base64" || !root.contains("_") { return }
      complain(
        .badEvent, "`\(root)` is no attribute of a CloudEvent: those have lower-case letters and digits only",
        at: node.range(token), notes: ["what the sender has to say stands in `data`: `data.\(root)`"])
    case .epcis:
      if root.contains(":") || EPCISAttribute.all.contains(root) { return }
      complainUnknown(
        .badEvent, "`\(root)` is no field of an EPCIS event", token, in: node, among: EPCISAttribute.all,
        notes: ["a field of your own has a prefix and stands in double quotes: `\"example:\(root)\"`"])
    }
  }

  private func test(_ node: Syntax) -> EventTest? {
    guard let path = node.node(.path).flatMap({ path($0) }) else { return nil }
    for token in node.tokens where !token.isMissing {
      let value: EventTest.Value?
      switch token.kind {
      case .string: value = .text(StringLiteral.value(of: node.text(token)))
      case .integer: value = Integer(node.text(token).filter { $0 != "_" }).map { .integer($0) }
      case .true, .false: value = .truth(token.kind == .true)
      default: continue
      }
      return value.map { EventTest(path: path, isEqual: node.token(.notEqual) == nil, value: $0) }
    }
    return nil
  }

  private func path(_ node: Syntax) -> EventPath? {
    let parts: [EventPath.Part] = node.tokens.filter { !$0.isMissing }.compactMap { token in
      switch token.kind {
      case .identifier: return .name(node.text(token))
      case .string: return .name(StringLiteral.value(of: node.text(token)))
      case .integer: return Int(node.text(token).filter { $0 != "_" }).map { .position($0) }
      default: return nil
      }
    }
    return parts.isEmpty ? nil : EventPath(parts: parts)
  }

  // MARK: What it reports

  private struct Reported {
    let target: Observation.Target
    /// The names that can be mapped.
    let parameters: [String]
    /// The action, if it is one.
    var action: TypedAction?
  }

  private func target(_ node: Syntax, _ name: Token, _ sensorToken: Token?) -> Reported? {
    if node.token(.sensor) != nil || sensorToken != nil { return reading(node, name, sensorToken) }
    guard case .action(let position)? = names[node.text(name)]?.meaning else {
      complainUnknown(
        .unknownAction, "there is no action `\(node.text(name))`", name, in: node,
        among: system.actions.filter { $0.threat == nil }.map(\.name))
      return nil
    }
    let action = system.actions[position]
    return Reported(
      target: .action(position), parameters: action.parameters.map { system.locals[$0.index].name },
      action: action)
  }

  /// `observe sensor "..." as Locker.door(locker: ..., reading: ...)`.
  private func reading(_ node: Syntax, _ owner: Token, _ name: Token?) -> Reported? {
    guard node.token(.sensor) != nil, let name else {
      complain(
        .notASensor,
        name == nil
          ? "what an event of a sensor reports is a sensor: `Locker.door`"
          : "what a sensor says is reported by an event of a sensor: `observe sensor`",
        at: name.map(node.range) ?? node.range(owner))
      return nil
    }
    guard !name.isMissing, let entity = entityNamed(owner, in: node) else { return nil }
    guard let truth = sensor(node.text(name), of: entity),
      case .truth(let reading)? = system.fields[truth].sensor
    else {
      let known = system.entities[entity.index]
      complainUnknown(
        .unknownField, "`\(known.name)` has no sensor `\(node.text(name))`", name, in: node,
        among: known.fields.filter { system.fields[$0].sensor != nil }.map { sensorName($0) })
      return nil
    }
    return Reported(
      target: .reading(reading), parameters: [lowerCamel(system.entities[entity.index].name), "reading"])
  }

  private func mappings(_ node: Syntax, _ parameters: [String], _ action: TypedAction?) -> (
    [(parameter: String, path: EventPath)], EventPath?
  ) {
    var mappings: [(parameter: String, path: EventPath)] = []
    var principal: EventPath?
    let what = action.map { "`\($0.name)`" } ?? "this event"
    for mapping in node.nodes where mapping.kind == .mapping {
      guard let path = mapping.node(.path).flatMap({ path($0) }) else { continue }
      if let by = mapping.token(.by) {
        if let action, action.isWorld {
          complainByNobody(action, "so no event says by whom", at: mapping.range(by))
        } else if action == nil {
          complain(.undefinedName, "nobody makes a sensor say something", at: mapping.range(by))
        } else if principal != nil {
          complain(.duplicateName, "`by` is mapped twice", at: mapping.range(by))
        }
        principal = path
        continue
      }
      guard let parameter = mapping.names.first, !parameter.isMissing else { continue }
      let name = mapping.text(parameter)
      guard parameters.contains(name) else {
        complainUnknown(
          .undefinedName, "\(what) has no parameter `\(name)`", parameter, in: mapping, among: parameters)
        continue
      }
      if mappings.contains(where: { $0.parameter == name }) {
        complain(.duplicateName, "`\(name)` is mapped twice", at: mapping.range(parameter))
        continue
      }
      mappings.append((name, path))
    }
    return (mappings, principal)
  }

  private func vouching(_ node: Syntax?) -> Vouching {
    guard let node else { return .claimed }
    if node.token(.by) != nil, node.token(.string) == nil {
      return .authenticated(by: node.names.dropFirst().first.map(node.text) ?? "")
    }
    guard let string = node.token(.string), !string.isMissing else { return .claimed }
    let ticks = node.node(.number).flatMap { self.ticks($0) } ?? 0
    let event = StringLiteral.value(of: node.text(string))
    corroborations.append((event, node.range(string)))
    return .corroborated(by: event, within: ticks)
  }

  /// What corroborates is another event that is observed.
  func checkCorroborations() {
    for (event, range) in corroborations where !system.observations.contains(where: { $0.event == event }) {
      complain(
        .notCorroborated, "no `observe` is about the event `\(event)`, so it corroborates nothing", at: range,
        notes: ["a second event that is observed, from another source, makes a claim credible"])
    }
    for observation in system.observations {
      guard case .corroborated(let event, _) = observation.vouching, event == observation.event else {
        continue
      }
      complain(
        .notCorroborated, "an event does not corroborate itself", at: observation.range,
        notes: ["name the event of another source"])
    }
  }

  // MARK: The watching as a whole

  func checkLateness(_ node: Syntax) {
    guard let number = node.node(.number) else { return }
    if system.lateness != nil {
      complain(.duplicateName, "how late an event may come is said twice", at: node.range)
    }
    if let ticks = ticks(number) { system.lateness = ticks }
  }

  func checkMemory(_ node: Syntax) {
    guard let token = node.names.first, let entity = entityNamed(token, in: node),
      let ticks = node.node(.number).flatMap({ self.ticks($0) })
    else { return }
    if system.memory[entity] != nil {
      complain(
        .duplicateName, "how long `\(node.text(token))` is remembered is said twice", at: node.range(token))
    }
    system.memory[entity] = ticks
  }

  func checkBaseline(_ node: Syntax) {
    guard let totalNode = node.nodes.first, let valueNode = node.nodes.last, node.nodes.count == 2 else {
      return
    }
    let total = within(ExpressionContext(place: "a baseline")) { expression(totalNode) }
    guard total.type != .error else { return }
    let constant = ExpressionContext(place: "a baseline", isConstant: true)
    let value = within(constant) { expression(valueNode, as: total.type) }
    if value.type == .error { return }
    let written = text(totalNode)
    if let other = system.baselines.first(where: { text($0.total.range) == written }) {
      complain(
        .duplicateName, "this total has two baselines", at: total.range,
        secondary: [Label(other.total.range, "the other one")])
    }
    system.baselines.append(Baseline(total: total, value: value))
  }

  // MARK: Responses

  func checkResponse(_ node: Syntax) {
    guard let pattern = node.node(.pattern), let token = pattern.names.first, !token.isMissing else { return }
    guard case .property(let position)? = names[pattern.text(token)]?.meaning else {
      complainUnknown(
        .unknownProperty, "there is no property `\(pattern.text(token))`", token, in: pattern,
        among: system.properties.map(\.name))
      return
    }
    let deadline = node.node(.number).flatMap { ticks($0) }
    if let other = system.responses.first(where: { $0.property == PropertyID(position) }) {
      complain(
        .duplicateName, "there are two responses to `\(pattern.text(token))`", at: pattern.range,
        secondary: [Label(other.range, "the other one")])
    }
    let locals = system.properties[position].locals
    let steps = within(ExpressionContext(place: "a response")) { () -> [TypedResponse.Step] in
      bindResponse(pattern, locals)
      return node.nodes.compactMap { step($0) }
    }
    system.responses.append(
      TypedResponse(property: PropertyID(position), deadline: deadline, steps: steps, range: pattern.range))
  }

  /// Brings the names that a response gives to a property's variables into reach.
  private func bindResponse(_ pattern: Syntax, _ locals: [LocalID]) {
    guard pattern.token(.leftParen) != nil else { return }
    let given = pattern.tokens.drop { $0.kind != .leftParen }
      .filter { $0.kind == .identifier || $0.kind == .underscore }
    guard given.count == locals.count else {
      let name = pattern.names.first.map(pattern.text) ?? ""
      complain(
        .wrongArgumentCount,
        "`\(name)` speaks of \(locals.count) thing\(locals.count == 1 ? "" : "s"), and here are \(given.count)",
        at: pattern.range, notes: ["write `_` for one that does not matter"])
      return
    }
    for (token, local) in zip(given, locals) where token.kind == .identifier {
      let name = pattern.text(token)
      if scope.local(name) != nil {
        complain(.duplicateName, "`\(name)` stands twice in this pattern", at: pattern.range(token))
      }
      scope.append(name, local)
    }
  }

  private func step(_ node: Syntax) -> TypedResponse.Step? {
    if node.kind == .alertResponse {
      return node.token(.string).map { .alert(StringLiteral.value(of: node.text($0))) }
    }
    guard node.kind == .actionResponse, let token = node.names.first, !token.isMissing,
      let arguments = node.node(.arguments)
    else { return nil }
    let name = node.text(token)
    guard case .action(let position)? = names[name]?.meaning, system.actions[position].threat == nil else {
      complainUnknown(
        .unknownAction, "there is no action `\(name)`", token, in: node,
        among: system.actions.filter { $0.threat == nil && !$0.isWorld }.map(\.name),
        notes: ["a response takes actions of the system, or tells somebody: `alert \"...\"`"])
      return nil
    }
    let action = system.actions[position]
    if action.isWorld {
      complainByNobody(action, "so it is no response", at: node.range(token))
      return nil
    }
    let types = action.parameters.map { system.locals[$0.index].type.type }
    return self.arguments(arguments, types, of: name).map { .action(position, $0) }
  }
}

/// The business steps of the Core Business Vocabulary 2.0 (GS1).
enum BusinessStep {
  static let all = [
    "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning",
    "creating_class_instance",
    "cycle_counting", "decommissioning", "departing", "destroying", "disassembling", "dispensing", "encoding",
    "entering_exiting", "holding", "inspecting", "installing", "killing", "loading", "other", "packing",
    "picking",
    "receiving", "removing", "repackaging", "repairing", "replacing", "reserving", "retail_selling", "sampling",
    "sensor_reporting", "shipping", "staging_outbound", "stock_taking", "stocking", "storing", "transporting",
    "unloading", "unpacking", "void_shipping",
  ]
}

/// The fields of an event of EPCIS 2.0 (GS1), and `epc`, one of the things that it is about.
enum EPCISAttribute {
  static let all = [
    "epc", "eventID", "type", "action", "bizStep", "disposition", "persistentDisposition", "epcList",
    "quantityList",
    "parentID", "childEPCs", "childQuantityList", "inputEPCList", "inputQuantityList", "outputEPCList",
    "outputQuantityList", "transformationID", "eventTime", "eventTimeZoneOffset", "recordTime", "readPoint",
    "bizLocation", "bizTransactionList", "sourceList", "destinationList", "sensorElementList", "ilmd",
    "errorDeclaration", "certificationInfo",
  ]
}
