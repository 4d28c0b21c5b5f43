import EnsureModel

extension ActionPossibility.Obstacle {
  /// What to say of it, and how to mend it.
  func words(_ action: String, in system: TransitionSystem) -> (message: String, note: String) {
    let cannot = "the deadline of `\(action)` cannot be kept track of"
    switch self {
    case .severalInstances:
      return (
        "\(cannot): it is taken for several instances at once, and none of them says which the others are",
        "let its head name one of them, or ask for a field that names the other: `requires p.order == o`"
      )
    case .passedOn(let field):
      let field = system.fields[field.index]
      return (
        "\(cannot): `\(field.name)` says what it is taken for, and may say something else later",
        "let only the step that makes the \(system.entities[field.entity.index].name) set the field"
      )
    case .chosen(let variable):
      let name = system.bank.variables[variable.index].name
      return (
        "\(cannot): whether it is possible hangs on `\(name)`, which may be chosen freely, in a way that is not simple enough",
        "compare it, by itself, with what is so already: `\(name) <= o.total - o.refunded`"
      )
    case .principal:
      return (
        "\(cannot): whether it is possible hangs on who takes it",
        "ask for his rank only, or for the one whom a field names: `requires o.seller == s`"
      )
    case .time:
      return (
        "\(cannot): whether it is possible changes by itself as time passes",
        "a guard may ask that so much time has passed since a moment, and nothing else of the time: `now - o.paidAt >= 2 days`"
      )
    case .moment:
      return (
        "\(cannot): a step may set back the moment since which time has to pass",
        "set it to the present, or to a later time, in each step that sets it: `o.paidAt = now`"
      )
    case .unique:
      return (
        "\(cannot): a `unique` may forbid it",
        "let another step set the field, or change only instances that the `unique` speaks of already; and let no threat free anybody of it"
      )
    case .new:
      return (
        "\(cannot): it makes an instance of which there need not be another one",
        "only an entity that is neither `finite` nor keyed always has an untouched instance"
      )
    case .untouched:
      return (
        "`\(action)` may be possible for an instance that nothing has happened to, so that its deadline would stop time",
        "of these there are infinitely many; ask in `requires` for what another step sets first, such as `o.state == paid`"
      )
    case .ranks:
      return (
        "\(cannot): threats corrupt or stop more than \(ActionPossibility.mostFreed) ranks of its role, each by itself",
        "which ranks are left says whether somebody can take it in time; let a threat name the whole role"
      )
    case .atFirst:
      return (
        "\(cannot): whether it is possible at first is arbitrary",
        "give what its guards read an initial value"
      )
    }
  }
}
