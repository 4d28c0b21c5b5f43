import EnsureModel
import ModelSketch

/// Secrets: a locker that opens for whoever names its PIN.
extension Rules {
  struct Locker {
    let spec = Sketch()
    let pin: EntityID
    let known: FieldID
    let isOpen: FieldID
    let open: ActionID
    let stranger: ThreatID

    init() {
      let customer = spec.entity("Customer", .actor)
      pin = spec.entity("Pin")
      let box = spec.entity("Box")
      known = spec.field(pin, "known", Sketch.boolean, spec.yes(false), kind: .known)
      let holder = spec.link(pin, "holder", to: customer)
      isOpen = spec.flag(box, "isOpen")
      let (known, isOpen, spec) = (known, isOpen, spec)
      open = spec.action("open", [("b", spec.of(box)), ("p", spec.of(pin))], by: RoleReference(customer)) {
        action, terms, principal in
        let holding = principal.map { spec.eq(spec.get(holder, terms[1]), $0) }
        action.secrets = [
          SecretUse(
            action.parameters[1].variable, holding: holding, knowledge: spec.get(known, terms[1]),
            origin: spec.here)
        ]
        action.body = [spec.set(isOpen, terms[0], spec.yes(true))]
      }
      stranger = spec.threat("Stranger", spec.attacker(open, withoutRequires: true))
    }

    func interpreter(_ threats: Set<ThreatID>, _ sabotage: Sabotage?) throws -> Interpreter {
      try spec.interpreter(spec.scope(1, 1, 1), threats: threats, sabotage: sabotage)
    }
  }

  /// Without this rule every attacker would know the right PIN at the first step.
  static func attackersNameOnlyWhatTheyKnow(_ sabotage: Sabotage?) throws -> Bool {
    let locker = Locker()
    let interpreter = try locker.interpreter([locker.stranger], sabotage)
    return interpreter.forgeries(locker.open, [0, 0], in: try interpreter.start).isEmpty
  }
}
