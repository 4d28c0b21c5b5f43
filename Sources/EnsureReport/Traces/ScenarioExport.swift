public import EnsureModel
import EnsureSyntax

extension ViolatedTrace {
  /// A scenario that keeps what the violation has taught.
  public struct Regression: Sendable {
    /// What it says.
    public enum Kind: Hashable, Sendable {
      /// All steps are genuine: the last one must become impossible. It fails until the system is mended.
      case lastStep
      /// The violation needs a threat: what the attacker or the corrupt one does is impossible for everybody else.
      /// It passes, and keeps the guard that the threat goes round.
      case guardedStep
      /// The way to where it goes wrong, without a claim: there is no step that could be forbidden.
      case way
    }

    /// What it says.
    public let kind: Kind
    /// The scenario, in the canonical form; it ends with a line feed.
    public let text: String
    /// For `lastStep`: the same story with the last step taken and the property expected behind it, which is right if
    /// the system is mended so that the step stays possible and does something else.
    public let expecting: String?

    /// The text to put into a spec: the scenario, and the other one as a comment.
    public var suggestion: String {
      guard let expecting else { return text }
      let lines = expecting.split(separator: "\n").filter { !$0.hasPrefix("//") }
      return text + "\n// Or, if the step stays possible and its effect is mended:\n"
        + lines.map { "// \($0)\n" }.joined()
    }
  }

  /// The violation as a scenario to keep in the spec.
  ///
  /// A scenario means genuine steps in the honest world. So the steps are taken over as far as honest people could
  /// take them; the first that they could not take, or else the last one, becomes `then ... is impossible`.
  ///
  /// - Parameter files: the spec's text, so that names of instances are new in it.
  /// - Throws: why there is none.
  public func scenario(in files: [ReportedFile]) throws(NoScenario) -> Regression {
    var export = ScenarioExport(trace: self, files: files)
    return try export.regression()
  }

  /// Why a violation makes no scenario.
  public enum NoScenario: Error, Hashable, Sendable {
    /// It is there in the first state already.
    case firstState
    /// The first step is one that a threat brings, which scenarios know nothing of.
    case threatFirst
    /// A step has a value that cannot be written in a scenario.
    case unwritable(String)
    /// The scope of the trace is none of the honest world.
    case scope
  }
}

extension ViolatedTrace.NoScenario: CustomStringConvertible {
  /// The reason, in the wording of diagnostics.
  public var description: String {
    switch self {
    case .firstState: "it is violated in the first state: there is no step that a scenario could tell"
    case .threatFirst:
      "its first step is the threat's own, and scenarios mean genuine steps in the honest world"
    case .unwritable(let what): "\(what) cannot be written in a scenario"
    case .scope: "the trace's scope does not fit the honest world"
    }
  }
}

/// Turns one trace into a scenario.
private struct ScenarioExport {
  let trace: ViolatedTrace
  /// All names that occur in the spec's text.
  private let taken: Set<String>
  private let scenarioNames: Set<String>
  /// The names that the steps so far have introduced.
  private var introduced: Set<String> = []
  /// The principals among them.
  private var principals: [TraceStep.Principal] = []
  /// The instances that the property speaks of, under its own names for them.
  private var tracked: [TraceStep.Principal: String] = [:]
  /// What the property says of them, if it can be said of these names.
  private var expectation: String?

  private var system: TransitionSystem { trace.system }

  init(trace: ViolatedTrace, files: [ReportedFile]) {
    self.trace = trace
    taken = files.reduce(into: []) { $0.formUnion(Self.words($1.bytes)) }
    scenarioNames = Set(trace.system.scenarios.map(\.name))
    nameTracked()
  }

  /// Calls the instances as the property does, so that its condition can stand in the scenario as it is.
  private mutating func nameTracked() {
    guard let property = trace.property.map({ system.properties[$0.index] }) else { return }
    var isWhole = true
    for (variable, value) in zip(property.variables, trace.violation.failure.variableValues) {
      let known = trace.interpreter.world.bank.variables[variable.index]
      guard case .reference(let entity) = known.type.sort, let number = value.asInt, number >= 0,
        system.entities[entity.index].keys.isEmpty
      else {
        isWhole = false
        continue
      }
      let instance = TraceStep.Principal(entity: entity, instance: number)
      if tracked[instance] == nil { tracked[instance] = known.name } else { isWhole = false }
    }
    if isWhole, case .property = trace.violation.failure, case .invariant(let term) = property.kind {
      expectation = TermPrinter(system, system.bank).text(term)
    }
  }

  private static func words(_ bytes: [UInt8]) -> Set<String> {
    let parts = bytes.split { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        false
      default: true
      }
    }
    return Set(parts.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Whether it is the last step that should not have been possible.
  private var isWrongAtItsEnd: Bool {
    if case .stuck = trace.violation.failure { return false }
    return trace.trace.loop == nil
  }

  // MARK: Steps

  mutating func regression() throws(ViolatedTrace.NoScenario) -> ViolatedTrace.Regression {
    let steps = trace.trace.steps
    if steps.isEmpty { throw .firstState }
    guard let honest = try? Interpreter(World(system, threats: []), scope: trace.trace.scope) else {
      throw .scope
    }
    var lines: [String] = []
    var taken: String?
    var kind = ViolatedTrace.Regression.Kind.way
    // A lasso has no last step that would be the wrong one, and no more has the way to a dead end.
    let last = isWrongAtItsEnd ? steps.lastIndex { $0.event != .idle } : nil
    for (position, step) in steps.enumerated() {
      let before = position == 0 ? trace.trace.initial : steps[position - 1].state
      guard case .action(let id, let arguments, _) = step.event else {
        if case .delay(let ticks) = step.event {
          lines.append("wait \(trace.teller.values.number(ticks, .duration))")
        }
        continue
      }
      if system.actions[id.index].threat != nil { break }
      let way = HonestWay(honest, step, id, arguments, before)
      let call = try call(id, arguments)
      if way.isBlockedForAll {
        lines.append("then \(call) is impossible")
        kind = .guardedStep
        break
      }
      guard let principal = way.principal else { break }
      let by = try self.by(principal, id)
      if position == last {
        lines.append("then \(call)\(by) is impossible")
        taken = "\(call)\(by)"
        kind = .lastStep
      } else {
        lines.append("\(call)\(by)")
      }
    }
    if lines.isEmpty { throw .threatFirst }
    let givens = try givens()
    var expecting: String?
    if let taken, let expectation, Set(tracked.values).isSubset(of: introduced) {
      expecting = text(givens + lines.dropLast() + [taken, "expect \(expectation)"], kind)
    }
    return ViolatedTrace.Regression(kind: kind, text: text(givens + lines, kind), expecting: expecting)
  }

  /// `capture(order1, 0.01 EUR)`. Chosen values and new instances are left open, as a scenario leaves them.
  private mutating func call(_ id: ActionID, _ arguments: [Integer]) throws(ViolatedTrace.NoScenario) -> String
  {
    let action = system.actions[id.index]
    var words: [String] = []
    let variables = action.parameters.map { trace.interpreter.world.bank.variables[$0.variable.index] }
    for (position, _, told) in trace.teller.values.told(variables, arguments)
    where action.parameters[position].kind == .declared {
      switch told {
      case .plain(let value, let type): words.append(try word(value, type))
      case .money: words.append(trace.teller.values.text(told))
      }
    }
    return "\(action.name)(\(words.joined(separator: ", ")))"
  }

  /// ` by clerk1: Merchant.clerk`, and ` by clerk1` once he is known; "" if it makes no difference.
  private mutating func by(_ principal: TraceStep.Principal?, _ id: ActionID) throws(ViolatedTrace.NoScenario)
    -> String
  {
    guard let principal else { return "" }
    let name = name(principal.instance, of: principal.entity)
    if !principals.contains(principal) { principals.append(principal) }
    if !introduced.insert(name).inserted { return " by \(name)" }
    let entity = system.entities[principal.entity.index]
    let isRankFixed = entity.rankField.map { !system.fields[$0.index].isMutable } ?? false
    let rank = isRankFixed ? trace.interpreter.layout.rank(of: principal.instance, in: principal.entity) : nil
    return " by \(name): \(FormulaPrinter(system).text(RoleReference(principal.entity, rank: rank)))"
  }

  /// A value as the spec would write it.
  private mutating func word(_ value: Integer, _ type: ValueType) throws(ViolatedTrace.NoScenario) -> String {
    switch type.sort {
    case .instant: throw .unwritable("a point in time")
    case .reference(let entity):
      guard let number = value.asInt, number >= 0 else { return "none" }
      let keys = system.entities[entity.index].keys
      if keys.isEmpty {
        let name = name(number, of: entity)
        introduced.insert(name)
        return name
      }
      var words: [String] = []
      for (key, known) in zip(trace.interpreter.layout.keys(of: number, in: entity), keys) {
        words.append(try word(Integer(key), known.type))
      }
      return "\(system.entities[entity.index].name)[\(words.joined(separator: ", "))]"
    default: return trace.teller.values.text(value, type)
    }
  }

  /// The name of an instance, which means nothing else in the spec.
  private func name(_ number: Int, of entity: EntityID) -> String {
    if let name = tracked[TraceStep.Principal(entity: entity, instance: number)] { return name }
    var name = trace.teller.values.instance(number, of: entity)
    while taken.contains(name) { name += "_" }
    return name
  }

  // MARK: The beginning

  /// What the story depends on in the first state, as far as it speaks of instances that the steps name.
  private mutating func givens() throws(ViolatedTrace.NoScenario) -> [String] {
    let property = trace.property.map { system.properties[$0.index] }
    var lines = persons()
    let known = introduced
    for slot in trace.teller.openingSlots(property: property, trace.violation.failure) {
      let value = trace.trace.initial.values[slot]
      switch trace.interpreter.layout.places[slot] {
      case .start: continue
      case .global(let id):
        let global = system.globals[id.index]
        if global.type.unit != .anyMoney, !isCurrency(slot), let word = given(value, global.type, known) {
          lines.append("given \(global.name) == \(word)")
        }
      case .field(let id, let number):
        let field = system.fields[id.index]
        guard field.kind == .declared || field.kind == .parent, system.entities[field.entity.index].keys.isEmpty
        else { continue }
        let owner = name(number, of: field.entity)
        if let told = money(slot), known.contains(owner) {
          lines.append("given \(owner).\(field.name) == \(told)")
        }
        if field.type.unit != .anyMoney, known.contains(owner), let word = given(value, field.type, known) {
          lines.append("given \(owner).\(field.name) == \(word)")
        }
      }
    }
    introduced = known
    return lines
  }

  /// Whether the place holds the currency of the amount before it.
  private func isCurrency(_ slot: Int) -> Bool {
    system.isCurrencyPlace(trace.interpreter.layout.places[slot])
  }

  /// An amount that carries its currency, with it; nil for all else.
  private func money(_ slot: Int) -> String? {
    guard case .money? = trace.interpreter.layout.told(at: slot, in: trace.trace.initial) else { return nil }
    return trace.interpreter.layout.told(at: slot, in: trace.trace.initial).map { trace.teller.values.text($0) }
  }

  /// Who of the people in the story are one person, where the story depends on it.
  private func persons() -> [String] {
    let property = trace.property.map { system.properties[$0.index] }
    let slots = Set(trace.teller.openingSlots(property: property, trace.violation.failure))
    let known = principals.compactMap { principal -> (name: String, person: Integer)? in
      let fields = system.entities[principal.entity.index].fields
      guard let field = fields.first(where: { system.fields[$0.index].kind == .person }),
        let slot = trace.interpreter.layout.slot(field, principal.instance), slots.contains(slot)
      else { return nil }
      return (name(principal.instance, of: principal.entity), trace.trace.initial.values[slot])
    }
    return known.indices.flatMap { first in
      known[(first + 1)...].map { second in
        let sign = known[first].person == second.person ? "==" : "!="
        return "given person(\(known[first].name)) \(sign) person(\(second.name))"
      }
    }
  }

  /// The value, if it needs no new name.
  private mutating func given(_ value: Integer, _ type: ValueType, _ known: Set<String>) -> String? {
    introduced = known
    guard let word = try? word(value, type), introduced == known else { return nil }
    return word
  }

  // MARK: The text

  private func text(_ lines: [String], _ kind: ViolatedTrace.Regression.Kind) -> String {
    let count = Sentence.count(trace.trace.length, "step")
    let world =
      trace.trace.threats.isEmpty ? "in the honest world" : "under \(system.title(of: trace.trace.threats))"
    let name = trace.property.map { system.properties[$0.index].name } ?? "a step without meaning"
    let why =
      switch kind {
      case .lastStep: "the last step has to be impossible"
      case .guardedStep: "without the threat the last step is impossible, and stays so"
      case .way: "the way there"
      }
    var title = "not again: \(trace.title)"
    var number = 2
    while scenarioNames.contains(title) {
      title = "not again: \(trace.title) (\(number))"
      number += 1
    }
    let body = lines.map { "  \($0)\n" }.joined()
    let text = "// \(name) was violated in \(count), \(world): \(why).\nscenario \"\(title)\" {\n\(body)}\n"
    let parsed = Parser.parse(Array(text.utf8), file: FileID(index: 0))
    return (try? Formatter.format(parsed)).map { String(decoding: $0, as: UTF8.self) } ?? text
  }
}

/// Whether, and how, honest people could take a step of a trace.
private struct HonestWay {
  /// Who could take it, with the same result; the inner nil where nobody needs to be named; nil if nobody could.
  let principal: TraceStep.Principal??
  /// Whether nobody could take it at all.
  let isBlockedForAll: Bool

  init(_ honest: Interpreter, _ step: TraceStep, _ id: ActionID, _ arguments: [Integer], _ before: State) {
    guard let move = honest.world.genuineMove(of: id) else {
      (principal, isBlockedForAll) = (nil, false)
      return
    }
    var candidates: [TraceStep.Principal?] = [nil]
    if move.principalUse != .nothing, let role = move.principalRole {
      candidates = (0..<honest.layout.instances(of: role)).map {
        TraceStep.Principal(entity: role, instance: $0)
      }
      // Whoever took it in the trace is asked first.
      if let own = step.principal, own.entity == role { candidates.insert(own, at: 0) }
    }
    var found: TraceStep.Principal??
    var isPossible = false
    for candidate in candidates where found == nil {
      switch honest.step(move, arguments: arguments, principal: candidate?.instance, in: before) {
      case .taken(let taken):
        isPossible = true
        if taken.state == step.state { found = .some(candidate) }
      case .undefined:
        // A genuine step without meaning is what the trace is about.
        isPossible = true
        if step.state == before { found = .some(candidate) }
      default: break
      }
    }
    principal = found
    isBlockedForAll = !isPossible
  }
}
