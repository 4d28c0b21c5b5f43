import EnsureModel
import ModelSketch

/// Systems whose reachable states are known from elsewhere.
enum KnownSystems {
  /// Two-phase commit as an abstract specification (Gray and Lamport, `TCommit`): each resource manager works,
  /// prepares, commits once all have prepared or committed, or aborts as long as none has committed. With three
  /// managers it has 34 reachable states.
  static func commit() -> Sketch {
    let sketch = Sketch()
    let phase = sketch.enumeration("RM.phase", "working", "prepared", "committed", "aborted")
    let manager = sketch.entity("RM")
    sketch.system.entities[manager.index].isFinite = true
    func member(_ position: Int) -> Term { sketch.system.bank.member(phase, position) }
    let state = sketch.field(manager, "phase", ValueType(.enumeration(phase)), member(0))
    func among(_ term: Term, _ positions: [Int]) -> Term {
      sketch.system.bank.or(positions.map { sketch.eq(sketch.get(state, term), member($0)) })
    }
    sketch.action("prepare", [("r", sketch.of(manager))]) { action, parameters, _ in
      action.requires = [sketch.clause(among(parameters[0], [0]))]
      action.body = [sketch.set(state, parameters[0], member(1))]
    }
    sketch.action("commit", [("r", sketch.of(manager))]) { action, parameters, _ in
      let other = sketch.variable("q", sketch.of(manager))
      let all = sketch.system.bank.all(
        over: other.id, where: sketch.yes(true), body: among(other.term, [1, 2]))
      action.requires = [sketch.clause(among(parameters[0], [1])), sketch.clause(all)]
      action.body = [sketch.set(state, parameters[0], member(2))]
    }
    sketch.action("abort", [("r", sketch.of(manager))]) { action, parameters, _ in
      let other = sketch.variable("q", sketch.of(manager))
      let none = sketch.not(sketch.system.bank.exists(over: other.id, where: among(other.term, [2])))
      action.requires = [sketch.clause(among(parameters[0], [0, 1])), sketch.clause(none)]
      action.body = [sketch.set(state, parameters[0], member(3))]
    }
    let (first, second) = (sketch.variable("a", sketch.of(manager)), sketch.variable("b", sketch.of(manager)))
    sketch.system.properties.append(
      Property(
        name: "Consistent", variables: [first.id, second.id],
        kind: .invariant(sketch.not(sketch.and(among(first.term, [2]), among(second.term, [3])))),
        origin: sketch.here, body: sketch.here))
    return sketch
  }

  /// Optimistic concurrency: each writer reads the version of one document, writes if it is still the same, and is
  /// refused otherwise. Two writers have 14 reachable states.
  static func writers() -> Sketch {
    let sketch = Sketch()
    let phase = sketch.enumeration("Writer.phase", "idle", "holds", "done", "refused")
    let writer = sketch.entity("Writer")
    sketch.system.entities[writer.index].isFinite = true
    func member(_ position: Int) -> Term { sketch.system.bank.member(phase, position) }
    let state = sketch.field(writer, "phase", ValueType(.enumeration(phase)), member(0))
    let seen = sketch.number(writer, "seen")
    let version = sketch.global("version", Sketch.integer, .value(sketch.int(0)))
    sketch.action("read", [("w", sketch.of(writer))]) { action, parameters, _ in
      action.requires = [sketch.clause(sketch.eq(sketch.get(state, parameters[0]), member(0)))]
      action.body = [
        sketch.set(seen, parameters[0], sketch.get(version)), sketch.set(state, parameters[0], member(1)),
      ]
    }
    sketch.action("write", [("w", sketch.of(writer))]) { action, parameters, _ in
      action.requires = [
        sketch.clause(sketch.eq(sketch.get(state, parameters[0]), member(1))),
        sketch.clause(sketch.eq(sketch.get(seen, parameters[0]), sketch.get(version))),
      ]
      action.body = [
        sketch.set(version, sketch.plus(sketch.get(version), sketch.int(1))),
        sketch.set(state, parameters[0], member(2)),
      ]
    }
    sketch.action("refuse", [("w", sketch.of(writer))]) { action, parameters, _ in
      action.requires = [
        sketch.clause(sketch.eq(sketch.get(state, parameters[0]), member(1))),
        sketch.clause(sketch.not(sketch.eq(sketch.get(seen, parameters[0]), sketch.get(version)))),
      ]
      action.body = [sketch.set(state, parameters[0], member(3))]
    }
    return sketch
  }
}
