import EnsureModel

/// A chain of services that hand a request on: each is idle, then busy once the one before it is busy or done, then
/// done. The state has one place per service, the steps are two per service.
enum Chain {
  static func make(_ length: Int) -> (system: TransitionSystem, scope: Scope, properties: [PropertyID]) {
    var builder = Builder("Chain")
    let phases = builder.enumeration("phase", ["idle", "busy", "done"])
    let members = (0..<3).map { builder.system.bank.member(phases, $0) }
    var services: [(entity: EntityID, phase: FieldID)] = []
    for number in 0..<length {
      let entity = builder.entity("Service\(number)")
      services.append((entity, builder.field(entity, "phase", ValueType(.enumeration(phases)), members[0])))
    }
    for (number, service) in services.enumerated() {
      let own = builder.variables([("s", ValueType(.reference(service.entity)))])[0]
      let ownTerm = builder.system.bank.variable(own)
      let phase = builder.get(service.phase, ownTerm)
      let idle = builder.system.bank.equal(phase, members[0])
      let busy = builder.system.bank.equal(phase, members[1])
      var parameters = [own]
      var requires = [idle]
      if number > 0 {
        let before = services[number - 1]
        let other = builder.variables([("before", ValueType(.reference(before.entity)))])[0]
        let otherTerm = builder.system.bank.variable(other)
        let otherPhase = builder.get(before.phase, otherTerm)
        let otherIdle = builder.system.bank.equal(otherPhase, members[0])
        requires.append(builder.system.bank.not(otherIdle))
        parameters.append(other)
      }
      builder.action(
        "begin\(number)", parameters, by: nil, requires: requires,
        [builder.set(service.phase, ownTerm, members[1])])
      let again = builder.variables([("s", ValueType(.reference(service.entity)))])[0]
      let againTerm = builder.system.bank.variable(again)
      let againBusy = builder.system.bank.equal(builder.get(service.phase, againTerm), members[1])
      _ = busy
      builder.action(
        "finish\(number)", [again], by: nil, requires: [againBusy],
        [builder.set(service.phase, againTerm, members[2])])
    }
    return (builder.system, Scope(instances: Array(repeating: 1, count: length)), [])
  }
}
