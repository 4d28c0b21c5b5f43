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
      switch field.kind {
      case .person: return "person(\(owner))"
      case .held, .late, .running, .since: return nil
      case .place: return "\(owner).\(field.wholeName)"
      default: return "\(owner).\(field.name)"
      }
    }
  }

  /// `line1.price = 0.01 EUR`; nil for the currency of an amount, which is told with it.
  func value(at slot: Int, in state: State) -> String? {
    let place = layout.places[slot]
    guard let told = layout.told(at: slot, in: state) else { return nil }
    if case .field(let id, let instance) = place, system.fields[id.index].kind == .membership {
      return membership(id, instance, isMember: state.values[slot] != 0)
    }
    return name(place).map { "\($0) = \(values.text(told))" }
  }

  /// What happens to a place in a step: `order1.payment: unpaid -> captured`; nil if nothing does, or if it is told at
  /// the amount whose currency it is.
  func change(at slot: Int, from old: State, to new: State) -> String? {
    let place = layout.places[slot]
    guard let before = layout.told(at: slot, in: old), let after = layout.told(at: slot, in: new),
      before != after
    else { return nil }
    if case .field(let id, let instance) = place {
      let field = system.fields[id.index]
      switch field.kind {
      case .created:
        let name = values.instance(instance, of: field.entity)
        return new.values[slot] == 0 ? "\(name) is unmade" : "\(name) is made"
      case .membership: return membership(id, instance, isMember: new.values[slot] != 0)
      case .held:
        return "\(values.instance(instance, of: field.entity)).\(field.wholeName) says what the attacker wants"
      case .known:
        return "the attacker knows \(values.instance(instance, of: field.entity))"
      default: break
      }
    }
    return name(place).map { "\($0): \(values.text(before)) -> \(values.text(after))" }
  }

  /// `parcel1.at: depot1 -> locker1`: what becomes of a place, which is several fields of one instance; nil if the
  /// field at `slot` is none of a place, or not the first of its fields that changes.
  func move(_ slot: Int, from old: State, to new: State) -> String? {
    guard case .field(let id, let instance) = layout.places[slot] else { return nil }
    let field = system.fields[id.index]
    func whereabouts(_ state: State) -> String {
      for other in system.entities[field.entity.index].fields {
        let known = system.fields[other.index]
        guard known.kind == .place, known.wholeName == field.wholeName, let slot = layout.slot(other, instance),
          state.values[slot] >= 0
        else { continue }
        return values.text(state.values[slot], known.type)
      }
      return "none"
    }
    let first = system.entities[field.entity.index].fields.first { other in
      guard system.fields[other.index].kind == .place, system.fields[other.index].wholeName == field.wholeName,
        let slot = layout.slot(other, instance)
      else { return false }
      return old.values[slot] != new.values[slot]
    }
    guard first == id else { return nil }
    return name(layout.places[slot]).map { "\($0): \(whereabouts(old)) -> \(whereabouts(new))" }
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
