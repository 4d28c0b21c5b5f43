/// A value that can be read by a name, or by a path of names.
struct GeneratedPath {
  let text: String
  let name: GeneratedName
  /// Whether it is a field or a global that a body may assign.
  let isAssignable: Bool
}

/// What can be read where.
extension SpecGenerator {
  /// All names and short paths of a place.
  func paths(_ place: GeneratedPlace) -> [GeneratedPath] {
    var found = place.locals.map { GeneratedPath(text: $0.name, name: $0, isAssignable: false) }
    if place.allowsGlobals {
      found += globals.map { GeneratedPath(text: $0.name, name: $0, isAssignable: $0.isMutable) }
    }
    if let bare = place.bareFields {
      found += entities[bare].fields.map { GeneratedPath(text: $0.name, name: $0, isAssignable: false) }
    }
    for local in place.locals where local.isUpdated {
      let fields = local.type.entity.map { entities[$0].fields + entities[$0].keys } ?? []
      for field in fields where field.type.entity == nil {
        found.append(GeneratedPath(text: "\(local.name).\(field.name)", name: field, isAssignable: false))
      }
    }
    var frontier = found.filter { $0.name.type.entity != nil && !$0.name.isSet && !$0.name.isUpdated }
    for depth in 0..<2 {
      var next: [GeneratedPath] = []
      for path in frontier {
        guard let entity = path.name.type.entity else { continue }
        for field in entities[entity].fields {
          next.append(
            GeneratedPath(text: "\(path.text).\(field.name)", name: field, isAssignable: field.isMutable))
        }
        for key in entities[entity].keys {
          next.append(GeneratedPath(text: "\(path.text).\(key.name)", name: key, isAssignable: false))
        }
      }
      if depth == 1 { next = next.filter { $0.name.type.entity == nil } }
      found += next
      frontier = next.filter { $0.name.type.entity != nil && !$0.name.isSet }
    }
    let units = found.filter { $0.name.type == .anyMoney }.map { path in
      GeneratedPath(
        text: "\(path.text).amount", name: GeneratedName(name: "amount", type: .plain), isAssignable: false)
    }
    return found + units
  }

  /// A path to a value of that type; nil if there is none.
  mutating func path(_ place: GeneratedPlace, where matches: (GeneratedName) -> Bool) -> String? {
    let found = paths(place).filter { !$0.name.isSet && matches($0.name) }
    return found.isEmpty ? nil : random.pick(found).text
  }

  /// An instance that is none by no type; nil if nothing names one.
  mutating func present(_ entity: Int, _ place: GeneratedPlace) -> String? {
    if random.chance(40), let keyed = keyed(entity, place) { return keyed }
    let found = paths(place).filter {
      $0.name.type == .reference(entity) && !$0.name.isSet && !$0.name.isOptional
    }
    if !found.isEmpty { return random.pick(found).text }
    return keyed(entity, place)
  }

  /// `Grant[...]`, if the entity is keyed and the keys can be named.
  mutating func keyed(_ entity: Int, _ place: GeneratedPlace) -> String? {
    let known = entities[entity]
    if known.keys.isEmpty { return nil }
    var texts: [String] = []
    for key in known.keys {
      switch key.type {
      case .reference(let target):
        let locals = place.locals.filter { $0.type == .reference(target) && !$0.isOptional && !$0.isUpdated }
        if locals.isEmpty { return nil }
        texts.append(random.pick(locals).name)
      case .truth: texts.append(random.chance(50) ? "true" : "false")
      default: texts.append(random.chance(80) ? "\(random.below(2))" : number(1, .plain, place))
      }
    }
    return "\(known.name)[\(texts.joined(separator: ", "))]"
  }

  /// A reference that may be `none`.
  mutating func reference(_ entity: Int, _ place: GeneratedPlace) -> String? {
    if random.chance(70), let found = path(place, where: { $0.type == .reference(entity) }) { return found }
    return present(entity, place)
  }
}
