/// Runs compiled code on states of words. A class, since it owns the memory that it runs in; use one per thread.
final class Machine {
  /// Words per state.
  let width: Int
  private let code: UnsafeMutablePointer<Int32>
  private let wide: UnsafeMutablePointer<Int>
  private let tables: UnsafeMutablePointer<Int32>
  private let lower: UnsafeMutablePointer<Int32>
  private let upper: UnsafeMutablePointer<Int32>
  private let keys: UnsafeMutablePointer<UInt64>
  private let stack: UnsafeMutablePointer<Int>
  private let locals: UnsafeMutablePointer<Int>

  /// The successors of the state that was expanded last: one row each, with its hash and ground step.
  let rows: UnsafeMutablePointer<Int32>
  let hashes: UnsafeMutablePointer<UInt64>
  let steps: UnsafeMutablePointer<Int32>
  /// The ground steps that were given up.
  let trapped: UnsafeMutablePointer<Int32>
  private(set) var count = 0
  private(set) var trappedCount = 0

  /// A machine for code in which at most `stepCount` ground steps are possible at once.
  init(_ assembler: Assembler, width: Int, stepCount: Int, localCount: Int) {
    self.width = width
    code = copied(assembler.code)
    wide = copied(assembler.wide)
    tables = copied(assembler.tables)
    lower = copied(assembler.bounds.map { Int32($0.lowerBound) })
    upper = copied(assembler.bounds.map { Int32($0.upperBound) })
    keys = copied(
      (0..<max(width, 1)).map { Machine.mixed(UInt64($0) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678) | 1 })
    // No expression is deeper than the code is long.
    stack = .allocate(capacity: assembler.code.count + 16)
    locals = .allocate(capacity: max(localCount, 1))
    locals.initialize(repeating: 0, count: max(localCount, 1))
    rows = .allocate(capacity: max(1, width * (stepCount + 1)))
    hashes = .allocate(capacity: stepCount + 1)
    steps = .allocate(capacity: stepCount + 1)
    trapped = .allocate(capacity: stepCount + 1)
  }

  deinit {
    code.deallocate()
    wide.deallocate()
    tables.deallocate()
    lower.deallocate()
    upper.deallocate()
    keys.deallocate()
    stack.deallocate()
    locals.deallocate()
    rows.deallocate()
    hashes.deallocate()
    steps.deallocate()
    trapped.deallocate()
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// What a word in a slot adds to the hash of a state. Hashes are sums, so that a step only has to add what it
  /// changes.
  @inline(__always)
  private static func share(_ keys: UnsafeMutablePointer<UInt64>, _ slot: Int, _ word: Int32) -> UInt64 {
    var z = (UInt64(UInt32(bitPattern: word)) &+ 0x9E37_79B9) &* keys[slot]
    z ^= z >> 32
    z = z &* 0xD6E8_FEB8_6659_FD93
    return z ^ (z >> 32)
  }

  /// The hash of a state.
  func hash(_ row: UnsafePointer<Int32>) -> UInt64 {
    var hash: UInt64 = 0
    for slot in 0..<width { hash = hash &+ Machine.share(keys, slot, row[slot]) }
    return hash
  }

  /// How a program ended.
  enum Outcome {
    case done, accepted, rejected, trapped
  }

  /// Finds the successors of a state; the program is a tree of guards with steps at its leaves.
  func expand(_ source: UnsafePointer<Int32>, hash: UInt64, from start: Int) {
    count = 0
    trappedCount = 0
    _ = run(UnsafeMutablePointer(mutating: source), hash: hash, from: start)
  }

  /// Judges a condition.
  func judge(_ source: UnsafePointer<Int32>, from start: Int) -> Outcome {
    run(UnsafeMutablePointer(mutating: source), hash: 0, from: start)
  }

  // One loop over all instructions: the shape that keeps the machine's state in registers.
  // swift-format-ignore
  private func run(_ source: UnsafeMutablePointer<Int32>, hash sourceHash: UInt64, from start: Int) -> Outcome {
    let code = self.code, tables = self.tables, keys = self.keys, width = self.width
    let lower = self.lower, upper = self.upper, locals = self.locals
    var row = source
    var pc = code + start
    var top = stack
    var hash = sourceHash
    var produced = 0
    var target = rows
    var step: Int32 = -1
    var resume = code
    defer { count = produced }

    @inline(__always) func operand(_ offset: Int) -> Int { Int(pc[offset]) }
    @inline(__always) func assign(_ slot: Int, _ value: Int) -> Bool {
      if value < Int(lower[slot]) || value > Int(upper[slot]) { return false }
      let word = Int32(truncatingIfNeeded: value)
      let old = row[slot]
      if old != word {
        hash = hash &- Machine.share(keys, slot, old) &+ Machine.share(keys, slot, word)
        row[slot] = word
      }
      return true
    }

    while true {
      trap: do {
        switch unsafeBitCast(UInt8(truncatingIfNeeded: pc[0]), to: Opcode.self) {
        case .end: return .done
        case .accept: return .accepted
        case .reject: return .rejected
        case .begin:
          step = pc[1]
          resume = code + operand(2)
          row = source
          top = stack
          pc += 3
        case .body:
          target.update(from: source, count: width)
          row = target
          hash = sourceHash
          pc += 1
        case .commit:
          hashes[produced] = hash
          steps[produced] = step
          produced += 1
          target += width
          row = source
          step = -1
          pc += 1
        case .drop:
          row = source
          step = -1
          pc += 1
        case .jump: pc = code + operand(1)
        case .select:
          let offset = Int(row[operand(1)]) - operand(2)
          pc = code + (offset >= 0 && offset < operand(3) ? operand(5 + offset) : operand(4))
        case .equalConstant: pc = row[operand(1)] == pc[2] ? pc + 4 : code + operand(3)
        case .unequalConstant: pc = row[operand(1)] != pc[2] ? pc + 4 : code + operand(3)
        case .atMost: pc = row[operand(1)] <= pc[2] ? pc + 4 : code + operand(3)
        case .atLeast: pc = row[operand(1)] >= pc[2] ? pc + 4 : code + operand(3)
        case .equalSlots: pc = row[operand(1)] == row[operand(2)] ? pc + 4 : code + operand(3)
        case .unequalSlots: pc = row[operand(1)] != row[operand(2)] ? pc + 4 : code + operand(3)
        case .differenceAtMost:
          let difference = Int(row[operand(1)]) - Int(row[operand(2)])
          pc = difference <= operand(3) ? pc + 5 : code + operand(4)
        case .linearAtMost:
          var sum = 0
          let parts = operand(1)
          var part = pc + 4
          for _ in 0..<parts {
            sum += Int(part[0]) * Int(row[Int(part[1])])
            part += 2
          }
          pc = sum <= wide[operand(2)] ? part : code + operand(3)
        case .whenTrue:
          top -= 1
          pc = top[0] != 0 ? pc + 2 : code + operand(1)
        case .whenFalse:
          top -= 1
          pc = top[0] == 0 ? pc + 2 : code + operand(1)
        case .push:
          top[0] = operand(1)
          top += 1
          pc += 2
        case .pushWide:
          top[0] = wide[operand(1)]
          top += 1
          pc += 2
        case .pushSlot:
          top[0] = Int(row[operand(1)])
          top += 1
          pc += 2
        case .pushLocal:
          top[0] = locals[operand(1)]
          top += 1
          pc += 2
        case .lookup:
          let instance = top[-1]
          guard instance >= 0, instance < operand(2) else { break trap }
          top[-1] = Int(row[Int(tables[operand(1) + instance])])
          pc += 3
        case .table:
          let instance = top[-1]
          guard instance >= 0, instance < operand(2) else { break trap }
          top[-1] = Int(tables[operand(1) + instance])
          pc += 3
        case .within:
          guard top[-1] >= 0, top[-1] < operand(1) else { break trap }
          pc += 2
        case .add:
          let (value, overflow) = top[-2].addingReportingOverflow(top[-1])
          if overflow { break trap }
          top -= 1
          top[-1] = value
          pc += 1
        case .subtract:
          let (value, overflow) = top[-2].subtractingReportingOverflow(top[-1])
          if overflow { break trap }
          top -= 1
          top[-1] = value
          pc += 1
        case .multiply:
          let (value, overflow) = top[-2].multipliedReportingOverflow(by: top[-1])
          if overflow { break trap }
          top -= 1
          top[-1] = value
          pc += 1
        case .quotient, .remainder:
          guard top[-1] != 0, top[-2] != Int.min else { break trap }
          let division = euclideanDivision(top[-2], top[-1])
          top -= 1
          top[-1] = pc[0] == Int32(Opcode.quotient.rawValue) ? division.quotient : division.remainder
          pc += 1
        case .equal:
          top -= 1
          top[-1] = top[-1] == top[0] ? 1 : 0
          pc += 1
        case .less:
          top -= 1
          top[-1] = top[-1] < top[0] ? 1 : 0
          pc += 1
        case .lessOrEqual:
          top -= 1
          top[-1] = top[-1] <= top[0] ? 1 : 0
          pc += 1
        case .setConstant:
          guard assign(operand(1), operand(2)) else { break trap }
          pc += 3
        case .setSlot:
          guard assign(operand(1), Int(row[operand(2)])) else { break trap }
          pc += 3
        case .setSum:
          guard assign(operand(1), Int(row[operand(2)]) + operand(3)) else { break trap }
          pc += 4
        case .store:
          top -= 1
          guard assign(operand(1), top[0]) else { break trap }
          pc += 2
        case .storeAt:
          top -= 2
          let instance = top[0]
          guard instance >= 0, instance < operand(2) else { break trap }
          guard assign(Int(tables[operand(1) + instance]), top[1]) else { break trap }
          pc += 3
        case .setLocal:
          top -= 1
          locals[operand(1)] = top[0]
          pc += 2
        case .trap: break trap
        }
        continue
      }
      // A trap: a condition ends, a step is given up.
      if step < 0 { return .trapped }
      trapped[trappedCount] = step
      trappedCount += 1
      step = -1
      row = source
      top = stack
      pc = resume
    }
  }
}

private func copied<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
  let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
  memory.initialize(from: elements, count: elements.count)
  return memory
}
