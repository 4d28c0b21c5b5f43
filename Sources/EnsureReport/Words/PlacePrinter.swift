import EnsureModel

/// The places of a state in the words of the spec, and what happens to them.
struct PlacePrinter {
  let system: TransitionSystem
  let layout: Layout
  let values: ValuePrinter

  init(_ layout: Layout) {
    system = layout.system
    self.layout = layout
    values = ValuePrinter(layout.system, layout: layout)
  }

  /// `order1.captured`, `person(clerk1)`, `stock`; nil for what stands for no place of the spec.
  func name(_ place: Layout.Place) -> String? {
    switch place {
    case .start: return nil
    case .global(let global): return system.globals[global.index].name
    case .field(let id, let instance):
      let field = system.fields[id.index]
      let owner = values.instance(instance, of: field.entity)
      return field.kind == .person ? "person(\(owner))" : "\(owner).\(field.name)"
    }
  }

  /// What the place holds.
  func type(_ place: Layout.Place) -> ValueType {
    switch place {
    case .start: ValueType(.instant)
    case .global(let global): system.globals[global.index].type
    case .field(let field, _): system.fields[field.index].type
    }
  }

  /// `line1.price = 0.01 EUR`.
  func value(_ place: Layout.Place, _ value: Integer) -> String? {
    if case .field(let id, let instance) = place, system.fields[id.index].kind == .membership {
      return "\(membership(id, instance, isMember: value != 0))"
    }
    return name(place).map { "\($0) = \(values.text(value, type(place)))" }
  }

  /// `order1.payment: unpaid -> captured`.
  func change(_ place: Layout.Place, from old: Integer, to new: Integer) -> String? {
    if case .field(let id, let instance) = place {
      let field = system.fields[id.index]
      switch field.kind {
      case .created:
        let name = values.instance(instance, of: field.entity)
        return new == 0 ? "\(name) is unmade" : "\(name) is made"
      case .membership: return membership(id, instance, isMember: new != 0)
      case .known:
        return "the attacker knows \(values.instance(instance, of: field.entity))"
      default: break
      }
    }
    let type = type(place)
    return name(place).map { "\($0): \(values.text(old, type)) -> \(values.text(new, type))" }
  }

  private func membership(_ id: FieldID, _ instance: Int, isMember: Bool) -> String {
    let field = system.fields[id.index]
    let declared = system.entities[field.entity.index].keys
    let keys = zip(layout.keys(of: instance, in: field.entity), declared).map {
      values.text(Integer($0), $1.type)
    }
    let name = field.name.split(separator: ".").last.map(String.init) ?? field.name
    let set = keys.count > 1 ? "\(keys[0]).\(name)" : name
    return "\(keys.last ?? "?") is \(isMember ? "now" : "no longer") in \(set)"
  }
}
