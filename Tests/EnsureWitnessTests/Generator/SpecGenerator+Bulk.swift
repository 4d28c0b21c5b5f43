/// Bulk effects, as SEMANTICS 4 allows them.
extension SpecGenerator {
  /// `for each x: Order where ... { ... }`; false if nothing can be written.
  mutating func writeBulkEffect(_ outer: GeneratedPlace) -> Bool {
    let candidates = entities.indices.filter { entity in
      entities[entity].fields.contains { isUpdatable($0) }
    }
    guard !candidates.isEmpty else { return false }
    let entity = random.pick(candidates)
    let local = GeneratedName(name: fresh("x"), type: .reference(entity), isMutable: false, isUpdated: true)
    var place = outer
    place.allowsAggregates = false
    place.allowsCalls = false
    guard let filter = bulkFilter(entity, local, place) else { return false }
    place.locals.append(local)
    let condition = filter.isEmpty ? "" : " where \(filter)"
    block("for each \(local.name): \(entities[entity].name)\(condition)") { generator in
      var fields = generator.entities[entity].fields.filter { generator.isUpdatable($0) }
      for _ in 0..<(1 + generator.random.below(3)) {
        generator.writeUpdate(of: &fields, local.name, &place, mayBranch: true)
      }
    }
    return true
  }

  /// Whether a bulk effect may set the field; of sensors the truth, where no value lies outside its range.
  private func isUpdatable(_ field: GeneratedName) -> Bool {
    field.isMutable && !field.isSet && (field.side == nil || field.side == .truth && field.range == nil)
  }

  /// A filter that no untouched instance satisfies; empty where none is needed; nil if there is none.
  private mutating func bulkFilter(_ entity: Int, _ local: GeneratedName, _ place: GeneratedPlace) -> String? {
    var parts: [String] = []
    if isInfinite(entity) {
      var certain = place
      certain.locals = place.locals.filter { $0.isCertain || $0.type.entity == nil }
      guard let excluded = exclusion(entity, local.name, certain, false) else { return nil }
      parts.append(excluded)
    }
    if parts.isEmpty ? random.chance(70) : random.chance(40) {
      var inner = place
      inner.locals.append(local)
      if random.chance(50) {
        parts.append(truth(1, inner))
      } else {
        parts.append(ownCondition(entity, local.name, place) ?? "true")
      }
    }
    if parts.count == 2, random.chance(50) { parts.reverse() }
    return parts.joined(separator: " and ")
  }

  /// Sets one of the fields, which is then no longer among them, or names something, or branches.
  private mutating func writeUpdate(
    of fields: inout [GeneratedName], _ name: String, _ place: inout GeneratedPlace, mayBranch: Bool
  ) {
    if random.chance(12) {
      let type = numberType(allowsAny: false)
      let text = number(1, type, place)
      let local = fresh("v")
      line("let \(local) = \(type != .plain && text == "0" ? literal(1, type) : text)")
      place.locals.append(GeneratedName(name: local, type: type, isMutable: false))
    }
    if mayBranch, random.chance(25) {
      let (before, inner) = (fields, place)
      var used = inner
      block("if \(truth(1, place))") { $0.writeUpdate(of: &fields, name, &used, mayBranch: false) }
      if random.chance(50) {
        var others = before
        used = inner
        lines[lines.count - 1] += " else {"
        indentation += 1
        writeUpdate(of: &others, name, &used, mayBranch: false)
        indentation -= 1
        line("}")
        let left = Set(fields.map(\.name)).intersection(others.map(\.name))
        fields = fields.filter { left.contains($0.name) }
      }
      return
    }
    guard !fields.isEmpty else { return }
    let field = fields.remove(at: random.below(fields.count))
    if field.type.isNumber, random.chance(45) {
      line("\(name).\(field.name) \(random.chance(60) ? "+=" : "-=") \(number(1, field.type, place))")
    } else if let (lower, upper) = field.range {
      line("\(name).\(field.name) = \(literal(lower + random.below(upper - lower + 1), field.type))")
    } else if let text = value(1, field, place) {
      line("\(name).\(field.name) = \(text)")
    }
  }
}
