/// What can be seen from a formula in core form without knowing what it means.
struct FormulaTraits: OptionSet {
  let rawValue: UInt16

  /// No operator of time.
  static let boolean = FormulaTraits(rawValue: 1)
  /// Whatever comes before a word that satisfies it, the longer word does: `F` of anything, for example.
  static let eventual = FormulaTraits(rawValue: 2)
  /// Whatever is cut off the front of a word that satisfies it, the rest does: `G` of anything, for example.
  static let universal = FormulaTraits(rawValue: 4)
  /// Safety, by its syntax: no eventuality.
  static let safety = FormulaTraits(rawValue: 8)
  /// Guarantee, by its syntax: nothing that has to hold for ever.
  static let guarantee = FormulaTraits(rawValue: 16)
  /// Looks back.
  static let past = FormulaTraits(rawValue: 32)
  /// Looks ahead.
  static let future = FormulaTraits(rawValue: 64)

  /// Recurrence, by its syntax: what has to come some day comes within what holds for ever (Černá, Pelánek, MFCS 2003).
  static let recurrence = FormulaTraits(rawValue: 128)
  /// Persistence, by its syntax: what holds for ever does so within what comes some day.
  static let persistence = FormulaTraits(rawValue: 256)

  /// A formula that does not depend on any beginning of the word.
  static let suspendable: FormulaTraits = [.eventual, .universal]

  /// The traits of a formula with that connective over operands with those traits.
  init(_ connective: Connective, _ operands: [FormulaTraits]) {
    let all = operands.reduce(FormulaTraits(rawValue: .max)) { $0.intersection($1) }
    let some = operands.reduce(FormulaTraits()) { $0.union($1) }
    var traits: FormulaTraits = some.intersection([.past, .future])
    let classes: FormulaTraits = [.safety, .guarantee]
    let lasting: FormulaTraits = [.eventual, .universal]
    let limits: FormulaTraits = [.recurrence, .persistence]
    switch connective {
    case .falsity, .truth: traits = [.boolean, .eventual, .universal, .safety, .guarantee]
    case .atom: traits = [.boolean, .safety, .guarantee]
    case .not, .xor, .implies, .equivalent:
      traits.formUnion(some.contains(.past) || some.contains(.future) ? [] : [.boolean, .safety, .guarantee])
    case .and, .or: traits.formUnion(all.intersection(classes.union(lasting).union(limits).union(.boolean)))
    case .next: traits.formUnion(all.intersection(classes.union(lasting).union(limits)).union(.future))
    case .finally:
      traits.formUnion([.eventual, .future])
      traits.formUnion(all.intersection([.universal, .guarantee, .persistence]))
    case .globally:
      traits.formUnion([.universal, .future])
      traits.formUnion(all.intersection([.eventual, .safety, .recurrence]))
    case .until, .strongRelease:
      traits.formUnion(.future)
      traits.formUnion(all.intersection([.universal, .guarantee, .persistence]))
      if connective == .until, let last = operands.last, last.contains(.eventual) { traits.insert(.eventual) }
    case .release, .weakUntil:
      traits.formUnion(.future)
      traits.formUnion(all.intersection([.eventual, .safety, .recurrence]))
      if connective == .release, let last = operands.last, last.contains(.universal) {
        traits.insert(.universal)
      }
    case .yesterday, .weakYesterday, .once, .historically, .since, .trigger:
      traits.formUnion(.past)
      if !some.contains(.future) { traits.formUnion([.safety, .guarantee]) }
    }
    if traits.contains(.safety) || traits.contains(.guarantee) { traits.formUnion(limits) }
    // Cutting off or adding letters changes what lies behind.
    if traits.contains(.past) { traits.subtract(lasting) }
    self = traits
  }

  init(rawValue: UInt16) { self.rawValue = rawValue }
}
