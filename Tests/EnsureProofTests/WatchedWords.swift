import EnsureModel

@testable import EnsureObligations

/// A run of three switches that goes round for ever, on which formulas are evaluated by what they mean.
///
/// The loop is written down so often that what formulas of some depth remember has settled in its last turn.
struct SwitchRun {
  /// The switches that are on, by position.
  private let positions: [[Bool]]
  /// Where the last turn of the loop begins.
  private let loop: Int
  private let bank: TermBank

  init(stem: [[Bool]], loop: [[Bool]], turns: Int, _ bank: TermBank) {
    positions = stem + Array(repeating: loop, count: turns).joined()
    self.loop = positions.count - loop.count
    self.bank = bank
  }

  /// The values of a formula, by position.
  func values(of formula: Formula) -> [Bool] {
    switch formula {
    case .state(let term): positions.map { holds(term, $0) }
    case .not(let operand): values(of: operand).map { !$0 }
    case .and(let operands): join(operands, true) { $0 && $1 }
    case .or(let operands): join(operands, false) { $0 || $1 }
    case .implies(let left, let right): zip(values(of: left), values(of: right)).map { !$0 || $1 }
    case .iff(let left, let right): zip(values(of: left), values(of: right)).map { $0 == $1 }
    case .always(let operand): ahead(values(of: operand), nil, last: true)
    case .eventually(let operand, within: _): ahead(nil, values(of: operand), last: false)
    case .until(let hold, let release): ahead(values(of: hold), values(of: release), last: false)
    case .unless(let hold, let release): ahead(values(of: hold), values(of: release), last: true)
    case .next(let operand): following(values(of: operand))
    case .previously(let operand): [false] + values(of: operand).dropLast()
    case .historically(let operand): back(values(of: operand), nil, before: true)
    case .once(let operand, _): back(nil, values(of: operand), before: false)
    case .earlier(let operand, _): [false] + back(nil, values(of: operand), before: false).dropLast()
    case .since(let hold, let release, _): back(values(of: hold), values(of: release), before: false)
    case .action, .stuck: fatalError("nothing is said of steps here")
    }
  }

  /// The values of a formula as an observer remembers it.
  func values(of formula: PastFormula) -> [Bool] {
    switch formula {
    case .state(let term): return positions.map { holds(term, $0) }
    case .not(let operand): return values(of: operand).map { !$0 }
    case .and(let operands):
      return operands.map(values).reduce(positions.map { _ in true }) { zip($0, $1).map { $0 && $1 } }
    case .or(let operands):
      return operands.map(values).reduce(positions.map { _ in false }) { zip($0, $1).map { $0 || $1 } }
    case .previously(let operand, was: _): return [false] + values(of: operand).dropLast()
    case .since(let hold, let release, let recollection):
      let lasting = back(hold.map(values), values(of: release), before: false)
      return recollection.isStrict ? [false] + lasting.dropLast() : lasting
    case .action, .overdue: fatalError("nothing is said of steps and time here")
    }
  }

  /// Whether something is so at all positions, or at all but finitely many.
  func always(_ values: [Bool]) -> Bool { values.allSatisfy { $0 } }
  func inTheEnd(_ values: [Bool]) -> Bool { values[loop...].allSatisfy { $0 } }

  private func holds(_ term: Term, _ on: [Bool]) -> Bool {
    switch bank[term] {
    case .boolean(let value): value
    case .global(let global): on[global.index]
    default: fatalError("no switch")
    }
  }

  private func join(_ operands: [Formula], _ start: Bool, _ both: (Bool, Bool) -> Bool) -> [Bool] {
    operands.map(values).reduce(positions.map { _ in start }) { zip($0, $1).map(both) }
  }

  private func following(_ values: [Bool]) -> [Bool] { values.dropFirst() + [values[loop]] }

  private func ahead(_ hold: [Bool]?, _ release: [Bool]?, last: Bool) -> [Bool] {
    var result = positions.map { _ in last }
    // Once round the loop for the fixed point, and once more from its end to the beginning.
    for _ in 0..<2 {
      var next = result[loop]
      for position in positions.indices.reversed() {
        let holds = hold?[position] ?? true
        next = (release?[position] ?? false) || (holds && next)
        result[position] = next
      }
    }
    return result
  }

  private func back(_ hold: [Bool]?, _ release: [Bool]?, before: Bool) -> [Bool] {
    var last = before
    return positions.indices.map { position in
      last = (release?[position] ?? false) || ((hold?[position] ?? true) && last)
      return last
    }
  }
}

/// Formulas about three switches at random.
struct SwitchFormulas {
  var luck: SeededNumbers
  let switches: [Formula]

  /// A formula nested so deep at most.
  mutating func formula(_ depth: Int) -> Formula {
    if depth == 0 { return switches[luck.below(switches.count)] }
    func inner(_ less: Int = 1) -> Formula { formula(depth - 1 - luck.below(less)) }
    switch luck.below(17) {
    case 0: return .not(inner())
    case 1: return .and([inner(), inner()])
    case 2, 3: return .or([inner(), inner()])
    case 4, 5: return .implies(inner(), inner())
    case 6, 7: return .always(inner())
    case 8, 9, 10: return .eventually(inner(), within: nil)
    case 11, 12: return .until(inner(), inner())
    case 13: return .unless(inner(), inner())
    case 14: return .next(inner())
    case 15: return past(inner())
    default: return formula(0)
    }
  }

  private mutating func past(_ formula: Formula) -> Formula {
    switch luck.below(4) {
    case 0: .once(formula, nil)
    case 1: .previously(formula)
    case 2: .historically(formula)
    default: .since(switches[luck.below(switches.count)], formula, nil)
    }
  }

  /// A run at random.
  mutating func run(_ turns: Int, _ bank: TermBank) -> SwitchRun {
    func word(_ length: Int) -> [[Bool]] {
      (0..<length).map { _ in (0..<3).map { _ in luck.below(2) == 0 } }
    }
    return SwitchRun(stem: word(luck.below(4)), loop: word(1 + luck.below(3)), turns: turns, bank)
  }
}
