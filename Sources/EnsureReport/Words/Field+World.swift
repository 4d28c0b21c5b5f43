import EnsureModel

extension Field {
  /// The name of the place or the sensor that the field is part of.
  var wholeName: String { String(name.prefix { $0 != "." }) }
}

extension TermBank {
  /// The reading, and whose it is, if the term asks a sampled sensor what it says: what it said last, or the truth.
  func sensed(_ term: Term, in system: TransitionSystem) -> (field: FieldID, instance: Term)? {
    guard case .choice(_, let last, let truth) = self[term],
      case .field(let reading, let instance) = self[last],
      system.fields[reading.index].kind == .reading, case .field(_, instance) = self[truth]
    else { return nil }
    return (reading, instance)
  }
}
