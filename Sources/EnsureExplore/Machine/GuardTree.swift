/// Compiles ground steps into one program that finds the successors of a state: a tree of tests, so that steps
/// share those they have in common, with the steps at its leaves.
///
/// Only a test that has a value in every state moves up into the tree, and only if the step is forged or every
/// guard before it has one too: a genuine step whose guard has no value is a defect, and a test that comes later
/// must not hide it.
struct GuardTree {
  /// One step with the guards that are still to be tested.
  private struct Candidate {
    let step: Int
    var shared: [GroundTerm]
    var rest: [GroundTerm]
  }

  /// `slot == constant`, of which many can be tested at once.
  private struct Selection: Hashable {
    let slot: Int
    let constant: Int
  }

  /// The widest range of values that one `select` covers.
  private static let widestSelection = 64

  private let steps: [GroundStep]
  private var assembler: Assembler

  /// Appends the program for all steps to the assembler's code and returns where it starts.
  static func emit(_ steps: [GroundStep], into assembler: inout Assembler) -> Int {
    var tree = GuardTree(steps: steps, assembler: assembler)
    let start = tree.assembler.position
    tree.emit(steps.indices.map { tree.candidate($0) })
    tree.assembler.emit(.end)
    assembler = tree.assembler
    return start
  }

  private func candidate(_ step: Int) -> Candidate {
    var shared: [GroundTerm] = []
    var rest: [GroundTerm] = []
    for guardTerm in steps[step].guards {
      let mayMove = assembler.bank.isTotal(guardTerm) && (rest.isEmpty || !steps[step].isGenuine)
      if mayMove { shared.append(guardTerm) } else { rest.append(guardTerm) }
    }
    return Candidate(step: step, shared: shared, rest: rest)
  }

  private func selection(_ term: GroundTerm) -> Selection? {
    let node = assembler.bank[term]
    switch node.op {
    case .slot: return Selection(slot: node.value, constant: 1)
    case .not:
      let inner = assembler.bank[GroundTerm(index: node.a)]
      return inner.op == .slot ? Selection(slot: inner.value, constant: 0) : nil
    case .equal:
      let left = assembler.bank[GroundTerm(index: node.a)]
      guard left.op == .slot, let constant = assembler.bank.constant(of: GroundTerm(index: node.b)),
        constant.magnitude < UInt(GuardTree.widestSelection)
      else { return nil }
      return Selection(slot: left.value, constant: constant)
    default: return nil
    }
  }

  /// Emits code that tries all candidates and then goes on behind it.
  private mutating func emit(_ candidates: [Candidate]) {
    var open = candidates
    while !open.isEmpty {
      if let slot = mostSelective(open) {
        open = emitSelection(on: slot, open)
      } else if let test = mostShared(open) {
        open = emitTest(test, open)
      } else {
        for candidate in open { emitLeaf(candidate) }
        return
      }
    }
  }

  /// The slot that most of the candidates compare with a constant.
  private func mostSelective(_ candidates: [Candidate]) -> Int? {
    var counts: [Int: Int] = [:]
    for candidate in candidates {
      for slot in Set(candidate.shared.compactMap { selection($0)?.slot }) { counts[slot, default: 0] += 1 }
    }
    return counts.filter { $0.value > 1 }.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }

  private func mostShared(_ candidates: [Candidate]) -> GroundTerm? {
    var counts: [GroundTerm: Int] = [:]
    for candidate in candidates { for test in Set(candidate.shared) { counts[test, default: 0] += 1 } }
    return counts.filter { $0.value > 1 }.max { ($0.value, -$0.key.index) < ($1.value, -$1.key.index) }?.key
  }

  /// Emits a `select` for the candidates that compare the slot, and returns the others.
  private mutating func emitSelection(on slot: Int, _ candidates: [Candidate]) -> [Candidate] {
    var groups: [Int: [Candidate]] = [:]
    var others: [Candidate] = []
    for var candidate in candidates {
      guard let position = candidate.shared.firstIndex(where: { selection($0)?.slot == slot }),
        let constant = selection(candidate.shared[position])?.constant
      else {
        others.append(candidate)
        continue
      }
      candidate.shared.remove(at: position)
      groups[constant, default: []].append(candidate)
    }
    let constants = groups.keys.sorted()
    guard let first = constants.first, let last = constants.last else { return others }
    let done = assembler.makeLabel()
    assembler.emit(.select, slot, first, last - first + 1)
    assembler.emit(target: done)
    let labels = constants.map { _ in assembler.makeLabel() }
    for value in first...last {
      assembler.emit(target: constants.firstIndex(of: value).map { labels[$0] } ?? done)
    }
    for (constant, label) in zip(constants, labels) {
      assembler.place(label)
      emit(groups[constant] ?? [])
      if constant != last {
        assembler.emit(.jump)
        assembler.emit(target: done)
      }
    }
    assembler.place(done)
    return others
  }

  /// Emits a test for the candidates that share it, and returns the others.
  private mutating func emitTest(_ test: GroundTerm, _ candidates: [Candidate]) -> [Candidate] {
    var inside: [Candidate] = []
    var others: [Candidate] = []
    for var candidate in candidates {
      if candidate.shared.contains(test) {
        candidate.shared.removeAll { $0 == test }
        inside.append(candidate)
      } else {
        others.append(candidate)
      }
    }
    let done = assembler.makeLabel()
    assembler.branch(test, to: done, if: false)
    emit(inside)
    assembler.place(done)
    return others
  }

  private mutating func emitLeaf(_ candidate: Candidate) {
    let step = steps[candidate.step]
    let next = assembler.makeLabel()
    assembler.emit(.begin, candidate.step)
    assembler.emit(target: next)
    for term in candidate.shared + candidate.rest { assembler.branch(term, to: next, if: false) }
    if !assembler.bank.isTotal(step.probe) {
      let judged = assembler.makeLabel()
      assembler.branch(step.probe, to: judged, if: false)
      assembler.place(judged)
    }
    assembler.emit(.body)
    assembler.emit(step.body)
    if assembler.bank.constant(of: step.commits) == 1 {
      assembler.emit(.commit)
      assembler.place(next)
    } else {
      let fails = assembler.makeLabel()
      assembler.branch(step.commits, to: fails, if: false)
      assembler.emit(.commit)
      assembler.emit(.jump)
      assembler.emit(target: next)
      assembler.place(fails)
      assembler.emit(.drop)
      assembler.place(next)
    }
  }
}

extension Assembler {
  /// Emits the code of a body.
  mutating func emit(_ body: [GroundStatement]) {
    for statement in body {
      switch statement {
      case .assign(nil, let slots, let value): assign(value, to: Int(slots[0]))
      case .assign(let instance?, let slots, let value): assign(value, of: instance, slots: slots)
      case .bind(let register, let value):
        self.value(value)
        emit(.setLocal, register)
      case .branch(let condition, let yes, let no):
        either(condition) {
          $0.emit(yes)
        } no: {
          $0.emit(no)
        }
      }
    }
  }

  /// Emits a program that accepts the states in which the condition holds, and returns where it starts.
  mutating func emitCondition(_ condition: GroundTerm) -> Int {
    let start = position
    let fails = makeLabel()
    branch(condition, to: fails, if: false)
    emit(.accept)
    place(fails)
    emit(.reject)
    return start
  }
}
