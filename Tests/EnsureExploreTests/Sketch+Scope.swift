import EnsureModel
import ModelSketch

extension Sketch {
  func world(_ threats: ThreatID...) -> World { World(system, threats: Set(threats)) }

  /// A scope with that many instances of each entity, and plain numbers from -1 to 2.
  func scope(_ instances: Int..., values: ValueSet = ValueSet([-1...2])) -> Scope {
    Scope(
      instances: instances, values: [.plain: values], delays: system.hasTime ? ValueSet([1...2]) : ValueSet([]))
  }
}
