/// Turns ground terms into the machine's code.
struct Assembler {
  var bank: GroundBank
  private(set) var code: [Int32] = []
  private(set) var wide: [Int] = []
  /// All tables of the bank, one behind the other, and where each starts.
  private(set) var tables: [Int32] = []
  private var tableStarts: [Int: Int32] = [:]
  /// What the slots may hold; a value outside is a trap.
  let bounds: [ClosedRange<Int>]

  /// A position in the code that is not known yet.
  struct Label {
    fileprivate let index: Int
  }
  private var labels: [Int32] = []
  private var uses: [(position: Int, label: Int)] = []

  init(bank: GroundBank, bounds: [ClosedRange<Int>]) {
    self.bank = bank
    self.bounds = bounds
  }

  // MARK: Code and labels

  mutating func emit(_ op: Opcode, _ operands: Int...) {
    code.append(Int32(op.rawValue))
    for operand in operands { code.append(Int32(operand)) }
  }

  mutating func emit(operand: Int) { code.append(Int32(operand)) }

  mutating func emit(target label: Label) {
    uses.append((code.count, label.index))
    code.append(-1)
  }

  mutating func makeLabel() -> Label {
    labels.append(-1)
    return Label(index: labels.count - 1)
  }

  mutating func place(_ label: Label) { labels[label.index] = Int32(code.count) }

  /// Where the next instruction will stand.
  var position: Int { code.count }

  /// Fills in the targets; all labels must have been placed.
  mutating func link() {
    for use in uses { code[use.position] = labels[use.label] }
    uses.removeAll()
  }

  mutating func start(ofTable position: Int) -> (start: Int, count: Int) {
    let entries = bank.tables[position]
    if let known = tableStarts[position] { return (Int(known), entries.count) }
    tableStarts[position] = Int32(tables.count)
    tables += entries
    return (tables.count - entries.count, entries.count)
  }

  private mutating func position(ofWide value: Int) -> Int {
    wide.append(value)
    return wide.count - 1
  }

  // MARK: Conditions

  /// Goes to `label` if the condition is `outcome`, and on otherwise.
  mutating func branch(_ condition: GroundTerm, to label: Label, if outcome: Bool) {
    let node = bank[condition]
    let a = GroundTerm(index: node.a)
    let b = GroundTerm(index: node.b)
    switch node.op {
    case .constant:
      if (node.value != 0) == outcome {
        emit(.jump)
        emit(target: label)
      }
    case .not: branch(a, to: label, if: !outcome)
    case .and, .or:
      // The value of the left operand that decides.
      let deciding = node.op == .or
      if outcome == deciding {
        branch(a, to: label, if: deciding)
        branch(b, to: label, if: outcome)
      } else {
        let skip = makeLabel()
        branch(a, to: skip, if: deciding)
        branch(b, to: label, if: outcome)
        place(skip)
      }
    case .choice:
      let no = makeLabel()
      let done = makeLabel()
      branch(a, to: no, if: false)
      branch(b, to: label, if: outcome)
      emit(.jump)
      emit(target: done)
      place(no)
      branch(GroundTerm(index: node.c), to: label, if: outcome)
      place(done)
    case .slot: slotTest(outcome ? .unequalConstant : .equalConstant, node.value, 1, label)
    case .equal, .less, .lessOrEqual:
      if linearTest(node, to: label, if: outcome) { return }
      value(a)
      value(b)
      emit(node.op == .equal ? .equal : node.op == .less ? .less : .lessOrEqual)
      popTest(label, outcome)
    default:
      value(condition)
      popTest(label, outcome)
    }
  }

  private mutating func popTest(_ label: Label, _ outcome: Bool) {
    emit(outcome ? .whenFalse : .whenTrue)
    emit(target: label)
  }

  private mutating func slotTest(_ op: Opcode, _ slot: Int, _ constant: Int, _ label: Label) {
    emit(op, slot, constant)
    emit(target: label)
  }

  /// Tests a comparison of sums of slots in one instruction, where that is possible.
  private mutating func linearTest(_ node: GroundNode, to label: Label, if outcome: Bool) -> Bool {
    guard var sum = LinearSum(bank, GroundTerm(index: node.a)),
      let right = LinearSum(bank, GroundTerm(index: node.b)), sum.subtract(right)
    else { return false }
    if node.op == .equal { return equalityTest(sum, label, if: outcome) }
    // Now the comparison is `sum < 0` or `sum <= 0`; it has to be false for the jump, or its negation.
    if outcome {
      sum.negate()
      if node.op == .lessOrEqual { sum.constant += 1 }
    } else if node.op == .less {
      sum.constant += 1
    }
    let bound = -sum.constant
    let parts = sum.parts
    if parts.count == 1, abs(parts[0].coefficient) == 1, abs(bound) < StateWord.limit {
      if parts[0].coefficient == 1 {
        slotTest(.atMost, parts[0].slot, bound, label)
      } else {
        slotTest(.atLeast, parts[0].slot, -bound, label)
      }
    } else if parts.count == 2, abs(bound) < StateWord.limit,
      let plus = parts.first(where: { $0.coefficient == 1 }),
      let minus = parts.first(where: { $0.coefficient == -1 })
    {
      emit(.differenceAtMost, plus.slot, minus.slot, bound)
      emit(target: label)
    } else {
      emit(.linearAtMost, parts.count, position(ofWide: bound))
      emit(target: label)
      for part in parts {
        emit(operand: part.coefficient)
        emit(operand: part.slot)
      }
    }
    return true
  }

  private mutating func equalityTest(_ sum: LinearSum, _ label: Label, if outcome: Bool) -> Bool {
    let parts = sum.parts
    if parts.count == 1, abs(parts[0].coefficient) == 1 {
      let constant = -sum.constant * parts[0].coefficient
      // No slot holds such a constant as itself.
      guard abs(constant) < StateWord.limit else { return false }
      slotTest(outcome ? .unequalConstant : .equalConstant, parts[0].slot, constant, label)
      return true
    }
    guard parts.count == 2, sum.constant == 0, abs(parts[0].coefficient) == 1,
      parts[0].coefficient == -parts[1].coefficient
    else { return false }
    slotTest(outcome ? .unequalSlots : .equalSlots, parts[0].slot, parts[1].slot, label)
    return true
  }

  // MARK: Values

  /// Pushes the term's value.
  mutating func value(_ term: GroundTerm) {
    let node = bank[term]
    switch node.op {
    case .constant:
      if let word = Int32(exactly: node.value) {
        emit(.push, Int(word))
      } else {
        emit(.pushWide, position(ofWide: node.value))
      }
    case .slot: emit(.pushSlot, node.value)
    case .local: emit(.pushLocal, node.value)
    case .lookup, .table:
      value(GroundTerm(index: node.a))
      let (start, count) = start(ofTable: node.value)
      emit(node.op == .lookup ? .lookup : .table, start, count)
    case .within:
      value(GroundTerm(index: node.a))
      emit(.within, node.value)
    case .add: binary(.add, node)
    case .subtract: binary(.subtract, node)
    case .multiply: binary(.multiply, node)
    case .quotient: binary(.quotient, node)
    case .remainder: binary(.remainder, node)
    case .equal: binary(.equal, node)
    case .less: binary(.less, node)
    case .lessOrEqual: binary(.lessOrEqual, node)
    case .trap: emit(.trap)
    case .choice:
      either(GroundTerm(index: node.a)) {
        $0.value(GroundTerm(index: node.b))
      } no: {
        $0.value(GroundTerm(index: node.c))
      }
    case .not, .and, .or:
      either(term) {
        $0.emit(.push, 1)
      } no: {
        $0.emit(.push, 0)
      }
    }
  }

  private mutating func binary(_ op: Opcode, _ node: GroundNode) {
    value(GroundTerm(index: node.a))
    value(GroundTerm(index: node.b))
    emit(op)
  }

  /// Runs `yes` if the condition holds, else `no`.
  mutating func either(
    _ condition: GroundTerm, yes: (inout Assembler) -> Void, no: (inout Assembler) -> Void
  ) {
    let otherwise = makeLabel()
    let done = makeLabel()
    branch(condition, to: otherwise, if: false)
    yes(&self)
    emit(.jump)
    emit(target: done)
    place(otherwise)
    no(&self)
    place(done)
  }

  // MARK: Assignments

  /// Assigns the term's value to a slot; a value that the slot cannot hold is a trap.
  mutating func assign(_ term: GroundTerm, to slot: Int) {
    if let sum = LinearSum(bank, term), sum.parts.count <= 1 {
      if sum.parts.isEmpty {
        if bounds[slot].contains(sum.constant) {
          emit(.setConstant, slot, sum.constant)
        } else {
          emit(.trap)
        }
        return
      }
      if sum.parts[0].coefficient == 1, abs(sum.constant) < StateWord.limit {
        if sum.constant == 0 {
          emit(.setSlot, slot, sum.parts[0].slot)
        } else {
          emit(.setSum, slot, sum.parts[0].slot, sum.constant)
        }
        return
      }
    }
    value(term)
    emit(.store, slot)
  }

  /// Assigns the term's value to the slot that `slots` gives for the instance.
  mutating func assign(_ term: GroundTerm, of instance: GroundTerm, slots: [Int32]) {
    if let known = bank.constant(of: instance) {
      if slots.indices.contains(known) { return assign(term, to: Int(slots[known])) }
      return emit(.trap)
    }
    value(instance)
    value(term)
    let (start, count) = start(ofTable: bank.position(ofTable: slots))
    emit(.storeAt, start, count)
  }
}
