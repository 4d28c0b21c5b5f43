/// The sizes of automata of many formulas, summed up by set and polarity, next to a reference.
public struct SizeComparison: Sendable {
  /// What has been summed up.
  public struct Sum: Hashable, Sendable {
    /// How many formulas were measured.
    public var formulas = 0
    /// The sum of the sizes found.
    public var states = 0
    /// The sum of the reference's sizes.
    public var reference = 0
  }

  /// States of Büchi automata by set and polarity.
  public private(set) var buchi: [String: Sum] = [:]
  /// States of monitors by set.
  public private(set) var monitors: [String: Sum] = [:]
  /// What is not as the reference says, or could not be measured; a line each.
  public private(set) var remarks: [String] = []
  private let limits: TranslationLimits

  /// A comparison without formulas.
  public init(limits: TranslationLimits = TranslationLimits()) { self.limits = limits }

  /// Measures what the row has references for.
  public mutating func add(_ row: ReferenceRow) {
    var bank = FormulaBank()
    let formula: TemporalFormula
    do {
      formula = try FormulaParser.parse(row.formula, into: &bank)
    } catch {
      remarks.append("\(row.formula): \(error)")
      return
    }
    do {
      try measure(row, formula, bank)
    } catch {
      remarks.append("\(row.formula): \(error)")
    }
  }

  private mutating func measure(
    _ row: ReferenceRow, _ formula: TemporalFormula, _ bank: FormulaBank
  ) throws(TemporalError) {
    var translator = try Translator(formula, of: bank, limits: limits)
    if let reference = row.buchiStates {
      let states = try translator.buchi().stateCount
      let key = row.polarity.isEmpty ? row.set : "\(row.set) \(row.polarity)"
      buchi[key, default: Sum()].add(states, reference)
      if let expected = row.hierarchyClass {
        let found = try translator.hierarchyClass()?.rawValue ?? "?"
        if found != expected { remarks.append("\(row.formula): class \(found), reference \(expected)") }
      }
    }
    if let reference = row.monitorStates {
      let states = try translator.monitor().stateCount
      monitors[row.set, default: Sum()].add(states, reference)
      if states != reference {
        remarks.append(
          "\(row.formula): monitor with \(states) \(states == 1 ? "state" : "states"), reference \(reference)")
      }
    }
  }

  /// The sums as a table, and the remarks below it.
  public var text: String {
    let total = buchi.values.reduce(into: Sum()) { $0.merge($1) }
    var lines = ["Büchi automata".padded(16) + "formulas  states  reference"]
    lines += buchi.sorted { $0.key < $1.key }.map { line($0.key, $0.value) } + [line("all", total)]
    if !monitors.isEmpty {
      let total = monitors.values.reduce(into: Sum()) { $0.merge($1) }
      lines.append("monitors".padded(16) + "formulas  states  reference")
      lines += monitors.sorted { $0.key < $1.key }.map { line($0.key, $0.value) } + [line("all", total)]
    }
    return (lines + remarks).joined(separator: "\n") + "\n"
  }

  private func line(_ name: String, _ sum: Sum) -> String {
    name.padded(16) + "\(sum.formulas)".padded(10) + "\(sum.states)".padded(8) + "\(sum.reference)"
  }
}

extension SizeComparison.Sum {
  fileprivate mutating func add(_ states: Int, _ reference: Int) {
    formulas += 1
    self.states += states
    self.reference += reference
  }

  fileprivate mutating func merge(_ other: Self) {
    formulas += other.formulas
    states += other.states
    reference += other.reference
  }
}

extension String {
  /// The text with blanks behind it, up to a width.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
